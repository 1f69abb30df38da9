"""Finds the date that a page shows, where its metadata has none.

Years and days in the text and copyright lines are not the page's date. Only a line with little
besides a day counts, next to the headline or in an element marked as a date.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qreader.sources.dates import parse_date

_TEXTS_BEFORE = 8
"""How many runs of text above the headline may be its date: more would include the menu."""
_TEXTS_BEHIND = 30
_MAX_PARAGRAPHS_BEHIND = 2
"""The most paragraphs below the headline: behind the lead and a paragraph is the text."""
_PARAGRAPH_CHARACTERS = 120
_MAX_CHARACTERS = 80
"""The longest run of text with the page's date."""
_MAX_LINE_CHARACTERS = 200
"""The longest line with a date: it may also name the author and the reading time."""
_MAX_WORDS = 4
"""The most words beside a date in its part of the line; more are a sentence or a caption."""
_MAX_SIGNED_WORDS = 10
"""The most words where they name the author."""
_MAX_MARKED = 40
_CARD_CHARACTERS = 15
"""A link around a date and this much text is a card of another article."""
_MAX_LEVELS = 60
_TWO_DAYS = timedelta(days=2)
_YEAR = r"(?:19[89]|20\d)\d"
_NUMBERS = re.compile(rf"\b\d{{1,2}}(?:\. ?|/)\d{{1,2}}(?:\. ?|/)(?:{_YEAR}|\d\d)(?![\d./])")
_SHAPES = (
    _NUMBERS,
    re.compile(rf"\b[^\W\d_]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)"),
    re.compile(
        r"\b\d{1,2}(?:\.|er|st|nd|rd|th|º)?[ -](?:de |of )?[^\W\d_]{3,12}\.?,?[ -](?:de )?"
        rf"{_YEAR}(?!\d)"
    ),
    re.compile(
        rf"\b{_YEAR}(?:[-./]\d{{1,2}}[-./]|[년年] ?\d{{1,2}}[월月] ?)\d{{1,2}}(?:[일日]|(?!\d))"
    ),
)
"""A candidate for a day; `parse_date` decides."""
_YEAR_FIRST = re.compile(rf"({_YEAR}) ([^\W\d_]{{3,12}})\.? (\d{{1,2}})(?!\d)")
_SHORT_YEAR = re.compile(r"([./])(\d\d)$")
_TIME = re.compile(
    r"T?\b\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?(?: ?uhr\b)?(?: ?[+-]\d\d:?\d\d)?", re.I
)
_PARTS = re.compile(r"[|•·]| [/–—-] ")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(
    r"\b(?:by|von|par|por|di|door|av|af|przez|tarafından|автор|written|author)\b", re.IGNORECASE
)
_UPDATED = re.compile(
    r"updat|modif|edited|revis|reviewed|aktualis|geändert|mis à jour|màj|actualiz|atualiz|"
    r"aggiorn|bijgewerkt|gewijzigd|uppdater|oppdater|opdater|päivitet|zaktualiz|güncel|"
    r"обновл|оновл|更新|수정|تحديث",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|\bdate\b|\bread\b|veröffentlicht|erstellt|datum|gepubliceerd|publicerad|"
    r"opublik|yayın|опублик|опублік|公開|発行|发布|發布|發佈|게시|نشر",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)]*$")
_MARKED = ", ".join(
    f'[class*="{word}" i]' for word in ("date", "publi", "posted", "time")
) + ', [id*="date" i]'  # fmt: skip
_NAMES_A_DATE = re.compile(
    r"(?<![a-z])(?:pub|post)?date(?:line|time)?(?![a-z])|publi(?:sh|cat)|posted|"
    r"(?<![a-z])time(?:stamp)?(?![a-z])"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CAPTIONS = frozenset({"figure", "figcaption", "blockquote", "nav"})
_ELSEWHERE = _CAPTIONS | {"aside", "footer"}
_INLINE = frozenset({"span", "a", "time", "b", "strong", "em", "i", "small", "abbr", "font", "u"})


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of text and its node."""

    text: str
    node: LexborNode
    is_in_text: bool = False
    """It stands behind the lead or a paragraph: its day is more likely that of an event."""


def shown_date(tree: LexborHTMLParser, title: str | None = None) -> datetime | None:
    """Return the day below the headline, else above it, else in an element marked as a date.

    The day of an update counts where no day of publication is shown. title: decides which of
    several headlines is the page's.
    """
    before, behind = _runs_around_headline(tree, title)
    return (
        _dated(behind, beside_headline=True)
        or _marked_date(tree)
        or _dated(before, beside_headline=True, nearest_last=True)
    )


def date_in(text: str) -> datetime | None:
    """Return the first day in a short text; None where there is none."""
    text = _YEAR_FIRST.sub(r"\3 \2 \1", " ".join(text.split()))
    return next(_days(text), None)


def is_own(node: LexborNode, *, beside_headline: bool = False) -> bool:
    """Whether an element may be about its page: it is in no link elsewhere and in no margin.

    beside_headline: margins count as well, since they may hold the by-line.
    """
    own = len(node.text(deep=True).strip())
    above, articles = node.parent, 0
    for _ in range(_MAX_LEVELS):
        if above is None or above.tag == "body":
            break
        if above.tag in (_CAPTIONS if beside_headline else _ELSEWHERE):
            return False
        if above.tag == "a" and len(above.text(deep=True).strip()) > own + _CARD_CHARACTERS:
            return False
        articles += above.tag == "article"
        above = above.parent
    return articles < 2


# ---- around the headline


def _runs_around_headline(
    tree: LexborHTMLParser, title: str | None
) -> tuple[list[_Run], list[_Run]]:
    headline, body = _headline(tree, title), tree.body
    if headline is None or body is None:
        return [], []
    before: deque[_Run] = deque(maxlen=_TEXTS_BEFORE)
    behind: list[_Run] = []
    is_behind = False
    paragraphs = 0
    for node in body.traverse(include_text=True):
        if node.tag != "-text":
            is_behind = is_behind or node.mem_id == headline.mem_id
            continue
        text = " ".join((node.text_content or "").split())
        parent = node.parent
        if not text or parent is None:
            continue
        if not is_behind:
            before.append(_Run(text, parent))
            continue
        paragraphs += len(text) >= _PARAGRAPH_CHARACTERS
        if len(behind) >= _TEXTS_BEHIND or paragraphs > _MAX_PARAGRAPHS_BEHIND:
            break
        behind.append(_Run(text, parent, is_in_text=paragraphs > 0))
    return list(before), behind


def _headline(tree: LexborHTMLParser, title: str | None) -> LexborNode | None:
    """Return the heading with the title: the first heading may be the site's name."""
    wanted = _letters(title or "")
    for heading in tree.css("h1, h2")[:20]:
        if wanted and _letters(heading.text(deep=True)) == wanted:
            return heading
    return tree.css_first("h1")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# ---- lines


def _dated(
    runs: Iterable[_Run], *, beside_headline: bool = False, nearest_last: bool = False
) -> datetime | None:
    """Return the first day in runs of text; a day of publication wins."""
    published: list[datetime] = []
    updated: list[datetime] = []
    said = ""
    for run in runs:
        date = _line_date(run.text)
        if (
            date is not None
            and _is_line(run.node)
            and not (run.is_in_text and _is_told_of(run))
            and is_own(run.node, beside_headline=beside_headline)
        ):
            label = run.text if _WORD.search(_without_date(run.text)) else said
            days = updated if _UPDATED.search(label) else published
            days.append(_precise(run.node, date))
        said = run.text if len(run.text) <= _MAX_CHARACTERS else ""
    found = published or updated
    return found[-1 if nearest_last else 0] if found else None


def _precise(node: LexborNode, day: datetime) -> datetime:
    """Return the time that a time element states for a day, else the day."""
    stated = node.attributes.get("datetime") if node.tag == "time" else None
    moment = parse_date(stated or "")
    return moment if moment is not None and abs(moment - day) < _TWO_DAYS else day


def _marked_date(tree: LexborHTMLParser) -> datetime | None:
    """Return the day in elements marked as a date, where all of them agree."""
    runs = []
    for node in tree.css(_MARKED)[:_MAX_MARKED]:
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        text = " ".join(node.text(deep=True, separator=" ").split())
        if text and _NAMES_A_DATE.search(_CAMEL.sub("-", named[:500]).lower()):
            runs.append(_Run(text, node))
    dates = {date for run in runs if (date := _dated([run]))}
    return dates.pop() if len(dates) == 1 else None


def _is_line(node: LexborNode) -> bool:
    """Whether a run of text is in a single line, not in a sentence or a table."""
    line: LexborNode | None = node
    while line is not None and line.tag in _INLINE:
        line = line.parent
    if line is None:
        return False
    text = " ".join(line.text(deep=True, separator=" ").split())
    if line.tag in {"p", "li", "dd"} and _SENTENCE_END.search(text):
        return len(text.split()) <= _MAX_SIGNED_WORDS
    return line.tag not in {"td", "th"} and (
        len(text) <= _MAX_LINE_CHARACTERS or line.tag not in {"p", "li", "dd"}
    )


def _line_date(text: str) -> datetime | None:
    """Return the day of a line with little else."""
    if len(text) > _MAX_CHARACTERS:
        return None
    for part in _PARTS.split(text):
        date = next(_days(part), None)
        if date is not None:
            most = _MAX_SIGNED_WORDS if _SIGNED.search(part) else _MAX_WORDS
            return date if len(_WORD.findall(_without_date(part))) <= most else None
    return None


def _is_told_of(run: _Run) -> bool:
    """Whether a line of the text says what happened on its day."""
    if run.node.tag == "li":
        return True
    words = _WORD.findall(_without_date(run.text))
    return bool(words) and not any(
        named.search(run.text) for named in (_SIGNED, _UPDATED, _PUBLISHED)
    )


def _without_date(text: str) -> str:
    for shape in _SHAPES:
        text = shape.sub(" ", text)
    return _TIME.sub(" ", text)


def _days(text: str) -> Iterator[datetime]:
    for shape in _SHAPES:
        for found in shape.finditer(text):
            stated = found[0]
            if shape is _NUMBERS:
                stated = _SHORT_YEAR.sub(r"\g<1>20\2", stated.replace(" ", ""))
            date = parse_date(stated)
            if date is not None:
                yield date

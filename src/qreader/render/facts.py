"""What stands above an article's text: its title, facts, address and marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len

from qreader.model import Article
from qreader.render.age import MONTHS
from qreader.render.cells import cut_middle, plural
from qreader.render.episode import OF_EPISODES
from qreader.render.wrap import Run, Runs, wrap
from qreader.text.blocks import Block, Paragraph
from qreader.text.local_time import local, local_stamp
from qreader.text.plain import is_stand_in, spans_text
from qreader.text.safe import safe_line
from qreader.text.urls import spoken

MAX_AUTHORS = 3
"""The most names that are shown; further ones are counted."""
FEW_WORDS = 150
"""Shorter texts are told by their words: all of them are read in a minute."""
WIDE_CELLS = 60
"""The least width in which a low screen shows the address."""
SEPARATOR = " · "
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CODE = re.compile("%(.)")


def facts(article: Article, now: datetime | None, date_format: str = "") -> list[str]:
    """Return the facts shown under an article's title, in their order.

    now: None gives the full date with its zone, for files that are read at another time.
    date_format: as in the settings.
    """
    tags = [f"#{safe_line(name)}" for name in article.row.status.tags]
    return [*_facts(article, now, date_format), *tags]


def date(moment: datetime, now: datetime, form: str = "") -> str:
    """Return `24 Nov 14:03`, in another year `24 Nov 2023`, in the person's time zone.

    form: another form, as in the settings. Names are English, as everywhere.
    """
    here = local(moment)
    if form:
        return _CODE.sub(lambda code: _in_code(code[1], here), form)
    day = f"{here.day} {MONTHS[here.month - 1]}"
    return f"{day} {here:%H:%M}" if here.year == local(now).year else f"{day} {here.year}"


def length(article: Article) -> str:
    """Return `6 min` or `40 words of a summary`; nothing where the source sent no text."""
    if article.is_summary and not article.words:
        return ""
    is_short = article.minutes == 1 and 0 < article.words < FEW_WORDS
    size = plural(article.words, "word") if is_short else f"{article.minutes} min"
    return f"{size} of a summary" if article.is_summary else size


def header(
    article: Article,
    blocks: Sequence[Block],
    width: int,
    now: datetime,
    *,
    key: Callable[[str], str],
    date_format: str = "",
    is_roomy: bool = True,
) -> list[Runs]:
    """Return the lines above the text; a post without a title begins with its facts.

    key: returns the key of an action, by its name. is_roomy: else, in little width,
    the lines are for the text, and there is no address.
    """
    lines: list[Runs] = []
    if not _is_said_below(article.entry.title, blocks):
        lines += wrap([Run(safe_line(article.entry.title), "title")], width)
    lines += flowing([[Run(fact, "facts")] for fact in _facts(article, now, date_format)], width)
    url = article.entry.url
    if url and (is_roomy or width >= WIDE_CELLS):
        shown = cut_middle(safe_line(spoken(url), len(url)), width)
        lines.append([Run(shown, "facts address", url)])
    lines += flowing(_marks(article), width)
    if article.answers:
        lines += wrap([Run(_answered(article, key), "changes")], width)
    if article.row.changed:
        said = f"Changed since you read it · {key('changes')} shows what"
        lines += wrap([Run(said, "changes")], width)
    return lines


def flowing(pieces: Iterable[Runs], width: int) -> list[Runs]:
    """Return pieces in lines, with dots between those of one line; none hangs at its end."""
    lines: list[Runs] = []
    used = 0
    for piece in pieces:
        cells = sum(cell_len(run.text) for run in piece)
        if lines and used + len(SEPARATOR) + cells <= width:
            lines[-1] += [Run(SEPARATOR, "facts"), *piece]
            used += len(SEPARATOR) + cells
        else:
            wrapped = wrap(piece, width)
            lines += wrapped
            used = sum(cell_len(run.text) for run in wrapped[-1])
    return lines


def _facts(article: Article, now: datetime | None, date_format: str) -> list[str]:
    feed, authors = safe_line(article.row.feed), list(map(safe_line, article.entry.authors))
    named = [name for name in authors if name and name.casefold() != feed.casefold()]
    if len(named) > MAX_AUTHORS:
        named[MAX_AUTHORS:] = [f"{len(named) - MAX_AUTHORS} more"]
    row = article.row
    when = local_stamp(row.dated) if now is None else date(row.dated, now, date_format)
    found = [feed, ", ".join(named), "" if row.undated else when, length(article)]
    return [fact for fact in found if fact]


def _in_code(code: str, here: datetime) -> str:
    """Return a part of a date; `strftime` would name it in the language of the locale."""
    match code:
        case "a":
            return WEEKDAYS[here.weekday()][:3]
        case "A":
            return WEEKDAYS[here.weekday()]
        case "b":
            return MONTHS[here.month - 1]
        case "B":
            return LONG_MONTHS[here.month - 1]
        case "p":
            return "AM" if here.hour < 12 else "PM"
        case "e":
            return str(here.day)
        case "Y":
            return f"{here.year:04d}"
        case _:
            return here.strftime(f"%{code}")


def _marks(article: Article) -> list[Runs]:
    status = article.row.status
    found: list[Runs] = []
    if status.starred:
        found.append([Run("★ starred", "kept")])
    if status.later:
        found.append([Run("◷ for later", "kept")])
    return [*found, *([Run(f"#{safe_line(name)}", "facts")] for name in status.tags)]


def _answered(article: Article, key: Callable[[str], str]) -> str:
    """Return which programs have answered, no more than two by name, and how to read it."""
    names = [safe_line(one.name, 40) for one in article.answers if one.name not in OF_EPISODES]
    texts = [one.name for one in article.answers if one.name in OF_EPISODES]
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    what = "it" if len(article.answers) == 1 else "them"
    answered = f"Answered by {', '.join(names[:2])}{more}" if names else ""
    said = " · ".join(filter(None, (answered, " and ".join(texts).capitalize())))
    return f"{said} · {key('answer')} shows {what}"


def _is_said_below(title: str, blocks: Sequence[Block]) -> bool:
    """Whether the text begins with the title, as that of a post without a title does."""
    first = blocks[0] if blocks else None
    return isinstance(first, Paragraph) and is_stand_in(title, spans_text(first.spans))

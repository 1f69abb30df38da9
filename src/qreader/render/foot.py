"""What stands below an article's text: its end, what more there is, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.cells import cell_len

from qreader.model import Article
from qreader.render.cells import cut, cut_middle, fit
from qreader.render.episode import episode_lines
from qreader.render.figures import FULL_SIZE
from qreader.render.wrap import Line, Rendered, Run, Runs, wrap
from qreader.text.safe import safe_line
from qreader.text.urls import canonical, host, spoken

MAX_LINKS = 12
"""The most links that are listed; of more, the last lines say how many."""
WIDE_CELLS = 60
"""The least width for the path of where a link leads; in less, its host is named."""
MIN_PLACE_CELLS = 16
"""The least width for where a link leads; in less, it stands below its words."""
_INDENT = "  "

Section = Callable[[int], Sequence[Runs]]
"""Draws what stands below the text in a width; no lines: there is nothing."""


def with_foot(
    text: Rendered,
    article: Article,
    width: int,
    *,
    key: Callable[[str], str],
    others: Iterable[Section] = (),
) -> Rendered:
    """Return a rendered text with what stands below it, each section as a block of its own.

    key: returns the key of an action, by its name. others: what else stands there, in its order.
    """
    sections = [
        end_lines(article, width, key),
        episode_lines(article, width),
        link_lines(text.lines, text.links, article, width),
        *(section(width) for section in others),
    ]
    first = text.lines[-1].block + 1 if text.lines else 0
    foot = [
        Line(tuple(runs), number)
        for number, section in enumerate(sections, start=first)
        for runs in section
    ]
    return Rendered((*text.lines, *foot), text.links)


def end_lines(article: Article, width: int, key: Callable[[str], str]) -> list[Runs]:
    """Return the lines that end the text: what the page has more, else how to read on.

    key: returns the key of an action, by its name.
    """
    if article.is_summary:
        return [[], *_feeds_end(article, width, key)]
    return [[], *_said(f"── end · {key('read_on')}: next unread ──", width, "end")]


def link_lines(
    lines: Sequence[Line], urls: Sequence[str], article: Article, width: int
) -> list[Runs]:
    """Return the list of links: number, words, host and path; empty where there are none.

    lines: the text. urls: its numbered links. Those of pictures to themselves are left out, and so
    is the article's own address, which is above the text.
    """
    own = canonical(article.entry.url or "")
    words = link_words(lines)
    listed = [
        (number, words[url], url)
        for number, url in enumerate(urls, start=1)
        if words.get(url, FULL_SIZE) != FULL_SIZE and canonical(url) != own
    ]
    if not listed:
        return []
    shown = listed if len(listed) <= MAX_LINKS else listed[: MAX_LINKS - 2]
    room = width - cell_len(_numbered(0)) - len(_INDENT)
    widest = max(MIN_PLACE_CELLS, *(cell_len(_place(url, width)) for _, _, url in shown))
    column = min(max(cell_len(words) for _, words, _ in shown), max(room * 2 // 5, room - widest))
    rows = [row for link in shown for row in _link_rows(*link, width, column)]
    left = len(listed) - len(shown)
    more = _said(f"{_INDENT}… {left} more in the text", width, "foot") if left else []
    return [[], *_said("LINKS", width, "foot-heading"), *rows, *more]


def link_words(lines: Sequence[Line]) -> dict[str, str]:
    """Return the words of each numbered link, as it stands in the text for the first time."""
    words: dict[str, str] = {}
    url, said = None, ""
    for run in (run for line in lines for run in (*line.runs, Run(" "))):
        is_number = run.style.endswith("link-number")
        if run.url and not is_number and "link" in run.style.split():
            said = f"{said}{run.text}" if run.url == url else run.text
            url = run.url
        elif is_number and run.url and run.url == url:
            words.setdefault(run.url, safe_line(_unbracketed(said), 200))
            url, said = None, ""
        elif url and run.text.isspace():
            said += " "
    return words


def _feeds_end(article: Article, width: int, key: Callable[[str], str]) -> Iterator[Runs]:
    yield from _said("┄┄┄ the feed ends here ┄┄┄", width, "end")
    place = (host(article.entry.url or "") or "").removeprefix("www.")
    offers = [
        (key("full_text"), f"fetch the whole article from {place}"),
        (key("browser"), "open it in the browser"),
    ]
    widest = max(cell_len(keys) for keys, _ in offers)
    for keys, words in offers:
        first = Run(f"{_INDENT}{fit(keys, widest)}{_INDENT}", "foot-key")
        indent = cell_len(first.text)
        if width < 2 * indent:
            yield from wrap([Run(f"{keys} ", "foot-key"), Run(words, "foot")], width)
            continue
        for at, line in enumerate(wrap([Run(words, "foot")], width - indent)):
            yield [Run(" " * indent) if at else first, *line]
    if article.page.error is not None:
        yield from _said(f"{_INDENT}Last time: {safe_line(article.page.error)}", width, "foot")
    elif article.page.wanted:
        yield from _said(f"{_INDENT}The next refresh brings it, too", width, "foot")


def _link_rows(number: int, words: str, url: str, width: int, column: int) -> list[Runs]:
    """Return a row with number, words and place, which are one link; in little width, no place."""
    first = Run(_numbered(number), "foot-number", url)
    room = width - cell_len(first.text) - column - len(_INDENT)
    if room < MIN_PLACE_CELLS:
        return wrap([first, Run(words, "link", url)], width)
    said = cut(words, column)
    gap = Run(" " * (column - cell_len(said) + len(_INDENT)), "foot", url)
    place = cut_middle(_place(url, width), room)
    return [[first, Run(said, "link", url), gap, Run(place, "foot", url)]]


def _place(url: str, width: int) -> str:
    """Return where a link leads, in words."""
    place = safe_line(spoken(url), len(url))
    return place if width >= WIDE_CELLS else place.partition("/")[0]


def _numbered(number: int) -> str:
    return f"{_INDENT}{number:>2}  "


def _unbracketed(words: str) -> str:
    """Return the words of a link; those of a player stand in brackets in the text."""
    return words[1:-1] if words.startswith("[") and words.endswith("]") else words


def _said(text: str, width: int, style: str) -> list[Runs]:
    return wrap([Run(text, style)], width)

"""Hints: letters on the links that are on the screen; typing them follows the link."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.tui.widgets.paint import Paint

if TYPE_CHECKING:
    from qreader.render.wrap import Line, Run
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import Page

LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""The home row first: most screens have no more links than it has keys."""
LAYER: Final = "hints"
"""Of the article's paints."""


class Shown(NamedTuple):
    """A link on the screen, and where its letters go: on its number, else on its start."""

    url: str
    line: int
    start: int
    end: int


def labels(count: int) -> list[str]:
    """Return so many labels, none of them the start of another."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return ["".join(pair) for pair in islice(product(LETTERS, repeat=2), count)]


def links_on(lines: Sequence[Line], visible: range) -> list[Shown]:
    """Return the links of these lines as they are read; one that runs over a line end is one."""
    found: list[Shown] = []
    goes_on = ""  # the address of a link whose end is still to come
    for number in visible:
        column = 0
        for run in lines[number].runs:
            start, column = column, column + len(run.text)
            if run.url is None:
                goes_on = goes_on if _is_margin(run, start) else ""
                continue
            is_number = run.style.endswith("link-number")
            shown = Shown(run.url, number, start, column if is_number else start + 1)
            if goes_on != run.url:
                found.append(shown)
            elif is_number:
                found[-1] = shown
            goes_on = "" if is_number else run.url
    return found


def _is_margin(run: Run, column: int) -> bool:
    is_mark = run.style.endswith("quote-bar") or run.text == "↳ "
    return column == 0 and (run.text.isspace() or is_mark)


class Hints:
    """Shows the letters, and reads them."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self._desk = desk
        self._page = page
        self._links: dict[str, Shown] = {}
        """What is still to choose from, by its letters."""
        self._typed = ""

    @property
    def is_open(self) -> bool:
        """Whether the next key is a letter of a link."""
        return bool(self._links)

    def show(self) -> None:
        """Put letters on the links that are on the screen."""
        view = self._page.view
        links = links_on(view.lines, view.visible_lines)
        self._links = dict(zip(labels(len(links)), links, strict=False))
        self._typed = ""
        if links:
            self._desk.say("Type the letters of a link (esc ends)")
        else:
            self._desk.say("No link on the screen")
        self._paint()

    def press(self, key: str) -> str | None:
        """Take a letter; return the address that it completes. Any key that is none ends it."""
        self._typed += key
        link = self._links.get(self._typed)
        self._links = {
            letters: shown
            for letters, shown in self._links.items()
            if letters.startswith(self._typed) and shown is not link
        }
        if link is not None:
            self._links = {}
        self._paint()
        return link.url if link is not None else None

    def end(self) -> None:
        """Take the letters away."""
        if self._links:
            self._links = {}
            self._paint()

    def _paint(self) -> None:
        paints: dict[int, list[Paint]] = {}
        for letters, shown in self._links.items():
            rest = letters[len(self._typed) :]
            paints.setdefault(shown.line, []).append(Paint(shown.start, shown.end, "hint", rest))
        self._page.view.paint(LAYER, paints)

"""Hints: letters on the visible links; typing them follows the link."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.tui.widgets.paint import Paint

if TYPE_CHECKING:
    from qreader.render.wrap import Line, Run
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import OpenPage

LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""The home row comes first: it has enough keys for most screens."""
LAYER: Final = "hints"
"""Its layer of the article's paints."""


class Shown(NamedTuple):
    """A visible link, and the place of its letters: its number, else its start."""

    url: str
    line: int
    start: int
    end: int


def labels(count: int) -> list[str]:
    """Return labels, none of which is the beginning of another."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return ["".join(pair) for pair in islice(product(LETTERS, repeat=2), count)]


def links_on(lines: Sequence[Line], visible: range) -> list[Shown]:
    """Return the links of these lines in reading order; one over a line end counts once."""
    found: list[Shown] = []
    goes_on = ""  # the address of a link that continues on the next line
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
    """Shows the letters, and handles their keys."""

    def __init__(self, desk: Desk, page: OpenPage) -> None:
        self._desk = desk
        self._page = page
        self._links: dict[str, Shown] = {}
        """The links that still match, by their letters."""
        self._typed = ""

    @property
    def is_open(self) -> bool:
        """Whether keys are letters of links."""
        return bool(self._links)

    def show(self) -> None:
        """Show letters on the visible links."""
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
        """Handle a letter; return the address of a completed label. Any other key ends it."""
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
        """Remove the letters."""
        if self._links:
            self._links = {}
            self._paint()

    def _paint(self) -> None:
        paints: dict[int, list[Paint]] = {}
        for letters, shown in self._links.items():
            rest = letters[len(self._typed) :]
            paints.setdefault(shown.line, []).append(Paint(shown.start, shown.end, "hint", rest))
        self._page.view.paint(LAYER, paints)

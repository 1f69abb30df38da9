"""Hints: letters on the visible links, and where they lead; typing them follows the link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from qreader.render.cells import cut
from qreader.text.safe import safe_line
from qreader.tui.widgets.paint import Paint

if TYPE_CHECKING:
    from qreader.render.wrap import Line, Run
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import OpenPage

LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""The home row comes first: it has enough keys for most screens."""
LAYER: Final = "hints"
"""Its layer of the article's paints."""
MIN_HOST_CELLS: Final = 12
"""The least part of a host that is shown, where there is no room for all of it."""
MAX_HOST_CELLS: Final = 40


class Shown(NamedTuple):
    """A visible link, and the place of its letters: its number, else its start."""

    url: str
    line: int
    start: int
    end: int
    room: int = 0
    """Behind its number, the characters up to the next link: its host may cover them."""


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
        if lines[number].block < 0:  # the article's own address
            continue
        column = 0
        for at, run in enumerate(lines[number].runs):
            start, column = column, column + len(run.text)
            if run.url is None:
                goes_on = goes_on if _is_margin(run, start) else ""
                continue
            is_number = run.style.endswith("link-number")
            room = _room(lines[number].runs[at + 1 :]) if is_number else 0
            shown = Shown(run.url, number, start, column if is_number else start + 1, room)
            if goes_on != run.url:
                found.append(shown)
            elif is_number:
                found[-1] = shown
            goes_on = "" if is_number else run.url
    return found


def _room(behind: Sequence[Run]) -> int:
    """Return the characters before the next link; at the end of a line, as many as needed."""
    room = 0
    for run in behind:
        if run.url is not None:
            return room
        room += len(run.text)
    return MAX_HOST_CELLS


def _is_margin(run: Run, column: int) -> bool:
    is_mark = run.style.endswith("quote-bar") or run.text == "↳ "
    return column == 0 and (run.text.isspace() or is_mark)


class Picked(NamedTuple):
    """The link whose letters were typed."""

    url: str
    text: str
    """Its text in the article."""


class Hints:
    """Shows the letters, and handles their keys."""

    def __init__(self, desk: Desk, page: OpenPage) -> None:
        self._desk = desk
        self._page = page
        self._links: dict[str, list[Shown]] = {}
        """The links that still match, by their letters: each address with all its places."""
        self._typed = ""
        self.then: Callable[[str, str], None] | None = None
        """Called with the address and the text of the chosen link; None: it is followed."""

    @property
    def is_open(self) -> bool:
        """Whether keys are letters of links."""
        return bool(self._links)

    def show(self, wanted: str = "", then: Callable[[str, str], None] | None = None) -> None:
        """Show letters on the visible links; `wanted` says what is asked for."""
        view = self._page.view
        places: dict[str, list[Shown]] = {}
        for shown in links_on(view.lines, view.visible_lines):
            places.setdefault(shown.url, []).append(shown)
        self._links = dict(zip(labels(len(places)), places.values(), strict=False))
        self._typed, self.then = "", then
        if places:
            can_send = then is None and self._desk.config.send
            ends = "(esc ends, : sends it)" if can_send else "(esc ends)"
            self._desk.say(f"Type the letters of {wanted or 'a link'} {ends}")
        else:
            self._desk.say("No link on the screen")
        self._paint()

    def press(self, key: str) -> Picked | None:
        """Handle a letter; return the link of a completed label. Any other key ends it."""
        self._typed += key
        places = self._links.get(self._typed)
        self._links = {
            letters: shown
            for letters, shown in self._links.items()
            if letters.startswith(self._typed) and shown is not places
        }
        if places is not None:
            self._links = {}
        elif self._links:
            self._desk.say(" · ".join(self._leads()))
        self._paint()
        return self._picked(places[0]) if places is not None else None

    def _picked(self, shown: Shown) -> Picked:
        lines, url = self._page.view.lines, shown.url
        block = lines[shown.line].block  # below the article its links are listed again
        runs = (run for line in lines if line.block == block for run in line.runs if run.url == url)
        texts = (run.text for run in runs if not run.style.endswith("link-number"))
        return Picked(url, safe_line(" ".join(dict.fromkeys(texts))))

    def end(self) -> None:
        """Remove the letters."""
        if self._links:
            self._links = {}
            self._paint()

    def _leads(self) -> Iterator[str]:
        """Yield the letters that still match, and where they lead."""
        from qreader.text.urls import spoken  # not for a start

        for letters, (shown, *_) in self._links.items():
            yield f"{letters[len(self._typed) :]} {safe_line(spoken(shown.url), 200)}"

    def _paint(self) -> None:
        paints: dict[int, list[Paint]] = {}
        for letters, places in self._links.items():
            rest = letters[len(self._typed) :]
            for shown in places:
                here = paints.setdefault(shown.line, [])
                here.append(Paint(shown.start, shown.end, "hint", rest))
                here += _host_paints(shown, self._page.view.lines[shown.line].text)
        self._page.view.paint(LAYER, paints)


def _host_paints(shown: Shown, line: str) -> list[Paint]:
    """Return the host of a link over the words behind its number, of which none is left in part."""
    from qreader.text.urls import host  # not for a start

    name = (host(shown.url) or "").removeprefix("www.")
    if not name or shown.room <= min(len(name), MIN_HOST_CELLS):
        return []
    name = cut(name, shown.room - 1)
    end = shown.end
    while end < len(line) and (cell_len(line[shown.end : end]) <= len(name) or line[end] != " "):
        end += 1
    end = min(end, shown.end + shown.room)
    label = name.ljust(cell_len(line[shown.end : end]))
    return [Paint(shown.end, end, "link-host", label)]

"""CellScreen: a terminal small enough to be trusted, for tests of the bytes that reach one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rich.cells import split_graphemes

_SEQUENCE = re.compile(
    r"\x1b\[(?P<mark>[?>=<]?)(?P<numbers>[\d;:]*)(?P<rest>[ $]?)(?P<final>[@-~])"
    r"|\x1b\](?P<system>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[()][A-Z0-9]|\x1b[=>78cM]|[\x00-\x1a\x1c-\x1f]"
)
UNKNOWN = "\ufffd"
"""In a cell that nothing was written to."""
_SEEN_ON_BLANKS = {"4", "7", "9", "21", "53"}


@dataclass(frozen=True)
class Cell:
    """A character and how it is set."""

    character: str = " "
    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""
    link: str = ""

    @property
    def seen(self) -> Cell:
        """What a person can see of it: the colour of a letter that is not there is none."""
        if self.character == " " and not self.attributes & _SEEN_ON_BLANKS and not self.link:
            return Cell(background=self.background)
        return self


@dataclass
class CellScreen:
    """Rows of cells; understands what qreader writes, and passes over what only sets modes."""

    width: int
    height: int
    rows: list[list[Cell]] = field(default_factory=list)
    pen: Cell = Cell()
    x: int = 0
    y: int = 0
    rest: str = ""
    """The start of a sequence whose end is still to come."""

    def __post_init__(self) -> None:
        self.resize(self.width, self.height)

    def resize(self, width: int, height: int) -> None:
        """Empty the screen, as the least that a resize may do to it."""
        self.width, self.height = width, height
        self.rows = [[Cell(UNKNOWN)] * width for _ in range(height)]

    @property
    def lines(self) -> list[str]:
        """The text on the screen."""
        return ["".join(cell.character for cell in row) for row in self.rows]

    @property
    def seen(self) -> list[list[Cell]]:
        """The screen as it looks."""
        return [[cell.seen for cell in row] for row in self.rows]

    def feed(self, data: str) -> None:
        """Take in what was written."""
        data, self.rest = self.rest + data, ""
        at = 0
        for found in _SEQUENCE.finditer(data):
            if found.start() < at:
                continue
            self._print(data[at : found.start()])
            at = found.end()
            if found["final"]:
                self._control(found["mark"] + found["rest"], found["numbers"], found["final"])
            elif found["system"] is not None:
                self._system(found["system"])
            elif found[0] == "\n":
                assert self.y + 1 < self.height, "the screen must not scroll"
                self.y += 1
            elif found[0] == "\r":
                self.x = 0
        tail = data[at:]
        if "\x1b" in tail:
            cut = tail.index("\x1b")
            tail, self.rest = tail[:cut], tail[cut:]
        self._print(tail)

    def _print(self, text: str) -> None:
        for start, end, size in split_graphemes(text)[0]:
            assert self.x + size <= self.width, f"{text!r} runs over the edge"
            pen = self.pen
            if not size:
                self._join(text[start:end])
                continue
            cell = Cell(text[start:end], pen.attributes, pen.foreground, pen.background, pen.link)
            blank = Cell("", pen.attributes, pen.foreground, pen.background, pen.link)
            for extra in range(size):
                self.rows[self.y][self.x + extra] = blank if extra else cell
            self.x += size

    def _join(self, mark: str) -> None:
        """Set a mark on the character before it."""
        if self.x:
            before = self.rows[self.y][self.x - 1]
            pen = self.pen
            self.rows[self.y][self.x - 1] = Cell(
                before.character + mark, pen.attributes, pen.foreground, pen.background, pen.link
            )

    def _control(self, mark: str, numbers: str, final: str) -> None:
        if mark:
            return
        values = [int(number or 0) for number in numbers.split(";")] if numbers else []
        first = values[0] if values else 1
        match final:
            case "H":
                self.y, self.x = first - 1, (values[1] if len(values) > 1 else 1) - 1
            case "G":
                self.x = first - 1
            case "C":
                self.x += first
            case "X":
                assert self.x + first <= self.width
                for x in range(self.x, self.x + first):
                    self.rows[self.y][x] = Cell(background=self.pen.background)
            case "m":
                self._set([str(value) for value in values] or ["0"])

    def _set(self, codes: list[str]) -> None:
        attributes, foreground = self.pen.attributes, self.pen.foreground
        background = self.pen.background
        while codes:
            code = codes.pop(0)
            colour = code
            if code in {"38", "48"}:
                taken = 2 if codes[0] == "5" else 4
                colour = ";".join([code, *codes[:taken]])
                del codes[:taken]
            number = int(code)
            if number == 0:
                attributes, foreground, background = frozenset(), "", ""
            elif number in {39, 49}:
                foreground = "" if number == 39 else foreground
                background = "" if number == 49 else background
            elif 30 <= number <= 38 or 90 <= number <= 97:
                foreground = colour
            elif 40 <= number <= 48 or 100 <= number <= 107:
                background = colour
            else:
                attributes = attributes | {code}
        self.pen = Cell(" ", attributes, foreground, background, self.pen.link)

    def _system(self, text: str) -> None:
        if text.startswith("8;"):
            pen = self.pen
            link = text.partition(";")[2].partition(";")[2]
            self.pen = Cell(" ", pen.attributes, pen.foreground, pen.background, link)

"""Emulated: a terminal (pyte's) that can be asked what a person would see on it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyte

UNKNOWN = "\ufffd"
"""Stands where nothing was written."""
_LINK = re.compile("\x1b\\]8;[^;]*;([^\x1b]*)\x1b\\\\")
_KITTY = re.compile("\x1b\\[[<>][0-9]*u")
"""The keyboard protocol of kitty, of which pyte would write the last letter."""
_OTHER_SCREEN = re.compile("\x1b\\[\\?1049[hl]")
"""Each is empty when it is come to, as far as these tests can tell; pyte has but one."""


class Cell(NamedTuple):
    """What pyte knows of a cell, and what it does not: dim, and the address of a link."""

    data: str = " "
    fg: str = "default"
    bg: str = "default"
    bold: bool = False
    italics: bool = False
    underscore: bool = False
    strikethrough: bool = False
    reverse: bool = False
    blink: bool = False
    dim: bool = False
    link: str = ""

    @property
    def seen(self) -> Cell:
        """The colour of a letter that is not there is none."""
        marked = self.underscore or self.strikethrough or self.reverse or self.link
        return self if self.data != " " or marked else Cell(bg=self.bg)


class Emulated(pyte.Screen):
    """What was fed to it, as it looks."""

    def __init__(self, width: int, height: int, *, erases: bool = True) -> None:
        self.erases = erases
        super().__init__(width, height)
        self._stream = pyte.Stream(self)
        self.feed("\x1b[?7l" + "\r\n".join([UNKNOWN * width] * height))

    @property
    def default_char(self) -> Cell:  # type: ignore[override]
        return Cell()

    def reset(self) -> None:
        super().reset()
        self.cursor.attrs = Cell()  # type: ignore[assignment]

    def select_graphic_rendition(self, *attrs: int, **more: object) -> None:
        left = list(attrs or (0,))
        while left:
            number = left.pop(0)
            taken = [number]
            if number in {38, 48}:
                count = 2 if left[0] == 5 else 4
                taken += left[:count]
                del left[:count]
            link = self.cursor.attrs.link  # type: ignore[attr-defined]
            super().select_graphic_rendition(*taken)
            if number in {2, 22}:
                self.cursor.attrs = self.cursor.attrs._replace(dim=number == 2)  # type: ignore[call-arg]
            self.cursor.attrs = self.cursor.attrs._replace(link=link)  # type: ignore[call-arg]

    def draw(self, data: str) -> None:
        for character in data:  # pyte gives up the rest behind a joiner
            super().draw(character)

    def erase_characters(self, count: int | None = None) -> None:
        pen = self.cursor.attrs
        self.cursor.attrs = Cell(bg=pen.bg if self.erases else "default")  # type: ignore[assignment]
        super().erase_characters(count)
        self.cursor.attrs = pen

    def feed(self, text: str) -> None:
        """Take in what was written."""
        text = _KITTY.sub("", text)
        text = _OTHER_SCREEN.sub("\\g<0>\x1b[2J", text)
        for part in _LINK.split(text)[::2]:
            self._stream.feed(part)
            text = text[len(part) :]
            if found := _LINK.match(text):
                self.cursor.attrs = self.cursor.attrs._replace(link=found[1])  # type: ignore[call-arg]
                text = text[found.end() :]

    @property
    def seen(self) -> list[list[Cell]]:
        return [
            [self.buffer[y][x].seen for x in range(self.columns)]  # type: ignore[attr-defined]
            for y in range(self.lines)
        ]

    def difference(self, other: Emulated, *, but_last: int = 0) -> str:
        """Say where another looks otherwise, "" where nothing does but maybe the last lines."""
        return difference(self.seen[: self.lines - but_last], other.seen)

    @property
    def is_clean(self) -> bool:
        """Whether what is written next has no look and no link by now."""
        return self.cursor.attrs == Cell() and self.margins is None


def difference(seen: list[list[Cell]], other: list[list[Cell]]) -> str:
    """Say where lines that were seen look otherwise than others, "" where none does."""
    for y, (line, others) in enumerate(zip(seen, other, strict=False)):
        for x, (cell, another) in enumerate(zip(line, others, strict=True)):
            if cell != another:
                return f"line {y}, column {x}: {cell} here, {another} there"
    return ""

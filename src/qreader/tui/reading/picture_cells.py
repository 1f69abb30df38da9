"""The cells of a drawn picture, as segments: half-blocks, or what stands for kitty's pixels."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style

from qreader.tui.reading.draw_picture import Drawn
from qreader.tui.terminal import kitty
from qreader.tui.terminal.looks import MAX_LOOKS, look_of


class Painted(NamedTuple):
    """A picture that can be drawn row by row."""

    drawn: Drawn
    """Without its pixels."""
    lines: tuple[list[Segment], ...] = ()
    """The rows of half-blocks."""
    number: int = 0
    """Its number in a terminal that has its pixels; 0: it is drawn in half-blocks."""

    def row(self, row: int) -> list[Segment]:
        """Return the cells of a row."""
        if self.number:
            text = kitty.cells(row, self.drawn.columns)
            return [Segment(text, Style(color=_colour_of(self.number)))]
        return self.lines[row]


def painted(picture: Drawn, system: ColorSystem) -> Painted:
    """Return a picture in half-blocks.

    A frame is fast where all its looks are known, so this makes them known: it takes up to 0.2 s
    for a picture of a large screen, and belongs into a thread.
    """
    lines = tuple(_half_blocks(picture, row) for row in range(picture.rows))
    for line in lines:
        for segment in line:
            look_of(segment.style, system)
    return Painted(picture._replace(pixels=b""), lines)


def _half_blocks(picture: Drawn, row: int) -> list[Segment]:
    """Return a row of half-blocks; cells of one look are joined, and plain ones are blanks."""
    length = picture.columns * 3
    upper = picture.pixels[2 * row * length :][:length]
    lower = picture.pixels[(2 * row + 1) * length :][:length]
    cells = [(upper[at : at + 3], lower[at : at + 3]) for at in range(0, length, 3)]
    return [
        Segment((" " if top == below else "▀") * len(list(alike)), _look(top, below))
        for (top, below), alike in groupby(cells)
    ]


@lru_cache(MAX_LOOKS)
def _look(upper: bytes, lower: bytes) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))


def _colour_of(number: int) -> Color:
    """Return the colour that stands for a picture: of a palette of 256 for a number below that."""
    if number < 256:
        return Color.from_ansi(number)
    return Color.from_rgb(number >> 16, number >> 8 & 255, number & 255)

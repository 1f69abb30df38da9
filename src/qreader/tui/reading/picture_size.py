"""How many cells a picture takes."""

from __future__ import annotations

from typing import Final, NamedTuple

from qreader.render.figures import Box

BLOCKS: Final = "half-blocks"
KITTY: Final = "kitty"
"""The ways to draw."""
MIN_SIDE: Final = 24
"""The fewest pixels of a side of a picture that is drawn in the text; smaller ones are icons."""
PIXELS_OF_COLUMN: Final = 4
"""The fewest pixels of the picture in a column of half-blocks: a small picture stays small."""
MIN_COLUMNS: Final = 4
MAX_ROWS: Final = 290
"""The most rows of a picture: kitty has names for 297."""


class Cell(NamedTuple):
    """The pixels of a cell of the terminal."""

    width: int = 10
    height: int = 20


def fitted(
    size: tuple[int, int], room: Box, way: str, cell: Cell, *, scrolls: bool = False
) -> Box | None:
    """Return the box of a picture of so many pixels in a room; None: it is too small to be drawn.

    Its shape stays, and a small picture is enlarged little. scrolls: a strip, which would be narrow
    in the room, gets all its width and more rows than the room has.
    """
    width, height = size
    if min(width, height) < MIN_SIDE or room.columns < MIN_COLUMNS or room.rows < 1:
        return None
    enough = width / cell.width * 2 if way == KITTY else width / PIXELS_OF_COLUMN
    shape = height / width * cell.width / cell.height
    widest = min(room.columns, enough)
    columns = min(widest, room.rows / shape)
    rows = room.rows
    if scrolls and columns < widest / 2:
        columns, rows = min(widest, MAX_ROWS / shape), MAX_ROWS
    return Box(max(1, round(columns)), max(1, min(rows, round(columns * shape))))

"""Paint: an overlay on a part of a line: a match of a search, the letters of a link."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


class Paint(NamedTuple):
    """A part of a line, in characters of its text, and its new look."""

    start: int
    end: int
    look: str
    text: str = ""
    """The text to show instead; "": the same text in another look."""


def painted(strip: Strip, before_cells: int, paint: Paint, text: str, style: Style) -> Strip:
    """Return the strip with a part painted. before_cells: the cells before the line's text."""
    start = before_cells + cell_len(text[: paint.start])
    end = start + cell_len(text[paint.start : paint.end])
    if paint.text:
        wanted = cell_len(paint.text)
        end = min(strip.cell_length, max(end, start + wanted))
        label = Strip([Segment(paint.text.center(end - start), style)])
        middle = label.adjust_cell_length(end - start, style)
    else:
        middle = Strip(
            Segment(segment.text, (segment.style or Style.null()) + style)
            for segment in strip.crop(start, end)
        )
    return Strip.join([strip.crop(0, start), middle, strip.crop(end)])

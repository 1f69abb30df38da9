"""Draws a picture in cells with `textual-image`. Runs in a process that can be killed.

A decoder of foreign bytes may hang or use up the memory. And at its import, the library queries the
terminal, and reads the answer where Textual reads keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from qreader.errors import ParseError

if TYPE_CHECKING:
    from rich.segment import Segment

MAX_PIXELS = 40_000_000
"""The most pixels of a source picture: 160 MB of memory. Cameras make 12 to 50 million."""
MAX_SIDE = 1_200
"""The most pixels of the drawn picture: more than 60 columns can show."""

BLOCKS, KITTY = "half-blocks", "kitty"


class PictureJob(NamedTuple):
    """A picture to draw."""

    url: str
    data: bytes
    way: str
    columns: int
    """The most columns."""
    rows: int
    """The most rows."""


class CellRun(NamedTuple):
    """Cells of one look; colours as `#rrggbb`."""

    text: str
    colour: str
    background: str | None


class Drawn(NamedTuple):
    """A picture in cells."""

    control: str
    """The sequence to send first: kitty's pixels; "" for half-blocks."""
    lines: tuple[tuple[CellRun, ...], ...]


def draw(wanted: PictureJob) -> Drawn:
    """Return a picture in cells. Raises ParseError where it is invalid or too large."""
    import io
    import sys

    from PIL import Image
    from rich.console import Console

    try:
        with Image.open(io.BytesIO(wanted.data)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ParseError("is too large a picture", wanted.url)
            opened.draft(
                "RGB", (MAX_SIDE, MAX_SIDE)
            )  # lets a JPEG be decoded at a lower resolution
            columns, rows = _fitted(opened.width, opened.height, wanted.columns, wanted.rows)
            picture = opened.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ParseError("is no picture that can be shown", wanted.url) from error
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    control = io.StringIO()
    terminal = sys.__stdout__
    sys.__stdout__ = control  # type: ignore[assignment, misc] # the library writes to it
    try:
        console = Console(file=io.StringIO(), width=columns, height=rows)
        image = _renderable(wanted.way)(picture, columns, rows)
        segments = list(console.render(image, console.options.update(width=columns, height=rows)))
    finally:
        sys.__stdout__ = terminal  # type: ignore[misc]
    return Drawn(control.getvalue(), _lines(segments))


def _fitted(width: int, height: int, columns: int, rows: int) -> tuple[int, int]:
    """Return the size of a picture in cells, within the limits. A cell is twice as high as wide."""
    scale = min(columns / max(1, width), rows * 2 / max(1, height))
    return max(1, round(width * scale)), max(1, round(height * scale / 2))


def _renderable(way: str) -> Any:
    from textual_image.renderable import HalfcellImage, TGPImage

    return TGPImage if way == KITTY else HalfcellImage


def _lines(segments: Iterable[Segment]) -> tuple[tuple[CellRun, ...], ...]:
    """Return segments as lines of pieces, with neighbours of one look joined."""
    from rich.segment import Segment

    return tuple(
        tuple(
            CellRun(segment.text, *_colours(segment))
            for segment in Segment.simplify(line)
            if segment.text
        )
        for line in Segment.split_lines(segments)
    )


def _colours(segment: Segment) -> tuple[str, str | None]:
    style = segment.style
    colour = style.color if style else None
    background = style.bgcolor if style else None
    return (
        colour.get_truecolor().hex if colour else "#808080",
        background.get_truecolor().hex if background else None,
    )

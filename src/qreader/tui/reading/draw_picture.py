"""Draws a picture for a box of cells. Runs in a process that can be killed.

A decoder of foreign bytes may hang or use up the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.errors import ParseError
from qreader.render.figures import Box
from qreader.tui.reading.picture_size import KITTY, Cell, fitted

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS: Final = 40_000_000
"""The most pixels of a source picture: 160 MB of memory. Cameras make 12 to 50 million."""
MAX_SIDE: Final = 30_000
"""The most pixels of a side of a source picture: a strip of a comic has some thousand."""
FORMATS: Final[tuple[str, ...]] = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "ICO")
"""The formats that are read. Of others, some run programs, or are never seen on the web."""
BITS: Final = 5
"""The bits of a colour of half-blocks: more look the same there, and cost a third more bytes."""
NEAR: Final = 70
"""A picture with transparent parts gets another ground if its own lightness is nearer than this."""


class PictureJob(NamedTuple):
    """A picture to draw."""

    url: str
    data: bytes
    way: str
    columns: int
    """The most columns."""
    rows: int
    """The most rows."""
    cell: tuple[int, int] = (10, 20)
    """The pixels of a cell, of which kitty draws as many."""
    ground: tuple[int, int, int] = (0, 0, 0)
    """The colour behind transparent parts."""
    scrolls: bool = False
    """As in `fitted`."""


class Drawn(NamedTuple):
    """A picture drawn for a box."""

    size: tuple[int, int]
    """The pixels of the source."""
    columns: int
    rows: int
    pixels: bytes
    """For kitty a PNG; else red, green and blue of each half of a cell, line by line.

    Empty for a picture that is too small to be drawn."""


def draw(wanted: PictureJob) -> Drawn:
    """Return a picture for a box. Raises ParseError where it is invalid or too large."""
    import warnings

    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return _drawn(wanted)
    except (MemoryError, ParseError):
        raise
    except Exception as error:  # a decoder of foreign bytes raises anything
        raise ParseError("is no picture that can be shown", wanted.url) from error


def _drawn(wanted: PictureJob) -> Drawn:
    import io

    from PIL import Image, ImageOps

    Image.init()
    known = [name for name in FORMATS if name in Image.OPEN]
    with Image.open(io.BytesIO(wanted.data), formats=known) as opened:
        width, height = opened.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise ParseError("is too large a picture", wanted.url)
        if opened.getexif().get(0x0112, 1) in {5, 6, 7, 8}:  # a camera was held upright
            width, height = height, width
        room, cell = Box(wanted.columns, wanted.rows), Cell(*wanted.cell)
        box = fitted((width, height), room, wanted.way, cell, scrolls=wanted.scrolls)
        if box is None:
            return Drawn((width, height), 0, 0, b"")
        cell = cell if wanted.way == KITTY else Cell(1, 2)
        inside = (box.columns * cell.width, box.rows * cell.height)
        opened.draft("RGB", (2 * max(inside),) * 2)  # a JPEG is decoded at a lower resolution
        picture = ImageOps.exif_transpose(opened)
    picture = _on_ground(picture, wanted.ground)
    if wanted.way == KITTY:
        picture.thumbnail(inside, reducing_gap=2.0)
        data = io.BytesIO()
        picture.save(data, "PNG")
        return Drawn((width, height), *box, data.getvalue())
    picture = picture.resize(inside, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Drawn((width, height), *box, picture.point(_fewer_shades() * 3).tobytes())


def _fewer_shades() -> list[int]:
    """Return the shade for each of 256, black and white included."""
    steps = (1 << BITS) - 1
    return [round(round(shade * steps / 255) * 255 / steps) for shade in range(256)]


def _on_ground(picture: Image, ground: tuple[int, int, int]) -> Image:
    """Return a picture without transparency, on a ground that its lines are seen on."""
    from PIL import Image, ImageStat

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    seen = picture.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    light = ImageStat.Stat(picture.convert("L"), seen).mean[0] if seen.getbbox() else 128
    if abs(light - sum(ground) / 3) < NEAR:
        ground = (255, 255, 255) if light < 128 else (0, 0, 0)
    under = Image.new("RGBA", picture.size, (*ground, 255))
    under.alpha_composite(picture)
    return under.convert("RGB")

"""Reading positions in rendered lines, and how far a reader is."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from qreader.model import Place
from qreader.render.wrap import Line


def place_of(lines: Sequence[Line], top: int) -> Place | None:
    """Return the position of the top line: its block, and the part of the block above it."""
    if not 0 < top < len(lines):
        return None
    block = lines[top].block
    numbers = _numbers(lines, block)
    into = top - numbers.start
    return Place(block, into / len(numbers) if into > 0 else into)


def line_of(lines: Sequence[Line], place: Place) -> int:
    """Return the line at which a position is."""
    block, part = place
    numbers = _numbers(lines, block)
    return max(0, numbers.start + round(part * len(numbers) if part > 0 else part))


def how_far(seen: int, lines: int, minutes: int, *, is_at_top: bool) -> str:
    """Return `42% · 6 min left`, once all is seen `end`, or `all of it on this page`.

    seen: the lines of the text that have been on the screen, of all `lines` of it.
    """
    if seen >= lines:
        return "all of it on this page" if is_at_top else "end"
    part = seen / lines
    return f"{int(100 * part)}% · {max(1, ceil(minutes * (1 - part)))} min left"


def _numbers(lines: Sequence[Line], block: int) -> range:
    """Return the lines of a block without the space above; those of the next for an empty block."""
    first = next((at for at, line in enumerate(lines) if line.block >= block and line.runs), 0)
    after = (at for at in range(first, len(lines)) if lines[at].block != lines[first].block)
    return range(first, next(after, len(lines)))

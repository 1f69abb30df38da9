"""Prints lines in columns: cut to fit a terminal, whole in a pipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qreader.cli.output import Output

GAP = "  "
MAX_COLUMN_CELLS = 24
"""The widest column except for the last one, which mostly holds the title."""
MAX_BELOW_CHARACTERS = 2_000
"""The least width of a sentence under a line; it is wrapped, not cut."""

MAX_WRAPPED_LINES = 1_000
"""More lines than any sentence has, even at a width of one cell."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list; its last cell takes the remaining width."""

    cells: tuple[str, ...]
    """Texts, already clean."""
    style: str = ""
    below: str | None = None
    """A further sentence on lines of its own under the last cell; it is cleaned here."""


def print_columns(output: Output, lines: Sequence[Line], right_aligned: int = 1) -> None:
    """Print lines that have the same number of cells; the first `right_aligned` are numbers."""
    if not lines:
        return
    from rich.cells import cell_len

    widths = [
        min(MAX_COLUMN_CELLS, max(cell_len(line.cells[column]) for line in lines))
        for column in range(len(lines[0].cells) - 1)
    ]
    if output.is_terminal:
        _print_fitted(output, lines, widths, right_aligned)
        return
    for line in lines:
        output.text(_joined(line, widths, right_aligned))
        if line.below:
            output.text(_indent(widths) + safe_line(line.below, MAX_BELOW_CHARACTERS))


def indented(text: str, indent: int, width: int) -> str:
    """Return clean text wrapped to a width, each line indented by `indent` cells."""
    from qreader.render.cells import wrap

    lines = wrap(text, max(1, width - indent), max_lines=MAX_WRAPPED_LINES)
    return "\n".join(" " * indent + line for line in lines)


def _print_fitted(
    output: Output, lines: Sequence[Line], widths: Sequence[int], right_aligned: int
) -> None:
    from rich.text import Text

    from qreader.render.cells import cut

    indent = min(len(_indent(widths)), output.width // 3)
    shown = Text(no_wrap=True)
    for line in lines:
        cells = [cut(cell, width) for cell, width in zip(line.cells, widths, strict=False)]
        whole = _joined(Line((*cells, line.cells[-1])), widths, right_aligned)
        shown.append(f"{cut(whole, output.width)}\n", line.style)
        if line.below:
            below = safe_line(line.below, MAX_BELOW_CHARACTERS)
            shown.append(f"{indented(below, indent, output.width)}\n", "dim")
    shown.right_crop(1)
    output.styled(shown)


def _joined(line: Line, widths: Sequence[int], right_aligned: int) -> str:
    from rich.cells import cell_len

    cells = []
    for column, width in enumerate(widths):
        cell = line.cells[column]
        room = " " * (width - cell_len(cell))
        cells.append(room + cell if column < right_aligned else cell + room)
    return GAP.join([*cells, line.cells[-1]])


def _indent(widths: Sequence[int]) -> str:
    return " " * (sum(widths) + len(GAP) * len(widths))

"""WhichKey: a small box above the bottom line that says what may be typed next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from qreader.render.cells import cut, fit

MAX_NAME_CELLS = 28
GAP = 3
"""Cells between columns."""


class WhichKey(Static):
    """Names, what they do beside them, in as many columns as there is room for."""

    def __init__(self, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(markup=False)
        self.show(choices)

    def show(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show these; nothing to show, no box."""
        self.display = bool(choices)
        width, height = self.app.size
        # padding, rule and bottom line as `reader.tcss` has them
        self.update(in_columns(choices, width - 4, height * 4 // 5 - 2))


def in_columns(choices: Sequence[tuple[str, str]], width: int, height: int) -> Text:
    """Return names and texts in columns, read downwards; texts are cut where the lines end."""
    text = Text(no_wrap=True, overflow="ellipsis")
    if not choices:
        return text
    name_width = min(MAX_NAME_CELLS, max(cell_len(name) for name, _ in choices))
    widest = max(cell_len(said) for _, said in choices)
    roomy = (width + GAP) // (name_width + 2 + widest + GAP)
    needed = -(-len(choices) // max(1, height))
    columns = max(1, min(len(choices), max(roomy, needed)))
    room = max(1, min(widest, (width + GAP) // columns - GAP - name_width - 2))
    lines = -(-len(choices) // columns)
    for line in range(lines):
        text.append("\n" if line else "")
        for name, said in choices[line::lines]:
            text.append(fit(name, name_width), "bold")
            text.append(f"  {fit(cut(said, room), room + GAP)}")
        text.rstrip()
    return text

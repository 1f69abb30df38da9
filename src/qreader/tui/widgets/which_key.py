"""WhichKey: a small box above the bottom line with the keys that may follow."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from qreader.render.cells import cut, fit

MAX_NAME_CELLS = 28
GAP = 3
"""The cells between two columns."""


class WhichKey(Static):
    """Names and their texts, in as many columns as fit."""

    def __init__(self, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(markup=False)
        self.show(choices)

    def show(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show these; without choices, hide the box."""
        self.display = bool(choices)
        width, height = self.app.size
        # less the padding, rule and bottom line of `reader.tcss`
        self.update(in_columns(choices, width - 4, height * 4 // 5 - 2))


def in_columns(choices: Sequence[tuple[str, str]], width: int, height: int) -> Text:
    """Return names and texts in columns, read downwards; texts are cut at the end of lines."""
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

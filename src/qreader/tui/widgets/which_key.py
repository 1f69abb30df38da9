"""WhichKey: a small box above the bottom line that says what may be typed next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.widgets import Static

from qreader.tui.cells import fit

MAX_NAME_CELLS = 28


class WhichKey(Static):
    """Names in a column, what they do beside them."""

    def __init__(self, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(markup=False)
        self.show(choices)

    def show(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show these; nothing to show, no box."""
        self.display = bool(choices)
        width = min(MAX_NAME_CELLS, max((len(name) for name, _ in choices), default=0))
        lines = Text(no_wrap=True, overflow="ellipsis")
        for name, text in choices:
            if lines:
                lines.append("\n")
            lines.append(fit(name, width), "bold")
            lines.append(f"  {text}")
        self.update(lines)

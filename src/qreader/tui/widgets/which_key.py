"""WhichKey: a small box that says what may follow a prefix."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.widgets import Static

from qreader.tui.keys import Action


class WhichKey(Static):
    """Shown after a pause, gone with the next key."""

    def __init__(self, completions: Sequence[tuple[str, Action]]) -> None:
        lines = Text()
        for key, action in completions:
            if lines:
                lines.append("\n")
            lines.append(f"{key:<3}", "bold")
            lines.append(action.text)
        super().__init__(lines, id="which-key", markup=False)

"""WhichKey: a small box above the bottom line with the keys that may follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.style import StyleType
from rich.text import Text
from textual.widget import Widget

from qreader.render.cells import cut, fit
from qreader.tui.widgets.looks import Looks

MAX_NAME_CELLS = 28
GAP = 2
"""The cells between two columns."""


class Following(NamedTuple):
    """A key that may follow a prefix."""

    group: str
    key: str
    word: str


class WhichKey(Widget):
    """Keys in groups that may follow a prefix, or names and their texts, as long as a key waits."""

    LOOKS: Final = {"key": "bold $accent", "group": "$note"}

    def __init__(self, following: Sequence[Following] = ()) -> None:
        super().__init__()
        self._following = following
        self._choices: Sequence[tuple[str, str]] = ()
        self.display = bool(following)

    def show(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show names and their texts; without any, hide the box."""
        self._choices = choices
        self.display = bool(choices)
        self.refresh(layout=True)

    def render(self) -> Text:
        """Draw the keys or the names, in as many columns as fit."""
        width, height = self.app.size
        # less the padding, rule and bottom line of `reader.tcss`
        room = width - 4, height * 4 // 5 - 2
        if self._following:
            look = Looks(self, self.LOOKS)
            return in_groups(self._following, *room, look("key"), look("group"))
        return in_columns(self._choices, *room)


def in_groups(
    following: Sequence[Following],
    width: int,
    height: int,
    key_style: StyleType = "bold",
    group_style: StyleType = "dim",
) -> Text:
    """Return keys and words in columns, each group on lines of its own behind its name.

    Where that needs more lines than there are, the groups are left out.
    """
    groups: dict[str, list[Following]] = {}
    for one in following:
        groups.setdefault(one.group, []).append(one)
    head = max(map(cell_len, groups), default=0) + GAP
    widest = max((cell_len(f"{one.key} {one.word}") for one in following), default=0)
    columns = max(1, (width - head + GAP) // (widest + GAP))
    lines = [
        (group if not at else "", some[at : at + columns])
        for group, some in groups.items()
        for at in range(0, len(some), columns)
    ]
    if head + widest > width or len(lines) > height:
        flat = [one for some in groups.values() for one in some]
        head, columns = 0, max(1, (width + GAP) // (widest + GAP), -(-len(flat) // max(1, height)))
        lines = [("", flat[at : at + columns]) for at in range(0, len(flat), columns)]
    cells = min(widest, max(1, (width - head + GAP) // columns - GAP))
    text = Text(no_wrap=True, overflow="ellipsis")
    for number, (group, some) in enumerate(lines):
        text.append("\n" if number else "")
        text.append(fit(group.lower(), head), group_style)
        for one in some:
            key = fit(one.key, cell_len(one.key) + 1)
            text.append(cut(key, cells), key_style)
            text.append(fit(one.word, max(0, cells - cell_len(key))) + " " * GAP)
        text.rstrip()
    return text


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

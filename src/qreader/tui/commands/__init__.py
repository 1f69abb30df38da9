"""Commands: what the actions of the table do, in a class for each of its groups.

Each method has its action's name. It takes the count where the action counts, the text where it has
an argument, else nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qreader.tui.commands.feeds import FeedCommands
from qreader.tui.commands.go import GoCommands
from qreader.tui.commands.mark import MarkCommands
from qreader.tui.commands.move import MoveCommands
from qreader.tui.commands.read import ReadCommands
from qreader.tui.commands.screen import ScreenCommands
from qreader.tui.commands.share import ShareCommands
from qreader.tui.keys import Order

if TYPE_CHECKING:
    from qreader.tui.reader import Reader

GROUPS = (
    MoveCommands,
    ReadCommands,
    MarkCommands,
    GoCommands,
    ShareCommands,
    FeedCommands,
    ScreenCommands,
)


class Commands:
    """Runs orders."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._groups = [group(reader) for group in GROUPS]

    def run(self, order: Order) -> None:
        """Do what is asked for, or say that it means nothing where the cursor is."""
        action = order.action
        if not action.where & self._reader.where:
            self._reader.say(f"{action.command} means nothing here")
            return
        methods = (getattr(group, action.name, None) for group in self._groups)
        method: Any = next(method for method in methods if method is not None)
        if action.argument:
            method(order.text)
        elif action.counts:
            method(order.count)
        else:
            method()

"""Orders: the command line and the macros: what they ask for is done one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader.errors import UsageError
from qreader.text.safe import safe_line
from qreader.tui.actions import Action
from qreader.tui.command_line import Offer, completed, offers, read_orders
from qreader.tui.keys import Order
from qreader.tui.question import Hint, Objection, Question
from qreader.tui.typed_paths import paths_like

if TYPE_CHECKING:
    from qreader.tui.reader import Reader

MAX_HINTS: Final = 8
MAX_LINES_KEPT: Final = 100
"""Of the command line, for the arrows."""


class Orders:
    """Does what was asked for. An order waits until what the one before it read has come."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._waiting: list[Order] = []
        self._lines: list[str] = []

    # ---- doing

    def run_line(self, line: str) -> None:
        """Do what a line asks for. Raises UsageError where it cannot be read."""
        self.run(read_orders(line, self._reader.actions))

    def run(self, orders: Sequence[Order]) -> None:
        """Do this, and forget what was still to be done."""
        self._waiting = list(orders)
        self._go_on()

    def stop(self) -> None:
        """Forget what is still to be done: a key was pressed meanwhile."""
        self._waiting = []

    def _go_on(self) -> None:
        reader = self._reader
        while self._waiting and not reader.work.is_busy:
            order = self._waiting.pop(0)
            if not reader.where & order.action.where:
                self._waiting = []
            reader.commands.run(order)
        if self._waiting:
            reader.work.when_idle(self._go_on)

    # ---- the command line

    def ask(self) -> None:
        """Ask for a command."""
        at = len(self._lines)

        def recalled(step: int) -> str | None:
            nonlocal at
            at = max(0, min(at + step, len(self._lines)))
            return self._lines[at] if at < len(self._lines) else ""

        self._reader.ask(
            Question(
                ":",
                self._settled,
                recalled=recalled,
                completed=lambda line: completed(line, self._offers(line)),
                hints=self._hints,
            )
        )

    def _settled(self, line: str) -> Objection | None:
        try:
            self.run_line(line)
        except UsageError as error:
            return Objection(str(error), len(line))
        if line.strip():
            self._lines = [*self._lines[1 - MAX_LINES_KEPT :], line.strip()]
        return None

    def _offers(self, line: str) -> list[Offer]:
        return offers(line, self._reader.actions, self._reader.where, self._values)

    def _values(self, action: Action, text: str) -> Sequence[str]:
        """Return what may stand behind a command, as far as it can be listed."""
        if action.name in {"add", "save"}:
            return paths_like(text)
        reader, wanted = self._reader, text.casefold()
        labels = [one.label for one in reader.feed_tree.branches if one.query]
        names = {
            "theme": sorted(reader.app.available_themes),
            "go_feed": labels,
            "tag": reader.feed_tree.tags,
        }.get(action.name, [])
        return [name for name in names if name.casefold().startswith(wanted)]

    def _hints(self, line: str) -> list[Hint]:
        shown = self._offers(line)[:MAX_HINTS] if line.strip() else []
        return [
            Hint(safe_line(one.usage), f"{one.text}  ({one.keys})" if one.keys else one.text)
            for one in shown
        ]

"""CommandLine: asks for a command after `:`, and runs the orders of a line or a macro."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from qreader.errors import UsageError
from qreader.text.safe import safe_line
from qreader.tui.orders import Cycle, Offer, offers, read_orders
from qreader.tui.question import Hint, Objection, Question

if TYPE_CHECKING:
    from qreader.tui.actions import Action
    from qreader.tui.desk import Desk
    from qreader.tui.keys import Order
    from qreader.tui.recent import Recent

MAX_HINTS: Final = 15
MAX_LINES_KEPT: Final = 100
"""The history of the command line, for the arrows."""
MAX_LINES_OFFERED: Final = 5
"""The lines of the history that an empty line offers."""
UNKEPT: Final = ("set ", "pipe ")
"""The beginnings of lines that are not kept: they may have a secret in them."""


class CommandLine:
    """Runs orders one after the other: each waits for the results of the one before."""

    def __init__(
        self,
        desk: Desk,
        actions: Sequence[Action],
        do: Callable[[Order], Awaitable[bool]],
        values: Mapping[str, Callable[[str], Sequence[str | tuple[str, str]]]],
        history: Recent,
    ) -> None:
        """do: runs an order, and returns whether it means anything here.

        values: by action, a function that returns the possible arguments for a typed beginning.
        history: the lines that were typed last.
        """
        self._desk = desk
        self.actions = actions
        self._do = do
        self._values = values
        self._waiting: list[Order] = []
        self._history = history
        self._lines: Sequence[str] = ()
        """The lines typed before, the last one first."""

    # ---- running

    async def run(self, line: str) -> None:
        """Run the orders of a line. Raises UsageError where it is invalid."""
        self._waiting = list(read_orders(line, self.actions))
        while self._waiting:
            if not await self._do(self._waiting.pop(0)):
                self._waiting = []

    def stop(self) -> None:
        """Drop the remaining orders: a key was pressed."""
        self._waiting = []

    # ---- asking

    async def ask(self) -> None:
        """Ask for a command."""
        self._lines = await self._history.texts()
        cycle = Cycle()
        at = -1

        def recalled(step: int) -> str | None:
            nonlocal at
            at = max(-1, min(at - step, len(self._lines) - 1))
            return self._lines[at] if at >= 0 else ""

        line = await self._desk.ask(
            Question(
                ":",
                self._checked,
                recalled=recalled,
                completed=lambda line: cycle.next(line, self._offers),
                hints=lambda line: self._hints(line, cycle),
                placeholder="a command; tab completes it",
            )
        )
        if line is not None and line.strip():
            if not line.strip().startswith(UNKEPT):
                await self._history.add(line.strip())
            await self.run(line)

    def _checked(self, line: str) -> Objection | None:
        try:
            read_orders(line, self.actions)
        except UsageError as error:
            return Objection(str(error), len(line))
        return None

    def _offers(self, line: str) -> list[Offer]:
        found = offers(line, self.actions, self._desk.here.where, self._values_of)
        if line.strip():
            return found
        typed = [Offer(one, one, "typed before", "") for one in self._lines[:MAX_LINES_OFFERED]]
        known = {one.line for one in typed}
        return [*typed, *(one for one in found if one.line not in known)]

    def _values_of(self, action: Action, text: str) -> Sequence[str | tuple[str, str]]:
        """Return the possible arguments of a command, as far as they can be listed."""
        values = self._values.get(action.name)
        return values(text) if values is not None else ()

    def _hints(self, line: str, cycle: Cycle) -> list[Hint]:
        is_walking = cycle.holds(line)
        shown = self._offers(cycle.origin if is_walking else line)[:MAX_HINTS]
        return [
            Hint(
                ("› " if is_walking and one.line == line else "") + safe_line(one.usage),
                f"{one.text}  ({one.keys})" if one.keys else one.text,
            )
            for one in shown
        ]

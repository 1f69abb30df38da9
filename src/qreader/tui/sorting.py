"""Sorting: asks for the order of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader.errors import UsageError
from qreader.model import Order
from qreader.suggestion import did_you_mean, nearest
from qreader.text.safe import safe_line
from qreader.tui.list_orders import TOLD, ListOrders, reason_against

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qreader.model import Query
    from qreader.tui.desk import Desk

MARK: Final = "✓"
"""Behind the order that holds."""


class Sorting:
    """Asks for an order."""

    def __init__(
        self,
        desk: Desk,
        orders: ListOrders,
        *,
        shown: Callable[[], tuple[Query, str]],
        show_again: Callable[[], Awaitable[None]],
    ) -> None:
        """shown: returns the list's query and title. show_again: shows it in its new order."""
        self._desk = desk
        self._orders = orders
        self._shown = shown
        self._show_again = show_again

    async def sort(self, name: str) -> None:
        """Show the list in an order; "": ask for it. Raises UsageError for an unknown one."""
        query, title = self._shown()
        if reason := reason_against(query):
            self._desk.say(reason)
            return
        order = _read(name) if name else await self._asked(query, title)
        if order is None or self._shown()[0] != query:
            return
        if self._orders.choose(query, order):
            self._desk.start(self._keep, group="orders of feeds")
        await self._show_again()
        self._desk.say(f"{safe_line(title)}: {TOLD[order][1]}")

    async def configure(self, usual: str) -> None:
        """Give lists without an order of their own another one."""
        query, _ = self._shown()
        before = self._orders.of(query)
        self._orders.usual = Order(usual)
        if self._orders.of(query) is not before:
            await self._show_again()

    async def _asked(self, query: Query, title: str) -> Order | None:
        from qreader.tui.widgets.letter_box import LetterBox  # 20 ms of Textual, at first use
        from qreader.tui.widgets.lookup import Choice

        present = self._orders.of(query)
        choices = [
            Choice(letter, f"{text} {MARK}" if order is present else text, order)
            for order, (letter, text, _) in TOLD.items()
        ]
        at = 0 if present is None else [*TOLD].index(present)
        chosen = await self._desk.choose(LetterBox(f"Order of {safe_line(title)}", choices, at=at))
        return None if chosen is None else Order(str(chosen.value))

    async def _keep(self) -> None:
        await self._desk.call(self._orders.keep, lane="orders of feeds", writes=True)


def _read(name: str) -> Order:
    try:
        return Order(name.strip().lower())
    except ValueError:
        near = nearest(name, [*Order])
        told = did_you_mean(near) if near else f"; there is {', '.join(Order)}"
        raise UsageError(f"There is no order {name!r}{told}") from None

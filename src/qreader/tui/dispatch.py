"""Dispatch: finds the part of the reader that does an order, and has it done."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from qreader.tui.actions import Where
from qreader.tui.keys import MACROS_GROUP, Order

if TYPE_CHECKING:
    from qreader.tui.desk import Started

BEHIND: Final = {Where.RELATED: Where.ARTICLE, Where.ARTICLE: Where.LIST}
"""The pane that lies behind another: what an article does not do, its list does."""

Method = Callable[..., Any]


class Dispatch:
    """Reads `Action.does`: one look-up, whatever asks for an action."""

    def __init__(
        self,
        part: Callable[[str], object],
        rooms: Mapping[Where, str],
        *,
        focus: Callable[[], object],
        begin: Callable[..., None],
        settled: Callable[[Sequence[Started]], Awaitable[None]],
        awaited: Callable[[], Sequence[Started]],
    ) -> None:
        """Create it; `part` returns a part of the reader by its name, `rooms` name those of panes.

        `focus` returns the widget that has the focus. `begin` starts a coroutine, for which keys
        wait. `settled` waits for all that keys wait for by now but for some; `awaited` is that.
        """
        self._part = part
        self._rooms = rooms
        self._focus = focus
        self._begin = begin
        self._settled = settled
        self._awaited = awaited

    def do(self, order: Order, pane: Where) -> None:
        """Do what is asked for in a pane; keys wait for a coroutine to end."""
        method, arguments = self.method(order, pane)
        if inspect.iscoroutinefunction(method):
            self._begin(method, *arguments, may_ask=bool(order.action.argument))
        else:
            method(*arguments)

    async def do_to_the_end(self, order: Order, pane: Where) -> None:
        """Do what a macro asks for, and wait for all that comes of it."""
        method, arguments = self.method(order, pane)
        under_way = self._awaited()
        doing = method(*arguments)
        if doing is not None:
            await doing
        await self._settled(under_way)

    def method(self, order: Order, pane: Where) -> tuple[Method, Sequence[object]]:
        """Return what does an order in a pane, and what it is given."""
        action = order.action
        name, _, verb = action.does.partition(".")
        method: Method = getattr(self._doer(name, verb, pane), verb)
        if action.group == MACROS_GROUP:
            return method, (action.text,)
        if action.argument:
            return method, (order.text,)
        return method, (order.count,) if action.counts else ()

    def _doer(self, name: str, verb: str, pane: Where | None) -> object:
        if name == "focus":
            return self._focus()
        while name == "here" and pane is not None:
            part = self._part(self._rooms[pane])
            if hasattr(part, verb):
                return part
            pane = BEHIND.get(pane)
        return self._part(name)

"""Dispatch: finds the part of the reader that runs an order, and calls it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qreader.tui.actions import Where
from qreader.tui.keys import MACROS_GROUP, Order

if TYPE_CHECKING:
    from qreader.tui.desk import Started

Method = Callable[..., Any]


class Dispatch:
    """Looks up `Action.does`, for keys, commands and clicks alike."""

    def __init__(
        self,
        part: Callable[[str], object],
        rooms: Mapping[Where, str],
        *,
        focus: Callable[[], object],
        front: Callable[[], Where],
        begin: Callable[..., None],
        settled: Callable[[Sequence[Started]], Awaitable[None]],
        awaited: Callable[[], Sequence[Started]],
    ) -> None:
        """part: returns a part of the reader by name. rooms: the names of the panes' parts.

        focus: returns the focused widget. front: returns the pane under the article. begin: starts
        a coroutine that keys wait for. settled: waits for the workers that keys wait for, except
        for some. awaited: returns these workers.
        """
        self._part = part
        self._rooms = rooms
        self._focus = focus
        self._front = front
        self._begin = begin
        self._settled = settled
        self._awaited = awaited

    def do(self, order: Order, pane: Where) -> None:
        """Run an order in a pane; keys wait for the end of a coroutine."""
        method, arguments = self.method(order, pane)
        if inspect.iscoroutinefunction(method):
            self._begin(method, *arguments, may_ask=bool(order.action.argument))
        else:
            method(*arguments)

    async def do_to_the_end(self, order: Order, pane: Where) -> None:
        """Run an order of a macro, and wait for all workers that it started."""
        method, arguments = self.method(order, pane)
        under_way = self._awaited()
        doing = method(*arguments)
        if doing is not None:
            await doing
        await self._settled(under_way)

    def method(self, order: Order, pane: Where) -> tuple[Method, Sequence[object]]:
        """Return the method for an order in a pane, and its arguments."""
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
            pane = self._behind(pane)
        return self._part(name)

    def _behind(self, pane: Where) -> Where | None:
        """Return the pane behind another, which runs the orders that the latter does not have."""
        if pane is Where.RELATED:
            return Where.ARTICLE
        return self._front() if pane is Where.ARTICLE else None

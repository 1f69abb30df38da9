"""Hold: what is typed waits until what it is about has come, and then means that.

A slow line, a held key or a key of the terminal's own brings several at once. A view, an article, a
box or a prompt that one of them asks for takes some milliseconds; the next ones are meant for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from textual import events

from qreader.tui.keys import key_of

if TYPE_CHECKING:
    from qreader.tui.desk import Desk, Started

Typed = events.Key | events.Paste

WAIT_SECONDS: Final = 2.0
"""Whoever has waited so long sees what is on the screen, and means that from then on."""
URGENT_SECONDS: Final = 0.2
"""Keys that end something wait no longer for what comes before them."""
LOOK_SECONDS: Final = 0.01
"""Between two looks whether what is awaited has come, while anything is kept."""


class Kept(NamedTuple):
    """What waits."""

    typed: Typed
    since: float


class Hold:
    """Keeps what is typed, in its order, while something is awaited. Runs on the event loop."""

    def __init__(
        self,
        desk: Desk,
        *,
        read: Callable[[Typed], Awaitable[None]],
        has_messages: Callable[[], bool],
        is_blocked: Callable[[], bool],
        is_asking: Callable[[], bool],
        interrupted: Callable[[], None],
        urgent: Collection[str],
    ) -> None:
        """Create it; `read` reads what is typed.

        `has_messages` says whether what was posted is still to be routed, `is_blocked` whether what
        the focus is on is not there yet, `is_asking` whether what is typed is an answer: to a
        prompt, or in a box. `interrupted` hears that something was typed while something else goes
        on. `urgent` keys end what is under way.
        """
        self._desk = desk
        self._read = read
        self._has_messages = has_messages
        self._is_blocked = is_blocked
        self._asks = is_asking
        self._interrupted = interrupted
        self._urgent = urgent
        self._is_open = False
        self._is_called = False
        """Whether what is kept is about to be read."""
        self._is_reading = False
        """Whether a key is being read: the next one is about what comes of it."""
        self._awaited: dict[Started, bool] = {}
        """What keys wait for, each with whether it may ask for text."""
        self._kept: deque[Kept] = deque()
        self._since = 0.0
        """When the first of these began to wait for what it waits for now."""
        self._looking: Started | None = None
        self._is_resigned = False
        """Whether what the focus is on was waited for in vain, and is still not there."""

    def open(self) -> None:
        """Let keys through from now on: the list is on the screen."""
        self._is_open = True
        self._look()

    def until(self, started: Started, *, may_ask: bool = False) -> None:
        """Have keys wait for work that was started; where it may ask, a letter may be an answer."""
        self._awaited[started] = may_ask

    @property
    def awaited(self) -> list[Started]:
        """What keys wait for."""
        self._awaited = {one: asks for one, asks in self._awaited.items() if not one.is_over}
        return list(self._awaited)

    def ended(self, started: Started, failed: bool) -> None:
        """Go on with what waits; where something failed, forget it: that has been said."""
        if failed and self.awaited:
            self._kept.clear()
        self._awaited.pop(started, None)
        self._look()

    async def take(self, typed: Typed) -> None:
        """Read what is typed as soon as what it is about is there: at once where nothing is due."""
        is_due = self._kept or self._is_reading or self._has_messages()
        if not is_due and not self._waits:
            await self._read_now(typed)
            return
        now = monotonic()
        if not self._kept:
            self._since = now
        self._kept.append(Kept(typed, now))
        self._go_on()

    @property
    def is_keeping(self) -> bool:
        """Whether anything waits."""
        return bool(self._kept)

    @property
    def _waits(self) -> bool:
        is_blocked = self._is_blocked()
        self._is_resigned = self._is_resigned and is_blocked
        if not self._is_open or (is_blocked and not self._is_resigned):
            return True
        return not self.is_asking and bool(self.awaited)

    @property
    def is_asking(self) -> bool:
        """Whether what is typed is an answer."""
        return self._asks()

    # ---- keeping

    async def _look_on(self) -> None:
        while self._kept:
            await asyncio.sleep(LOOK_SECONDS)
            self._look()

    def _look(self) -> None:
        """Go on with what waits as soon as that is possible, or once it has waited long enough."""
        if self._kept and self._is_open and self._waits:
            now = monotonic()
            urgent = next((one.since for one in self._kept if self._is_urgent(one)), now)
            if self._awaited and now - urgent > URGENT_SECONDS:
                self._let_urgent_through()
            elif now - self._since > WAIT_SECONDS:
                self._kept.clear()
                self._awaited.clear()
                self._is_resigned = True
                self._desk.say("That takes long: what you typed meanwhile is forgotten")
        self._go_on()

    def _is_urgent(self, one: Kept) -> bool:
        if not isinstance(one.typed, events.Key):
            return False
        key = key_of(one.typed)
        is_text = len(key) == 1 and any(self._awaited.values())
        return key in self._urgent and not is_text

    def _let_urgent_through(self) -> None:
        """Forget what waits before the urgent key, and cancel what that waits for."""
        while not self._is_urgent(self._kept[0]):
            self._kept.popleft()
        for started in self.awaited:
            started.cancel()
        self._awaited.clear()
        first = self._kept[0].typed
        if isinstance(first, events.Key) and first.key == "escape":
            self._kept.popleft()  # this is what it ended

    def _go_on(self) -> None:
        if self._kept and not self._is_called:
            self._is_called = True
            self._desk.report(self._give_out, None)

    async def _give_out(self, _: None) -> None:
        """Read the first of what is kept, behind the messages that say what it is about.

        Where these come without an end, it waits no longer than for anything else.
        """
        self._is_called = False
        if not self._kept or self._is_reading:  # which goes on with these at its end
            return
        if self._has_messages() and monotonic() - self._since < WAIT_SECONDS:
            self._go_on()
        elif self._waits:
            self._interrupted()
            if self._looking is None or self._looking.is_over:
                self._looking = self._desk.start(self._look_on, group="hold", lasting=True)
        else:
            await self._read_now(self._kept.popleft().typed)

    async def _read_now(self, typed: Typed) -> None:
        self._since = monotonic()
        self._is_reading = True
        try:
            await self._read(typed)
        finally:
            self._is_reading = False
            self._go_on()

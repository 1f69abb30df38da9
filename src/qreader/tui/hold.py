"""Hold: keeps typed keys until the target they are meant for is there.

A slow connection, a held key or a key of the terminal itself may deliver several keys at once. A
view, an article, a box or a prompt that one key opens takes some milliseconds, and the next keys
are meant for it.
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
"""The longest wait; after it, the next keys are meant for what is on the screen."""
URGENT_SECONDS: Final = 0.2
"""The longest wait of keys that cancel something."""
LOOK_SECONDS: Final = 0.01
"""The interval of checks for the target, while keys are kept."""


class HeldKey(NamedTuple):
    """A waiting key or paste."""

    typed: Typed
    since: float


class Hold:
    """Keeps keys in their order while their target is awaited. Runs on the event loop."""

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
        """read: processes a key or a paste.

        has_messages: whether posted messages are not yet routed. is_blocked: whether the focused
        part is not there yet. is_asking: whether a prompt or a box takes the keys. interrupted:
        called when a key is typed during a worker. urgent: keys that cancel.
        """
        self._desk = desk
        self._read = read
        self._has_messages = has_messages
        self._is_blocked = is_blocked
        self._asks = is_asking
        self._interrupted = interrupted
        self.urgent = urgent
        self._is_open = False
        self._is_called = False
        """Whether the kept keys are about to be processed."""
        self._is_reading = False
        """Whether a key is being processed: the next one is meant for its result."""
        self._awaited: dict[Started, bool] = {}
        """The workers that keys wait for, and whether each may ask for text."""
        self._kept: deque[HeldKey] = deque()
        self._since = 0.0
        """When the first of these began its present wait."""
        self._looking: Started | None = None
        self._is_resigned = False
        """Whether the wait for the focused part timed out, and it is still not there."""

    def open(self) -> None:
        """Process keys from now on: the list is on the screen."""
        self._is_open = True
        self._look()

    def until(self, started: Started, *, may_ask: bool = False) -> None:
        """Let keys wait for a worker. may_ask: it may ask for text, which a letter may answer."""
        self._awaited[started] = may_ask

    @property
    def awaited(self) -> list[Started]:
        """The workers that keys wait for."""
        self._awaited = {one: asks for one, asks in self._awaited.items() if not one.is_over}
        return list(self._awaited)

    def ended(self, started: Started, failed: bool) -> None:
        """Process the kept keys after a worker's end; drop them after its failure."""
        if failed and self.awaited:
            self._kept.clear()
        self._awaited.pop(started, None)
        self._look()

    async def take(self, typed: Typed) -> None:
        """Process a key as soon as its target is there: at once where nothing is awaited."""
        is_due = self._kept or self._is_reading or self._has_messages()
        if not is_due and not self._waits:
            await self._read_now(typed)
            return
        now = monotonic()
        if not self._kept:
            self._since = now
        self._kept.append(HeldKey(typed, now))
        self._go_on()

    @property
    def is_keeping(self) -> bool:
        """Whether keys wait."""
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
        """Whether a prompt or a box takes the keys."""
        return self._asks()

    # ---- keeping

    async def _look_on(self) -> None:
        while self._kept:
            await asyncio.sleep(LOOK_SECONDS)
            self._look()

    def _look(self) -> None:
        """Process the kept keys as soon as possible, or after the longest wait."""
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

    def _is_urgent(self, one: HeldKey) -> bool:
        if not isinstance(one.typed, events.Key):
            return False
        key = key_of(one.typed)
        is_text = len(key) == 1 and any(self._awaited.values())
        return key in self.urgent and not is_text

    def _let_urgent_through(self) -> None:
        """Drop the keys before the urgent one, and cancel the workers that they wait for."""
        while not self._is_urgent(self._kept[0]):
            self._kept.popleft()
        for started in self.awaited:
            started.cancel()
        self._awaited.clear()
        first = self._kept[0].typed
        if isinstance(first, events.Key) and first.key == "escape":
            self._kept.popleft()  # the urgent key has had its effect

    def _go_on(self) -> None:
        if self._kept and not self._is_called:
            self._is_called = True
            self._desk.report(self._give_out, None)

    async def _give_out(self, _: None) -> None:
        """Process the first kept key, after the messages posted before it.

        Endless messages delay it no longer than any other wait.
        """
        self._is_called = False
        if not self._kept or self._is_reading:  # the end of the present key continues with these
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

"""Hosts: how many requests each host gets at once, and how often. For the event loop's thread."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable

PER_HOST = 2
"""Requests to one host at the same time: more is rude, and some hosts ban for it."""
REST_SECONDS = 0.1
"""Between the end of one request to a host and the next in its place."""
MAX_PAUSE_SECONDS = 3600
"""The longest pause of a whole host for what it answered to one feed: the answer need not hold for
all of its feeds."""
MAX_SILENCES = 3
"""In a row, after which a host counts as down: hundreds of pages may lie on one that hangs."""
DOWN_SECONDS = 60
"""Then it is tried again."""


class Hosts:
    """The places that hosts have for us.

    The person's own machines are asked two at a time as well, but need no rest; there, what one
    feed says holds for itself alone.
    """

    def __init__(self, freed: Callable[[], None], is_own: Callable[[str], bool]) -> None:
        """freed: called whenever a place has become free that nobody waited for."""
        self._freed = freed
        self._is_own = is_own
        self._busy: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._paused: dict[str, float] = {}
        self._silences: Counter[str] = Counter()
        self._down: dict[str, float] = {}

    def take(self, host: str) -> bool:
        """Take a place if one is free, and nobody waits for it."""
        if self._busy[host] >= PER_HOST:
            return False
        self._busy[host] += 1
        return True

    async def wait_for(self, host: str) -> None:
        """Take a place as soon as one is free, first come, first served."""
        if self.take(host):
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(host, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # it was handed over just now
                self._free(host)
            raise

    def leave(self, host: str, *, rest: bool) -> None:
        """Give a place back; with rest, it is free after a short while."""
        if rest and not self._is_own(host):
            asyncio.get_running_loop().call_later(REST_SECONDS, self._free, host)
        else:
            self._free(host)

    def pause(self, host: str, seconds: float) -> None:
        """Note that a host is rate-limited for so long."""
        if not self._is_own(host):
            until = asyncio.get_running_loop().time() + min(seconds, MAX_PAUSE_SECONDS)
            self._paused[host] = max(until, self._paused.get(host, 0))

    def paused_seconds(self, host: str) -> int:
        """Return for how many seconds a host is still rate-limited; 0: it is not."""
        return round(_seconds_left(self._paused, host))

    def note_answer(self, host: str) -> None:
        """Note that a host answered, whatever it said."""
        self._silences.pop(host, None)
        self._down.pop(host, None)

    def note_silence(self, host: str) -> None:
        """Note that a host could not be reached, or did not answer in time."""
        self._silences[host] += 1
        if self._silences[host] >= MAX_SILENCES and not self._is_own(host):
            self._down[host] = asyncio.get_running_loop().time() + DOWN_SECONDS

    def is_down(self, host: str) -> bool:
        """Whether a host was silent so often that asking it now is a waste of time."""
        return _seconds_left(self._down, host) > 0

    def _free(self, host: str) -> None:
        waiting = self._waiting.get(host, ())
        while waiting:
            place = waiting.popleft()
            if not place.done():
                place.set_result(None)  # handed over: the host is as busy as before
                return
        self._waiting.pop(host, None)
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        self._freed()


def _seconds_left(moments: dict[str, float], host: str) -> float:
    """Return how long it is until a host's moment; one that has passed is forgotten."""
    if host not in moments:
        return 0.0
    left = moments[host] - asyncio.get_running_loop().time()
    if left <= 0:
        del moments[host]
    return max(0.0, left)


class HostSlot:
    """The slot of one fetch at a host; it moves to another host with a redirect."""

    def __init__(self, hosts: Hosts, host: str) -> None:
        """Take over a slot that was taken at a host."""
        self._hosts = hosts
        self._host: str | None = host
        self._asked = False

    async def at(self, host: str) -> float:
        """Move to another host; return how many seconds it waited for a slot there."""
        if host == self._host:
            return 0.0
        clock = asyncio.get_running_loop().time
        began = clock()
        self.end()  # first: two that wait for each other's place would wait for ever
        await self._hosts.wait_for(host)
        self._host = host
        return clock() - began

    def paused_seconds(self) -> int:
        """Return for how many seconds this host is still rate-limited; 0: it is not."""
        return 0 if self._host is None else self._hosts.paused_seconds(self._host)

    def is_down(self) -> bool:
        """Whether this host was silent so often that it is not worth asking."""
        return self._host is not None and self._hosts.is_down(self._host)

    def asks(self) -> None:
        """Note that the host is asked: its place needs a rest then."""
        self._asked = True

    def answered(self) -> None:
        """Note that this host answered."""
        if self._host is not None:
            self._hosts.note_answer(self._host)

    def was_silent(self) -> None:
        """Note that this host could not be reached, or did not answer in time."""
        if self._host is not None and self._asked:
            self._hosts.note_silence(self._host)

    def pause(self, seconds: float) -> None:
        """Note that this host is rate-limited for so long."""
        if self._host is not None:
            self._hosts.pause(self._host, seconds)

    def end(self) -> None:
        """Give the slot back. May be called twice."""
        if self._host is not None:
            host, self._host = self._host, None
            self._hosts.leave(host, rest=self._asked)
        self._asked = False

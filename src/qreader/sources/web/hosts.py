"""Hosts: limits the requests to each host, at once and over time. For the event loop's thread."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable

PER_HOST = 2
"""The most requests to one host at once: some hosts ban clients for more."""
REST_SECONDS = 0.1
"""The rest between the end of a request and the next one in its slot."""
MAX_PAUSE_SECONDS = 3600
"""The longest rate limit of a whole host after an answer to one feed: the answer may not hold for
all feeds."""
MAX_SILENCES = 3
"""Failures in a row after which a host counts as down: hundreds of pages may be on one host."""
DOWN_SECONDS = 60
"""How long a host counts as down."""


class Hosts:
    """The slots of all hosts.

    The person's own machines have as many slots, but need no rest, and are never rate-limited as a
    whole.
    """

    def __init__(self, freed: Callable[[], None], is_own: Callable[[str], bool]) -> None:
        """freed: called whenever a slot becomes free that no request waits for."""
        self._freed = freed
        self._is_own = is_own
        self._busy: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._paused: dict[str, float] = {}
        self._silences: Counter[str] = Counter()
        self._down: dict[str, float] = {}

    def take(self, host: str) -> bool:
        """Take a slot if one is free; return whether it was."""
        if self._busy[host] >= PER_HOST:
            return False
        self._busy[host] += 1
        return True

    async def wait_for(self, host: str) -> None:
        """Wait for a slot, first come, first served."""
        if self.take(host):
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(host, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # the slot was just handed over
                self._free(host)
            raise

    def leave(self, host: str, *, rest: bool) -> None:
        """Give a slot back; rest: it becomes free after REST_SECONDS."""
        if rest and not self._is_own(host):
            asyncio.get_running_loop().call_later(REST_SECONDS, self._free, host)
        else:
            self._free(host)

    def pause(self, host: str, seconds: float) -> None:
        """Note that a host is rate-limited for `seconds`."""
        if not self._is_own(host):
            until = asyncio.get_running_loop().time() + min(seconds, MAX_PAUSE_SECONDS)
            self._paused[host] = max(until, self._paused.get(host, 0))

    def paused_seconds(self, host: str) -> int:
        """Return the remaining seconds of a host's rate limit; 0: it has none."""
        return round(_seconds_left(self._paused, host))

    def note_answer(self, host: str) -> None:
        """Note that a host answered, with any status."""
        self._silences.pop(host, None)
        self._down.pop(host, None)

    def note_silence(self, host: str) -> None:
        """Note that a host could not be reached, or did not answer in time."""
        self._silences[host] += 1
        if self._silences[host] >= MAX_SILENCES and not self._is_own(host):
            self._down[host] = asyncio.get_running_loop().time() + DOWN_SECONDS

    def is_down(self, host: str) -> bool:
        """Whether a host failed so often that requests are not worth the time."""
        return _seconds_left(self._down, host) > 0

    def _free(self, host: str) -> None:
        waiting = self._waiting.get(host, ())
        while waiting:
            place = waiting.popleft()
            if not place.done():
                place.set_result(None)  # the slot is handed over and stays taken
                return
        self._waiting.pop(host, None)
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        self._freed()


def _seconds_left(moments: dict[str, float], host: str) -> float:
    """Return the seconds until a host's moment; a past one is removed."""
    if host not in moments:
        return 0.0
    left = moments[host] - asyncio.get_running_loop().time()
    if left <= 0:
        del moments[host]
    return max(0.0, left)


class HostSlot:
    """The slot of one fetch at a host; it moves to another host with a redirect."""

    def __init__(self, hosts: Hosts, host: str) -> None:
        """Take over a slot already taken at a host."""
        self._hosts = hosts
        self._host: str | None = host
        self._asked = False

    async def at(self, host: str) -> float:
        """Move to another host; return how many seconds it waited for a slot there."""
        if host == self._host:
            return 0.0
        clock = asyncio.get_running_loop().time
        began = clock()
        self.end()  # first: two that wait for each other's slot would deadlock
        await self._hosts.wait_for(host)
        self._host = host
        return clock() - began

    def paused_seconds(self) -> int:
        """Return the remaining seconds of this host's rate limit; 0: it has none."""
        return 0 if self._host is None else self._hosts.paused_seconds(self._host)

    def is_down(self) -> bool:
        """Whether this host failed so often that a request is not worth the time."""
        return self._host is not None and self._hosts.is_down(self._host)

    def asks(self) -> None:
        """Note that a request is sent: the slot needs a rest afterwards."""
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
        """Note that this host is rate-limited for `seconds`."""
        if self._host is not None:
            self._hosts.pause(self._host, seconds)

    def end(self) -> None:
        """Give the slot back. May be called twice."""
        if self._host is not None:
            host, self._host = self._host, None
            self._hosts.leave(host, rest=self._asked)
        self._asked = False

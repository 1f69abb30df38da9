"""Network: whether it is down, as the answers of one refresh show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qreader.errors import FetchError, Unreached
from qreader.model import Feed
from qreader.sources.web.follow import host_of
from qreader.sources.web.lookup import is_own

FEW_HOSTS = 2
"""At the end of a refresh: one host alone may be down itself."""
ENOUGH_HOSTS = 8
"""That answered at their last visit: the refresh ends where none of them is reached."""
PROBES = 3
"""Feeds that are asked first while the network was down last."""


class Network:
    """Hears what becomes of each request. It is down where every server was out of reach.

    What is in the person's own network answers also without the rest of the world, and tells
    nothing.
    """

    def __init__(self, *, was_down: bool = False, is_own: Callable[[str], bool] = is_own) -> None:
        """was_down: as the last refresh found it."""
        self._was_down = was_down
        self._is_own = is_own
        self.is_up = False
        """Whether a server outside of the person's own network was reached."""
        self._has_failed = False
        """Whether a failure says that it is this machine's network."""
        self._missed: set[str] = set()
        self._missed_well: set[str] = set()
        """Those of them that answered at their last visit."""
        self.has_answered = False
        """Whether any server answered, be it the person's own."""

    def parts(self, feeds: Sequence[Feed]) -> list[Sequence[Feed]]:
        """Return the feeds in parts, each to be asked where the network is not down after it."""
        probes: dict[str, Feed] = {}
        if self._was_down:
            for feed in feeds:
                if not feed.failures and len(probes) < PROBES and not self._is_own(_host(feed)):
                    probes.setdefault(_host(feed), feed)
        first = list(probes.values())
        rest = [feed for feed in feeds if feed not in first] if first else feeds
        return [part for part in (first, rest) if part]

    def hear(self, url: str, answer: object, *, was_well: bool = False) -> bool:
        """Note an answer or a failure; return whether it may be the network's.

        was_well: the last visit was answered.
        """
        host = host_of(url)
        unreached = answer.unreached if isinstance(answer, FetchError) else None
        if unreached is None:
            self.has_answered |= not isinstance(answer, FetchError) or answer.status is not None
            self.is_up = self.is_up or not self._is_own(host)
            return False
        if self.is_up or self._is_own(host):
            return False
        self._missed.add(host)
        if was_well:
            self._missed_well.add(host)
        self._has_failed = self._has_failed or unreached is Unreached.NETWORK
        return True

    @property
    def is_down(self) -> bool:
        """Whether it is down, as far as is known when all were asked."""
        if self.is_up or not self._missed:
            return False
        return self._was_down or self._has_failed or len(self._missed) >= FEW_HOSTS

    @property
    def is_surely_down(self) -> bool:
        """Whether so many are out of reach that the others need not be asked."""
        return not self.is_up and len(self._missed_well) >= ENOUGH_HOSTS


def _host(feed: Feed) -> str:
    return host_of(feed.url)

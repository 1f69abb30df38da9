"""Freshness: how old what is shown is, and when the reader refreshes it by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from qreader.render.age import ago
from qreader.render.cells import plural
from qreader.text.local_time import local
from qreader.tui.messages import AgeChanged, RefreshDue

if TYPE_CHECKING:
    from qreader import model
    from qreader.library import Library
    from qreader.tui.desk import Desk

START_SECONDS: Final = 2.0
"""After the first tick: first comes what a person sees."""
FIRST_WAIT: Final = timedelta(minutes=1)
"""After a refresh that found no network: it may have been about to come up. Each next is twice."""
MAX_STEP: Final = timedelta(minutes=1)
"""Between two ticks; where more time has passed, the machine was asleep."""
REFRESHING: Final = "refreshing"


class Freshness:
    """Ticks with the watch over other processes: it needs no timer of its own.

    Only clock times are compared, and the last refresh is the cache's, by whichever process. So it
    is right after a sleep of the machine, and beside a refresh by cron.
    """

    def __init__(self, desk: Desk, library: Library, minutes: int) -> None:
        """Create it; `minutes` lie between two refreshes, 0: there is none by itself."""
        self._desk = desk
        self._library = library
        self.configure(minutes)
        self._known: model.Freshness | None = None
        self._tried: datetime | None = None
        """When a refresh was asked for last: what fails is not asked for at each tick."""
        self._misses = 0
        """Refreshes in a row that found no network."""
        self._ticked: datetime | None = None
        self._said_since: datetime | None = None
        """Since when, as the person was told, there is no network."""
        self._shown = ("", "")
        self._began: float | None = None
        """When it ticked first."""

    def configure(self, minutes: int) -> None:
        """Apply the setting."""
        self._interval = timedelta(minutes=minutes)

    async def read(self) -> None:
        """Read anew what is known of refreshes, and show how old that is."""
        known = await self._desk.call(self._read_from_cache, lane="watch")
        before, self._known = self._known, known
        if known.offline_since is None:
            self._misses = 0
            self._said_since = None
        elif before is None or before.offline_since is None:
            self._misses = 0
        elif before.tried != known.tried:
            self._misses += 1
        self.show()

    def _read_from_cache(self) -> model.Freshness:
        return self._library.refreshes.freshness()  # in a thread, for its import, too

    async def tick(self, *, is_changed: bool) -> None:
        """Look at the clock, and at the cache where it was changed."""
        if is_changed or self._known is None:
            await self.read()
        now = self._library.now()
        if self._ticked is not None and now - self._ticked > MAX_STEP:
            self._misses = 0
        self._ticked = now
        self.show()
        self._began = self._began or monotonic()
        if monotonic() - self._began >= START_SECONDS and self._is_due(now):
            self._desk.post_message(RefreshDue(self.wait))
        else:
            self._say_offline()

    def note_try(self) -> None:
        """Note that what is due is looked for now."""
        self._tried = self._library.now()

    def show_refreshing(self) -> None:
        """Show that a refresh is under way, in the place of how old all is."""
        self._show(REFRESHING, "")

    @property
    def wait(self) -> timedelta:
        """How long after the last refresh the next one is due."""
        if self._known is None or self._known.offline_since is None:
            return self._interval
        return min(self._interval, FIRST_WAIT * (1 << min(self._misses, 10)))

    def _is_due(self, now: datetime) -> bool:
        if not self._interval or self._known is None:
            return False
        tries = (self._tried, self._known.tried)
        # one that lies ahead is of a wrong clock
        return not any(one is not None and now - self.wait < one <= now for one in tries)

    # ---- what is shown and said

    def show(self) -> None:
        """Show how old all of it is, where that is other words now."""
        known, now = self._known, self._library.now()
        old = ago(known.refreshed, now) if known is not None and known.refreshed else ""
        if known is not None and known.offline_since is not None:
            self._show(f"offline, refreshed {old}" if old else "offline", "offline")
        else:
            self._show(old and f"refreshed {old}", old)

    def _show(self, age: str, short_age: str) -> None:
        if (age, short_age) != self._shown:
            self._shown = age, short_age
            self._desk.post_message(AgeChanged(age, short_age))

    def _say_offline(self) -> None:
        """Say once that there is no network."""
        since = self._known.offline_since if self._known is not None else None
        if since is not None and since != self._said_since:
            self.say_offline()

    def say_offline(self, waiting: int = 0) -> None:
        """Say since when there is no network, and how many feeds wait that a key asked for."""
        since = self._known.offline_since if self._known is not None else None
        if since is not None:
            self._said_since = since
            wait = f"{plural(waiting, 'feed')} {'waits' if waiting == 1 else 'wait'}, R tries again"
            said = wait if waiting else "the cache is here"
            self._desk.say(f"No network since {_moment(since, self._library.now())}; {said}")

    @property
    def is_offline(self) -> bool:
        """Whether the last refresh found no network."""
        return self._known is not None and self._known.offline_since is not None


def _moment(moment: datetime, now: datetime) -> str:
    """Return `14:02`, or the day with it where that is not today."""
    here = local(moment)
    is_today = here.date() == local(now).date()
    return f"{here:%H:%M}" if is_today else f"{here:%Y-%m-%d %H:%M}"

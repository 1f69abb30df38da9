"""Refreshing: refreshes feeds in the background, and watches for changes of other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.render.cells import plural
from qreader.text.safe import safe_line
from qreader.tui.freshness import Freshness
from qreader.tui.messages import ArticlesCame, RefreshEnded

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import FeedId, Refreshed, Told
    from qreader.tui.desk import Desk, Outside, Started

POLL_SECONDS: Final = 1.0
"""The interval of checks for changes of other processes."""
PROGRESS_SECONDS: Final = 1.0
"""The least time between two updates of status line and list during a refresh."""
OWNER: Final = "refresh"
"""The owner of its progress display."""


@dataclass(slots=True)
class Counted:
    """The counts of a running refresh."""

    total: int
    done: int = 0
    new: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: str = ""
    """Which feeds are skipped, and why."""
    unless_within: timedelta | None = None
    """Of one that nobody asked for: not where another process did the same in this time."""
    is_offline: bool = False
    """Whether there was no network."""
    is_in_sight: bool = False
    """Whether what came is shown at once."""

    def add(self, refreshed: Refreshed) -> None:
        """Count the result of a feed."""
        self.done += 1
        self.new += refreshed.new
        if refreshed.error is not None:
            self.failed.append(safe_line(refreshed.feed))

    @property
    def waiting(self) -> int:
        """How many feeds were not reached."""
        return self.total - self.done + len(self.failed)

    @property
    def is_quiet(self) -> bool:
        """Whether nobody asked for it: what comes of it is seen above the list."""
        return self.unless_within is not None

    @property
    def sentence(self) -> str:
        """The message at the end."""
        shows = f"gu shows {'it' if self.new == 1 else 'them'}"
        way = "" if self.is_in_sight else f" · {shows}"
        came = f"▲ {self.new} new{way}" if self.new else "Nothing new"
        if not self.failed:
            of = "" if self.new else f" in {plural(self.done, 'feed')}"
            skipped = f"; not asked: {self.skipped}" if self.skipped else ""
            return f"{came}{of}{skipped}"
        if len(self.failed) == 1:
            return f"{came}; {self.failed[0]} failed · ge says why"
        return f"{came}; {len(self.failed)} feeds failed · ge lists them"


class Refreshing:
    """Runs on the event loop; threads wait for the network."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        outside: Outside,
        *,
        refresh_minutes: int = 0,
        shows_news: Callable[[], bool] = lambda: False,
    ) -> None:
        """Create it; `shows_news` returns whether the list shows at once what comes."""
        self._desk = desk
        self._library = library
        self._outside = outside
        self._shows_news = shows_news
        self._refresh: Started | None = None
        self._is_quiet = False
        """Whether nobody asked for the refresh that is under way."""
        self._watching: Started | None = None
        self._version: int | None = None
        self.freshness = Freshness(desk, library, refresh_minutes)

    @property
    def is_under_way(self) -> bool:
        """Whether a refresh runs."""
        return self._refresh is not None and not self._refresh.is_over

    def refresh(
        self, feed_ids: Sequence[FeedId] | None, total: int, *, only_due: bool = False
    ) -> None:
        """Fetch some feeds; None: all. total: how many there are.

        It waits for a refresh that the reader began by itself.
        """
        if self.is_under_way and not self._is_quiet:
            self._desk.say("A refresh is under way")
        elif not total:
            self._desk.say("No feeds yet: a adds one, gp shows packs to start with")
        else:
            behind = self._refresh if self.is_under_way else None
            self._is_quiet = False
            self._refresh = self._desk.start(
                self._run, feed_ids, Counted(total), only_due, behind, group="refresh", lasting=True
            )

    def refresh_what_is_due(self, unless_within: timedelta) -> None:
        """Fetch what is due, which nobody asked for; say nothing of it."""
        if not self.is_under_way:
            self._is_quiet = True
            self.freshness.note_try()
            self._refresh = self._desk.start(
                self._run_quietly, Counted(0, unless_within=unless_within), group="refresh",
                lasting=True,
            )  # fmt: skip

    async def _run_quietly(self, counted: Counted) -> None:
        if await self._desk.call(self._library.is_any_due, lane="watch"):
            await self._run(None, counted, True)

    async def _run(
        self,
        feed_ids: Sequence[FeedId] | None,
        counted: Counted,
        only_due: bool,
        behind: Started | None = None,
    ) -> None:
        showing = self._desk.start(self._show, counted, group="ticks", lasting=True)
        failed = True
        try:
            if behind is not None:
                await behind
            told = await self._desk.call(self._fetch, feed_ids, counted, only_due, lane="")
            await self.freshness.read()
            # one feed alone says nothing of the network
            counted.is_offline = self.freshness.is_offline and counted.total != 1
            failed = counted.is_offline
        finally:
            showing.cancel()
            self._desk.progress(OWNER, None)
            self.freshness.show()
            self._desk.post_message(RefreshEnded(was_asked=not only_due, failed=failed))
        self._tell(counted, told, only_news=only_due)

    def _fetch(self, feed_ids: Sequence[FeedId] | None, counted: Counted, only_due: bool) -> Told:
        library, within = self._library, counted.unless_within
        if feed_ids is None and not counted.is_quiet:
            counted.skipped = library.skipped(only_due=only_due)
        for refreshed in library.refresh(feed_ids, only_due=only_due, unless_within=within):
            self._desk.report(counted.add, refreshed)
        return library.tell_news()

    async def _show(self, counted: Counted) -> None:
        if counted.is_quiet:
            self.freshness.show_refreshing()
        else:
            await self._tick(counted)

    async def _tick(self, counted: Counted) -> None:
        self._desk.progress(OWNER, f"refreshing 0/{counted.total}")
        shown = 0
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            if counted.done > shown:
                shown = counted.done
                self._desk.progress(OWNER, f"refreshing {shown}/{counted.total}")
                self._desk.post_message(ArticlesCame())

    def _tell(self, counted: Counted, told: Told, *, only_news: bool) -> None:
        counted.is_in_sight = self._shows_news()
        if counted.is_offline and not counted.is_quiet:
            self.freshness.say_offline(counted.waiting)
        elif not counted.is_quiet and (counted.new or counted.failed or not only_news):
            self._desk.say(counted.sentence, is_error=bool(counted.failed) and not counted.new)
        for failure in told.failures:
            self._desk.say(failure, is_error=True)
        if told.escape:
            self._outside.write_control(told.escape)

    # ---- other processes

    def watch(self) -> None:
        """Start checking for changes of the cache by other processes."""
        self._watching = self._desk.start(self._watch, group="watch", lasting=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if self.is_under_way:
                continue
            try:
                await self.look()
            except QReaderError as error:
                self._desk.say(str(error), is_error=True)

    async def look(self) -> None:
        """Update the screen if another process changed the cache."""
        version = await self._desk.call(self._library.version, lane="watch")
        changed = self._version is not None and version != self._version
        self._version = version
        if changed:
            self._desk.post_message(ArticlesCame())
        await self.freshness.tick(is_changed=changed)

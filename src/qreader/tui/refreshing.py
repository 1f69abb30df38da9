"""Refreshing: refreshes feeds in the background, and watches for changes of other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.render.cells import plural
from qreader.text.safe import safe_line
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

    def add(self, refreshed: Refreshed) -> None:
        """Count the result of a feed."""
        self.done += 1
        self.new += refreshed.new
        if refreshed.error is not None:
            self.failed.append(safe_line(refreshed.feed))

    @property
    def sentence(self) -> str:
        """The message at the end."""
        came = f"{self.new} new" if self.new else "nothing new"
        if not self.failed:
            skipped = f"; not asked: {self.skipped}" if self.skipped else ""
            return f"{plural(self.done, 'feed')} refreshed, {came}{skipped}"
        if len(self.failed) == 1:
            return f"{self.failed[0]} failed, ge says why; {came}"
        return f"{len(self.failed)} feeds failed, ge lists them; {came}"


class Refreshing:
    """Runs on the event loop; threads wait for the network."""

    def __init__(self, desk: Desk, library: Library, outside: Outside) -> None:
        self._desk = desk
        self._library = library
        self._outside = outside
        self._refresh: Started | None = None
        self._watching: Started | None = None
        self._version: int | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether a refresh runs."""
        return self._refresh is not None and not self._refresh.is_over

    def refresh(
        self, feed_ids: Sequence[FeedId] | None, total: int, *, only_due: bool = False
    ) -> None:
        """Fetch some feeds; None: all. total: how many there are."""
        if self.is_under_way:
            self._desk.say("A refresh is under way")
        elif not total:
            self._desk.say("No feeds yet: a adds one, gp shows packs to start with")
        else:
            self._refresh = self._desk.start(
                self._run, feed_ids, Counted(total), only_due, group="refresh", lasting=True
            )

    async def _run(
        self, feed_ids: Sequence[FeedId] | None, counted: Counted, only_due: bool
    ) -> None:
        ticking = self._desk.start(self._tick, counted, group="ticks", lasting=True)
        failed = True
        try:
            told = await self._desk.call(self._fetch, feed_ids, counted, only_due, lane="")
            failed = False
        finally:
            ticking.cancel()
            self._desk.progress(OWNER, None)
            self._desk.post_message(RefreshEnded(was_asked=not only_due, failed=failed))
        self._tell(counted, told, quiet=only_due)

    def _fetch(self, feed_ids: Sequence[FeedId] | None, counted: Counted, only_due: bool) -> Told:
        library = self._library
        if feed_ids is None:
            counted.skipped = library.skipped(only_due=only_due)
        for refreshed in library.refresh(feed_ids, only_due=only_due):
            self._desk.report(counted.add, refreshed)
        return library.tell_news()

    async def _tick(self, counted: Counted) -> None:
        self._desk.progress(OWNER, f"refreshing 0/{counted.total}")
        shown = 0
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            if counted.done > shown:
                shown = counted.done
                self._desk.progress(OWNER, f"refreshing {shown}/{counted.total}")
                self._desk.post_message(ArticlesCame())

    def _tell(self, counted: Counted, told: Told, *, quiet: bool) -> None:
        if counted.new or counted.failed or not quiet:
            self._desk.say(counted.sentence, is_error=bool(counted.failed))
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

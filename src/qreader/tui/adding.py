"""Adding: subscribes to targets, to starter packs and, at the first start, to the sampler."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qreader.model import Query
from qreader.render.cells import plural
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.messages import (
    ArticlesCame,
    CloseWelcome,
    FeedsChanged,
    GoTo,
    RefreshFeeds,
    ShowView,
)
from qreader.tui.question import Question
from qreader.tui.typed_paths import path_completed

if TYPE_CHECKING:
    from collections.abc import Callable

    from qreader.library import Library
    from qreader.model import Added, Imported, Listed
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.welcome import PackList

SAMPLER_SECONDS: Final = 0.2
"""The time between two articles of the sampler, which appear one after the other."""
LABEL: Final = "Added"
"""The start of the undo label, before the feed's name or the number of feeds."""
UNDOES: Final = ", u undoes"
OWNER: Final = "add"
"""The owner of its progress display."""


class Adding:
    """Runs on the event loop; threads wait for the network."""

    def __init__(self, desk: Desk, library: Library, packs: Callable[[], PackList]) -> None:
        """packs: returns the list of starter packs, created at first use."""
        self._desk = desk
        self._library = library
        self._packs = packs

    async def add(self, target: str) -> None:
        """Subscribe to a target; "": ask for it."""
        target = target or await self._desk.ask(Question("Add: ", completed=path_completed)) or ""
        if target.strip():
            self._desk.start(self._add, target.strip(), group="add", lasting=True)

    async def _add(self, target: str) -> None:
        shown = self._desk.here.shown
        owner = f"{OWNER} {target}"
        self._desk.progress(owner, f"adding {safe_line(target, 40)}")
        try:
            imported = await self._desk.call(self._bring_in, target, lane="")
        finally:
            self._desk.progress(owner, None)
        if imported.to_choose is not None:
            chosen = await self._chosen(imported.to_choose)
            if chosen is None:
                return
            imported = await self._desk.call(self._take_list, chosen, lane="marks", writes=True)
        is_awaited = shown == self._desk.here.shown  # else the person has gone on: stay there
        self._tell(
            imported.added,
            _left_out(imported),
            fetch=not imported.is_source,
            show=is_awaited,
        )

    def _bring_in(self, target: str) -> Imported:
        return self._library.bring_in(target, asks=True, label=LABEL)

    def _take_list(self, listed: Listed) -> Imported:
        return self._library.take_list(listed, label=LABEL)

    async def _chosen(self, listed: Listed) -> Listed | None:
        """Return of a list what the person ticks; None where nothing is wanted of it."""
        from qreader.tui.widgets.lookup import Lookup
        from qreader.tui.widgets.tick_list import TickList

        feeds = await self._desk.call(self._library.feeds.all, lane="")
        there = [url for feed in feeds for url in (feed.url, feed.typed_url) if url]
        ticks = TickList(listed.subscriptions, there)
        count = len(listed.subscriptions)
        if not ticks.ticked:
            return listed  # there is nothing to choose
        chosen = await self._desk.choose(
            Lookup(
                f"{plural(count, 'feed')}, of which the ticked ones are added",
                ticks,
                keys={"space": "ticks", "A": "ticks all or none"},
                takes="adds them",
            )
        )
        if chosen is None or not ticks.ticked:
            self._desk.say("Nothing was added")
            return None
        return replace(listed, subscriptions=tuple(ticks.ticked))

    def _tell(self, added: Sequence[Added], left_out: str, *, fetch: bool, show: bool) -> None:
        new = [one for one in added if not one.already]
        if not added:
            self._desk.say("There was nothing to add")
        elif not new:
            self._desk.say("Subscribed to that already")
        elif len(new) == 1:
            came = f", {plural(new[0].new, 'article')}" if new[0].new else ""
            also = _also_there(new[0].others)
            self._desk.say(f"Added {safe_line(new[0].feed)}{came}{also}{left_out}{UNDOES}")
        else:
            self._desk.say(f"Added {plural(len(new), 'feed')}{left_out}{UNDOES}")
        is_reading = self._desk.here.pane is Where.ARTICLE or not show
        if fetch and new:
            self._desk.post_message(ShowView(Query(), "All", goes_there=not is_reading))
            self._desk.post_message(RefreshFeeds([one.feed_id for one in new]))
        elif len(added) == 1 and show:
            query = Query(feed_id=added[0].feed_id)
            title = safe_line(added[0].feed)
            self._desk.post_message(ShowView(query, title, goes_there=not is_reading))
        elif not is_reading:
            self._desk.post_message(GoTo(Where.LIST))
        self._desk.post_message(FeedsChanged())

    # ---- starter packs

    async def show_packs(self) -> None:
        """Offer the starter packs."""
        self._desk.post_message(GoTo(Where.WELCOME))
        packs = await self._desk.call(self._library.packs, lane="packs")
        self._packs().show(packs)

    def choose_pack(self) -> None:
        """Select the pack under the cursor, or deselect it."""
        self._packs().toggle()

    def subscribe(self) -> None:
        """Subscribe to all feeds of the selected packs, and fetch them."""
        packs = self._packs().chosen
        if not packs:
            self._desk.say("space chooses a pack")
            return
        self._desk.post_message(CloseWelcome())
        self._desk.start(
            self._subscribe,
            [one for pack in packs for one in pack.subscriptions],
            group="add",
            lasting=True,
        )

    async def _subscribe(self, subscriptions: Sequence[object]) -> None:
        added = await self._desk.call(self._library.subscribe, subscriptions, LABEL, lane="")
        self._tell(added, "", fetch=True, show=True)

    def leave(self) -> None:
        """Close the welcome: `q` there."""
        self.escape()

    def escape(self) -> None:
        """Close the welcome."""
        self._desk.post_message(CloseWelcome())

    # ---- the first start

    def add_sampler(self) -> None:
        """Load the sampler at the first start."""
        self._desk.start(self._add_sampler, group="sampler", lasting=True)

    async def _add_sampler(self) -> None:
        showing = self._desk.start(self._show_what_comes, group="sampler shown", lasting=True)
        try:
            await self._desk.call(self._library.add_sampler, lane="")
        finally:
            showing.cancel()
        self._desk.post_message(FeedsChanged(with_articles=True))

    async def _show_what_comes(self) -> None:
        while True:
            await asyncio.sleep(SAMPLER_SECONDS)
            self._desk.post_message(ArticlesCame(are_awaited=True))


def _left_out(imported: Imported) -> str:
    """Return the message on the parts of a list that were not imported, or with another meaning."""
    said = ""
    if imported.skipped:
        said = f"; {plural(len(imported.skipped), 'line')} could not be read"
    if len(imported.otherwise) == 1:
        said += f"; {imported.otherwise[0]}"
    elif imported.otherwise:
        said += (
            f"; {len(imported.otherwise)} parts are not the same here, as `qreader import` tells"
        )
    return said


def _also_there(others: Sequence[str]) -> str:
    if not others:
        return ""
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return f"; also there: {safe_line(others[0], 60)}{more}"

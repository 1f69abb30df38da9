"""Adding: subscribes to targets, to starter packs and, at the first start, to the sampler."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from qreader import model
from qreader.config.settings import Config, load_config
from qreader.errors import SourceError
from qreader.model import Query
from qreader.render.cells import plural
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import UNDOES
from qreader.tui.messages import (
    ArticlesCame,
    CloseWelcome,
    ConfigChanged,
    FeedsChanged,
    GoTo,
    GoUnder,
    OpenArticle,
    RefreshFeeds,
    ShowView,
)
from qreader.tui.question import Question
from qreader.tui.typed_paths import path_completed

if TYPE_CHECKING:
    from collections.abc import Callable

    from qreader.library import Library
    from qreader.model import Added, CameAlong, FeedId, Imported, Listed
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.lookup import Choice
    from qreader.tui.widgets.welcome import PackList

SAMPLER_SECONDS: Final = 0.2
"""The time between two articles of the sampler, which appear one after the other."""
LABEL: Final = "Added"
"""The start of the undo label, before the feed's name or the number of feeds."""
OWNER: Final = "add"
"""The owner of its progress display."""


class Adding:
    """Runs on the event loop; threads wait for the network."""

    def __init__(self, desk: Desk, library: Library, packs: Callable[[], PackList]) -> None:
        """packs: returns the list of starter packs, created at first use."""
        self._desk = desk
        self._library = library
        self._packs = packs
        self._greets: FeedId | None = None
        """At a first start, the file of the sampler whose article greets the person."""

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
            imported = await self._taken_in(target)
        finally:
            self._desk.progress(owner, None)
        if imported is None:
            return
        if any(one.is_new for one in imported.settings):
            await self._apply_settings()
        is_awaited = shown == self._desk.here.shown  # else the person has gone on: stay there
        self._tell(
            imported.added,
            _besides(imported),
            fetch=not imported.is_source,
            show=is_awaited,
        )
        if imported.settings and is_awaited:
            await self._show_settings(imported.settings)

    async def _taken_in(self, target: str) -> Imported | None:
        """Take in a target, of a list what is chosen; None where nothing is."""
        targets = await self._desk.call(_parts, target, lane="")
        result = None
        for one in targets:
            try:
                imported = await self._desk.call(self._bring_in, one, one != target, lane="")
            except SourceError as error:
                if len(targets) == 1:
                    raise
                imported = model.Imported((), (str(error),))
            if imported.to_choose is not None:
                chosen = await self._chosen(imported.to_choose)
                if chosen is None:
                    return None
                imported = await self._desk.call(self._take_list, chosen, lane="marks", writes=True)
            result = imported if result is None else result.joined(imported)
        return result

    def _bring_in(self, target: str, rather_list: bool) -> Imported:
        from qreader.tui.from_newsboat import bring_in  # no start needs it

        return bring_in(self._library, target, rather_list=rather_list, asks=True, label=LABEL)

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

    async def _show_settings(self, settings: Sequence[CameAlong]) -> None:
        """List what became of each line of a configuration."""
        from qreader.tui.widgets.lookup import Choice, Lookup

        came = [one for one in settings if one.now]
        left = [one for one in settings if not one.now]
        choices = [
            choice
            for heading, some in (("Came along", came), ("Left out", left))
            if some
            for choice in (Choice(heading, ""), *(_choice_of(one) for one in some))
        ]
        title = f"{len(came)} of {plural(len(settings), 'line')} came along"
        await self._desk.choose(Lookup(title, choices, at=1, takes="closes"))

    async def _apply_settings(self) -> None:
        """Apply what was written into the configuration, before that is noticed as a change."""
        config = await self._desk.call(load_config, self._library.paths.config_file, lane="")
        before = self._desk.config
        changed = [one for one in Config._fields if getattr(config, one) != getattr(before, one)]
        self._desk.post_message(ConfigChanged(config, frozenset(changed)))

    def _tell(
        self, added: Sequence[Added], besides: Sequence[str], *, fetch: bool, show: bool
    ) -> None:
        new = [one for one in added if not one.already]
        said = [*_feeds_said(added, new), *besides]
        self._desk.say("; ".join(said) or "There was nothing to add")
        is_reading = self._desk.here.pane is Where.ARTICLE or not show
        if fetch and new:
            self._desk.post_message(ShowView(Query(), "All", goes_there=not is_reading))
            self._desk.post_message(RefreshFeeds([one.feed_id for one in new]))
        elif len(added) == 1 and show:
            query = Query(feed_id=added[0].feed_id)
            title = safe_line(added[0].feed)
            self._desk.post_message(ShowView(query, title, goes_there=not is_reading))
        elif not is_reading:
            self._desk.post_message(GoUnder())
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

    async def open_pack(self) -> None:
        """Choose single feeds of the pack under the cursor."""
        from qreader.tui.widgets.lookup import Lookup
        from qreader.tui.widgets.tick_list import TickList

        packs = self._packs()
        pack = packs.current
        if pack is None:
            return
        feeds = await self._desk.call(self._library.feeds.all, lane="")
        there = [url for feed in feeds for url in (feed.url, feed.typed_url) if url]
        ticks = TickList(pack.subscriptions, there, packs.ticked)
        chosen = await self._desk.choose(
            Lookup(
                f"{safe_line(pack.name)}: which of its feeds?",
                ticks,
                keys={"space": "ticks", "A": "ticks all or none"},
                takes="goes back to the packs",
            )
        )
        if chosen is not None:
            packs.tick(one.url for one in ticks.ticked)

    def subscribe(self) -> None:
        """Subscribe to the selected feeds, fetch them, and open the welcome meanwhile."""
        feeds = self._packs().chosen
        if not feeds:
            self._desk.say("space chooses a pack, l single feeds of it")
            return
        self._desk.post_message(CloseWelcome())
        self._desk.start(self._subscribe, feeds, group="add", lasting=True)

    async def _subscribe(self, subscriptions: Sequence[object]) -> None:
        added = await self._desk.call(self._library.subscribe, subscriptions, LABEL, lane="")
        self._tell(added, (), fetch=True, show=True)
        feed_id, self._greets = self._greets, None
        if feed_id is not None:
            query = Query(feed_id=feed_id)
            newest = await self._desk.call(
                partial(self._library.lists.ids, limit=1), query, lane=""
            )
            for article_id in newest:
                self._desk.post_message(OpenArticle(article_id))

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
            added = await self._desk.call(self._library.add_sampler, lane="")
        finally:
            showing.cancel()
        self._greets = next((one.feed_id for one in added), None)
        self._desk.post_message(FeedsChanged(with_articles=True))

    async def _show_what_comes(self) -> None:
        while True:
            await asyncio.sleep(SAMPLER_SECONDS)
            self._desk.post_message(ArticlesCame(are_awaited=True))


def _parts(target: str) -> list[str]:
    from qreader.tui.from_newsboat import parts  # no start needs it

    return parts(target)


def _choice_of(one: CameAlong) -> Choice:
    from qreader.tui.widgets.lookup import Choice

    text = f"{one.now} ({one.said})" if one.now and one.said else one.now or one.said
    return Choice(one.line, text)


def _feeds_said(added: Sequence[Added], new: Sequence[Added]) -> Iterator[str]:
    """Yield what to say of the feeds that a target was, or named."""
    if len(new) == 1:
        came = f", {plural(new[0].new, 'article')}" if new[0].new else ""
        yield f"Added {safe_line(new[0].feed)}{came}{UNDOES}"
        if new[0].others:
            more = f" and {len(new[0].others) - 1} more" if len(new[0].others) > 1 else ""
            yield f"also there: {safe_line(new[0].others[0], 60)}{more}"
    elif new:
        yield f"Added {plural(len(new), 'feed')}{UNDOES}"
    elif added:
        yield "Subscribed to that already"


def _besides(imported: Imported) -> list[str]:
    """Return what to say of all but the feeds: what came along, and what is left out or differs."""
    said = []
    if imported.articles:
        said.append(f"{plural(imported.articles, 'article')} came along")
    if imported.settings:
        came = sum(bool(one.now) for one in imported.settings)
        lines = plural(len(imported.settings), "line")
        said.append(f"{came} of {lines} of the configuration came along")
    if imported.skipped:
        said.append(f"{plural(len(imported.skipped), 'line')} left out")
    if len(imported.otherwise) == 1 and not said:
        return [*said, imported.otherwise[0]]
    if imported.otherwise:
        said.append(f"{plural(len(imported.otherwise), 'part')} not the same here")
    return [*said[:-1], f"{said[-1]}, as `qreader import` tells"] if said else []

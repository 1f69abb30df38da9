"""Adding: subscribes to targets, to starter packs and, at the first start, to the sampler."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from qreader import model
from qreader.config.settings import Config, load_config
from qreader.errors import QReaderError, SourceError
from qreader.model import Query
from qreader.render.cells import plural
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.messages import (
    ArticlesCame,
    CloseWelcome,
    ConfigChanged,
    FeedsChanged,
    GoTo,
    OpenArticle,
    RefreshFeeds,
    ShowView,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from qreader.library import Library
    from qreader.model import Added, CameAlong, FeedId, Imported, Listed, Offer, PageOffer
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.lookup import Choice
    from qreader.tui.widgets.welcome import PackList

SAMPLER_SECONDS: Final = 0.2
"""The time between two articles of the sampler, which appear one after the other."""
LABEL: Final = "Added"
"""The start of the undo label, before the feed's name or the number of feeds."""
MAX_OFFERED: Final = 9
"""The most feeds of a site that are offered, each by a digit."""
OWNER: Final = "add"
"""The owner of its progress display."""


class Adding:
    """Runs on the event loop; threads wait for the network."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        packs: Callable[[], PackList],
        *,
        folders: Callable[[], Sequence[str]] = lambda: (),
        key: Callable[[str], str] = lambda name: f":{name}",
    ) -> None:
        """packs: returns the list of starter packs, created at first use.

        folders: returns the folders of feeds; key: the key of an action.
        """
        self._desk = desk
        self._library = library
        self._packs = packs
        self._folders = folders
        self._key = key
        self._failed = ("", "")
        """What could not be added last, and why: the next prompt has it, to be mended."""
        self._added: Sequence[Added] = ()
        """What was added last."""
        self._greets: FeedId | None = None
        """At a first start, the file of the sampler whose article greets the person."""

    async def add(self, target: str) -> None:
        """Subscribe to a target; "": ask for it."""
        from qreader.tui.add_prompt import add_question  # no start needs it

        if not target:
            (text, why), self._failed = self._failed, ("", "")
            target = await self._desk.ask(add_question(text, why, self._folders())) or ""
        if target.strip():
            self._desk.start(self._add, target.strip(), group="add", lasting=True)

    async def _add(self, typed: str) -> None:
        from qreader.tui.add_prompt import read_typed

        target, folder = read_typed(typed)
        shown = self._desk.here.shown
        owner = f"{OWNER} {target}"
        self._desk.progress(owner, f"looking for a feed at {safe_line(target, 40)}")
        try:
            known = partial(self._library.offers, certain=True)
            offers = await self._desk.call(known, target, lane="")
            offer = offers[0] if len(offers) == 1 else None
            if len(offers) > 1:
                self._desk.progress(owner, None)
                offer = await self._offered(target, offers)
                if offer is None:
                    self._desk.say("Nothing was added")
                    return
                self._desk.progress(owner, f"reading {safe_line(offer.url, 40)}")
            imported = await self._taken_in(target, folder, offer)
            if imported is not None and imported.page_offers:
                self._desk.progress(owner, None)
                imported = await self._taken_as_feed(imported.page_offers[0], target, folder)
        except QReaderError as error:
            self._failed = typed, str(error)
            raise
        finally:
            self._desk.progress(owner, None)
        if imported is None:
            return
        if any(one.is_new for one in imported.settings):
            await self._apply_settings()
        is_awaited = shown == self._desk.here.shown  # else the person has gone on: stay there
        self._tell(imported.added, _besides(imported), fetch=not imported.is_source)
        if imported.settings and is_awaited:
            await self._show_settings(imported.settings)
        elif is_awaited and len(imported.added) == 1 and imported.added[0].others:
            await self._offer_others(target, imported.added[0], folder)

    async def _offered(self, target: str, offers: Sequence[Offer]) -> Offer | None:
        """Return which of a site's feeds the person takes; None: none of them."""
        from qreader.text.urls import spoken
        from qreader.tui.widgets.letter_box import LetterBox
        from qreader.tui.widgets.lookup import Choice

        choices = [
            Choice(str(one.number), safe_line(one.what), one) for one in offers[:MAX_OFFERED]
        ]
        title = f"Which feed of {safe_line(spoken(target), 40)}?"
        chosen = await self._desk.choose(LetterBox(title, choices, at=0, kind="-wide"))
        return chosen.value if chosen and isinstance(chosen.value, model.Offer) else None

    async def _taken_as_feed(
        self, offer: PageOffer, target: str, folder: str | None
    ) -> Imported | None:
        """Show the first stories of a page; take them all as a feed, if the person wants that."""
        from qreader.tui.add_prompt import story_choices
        from qreader.tui.widgets.lookup import Lookup

        chosen = await self._desk.choose(
            Lookup(
                safe_line(f"{target} has no feed", 60),
                story_choices(offer),
                about=[f"{offer.count} stories are recognised on it. The first:"],
                takes="takes them as a feed",
                keys={"p": "the page itself"},
            )
        )
        if chosen is None:
            self._desk.say("Nothing was added; `qreader add --items` says where stories are")
            return None
        items = "none" if chosen.key == "p" else "auto"
        return await self._desk.call(self._bring_in_page, target, folder, items, lane="")

    def _bring_in_page(self, target: str, folder: str | None, items: str) -> Imported:
        recipe = model.Recipe(items)
        return self._library.bring_in(target, folder, recipe=recipe, label=LABEL)

    async def _offer_others(self, target: str, added: Added, folder: str | None) -> None:
        """Offer the other feeds that a site declares, each by a digit."""
        from qreader.tui.add_prompt import FOLDER_WORD
        from qreader.tui.widgets.letter_box import LetterBox
        from qreader.tui.widgets.lookup import Choice

        choices = [Choice("1", f"{safe_line(added.feed)}: added")]
        for number, one in enumerate(added.others[: MAX_OFFERED - 1], start=2):
            choices.append(Choice(str(number), safe_line(one.what or one.url), one.url))
        title = f"{safe_line(target, 40)}: {len(added.others) + 1} found"
        chosen = await self._desk.choose(LetterBox(title, choices, at=1, kind="-wide"))
        if chosen is not None and isinstance(chosen.value, str):
            within = f" {FOLDER_WORD}{folder}" if folder else ""
            self._desk.start(self._add, f"{chosen.value}{within}", group="add", lasting=True)

    def show_added(self) -> None:
        """Show what was added last."""
        if len(self._added) == 1:
            query, title = Query(feed_id=self._added[0].feed_id), safe_line(self._added[0].feed)
            self._desk.post_message(ShowView(query, title))
        elif self._added:
            self._desk.post_message(ShowView(Query(), "All"))
        else:
            self._desk.say(f"Nothing was added yet: {self._key('add')} adds a feed")

    async def _taken_in(
        self, target: str, folder: str | None, offer: Offer | None
    ) -> Imported | None:
        """Take in a target, of a list what is chosen; None where nothing is."""
        targets = await self._desk.call(_parts, target, lane="")
        result = None
        for one in targets:
            try:
                imported = await self._desk.call(
                    self._bring_in, one, folder, one != target, offer, lane=""
                )
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

    def _bring_in(
        self, target: str, folder: str | None, rather_list: bool, offer: Offer | None
    ) -> Imported:
        from qreader.tui.from_newsboat import bring_in  # no start needs it

        return bring_in(
            self._library,
            target,
            folder,
            rather_list=rather_list,
            asks=True,
            label=LABEL,
            **({} if offer is None else {"offer": offer}),
        )

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

    def _tell(self, added: Sequence[Added], besides: Sequence[str], *, fetch: bool) -> None:
        """Say what was added; the person stays where they are, but at the starter packs."""
        from qreader.tui.add_prompt import feeds_said

        new = [one.feed_id for one in added if not one.already]
        self._added = added or self._added
        said = [*feeds_said(added, lambda: f"{self._key('go_added')} shows"), *besides]
        self._desk.say("; ".join(said) or "There was nothing to add")
        if new and self._desk.here.pane is Where.WELCOME:
            self.show_added()
        self._desk.post_message(FeedsChanged(with_articles=bool(new) and not fetch))
        if new and fetch:
            self._desk.post_message(RefreshFeeds(new))

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
        self._desk.post_message(ShowView(Query(), "All"))
        self._tell(added, (), fetch=True)
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

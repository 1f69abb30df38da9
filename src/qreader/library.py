"""Library: the verbs of the program, and the tables of its cache; the whole API of the core.

The command line and the terminal interface are two clients of it. Every method may be called from
any thread; none draws, none prints. Methods that wait for the network say so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from qreader import model
from qreader.config.settings import Config, Paths
from qreader.errors import FileError, NotFoundError, UsageError
from qreader.store import Store

if TYPE_CHECKING:
    from qreader.collect.network import Network
    from qreader.collect.queueing import PlayQueue
    from qreader.collect.refresh import Refresh
    from qreader.collect.subscribe import Source
    from qreader.config.tables import PageSelectors
    from qreader.errors import StoreDamagedError
    from qreader.model import (
        Added,
        Answer,
        ArticleId,
        Attention,
        Checked,
        Enclosure,
        Feed,
        FeedChange,
        FeedId,
        FrontPage,
        Imported,
        Label,
        Limits,
        Link,
        Listed,
        Order,
        Pack,
        Paged,
        Pruned,
        Query,
        QueueKey,
        ReadPage,
        Recipe,
        Refreshed,
        Related,
        RemovedFeed,
        Row,
        Rule,
        Status,
        StoryId,
        Subscription,
        Synced,
        SyncState,
        Told,
        Topic,
        Undone,
        Wanted,
    )
    from qreader.process.background import BackgroundProcesses
    from qreader.related.relating import Relating
    from qreader.sources.greader.client import Client
    from qreader.sources.web.download import Download
    from qreader.store.activity import Activity
    from qreader.store.answers import Answers
    from qreader.store.articles import Articles
    from qreader.store.feeds import Feeds
    from qreader.store.front import Front
    from qreader.store.judgements import Judgements
    from qreader.store.links import Links
    from qreader.store.lists import Lists
    from qreader.store.pages import Pages
    from qreader.store.places import Places
    from qreader.store.pruning import Pruning
    from qreader.store.refreshes import Refreshes
    from qreader.store.remembered import Remembered
    from qreader.store.removed import Removed
    from qreader.store.revisions import Revisions
    from qreader.store.rules import Rules
    from qreader.store.searches import Searches
    from qreader.store.signatures import Signatures
    from qreader.store.statuses import Statuses
    from qreader.store.stories import Stories
    from qreader.text.changes import Changes

ATTENTION = timedelta(days=14)
"""A story that is followed or muted is over by then, or can be followed anew."""
MAX_TOPICS = 60
"""The most stories and rising terms of the front page."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


def in_background(
    verb: Callable[Concatenate[Library, Given], Result],
) -> Callable[Concatenate[Library, Given], Result]:
    """Run the verb in a background process, where the library uses those."""
    return _in_process(verb, gives_way=False)


def behind_all_else(
    verb: Callable[Concatenate[Library, Given], Result],
) -> Callable[Concatenate[Library, Given], Result]:
    """Run the verb likewise, in a process of low priority."""
    return _in_process(verb, gives_way=True)


def _in_process(
    verb: Callable[Concatenate[Library, Given], Result], *, gives_way: bool
) -> Callable[Concatenate[Library, Given], Result]:
    @wraps(verb)
    def done(library: Library, /, *given: Given.args, **named: Given.kwargs) -> Result:
        if not library._uses_workers:
            return verb(library, *given, **named)
        run = library._background.run
        return cast("Result", run(verb.__name__, given, named, gives_way=gives_way))

    return done


class Library:
    """One cache, and all that can be done with it.

    The tables that it hands out have the plain reads and writes: `library.articles.rows(ids)`.
    Clients call a verb of the library where it does more than a table: `mark` also marks copies,
    `edit_feeds` also writes the list of subscriptions.
    """

    def __init__(
        self, paths: Paths, config: Config, *, open_now: bool = True, use_workers: bool = False
    ) -> None:
        """Open the cache, made on first use. Raises StoreError, StoreVersionError.

        open_now: without it, only at the first use; `check` needs none that can be opened.

        use_workers: verbs that bring articles in run in background processes, which take the memory
        and the work. They can raise BackgroundError, too.
        """
        self._paths = paths
        self._config = config
        self._uses_workers = use_workers
        self._replaced: list[Refresh] = []
        """Engines of former settings: what they have begun goes on."""
        if open_now:
            _ = self._store

    def close(self) -> None:
        """Close the cache; stop fetching and the parser process. May be called twice."""
        made = vars(self)  # of what follows, what was used
        if "_background" in made:
            self._background.close()
        refreshes = [self._refresh] if "_refresh" in made else []
        for refresh in (*self._replaced, *refreshes):
            refresh.close()
        if "_store" in made:
            self._store.close()

    @property
    def config(self) -> Config:
        """The settings in effect."""
        return self._config

    def configure(self, config: Config) -> None:
        """Apply other settings from now on; what is under way ends with those it began with."""
        self._config = config
        made = vars(self)
        made.pop("_client", None)
        if "_refresh" in made:
            self._replaced.append(made.pop("_refresh"))
        if "_background" in made:
            self._background.configure(config)

    @property
    def paths(self) -> Paths:
        """Where its files are."""
        return self._paths

    @cached_property
    def _store(self) -> Store:
        return Store(self._paths.database, self.now)

    @cached_property
    def _background(self) -> BackgroundProcesses:
        from qreader.process.background import BackgroundProcesses

        return BackgroundProcesses(self._paths, self._config)

    @cached_property
    def _refresh(self) -> Refresh:
        """What fetches and parses: reading needs none of it."""
        from qreader.factory import refresh_for

        return refresh_for(self._store, self._config, self.now, self._paths.log_file)

    @cached_property
    def _relating(self) -> Relating:
        """Relates articles; lists do without it."""
        from qreader.related.relating import Relating

        return Relating(self._store, self.now)

    @cached_property
    def _client(self) -> Client:
        """What asks the server that it is kept in step with."""
        from qreader.sync.syncing import client_of

        return client_of(self._config.sync, self._paths.config_file, self._refresh)

    # ---- the tables: plain reads and writes, each a transaction

    @property
    def feeds(self) -> Feeds:
        """The feeds that are subscribed to."""
        return self._store.feeds

    @property
    def activity(self) -> Activity:
        """How much feeds bring, and how much of it is opened."""
        return self._store.activity

    @property
    def removed(self) -> Removed:
        """The feeds that were removed and can be brought back."""
        return self._store.removed

    @property
    def lists(self) -> Lists:
        """The articles of queries, in their order."""
        return self._store.lists

    @property
    def articles(self) -> Articles:
        """Articles, their rows in lists, and their bodies."""
        return self._store.articles

    @property
    def answers(self) -> Answers:
        """What programs of the person answered to articles."""
        return self._store.answers

    @property
    def revisions(self) -> Revisions:
        """Earlier texts of articles."""
        return self._store.revisions

    @property
    def links(self) -> Links:
        """The related stories that pages name themselves."""
        return self._store.links

    @property
    def pages(self) -> Pages:
        """The want list of pages."""
        return self._store.pages

    @property
    def statuses(self) -> Statuses:
        """What the person did with articles: marks, tags, visits."""
        return self._store.statuses

    @property
    def places(self) -> Places:
        """Where articles were left."""
        return self._store.places

    @property
    def stories(self) -> Stories:
        """Which articles report one event."""
        return self._store.stories

    @property
    def judgements(self) -> Judgements:
        """What the person said of pairs of articles."""
        return self._store.judgements

    @property
    def signatures(self) -> Signatures:
        """What articles are compared by; those without wait for it."""
        return self._store.signatures

    @property
    def refreshes(self) -> Refreshes:
        """When all feeds were last refreshed, and whether the network was down then."""
        return self._store.refreshes

    @property
    def searches(self) -> Searches:
        """The saved searches."""
        return self._store.searches

    @property
    def rules(self) -> Rules:
        """What is done with articles as they arrive."""
        return self._store.rules

    @property
    def pruning(self) -> Pruning:
        """What may be let go of, and what feeds take."""
        return self._store.pruning

    @property
    def remembered(self) -> Remembered:
        """What the interface keeps until another day."""
        return self._store.remembered

    # ---- the cache itself

    def check(self) -> Checked:
        """Look at every row of the cache, and mend what can be mended; nobody else may use it.

        What a damaged cache no longer knows of subscriptions comes from the list beside it. Raises
        StoreError.
        """
        from qreader.store.checking import check

        path = self._paths.database
        checked = check(path, self.now())
        checked = replace(checked, bytes=path.stat().st_size)
        if checked.kept_as is not None and self._paths.subscriptions.exists():
            from qreader.sources.feeds.lists import read_list

            self.subscribe(read_list(self._paths.subscriptions).subscriptions)
            checked = replace(checked, feeds=len(self._store.feeds.all()))
        return checked

    def damage(self) -> StoreDamagedError | None:
        """Return the error that says so where the cache holds what nobody wrote; reads all of it.

        For where something failed that should not: a flipped bit breaks whatever reads it.
        """
        from qreader.store.checking import is_damaged
        from qreader.store.database import damaged

        return damaged(self._paths.database) if is_damaged(self._paths.database) else None

    def back_up(self, target: Path, *, replace: bool = False) -> None:
        """Write a whole copy of the cache, while others may use it.

        Raises UsageError where there is a file and it is not to be replaced, FileError, StoreError.
        """
        if target.exists() and (not replace or target.samefile(self._paths.database)):
            raise UsageError(f"{target}: is there already; name another file, or say --replace")
        self._store.back_up(target)

    # ---- what the person subscribes to

    def add(self, target: str, folder: str | None = None) -> list[Added]:
        """Take in what a target names, as `bring_in` does; return the feeds alone."""
        return [*self.bring_in(target, folder).added]

    @in_background
    def bring_in(
        self,
        target: str,
        folder: str | None = None,
        *,
        rather_list: bool = False,
        update: bool = False,
        asks: bool = False,
        recipe: Recipe | None = None,
        label: str = "",
        offer: model.Offer | None = None,
    ) -> Imported:
        """Take in whatever a target names, and say what came of it.

        A feed, a site, an article page, a local file or folder is read now. Of a list of feeds,
        here or at an address, the next refresh brings the articles: OPML, newsboat's `urls`,
        newsraft's `feeds`, Org files of elfeed-org. newsboat's cache.db has its own. New articles
        are for `group_new_articles` or `keep_up`.

        rather_list: a file of lines is such a list, no text to be read; update: existing feeds get
        the titles and folders that are named now; asks: a list is only read, for `take_list`;
        recipe: how stories are found on a page, which without one is only offered as a feed; label:
        the start of the undo label, before the title or the number of feeds; offer: the one of
        `offers` that the person chose. Waits for the network where target is an address. Raises
        SourceError, StoreError, UsageError.
        """
        from qreader.collect import importing, subscribe

        refresh = self._refresh
        path = subscribe.local_path(target.strip())
        if path is not None and importing.is_cache(path):
            return importing.from_newsboat(self._store, refresh, path)
        found = subscribe.find(
            target,
            folder,
            refresh.fetcher,
            refresh.sandbox,
            rather_list=rather_list,
            pages=refresh.pages,
            offer=offer,
            recipe=recipe or self._recipe_of(target),
        )
        if isinstance(found, model.PageOffer):
            return model.Imported((), (), is_source=True, page_offers=(found,))
        if not isinstance(found, model.Listed):
            self._require_recipe(found.subscription)
            self._put_into(found.subscription.url, folder, update=update)
            return model.Imported((self._subscribe_to(found, label),), (), is_source=True)
        within = importing.within(folder, found.subscriptions)
        listed = importing.without_passwords(replace(found, subscriptions=tuple(within)))
        if asks:
            return model.Imported((), (), to_choose=listed)
        return self.take_list(listed, update=update, label=label)

    @in_background
    def offers(self, target: str, *, certain: bool = False) -> tuple[model.Offer, ...]:
        """Return the feeds that an address of a known kind of site has, best first.

        Empty for all other targets. certain: only where no other site has such addresses. Waits
        for the network where the address does not say them. Raises SourceError, UsageError.
        """
        from qreader.collect import subscribe

        refresh = self._refresh
        return subscribe.offers(target, refresh.fetcher, refresh.sandbox, certain=certain)

    def _recipe_of(self, target: str) -> Recipe | None:
        """Return the recipe of the subscribed feed of an address."""
        typed = target.strip()
        return next(
            (one.recipe for one in self.feeds.all() if typed in (one.url, one.typed_url)), None
        )

    def _require_recipe(self, subscription: Subscription) -> None:
        """Raise UsageError where the feed of an address is there with another recipe."""
        url, recipe = subscription.url, subscription.recipe
        feed = next((one for one in self.feeds.all() if url in (one.url, one.typed_url)), None)
        if feed is not None and recipe is not None and recipe != feed.recipe:
            raise UsageError(
                f"{feed.title}: is there; `qreader set {feed.id} --items` changes how its stories"
                " are found"
            )

    def _put_into(self, url: str, folder: str | None, *, update: bool) -> None:
        """Move the subscribed feed of an address into a folder, with `update`.

        Raises UsageError without it, where the feed is in another folder.
        """
        feed = next((one for one in self.feeds.all() if url in (one.url, one.typed_url)), None)
        if feed is None or folder is None or feed.folder == folder:
            return
        if not update:
            place = feed.folder or "no folder"
            raise UsageError(
                f"{feed.title}: is in {place}; `qreader set {feed.id} --folder {folder}` moves it"
            )
        self.edit_feeds({feed.id: {model.FeedSetting.FOLDER: folder}})

    def _subscribe_to(self, source: Source, label: str) -> Added:
        title = source.subscription.title or source.parsed.title or source.subscription.url
        feed, is_new = self._store.subscriptions.add(
            source.subscription,
            now=self.now(),
            is_page=source.is_page,
            label=f"{label} {title}" if label else "",
        )
        self._keep_list()
        if feed.synced and self._config.sync is not None:  # its articles come from the server
            return model.Added(feed.id, feed.title, 0, already=True)
        if source.is_mailbox:
            done = self._refresh.read(feed)
        else:
            done = self._refresh.store_feed(feed, source.parsed, source.validators)
        title = self.feeds.one(feed.id).title
        back = is_new * feed.articles
        others = source.others
        return model.Added(feed.id, title, done.new, already=not is_new, back=back, others=others)

    @in_background
    def take_list(self, listed: Listed, *, update: bool = False, label: str = "") -> Imported:
        """Subscribe to the feeds of a list, and save its searches and rules; fetches nothing.

        update, label: as in `bring_in`.
        """
        from qreader.collect import importing

        differing = list(importing.differences(self.feeds.all(), listed.subscriptions))
        imported = importing.take_list(self._store, listed, self.now(), label)
        if update:
            self.edit_feeds({feed.id: change for feed, change in differing})
            imported = replace(imported, updated=len(differing))
        else:
            said = tuple(importing.differs(*one) for one in differing)
            imported = replace(imported, differs=said)
        self._keep_list()
        return imported

    def subscribe(self, subscriptions: Iterable[Subscription], label: str = "") -> list[Added]:
        """Note feeds to be fetched at the next refresh; fetches nothing.

        label: the start of the undo label, before the number of feeds.
        """
        from qreader.collect import adding

        added = adding.subscribe(self._store, subscriptions, self.now(), label)
        self._keep_list()
        return added

    def export_file(self, path: Path) -> int:
        """Write all subscriptions as OPML, whole or not at all; return how many."""
        from qreader.whole_file import whole_file

        text, count = self.export_text()
        with whole_file(path) as file:
            file.write(text.encode())
        return count

    def export_text(self) -> tuple[str, int]:
        """Return all subscriptions as OPML, and how many there are."""
        from qreader.sources.feeds import opml

        # a program is named in the configuration alone: a list can bring none back
        feeds = [feed for feed in self.feeds.all() if not feed.is_program]
        return opml.write_opml(map(opml.stated, feeds)), len(feeds)

    def edit_feeds(self, changes: Mapping[FeedId, FeedChange], label: str = "") -> list[FeedId]:
        """Change titles, folders and settings of feeds, all or none; return the changed feeds.

        label: see `undo`. Raises NotFoundError.
        """
        changed = self._store.editing.change(changes, label)
        self._keep_list()
        return changed

    @in_background
    def change_address(self, feed_id: FeedId, target: str, label: str = "") -> Feed:
        """Change a feed's address, and read it there; its articles and marks stay.

        Nothing changes where the address has no feed (SourceError) or belongs to another one
        (UsageError). label: see `undo`. Waits for the network. Raises NotFoundError.
        """
        from qreader.collect import subscribe

        feed = self.feeds.one(feed_id)
        source = subscribe.find_moved(
            target, feed.recipe, self._refresh.fetcher, self._refresh.sandbox
        )
        url = source.subscription.url
        if url == feed.url:
            raise UsageError(f"{feed.title}: is read at {url} already")
        for one in self.feeds.all():
            if one.id != feed_id and url in (one.url, one.typed_url):
                raise UsageError(f"{url}: is the address of {one.title} (feed {one.id})")
        for gone in self.removed.all():
            if gone.url == url:
                raise UsageError(
                    f"{url}: was the address of {gone.title}; `qreader restore {gone.id}` brings"
                    " that back"
                )
        made = source.subscription.recipe
        recipe = made.stored() if made else None
        self._store.editing.change_address(feed_id, url, label, recipe=recipe)
        self._keep_list()
        self._refresh.store_feed(self.feeds.one(feed_id), source.parsed, source.validators)
        return self.feeds.one(feed_id)

    @in_background
    def change_recipe(self, feed_id: FeedId, recipe: Recipe, label: str = "") -> Feed:
        """Change how a feed's stories are found, and read it so; its articles and marks stay.

        Nothing changes where nothing is found (SourceError). label: see `undo`. Waits for the
        network. Raises NotFoundError, UsageError.
        """
        from qreader.collect import subscribe

        feed = self.feeds.one(feed_id)
        source = subscribe.find_stories(
            feed.url, recipe, self._refresh.fetcher, self._refresh.sandbox
        )
        made = source.subscription.recipe
        self._store.editing.change_address(
            feed_id, feed.url, label, recipe=made.stored() if made else None
        )
        self._keep_list()
        self._refresh.store_feed(self.feeds.one(feed_id), source.parsed, source.validators)
        return self.feeds.one(feed_id)

    def remove_feed(
        self, feed_id: FeedId, *, keep: bool = True, label: Label | None = None
    ) -> RemovedFeed:
        """Unsubscribe; what the person starred, kept for later or tagged stays, with `keep`.

        The feed can be brought back whole for a while. `label` is given the number of articles
        that stay: see `undo`. Raises NotFoundError.
        """
        removed = self._store.removed.remove(feed_id, now=self.now(), keep=keep, label=label)
        self._keep_list()
        return removed

    def remove_feeds(
        self, feed_ids: Sequence[FeedId], *, keep: bool = True, label: Label | None = None
    ) -> list[RemovedFeed]:
        """Unsubscribe from several feeds likewise, or from none of them."""
        removed = self._store.removed.remove_all(feed_ids, now=self.now(), keep=keep, label=label)
        self._keep_list()
        return removed

    def bring_back(self, feed_id: FeedId) -> Feed:
        """Put a removed feed back with all that it had. Raises NotFoundError."""
        feed = self._store.removed.bring_back(feed_id)
        self._keep_list()
        return feed

    # ---- a first start

    def packs(self) -> list[Pack]:
        """Return the starter packs that travel with qreader."""
        from qreader.collect import shipped

        return shipped.packs()

    @in_background
    def add_sampler(self) -> list[Added]:
        """Load the articles that travel with qreader, from a copy that is the person's own.

        The copy stays where it is when qreader itself moves, as it does with each new version.
        """
        from qreader.collect import shipped

        files = shipped.copy_sampler(self._paths.data_dir / "sampler", self.now())
        return [one for path in files for one in self.add(str(path), shipped.SAMPLER_FOLDER)]

    # ---- refresh

    @in_background
    def refresh(
        self,
        feed_ids: Sequence[FeedId] | None = None,
        *,
        only_due: bool = False,
        unless_within: timedelta | None = None,
    ) -> Iterator[Refreshed]:
        """Fetch feeds, all of them by default, and yield what became of each as it is stored.

        All are those that may be asked: not feeds that are gone or whose server asked to be left
        alone, which are asked where they are named, and of single pages those not read within a
        day; `skipped` says how many. What a refresh puts on the want list is for `fetch_pages`, and
        what is new is for `group_new_articles` or `keep_up`. Waits for the network. Closing the
        iterator ends the refresh; what was yielded is stored. One of all is noted: see `refreshes`.
        Where it finds the network down, no feed is noted as failed.

        unless_within: of all, do nothing where another is under way, or was so lately. Raises
        NotFoundError, StoreError.
        """
        from qreader.collect import schedule

        if self._config.hook or self._config.notify:
            self._store.news.expect()
        named = feed_ids is not None
        if not named:
            self._take_programs()
        chosen = self.feeds.all() if feed_ids is None else [self.feeds.one(one) for one in feed_ids]
        feeds = schedule.to_ask(chosen, self.now(), are_named=named, only_due=only_due)
        if named:
            return self._refresh_named(feeds, only_due=only_due)
        return self._refresh_all(feeds, only_due=only_due, unless_within=unless_within)

    def _take_programs(self) -> None:
        """Subscribe to the programs of the configuration."""
        for subscription in self._untaken_programs():
            self._store.subscriptions.add(subscription, now=self.now())

    def _untaken_programs(self) -> list[Subscription]:
        """Return the programs of the configuration that are no feeds yet."""
        if not self._config.feed:
            return []
        from qreader.collect import programs

        there = {feed.url for feed in self.feeds.all()}
        all_of_them = map(programs.subscription, self._config.feed)
        return [one for one in all_of_them if one.url not in there]

    def _refresh_named(self, feeds: Sequence[Feed], *, only_due: bool) -> Iterator[Refreshed]:
        """Refresh feeds that the person chose; one alone says too little of the network."""
        from qreader.collect.network import Network

        network = Network() if len(feeds) > 1 else None
        yield from self._outcomes(feeds, named=True, only_due=only_due, network=network)
        if network is not None and (network.is_up or network.is_down):
            self._store.refreshes.note_network(self.now(), is_up=network.is_up)

    def _refresh_all(
        self, feeds: Sequence[Feed], *, only_due: bool, unless_within: timedelta | None
    ) -> Iterator[Refreshed]:
        from qreader.collect.network import Network

        refreshes = self._store.refreshes
        was_down = only_due and refreshes.freshness().offline_since is not None
        if not refreshes.begin(self.now(), unless_within):
            return
        network = Network(was_down=was_down)
        answered = offline = False
        try:
            yield from self._outcomes(feeds, named=False, only_due=only_due, network=network)
            answered, offline = network.has_answered, network.is_down
        finally:
            refreshes.end(self.now(), answered=answered, offline=offline)

    def _outcomes(
        self, feeds: Sequence[Feed], *, named: bool, only_due: bool, network: Network | None
    ) -> Iterator[Refreshed]:
        """Sync, where there is a server, and fetch."""
        if self._config.sync is None:
            return self._refresh.run(feeds, named=named, network=network)
        from qreader.sync import syncing

        return syncing.refresh(
            self._refresh, self._config.sync, self.sync, feeds,
            are_named=named, only_due=only_due, network=network,
        )  # fmt: skip

    def is_any_due(self) -> bool:
        """Whether a refresh of what is due has anything to ask, or a server to sync with."""
        from qreader.collect import schedule

        due = schedule.to_ask(self._store.feeds.all(), self.now(), are_named=False, only_due=True)
        return self._config.sync is not None or bool(due) or bool(self._untaken_programs())

    def skipped(self, *, only_due: bool = False) -> str:
        """Return in words how many feeds a refresh of all would not ask now, and why."""
        from qreader.collect import schedule

        return schedule.skipped(self._store.feeds.all(), self.now(), only_due=only_due)

    def tell_news(self) -> Told:
        """Run the hooks for what arrived since the last call, and announce what is asked for.

        Waits for the commands, each no longer than its time. Raises StoreError.
        """
        if not self._config.hook and not self._config.notify:
            return model.Told()
        from qreader import hooks

        return hooks.tell(self._store, self._config.hook, self._config.notify, os.environ)

    def parse_answer(self, shape: str, output: bytes) -> tuple[str, str]:
        """Return what a program answered as HTML and as plain text; of no words, two empty texts.

        shape: `md`, `html` or `text`. It is parsed in a process of its own. Raises ParseError.
        """
        from contextlib import closing

        from qreader.process.sandbox import Sandbox
        from qreader.text.answer import Said, parse_answer

        with closing(Sandbox()) as sandbox:
            return sandbox.call(parse_answer, Said(shape, output))

    def sync(
        self,
        report: Callable[[int, int], None] = lambda _done, _of: None,
        *,
        accept: bool = False,
    ) -> Synced:
        """Make feeds, articles and marks here and on the configured server the same.

        report: hears how many articles have been fetched, and of how many; accept: however many
        feeds may be removed. What is new is for `group_new_articles` or `keep_up`. Waits for the
        network. Raises UsageError where no server is configured, ConfigError, BulkRemovalError,
        SourceError, StoreError.
        """
        from qreader.sync.syncing import Sync

        client = self._client
        labels = self._config.sync is not None and self._config.sync.labels
        synced = Sync(self._refresh, client, report, accept, labels).run()
        self._keep_list()
        return synced

    def sync_state(self) -> SyncState | None:
        """Return how the sync stands with the configured server; None: there is none."""
        if self._config.sync is None:
            return None
        from qreader.sources.web.follow import host_of

        syncing = self._store.syncing
        return model.SyncState(
            host_of(self._config.sync.url),
            syncing.last(),
            *syncing.failure(),
            syncing.lost(self.now()),
        )

    @in_background
    def accept_removals(self) -> Synced:
        """Sync, and remove however many feeds the server has no longer. Raises as `sync` does."""
        return self.sync(accept=True)

    # ---- full text

    def want_link(self, link: Link) -> Added | None:
        """Put a page's own link on the want list; None where it has no address.

        Raises UsageError where that is the sampler's.
        """
        from qreader.collect.subscribe import PAGES_FOLDER
        from qreader.text.urls import is_made_up

        if link.url is None:
            return None
        if is_made_up(link.url):
            raise UsageError("this story came with qreader: its address is made up")
        subscription = model.Subscription(link.url, folder=PAGES_FOLDER)
        feed, is_new = self._store.subscriptions.add(subscription, now=self.now(), is_page=True)
        return model.Added(feed.id, feed.title, 0, already=not is_new)

    def wanted(self) -> list[Wanted]:
        """Return the articles whose pages are on the want list, newest first."""
        from qreader.text.urls import is_made_up

        return [one for one in self._store.pages.wanted() if not is_made_up(one.url)]

    def wanted_links(self) -> list[Feed]:
        """Return the single pages that were asked for and never yet read."""
        return [feed for feed in self._store.feeds.all() if feed.is_page and feed.checked is None]

    @in_background
    def fetch_pages(self, ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        """Fetch these articles' pages, or the want list; yield what became of each.

        Waits for the network. Raises UsageError where an article has no page, NotFoundError,
        StoreError.
        """
        from qreader.collect import fulltext

        wanted = fulltext.wanted_pages(self._store, ids)
        return fulltext.fetch_pages(self._refresh, wanted)

    def picture(self, url: str, feed_url: str) -> bytes:
        """Return a picture that an article of this feed names, as its server sent it.

        Kept for a while. Waits for the network. Raises FetchError.
        """
        from qreader.collect import pictures, shipped
        from qreader.text.urls import is_made_up

        if is_made_up(url):
            return shipped.picture(url)
        wanted = pictures.Wanted(url, feed_url)
        fetcher = self._refresh.fetcher
        return pictures.picture(fetcher, self._paths.pictures, wanted, self._picture_bytes)

    @in_background
    def fetch_pictures(self) -> int:
        """Fetch the pictures of the newest unread articles, where `images` is `offline`.

        Waits for the network. Returns how many came. Raises StoreError.
        """
        from importlib.util import find_spec

        from qreader.collect import pictures

        if self._config.images != "offline" or find_spec("PIL") is None:
            return 0
        unread = model.Query(model.Scope.UNREAD)
        ids = self._store.lists.ids(unread, limit=pictures.MAX_ARTICLES)
        articles = map(self._store.articles.one, ids)
        folder = self._paths.pictures
        return pictures.fetch_ahead(self._refresh.fetcher, folder, articles, self._picture_bytes)

    def kept_pictures(self) -> tuple[int, int]:
        """Return how many pictures are kept, and their bytes."""
        from qreader.collect import pictures

        return pictures.kept(self._paths.pictures)

    @property
    def _picture_bytes(self) -> int:
        return self._config.images_megabytes * 1_000_000

    # ---- what there is to read

    def search(
        self, words: str, limit: int = 50, order: Order | None = None
    ) -> list[tuple[Row, float]]:
        """Return the articles that a query finds, with scores: the best, else the newest first.

        order: theirs instead; they have no scores then. Raises QueryError.
        """
        found = dict(self._store.lists.search(words, limit, order))
        return [(row, found[row.id]) for row in self._store.articles.rows(list(found))]

    def changes(self, article_id: ArticleId) -> Changes | None:
        """Return what changed since an article was read last, else since the text before.

        None where no other text of it is known. Raises NotFoundError.
        """
        from qreader.text.changes import Changes, compare

        found = self._store.revisions.versions(article_id)
        if found is None:
            self._store.articles.one(article_id)
            return None
        difference = compare(found.since.title, found.text, found.title_now, found.text_now)
        return Changes(found.since, found.changed, difference)

    def extract(self, target: str, selectors: PageSelectors | None = None) -> ReadPage:
        """Read a page, by address or as a file, or a text save, without storing it.

        selectors: take the place of the configuration's. Waits for the network where target is an
        address. Raises SourceError, UsageError.
        """
        from qreader.collect import extracting

        refresh = self._refresh
        pages = refresh.pages if selectors is None else (selectors,)
        return extracting.extract(target, pages, refresh.fetcher, refresh.sandbox)

    # ---- what belongs together

    def related(
        self, article_id: ArticleId, limit: int = 10, threshold: float | None = None
    ) -> list[Related]:
        """Return the articles of the cache that belong beside this one, best first.

        A lower threshold than the usual one shows what is less sure. Raises NotFoundError.
        """
        from qreader.related.ranking import THRESHOLD

        rows = self._store.articles.rows([article_id])
        if not rows:
            raise NotFoundError(f"no article has the number {article_id}", article_id)
        return self._relating.related(rows[0], limit, THRESHOLD if threshold is None else threshold)

    def topics(self, limit: int = 20) -> list[Topic]:
        """Return what is front of mind: what several sources tell now, and what rises."""
        return self._relating.topics(limit)

    @property
    def front(self) -> Front:
        """What is front of mind, as it was found last, and its stories and articles."""
        return self._store.front

    def find_front_page(self) -> FrontPage:
        """Find what is front of mind, and keep it until the next time; takes some 0.1 s."""
        from qreader.related.front import front_page

        page = front_page(self._store, self.topics(MAX_TOPICS), self.now())
        with self.without_reload():
            self._store.front.keep(page)
        return page

    def follow_or_mute(
        self, story: StoryId, attention: Attention | None, label: str = ""
    ) -> Attention | None:
        """Follow a story, mute it, or neither, for two weeks; return what that was before.

        label: see `undo`.
        """
        until = self.now() + ATTENTION if attention else None
        return self._store.stories.follow_or_mute(story, attention, until, label)

    # ---- what is attached

    def enclosures(self, article_id: ArticleId) -> tuple[Enclosure, ...]:
        """Return the files that an article points to. Raises NotFoundError."""
        return self._store.articles.one(article_id).entry.enclosures

    def downloads(
        self, wanted: Iterable[tuple[ArticleId, int | None]] = (), folder: Path | None = None
    ) -> list[Download]:
        """Put enclosures on the queue of a folder, each by article and place from 1; return it.

        Without a place it is what one would play of the article, not its cover.

        Those of the configuration's folder where none is named. Raises NotFoundError, UsageError,
        FileError.
        """
        from qreader.collect import enclosures

        return enclosures.downloads(self._store, wanted, folder or self._download_folder)

    def download(self, one: Download, report: Callable[[int, int | None], None]) -> Path:
        """Fetch a file, or what is missing of it, and take it off the queue; return where it is.

        `report` hears how many bytes are here, and how many there will be. Waits for the network,
        however long the file takes. Raises FetchError, FileError.
        """
        from qreader.collect.mail_files import save
        from qreader.sources.web.access import Accesses
        from qreader.sources.web.download import fetch_file
        from qreader.text.media_types import MID

        if one.url.startswith(MID):
            return save(self._refresh.sandbox, one)
        return fetch_file(one, Accesses(self._config.fetch), self._config.proxy or None, report)

    def open_command(self, article_id: ArticleId, nth: int | None) -> list[str]:
        """Return the command that opens an enclosure: its file where it was downloaded.

        Raises NotFoundError, UsageError.
        """
        from qreader.collect import enclosures

        return enclosures.open_command(
            self._store, self._config.open.by_type, article_id, nth, self._download_folder
        )

    @cached_property
    def queue(self) -> PlayQueue:
        """The queue of enclosures to hear or see, with its downloads."""
        from qreader.collect.queueing import PlayQueue

        return PlayQueue(self._store, lambda: self._config, self._paths.data_dir)

    def fetch_episode_text(self, article_id: ArticleId, name: str) -> Answer:
        """Fetch the `transcript` or the `chapters` of an article's episode, and keep it.

        Waits for the network. Raises UsageError where its feed names none, NotFoundError,
        FetchError, ParseError.
        """
        from qreader.collect.episodes import EpisodeText, fetch_text

        kind = EpisodeText(name)
        return fetch_text(self._store, self._refresh.fetcher, article_id, kind, self.now())

    def is_queued(self, key: QueueKey) -> bool:
        """Whether an enclosure is on the queue; takes microseconds."""
        return self._store.queue.has(key)

    def has_queue_to_download(self) -> bool:
        """Whether anything on the queue has no file yet; takes microseconds."""
        return bool(self._config.queue_megabytes) and self._store.queue.has_unfetched()

    @property
    def _download_folder(self) -> Path:
        return Path(self._config.download_folder)

    # ---- what the person does with it

    def mark(
        self,
        ids: Sequence[ArticleId],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        later: bool | None = None,
        hidden: bool | None = None,
        label: Label | None = None,
    ) -> dict[ArticleId, Status]:
        """Set what is not None; return the statuses from before of the articles that changed.

        What becomes read does so with its copies, where the configuration says so. `label` is
        given the number of articles that changed: see `undo`.
        """
        if read and self._config.mark_copies:
            ids = [*ids, *self._store.stories.copies(ids)]
        return self._store.statuses.mark(
            ids, read=read, starred=starred, later=later, hidden=hidden, label=label
        )

    def tag(
        self,
        ids: Sequence[ArticleId],
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        label: Label | None = None,
    ) -> dict[ArticleId, Status]:
        """Give articles tags of the person's own and take others away; return what was before.

        `label` is given the number of articles that changed: see `undo`. Raises UsageError where a
        tag is none.
        """
        from qreader.validation import tag_of

        added = [tag_of(name) for name in add]
        return self._store.statuses.tag(ids, added, [name.strip() for name in remove], label)

    def undo(self) -> Undone | None:
        """Take back what was done last that can be undone; None: there is nothing.

        That is a change that was made with a label, by any reader of this cache and at any start;
        the last hundred are kept. What changed again since, or is gone, stays as it is. Raises
        StoreError: nothing was taken back then, and a second call may do it.
        """
        undone = self._store.undoing.undo()
        if undone is not None and undone.action.kind in model.OF_FEEDS:
            self._keep_list()
        return undone

    # ---- saved searches and rules

    def save_search(self, name: str, query: str) -> None:
        """Save a query under a name; one that has the name gives way.

        Raises QueryError, UsageError.
        """
        from qreader import validation

        self._store.searches.save(validation.name_of(name), validation.query_of(query))

    def add_rule(self, name: str, query: str, action: str) -> Rule:
        """Keep a rule for what arrives; one that has the name gives way.

        An action is `mark-read`, `star`, `later`, `hide`, `queue` or `tag:NAME`. Raises QueryError,
        UsageError.
        """
        from qreader.validation import rule_of

        rule = rule_of(name, query, action)
        self._store.rules.add(rule)
        return rule

    @behind_all_else
    def group_new_articles(self) -> Iterator[int]:
        """Compare the articles that wait with the others; yield how many after each batch.

        Related articles, stories and topics know an article only then. An interrupted call is
        continued by the next.
        """
        from qreader.related.grouping import group_new_articles

        return group_new_articles(self._store, self.now())

    # ---- upkeep

    def needs_upkeep(self) -> bool:
        """Whether the cache has something to be done behind everything else."""
        from qreader import upkeep

        return upkeep.is_due(self._store, self.now(), self.limits)

    @in_background
    def keep_up(self) -> Iterator[float]:
        """Do what `needs_upkeep` tells of; yield after each step how much of it is done.

        It may be broken off at any step, and goes on from there.
        """
        from qreader import upkeep

        return upkeep.keep_up(self._store, self.now(), self.limits)

    def prune(
        self, query: Query | None = None, limits: Limits | None = None, *, dry_run: bool = False
    ) -> Iterator[Pruned]:
        """Let go of the articles of a query, or of all over the limits; yield how far it is.

        The last value says what it came to. Their text goes, and the space is given back to the
        disk; that they were there is remembered, so that they do not come back as new. What the
        person marked stays, and what is unread as the limits say.

        limits: else those of the configuration. Raises UsageError where neither says what may go,
        QueryError, StoreError.
        """
        from qreader import pruning

        chosen = self.limits if limits is None else limits
        if query is None and not self._store.pruning.has_limits(chosen):
            raise UsageError(
                "nothing says what may go: name a query, or --keep-days, --keep-articles or"
                " --keep-megabytes, or set one of these in the configuration"
            )
        ids = None if query is None else self._store.lists.all_ids(query)
        return pruning.prune(self._store, self.now(), chosen, ids, dry_run=dry_run)

    @property
    def limits(self) -> Limits:
        """How much of the cache is kept, as the configuration says."""
        config = self._config
        return model.Limits(
            config.keep_days, config.keep_articles, config.keep_megabytes, config.keep_unread
        )

    def index_part(self) -> float:
        """Return how much of the search index folds every script: 1 unless its format is older."""
        from qreader import upkeep

        return upkeep.part_done(self._store)

    # ---- time, and other processes

    def version(self) -> int:
        """Return a number that changes whenever another process or thread changed the cache.

        Costs microseconds: meant to be polled.
        """
        return self._store.version()

    def without_reload(self) -> AbstractContextManager[None]:
        """Let `version` stay as it is for what this thread changes in a block.

        For changes that the caller shows itself. What others change meanwhile is still noticed.
        """
        return self._store.without_reload()

    def now(self) -> datetime:
        """Return the time, aware UTC: relative ages are counted from it."""
        return datetime.now(UTC)

    # ---- inside

    def _keep_list(self) -> None:
        """Write the subscriptions beside the cache: what is fetched can be fetched again."""
        with suppress(FileError):  # the cache has them
            self.export_file(self._paths.subscriptions)

"""Sync: feeds, articles and marks here and on a server that the person runs, made the same.

Everything is read before anything is decided, and what was agreed on is stored with what it
changed: wherever a sync is cut off, the next one goes on from there and does nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import TypeVar

from qreader import merging
from qreader.config_tables import SyncServer
from qreader.errors import ConfigError, FetchError, SourceError, UsageError
from qreader.identity import identified, renamed
from qreader.model import (
    ArticleId,
    Digest,
    Feed,
    FeedId,
    Incoming,
    Item,
    Marks,
    ParsedFeed,
    Refreshed,
    Remote,
    ServerMarks,
    Synced,
    Validators,
)
from qreader.refresh import Refresh
from qreader.sources.greader.answers import READ, READING_LIST, STARRED
from qreader.sources.greader.client import EDITS_AT_ONCE, Client
from qreader.sources.web.access import told_by
from qreader.sources.web.follow import host_of
from qreader.sources.web.inflate import TooLargeError
from qreader.sources.web.lookup import is_own
from qreader.text import urls

ITEMS_AT_ONCE = 50
"""Of 10 kB on average; what has been stored by then is not asked for again."""
MAX_FAILURES = 3
"""In a row, after which a server is left alone: one article may be broken, not every one."""

Report = Callable[[int, int], None]
"""Hears how many articles have been fetched, and of how many."""
Value = TypeVar("Value")


def client_of(server: SyncServer | None, config_file: Path, engine: Refresh) -> Client:
    """Return what asks the configured server; its password is asked for at the first login.

    Raises UsageError where there is none, ConfigError where the password would travel openly.
    """
    if server is None:
        raise UsageError("no server to sync with: name one in config.toml, under [sync]")
    if server.url.startswith("http://") and not is_own(urls.host(server.url) or ""):
        words = "sync.url must be https, but for an address in your own network"
        raise ConfigError(f"{config_file}: {words}", config_file, "sync.url")
    password = partial(told_by, server.password_command, server.url)
    return Client(engine.fetcher, engine.sandbox, server.url, server.user, password)


def refresh(
    engine: Refresh,
    server: SyncServer,
    sync: Callable[[], Synced],
    feeds: Sequence[Feed],
    *,
    are_named: bool,
    only_due: bool,
) -> Iterator[Refreshed]:
    """Sync, where that is meant, then fetch what does not come from the server; yield each outcome.

    It is meant where everything is refreshed, or a feed that the server has; not once more within
    the shortest time between two visits that nobody asked for. Raises StoreError.
    """
    store, now = engine.store, engine.clock()
    last = store.syncing.last()
    was_just_done = last is not None and now - engine.interval < last <= now
    is_meant = not are_named or any(feed.synced for feed in feeds)
    if is_meant and not (only_due and was_just_done):
        yield from _synced(engine, host_of(server.url), sync)
    here = {feed.id: feed for feed in store.feeds()}
    own = [here[f.id] for f in feeds if f.id in here and not here[f.id].synced]
    yield from engine.run(own, named=are_named)


def _synced(engine: Refresh, host: str, sync: Callable[[], Synced]) -> Iterator[Refreshed]:
    """Sync; yield what became of each feed that the server has, then what failed."""
    try:
        synced = sync()
    except SourceError as error:
        yield Refreshed(FeedId(0), "sync", host, error=str(error))
        return
    for feed in engine.store.feeds():
        if feed.synced:
            yield Refreshed(feed.id, feed.title, feed.url, synced.new.get(feed.id, 0))
    for failure in synced.failures:
        yield Refreshed(FeedId(0), "sync", host, error=failure)


@dataclass(slots=True)
class Sync:
    """One sync of one cache with one account."""

    engine: Refresh
    client: Client
    report: Report = lambda _done, _of: None
    _result: Counter[str] = field(default_factory=Counter)
    _new: Counter[FeedId] = field(default_factory=Counter)
    _failures: list[str] = field(default_factory=list)

    def run(self) -> Synced:
        """Make both sides the same; return what that took. Waits for the network.

        Raises SourceError where the server fails, StoreError.
        """
        store = self.engine.store.syncing
        self.client.log_in()
        store.begin(self.client.account)
        self._sync_feeds()
        listed = self._listed()
        self._fetch_articles(listed)
        self._sync_marks(listed)
        if not self._failures:
            store.end(self.engine.clock())
        return Synced(
            self.client.host,
            **self._result,
            new=dict(self._new),
            failures=tuple(self._failures),
        )

    # ---- feeds

    def _sync_feeds(self) -> None:
        store, now = self.engine.store.syncing, self.engine.clock()
        remotes = self._told_of_removals(self.client.subscriptions())
        found = merging.meeting(self.engine.store.feeds(), store.ties(), remotes, now)
        for feed_id, remote, folder in found.tied:
            store.tie(feed_id, remote.stream, folder)
        for remote in found.added:
            self._result["feeds_added"] += store.add(remote, now)
        self._leave(found.removed, remotes)
        self._subscribe(found.subscribed, now)
        self._move(remotes)

    def _told_of_removals(self, remotes: Sequence[Remote]) -> list[Remote]:
        """Unsubscribe on the server from what was removed here; return what is left there."""
        store = self.engine.store.syncing
        removed = set(store.unsubscribed())
        for remote in remotes:
            if remote.stream in removed:
                self.client.unsubscribe(remote.stream)
                self._result["unsubscribed"] += 1
        for stream in removed:
            store.told(stream)
        return [remote for remote in remotes if remote.stream not in removed]

    def _leave(self, removed: Iterable[FeedId], remotes: Sequence[Remote]) -> None:
        removed = list(removed)
        if removed and not remotes:
            self._failures.append(
                f"{self.client.host}: says that you subscribe to nothing; no feed was removed here"
            )
            return
        for feed_id in removed:
            self.engine.store.syncing.leave(feed_id, self.engine.clock())
        self._result["feeds_removed"] += len(removed)

    def _subscribe(self, feeds: Iterable[Feed], now: datetime) -> None:
        """Have the server follow what only we follow; what it refuses is still fetched by us."""
        store = self.engine.store.syncing
        for feed in feeds:
            try:
                stream = self.client.subscribe(feed.typed_url or feed.url, feed.folder)
            except FetchError as error:
                if error.status is None or error.status in {401, 429, 503}:
                    raise
                stream = None
            if stream is None:
                store.refuse(feed.id, now)
                self._failures.append(f"{self.client.host}: does not take {feed.url}")
            else:
                store.tie(feed.id, stream, feed.folder)
                self._result["subscribed"] += 1

    def _move(self, remotes: Sequence[Remote]) -> None:
        """Bring folders and titles together."""
        store = self.engine.store.syncing
        store.describe(remotes)
        moves = merging.moves(self.engine.store.feeds(), store.ties(), remotes)
        for feed_id, folder in moves.here:
            store.move(feed_id, folder)
        for feed, remote, before in moves.there:
            self.client.move(remote.stream, feed.folder, before)
            store.agree(feed.id, feed.folder)
        for feed_id, folder in moves.agreed:
            store.agree(feed_id, folder)

    # ---- articles

    def _listed(self) -> ServerMarks:
        unread = self.client.numbers(READING_LIST, but=READ)
        starred = self.client.numbers(STARRED)
        return ServerMarks(self.client.numbers(READING_LIST) | unread | starred, unread, starred)

    def _fetch_articles(self, listed: ServerMarks) -> None:
        """Fetch and store what is not here yet: first what is unread or starred, the new first."""
        missing = listed.items - self.engine.store.syncing.items()

        def order(number: str) -> tuple[bool, int, str]:
            return number in listed.unread or number in listed.starred, len(number), number

        wanted = sorted(missing, key=order, reverse=True)
        failed = done = 0
        for numbers in _batches(wanted, ITEMS_AT_ONCE):
            self.report(done, len(wanted))
            try:
                self._fetch_some(numbers, listed)
                failed = 0
            except SourceError as error:
                self._failures.append(str(error))
                failed += 1
                if failed == MAX_FAILURES:
                    break
            done += len(numbers)
        self.report(done, len(wanted))

    def _fetch_some(self, numbers: Sequence[str], listed: ServerMarks) -> None:
        try:
            items = {item.id: item for item in self.client.items(numbers)}
        except FetchError as error:
            if not isinstance(error.__cause__, TooLargeError) or len(numbers) == 1:
                raise
            middle = len(numbers) // 2
            self._fetch_some(numbers[:middle], listed)
            self._fetch_some(numbers[middle:], listed)
            return
        store = self.engine.store
        of_stream = {tie.stream: feed_id for feed_id, tie in store.syncing.ties().items()}
        by_feed: dict[FeedId, list[Item]] = {}
        for number in numbers:
            feed_id = of_stream.get(items[number].stream) if number in items else None
            if feed_id is not None:
                by_feed.setdefault(feed_id, []).append(items[number])
        for feed in store.feeds():
            if feed.id in by_feed:
                self._take_in(feed, by_feed[feed.id], listed)
        here = {item.id for of_feed in by_feed.values() for item in of_feed}
        store.syncing.pass_over(number for number in numbers if number not in here)

    def _take_in(self, feed: Feed, items: Sequence[Item], listed: ServerMarks) -> None:
        """Store articles but those that the feed itself brought before; note which is which."""
        store = self.engine.store
        marks = {item.id: listed.marks(item.id) for item in items}
        entries = identified([item.entry for item in items])
        numbers = {item.entry.guid: item.id for item in items}
        known = store.known(feed.id, entries)
        loose = store.syncing.loose(feed.id, [(i.entry.url, i.entry.title) for i in items])
        found = {again.identity: again.id for again in renamed(entries, known, loose)}
        fresh = tuple(entry for key, entry in entries.items() if key not in found)
        if fresh:
            engine = self._wanting_pages_of_unread(numbers, marks)
            done = engine.take_in(
                feed, ParsedFeed(None, entries=fresh), Validators(), is_whole=False
            )
            self._new[feed.id] += done.new
        found |= {key: one.id for key, one in store.known(feed.id, entries).items()}
        taken: dict[str, tuple[ArticleId, Marks]] = {}
        for key, entry in entries.items():
            number = numbers[entry.guid]
            if key in found:
                taken[number] = (found[key], marks[number])
        store.syncing.take(taken)

    def _wanting_pages_of_unread(
        self, numbers: Mapping[str | None, str], marks: Mapping[str, Marks]
    ) -> Refresh:
        """Return what stores articles without fetching the pages of those that were read."""
        wants_page = self.engine.wants_page

        def wants(feed: Feed, incoming: Incoming, digest: Digest) -> bool:
            is_read = marks[numbers[incoming.entry.guid]].read
            return not is_read and wants_page(feed, incoming, digest)

        return replace(self.engine, wants_page=wants)

    # ---- marks

    def _sync_marks(self, listed: ServerMarks) -> None:
        store = self.engine.store.syncing
        merged = store.merge(listed)
        self._result["taken"] = merged.taken
        for mark, value in product(merging.MARKS, (True, False)):
            numbers = merging.to_be_told(merged.to_send, mark, value)
            for some in _batches(numbers, EDITS_AT_ONCE):
                self.client.mark(some, mark, value)
                store.sent(some, mark, value)
        self._result["sent"] = len(merged.to_send)


def _batches(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch

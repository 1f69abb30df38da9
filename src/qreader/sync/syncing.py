"""Sync: makes feeds, articles and marks the same here and on a server.

A sync reads everything before it decides, and stores each agreed state in the transaction of its
change. After an interruption, the next sync continues there and repeats nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import TypeVar

from qreader.collect.identity import identified, identity, renamed
from qreader.collect.network import Network
from qreader.collect.refresh import Refresh
from qreader.config.tables import SyncServer
from qreader.errors import BulkRemovalError, ConfigError, FetchError, SourceError, UsageError
from qreader.model import (
    ArticleId,
    Digest,
    Entry,
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
    Tie,
    Validators,
)
from qreader.sources.greader.answers import LABEL, READ, READING_LIST, STARRED
from qreader.sources.greader.client import EDITS_AT_ONCE, Client, RefusedFeedError
from qreader.sources.web.access import secret_from_command
from qreader.sources.web.follow import host_of
from qreader.sources.web.inflate import TooLargeError
from qreader.sources.web.lookup import is_own
from qreader.sync import merging
from qreader.text import urls
from qreader.text.direct import direct
from qreader.validation import tag_of

ITEMS_AT_ONCE = 50
"""Articles a request, of 10 kB on average; stored ones are not requested again."""
MAX_FAILURES = 3
"""Failed requests in a row after which a sync stops: one article may be broken, not every one."""

MAX_PAUSE = timedelta(days=1)
"""The longest rate limit of the server that is obeyed."""
PROBED = 10
"""If more numbers are new or gone than one in this many kept ones, a kept one is checked."""

MAX_LOOKED_AT = 20
"""The most unlisted feeds that are checked for articles: a server that lost its data has none."""
NOT_OF_THE_FEED = {401, 429, 502, 503, 504}
"""Statuses that are not about the feed of a request to subscribe; Miniflux answers 500 for a dead
feed."""
TITLES_SHOWN = 3
"""How many titles a message names."""

Report = Callable[[int, int], None]
"""Called with the number of articles fetched and their total."""
Value = TypeVar("Value")


def client_of(server: SyncServer | None, config_file: Path, refresh: Refresh) -> Client:
    """Return a client of the configured server; it gets the password at the first login.

    Raises UsageError without a server, ConfigError where the password would be sent unencrypted.
    """
    if server is None:
        raise UsageError("no server to sync with: name one in config.toml, under [sync]")
    if server.url.startswith("http://") and not is_own(urls.host(server.url) or ""):
        words = "sync.url must be https, except for an address in your own network"
        raise ConfigError(f"{config_file}: {words}", config_file, "sync.url")
    password = partial(secret_from_command, server.password_command, server.url)
    return Client(refresh.fetcher, refresh.sandbox, server.url, server.user, password)


def refresh(
    feeds_refresh: Refresh,
    server: SyncServer,
    sync: Callable[[], Synced],
    feeds: Sequence[Feed],
    *,
    are_named: bool,
    only_due: bool,
    network: Network | None = None,
) -> Iterator[Refreshed]:
    """Sync where that is due, then fetch the feeds that the server lacks; yield each result.

    A sync is due where all feeds are refreshed, or one that the server has; but not within the
    refresh interval after the last one, nor while the server rate-limits it. Raises StoreError.
    """
    store, now = feeds_refresh.store, feeds_refresh.clock()
    last = store.syncing.last()
    was_just_done = last is not None and now - feeds_refresh.interval < last <= now
    paused_until = store.syncing.paused_until()
    is_paused = paused_until is not None and now < paused_until <= now + MAX_PAUSE
    is_meant = not are_named or any(feed.synced for feed in feeds)
    if is_meant and not (only_due and (was_just_done or is_paused)):
        yield from _synced(feeds_refresh, server.url, sync, network or Network())
    here = {feed.id: feed for feed in store.feeds.all()}
    own = [here[f.id] for f in feeds if f.id in here and not here[f.id].synced]
    yield from feeds_refresh.run(own, named=are_named, network=network)


def _synced(
    feeds_refresh: Refresh, url: str, sync: Callable[[], Synced], network: Network
) -> Iterator[Refreshed]:
    """Sync; yield the result of each feed that the server has, then the failures."""
    host = host_of(url)
    try:
        synced = sync()
        network.hear(url, synced)
    except SourceError as error:
        network.hear(url, error)
        yield Refreshed(FeedId(0), "sync", host, error=str(error))
        return
    for feed in feeds_refresh.store.feeds.all():
        if feed.synced:
            yield Refreshed(feed.id, feed.title, feed.url, synced.new.get(feed.id, 0))
    for failure in synced.failures:
        yield Refreshed(FeedId(0), "sync", host, error=failure)


@dataclass(slots=True)
class Sync:
    """One sync of one cache with one account."""

    refresh: Refresh
    client: Client
    report: Report = lambda _done, _of: None
    accept: bool = False
    """Whether the person confirmed the removal of any number of feeds here."""
    with_labels: bool = False
    """Whether tags are synced as labels."""
    _result: Counter[str] = field(default_factory=Counter)
    _new: Counter[FeedId] = field(default_factory=Counter)
    _failures: list[str] = field(default_factory=list)
    _paused_until: datetime | None = None

    def run(self) -> Synced:
        """Make both sides the same; return the changes. Waits for the network.

        Raises SourceError where the server fails, BulkRemovalError before any change, StoreError.
        The failure is stored for the person.
        """
        try:
            self._run()
        except SourceError as error:
            self._note_pause(error)
            removes = len(error.feeds) if isinstance(error, BulkRemovalError) else 0
            self.refresh.store.syncing.fail(str(error), self._paused_until, removes)
            raise
        return Synced(
            self.client.host,
            **self._result,
            new=dict(self._new),
            failures=tuple(self._failures),
        )

    def _run(self) -> None:
        store = self.refresh.store.syncing
        self.client.log_in()
        store.begin(self.client.account)
        self._sync_feeds()
        listed = self._listed()
        forgotten = store.forget(listed.items)
        known = store.items(self.refresh.clock())
        if not self._numbers_hold(listed, known, forgotten):
            store.forget_all()
            known = set()
        self._fetch_articles(listed, known)
        self._sync_marks(listed)
        if self.with_labels:
            self._sync_labels()
        if self._failures:
            store.fail(self._failures[0], self._paused_until)
        else:
            store.end(self.refresh.clock())

    def _note_pause(self, error: SourceError) -> None:
        if isinstance(error, FetchError) and error.retry_after_seconds:
            pause = min(timedelta(seconds=error.retry_after_seconds), MAX_PAUSE)
            self._paused_until = self.refresh.clock() + pause

    # ---- feeds

    def _sync_feeds(self) -> None:
        store, now = self.refresh.store.syncing, self.refresh.clock()
        remotes = self._subscriptions()
        ties = store.ties()
        feeds = self.refresh.store.feeds.all()
        going = self._going(feeds, remotes)
        staying = [remote for remote in remotes if remote.stream not in going]
        found = merging.meeting(feeds, ties, staying, now)
        removed = self._removed(found.removed, feeds, ties, remotes)
        for stream in going:
            self.client.unsubscribe(stream)
            self._result["unsubscribed"] += 1
        for stream, _ in store.unsubscribed():
            store.told(stream)
        self._leave(removed)
        met = {one.feed_id: one.tie for one in found.met}
        store.meet(met.keys() & set(found.untied), met)
        for remote in found.added:
            self._result["feeds_added"] += store.add(remote, now)
        subscribed = self._subscribe(found.subscribed, now)
        if subscribed:
            staying = self._subscriptions()
        store.describe(staying)
        moved = self._move(staying, just_sent=subscribed)
        if moved:
            self._move(self._subscriptions(), just_sent=moved)
        self._rename(staying)

    def _subscriptions(self) -> list[Remote]:
        return [merging.uncategorized(remote) for remote in self.client.subscriptions()]

    def _going(self, feeds: Sequence[Feed], remotes: Sequence[Remote]) -> list[str]:
        """Return the server's names of feeds unsubscribed from here, to be removed there.

        The server may have reused a name, so the address must agree. A feed that was subscribed to
        again meanwhile stays.
        """
        removed = self.refresh.store.syncing.unsubscribed()
        addresses = {urls.canonical(url) for _, url in removed if url}
        streams = {stream for stream, url in removed if not url}  # stored by old versions
        here = {urls.canonical(url) for f in feeds for url in (f.url, f.typed_url) if url}
        return [
            remote.stream
            for remote in remotes
            if (address := urls.canonical(remote.url)) not in here
            and (address in addresses or remote.stream in streams)
        ]

    def _removed(
        self,
        removed: Sequence[FeedId],
        feeds: Sequence[Feed],
        ties: Mapping[FeedId, Tie],
        remotes: Sequence[Remote],
    ) -> list[FeedId]:
        """Return the feeds that the server no longer has, without those that it only archived.

        Raises BulkRemovalError for so many that the person must confirm it.
        """
        by_id = {feed.id: feed for feed in feeds}
        streams = {remote.stream for remote in remotes}
        looked_at = set(removed if self.accept else removed[:MAX_LOOKED_AT])
        gone = [
            one
            for one in removed
            if ties[one].stream in streams or one not in looked_at or not self._archived(ties[one])
        ]
        before = sum(tie.stream is not None for tie in ties.values())
        with_articles = sum(by_id[one].articles > 0 for one in gone)
        if self.accept or not merging.is_bulk(len(gone), with_articles, before, len(remotes)):
            return gone
        titles = tuple(by_id[one].title for one in gone)
        raise BulkRemovalError(
            f"{self.client.host}: no longer has {len(gone)} of your {before} feeds"
            f" ({_some(titles)}); nothing was changed; `qreader sync --accept` removes them here",
            self.client.host,
            titles,
        )

    def _archived(self, tie: Tie) -> bool:
        return tie.stream is not None and self.client.has_articles(tie.stream)

    def _leave(self, removed: Sequence[FeedId]) -> None:
        for feed_id in removed:
            self.refresh.store.syncing.leave(feed_id, self.refresh.clock())
        self._result["feeds_removed"] += len(removed)

    def _subscribe(self, feeds: Sequence[Feed], now: datetime) -> set[FeedId]:
        """Subscribe to feeds on the server; return those that it accepted.

        A refused feed is still fetched here. Folders and titles are compared afterwards.
        """
        store = self.refresh.store.syncing
        taken = set()
        for feed in feeds:
            url = feed.typed_url or feed.url
            try:
                stream = self.client.subscribe(url)
            except RefusedFeedError as error:
                reason = f": {error}" if str(error) else ""
            except FetchError as error:
                if error.status is None or error.status in NOT_OF_THE_FEED:
                    raise
                reason = f": {error}"
            else:
                store.tie(feed.id, Tie(stream, url=url))
                taken.add(feed.id)
                continue
            store.refuse(feed.id, now)
            self._failures.append(f"{self.client.host}: refuses {feed.url}{reason}")
        self._result["subscribed"] += len(taken)
        return taken

    def _move(self, remotes: Sequence[Remote], *, just_sent: Set[FeedId]) -> set[FeedId]:
        """Make folders the same; return the feeds that the server moved out of theirs."""
        store = self.refresh.store.syncing
        moves = merging.moves(self.refresh.store.feeds.all(), store.ties(), remotes, just_sent)
        for feed_id, folder in moves.here:
            store.move(feed_id, folder)
        for move in moves.there:
            self.client.move(move.stream, move.feed.folder, move.before)
            store.moved(move.feed.id, move.feed.folder)
        for feed_id, folder, there in moves.agreed:
            store.agree(feed_id, folder, there)
        return {move.feed.id for move in moves.there if move.feed.folder is None}

    def _rename(self, remotes: Sequence[Remote]) -> None:
        """Make the person's titles of feeds the same on both sides."""
        store = self.refresh.store.syncing
        found = merging.renamings(self.refresh.store.feeds.all(), store.ties(), remotes)
        for feed_id, title in found.here:
            store.agree_on_title(feed_id, title, drop_own=True)
        for feed, remote, title in found.there:
            self.client.rename(remote.stream, title)
            store.agree_on_title(feed.id, title)
        for feed_id, title in found.agreed:
            store.agree_on_title(feed_id, title)

    # ---- articles

    def _listed(self) -> ServerMarks:
        """Return the server's lists; unread comes last, as new articles may arrive meanwhile."""
        all_items = self.client.numbers(READING_LIST)
        starred = self.client.numbers(STARRED)
        unread = self.client.numbers(READING_LIST, but=READ)
        return ServerMarks(all_items | unread | starred, unread, starred)

    def _fetch_articles(self, listed: ServerMarks, known: Set[str]) -> None:
        """Fetch and store missing articles: unread or starred ones first, then newest first.

        Articles that became unread there are fetched again, since their text may have changed.
        """
        again = self.refresh.store.syncing.turned_unread(listed.unread)
        missing = (listed.items - known) | again

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
                self._note_pause(error)
                failed += 1
                if failed == MAX_FAILURES:
                    break
            done += len(numbers)
        self.report(done, len(wanted))

    def _numbers_hold(self, listed: ServerMarks, known: Set[str], forgotten: int) -> bool:
        """Whether the newest number known on both sides still means the same article.

        It is checked where much changed at once: a server that numbers articles from 1 reuses the
        numbers after it was set up again.
        """
        store = self.refresh.store.syncing
        both = known & listed.items
        if (forgotten + len(listed.items - known)) * PROBED <= len(both):
            return True
        here = store.articles(both)
        if not here:
            return True
        number = max(here, key=lambda one: (len(one), one))
        article = store.one_kept(here[number])
        try:
            item = next(iter(self.client.items([number])), None)
        except SourceError:
            item = None  # the fetch of the articles fails again, and reports it
        if article is None or item is None:
            return True
        _, kept = article
        stated = item.entry.url
        same_address = kept.url is not None and kept.url in {stated, direct(stated or "")}
        return same_address or item.entry.title == kept.title

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
        store = self.refresh.store
        here = store.syncing.articles(numbers)
        self._take_again([items[one] for one in numbers if one in items and one in here], here)
        of_stream = {tie.stream: feed_id for feed_id, tie in store.syncing.ties().items()}
        by_feed: dict[FeedId, list[Item]] = {}
        of_no_feed = []
        for number in numbers:
            if number in here or number not in items:
                continue
            feed_id = of_stream.get(items[number].stream)
            if feed_id is None:
                of_no_feed.append(number)
            else:
                by_feed.setdefault(feed_id, []).append(items[number])
        for feed in store.feeds.all():
            if feed.id in by_feed:
                self._store_items(feed, by_feed[feed.id], listed)
        left_out = [one for one in numbers if one not in items and one not in here]
        store.syncing.pass_over(of_no_feed, left_out, self.refresh.clock())

    def _take_again(self, items: Sequence[Item], here: Mapping[str, ArticleId]) -> None:
        """Store the current texts of articles that are here already, under their identities."""
        store = self.refresh.store
        by_feed: dict[FeedId, list[Entry]] = {}
        for item in items:
            article = store.syncing.one_kept(here[item.id])
            if article is None:
                continue
            feed_id, kept = article
            entry = replace(item.entry, guid=kept.guid, url=kept.url or item.entry.url)
            if identity(entry) == kept.identity:
                by_feed.setdefault(feed_id, []).append(entry)
        for feed in store.feeds.all():
            if feed.id in by_feed:
                said = ParsedFeed(None, entries=tuple(by_feed[feed.id]))
                self.refresh.store_feed(feed, said, Validators(), is_whole=False)

    def _store_items(self, feed: Feed, items: Sequence[Item], listed: ServerMarks) -> None:
        """Store articles without those that came from the feed before; store all their numbers."""
        store = self.refresh.store
        marks = {item.id: listed.marks(item.id) for item in items}
        entries = identified([item.entry for item in items])
        numbers = {item.entry.guid: item.id for item in items}
        known = store.statuses.known(feed.id, entries)
        addresses = [i.entry.url and direct(i.entry.url) for i in items]  # as articles keep them
        titles = [item.entry.title for item in items]
        loose = store.syncing.loose(feed.id, zip(addresses, titles, strict=True))
        # the server's number is not the feed's guid, so a new one does not mean a new article
        unnamed = {key: replace(entry, guid=None) for key, entry in entries.items()}
        found = {again.identity: again.id for again in renamed(unnamed, known, loose)}
        fresh = tuple(entry for key, entry in entries.items() if key not in found)
        if fresh:
            refresh = self._wanting_pages_of_unread(numbers, marks)
            done = refresh.store_feed(
                feed, ParsedFeed(None, entries=fresh), Validators(), is_whole=False
            )
            self._new[feed.id] += done.new
        found |= {key: one.id for key, one in store.statuses.known(feed.id, entries).items()}
        taken: dict[str, tuple[ArticleId, Marks]] = {}
        for key, entry in entries.items():
            number = numbers[entry.guid]
            if key in found:
                taken[number] = (found[key], marks[number])
        store.syncing.take(taken)

    def _wanting_pages_of_unread(
        self, numbers: Mapping[str | None, str], marks: Mapping[str, Marks]
    ) -> Refresh:
        """Return a Refresh that does not want the pages of articles already read."""
        wants_page = self.refresh.wants_page

        def wants(feed: Feed, incoming: Incoming, digest: Digest) -> bool:
            is_read = marks[numbers[incoming.entry.guid]].read
            return not is_read and wants_page(feed, incoming, digest)

        return replace(self.refresh, wants_page=wants)

    # ---- marks

    def _sync_marks(self, listed: ServerMarks) -> None:
        store = self.refresh.store.syncing
        merged = store.merge(listed)
        self._result["taken"] = merged.taken
        for mark, value in product(merging.MARKS, (True, False)):
            numbers = merging.to_be_told(merged.to_send, mark, value)
            for some in _batches(numbers, EDITS_AT_ONCE):
                self.client.mark(some, mark, value)
                store.sent(some, mark, value)
        self._result["sent"] = len(merged.to_send)

    def _sync_labels(self) -> None:
        """Make tags and labels the same, where the server's label can be a tag."""
        store = self.refresh.store.syncing
        agreed, here = store.labels()
        known = {label for label in self.client.labels() if _is_tag(label)}
        there = {
            (item, label)
            for label in known
            for item in store.articles(self.client.numbers(LABEL + label))
        }
        found = merging.labels(agreed, here, there)
        store.take_labels(found.add_here, found.remove_here)
        # both sides removed the label, or both added it
        for item, label in (agreed - here - there) | ((here & there) - agreed):
            store.agree_on_label([item], label, value=(item, label) in here)
        for value, changed in ((True, found.add_there), (False, found.remove_there)):
            for label in sorted({label for _, label in changed}):
                for some in _batches([i for i, one in changed if one == label], EDITS_AT_ONCE):
                    self.client.label(some, label, value)
                    store.agree_on_label(some, label, value=value)


def _is_tag(label: str) -> bool:
    try:
        return tag_of(label) == label
    except UsageError:
        return False


def _batches(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def _some(titles: Sequence[str]) -> str:
    """Return the first of many titles, joined for a message."""
    shown = ", ".join(titles[:TITLES_SHOWN])
    return shown if len(titles) <= TITLES_SHOWN else f"{shown}, …"

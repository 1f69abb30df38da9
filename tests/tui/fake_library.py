"""FakeLibrary: the real library on a small cache of its own, without the network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, ClassVar

from qreader.collect import schedule
from qreader.collect.identity import hashed
from qreader.collect.parsing import Bodies, digests
from qreader.collect.refresh import Refresh
from qreader.config.opening import Opening
from qreader.config.settings import Config, find_paths
from qreader.errors import FetchError, NotFoundError, ParseError
from qreader.library import Library
from qreader.model import (
    Added,
    Article,
    ArticleId,
    Digest,
    Entry,
    Feed,
    FeedId,
    Imported,
    Incoming,
    Link,
    LinkBlock,
    LinkKind,
    Offer,
    Pack,
    Paged,
    PageOffer,
    ParsedFeed,
    Recipe,
    Refreshed,
    Related,
    Status,
    StoryId,
    Subscription,
    Synced,
    SyncState,
    Topic,
    Validators,
)
from qreader.sources.web.download import Download
from qreader.store import Store
from qreader.store.database import Database
from qreader.store.signatures import Signatures
from qreader.store.statuses import Statuses
from stored import save_items

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
MARKS = ("read", "starred", "later", "hidden")


@cache
def _empty_cache() -> bytes:
    """Return the file of a cache that holds nothing: making one takes longer than a copy."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        Database(path).close()
        return path.read_bytes()


@cache
def _digest(body: str) -> Digest:
    (digest,) = digests(Bodies("", (Entry("", body_html=body),)))
    return digest


@dataclass
class Put:
    """An article that is to be put into a cache."""

    title: str
    age: timedelta = timedelta(hours=1)
    body: str = "<p>Text.</p>"
    url: str | None = None
    """None: one of its own, by its number."""
    blocks: tuple[LinkBlock, ...] = ()
    status: Status | None = None


class Stored(Mapping[ArticleId, Article]):
    """All articles of a cache by their numbers, each as it is when it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, number: ArticleId) -> Article:
        try:
            return self._store.articles.one(number)
        except NotFoundError:
            raise KeyError(number) from None

    def __iter__(self) -> Iterator[ArticleId]:
        return iter(self._store.articles.titles(range(1, self._store.statuses.last_number() + 1)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Ledger(Statuses):
    """Notes each visit a second after the last, though the time stands still."""

    _visits = 0

    def visit(self, article_id: ArticleId) -> None:
        self._visits += 1
        later = NOW + timedelta(seconds=self._visits)
        Statuses(self._database, lambda: later).visit(article_id)


class Compared(Signatures):
    """Tests say themselves what belongs together: nothing waits to be compared."""

    def count_ungrouped(self) -> int:
        return 0


class FakeLibrary(Library):
    """Does all that `Library` does, but for what asks a server or needs many articles."""

    opened: ClassVar[list[FakeLibrary]] = []
    """Those of a test, which are closed behind it."""

    def __init__(self, cache: bytes | None = None) -> None:
        """Begin with the file of a cache; None: with an empty one."""
        folder = Path(mkdtemp(prefix="cache-", dir=Path.home()))
        paths = find_paths(folder)
        paths.database.write_bytes(_empty_cache() if cache is None else cache)
        super().__init__(paths, Config())
        self._store.signatures = Compared(self._store._database, self.now)
        self._store.statuses = Ledger(self._store._database, self.now)
        self.opened.append(self)
        self._related: dict[ArticleId, dict[ArticleId, tuple[str, ...]]] = {}
        self.topics_found: list[Topic] = []
        self.to_come: dict[FeedId, list[str]] = {}
        """Titles that a refresh brings."""
        self.failing_downloads = ""
        """Why downloads fail."""
        self.failing: dict[FeedId, str] = {}
        self.is_offline = False
        """Whether a refresh finds no network."""
        self.time = NOW
        self.gate: threading.Event | None = None
        """A refresh waits for it: a server that hangs."""
        self.refreshed: list[FeedId] = []
        self.added: list[str] = []
        self.pages_without_feed: dict[str, PageOffer] = {}
        self.taken_by: list[str] = []
        """The items of the recipes that pages were taken by."""
        self.offered: dict[str, tuple[Offer, ...]] = {}
        self.failing_pages: dict[ArticleId, str] = {}
        self.pack_values: list[Pack] = []
        self.sync_stands: SyncState | None = None

    # ---- filling it

    def put_feed(self, title: str, folder: str | None = None) -> FeedId:
        number = len([*self._store.feeds.all(), *self._store.removed.all()]) + 1
        subscription = Subscription(f"https://{number}.example.org/{number}.xml", folder=folder)
        feed, _ = self._store.subscriptions.add(subscription, now=NOW)
        self._save(feed.id, title=title)
        return feed.id

    def fail(self, feed_id: FeedId, error: str, *, gone: bool = False) -> None:
        """Let a feed be as a refresh leaves it that failed."""
        self._store.feeds.note_failure(feed_id, error, now=NOW, next_check=None, gone=gone)

    def open_with(self, *command: str) -> None:
        """Have a command open what is attached."""
        self._config = self._config._replace(open=Opening({"*": command}))

    def put(
        self,
        feed_id: FeedId,
        title: str,
        age: timedelta = timedelta(hours=1),
        body: str = "<p>Text.</p>",
        *,
        own: Sequence[Link] = (),
        heading: str = "More from the site",
        status: Status | None = None,
        url: str | None = None,
    ) -> ArticleId:
        blocks = (LinkBlock(heading, LinkKind.SAME_SITE, tuple(own)),) if own else ()
        (number,) = self.put_all(feed_id, [Put(title, age, body, url, blocks, status)])
        return number

    def put_all(self, feed_id: FeedId, articles: Sequence[Put]) -> list[ArticleId]:
        """Store articles in one go, as a refresh does."""
        first = self._store.statuses.last_number() + 1
        ids = [ArticleId(number) for number in range(first, first + len(articles))]
        incoming = [_incoming(number, one) for number, one in zip(ids, articles, strict=True)]
        self._save(feed_id, incoming)
        for status in {one.status for one in articles if one.status is not None}:
            alike = [i for i, one in zip(ids, articles, strict=True) if one.status == status]
            self._mark(alike, status)
        return ids

    def restate(self, article_id: ArticleId, **fields: Any) -> None:
        """Let the source state something else of an article, now."""
        article = self.articles.one(article_id)
        entry = replace(article.entry, **fields)
        self._write(article, entry, NOW)

    def change(self, article_id: ArticleId, body: str, title: str | None = None) -> None:
        """Let the source say something else, two hours ago."""
        article = self.articles.one(article_id)
        entry = replace(article.entry, body_html=body, title=title or article.entry.title)
        self._write(article, entry, NOW - timedelta(hours=2))

    def relate(self, one: ArticleId, other: ArticleId, *reasons: str) -> None:
        self._related.setdefault(one, {})[other] = reasons

    def tell(self, *ids: ArticleId, copies: bool = False) -> None:
        """Make a story of these articles; as copies, the later ones have the first one's text."""
        copy_of = {number: ids[0] if copies and number != ids[0] else None for number in ids}
        places = {number: (StoryId(-1), original) for number, original in copy_of.items()}
        for number in ids:
            self._store.stories.leave(number)
        self._store.stories.group(places, ids)

    def commit_elsewhere(self) -> None:
        """Change something that no screen shows, as another process does."""
        self._store.remembered.write("elsewhere", str(self.version()))

    # ---- looking into it

    def file(self) -> bytes:
        """Close the cache, and return it for others to begin with."""
        self.close()
        return self.paths.database.read_bytes()

    @property
    def stored(self) -> Mapping[ArticleId, Article]:
        return Stored(self._store)

    @property
    def feed_values(self) -> Mapping[FeedId, Feed]:
        return {feed.id: feed for feed in sorted(self.feeds.all(), key=lambda feed: feed.id)}

    def status(self, article_id: ArticleId) -> Status:
        (row,) = self.articles.rows([article_id])
        return row.status

    # ---- what takes many articles to find

    def related(
        self, article_id: ArticleId, limit: int = 10, threshold: float | None = None
    ) -> list[Related]:
        reasons, said = self._related.get(article_id, {}), self.judgements.of_article(article_id)
        rows = self.articles.rows([number for number in reasons if said.get(number, True)])
        return [Related(row, 0.5, reasons[row.id], pinned=row.id in said) for row in rows][:limit]

    def topics(self, limit: int = 20) -> list[Topic]:
        return self.topics_found[:limit]

    # ---- what waits for servers

    @property
    def _refresh(self) -> Refresh:
        raise AssertionError("a test of the interface asks no server")

    def add_sampler(self) -> list[Added]:
        feed_id = self.put_feed("Sampler")
        self.put_all(feed_id, [Put("How to read with qreader"), Put("A page saved as text")])
        return [Added(feed_id, "Sampler", 2)]

    def packs(self) -> list[Pack]:
        return self.pack_values

    def offers(self, target: str, *, certain: bool = False) -> tuple[Offer, ...]:
        assert certain, "who guesses asks for nothing"
        return self.offered.get(target, ())

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
        offer: Offer | None = None,
    ) -> Imported:
        if "broken" in target:
            raise FetchError(f"{target}: no such host; check the address", target)
        target = offer.url if offer else target
        self.taken_by += [recipe.items] if recipe else []
        if recipe is None and target in self.pages_without_feed:
            page = self.pages_without_feed[target]
            return Imported((), (), is_source=True, page_offers=(page,))
        self.added.append(target)
        if target in {"feeds.opml", "urls"}:
            return Imported((Added(self.put_feed("Imported"), "Imported", 0),), ())
        feed_id = self.put_feed(target, folder)
        self.put(feed_id, f"News of {target}", timedelta(0))
        return Imported((Added(feed_id, target, 1),), (), is_source=True)

    def change_recipe(self, feed_id: FeedId, recipe: Recipe, label: str = "") -> Feed:
        feed = self.feeds.one(feed_id)
        if recipe.items == ".gone":
            raise ParseError(f"{feed.url}: .gone finds nothing", feed.url)
        self._store.editing.change_address(feed_id, feed.url, label, recipe=recipe.stored())
        return self.feeds.one(feed_id)

    def change_address(self, feed_id: FeedId, target: str, label: str = "") -> Feed:
        if "broken" in target:
            raise FetchError(f"{target}: no such host; check the address", target)
        self._store.editing.change_address(feed_id, target, label)
        return self.feeds.one(feed_id)

    def refresh(
        self,
        feed_ids: Sequence[FeedId] | None = None,
        *,
        only_due: bool = False,
        unless_within: timedelta | None = None,
    ) -> Iterator[Refreshed]:
        named = feed_ids is not None
        if not named and not self._store.refreshes.begin(self.now(), unless_within):
            return
        yield from () if self.is_offline else self._refreshed(feed_ids, only_due=only_due)
        if not named:
            offline = self.is_offline
            self._store.refreshes.end(self.now(), answered=not offline, offline=offline)

    def _refreshed(
        self, feed_ids: Sequence[FeedId] | None, *, only_due: bool
    ) -> Iterator[Refreshed]:
        chosen = self.feeds.all() if feed_ids is None else [self.feeds.one(one) for one in feed_ids]
        named = feed_ids is not None
        for feed in schedule.to_ask(chosen, NOW, are_named=named, only_due=only_due):
            if self.gate is not None:
                self.gate.wait()
            self.refreshed.append(feed.id)
            error = self.failing.get(feed.id)
            titles = self.to_come.pop(feed.id, [])
            if error is None:
                self.put_all(feed.id, [Put(title, timedelta(0)) for title in titles])
            else:
                self.fail(feed.id, error)
            yield Refreshed(feed.id, feed.title, feed.url, len(titles), error=error)

    def fetch_pages(self, ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        """Give each article the text of its page, or fail as `failing_pages` says."""
        wanted = [one.article_id for one in self.wanted()] if ids is None else ids
        for article_id in wanted:
            entry = self.articles.one(article_id).entry
            error = self.failing_pages.get(article_id)
            if error is None:
                body = "<p>The whole of the page.</p>"
                page = replace(entry, body_html=body)
                self._store.articles.take_page(article_id, page, _digest(body), now=NOW)
            else:
                self._store.pages.note_failure(article_id, error)
            yield Paged(article_id, entry.title, entry.url or "", error)

    def picture(self, url: str, feed_url: str) -> bytes:
        raise FetchError("no picture here", url)

    def sync_state(self) -> SyncState | None:
        return self.sync_stands

    def accept_removals(self) -> Synced:
        assert self.sync_stands is not None
        removed = self.sync_stands.removes
        self.sync_stands = replace(self.sync_stands, error=None, removes=0)
        return Synced(self.sync_stands.server, feeds_removed=removed)

    def download(self, one: Download, report: Callable[[int, int | None], None]) -> Path:
        report(1_500_000, 3_000_000)
        if self.failing_downloads:
            raise FetchError(self.failing_downloads, one.url)
        one.path.touch()
        one.note.unlink()
        return one.path

    # ---- time

    def now(self) -> datetime:
        return self.time

    # ---- inside

    def _save(
        self,
        feed_id: FeedId,
        incoming: Sequence[tuple[Incoming, Digest]] = (),
        now: datetime = NOW,
        title: str | None = None,
    ) -> None:
        parsed = ParsedFeed(title)
        save_items(self._store, feed_id, parsed, incoming, Validators(), now=now, next_check=NOW)

    def _write(self, article: Article, entry: Entry, now: datetime) -> None:
        digest = _digest(entry.body_html or "")
        stated = hashed(entry.title, entry.body_html or "")
        incoming = Incoming(b"", stated, entry, article.id, entry.published)
        self._save(article.row.feed_id, [(incoming, digest)], now)

    def _mark(self, ids: Sequence[ArticleId], status: Status) -> None:
        marks = {name: getattr(status, name) or None for name in MARKS}
        self._store.statuses.mark(ids, **marks)
        self._store.statuses.tag(ids, status.tags, ())


def _incoming(number: ArticleId, one: Put) -> tuple[Incoming, Digest]:
    published = NOW - one.age
    entry = Entry(
        one.title,
        url=one.url or f"https://example.org/articles/{number}",
        body_html=one.body,
        published=published,
        own_related=one.blocks,
    )
    stated = hashed(one.title, one.body)
    return Incoming(hashed(str(number)), stated, entry, dated=published), _digest(one.body)

"""FakeLibrary: the library's methods that the interface calls, over values in memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

from qreader.config import Paths
from qreader.errors import FetchError, NotFoundError, StoreDamagedError, UsageError
from qreader.model import (
    ActionKind,
    Added,
    Article,
    ArticleId,
    Attention,
    Enclosure,
    Entry,
    Feed,
    FeedId,
    Imported,
    Label,
    Link,
    LinkBlock,
    LinkKind,
    Pack,
    Paged,
    PageState,
    Place,
    Query,
    Refreshed,
    Related,
    RemovedFeed,
    Revision,
    Row,
    Scope,
    Search,
    Status,
    StoryId,
    Subscription,
    Synced,
    SyncState,
    Told,
    Topic,
    UndoableAction,
    Undone,
    Verdict,
    Wanted,
    packed,
)
from qreader.sources.web.download import Download
from qreader.text.changes import Changes, compare
from qreader.text.html import entry_blocks
from qreader.text.plain import plain_text
from qreader.text.urls import canonical
from qreader.tui.widgets.feed_tree import is_inside

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


class FakeLibrary:
    """Behaves as `Library` promises; what tests want to see is public."""

    def __init__(self) -> None:
        self.damaged: StoreDamagedError | None = None
        self.feed_values: dict[FeedId, Feed] = {}
        self.articles: dict[ArticleId, Article] = {}
        self.related_ids: dict[ArticleId, list[tuple[ArticleId, tuple[str, ...]]]] = {}
        self.to_come: dict[FeedId, list[str]] = {}
        """Titles that a refresh brings."""
        self.kept: dict[str, str] = {}
        self.opener: list[str] | None = None
        """What opens enclosures."""
        self.to_download: dict[Path, Download] = {}
        self.downloaded: list[Path] = []
        self.left_out = ""
        self.aside: dict[FeedId, tuple[Feed, dict[ArticleId, Article]]] = {}
        self.upkeep: list[float] = []
        """How far it is after each step."""
        self.told = Told()
        self.failing: dict[FeedId, str] = {}
        self.gate: threading.Event | None = None
        """A refresh waits for it: a server that hangs."""
        self.commits = 0
        self.refreshed: list[FeedId] = []
        self.added: list[str] = []
        self.wanted_ids: set[ArticleId] = set()
        self.wanted_urls: list[str] = []
        self.failing_pages: dict[ArticleId, str] = {}
        self.pack_values: list[Pack] = []
        self.topics_found: list[Topic] = []
        self.visited: list[ArticleId] = []
        self.verdicts: dict[tuple[ArticleId, ArticleId], bool | None] = {}
        self._stories = 0
        self.changes_known: dict[ArticleId, Changes] = {}
        self.searches_saved: list[Search] = []
        self.sync_stands: SyncState | None = None
        self.lock = threading.RLock()
        self._actions: list[
            tuple[UndoableAction, Callable[[], object], dict[ArticleId, Status]]
        ] = []

    # ---- filling it

    def put_feed(self, title: str, folder: str | None = None, error: str | None = None) -> FeedId:
        feed_id = FeedId(len(self.feed_values) + 1)
        self.feed_values[feed_id] = Feed(
            feed_id, f"https://example.org/{feed_id}.xml", title, folder, error=error
        )
        return feed_id

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
        article_id = ArticleId(len(self.articles) + 1)
        url = url or f"https://example.org/articles/{article_id}"
        row = Row(
            article_id,
            feed_id,
            self.feed_values[feed_id].title,
            title,
            NOW - age,
            status or Status(),
            url=url,
            published=NOW - age,
        )
        blocks = (LinkBlock(heading, LinkKind.SAME_SITE, tuple(own)),) if own else ()
        entry = Entry(title, url=url, body_html=body, published=NOW - age, own_related=blocks)
        self.articles[article_id] = Article(row, entry)
        return article_id

    def relate(self, one: ArticleId, other: ArticleId, *reasons: str) -> None:
        self.related_ids.setdefault(one, []).append((other, reasons))

    # ---- the library

    def add_sampler(self) -> list[Added]:
        feed_id = self.put_feed("Sampler")
        self.put(feed_id, "How to read with qreader")
        self.put(feed_id, "A page saved as text")
        self.commits += 1
        return [Added(feed_id, "Sampler", 2)]

    def packs(self) -> list[Pack]:
        return self.pack_values

    def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Added]:
        with self.lock:
            return [
                Added(self.put_feed(s.title or s.url, s.folder), s.title or s.url, 0)
                for s in subscriptions
            ]

    def bring_in(
        self, target: str, folder: str | None = None, *, rather_list: bool = False
    ) -> Imported:
        if "broken" in target:
            raise FetchError(f"{target}: no such host; check the address", target)
        with self.lock:
            self.added.append(target)
            if target in {"feeds.opml", "urls"}:
                return Imported((Added(self.put_feed("Imported"), "Imported", 0),), ())
            feed_id = self.put_feed(target)
            self.put(feed_id, f"News of {target}", timedelta(0))
            return Imported((Added(feed_id, target, 1),), (), is_source=True)

    def refresh(
        self, feed_ids: Sequence[FeedId] | None = None, *, only_due: bool = False
    ) -> Iterator[Refreshed]:
        for feed_id in list(self.feed_values) if feed_ids is None else feed_ids:
            if self.gate is not None:
                self.gate.wait()
            with self.lock:
                feed = self.feed_values[feed_id]
                self.refreshed.append(feed_id)
                error = self.failing.get(feed_id)
                self.feed_values[feed_id] = replace(feed, error=error)
                titles = self.to_come.pop(feed_id, [])
                for title in titles:
                    self.put(feed_id, title, timedelta(0))
                self.commits += 1
            yield Refreshed(feed_id, feed.title, feed.url, len(titles), error=error)

    def needs_upkeep(self) -> bool:
        return bool(self.upkeep)

    def keep_up(self) -> Iterator[float]:
        yield from self.upkeep

    def skipped(self, *, only_due: bool = False) -> str:
        return self.left_out

    def fetch_pages(self, ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        """Give each article the text of its page, or fail as `failing_pages` says."""
        with self.lock:
            for article_id in list(self.wanted_ids) if ids is None else ids:
                self.wanted_ids.discard(article_id)
                article = self.articles[article_id]
                error = self.failing_pages.get(article_id)
                if error is None:
                    entry = replace(article.entry, body_html="<p>The whole of the page.</p>")
                    page = PageState(fetched=NOW)
                    self.articles[article_id] = replace(article, entry=entry, page=page)
                self.commits += 1
                yield Paged(article_id, article.entry.title, article.entry.url or "", error)

    def want_link(self, link: Link) -> Added | None:
        if link.url is None:
            return None
        with self.lock:
            self.wanted_urls.append(link.url)
            return Added(FeedId(0), link.title, 0)

    def wanted(self) -> list[Wanted]:
        with self.lock:
            return [
                Wanted(i, self.articles[i].entry.title, self.articles[i].entry.url or "", "")
                for i in sorted(self.wanted_ids)
            ]

    def wanted_links(self) -> list[Feed]:
        with self.lock:
            return [Feed(FeedId(0), url, url, is_page=True) for url in self.wanted_urls]

    def kept_unread(self) -> int:
        return 0

    def remove_feed(
        self, feed_id: FeedId, *, keep: bool = True, label: Label | None = None
    ) -> RemovedFeed:
        with self.lock:
            feed = self.feed_values.pop(feed_id)
            gone = {i: a for i, a in self.articles.items() if a.row.feed_id == feed_id}
            kept = {i for i, a in gone.items() if keep and a.row.status.starred}
            self.aside[feed_id] = feed, {i: a for i, a in gone.items() if i not in kept}
            self.articles = {i: a for i, a in self.articles.items() if i not in gone or i in kept}
        if label is not None:
            self._done(ActionKind.FEED, label(len(kept)), lambda: self.bring_back(feed_id))
        return RemovedFeed(
            feed_id, feed.title, feed.url, feed.folder, NOW, NOW, len(gone) - len(kept), len(kept)
        )

    def bring_back(self, feed_id: FeedId) -> Feed:
        with self.lock:
            self.feed_values[feed_id], articles = self.aside.pop(feed_id)
            self.articles |= articles
        return self.feed_values[feed_id]

    def feeds(self) -> list[Feed]:
        with self.lock:
            counts: dict[FeedId, list[int]] = {i: [0, 0] for i in [*self.feed_values, *self.aside]}
            for article in self.articles.values():
                counts[article.row.feed_id][0] += 1
                counts[article.row.feed_id][1] += not article.row.status.read
            feeds = [
                replace(feed, articles=counts[i][0], unread=counts[i][1])
                for i, feed in self.feed_values.items()
            ]
        return sorted(feeds, key=lambda feed: (feed.folder or "", feed.title.casefold()))

    def sync_state(self) -> SyncState | None:
        return self.sync_stands

    def accept_removals(self) -> Synced:
        assert self.sync_stands is not None
        removed = self.sync_stands.removes
        self.sync_stands = replace(self.sync_stands, error=None, removes=0)
        return Synced(self.sync_stands.server, feeds_removed=removed)

    def searches(self) -> list[Search]:
        return self.searches_saved

    def count(self, query: Query) -> int:
        return len(self.ids(query))

    def ids(
        self, query: Query, *, after: ArticleId | None = None, limit: int | None = None
    ) -> list[ArticleId]:
        with self.lock:
            rows = [a.row for a in self.articles.values() if self._fits(a.row, query)]
        rows.sort(key=lambda row: (row.dated, row.id), reverse=query.story is None)
        if query.scope is Scope.HISTORY:
            rows.sort(key=lambda row: self.visited.index(row.id), reverse=True)
        if query.by_story:
            newest = {row.story: row.id for row in reversed(rows)}
            rows = [row for row in rows if row.story is None or newest[row.story] == row.id]
        ids = [row.id for row in rows]
        start = ids.index(after) + 1 if after is not None and not query.words else 0
        return ids[start : None if limit is None else start + limit]

    def all_ids(self, query: Query) -> Sequence[ArticleId]:
        return packed(self.ids(query))

    def _fits(self, row: Row, query: Query) -> bool:
        status = row.status
        in_scope = {
            Scope.ALL: True,
            Scope.UNREAD: not status.read,
            Scope.STARRED: status.starred,
            Scope.LATER: status.later,
            Scope.HISTORY: row.id in self.visited,
            Scope.HIDDEN: status.hidden,
        }[query.scope]
        feed = self.feed_values[row.feed_id]
        return (
            in_scope
            and status.hidden == (query.scope is Scope.HIDDEN)
            and (query.tag is None or query.tag in status.tags)
            and query.feed_id in {None, row.feed_id}
            and (query.folder is None or is_inside(feed, query.folder))
            and query.story in {None, row.story}
            and all(word in row.title.casefold() for word in query.words.casefold().split())
        )

    def rows(self, ids: Sequence[ArticleId]) -> list[Row]:
        with self.lock:
            return [self.articles[i].row for i in ids if i in self.articles]

    def article(self, article_id: ArticleId) -> Article:
        if article_id not in self.articles:
            raise NotFoundError(f"{article_id}: no such article in the cache", article_id)
        return self.articles[article_id]

    def article_at(self, url: str) -> ArticleId | None:
        wanted = canonical(url)
        ids = [
            i for i, a in self.articles.items() if a.entry.url and canonical(a.entry.url) == wanted
        ]
        return max(ids, default=None)

    def keep_place(self, article_id: ArticleId, place: Place | None) -> None:
        self.articles[article_id] = replace(self.articles[article_id], place=place)

    def change(self, article_id: ArticleId, body: str, title: str | None = None) -> None:
        """Let the source say something else, two hours ago."""
        old = self.articles[article_id]
        entry = replace(old.entry, body_html=body, title=title or old.entry.title)
        before, now = (plain_text(entry_blocks(one)) for one in (old.entry, entry))
        since = Revision(NOW - timedelta(hours=2), old.entry.title, old.row.status.read)
        difference = compare(old.entry.title, before, entry.title, now)
        self.changes_known[article_id] = Changes(since, since.replaced, difference)
        row = replace(old.row, title=entry.title, changed=old.row.status.read)
        self.articles[article_id] = replace(old, entry=entry, row=row)
        self.commits += 1

    def changes(self, article_id: ArticleId) -> Changes | None:
        return self.changes_known.get(article_id)

    def beneath(self, query: Query, ids: Sequence[ArticleId]) -> list[ArticleId]:
        stories = {self.articles[i].row.story for i in ids if i in self.articles} - {None}
        return sorted(
            i
            for i, article in self.articles.items()
            if i not in ids and article.row.story in stories and self._fits(article.row, query)
        )

    def topics(self, limit: int = 20) -> list[Topic]:
        return self.topics_found[:limit]

    def judge(
        self, article_id: ArticleId, other_id: ArticleId, related: bool, label: str = ""
    ) -> Verdict:
        pair = article_id, other_id
        before = Verdict(self.verdicts.get(pair))
        self.verdicts[pair] = related
        self._done(ActionKind.PAIR, label, lambda: self.verdicts.__setitem__(pair, before.related))
        return before

    def attend(
        self, story: StoryId, attention: Attention | None, label: str = ""
    ) -> Attention | None:
        before = None
        for number, article in self.articles.items():
            if article.row.story == story:
                before = article.row.attention
                row = replace(article.row, attention=attention)
                self.articles[number] = replace(article, row=row)
        self._done(ActionKind.STORY, label, lambda: self.attend(story, before))
        return before

    def tell(self, *ids: ArticleId, copies: bool = False) -> None:
        """Make a story of these articles; as copies, the later ones have the first one's text."""
        self._stories += 1
        for number in ids:
            article = self.articles[number]
            copy_of = ids[0] if copies and number != ids[0] else None
            row = replace(
                article.row,
                story=StoryId(self._stories), other_sources=len(ids) - 1, copy_of=copy_of,
            )  # fmt: skip
            self.articles[number] = replace(article, row=row)

    def related(
        self, article_id: ArticleId, limit: int = 10, threshold: float | None = None
    ) -> list[Related]:
        found = self.related_ids.get(article_id, [])
        said = {i: self.verdicts.get((article_id, i)) for i, _ in found}
        return [
            Related(self.articles[i].row, 0.5, reasons, pinned=bool(said[i]))
            for i, reasons in found
            if said[i] is not False
        ][:limit]

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
        before: dict[ArticleId, Status] = {}
        wanted = {"read": read, "starred": starred, "later": later, "hidden": hidden}
        changes = {name: value for name, value in wanted.items() if value is not None}
        copied = {self.articles[i].row.copy_of or i for i in ids} if read else set()
        copies = [i for i, a in self.articles.items() if (a.row.copy_of or i) in copied]
        with self.lock:
            for article_id in dict.fromkeys([*ids, *copies]):
                old = self.articles[article_id].row.status
                new = replace(old, **changes)
                if new != old:
                    before[article_id] = old
                    self._set(article_id, new)
                if read:
                    article = self.articles[article_id]
                    row = replace(article.row, changed=False)
                    self.articles[article_id] = replace(article, row=row)
        self._done_to(before, label)
        return before

    def tag(
        self,
        ids: Sequence[ArticleId],
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        label: Label | None = None,
    ) -> dict[ArticleId, Status]:
        before = {}
        with self.lock:
            for article_id in ids:
                old = self.articles[article_id].row.status
                new = replace(old, tags=tuple(sorted({*old.tags, *add} - {*remove})))
                if new != old:
                    before[article_id] = old
                    self._set(article_id, new)
        self._done_to(before, label)
        return before

    def undo(self) -> Undone | None:
        if not self._actions:
            return None
        action, take_back, before = self._actions.pop()
        take_back()
        return Undone(action, len(before) or 1, statuses=before)

    def _done_to(self, before: dict[ArticleId, Status], label: Label | None) -> None:
        if before and label is not None:
            self._done(
                ActionKind.STATUSES, label(len(before)), lambda: self._restore(before), before
            )

    def _done(
        self,
        kind: ActionKind,
        label: str,
        take_back: Callable[[], object],
        before: dict[ArticleId, Status] | None = None,
    ) -> None:
        if label:
            self._actions.append((UndoableAction(kind, label, NOW), take_back, before or {}))

    def tags(self) -> list[tuple[str, int]]:
        names = [name for a in self.articles.values() for name in a.row.status.tags]
        return sorted(Counter(names).items())

    def visit(self, article_id: ArticleId) -> None:
        self.visited = [*(i for i in self.visited if i != article_id), article_id]

    def _restore(self, statuses: dict[ArticleId, Status]) -> None:
        with self.lock:
            for article_id, status in statuses.items():
                self._set(article_id, status)

    def _set(self, article_id: ArticleId, status: Status) -> None:
        article = self.articles[article_id]
        self.articles[article_id] = replace(article, row=replace(article.row, status=status))

    def status(self, article_id: ArticleId) -> Status:
        return self.articles[article_id].row.status

    def enclosures(self, article_id: ArticleId) -> tuple[Enclosure, ...]:
        return self.articles[article_id].entry.enclosures

    def open_command(self, article_id: ArticleId, nth: int) -> list[str]:
        if self.opener is None:
            raise UsageError("no command opens that")
        return [*self.opener, self.enclosures(article_id)[nth - 1].url]

    def downloads(
        self, wanted: Iterable[tuple[ArticleId, int]] = (), folder: Path | None = None
    ) -> list[Download]:
        for number, nth in wanted:
            path = Path(f"/there/{number}-{nth}.mp3")
            if path not in self.downloaded:
                url = self.enclosures(number)[nth - 1].url
                self.to_download.setdefault(path, Download(url, path))
        return list(self.to_download.values())

    def download(self, one: Download, report: Callable[[int, int | None], None]) -> Path:
        report(1_500_000, 3_000_000)
        if self.opener is None:
            raise FetchError("the server does not answer", one.url)
        self.downloaded.append(one.path)
        del self.to_download[one.path]
        return one.path

    def save_search(self, name: str, query: str) -> None:
        self.searches_saved.append(Search(name, query, None))

    def remember(self, name: str, value: str) -> None:
        self.kept[name] = value

    def tell_news(self) -> Told:
        return self.told

    def remembered(self, name: str) -> str | None:
        return self.kept.get(name)

    @property
    def paths(self) -> Paths:
        return Paths(Path(), Path("config.toml"), Path(gettempdir()) / "qreader-tests.log")

    def damage(self) -> StoreDamagedError | None:
        return self.damaged

    def version(self) -> int:
        return self.commits

    def without_reload(self) -> AbstractContextManager[None]:
        return nullcontext()

    def now(self) -> datetime:
        return NOW

    def close(self) -> None:
        pass

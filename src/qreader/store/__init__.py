"""Store: the cache. All SQL is in this package, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qreader import model
from qreader.model import Attention, Query
from qreader.store import (
    articles,
    feeds,
    judgements,
    links,
    lists,
    numbers,
    pages,
    places,
    remembered,
    removed,
    revisions,
    rules,
    saving,
    search,
    searches,
    signatures,
    stated,
    statuses,
    stories,
    undoing,
)
from qreader.store.database import Database
from qreader.store.revisions import Versions
from qreader.store.subscriptions import find_or_add

if TYPE_CHECKING:
    from qreader.model import (
        Article,
        ArticleId,
        Digest,
        Entry,
        EntryLookup,
        Feed,
        FeedId,
        FeedState,
        FullText,
        Known,
        Label,
        Move,
        Place,
        Plan,
        RemovedFeed,
        Revision,
        Row,
        Rule,
        Search,
        Signed,
        Status,
        StoryId,
        Subscription,
        Undone,
        Unsigned,
        Validators,
        Verdict,
        Wanted,
    )
    from qreader.store.syncing import Syncing

__all__ = ["Store"]


class Store:
    """The facade of the cache: each method is one transaction. Any thread may call any method."""

    def __init__(
        self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Open the cache, made on first use; ages in queries are counted from the clock's time.

        Raises StoreError, StoreVersionError.
        """
        self._database = Database(path)
        self._clock = clock

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._database.close()

    def version(self) -> int:
        """Return a number that changes when anybody commits; takes microseconds."""
        return self._database.version()

    def without_reload(self) -> AbstractContextManager[None]:
        """Let `version` stay as it is for what this thread changes in a block."""
        return self._database.without_reload()

    def back_up(self, target: Path) -> None:
        """Write a whole copy of the cache, while others may use it. Raises FileError."""
        self._database.back_up(target)

    @cached_property
    def syncing(self) -> Syncing:
        """What a sync server has, and how that goes together with what is here."""
        from qreader.store.syncing import Syncing  # no start needs it

        return Syncing(self._database)

    # ---- feeds

    def feeds(self) -> list[Feed]:
        """Return every feed by folder and title."""
        with self._database.reading() as connection:
            return feeds.all_feeds(connection)

    def feed(self, feed_id: FeedId) -> Feed:
        """Return one feed. Raises NotFoundError."""
        with self._database.reading() as connection:
            return feeds.one_feed(connection, feed_id)

    def subscribe(
        self, subscription: Subscription, *, now: datetime, is_page: bool = False
    ) -> tuple[Feed, bool]:
        """Return the feed of this address, and whether it is new."""
        with self._database.transaction() as connection:
            return find_or_add(connection, subscription, is_page=is_page, now=now)

    def subscribe_all(
        self, subscriptions: Iterable[Subscription], *, now: datetime
    ) -> list[tuple[Feed, bool]]:
        """Do the same for a whole list, which is taken whole or not at all."""
        with self._database.transaction() as connection:
            return [
                find_or_add(connection, subscription, is_page=False, now=now)
                for subscription in subscriptions
            ]

    def remove_feed(
        self, feed_id: FeedId, *, now: datetime, keep: bool = True, label: Label | None = None
    ) -> RemovedFeed:
        """Take a feed out of everything, but for what the person kept of it, with `keep`.

        label: what `undo` calls it, given how many articles stay. Raises NotFoundError.
        """
        with self._database.transaction() as connection:
            gone = removed.remove(connection, feed_id, now, keep=keep)
            if label is not None:
                undoing.feed_removed(connection, feed_id, label(gone.kept), now)
            return gone

    def bring_back(self, feed_id: FeedId) -> Feed:
        """Put a removed feed back whole. Raises NotFoundError."""
        with self._database.transaction() as connection:
            removed.bring_back(connection, feed_id)
            return feeds.one_feed(connection, feed_id)

    def removed_feeds(self) -> list[RemovedFeed]:
        """Return the feeds that can be brought back, the last removed first."""
        with self._database.reading() as connection:
            return removed.all_removed(connection)

    def kept_unread(self) -> int:
        """Return how many unread articles were kept of removed feeds and are listed."""
        with self._database.reading() as connection:
            return removed.kept_unread(connection)

    def any_to_let_go(self, *, now: datetime) -> bool:
        """Whether there is something to forget of feeds that were removed long ago."""
        with self._database.reading() as connection:
            return removed.any_to_let_go(connection, now)

    def let_go(self, limit: int, *, now: datetime) -> int:
        """Forget articles, at most so many, of feeds removed long ago; return how many."""
        with self._database.transaction() as connection:
            return removed.let_go(connection, now, limit)

    def note_failure(
        self,
        feed_id: FeedId,
        error: str,
        *,
        now: datetime,
        next_check: datetime | None,
        paused_until: datetime | None = None,
        gone: bool = False,
    ) -> None:
        """Note why a feed could not be read; nothing stored is touched by it."""
        with self._database.transaction() as connection:
            feeds.note_failure(
                connection, feed_id, error,
                now=now, next_check=next_check, paused_until=paused_until, gone=gone,
            )  # fmt: skip

    def note_unchanged(
        self,
        feed_id: FeedId,
        validators: Validators,
        *,
        now: datetime,
        next_check: datetime,
        move: Move | None = None,
    ) -> None:
        """Note that a feed was read and had nothing new."""
        with self._database.transaction() as connection:
            feeds.note_success(connection, feed_id, validators, now=now, next_check=next_check)
            feeds.note_move(connection, feed_id, move)

    def last_dates(self, feed_id: FeedId, limit: int) -> list[datetime]:
        """Return the dates of a feed's newest articles, newest first."""
        with self._database.reading() as connection:
            return feeds.last_dates(connection, feed_id, limit)

    def rename_feed(self, feed_id: FeedId, title: str | None) -> None:
        """Give a feed the person's own title; None: it goes by its own. Raises NotFoundError."""
        with self._database.transaction() as connection:
            feeds.one_feed(connection, feed_id)
            feeds.rename(connection, feed_id, title)

    def move_feed(self, feed_id: FeedId, folder: str | None) -> None:
        """Put a feed into a folder; None: into none. Raises NotFoundError."""
        with self._database.transaction() as connection:
            feeds.one_feed(connection, feed_id)
            feeds.move(connection, feed_id, folder)

    def set_full_text(self, feed_id: FeedId, full_text: FullText | None) -> None:
        """Say for which articles of a feed the page is fetched. Raises NotFoundError."""
        with self._database.transaction() as connection:
            feeds.one_feed(connection, feed_id)
            feeds.set_full_text(connection, feed_id, full_text)

    def set_signal_only(self, feed_id: FeedId, signal_only: bool) -> None:
        """Say whether a feed's articles only count for topics. Raises NotFoundError."""
        with self._database.transaction() as connection:
            feeds.one_feed(connection, feed_id)
            feeds.set_signal_only(connection, feed_id, signal_only)

    def known(self, feed_id: FeedId, identities: Iterable[bytes]) -> dict[bytes, Known]:
        """Return what is known of these identities within a feed."""
        with self._database.reading() as connection:
            return statuses.known(connection, feed_id, identities)

    def state_of(
        self,
        feed_id: FeedId,
        entries: Sequence[EntryLookup],
        *,
        unparsed: Collection[bytes] = (),
        missing_among: int = 0,
        dates: int = 0,
    ) -> FeedState:
        """Return what is known of a feed and of the entries that its source states, at one time.

        unparsed: the identities of entries that were not parsed; missing_among: so many of the
        newest articles are looked at for those that the source states no more; dates: of so many.
        """
        with self._database.snapshot() as connection:
            return saving.state_of(
                connection, feed_id, entries,
                unparsed=unparsed, missing_among=missing_among, dates=dates,
            )  # fmt: skip

    def apply(self, plan: Plan) -> tuple[int, int]:
        """Store what a feed brought, with its validators, whole or not at all.

        Returns how many articles are new, and of how many the words changed.
        """
        with self._database.transaction() as connection:
            return saving.apply(connection, plan)

    def stated(self, feed_id: FeedId) -> dict[bytes, bytes]:
        """Return the identities of the entries that a feed stated last, by their prints."""
        with self._database.reading() as connection:
            return stated.read(connection, feed_id)

    # ---- articles

    def ids(
        self, query: Query, *, after: ArticleId | None = None, limit: int | None = None
    ) -> list[ArticleId]:
        """Return a page of a list, newest first; with words, the best found. Raises QueryError."""
        with self._database.reading() as connection:
            return lists.ids(connection, query, self._clock(), after=after, limit=limit)

    def all_ids(self, query: Query) -> Sequence[ArticleId]:
        """Return a whole list likewise, in 8 bytes an article. Raises QueryError."""
        with self._database.reading() as connection:
            return lists.all_ids(connection, query, self._clock())

    def count(self, query: Query) -> int:
        """Return how many articles a query finds. Raises QueryError."""
        with self._database.reading() as connection:
            return lists.count(connection, query, self._clock())

    def rows(self, ids: Sequence[ArticleId]) -> list[Row]:
        """Return these articles' rows in this order; unknown ids are left out."""
        with self._database.reading() as connection:
            return articles.rows(connection, ids)

    def article(self, article_id: ArticleId) -> Article:
        """Return one article with its body. Raises NotFoundError."""
        with self._database.reading() as connection:
            return articles.article(connection, article_id)

    def article_at(self, url: str) -> ArticleId | None:
        """Return the newest article of an address, however that is decorated."""
        with self._database.reading() as connection:
            return links.article_at(connection, url)

    def revisions(self, article_id: ArticleId) -> list[Revision]:
        """Return the texts that an article had before, newest first."""
        with self._database.reading() as connection:
            return revisions.of_article(connection, article_id)

    def versions(self, article_id: ArticleId) -> Versions | None:
        """Return an article's text, and the one that was read last or was there before."""
        with self._database.reading() as connection:
            return revisions.versions(connection, article_id)

    def keep_place(self, article_id: ArticleId, place: Place | None) -> None:
        """Keep where an article is left; None: at its top."""
        with self._database.transaction() as connection:
            places.write(connection, article_id, place)

    def remember(self, name: str, value: str) -> None:
        """Keep a value of the interface under a name."""
        with self._database.transaction() as connection:
            remembered.write(connection, name, value)

    def remembered(self, name: str) -> str | None:
        """Return what was kept under a name."""
        with self._database.reading() as connection:
            return remembered.read(connection, name)

    def expect_news(self) -> None:
        """Begin to count what is new from here, where that was never begun."""
        from qreader.store import news

        with self._database.transaction() as connection:
            news.expect(connection)

    def claim_news(self) -> list[ArticleId]:
        """Return what arrived since the last call of any process, oldest first, without hidden.

        Nobody is given it again: each article is told of once.
        """
        from qreader.store import news

        with self._database.transaction() as connection:
            return news.claim(connection)

    def matching(self, query: str, among: Sequence[ArticleId]) -> list[ArticleId]:
        """Return those of some articles that a query finds. Raises QueryError."""
        from qreader.store.finding import matching
        from qreader.text.query import read_query

        with self._database.reading() as connection:
            return matching(connection, read_query(query), self._clock(), among)

    def titles(self, ids: Sequence[ArticleId]) -> dict[ArticleId, str]:
        """Return these articles' titles."""
        with self._database.reading() as connection:
            return articles.titles(connection, ids)

    def texts(self, ids: Sequence[ArticleId], max_characters: int) -> dict[ArticleId, str]:
        """Return the start of these articles' plain texts."""
        with self._database.reading() as connection:
            return articles.texts(connection, ids, max_characters)

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

        label: what `undo` calls it.
        """
        marks = {"read": read, "starred": starred, "later": later, "hidden": hidden}
        with self._database.transaction() as connection:
            before = statuses.mark(connection, ids, **marks)
            if label is not None and before:
                undoing.marked(connection, before, marks, label(len(before)), self._clock())
            return before

    def tag(
        self,
        ids: Sequence[ArticleId],
        add: Sequence[str],
        remove: Sequence[str],
        label: Label | None = None,
    ) -> dict[ArticleId, Status]:
        """Give articles tags and take others away; return the statuses from before.

        label: what `undo` calls it.
        """
        with self._database.transaction() as connection:
            before = statuses.tag(connection, ids, add, remove)
            if label is not None and before:
                tags = dict.fromkeys(add, True) | dict.fromkeys(remove, False)
                undoing.tagged(connection, before, tags, label(len(before)), self._clock())
            return before

    def undo(self) -> Undone | None:
        """Take the newest undoable action back, and forget it; None: there is none."""
        with self._database.transaction() as connection:
            return undoing.undo(connection, self._clock())

    def tags(self) -> list[tuple[str, int]]:
        """Return the person's tags by name, with how many articles have each."""
        with self._database.reading() as connection:
            return statuses.tags(connection)

    def visit(self, article_id: ArticleId, *, now: datetime) -> None:
        """Note that an article is opened."""
        with self._database.transaction() as connection:
            statuses.visit(connection, article_id, now)

    # ---- what relates articles

    def has_pending(self) -> bool:
        """Whether articles wait to be held against the others."""
        with self._database.reading() as connection:
            return signatures.has_pending(connection)

    def count_pending(self) -> int:
        """Return how many articles wait to be held against the others; costs as much."""
        with self._database.reading() as connection:
            return signatures.count_pending(connection)

    def texts_before(self, feed_id: FeedId, limit: int, max_characters: int) -> list[str]:
        """Return the starts of the texts that a feed brought last and that have a signature."""
        with self._database.reading() as connection:
            return signatures.texts_before(connection, feed_id, limit, max_characters)

    def unsigned(self, limit: int, max_characters: int) -> list[Unsigned]:
        """Return articles without a signature, oldest first."""
        with self._database.reading() as connection:
            return signatures.unsigned(connection, limit, max_characters)

    def sign(self, signed: Iterable[tuple[ArticleId, bytes]], frequencies: bytes) -> None:
        """Keep signatures, and how common terms are now."""
        with self._database.transaction() as connection:
            for article_id, terms in signed:
                signatures.sign(connection, article_id, terms)
            signatures.write_frequencies(connection, frequencies)

    def ungrouped(self, limit: int) -> list[ArticleId]:
        """Return articles with a signature that are not yet held against others, oldest first."""
        with self._database.reading() as connection:
            return signatures.ungrouped(connection, limit)

    def signed(self, ids: Sequence[ArticleId]) -> list[Signed]:
        """Return what is known of these articles; those without a signature are left out."""
        with self._database.reading() as connection:
            return signatures.signed(connection, ids)

    def signed_since(self, since: datetime, limit: int) -> list[Signed]:
        """Return the articles since then, newest first."""
        with self._database.reading() as connection:
            return signatures.signed_since(connection, since, limit)

    def last_grouped(self) -> ArticleId | None:
        """Return the newest article that has been held against the others."""
        with self._database.reading() as connection:
            return signatures.last_grouped(connection)

    def holders(
        self,
        terms: Iterable[int],
        near: ArticleId,
        limit: int,
        *,
        up_to: ArticleId | None = None,
    ) -> dict[int, list[ArticleId]]:
        """Return who has each term among its best: at most so many older, so many newer.

        Those newer than `up_to` are passed over.
        """
        with self._database.reading() as connection:
            return {
                term: list(signatures.holders(connection, term, near, limit, up_to))
                for term in terms
            }

    def mentions(
        self, terms: Iterable[int], since: datetime
    ) -> dict[int, list[tuple[ArticleId, FeedId, datetime]]]:
        """Return the articles since then that have each term among their best."""
        with self._database.reading() as connection:
            return signatures.mentions(connection, terms, since)

    def articles_a_day(self, now: datetime, days: int) -> list[int]:
        """Return how many articles each of the last days brought, today last."""
        with self._database.reading() as connection:
            return signatures.a_day(connection, now, days)

    def frequencies(self) -> bytes:
        """Return how common terms are, as it was written; empty where nothing was."""
        with self._database.reading() as connection:
            return signatures.frequencies(connection)

    # ---- stories

    def group(
        self,
        places: Mapping[ArticleId, tuple[StoryId, ArticleId | None]],
        done: Sequence[ArticleId],
    ) -> None:
        """Put articles into stories, as copies of others or not; note which are done with.

        A negative number stands for a story that is to be made. What joins a muted story is read at
        once.
        """
        with self._database.transaction() as connection:
            made: dict[StoryId, StoryId] = {}
            for article_id, (place, copy_of) in places.items():
                story = place
                if place < 0:
                    story = made[place] = made.get(place) or stories.found(connection)
                stories.join(connection, story, article_id, copy_of)
                if stories.attention(connection, story) is Attention.MUTE:
                    statuses.mark(connection, [article_id], read=True, starred=None, later=None)
            signatures.grouped(connection, done)

    def end_attention(self, *, now: datetime) -> None:
        """Forget what was wanted of stories until a time that has come."""
        with self._database.transaction() as connection:
            stories.end_attention(connection, now)

    def story_members(self, story: StoryId) -> list[ArticleId]:
        """Return the articles of a story, oldest first."""
        with self._database.reading() as connection:
            return stories.members(connection, story)

    def copies(self, ids: Sequence[ArticleId]) -> list[ArticleId]:
        """Return the other articles that have the text of one of these."""
        with self._database.reading() as connection:
            return stories.copies(connection, ids)

    def other_articles_of_story(self, query: Query, ids: Sequence[ArticleId]) -> list[ArticleId]:
        """Return the articles that the rows of a list by story stand for, without these."""
        with self._database.reading() as connection:
            return statuses.other_articles_of_story(connection, query, ids)

    def attend(
        self,
        story_id: StoryId,
        attention: Attention | None,
        until: datetime | None,
        label: str = "",
    ) -> Attention | None:
        """Note what the person wants of a story; return what that was before.

        label: what `undo` calls it.
        """
        with self._database.transaction() as connection:
            before = stories.attention(connection, story_id)
            until_before = stories.wanted_until(connection, story_id)
            stories.attend(connection, story_id, attention, until)
            if label:
                was = (before, until_before)
                undoing.attended(connection, story_id, was, label, self._clock())
            return before

    def attended(self) -> dict[StoryId, Attention]:
        """Return the stories that are followed or muted."""
        with self._database.reading() as connection:
            return stories.attended(connection)

    def judge(
        self,
        article_id: ArticleId,
        other_id: ArticleId,
        related: bool,
        *,
        now: datetime,
        label: str = "",
    ) -> Verdict:
        """Keep whether the other article belongs to this one; return how that was before.

        What does not belong to an article is not in its story either. label: what `undo` calls it.
        """
        with self._database.transaction() as connection:
            story = stories.of_article(connection, other_id)
            before = judgements.judge(connection, article_id, other_id, related, now)
            if not related and story == stories.of_article(connection, article_id):
                stories.leave(connection, other_id)
            verdict = model.Verdict(before, story)
            if label:
                undoing.judged(connection, (article_id, other_id), verdict, label, now)
            return verdict

    def judgements(self, article_id: ArticleId) -> dict[ArticleId, bool]:
        """Return what was said of an article and others."""
        with self._database.reading() as connection:
            return judgements.of_article(connection, article_id)

    # ---- pages

    def want_pages(self, ids: Iterable[ArticleId]) -> None:
        """Put articles on the want list; those without an address have no page to fetch."""
        with self._database.transaction() as connection:
            pages.want(connection, ids)

    def wanted_pages(self) -> list[Wanted]:
        """Return the want list, newest articles first."""
        with self._database.reading() as connection:
            return pages.wanted(connection)

    def page_of(self, article_id: ArticleId) -> Wanted | None:
        """Return what it takes to fetch an article's page; None where it has no address."""
        with self._database.reading() as connection:
            return pages.one_wanted(connection, article_id)

    def take_page(
        self, article_id: ArticleId, page: Entry, digest: Digest, *, now: datetime
    ) -> bool:
        """Let a page's text stand in for the feed's; return whether the words changed."""
        with self._database.transaction() as connection:
            return articles.take_page(connection, article_id, page, digest, now)

    def note_page_failure(
        self, article_id: ArticleId, error: str, again_since: datetime | None = None
    ) -> None:
        """Note why a page could not be had; the article stays as it was.

        It stays wanted where the article arrived after `again_since`.
        """
        with self._database.transaction() as connection:
            pages.note_failure(connection, article_id, error, again_since)

    # ---- search

    def search(self, words: str, limit: int) -> list[tuple[ArticleId, float]]:
        """Return the articles that a query finds, with scores: the best, else the newest first.

        Raises QueryError.
        """
        from qreader.store import finding  # 10 ms of patterns that no start needs

        with self._database.reading() as connection:
            return finding.find(connection, Query(words=words), self._clock(), limit)

    def fold_index(self) -> int:
        """Index some articles anew that are indexed as before every script was folded.

        Returns the number up to which others are; 0: none is.
        """
        with self._database.transaction() as connection:
            return search.fold_some(connection, search.BATCH)

    def last_number(self) -> int:
        """Return the highest number that an article ever had."""
        with self._database.reading() as connection:
            return numbers.last_article(connection)

    def unfolded_to(self) -> int:
        """Return the number up to which articles are indexed as before; 0: none is."""
        with self._database.reading() as connection:
            return search.unfolded_to(connection)

    def searches(self, max_steps: int) -> list[Search]:
        """Return the saved searches, with their unread articles where these are counted soon."""
        with self._database.reading() as connection:
            return searches.all_searches(connection, self._clock(), max_steps)

    def save_search(self, name: str, query: str) -> None:
        """Save a search under a name; one that has the name gives way. Raises QueryError."""
        with self._database.transaction() as connection:
            searches.save(connection, name, query)

    def remove_search(self, name: str) -> None:
        """Forget a search. Raises UsageError where none has the name."""
        with self._database.transaction() as connection:
            searches.remove(connection, name)

    def rules(self) -> list[Rule]:
        """Return the rules, in the order that they are applied in."""
        with self._database.reading() as connection:
            return rules.all_rules(connection)

    def add_rule(self, rule: Rule) -> None:
        """Keep a rule, as the last; one that has its name gives way. Raises QueryError."""
        with self._database.transaction() as connection:
            rules.add(connection, rule)

    def remove_rule(self, name: str) -> None:
        """Forget a rule. Raises UsageError where none has the name."""
        with self._database.transaction() as connection:
            rules.remove(connection, name)

    def apply_rule(self, name: str) -> dict[ArticleId, Status]:
        """Do to everything stored what a rule says; return what was before.

        Raises QueryError, UsageError where no rule has the name.
        """
        with self._database.transaction() as connection:
            return rules.apply(connection, rules.named(connection, name), self._clock())

"""The ledger: what was ever seen, what became of it, and the counts that hang on it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.errors import NotFoundError
from qreader.model import (
    ArticleId,
    Digest,
    Entry,
    Feed,
    Incoming,
    ParsedFeed,
    Query,
    Scope,
    Status,
    Subscription,
    Validators,
)
from qreader.store import Store
from stored import save_items

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

Prune = Callable[[ArticleId], None]


# ---- pruned articles


def test_a_pruned_article_is_in_no_list_and_no_count(store: Store, save, prune: Prune, feed: Feed):
    gone, kept = save(("Gone", "harbour"), ("Kept", "harbour"))
    store.statuses.mark([gone, kept], starred=True, later=True)
    prune(gone)

    for scope in (Scope.ALL, Scope.UNREAD, Scope.STARRED, Scope.LATER):
        for query in (Query(scope), Query(scope, feed_id=feed.id), Query(scope, words="harbour")):
            assert store.lists.ids(query) == [kept], query
            assert store.lists.count(query) == 1, query
    assert store.articles.rows([gone, kept])[0].id == kept
    assert (store.feeds.one(feed.id).articles, store.feeds.one(feed.id).unread) == (1, 1)
    with pytest.raises(NotFoundError):
        store.articles.one(gone)


def test_a_pruned_article_that_was_read_leaves_the_unread_count_alone(
    store: Store, save, prune: Prune, feed: Feed
):
    gone, _ = save(("Gone", ""), ("Kept", ""))
    store.statuses.mark([gone], read=True)
    prune(gone)

    assert (store.feeds.one(feed.id).articles, store.feeds.one(feed.id).unread) == (1, 1)


def test_a_pruned_article_stays_known_by_an_empty_hash(store: Store, save, prune: Prune, feed):
    (gone,) = save(("Gone", "text"))
    before = store.statuses.known(feed.id, [b"Gone"])[b"Gone"]
    prune(gone)
    after = store.statuses.known(feed.id, [b"Gone"])[b"Gone"]

    assert (before.id, before.source_hash) == (gone, b"text")
    assert (after.id, after.source_hash) == (gone, b"")


@pytest.mark.parametrize("knows_it", [True, False])
def test_a_pruned_article_does_not_come_back_whatever_its_source_says(
    store: Store, save, prune: Prune, feed: Feed, knows_it: bool
):
    (gone,) = save(("Gone", "text"))
    prune(gone)
    item = Incoming(b"Gone", b"other", Entry("Gone", "Gone"), gone if knows_it else None, NOW)

    done = save_items(
        store, feed.id, ParsedFeed("x"), [(item, Digest("other", "other", 1))], Validators(),
        now=NOW, next_check=NOW,
    )  # fmt: skip

    assert done == (0, 0)
    assert store.lists.ids(Query()) == []
    assert store.lists.ids(Query(words="other")) == []


def test_what_was_done_with_a_pruned_article_is_remembered(
    store: Store, save, prune: Prune, feed: Feed
):
    (gone,) = save(("Gone", ""))
    store.statuses.mark([gone], read=True, starred=True)
    prune(gone)

    assert store.statuses.mark([gone], read=False) == {gone: Status(read=True, starred=True)}
    assert store.feeds.one(feed.id).unread == 0, "what is not there cannot be unread"


def test_a_list_goes_on_below_an_article_that_was_pruned_meanwhile(store: Store, save, prune):
    numbers = save(*((f"Story {n}", "") for n in range(5)))
    first_page = store.lists.ids(Query(), limit=2)
    prune(first_page[-1])

    rest = store.lists.ids(Query(), after=first_page[-1])

    assert set(numbers[:3]) <= set(rest)


def test_a_feed_is_removed_with_the_ledger_of_its_pruned_articles(
    store: Store, save, prune: Prune, feed: Feed, sql: sqlite3.Connection, *, forget
):
    gone, _ = save(("Gone", ""), ("Kept", ""))
    prune(gone)

    forget(feed.id)

    assert sql.execute("SELECT count(*) FROM status").fetchone() == (0,)
    assert store.lists.ids(Query()) == []


# ---- lists and marks


def test_articles_of_one_second_are_parted_into_pages_by_their_numbers(store: Store, feed, now):
    items = [
        (Incoming(str(n).encode(), b"x", Entry(str(n)), None, now), Digest("", "", 1))
        for n in range(7)
    ]
    save_items(store, feed.id, ParsedFeed("x"), items, Validators(), now=now, next_check=now)
    whole = store.lists.ids(Query())

    pages: list[ArticleId] = []
    while page := store.lists.ids(Query(), after=pages[-1] if pages else None, limit=2):
        pages += page

    assert pages == whole == sorted(whole, reverse=True)
    assert list(store.lists.all_ids(Query())) == whole
    assert len(whole) == 7


def test_a_page_of_unread_goes_on_below_an_article_that_was_read_meanwhile(store: Store, save):
    numbers = save(*((f"Story {n}", "") for n in range(5)))
    first_page = store.lists.ids(Query(Scope.UNREAD), limit=2)
    store.statuses.mark(first_page, read=True)

    assert store.lists.ids(Query(Scope.UNREAD), after=first_page[-1]) == numbers[2::-1]


def test_an_undo_passes_over_what_is_gone(forget, store: Store, save, feed: Feed, other_feed: Feed):
    (gone,) = save(("Gone", ""))
    (kept,) = save(("Kept", ""), into=other_feed)
    store.statuses.mark([gone, kept], read=True, label=str)
    forget(feed.id)

    store.undoing.undo()

    assert store.lists.ids(Query(Scope.UNREAD)) == [kept]
    assert store.feeds.one(other_feed.id).unread == 1


def test_marking_what_is_not_there_changes_nothing(store: Store, save):
    (number,) = save(("A", ""))

    assert store.statuses.mark([ArticleId(99)], read=True) == {}
    assert store.lists.ids(Query(Scope.UNREAD)) == [number]


# ---- counts

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["read", "unread", "star", "undo", "prune", "again", "remove", "back"]),
        st.integers(0, 7),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(STEPS)
def test_counts_kept_by_triggers_are_those_that_counting_gives(steps: list[tuple[str, int]]):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "qreader.db"
        store = Store(path)
        sql = sqlite3.connect(path, isolation_level=None)
        sql.execute("PRAGMA foreign_keys = ON")
        feeds = [
            store.subscriptions.add(Subscription(f"https://{n}/"), now=NOW)[0].id for n in (0, 1)
        ]

        def take_in(place: int) -> None:
            """Store the article of this place, as new as it then is, if its feed is there."""
            if feeds[place % 2] in {feed.id for feed in store.feeds.all()}:
                dated = NOW - timedelta(hours=place)
                item = Incoming(bytes([place]), b"x", Entry(f"{place}"), None, dated)
                save_items(
                    store, feeds[place % 2], ParsedFeed("x"), [(item, Digest("", "", 1))],
                    Validators(), now=NOW, next_check=NOW,
                )  # fmt: skip

        for place in range(8):
            take_in(place)
        for step, place in steps:
            number = ArticleId(place + 1)
            if step in {"read", "unread"}:
                store.statuses.mark([number], read=step == "read", label=str)
            elif step == "star":
                store.statuses.mark([number], starred=True, label=str)
            elif step == "undo":
                store.undoing.undo()
            elif step == "prune":
                sql.execute("DELETE FROM article WHERE id = ?", (number,))
                sql.execute("UPDATE status SET dated = NULL WHERE id = ?", (number,))
            elif step == "again":
                take_in(place)
            elif step == "back" and feeds[0] in {feed.id for feed in store.removed.all()}:
                store.removed.bring_back(feeds[0])
            elif step == "remove" and feeds[0] in {feed.id for feed in store.feeds.all()}:
                store.removed.remove(feeds[0], now=NOW, label=str)
        for feed in store.feeds.all():
            there, unread = Query(feed_id=feed.id), Query(Scope.UNREAD, feed_id=feed.id)
            assert feed.articles == store.lists.count(there) == len(store.lists.ids(there))
            assert feed.unread == store.lists.count(unread) == len(store.lists.ids(unread))
        sql.close()
        store.close()

"""Hiding, tagging, and the history of what was opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest

from conftest import Clock
from qreader.model import ArticleId, Feed, Query, Scope, Status
from qreader.store import Store
from qreader.store.base import utc_now
from qreader.store.database import Block
from qreader.store.statuses import Statuses
from qreader.store.undoing import Undoing

Save = Callable[..., list[ArticleId]]


@pytest.fixture
def three(save: Save) -> list[ArticleId]:
    return save(("Ferry", "ferry"), ("Chess", "chess"), ("Bread", "bread"))


# ---- hiding


def test_a_hidden_article_is_in_no_list_and_no_count(
    store: Store, three: list[ArticleId], feed: Feed
) -> None:
    one, two, three_ = three
    assert store.statuses.mark([two], hidden=True) == {two: Status()}
    assert store.lists.ids(Query()) == [three_, one]
    assert store.lists.ids(Query(words="chess")) == []
    assert store.lists.count(Query(Scope.UNREAD)) == 2
    assert (store.feeds.one(feed.id).articles, store.feeds.one(feed.id).unread) == (2, 2)
    assert store.lists.ids(Query(Scope.HIDDEN)) == [two]
    assert store.lists.count(Query(Scope.HIDDEN)) == 1


def test_a_hidden_article_can_still_be_read_and_keeps_its_date(
    store: Store, three: list[ArticleId]
) -> None:
    before = store.articles.rows([three[1]])[0]
    store.statuses.mark([three[1]], hidden=True)
    row = store.articles.one(three[1]).row
    assert row.status.hidden
    assert row.dated == before.dated


def test_what_is_shown_again_is_where_it_was(
    store: Store, three: list[ArticleId], feed: Feed
) -> None:
    store.statuses.mark(three[:2], hidden=True, read=True, label=str)
    store.statuses.mark(three, hidden=True)
    store.undoing.undo()
    assert store.lists.ids(Query()) == [three[1], three[0]]
    assert store.lists.ids(Query(Scope.HIDDEN)) == [three[2]]
    store.statuses.mark(three, hidden=False)
    assert store.lists.ids(Query()) == three[::-1]
    assert (store.feeds.one(feed.id).articles, store.feeds.one(feed.id).unread) == (3, 3)


def test_a_hidden_article_that_its_feed_states_again_stays_hidden(
    store: Store, save: Save, three: list[ArticleId]
) -> None:
    store.statuses.mark([three[0]], hidden=True)
    save(("Ferry", "ferry, and other words"))
    assert store.lists.ids(Query(Scope.HIDDEN)) == [three[0]]
    assert three[0] not in store.lists.ids(Query())


# ---- tags


def test_tags_are_given_and_taken_and_put_back(store: Store, three: list[ArticleId]) -> None:
    one, two, _ = three
    store.statuses.tag([one], ["sea"], [])
    before = store.statuses.tag([one, two], ["sea", "boats"], ["nothing"], label=str)
    assert before == {one: Status(tags=("sea",)), two: Status()}
    assert store.articles.rows([one])[0].status.tags == ("boats", "sea")
    assert store.statuses.tags() == [("boats", 2), ("sea", 2)]
    assert store.lists.ids(Query(tag="sea")) == [two, one]
    assert store.lists.count(Query(tag="boats")) == 2
    store.undoing.undo()
    assert store.statuses.tags() == [("sea", 1)]
    assert store.statuses.tag([one], [], ["sea"]) == {one: Status(tags=("sea",))}
    assert store.statuses.tags() == []
    assert store.statuses.tag([one], [], ["sea"]) == {}


def test_marking_leaves_tags_alone(store: Store, three: list[ArticleId]) -> None:
    store.statuses.tag(three, ["sea"], [])
    store.statuses.mark(three, read=True, starred=True)
    assert [row.status for row in store.articles.rows(three)] == [
        Status(True, True, tags=("sea",))
    ] * 3


@pytest.mark.parametrize("is_undone", [False, True])
def test_many_are_marked_and_put_back_in_as_few_statements_as_two(
    store: Store, save, sql: sqlite3.Connection, block: Block, is_undone: bool
) -> None:
    numbers = save(*((f"Story {n}", "") for n in range(40)))
    store.statuses.tag(numbers[::2], ["mine"], [])
    store.statuses.mark(numbers[::4], starred=True)

    watched = Statuses(block, utc_now)

    def statements(some: list[ArticleId]) -> int:
        asked: list[str] = []
        watched.mark(some, read=True, label=str)
        sql.set_trace_callback(asked.append)
        if is_undone:
            Undoing(block, utc_now).undo()
        else:
            watched.mark(some, read=False)
        sql.set_trace_callback(None)
        return len(set(asked))  # one that fires triggers is told of again for each row

    assert statements(numbers) <= 3 * statements(numbers[:1])


def test_a_mark_writes_no_index_of_what_stays(
    save, sql: sqlite3.Connection, block: Block, clock: Clock
) -> None:
    (number,) = save(("Story", ""))
    asked: list[str] = []
    sql.set_trace_callback(asked.append)
    Statuses(block, clock).mark([number], read=True)
    (update,) = {text for text in asked if text.startswith("UPDATE status SET read")}
    assert "starred" not in update and "dated" not in update


def test_a_feed_that_goes_takes_its_tags_along(
    forget, store: Store, three: list[ArticleId], feed: Feed, sql: sqlite3.Connection
) -> None:
    store.statuses.tag(three, ["sea"], [])
    store.statuses.mark([three[0]], hidden=True)
    forget(feed.id)
    assert store.statuses.tags() == []
    assert store.lists.ids(Query(Scope.HIDDEN)) == []


# ---- history


def test_what_was_opened_last_comes_first(
    store: Store, three: list[ArticleId], clock: Clock
) -> None:
    one, two, _ = three
    for number in (one, two, one):
        clock.time += timedelta(minutes=1)
        store.statuses.visit(number)
    store.statuses.visit(ArticleId(999))
    query = Query(Scope.HISTORY)
    assert store.lists.ids(query) == [one, two]
    assert store.lists.count(query) == 2
    assert store.lists.ids(query, after=one) == [two]
    assert store.lists.ids(query, limit=1) == [one]
    assert store.lists.ids(Query(Scope.HISTORY, words="chess")) == [two]

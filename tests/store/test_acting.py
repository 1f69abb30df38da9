"""Hiding, tagging, and the history of what was opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.model import ArticleId, Feed, Query, Scope, Status
from qreader.store import Store, statuses, undoing

Save = Callable[..., list[ArticleId]]


@pytest.fixture
def three(save: Save) -> list[ArticleId]:
    return save(("Ferry", "ferry"), ("Chess", "chess"), ("Bread", "bread"))


# ---- hiding


def test_a_hidden_article_is_in_no_list_and_no_count(
    store: Store, three: list[ArticleId], feed: Feed
) -> None:
    one, two, three_ = three
    assert store.mark([two], hidden=True) == {two: Status()}
    assert store.ids(Query()) == [three_, one]
    assert store.ids(Query(words="chess")) == []
    assert store.count(Query(Scope.UNREAD)) == 2
    assert (store.feed(feed.id).articles, store.feed(feed.id).unread) == (2, 2)
    assert store.ids(Query(Scope.HIDDEN)) == [two]
    assert store.count(Query(Scope.HIDDEN)) == 1


def test_a_hidden_article_can_still_be_read_and_keeps_its_date(
    store: Store, three: list[ArticleId]
) -> None:
    before = store.rows([three[1]])[0]
    store.mark([three[1]], hidden=True)
    row = store.article(three[1]).row
    assert row.status.hidden
    assert row.dated == before.dated


def test_what_is_shown_again_is_where_it_was(
    store: Store, three: list[ArticleId], feed: Feed
) -> None:
    store.mark(three[:2], hidden=True, read=True, label=str)
    store.mark(three, hidden=True)
    store.undo()
    assert store.ids(Query()) == [three[1], three[0]]
    assert store.ids(Query(Scope.HIDDEN)) == [three[2]]
    store.mark(three, hidden=False)
    assert store.ids(Query()) == three[::-1]
    assert (store.feed(feed.id).articles, store.feed(feed.id).unread) == (3, 3)


def test_a_hidden_article_that_its_feed_states_again_stays_hidden(
    store: Store, save: Save, three: list[ArticleId]
) -> None:
    store.mark([three[0]], hidden=True)
    save(("Ferry", "ferry, and other words"))
    assert store.ids(Query(Scope.HIDDEN)) == [three[0]]
    assert three[0] not in store.ids(Query())


# ---- tags


def test_tags_are_given_and_taken_and_put_back(store: Store, three: list[ArticleId]) -> None:
    one, two, _ = three
    store.tag([one], ["sea"], [])
    before = store.tag([one, two], ["sea", "boats"], ["nothing"], label=str)
    assert before == {one: Status(tags=("sea",)), two: Status()}
    assert store.rows([one])[0].status.tags == ("boats", "sea")
    assert store.tags() == [("boats", 2), ("sea", 2)]
    assert store.ids(Query(tag="sea")) == [two, one]
    assert store.count(Query(tag="boats")) == 2
    store.undo()
    assert store.tags() == [("sea", 1)]
    assert store.tag([one], [], ["sea"]) == {one: Status(tags=("sea",))}
    assert store.tags() == []
    assert store.tag([one], [], ["sea"]) == {}


def test_marking_leaves_tags_alone(store: Store, three: list[ArticleId]) -> None:
    store.tag(three, ["sea"], [])
    store.mark(three, read=True, starred=True)
    assert [row.status for row in store.rows(three)] == [Status(True, True, tags=("sea",))] * 3


@pytest.mark.parametrize("is_undone", [False, True])
def test_many_are_marked_and_put_back_in_as_few_statements_as_two(
    store: Store, save, sql: sqlite3.Connection, now: datetime, is_undone: bool
) -> None:
    numbers = save(*((f"Story {n}", "") for n in range(40)))
    store.tag(numbers[::2], ["mine"], [])
    store.mark(numbers[::4], starred=True)

    def statements(some: list[ArticleId]) -> int:
        asked: list[str] = []
        before = statuses.mark(sql, some, read=True, starred=None, later=None)
        undoing.marked(sql, before, {"read": True}, "read", now)
        sql.set_trace_callback(asked.append)
        if is_undone:
            undoing.undo(sql, now)
        else:
            statuses.mark(sql, some, read=False, starred=None, later=None)
        sql.set_trace_callback(None)
        return len(set(asked))  # one that fires triggers is told of again for each row

    assert statements(numbers) <= 3 * statements(numbers[:1])


def test_a_mark_writes_no_index_of_what_stays(store: Store, save, sql: sqlite3.Connection) -> None:
    (number,) = save(("Story", ""))
    asked: list[str] = []
    sql.set_trace_callback(asked.append)
    statuses.mark(sql, [number], read=True, starred=None, later=None)
    (update,) = {text for text in asked if text.startswith("UPDATE status SET read")}
    assert "starred" not in update and "dated" not in update


def test_a_feed_that_goes_takes_its_tags_along(
    forget, store: Store, three: list[ArticleId], feed: Feed, sql: sqlite3.Connection
) -> None:
    store.tag(three, ["sea"], [])
    store.mark([three[0]], hidden=True)
    forget(feed.id)
    assert store.tags() == []
    assert store.ids(Query(Scope.HIDDEN)) == []


# ---- history


def test_what_was_opened_last_comes_first(
    store: Store, three: list[ArticleId], now: datetime
) -> None:
    one, two, _ = three
    for minutes, number in enumerate((one, two, one)):
        store.visit(number, now=now + timedelta(minutes=minutes))
    store.visit(ArticleId(999), now=now)
    query = Query(Scope.HISTORY)
    assert store.ids(query) == [one, two]
    assert store.count(query) == 2
    assert store.ids(query, after=one) == [two]
    assert store.ids(query, limit=1) == [one]
    assert store.ids(Query(Scope.HISTORY, words="chess")) == [two]

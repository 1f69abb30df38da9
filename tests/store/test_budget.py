"""What to read in so many minutes; and what the interface keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qreader.model import ArticleId, Feed, Query, Scope, StoryId
from qreader.store import Store, budget

Save = Callable[..., list[ArticleId]]


@pytest.fixture
def store(tmp_path: Path, now: datetime) -> Iterator[Store]:
    opened = Store(tmp_path / "qreader.db", lambda: now)
    yield opened
    opened.close()


@pytest.fixture
def unread(store: Store, save: Save, other_feed: Feed, sql: sqlite3.Connection) -> list[ArticleId]:
    """Five articles, oldest first; the first and the last, from two feeds, are one story."""
    one, two, three, four = save(("Quake", "a"), ("Chess", "b"), ("Bread", "c"), ("Glue", "d"))
    (five,) = save(("Quake again", "e"), into=other_feed)
    store.stories.group(dict.fromkeys([one, five], (StoryId(-1), None)), [])
    for number, minutes in ((one, 2), (two, 3), (three, 9), (four, 1), (five, 2)):
        sql.execute("UPDATE article SET minutes = ? WHERE id = ?", (minutes, number))
    sql.commit()
    return [one, two, three, four, five]


def minutes(number: int) -> Query:
    return Query(Scope.UNREAD, minutes=number)


def test_each_story_comes_once_the_largest_first_then_the_newest(
    store: Store, unread: list[ArticleId]
) -> None:
    _, two, three, four, five = unread
    assert store.lists.ids(minutes(60)) == [five, four, three, two]
    assert store.lists.count(minutes(60)) == 4


def test_what_takes_too_long_gives_way_to_what_is_shorter(
    store: Store, unread: list[ArticleId]
) -> None:
    _, two, _, four, five = unread
    assert store.lists.ids(minutes(6)) == [five, four, two]
    assert store.lists.ids(minutes(3)) == [five, four]


def test_there_is_always_something_to_read(store: Store, unread: list[ArticleId]) -> None:
    assert store.lists.ids(minutes(1)) == [unread[3]]
    store.statuses.mark([unread[3]], read=True)
    assert store.lists.ids(minutes(1)) == [unread[4]]


def test_nothing_unread_is_nothing_to_read(store: Store, unread: list[ArticleId]) -> None:
    store.statuses.mark(unread, read=True)
    assert store.lists.ids(minutes(20)) == []
    assert store.lists.count(minutes(20)) == 0


def test_old_stories_wait_while_there_is_news(
    store: Store, unread: list[ArticleId], sql: sqlite3.Connection
) -> None:
    old = int(timedelta(days=30).total_seconds())
    sql.execute(
        "UPDATE status SET dated = dated - ? WHERE id IN (?, ?)", (old, unread[0], unread[4])
    )
    sql.commit()
    assert unread[4] not in store.lists.ids(minutes(60))
    store.statuses.mark(unread[1:4], read=True)
    assert store.lists.ids(minutes(60)) == [unread[4]]


def test_a_page_of_it_goes_on_behind_an_article(store: Store, unread: list[ArticleId]) -> None:
    _, two, three, four, five = unread
    assert store.lists.ids(minutes(60), limit=2) == [five, four]
    assert store.lists.ids(minutes(60), after=four) == [three, two]


def test_few_articles_are_looked_at(
    store: Store, unread: list[ArticleId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_CONSIDERED", 2)
    assert len(store.lists.ids(minutes(60))) == 2


def test_words_are_looked_for_in_one_story_alone(store: Store, unread: list[ArticleId]) -> None:
    one, *_, five = unread
    story = store.articles.rows([one])[0].story
    assert set(store.lists.ids(Query(words="quake", story=story))) == {one, five}
    assert store.lists.ids(Query(words="chess", story=story)) == []


# ---- what the interface keeps


def test_a_value_is_remembered_under_its_name(store: Store) -> None:
    assert store.remembered.read("widths") is None
    store.remembered.write("widths", "0 2 0")
    store.remembered.write("other", "x")
    store.remembered.write("widths", "0 4 0")
    assert store.remembered.read("widths") == "0 4 0"
    assert store.remembered.read("other") == "x"

"""Stories, copies, judgements, and feeds that are only signals."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.errors import NotFoundError
from qreader.model import ArticleId, Attention, Feed, FeedId, Query, Scope, StoryId, Verdict
from qreader.store import Store, stories

Save = Callable[..., list[ArticleId]]
NEW = StoryId(-1), None
"""A place in a story that is to be made."""


@pytest.fixture
def told(store: Store, save: Save, other_feed: Feed) -> list[ArticleId]:
    """Four articles, oldest first: the first and the last, from two feeds, are one story."""
    one, two, three = save(("Quake", "a"), ("Chess", "b"), ("Bread", "c"))
    (four,) = save(("Quake again", "d"), into=other_feed)
    store.group(dict.fromkeys([one, four], NEW), [])
    return [one, two, three, four]


def test_a_row_says_how_many_other_sources_tell_its_story(
    store: Store, told: list[ArticleId]
) -> None:
    rows = store.rows(told)
    assert [row.other_sources for row in rows] == [1, 0, 0, 1]
    assert [row.story for row in rows] == [1, None, None, 1]


def test_a_story_is_a_timeline_oldest_first(store: Store, told: list[ArticleId]) -> None:
    query = Query(story=StoryId(1))
    assert store.ids(query) == [told[0], told[3]]
    assert store.count(query) == 2
    assert store.ids(Query(story=StoryId(99))) == []


def test_a_list_by_story_shows_the_newest_of_each(store: Store, told: list[ArticleId]) -> None:
    one, two, three, four = told
    assert store.ids(Query()) == [four, three, two, one]
    assert store.ids(Query(by_story=True)) == [four, three, two]
    assert store.count(Query(by_story=True)) == 3
    assert store.count(Query()) == 4


def test_a_list_by_story_shows_the_newest_of_those_that_it_holds(
    store: Store, told: list[ArticleId], feed: Feed
) -> None:
    one, two, three, four = told
    store.mark([four], read=True)
    assert store.ids(Query(Scope.UNREAD, by_story=True)) == [three, two, one]
    assert store.ids(Query(feed_id=feed.id, by_story=True)) == [three, two, one]
    assert store.ids(Query(folder="News", by_story=True)) == [four]


def test_a_list_by_story_goes_on_behind_any_article(store: Store, told: list[ArticleId]) -> None:
    *_, two, three, four = told
    assert store.ids(Query(by_story=True), after=four, limit=1) == [three]
    assert store.ids(Query(by_story=True), after=three) == [two]


def test_what_lies_beneath_a_row_is_the_rest_of_its_story_in_the_same_list(
    store: Store, told: list[ArticleId]
) -> None:
    one, two, _, four = told
    assert store.other_articles_of_story(Query(Scope.UNREAD), [four, two]) == [one]
    store.mark([one], read=True)
    assert store.other_articles_of_story(Query(Scope.UNREAD), [four, two]) == []


def test_an_article_stays_in_the_story_that_it_is_in(store: Store, told: list[ArticleId]) -> None:
    store.group(dict.fromkeys([told[1], told[0]], NEW), [])
    assert store.rows([told[0]])[0].story == 1
    assert store.rows([told[1]])[0].story == 2


def test_stories_that_are_made_together_are_told_apart(store: Store, save: Save) -> None:
    ids = save(("A", "a"), ("B", "b"), ("C", "c"), ("D", "d"))
    other = StoryId(-2), None
    store.group(dict(zip(ids, [NEW, other, NEW, other], strict=True)), [])
    assert [row.story for row in store.rows(ids)] == [1, 2, 1, 2]


def test_copies_are_those_of_one_text_whichever_is_asked_about(store: Store, save: Save) -> None:
    one, two, three, four = save(("A", "a"), ("B", "b"), ("C", "c"), ("D", "d"))
    of_one = NEW[0], one
    store.group({one: NEW, four: NEW, two: of_one, three: of_one}, [])
    assert store.copies([one]) == [two, three]
    assert store.copies([two]) == [one, three]
    assert store.copies([one, two]) == [three]
    assert store.copies([four]) == []
    assert store.rows([two])[0].copy_of == one


def test_what_is_wanted_of_a_story_shows_on_its_rows_until_its_time_is_over(
    store: Store, told: list[ArticleId], sql: sqlite3.Connection, now: datetime
) -> None:
    until = now + timedelta(days=7)
    assert store.attend(StoryId(1), Attention.FOLLOW, until) is None
    assert store.attend(StoryId(1), Attention.MUTE, until) is Attention.FOLLOW
    assert store.rows(told)[0].attention is Attention.MUTE
    stories.end_attention(sql, now)
    assert store.rows(told)[0].attention is Attention.MUTE
    stories.end_attention(sql, until)
    assert store.rows(told)[0].attention is None


def test_what_is_said_of_two_articles_holds_in_both_directions(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    one, two, three, _ = told
    assert store.judge(two, one, True, now=now) == Verdict(None, StoryId(1))
    assert store.judge(one, three, False, now=now) == Verdict(None, None)
    assert store.judgements(one) == {two: True, three: False}
    assert store.judgements(two) == {one: True}
    assert store.judge(one, two, False, now=now) == Verdict(True, None)
    assert store.judgements(two) == {one: False}


def test_nothing_is_said_of_an_article_and_itself_or_of_none(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    store.judge(told[0], told[0], True, now=now)
    store.judge(told[0], ArticleId(999), True, now=now)
    assert store.judgements(told[0]) == {}


def test_what_does_not_belong_to_an_article_leaves_its_story(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    one, two, _, four = told
    store.judge(two, four, False, now=now)
    assert store.rows([four])[0].story == 1
    store.judge(one, four, False, now=now, label="Not related")
    assert store.rows([four])[0].story is None
    assert store.rows([one])[0].other_sources == 0
    store.undo()
    assert store.rows([four])[0].story == 1
    assert store.judgements(one) == {}


def test_the_articles_of_a_signal_are_listed_under_its_own_name_only(
    store: Store, told: list[ArticleId], other_feed: Feed
) -> None:
    *rest, four = told
    store.set_signal_only(other_feed.id, True)
    assert store.feed(other_feed.id).signal_only
    assert set(store.ids(Query())) == set(rest)
    assert store.count(Query()) == 3
    assert store.ids(Query(feed_id=other_feed.id)) == [four]
    store.set_signal_only(other_feed.id, False)
    assert store.count(Query()) == 4


def test_a_feed_that_is_not_there_is_no_signal(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.set_signal_only(FeedId(7), True)


def test_a_feed_that_goes_takes_its_part_of_a_story_along(
    forget, store: Store, told: list[ArticleId], other_feed: Feed, sql: sqlite3.Connection
) -> None:
    forget(other_feed.id)
    assert store.rows([told[0]])[0].other_sources == 0
    assert sql.execute("SELECT count(*) FROM story_article").fetchone() == (1,)

"""Stories, copies, judgements, and feeds that are only signals."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.errors import NotFoundError
from qreader.model import (
    ArticleId,
    Attention,
    Feed,
    FeedId,
    FeedSetting,
    Query,
    Scope,
    StoryId,
    Verdict,
)
from qreader.store import Store

Save = Callable[..., list[ArticleId]]
NEW = StoryId(-1), None
"""A place in a story that is to be made."""


@pytest.fixture
def told(store: Store, save: Save, other_feed: Feed) -> list[ArticleId]:
    """Four articles, oldest first: the first and the last, from two feeds, are one story."""
    one, two, three = save(("Quake", "a"), ("Chess", "b"), ("Bread", "c"))
    (four,) = save(("Quake again", "d"), into=other_feed)
    store.stories.group(dict.fromkeys([one, four], NEW), [])
    return [one, two, three, four]


def test_a_row_says_how_many_other_sources_tell_its_story(
    store: Store, told: list[ArticleId]
) -> None:
    rows = store.articles.rows(told)
    assert [row.other_sources for row in rows] == [1, 0, 0, 1]
    assert [row.story for row in rows] == [1, None, None, 1]


def test_a_story_is_a_timeline_oldest_first(store: Store, told: list[ArticleId]) -> None:
    query = Query(story=StoryId(1))
    assert store.lists.ids(query) == [told[0], told[3]]
    assert store.lists.count(query) == 2
    assert store.lists.ids(Query(story=StoryId(99))) == []


def test_a_list_by_story_shows_the_newest_of_each(store: Store, told: list[ArticleId]) -> None:
    one, two, three, four = told
    assert store.lists.ids(Query()) == [four, three, two, one]
    assert store.lists.ids(Query(by_story=True)) == [four, three, two]
    assert store.lists.count(Query(by_story=True)) == 3
    assert store.lists.count(Query()) == 4


def test_a_list_by_story_shows_the_newest_of_those_that_it_holds(
    store: Store, told: list[ArticleId], feed: Feed
) -> None:
    one, two, three, four = told
    store.statuses.mark([four], read=True)
    assert store.lists.ids(Query(Scope.UNREAD, by_story=True)) == [three, two, one]
    assert store.lists.ids(Query(feed_id=feed.id, by_story=True)) == [three, two, one]
    assert store.lists.ids(Query(folder="News", by_story=True)) == [four]


def test_a_list_by_story_goes_on_behind_any_article(store: Store, told: list[ArticleId]) -> None:
    *_, two, three, four = told
    assert store.lists.ids(Query(by_story=True), after=four, limit=1) == [three]
    assert store.lists.ids(Query(by_story=True), after=three) == [two]


def test_what_lies_beneath_a_row_is_the_rest_of_its_story_in_the_same_list(
    store: Store, told: list[ArticleId]
) -> None:
    one, two, _, four = told
    assert store.stories.other_articles(Query(Scope.UNREAD), [four, two]) == [one]
    store.statuses.mark([one], read=True)
    assert store.stories.other_articles(Query(Scope.UNREAD), [four, two]) == []


def test_an_article_stays_in_the_story_that_it_is_in(store: Store, told: list[ArticleId]) -> None:
    store.stories.group(dict.fromkeys([told[1], told[0]], NEW), [])
    assert store.articles.rows([told[0]])[0].story == 1
    assert store.articles.rows([told[1]])[0].story == 2


def test_stories_that_are_made_together_are_told_apart(store: Store, save: Save) -> None:
    ids = save(("A", "a"), ("B", "b"), ("C", "c"), ("D", "d"))
    other = StoryId(-2), None
    store.stories.group(dict(zip(ids, [NEW, other, NEW, other], strict=True)), [])
    assert [row.story for row in store.articles.rows(ids)] == [1, 2, 1, 2]


def test_copies_are_those_of_one_text_whichever_is_asked_about(store: Store, save: Save) -> None:
    one, two, three, four = save(("A", "a"), ("B", "b"), ("C", "c"), ("D", "d"))
    of_one = NEW[0], one
    store.stories.group({one: NEW, four: NEW, two: of_one, three: of_one}, [])
    assert store.stories.copies([one]) == [two, three]
    assert store.stories.copies([two]) == [one, three]
    assert store.stories.copies([one, two]) == [three]
    assert store.stories.copies([four]) == []
    assert store.articles.rows([two])[0].copy_of == one


def test_what_is_wanted_of_a_story_shows_on_its_rows_until_its_time_is_over(
    store: Store, told: list[ArticleId], sql: sqlite3.Connection, now: datetime
) -> None:
    until = now + timedelta(days=7)
    assert store.stories.follow_or_mute(StoryId(1), Attention.FOLLOW, until) is None
    assert store.stories.follow_or_mute(StoryId(1), Attention.MUTE, until) is Attention.FOLLOW
    assert store.articles.rows(told)[0].attention is Attention.MUTE
    store.stories.end_attention(now=now)
    assert store.articles.rows(told)[0].attention is Attention.MUTE
    store.stories.end_attention(now=until)
    assert store.articles.rows(told)[0].attention is None


def test_what_is_said_of_two_articles_holds_in_both_directions(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    one, two, three, _ = told
    assert store.judgements.judge(two, one, True) == Verdict(None, StoryId(1))
    assert store.judgements.judge(one, three, False) == Verdict(None, None)
    assert store.judgements.of_article(one) == {two: True, three: False}
    assert store.judgements.of_article(two) == {one: True}
    assert store.judgements.judge(one, two, False) == Verdict(True, None)
    assert store.judgements.of_article(two) == {one: False}


def test_nothing_is_said_of_an_article_and_itself_or_of_none(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    store.judgements.judge(told[0], told[0], True)
    store.judgements.judge(told[0], ArticleId(999), True)
    assert store.judgements.of_article(told[0]) == {}


def test_what_does_not_belong_to_an_article_leaves_its_story(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    one, two, _, four = told
    store.judgements.judge(two, four, False)
    assert store.articles.rows([four])[0].story == 1
    store.judgements.judge(one, four, False, label="Not related")
    assert store.articles.rows([four])[0].story is None
    assert store.articles.rows([one])[0].other_sources == 0
    store.undoing.undo()
    assert store.articles.rows([four])[0].story == 1
    assert store.judgements.of_article(one) == {}


def test_the_articles_of_a_signal_are_listed_under_its_own_name_only(
    store: Store, told: list[ArticleId], other_feed: Feed
) -> None:
    *rest, four = told
    store.editing.change({other_feed.id: {FeedSetting.SIGNAL_ONLY: 1}})
    assert store.feeds.one(other_feed.id).signal_only
    assert set(store.lists.ids(Query())) == set(rest)
    assert store.lists.count(Query()) == 3
    assert store.lists.ids(Query(feed_id=other_feed.id)) == [four]
    store.editing.change({other_feed.id: {FeedSetting.SIGNAL_ONLY: 0}})
    assert store.lists.count(Query()) == 4


def test_a_feed_that_is_not_there_is_no_signal(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.editing.change({FeedId(7): {FeedSetting.SIGNAL_ONLY: 1}})


def test_a_feed_that_goes_takes_its_part_of_a_story_along(
    forget, store: Store, told: list[ArticleId], other_feed: Feed, sql: sqlite3.Connection
) -> None:
    forget(other_feed.id)
    assert store.articles.rows([told[0]])[0].other_sources == 0
    assert sql.execute("SELECT count(*) FROM story_article").fetchone() == (1,)

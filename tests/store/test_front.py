"""What is front of mind: kept as numbers, and read fresh."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.model import ArticleId, Attention, Feed, FrontPage, StoryId, Subscription
from qreader.store import Store
from qreader.store.front import KEPT_AS

Save = Callable[..., list[ArticleId]]
STORY = StoryId(1)


@pytest.fixture
def told(store: Store, save: Save, other_feed: Feed) -> list[ArticleId]:
    """A story, oldest first: two articles of one source, then one of another."""
    ids = [
        *save(("Quake", "a"), ("Quake, second day", "b")),
        *save(("Shaken", "c"), into=other_feed),
    ]
    for number, hours in zip(ids, (9, 6, 3), strict=True):
        _date(store, number, store.front._clock() - timedelta(hours=hours))
    store.stories.group(dict.fromkeys(ids, (StoryId(-1), None)), [])
    return ids


def _date(store: Store, number: ArticleId, dated: datetime) -> None:
    with store._database.transaction() as connection:
        connection.execute(
            "UPDATE status SET dated = :dated WHERE id = :id",
            {"id": number, "dated": int(dated.timestamp())},
        )


# ---- kept


def test_a_front_page_is_kept_until_the_next(store: Store, now: datetime) -> None:
    assert store.front.kept() is None
    page = FrontPage(
        now, 9, (STORY,), (("upper ambel", 9),), (ArticleId(4), ArticleId(2)), 2, ((5, 6), (20, 18))
    )
    store.front.keep(page)
    assert store.front.kept() == page
    store.front.keep(page._replace(stories=()))
    assert store.front.kept() == page._replace(stories=())


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "{}", '{"made": "now"}', "null"])
def test_what_is_no_front_page_is_none(store: Store, text: str) -> None:
    store.remembered.write(KEPT_AS, text)
    assert store.front.kept() is None


def test_a_page_without_one_of_its_values_is_none(store: Store, now: datetime) -> None:
    store.front.keep(FrontPage(now))
    whole = json.loads(store.remembered.read(KEPT_AS) or "")
    for name in whole:
        part = {key: value for key, value in whole.items() if key != name}
        store.remembered.write(KEPT_AS, json.dumps(part))
        assert store.front.kept() is None, name


# ---- read fresh


def test_a_story_is_named_by_its_newest_article_beside_one_of_another_source(
    store: Store, told: list[ArticleId], feed: Feed, other_feed: Feed
) -> None:
    (story,) = store.front.stories([STORY])
    assert story.row.id == told[2]
    assert story.other and story.other.id == told[1]
    assert story.articles == (told[2], told[1], told[0])
    assert story.unread == story.articles
    assert story.sources == (story.row.feed, story.other.feed)
    assert story.row.story_size and story.row.story_size[:2] == (2, 3)
    assert (story.twice, story.until) == (None, None)


def test_once_its_newest_article_is_read_the_newest_unread_one_is_named(
    store: Store, told: list[ArticleId]
) -> None:
    store.statuses.mark([told[2]], read=True)
    (story,) = store.front.stories([STORY])
    assert story.row.id == told[2]
    assert story.read == {told[2]}
    assert story.other and story.other.id == told[1]
    store.statuses.mark(told, read=True)
    (story,) = store.front.stories([STORY])
    assert (story.other, story.unread) == (None, ())


def test_a_copy_is_no_other_article_and_its_sources_are_named(
    store: Store, told: list[ArticleId]
) -> None:
    store.stories.join(STORY, told[2], copy_of=told[1])
    (story,) = store.front.stories([STORY])
    assert story.twice == (story.sources[0], story.sources[1])
    assert story.other is not None
    assert story.other.id == told[0]


def test_a_followed_story_has_its_end_and_a_muted_one_has_none(
    store: Store, told: list[ArticleId], now: datetime
) -> None:
    end = now + timedelta(days=14)
    store.stories.follow_or_mute(STORY, Attention.FOLLOW, end)
    assert store.front.stories([STORY])[0].until == end
    store.stories.follow_or_mute(STORY, Attention.MUTE, end)
    assert store.front.stories([STORY])[0].until is None


def test_what_no_list_shows_is_left_out(
    store: Store, told: list[ArticleId], save: Save, prune: Callable[[ArticleId], None]
) -> None:
    gone, hidden, alone = save(("One", "d"), ("Two", "e"), ("Three", "f"))
    store.statuses.mark([told[2], hidden], hidden=True)
    prune(gone)
    (story,) = store.front.stories([STORY, StoryId(77)])
    assert story.articles == (told[1], told[0])
    assert [one.row.id for one in store.front.articles([hidden, alone, gone])] == [alone]
    store.statuses.mark(told, hidden=True)
    assert store.front.stories([STORY]) == []


def test_stories_and_articles_come_in_the_order_that_was_asked_for(
    store: Store, told: list[ArticleId], save: Save
) -> None:
    ids = save(("One", "d"), ("Two", "e"))
    store.stories.group(dict.fromkeys(ids, (StoryId(-1), None)), [])
    stories = store.front.stories([StoryId(2), STORY])
    assert [one.row.story for one in stories] == [2, 1]
    assert [one.row.id for one in store.front.articles([ids[1], ids[0]])] == [ids[1], ids[0]]


# ---- what one source alone has


def test_what_one_source_alone_has_is_unread_and_in_no_story_of_others(
    store: Store, told: list[ArticleId], feed: Feed, save: Save, now: datetime
) -> None:
    read, one, two = save(("Read", "d"), ("One", "e"), ("Two", "f"))
    store.statuses.mark([read], read=True)
    since = now - timedelta(days=1)
    assert store.front.alone(since) == [(two, feed.id), (one, feed.id)]
    _date(store, two, now - timedelta(days=2))
    assert store.front.alone(since) == [(one, feed.id)]


def test_a_story_that_a_source_tells_itself_is_its_newest_article(
    store: Store, save: Save, feed: Feed, now: datetime
) -> None:
    one, two = save(("Day one", "a"), ("Day two", "b"))
    store.stories.group({one: (StoryId(-1), None), two: (StoryId(-1), None)}, [])
    assert store.front.alone(now - timedelta(days=1)) == [(two, feed.id)]


def test_feeds_that_only_count_are_left_out(store: Store, now: datetime, save: Save) -> None:
    loud, _ = store.subscriptions.add(
        Subscription("https://loud.example/feed", signal_only=True), now=now
    )
    save(("One", "a"), into=loud)
    assert store.front.alone(now - timedelta(days=1)) == []

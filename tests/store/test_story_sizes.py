"""Story sizes: which articles and sources count, in every view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.model import ArticleId, Feed, Query, StoryId, StorySize, Subscription
from qreader.store import Store
from qreader.store.story_sizes import StorySizes
from qreader.text.publisher import publisher

Save = Callable[..., list[ArticleId]]
NEW = StoryId(-1), None
STORY = StoryId(1)
TODAY = (0, 0, 0, 0, 0, 0)


@pytest.fixture
def told(store: Store, save: Save, other_feed: Feed) -> list[ArticleId]:
    """Three articles of one story, the first two of one feed."""
    ids = [
        *save(("Quake", "a"), ("Quake, second day", "b")),
        *save(("Shaken", "c"), into=other_feed),
    ]
    store.stories.group(dict.fromkeys(ids, NEW), [])
    return ids


def size(store: Store, article_id: ArticleId) -> StorySize | None:
    (row,) = store.articles.rows([article_id])
    return row.story_size


def test_a_size_is_that_of_the_list_that_a_story_is(store: Store, told: list[ArticleId]) -> None:
    assert size(store, told[0]) == (2, 3, (*TODAY, 3))
    assert store.lists.count(Query(story=STORY)) == 3


def test_what_is_read_counts_and_what_is_hidden_does_not(
    store: Store, told: list[ArticleId]
) -> None:
    store.statuses.mark(told, read=True)
    store.statuses.mark(told[:1], hidden=True)
    assert {size(store, article_id) for article_id in told} == {(2, 2, (*TODAY, 2))}
    assert store.lists.count(Query(story=STORY)) == 2


def test_what_stands_alone_has_no_size(store: Store, told: list[ArticleId], save: Save) -> None:
    (alone,) = save(("Bread", "d"))
    assert size(store, alone) is None
    store.statuses.mark(told[:2], hidden=True)
    assert size(store, told[2]) is None
    assert store.articles.rows(told[2:])[0].other_sources == 0


def test_a_removed_feed_takes_its_articles_out_of_the_size(
    store: Store, told: list[ArticleId], other_feed: Feed, now: datetime
) -> None:
    store.removed.remove(other_feed.id, now=now, keep=False)
    assert size(store, told[0]) == (1, 2, (*TODAY, 2))


def test_two_feeds_of_one_host_are_one_source(
    store: Store, told: list[ArticleId], save: Save, now: datetime
) -> None:
    sport, _ = store.subscriptions.add(Subscription("https://feeds.example.org/sport"), now=now)
    (four,) = save(("Match put off after quake", "d"), into=sport)
    store.stories.join(STORY, four)
    assert size(store, four) == (2, 4, (*TODAY, 4))


def test_a_copy_counts_as_an_article_and_as_a_source(
    store: Store, told: list[ArticleId], save: Save, other_feed: Feed
) -> None:
    store.stories.join(STORY, told[2], told[0])
    assert size(store, told[0]) == (2, 3, (*TODAY, 3))


def test_a_trend_counts_days_of_24_hours_and_ends_now(
    store: Store, told: list[ArticleId], clock
) -> None:
    clock.time += timedelta(days=2)
    assert size(store, told[0]) == (2, 3, (0, 0, 0, 0, 3, 0, 0))
    clock.time += timedelta(days=30)
    assert size(store, told[0]) == (2, 3, (0,) * 7)
    clock.time -= timedelta(days=60)
    assert size(store, told[0]) == (2, 3, (*TODAY, 3))


def test_a_page_of_rows_asks_twice_for_its_sizes(block, clock, told: list[ArticleId], sql) -> None:
    seen: list[str] = []
    sql.set_trace_callback(seen.append)
    assert set(StorySizes(block, clock).of([STORY, StoryId(99)])) == {STORY}
    assert StorySizes(block, clock).of([]) == {}
    assert len(seen) == 2  # the stories, then the addresses of their feeds


@pytest.mark.parametrize(
    ("url", "site_url", "source"),
    [
        ("https://feeds.post.example/world", "https://www.post.example/", "post.example"),
        ("https://rss.post.example/world", None, "post.example"),
        ("https://blog.post.example/feed", None, "blog.post.example"),
        ("https://feeds.example/a", None, "feeds.example"),
        ("file:///home/ada/notes", "https://www.post.example/", "7"),
        ("https://[broken/feed", None, "https://[broken/feed"),
        ("no address", None, "no address"),
    ],
)
def test_a_source_is_the_host_of_a_site(url: str, site_url: str | None, source: str) -> None:
    assert publisher(7, url, site_url) == source

"""What feeds bring, and how much of it is opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.model import ArticleId, Entry, Feed
from qreader.model.rows import OF_ANY_AGE
from qreader.store import Store

Save = Callable[..., list[ArticleId]]


def _date(store: Store, number: ArticleId, dated: datetime | None) -> None:
    """Let an article be of another date; None: let it be pruned."""
    with store._database.transaction() as connection:
        connection.execute(
            "UPDATE status SET dated = :dated WHERE id = :id",
            {"id": number, "dated": dated and int(dated.timestamp())},
        )


def test_a_feed_tells_its_newest_article_how_many_come_and_how_many_are_opened(
    store: Store, feed: Feed, other_feed: Feed, save: Save, now: datetime
) -> None:
    ids = save(*[(f"Article {n}", "text") for n in range(6)])
    for number, weeks in zip(ids, (30, 11, 4, 3, 2, 1), strict=True):
        _date(store, number, now - timedelta(weeks=weeks))
    store.statuses.visit(ids[0])
    store.statuses.visit(ids[0])
    activity = store.activity.of_feeds()
    assert activity[feed.id].newest == now - timedelta(weeks=1)
    assert activity[feed.id].per_week == pytest.approx(5 / 12, abs=0.05)
    assert activity[feed.id].opened == 1
    assert activity[other_feed.id].newest is None
    assert activity[other_feed.id].added == now
    assert store.activity.newest() == {feed.id: now - timedelta(weeks=1)}


def test_a_feed_known_for_two_weeks_counts_over_two_weeks(
    store: Store, feed: Feed, save: Save, now: datetime
) -> None:
    for number, days in zip(
        save(("A", ""), ("B", ""), ("C", ""), ("D", "")), (14, 9, 5, 1), strict=True
    ):
        _date(store, number, now - timedelta(days=days))
    assert store.activity.of_feeds()[feed.id].per_week == 2


def test_an_article_without_a_date_is_of_its_arrival(
    store: Store, feed: Feed, save: Save, now: datetime
) -> None:
    (number,) = save(Entry("Undated", "Undated"))
    _date(store, number, now - OF_ANY_AGE)
    assert store.activity.newest() == {feed.id: now}


def test_an_article_of_long_ago_keeps_its_date(
    store: Store, feed: Feed, save: Save, now: datetime
) -> None:
    (number,) = save(("Of old", "text"))
    _date(store, number, now - timedelta(days=9_000))
    assert store.activity.newest() == {feed.id: now - timedelta(days=9_000)}


def test_a_feed_whose_articles_were_all_pruned_brought_its_last_when_that_arrived(
    store: Store, feed: Feed, save: Save, now: datetime
) -> None:
    (number,) = save(("Gone", "text"))
    _date(store, number, None)
    assert store.activity.newest() == {feed.id: now}


def test_a_feed_is_silent_since_its_newest_article_or_since_it_was_added(
    store: Store, feed: Feed, other_feed: Feed, save: Save, now: datetime
) -> None:
    (number,) = save(("Old", "text"))
    _date(store, number, now - timedelta(days=100))
    activity = store.activity.of_feeds()
    ago = now - timedelta(days=90)
    assert activity[feed.id].is_silent_since(ago)
    assert not activity[other_feed.id].is_silent_since(ago)
    assert activity[other_feed.id].is_silent_since(now + timedelta(days=1))


def test_removed_feeds_are_left_out(store: Store, feed: Feed, save: Save, now: datetime) -> None:
    save(("A", "text"))
    store.removed.remove(feed.id, now=now, keep=True)
    assert store.activity.of_feeds() == {}
    assert store.activity.newest() == {}

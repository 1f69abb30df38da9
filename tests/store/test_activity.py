"""What feeds bring, and how much of it is opened."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.model import ArticleId, Entry, Feed
from qreader.model.rows import OF_ANY_AGE
from qreader.store import Store
from qreader.text.local_time import local, midnight

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


def test_a_feed_tells_week_by_week_what_it_brought(
    store: Store, feed: Feed, other_feed: Feed, save: Save, now: datetime
) -> None:
    ids = save(*[(f"Article {n}", "text") for n in range(4)])
    for number, days in zip(ids, (1, 6, 8, 200), strict=True):
        _date(store, number, now - timedelta(days=days))
    store.statuses.visit(ids[0])
    store.statuses.visit(ids[3])
    weeks = store.activity.weeks_of(feed.id, 3)
    assert (weeks.brought, weeks.opened, weeks.starred) == ((0, 1, 2), 1, 0)
    assert store.activity.weeks_of(other_feed.id, 3).brought == (0, 0, 0)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_what_was_read_counts_on_the_days_of_the_person(
    store: Store, save: Save, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        ids = save(("A", ""), ("B", ""), ("C", ""))
        today = midnight(local(store.activity._clock()).date())
        moments = (today, today - timedelta(seconds=1), today - timedelta(days=400))
        with store._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO visit (id, at) VALUES (?, ?)",
                [(i, int(at.timestamp())) for i, at in zip(ids, moments, strict=True)],
            )
        assert store.activity.read_by_day(3) == (0, 1, 1)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_statistics_name_feeds_that_bring_much_and_are_never_opened(
    store: Store, feed: Feed, other_feed: Feed, save: Save, now: datetime
) -> None:
    ids = save(("A", ""), ("B", ""))
    for number in ids:
        _date(store, number, now - timedelta(days=2))
    assert store.activity.statistics(store.feeds.all()).never_opened == ()  # it is new
    with store._database.transaction() as connection:
        connection.execute("UPDATE feed SET added = added - 86400 * 100")
    found = store.activity.statistics(store.feeds.all())
    assert [one.id for one, _ in found.never_opened] == [feed.id]
    assert [one.id for one, _ in found.silent] == [other_feed.id]
    store.statuses.visit(ids[0])
    found = store.activity.statistics(store.feeds.all(), 7)
    assert found.never_opened == ()
    assert found.read_by_day == (0, 0, 0, 0, 0, 0, 1)

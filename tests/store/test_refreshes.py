"""Refreshes: when all feeds were last asked, and whether there was a network."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from qreader.model import Freshness, Subscription
from qreader.store import Store
from qreader.store.refreshes import MAX_LENGTH
from refresh_world import NOW

MINUTE, HALF_HOUR = timedelta(minutes=1), timedelta(minutes=30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "qreader.db")


def refreshed(store: Store, at, **how) -> None:
    store.refreshes.begin(at)
    store.refreshes.end(at, **{"answered": True, "offline": False, **how})


def test_a_new_cache_was_never_refreshed(store: Store):
    assert store.refreshes.freshness() == Freshness()


def test_a_cache_of_before_is_as_old_as_its_newest_visit(store: Store):
    store.subscriptions.add(Subscription("https://one.example/"), now=NOW)
    with store._database.transaction() as connection:
        connection.execute("UPDATE feed SET checked = :at", {"at": int(NOW.timestamp())})

    assert store.refreshes.freshness() == Freshness(NOW, NOW)


def test_a_refresh_counts_from_its_end_and_while_it_runs_from_its_beginning(store: Store):
    store.refreshes.begin(NOW)
    assert store.refreshes.freshness() == Freshness(tried=NOW)
    store.refreshes.end(NOW + MINUTE, answered=True, offline=False)

    assert store.refreshes.freshness() == Freshness(NOW + MINUTE, NOW + MINUTE)


def test_a_refresh_that_asked_nothing_makes_nothing_fresh(store: Store):
    refreshed(store, NOW)
    refreshed(store, NOW + HALF_HOUR, answered=False)

    assert store.refreshes.freshness() == Freshness(NOW, NOW + HALF_HOUR)


def test_the_network_is_down_since_the_first_refresh_that_missed_it(store: Store):
    refreshed(store, NOW)
    refreshed(store, NOW + MINUTE, answered=False, offline=True)
    refreshed(store, NOW + 2 * MINUTE, answered=False, offline=True)
    refreshed(store, NOW + 3 * MINUTE, answered=False)
    assert store.refreshes.freshness().offline_since == NOW + MINUTE
    assert store.refreshes.freshness().refreshed == NOW
    refreshed(store, NOW + 4 * MINUTE)

    assert store.refreshes.freshness() == Freshness(NOW + 4 * MINUTE, NOW + 4 * MINUTE)


def test_none_begins_by_itself_soon_after_another(store: Store):
    refreshed(store, NOW)

    assert not store.refreshes.begin(NOW + 29 * MINUTE, HALF_HOUR)
    assert store.refreshes.begin(NOW + HALF_HOUR, HALF_HOUR)


def test_of_two_that_begin_by_themselves_one_does(store: Store, tmp_path: Path):
    other = Store(tmp_path / "qreader.db")
    refreshed(store, NOW - HALF_HOUR)

    assert store.refreshes.begin(NOW, HALF_HOUR)
    assert not other.refreshes.begin(NOW, HALF_HOUR)


def test_none_begins_by_itself_while_another_runs(store: Store):
    store.refreshes.begin(NOW)

    assert not store.refreshes.begin(NOW + 2 * MINUTE, MINUTE)
    assert store.refreshes.begin(NOW + 2 * MINUTE)


def test_one_that_was_killed_holds_the_next_back_for_a_while_only(store: Store):
    store.refreshes.begin(NOW)

    assert store.refreshes.begin(NOW + MAX_LENGTH, MINUTE)


def test_a_clock_that_was_wrong_holds_none_back(store: Store):
    refreshed(store, NOW + timedelta(days=900))

    assert store.refreshes.begin(NOW, HALF_HOUR)


def test_feeds_that_a_person_chose_tell_of_the_network_and_make_nothing_fresh(store: Store):
    refreshed(store, NOW)
    store.refreshes.note_network(NOW + MINUTE, is_up=False)
    store.refreshes.note_network(NOW + 2 * MINUTE, is_up=False)
    assert store.refreshes.freshness() == Freshness(NOW, NOW, NOW + MINUTE)
    store.refreshes.note_network(NOW + 3 * MINUTE, is_up=True)

    assert store.refreshes.freshness() == Freshness(NOW, NOW)

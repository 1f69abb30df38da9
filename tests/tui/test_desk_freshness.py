"""Freshness: what is due is asked for at its time, and how old all is stands above the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fake_library import NOW, FakeLibrary
from small_desk import SmallDesk

from qreader.text.local_time import local
from qreader.tui import freshness as freshness_module
from qreader.tui.freshness import Freshness
from qreader.tui.messages import AgeChanged, RefreshDue

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness_module, "START_SECONDS", 0.0)


@pytest.fixture
def freshness(desk: SmallDesk, library: FakeLibrary) -> Freshness:
    return Freshness(desk, library, 30)


@pytest.fixture
def refreshed(library: FakeLibrary) -> Callable[..., None]:
    """Note a refresh, as another process does."""

    def note(*, offline: bool = False) -> None:
        library._store.refreshes.begin(library.now())
        library._store.refreshes.end(library.now(), answered=not offline, offline=offline)

    return note


async def ticked(freshness: Freshness, library: FakeLibrary, later: timedelta) -> None:
    """Let time pass, and have it looked at as after each change of the cache."""
    library.time += later
    await freshness.tick(is_changed=True)


def due(desk: SmallDesk) -> list[timedelta]:
    return [message.unless_within for message in desk.messages(RefreshDue)]


def ages(desk: SmallDesk) -> list[tuple[str, str]]:
    return [(message.age, message.short_age) for message in desk.messages(AgeChanged)]


async def test_a_refresh_is_due_half_an_hour_after_the_last_one(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness
) -> None:
    await ticked(freshness, library, 29 * MINUTE)
    assert due(desk) == []
    await ticked(freshness, library, MINUTE)
    assert due(desk) == [30 * MINUTE]


async def test_whoever_refreshes_puts_the_next_one_off(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness, refreshed: Callable[..., None]
) -> None:
    for _ in range(9):
        await ticked(freshness, library, 20 * MINUTE)
        refreshed()
    assert due(desk) == []


async def test_none_is_ever_due_where_the_person_wants_none(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    await ticked(Freshness(desk, library, 0), library, timedelta(days=9))
    assert due(desk) == []


async def test_one_that_came_to_nothing_is_not_asked_for_at_each_tick(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness
) -> None:
    await ticked(freshness, library, 30 * MINUTE)
    freshness.note_try()  # of a cache that cannot be written, or where nothing was due
    await ticked(freshness, library, 29 * MINUTE)
    assert len(due(desk)) == 1
    await ticked(freshness, library, MINUTE)
    assert len(due(desk)) == 2


async def test_the_clock_alone_says_what_is_due_so_no_tick_reads_the_cache(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness
) -> None:
    await freshness.tick(is_changed=False)
    library.time += 30 * MINUTE
    await freshness.tick(is_changed=False)
    assert desk.called == ["watch"]
    assert len(due(desk)) == 1


async def test_a_clock_that_goes_back_puts_nothing_off_for_ever(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness, refreshed: Callable[..., None]
) -> None:
    library.time = NOW + timedelta(days=900)
    refreshed()
    await ticked(freshness, library, timedelta(days=-900))
    assert len(due(desk)) == 1


async def test_without_a_network_the_next_tries_come_soon_and_then_ever_later(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness, refreshed: Callable[..., None]
) -> None:
    waits = []
    for _ in range(7):
        refreshed(offline=True)
        await ticked(freshness, library, timedelta(0))
        waits.append(freshness.wait // MINUTE)
        library.time += MINUTE
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    await ticked(freshness, library, timedelta(hours=8))  # a night's sleep of the machine
    assert freshness.wait == MINUTE
    refreshed()
    await ticked(freshness, library, timedelta(0))
    assert freshness.wait == 30 * MINUTE


async def test_that_there_is_no_network_is_said_once_and_its_return_not_at_all(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness, refreshed: Callable[..., None]
) -> None:
    since = f"{local(NOW):%H:%M}"
    refreshed(offline=True)
    for _ in range(3):
        await ticked(freshness, library, timedelta(0))
        library.time += timedelta(seconds=10)
        refreshed(offline=True)
    assert desk.said == [f"No network since {since}; the cache is here"]
    refreshed()
    await ticked(freshness, library, timedelta(0))
    assert len(desk.said) == 1
    refreshed(offline=True)
    await ticked(freshness, library, timedelta(0))
    assert len(desk.said) == 2


async def test_how_old_all_is_changes_with_its_words_and_not_with_each_tick(
    desk: SmallDesk, library: FakeLibrary, freshness: Freshness, refreshed: Callable[..., None]
) -> None:
    for _ in range(180):
        await freshness.tick(is_changed=False)
        library.time += timedelta(seconds=1)
    assert ages(desk) == [
        ("refreshed just now", "just now"),
        ("refreshed 1 min ago", "1 min ago"),
        ("refreshed 2 min ago", "2 min ago"),
    ]
    refreshed(offline=True)
    await ticked(freshness, library, timedelta(hours=14))
    assert ages(desk)[-1] == ("offline, refreshed 14 h ago", "offline")


async def test_a_cache_that_was_never_refreshed_has_no_age(desk: SmallDesk) -> None:
    library = FakeLibrary()
    await Freshness(desk, library, 30).read()
    assert ages(desk) == []

"""Refreshing: one at a time, told of to its end, whatever becomes of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fake_library import NOW, FakeLibrary
from small_desk import SmallDesk, thread_waits_for

from qreader.errors import StoreError
from qreader.model import FeedId, Refreshed, Told
from qreader.tui import refreshing as refreshing_module
from qreader.tui.messages import AgeChanged, ArticlesCame, RefreshEnded
from qreader.tui.refreshing import Refreshing


class Terminal:
    """What is written to it."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write_control(self, control: str) -> None:
        self.written.append(control)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def refreshing(desk: SmallDesk, library: FakeLibrary, terminal: Terminal) -> Refreshing:
    return Refreshing(desk, library, terminal)  # type: ignore[arg-type]


async def test_a_refresh_that_was_asked_for_is_told_of_and_shown(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    library.to_come = {FeedId(1): ["New"]}
    refreshing.refresh([FeedId(1), FeedId(2)], 2)
    await desk.settle()
    assert desk.said == ["▲ 1 new · gu shows it"]
    (ended,) = desk.messages(RefreshEnded)
    assert (ended.was_asked, ended.failed) == (True, False)
    assert desk.under_way == {}


async def test_a_refresh_that_nobody_asked_for_tells_only_of_news_and_failures(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    refreshing.refresh([FeedId(1)], 1, only_due=True)
    await desk.settle()
    assert desk.said == []
    library.failing[FeedId(1)] = "no answer"
    refreshing.refresh([FeedId(1)], 1, only_due=True)
    await desk.settle()
    assert desk.errors == ["Nothing new; The Harbour Post failed · ge says why"]
    assert [ended.was_asked for ended in desk.messages(RefreshEnded)] == [False, False]


async def test_a_second_refresh_begins_only_once_the_first_has_ended(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    refreshing.refresh([FeedId(1)], 1)
    refreshing.refresh([FeedId(2)], 1)
    assert desk.said == ["A refresh is under way"]
    await desk.settle()
    refreshing.refresh([FeedId(2)], 1)
    await desk.settle()
    assert library.refreshed == [1, 2]


async def test_without_feeds_a_refresh_says_how_to_add_some(
    desk: SmallDesk, refreshing: Refreshing
) -> None:
    refreshing.refresh(None, 0)
    assert desk.said == ["No feeds yet: a adds one, gp shows packs to start with"]
    assert not refreshing.is_under_way


async def test_a_refresh_that_fails_is_over_and_the_next_one_begins(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Iterator[Refreshed]:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(library, "refresh", fail)
        refreshing.refresh([FeedId(1)], 1)
        await desk.settle()
    assert desk.errors == ["the disk is full"]
    assert [ended.failed for ended in desk.messages(RefreshEnded)] == [True]
    assert desk.under_way == {}
    refreshing.refresh([FeedId(1)], 1)
    await desk.settle()
    assert desk.said[-1] == "Nothing new in 1 feed"


async def test_a_refresh_shows_how_far_it_is_and_what_has_come(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing_module, "PROGRESS_SECONDS", 0.001)
    refresh = library.refresh

    def slow(*arguments: Any, **named: Any) -> Iterator[Refreshed]:
        for number, refreshed in enumerate(refresh(*arguments, **named), start=1):
            yield refreshed
            thread_waits_for(lambda shown=f"refreshing {number}/2": shown in _progress(desk))

    monkeypatch.setattr(library, "refresh", slow)
    refreshing.refresh([FeedId(1), FeedId(2)], 2)
    await desk.settle()
    assert len(desk.messages(ArticlesCame)) == 2
    assert desk.under_way == {}


async def test_what_tells_others_of_news_is_told_of_where_it_fails_and_written_where_it_rings(
    desk: SmallDesk,
    library: FakeLibrary,
    refreshing: Refreshing,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told(("the hook ended with 1",), "\x1b]9;1 new\x07")
    monkeypatch.setattr(library, "tell_news", lambda: told)
    refreshing.refresh([FeedId(1)], 1)
    await desk.settle()
    assert desk.errors == ["the hook ended with 1"]
    assert terminal.written == ["\x1b]9;1 new\x07"]


async def test_what_another_process_changed_is_shown_but_not_what_was_there_before(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    await refreshing.look()
    await refreshing.look()
    assert desk.messages(ArticlesCame) == []
    library.commit_elsewhere()
    await refreshing.look()
    await refreshing.look()
    assert [message.at_once for message in desk.messages(ArticlesCame)] == [False]


async def test_other_processes_are_watched_now_and_then(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing_module, "POLL_SECONDS", 0.001)
    refreshing.watch()
    await desk.until(lambda: desk.called.count("watch") > 1)  # the first look is over
    library.commit_elsewhere()
    await desk.until(lambda: desk.messages(ArticlesCame))


async def test_a_look_that_fails_is_told_of_and_not_the_last(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing_module, "POLL_SECONDS", 0.001)
    version, errors = library.version, [StoreError("the disk reports an error")]

    def fails_once() -> int:
        if errors:
            raise errors.pop()
        return version()

    monkeypatch.setattr(library, "version", fails_once)
    refreshing.watch()
    await desk.until(lambda: desk.called.count("watch") > 2)
    assert desk.errors == ["the disk reports an error"]
    library.commit_elsewhere()
    await desk.until(lambda: desk.messages(ArticlesCame))


def _progress(desk: SmallDesk) -> list[str]:
    return list(desk.under_way.values())


# ---- by itself


async def test_what_is_fetched_by_itself_is_told_of_in_no_word(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    library.to_come = {FeedId(1): ["New"]}
    library.failing[FeedId(2)] = "no answer"
    library.time += timedelta(hours=1)
    refreshing.refresh_what_is_due(timedelta(minutes=30))
    await desk.settle()
    assert library.refreshed != []
    assert desk.said == []
    assert [ended.was_asked for ended in desk.messages(RefreshEnded)] == [False]
    ages = [message.age for message in desk.messages(AgeChanged)]
    assert ages == ["refreshing", "refreshed just now"]


async def test_where_nothing_is_due_nothing_begins(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    for feed in library.feeds.all():
        library._store.feeds.note_failure(
            feed.id, "no answer", now=NOW, next_check=NOW + timedelta(hours=1)
        )
    refreshing.refresh_what_is_due(timedelta(0))
    await desk.settle()
    assert (library.refreshed, desk.told) == ([], [])


async def test_where_another_process_was_faster_nothing_is_fetched(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    library.time += timedelta(hours=1)
    assert library._store.refreshes.begin(library.now())
    refreshing.refresh_what_is_due(timedelta(minutes=30))
    await desk.settle()
    assert library.refreshed == []


async def test_r_during_a_refresh_by_itself_follows_it_and_is_told_of(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    library.time += timedelta(hours=1)
    library.gate = threading.Event()
    refreshing.refresh_what_is_due(timedelta(minutes=30))
    await desk.turn()
    refreshing.refresh_what_is_due(timedelta(minutes=30))
    refreshing.refresh(None, 6)
    refreshing.refresh(None, 6)
    assert desk.said == ["A refresh is under way"]
    library.gate.set()
    await desk.settle()
    assert [ended.was_asked for ended in desk.messages(RefreshEnded)] == [False, True]
    assert desk.said[1:] == ["Nothing new in 6 feeds"]


async def test_without_a_network_a_key_hears_so_and_no_pages_are_fetched(
    desk: SmallDesk, library: FakeLibrary, refreshing: Refreshing
) -> None:
    library.is_offline = True
    refreshing.refresh(None, 6)
    await desk.settle()
    assert len(desk.said) == 1
    assert desk.said[0].startswith("No network since ")
    assert desk.errors == []
    assert [ended.failed for ended in desk.messages(RefreshEnded)] == [True]

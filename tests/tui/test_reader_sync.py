"""The sync server in the reader: why a sync failed, and what it asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fake_library import FakeLibrary
from small_desk import Held
from textual.widgets import Input

from conftest import Start
from qreader.model import Refreshed, SyncState


def failed(error: str, removes: int = 0) -> SyncState:
    return SyncState("rss.example", None, error, removes, 0)


async def test_why_a_sync_failed_stands_among_the_feeds_that_failed(
    library: FakeLibrary, start: Start
):
    library.sync_stands = failed("rss.example: 503 Service Unavailable")
    async with start(library) as driver:
        await driver.press("g", "e")
        await driver.settle()
        assert "sync with rss.example" in driver.screen_text
        assert "503 Service Unavailable" in driver.screen_text
        await driver.press("r")
        await driver.wait_for(lambda: library.refreshed)


async def test_without_a_failure_there_is_none(library: FakeLibrary, start: Start):
    for feed_id in library.feed_values:
        library.failing.pop(feed_id, None)
    library.sync_stands = SyncState("rss.example", None, None, 0, 0)
    async with start(library) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: "Nothing new" in driver.status)
        await driver.press("g", "e")
        await driver.settle()
        assert driver.status == "No feed failed, and none is silent"


async def test_many_removals_are_asked_about_after_a_refresh(library: FakeLibrary, start: Start):
    library.sync_stands = failed("rss.example: no longer has 3 of your 9 feeds", removes=3)
    async with start(library) as driver:
        assert "Remove here" not in driver.screen_text
        await driver.press("R")
        await driver.wait_for(lambda: "Remove here, too?" in driver.screen_text)
        await driver.press("n", "enter")
        await driver.settle()
        assert library.sync_stands.removes == 3
        await driver.press("R")
        await driver.wait_for(lambda: "Remove here, too?" in driver.screen_text)
        await driver.press("y", "enter")
        await driver.wait_for(lambda: "3 feeds removed" in driver.status)

    assert library.sync_stands.error is None


async def test_removals_are_not_asked_about_in_the_place_of_another_question(
    library: FakeLibrary, start: Start, monkeypatch: pytest.MonkeyPatch
):
    library.sync_stands = failed("rss.example: no longer has 3 of your 9 feeds", removes=3)
    held, refresh = Held(), library.refresh

    def slow(*arguments: Any, **named: Any) -> Iterator[Refreshed]:
        held()
        return refresh(*arguments, **named)

    monkeypatch.setattr(library, "refresh", slow)
    async with start(library) as driver:
        await driver.press("R")
        await held.begun()
        await driver.press(":", *"star")
        held.let_go()
        await driver.wait_for(lambda: not driver.reader.refreshing.is_under_way)
        await driver.settle()
        assert driver.reader.query_one(Input).value == "star"
        await driver.press("enter")
        await driver.wait_for(lambda: "Remove here, too?" in driver.screen_text)

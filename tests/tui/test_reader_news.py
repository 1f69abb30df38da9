"""News: what the reader fetches by itself moves nothing, and is one key away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from fake_library import FakeLibrary, Put

from conftest import Driver, Start
from qreader.model import Query
from qreader.tui import freshness, refreshing
from qreader.tui.actions import Where

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(freshness, "START_SECONDS", 0.0)


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put_all(feed, [Put(f"Old {n}", timedelta(hours=n)) for n in range(1, 100)])
    library.to_come = {feed: ["New", "Newer"]}
    return library


@asynccontextmanager
async def reader(start: Start, library: FakeLibrary, **how: Any) -> AsyncIterator[Driver]:
    async with start(library, **how) as driver:
        yield driver


async def half_an_hour_later(driver: Driver, library: FakeLibrary) -> None:
    """Let a refresh come due, and wait until what it brought is told of."""
    library.time += HALF_HOUR
    await driver.wait_for(lambda: driver.reader.list_title.heading.news == 2)
    await driver.settle()


def below_the_title(driver: Driver) -> list[str]:
    return driver.screen_text.splitlines()[1:]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
@pytest.mark.parametrize("keys", ["", "j j j", "pagedown k", "G", "x j x", "g f"])
async def test_nothing_moves_where_news_come_by_themselves(
    start: Start, library: FakeLibrary, size: tuple[int, int], keys: str
) -> None:
    async with reader(start, library, size=size) as driver:
        await driver.press(*keys.split())
        pane, status, before = driver.pane, driver.status, below_the_title(driver)
        await half_an_hour_later(driver, library)
        assert driver.pane is pane
        assert driver.status == status
        if keys == "g f":  # the tree counts them
            before = [line.replace(" 99", "101") for line in before]
        assert below_the_title(driver) == before
        if driver.reader.panes.layout.shows(Where.LIST):
            assert "▲ 2 new" in driver.screen_text.splitlines()[0]


@pytest.mark.parametrize("keys", ["g g", "home", "G g g", "k", "up", "pageup", "ctrl+u"])
async def test_a_key_to_the_top_shows_them(start: Start, library: FakeLibrary, keys: str) -> None:
    async with reader(start, library) as driver:
        await half_an_hour_later(driver, library)
        await driver.press(*keys.split())
        assert driver.titles[:2] == ["Newer", "New"]
        assert driver.reader.articles.cursor == 0
        assert "▲" not in driver.screen_text


async def test_a_click_on_the_title_shows_them(start: Start, library: FakeLibrary) -> None:
    async with reader(start, library) as driver:
        await driver.pilot.click("#titles")
        await half_an_hour_later(driver, library)
        await driver.press("j", "j")
        await driver.pilot.click("#titles")
        await driver.settle()
        assert driver.titles[:2] == ["Newer", "New"]
        assert driver.reader.articles.cursor == 0


async def test_news_wait_for_the_end_of_what_is_being_asked(
    start: Start, library: FakeLibrary
) -> None:
    async with reader(start, library) as driver:
        await driver.press(":")
        library.time += HALF_HOUR
        await driver.wait_for(
            lambda: driver.reader.refreshing.freshness._ticked == library.time
        )  # so it has been said to be due
        await driver.settle()
        assert library.refreshed == []
        await driver.press("escape")
        await driver.wait_for(lambda: library.refreshed)


async def test_while_one_reads_the_page_stays_and_n_goes_on_below(
    start: Start, library: FakeLibrary
) -> None:
    async with reader(start, library, size=(80, 24)) as driver:
        await driver.press("enter")
        before = driver.screen_text
        await half_an_hour_later(driver, library)
        assert driver.screen_text == before
        await driver.press("n")
        assert driver.reading == driver.reader.articles.ids[1]


async def test_who_has_read_all_hears_of_them(start: Start, library: FakeLibrary) -> None:
    library.mark(library.lists.all_ids(Query())[1:], read=True)
    async with reader(start, library) as driver:
        await half_an_hour_later(driver, library)
        await driver.press("enter", "n")
        assert driver.status == "Nothing unread below; gg in the list shows 2 new"


async def test_r_at_the_top_of_the_list_shows_what_it_brings(
    start: Start, library: FakeLibrary
) -> None:
    async with reader(start, library) as driver:
        current = driver.reader.articles.current_id
        await driver.press("R")
        await driver.wait_for(lambda: "New" in driver.titles)
        assert driver.reader.articles.current_id == current
        assert driver.reader.articles.cursor == 2
        assert driver.status == "▲ 2 new"


async def test_all_that_is_marked_read_was_in_the_list(start: Start, library: FakeLibrary) -> None:
    async with reader(start, library) as driver:
        await half_an_hour_later(driver, library)
        await driver.press("A")
        assert driver.status == "99 marked read, u undoes"
        await driver.press("g", "g")
        assert driver.titles[:2] == ["Newer", "New"]
        assert sum(feed.unread for feed in library.feeds.all()) == 2


async def test_keys_that_come_at_once_mean_the_selection_and_then_the_cursor(
    start: Start, library: FakeLibrary
) -> None:
    async with reader(start, library) as driver:
        first, second, third, fourth = driver.reader.articles.ids[:4]
        await driver.press_at_once("x", "j", "x", "m", "D")
        await driver.wait_for(lambda: library.status(fourth).hidden)
        assert library.status(first).read
        assert library.status(third).read
        assert not library.status(second).read
        assert not library.status(first).hidden
        await driver.press("g", "v")
        assert driver.reader.articles.selected == {first, third}
        assert "2 selected" in driver.screen_text.splitlines()[0]

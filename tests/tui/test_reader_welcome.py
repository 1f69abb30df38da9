from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from tui_sample import sample_library

from conftest import Start
from qreader.tui.actions import Where


@pytest.fixture
def unused() -> FakeLibrary:
    library = FakeLibrary()
    library.pack_values = sample_library().pack_values
    return library


async def test_a_first_start_shows_the_sampler_and_offers_packs(
    start: Start, unused: FakeLibrary
) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.settle()
        assert driver.pane is Where.WELCOME
        assert "Welcome to qreader" in driver.screen_text
        assert "BBC News, Al Jazeera" in driver.screen_text


async def test_the_chosen_packs_are_subscribed_to_and_fetched(
    start: Start, unused: FakeLibrary
) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press("space", "j", "j", "space", "space", "j", "space", "enter")
        await driver.wait_for(lambda: len(unused.refreshed) == 6)
        titles = {feed.title for feed in unused.feeds.all()}
        assert {"BBC News", "NASA"} <= titles
        assert "LWN.net" not in titles


async def test_after_the_packs_the_welcome_article_opens_by_itself(
    start: Start, unused: FakeLibrary
) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press("space", "enter")
        await driver.wait_for(lambda: driver.pane is Where.ARTICLE)
        assert driver.reader.reading.article is not None
        await driver.press("q", "g", "p", "j", "space", "enter")
        await driver.settle()
        assert driver.pane is Where.LIST


async def test_single_feeds_of_a_pack_are_ticked_in_a_box(
    start: Start, unused: FakeLibrary
) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press("l")
        assert "World: which of its feeds?" in driver.screen_text
        await driver.press("j", "space", "space", "enter")
        assert driver.pane is Where.WELCOME
        assert "◐ World " in driver.screen_text
        assert "2 of 3" in driver.screen_text
        await driver.press("l", "escape", "enter")
        await driver.wait_for(lambda: len(unused.refreshed) == 2)
        titles = {feed.title for feed in unused.feeds.all()}
        assert {"BBC News", "Al Jazeera"} <= titles


async def test_without_a_network_the_feeds_of_a_pack_wait(
    start: Start, unused: FakeLibrary
) -> None:
    unused.is_offline = True
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press("space", "enter")
        await driver.wait_for(lambda: len(unused.feeds.all()) == 4)
        await driver.press("q", "R")
        await driver.wait_for(lambda: "4 feeds wait, R tries again" in driver.status)
        assert driver.status.startswith("No network since ")


async def test_choosing_nothing_says_how_to_choose(start: Start, unused: FakeLibrary) -> None:
    async with start(unused) as driver:
        await driver.press("enter")
        assert driver.status == "space chooses a pack, l single feeds of it"
        assert driver.pane is Where.WELCOME


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_the_welcome_can_be_skipped_and_reached_again(
    start: Start, unused: FakeLibrary, key: str
) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press(key)
        assert driver.pane is Where.LIST
        assert "Welcome to qreader" not in driver.screen_text
        await driver.press("g", "p")
        assert "Welcome to qreader" in driver.screen_text


async def test_an_article_can_be_opened_at_once(start: Start, unused: FakeLibrary) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press("tab", "tab", "enter")
        assert driver.pane is Where.ARTICLE
        assert "Text." in driver.screen_text


async def test_an_address_can_be_added_at_once(start: Start, unused: FakeLibrary) -> None:
    async with start(unused) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.press("a", *"news.example", "enter")
        await driver.wait_for(lambda: driver.titles == ["News of news.example"])
        assert driver.pane is Where.LIST


@pytest.mark.parametrize("size", [(160, 45), (80, 24), (40, 12)])
async def test_the_welcome_fits_every_screen(
    start: Start, unused: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(unused, size) as driver:
        await driver.wait_for(lambda: len(driver.titles) == 2)
        await driver.settle()
        assert "Welcome to qreader" in driver.screen_text
        assert "World in French" in driver.screen_text


async def test_a_cache_with_feeds_is_not_greeted(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        assert driver.pane is Where.LIST
        assert "Welcome" not in driver.screen_text

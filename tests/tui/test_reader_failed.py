"""Feeds that failed: what is said of them, and what mends them."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.model import FeedId


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_an_empty_folder_says_which_of_its_feeds_failed(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    gone = library.put_feed("Gone", "Attic")
    library.fail(gone, "answered 404 Not Found")
    async with start(library, size) as driver:
        await driver.press(":", *"go-feed attic", "enter")
        assert "1 feed here failed" in driver.screen_text
        assert "404" in driver.screen_text
        assert "ge " in driver.screen_text


async def test_the_box_of_failures_names_the_address_and_edits_it(
    start: Start, library: FakeLibrary
) -> None:
    library.fail(FeedId(1), "harbour.example: no route")
    async with start(library, (120, 40)) as driver:
        await driver.press("g", "e", "j", "k")
        url = next(feed.url for feed in library.feeds.all() if feed.id == 1)
        assert url in driver.screen_text
        assert len([one for one in driver.screen_text.splitlines() if one.strip()]) < 40
        await driver.press("e")
        assert "Address:" in driver.screen_text
        await driver.press("escape")


async def test_a_feed_that_failed_is_unsubscribed_from_in_its_box(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (120, 40)) as driver:
        await driver.press("g", "e", "U")
        await driver.wait_for(lambda: "Unsubscribed from Old Blog" in driver.status)
        assert "Old Blog" not in [feed.title for feed in library.feeds.all()]

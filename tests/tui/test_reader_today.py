"""Today in the reader: what is front of mind, and the way from there and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import ArticleId, StoryId, Topic
from qreader.tui.actions import Where

QUAKE, AGAIN, CHESS, BREAD = (ArticleId(n) for n in range(1, 5))


@pytest.fixture
def library() -> FakeLibrary:
    """Four articles, newest first; the newest and the second but last are one story."""
    library = FakeLibrary()
    post, times = library.put_feed("Post"), library.put_feed("Times")
    library.put(post, "Quake hits the coast", timedelta(hours=1), "<p>It shook.</p>")
    library.put(times, "Coast shaken by quake", timedelta(hours=5), "<p>It shook.</p>")
    library.put(post, "Chess final ends", timedelta(hours=2), "<p>Draw.</p>")
    library.put(times, "Bread gets dearer", timedelta(hours=9), "<p>Flour.</p>")
    library.tell(QUAKE, AGAIN)
    rows = library.articles.rows([QUAKE, CHESS, BREAD])
    library.topics_found = [
        Topic(row.title, 2.0, 2, (row,), (), (0,) * 7, StoryId(number))
        for number, row in enumerate(rows, 1)
    ]
    return library


def there(driver: Driver) -> tuple[Where, int]:
    return driver.pane, driver.reader.today_list.cursor


async def test_gt_shows_today_in_the_whole_width(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        assert driver.pane is Where.TODAY
        assert "Quake hits the coast" in driver.screen_text
        assert driver.reader.today_list.size.width == 120
        assert not driver.reader.list_pane.display


async def test_q_in_an_article_goes_back_to_today_where_it_was_opened(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j", "enter")
        assert driver.reading == CHESS
        await driver.press("q")
        assert there(driver) == (Where.TODAY, 1)
        await driver.press("enter", "escape")
        assert there(driver) == (Where.TODAY, 1)


async def test_space_and_n_read_on_in_the_order_of_today(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "space")
        assert driver.reading == QUAKE
        await driver.press("space")
        assert driver.reading == CHESS
        await driver.press("n")
        assert driver.reading == BREAD
        await driver.press("p", "q")
        assert there(driver) == (Where.TODAY, 2)
        await driver.press("n")
        assert driver.status == "Nothing unread below; gu shows all that is unread"


async def test_a_story_begun_on_today_leads_back_there(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "T")
        assert driver.pane is Where.LIST
        assert driver.titles == ["Coast shaken by quake", "Quake hits the coast"]
        await driver.press("q")
        assert there(driver) == (Where.TODAY, 0)


async def test_a_search_begun_on_today_is_shown_in_the_list_and_leads_back_there(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "/", *"chess")
        await driver.wait_for(lambda: len(driver.titles) == 1)
        assert driver.pane is Where.LIST
        assert driver.titles == ["Chess final ends"]
        await driver.press("enter", "escape")
        assert driver.pane is Where.TODAY
        await driver.press("/", *"bread")
        await driver.wait_for(lambda: driver.titles == ["Bread gets dearer"])
        await driver.press("escape")
        assert driver.pane is Where.TODAY


async def test_another_list_is_not_left_for_today(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "T", "g", "a", "T", "q")
        assert driver.pane is Where.LIST
        assert len(driver.titles) == 3


async def test_marks_on_today_are_shown_there_and_in_the_list(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j", "m")
        assert library.status(CHESS).read
        assert [row.status.read for row in driver.reader.today_list.rows] == [False, True, False]
        await driver.press("d")
        assert there(driver) == (Where.TODAY, 2)
        await driver.press("u", "s")
        assert library.status(BREAD).starred

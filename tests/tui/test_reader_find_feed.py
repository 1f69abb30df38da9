"""Finding a feed in the tree by a part of its name."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import Query
from qreader.tui.actions import Where
from qreader.tui.branches import best_match, grow, matching
from qreader.tui.widgets.feed_tree import OPEN


def labels(library: FakeLibrary, words: str) -> list[str]:
    return [branch.text for branch in matching(grow(library.feeds.all(), 0, 0), words)]


def test_the_rows_of_a_name_are_shown_with_the_folders_around_them(library: FakeLibrary) -> None:
    library.put_feed("Rings and moons", "Science/Space")
    assert labels(library, "moon") == ["Science", "Space", "Rings and moons"]
    assert labels(library, "MOONS ring") == ["Science", "Space", "Rings and moons"]
    assert labels(library, "alpine") == ["World", "Alpine Courier"]
    assert labels(library, "star") == ["Starred"]
    assert labels(library, "zebra") == []


def test_a_name_is_found_without_its_accents(library: FakeLibrary) -> None:
    library.put_feed("Le Café du matin")
    assert labels(library, "cafe") == ["Le Café du matin"]


def test_the_cursor_goes_to_the_name_that_is_meant(library: FakeLibrary) -> None:
    library.put_feed("A world of its own")
    rows = matching(grow(library.feeds.all(), 0, 0), "world")
    assert rows[best_match(rows, "world")].text == "World"
    assert rows[best_match(rows, "a w")].text == "A world of its own"


async def in_tree(driver: Driver, *typed: str) -> None:
    await driver.press("g", "f", "/", *typed)


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (200, 55)])
async def test_typing_leaves_the_rows_of_that_name_and_enter_opens_one(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        await in_tree(driver, *"lab")
        assert driver.tree_labels == ["Science", "Lab Notes"]
        await driver.press("enter")
        assert driver.reader.list_title.heading.name == "Lab Notes"
        assert driver.pane is Where.LIST
        await driver.press("g", "f")
        assert "Old Blog" in driver.tree_labels
        current = driver.reader.feed_tree.current
        assert current is not None
        assert current.label == "Lab Notes"


async def test_esc_shows_all_rows_again_with_the_cursor_where_it_was(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", "j", "j")
        before, rows = driver.reader.feed_tree.current, driver.tree_labels
        await driver.press("/", *"lab", "escape")
        assert driver.tree_labels == rows
        assert driver.reader.feed_tree.current == before
        assert driver.pane is Where.FEEDS


async def test_arrows_choose_among_the_rows_that_are_left(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await in_tree(driver, *"o", "down", "down", "enter")
        assert driver.reader.list_title.heading.name not in {"Unread", "World"}


async def test_what_nothing_is_called_is_said_and_can_be_mended(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await in_tree(driver, *"labx", "enter")
        assert "Nothing of that name" in driver.screen_text
        await driver.press("backspace", "enter")
        assert driver.reader.list_title.heading.name == "Lab Notes"


async def test_a_folded_folder_hides_nothing_from_the_filter_and_stays_folded(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", "/", *"science", "escape")
        driver.reader.outline.turn_folder("Science")
        await driver.settle()
        assert "Lab Notes" not in driver.tree_labels
        await driver.press("/", *"lab")
        assert "Lab Notes" in driver.tree_labels
        await driver.press("escape")
        assert "Lab Notes" not in driver.tree_labels


async def test_the_row_of_the_list_is_marked_wherever_the_cursor_is(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (200, 55)) as driver:
        await driver.press(":", *"go-feed lab", "enter", "g", "f", "g", "g")
        lines = [line for line in driver.screen_text.splitlines() if OPEN in line[:3]]
        assert len(lines) == 1
        assert "Lab Notes" in lines[0]


async def test_a_folder_goes_by_its_own_name(start: Start, library: FakeLibrary) -> None:
    library.put_feed("World - A paper", "News")
    library.put_feed("A moon", "News/Places")
    async with start(library) as driver:
        assert driver.reader.feeds.named("world")[0].query == Query(folder="World")
        assert driver.reader.feeds.named("places")[0].query == Query(folder="News/Places")

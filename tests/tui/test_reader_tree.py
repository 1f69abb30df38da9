"""The tree of feeds as a person uses it: folded, thinned out, and left for the next feed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.model import Query
from qreader.tui.actions import Where


def _on(driver: Driver, label: str) -> None:
    tree = driver.reader.feed_tree
    tree.move_to([branch.label for branch in tree.branches].index(label))


def _view(driver: Driver) -> str:
    return driver.reader.list_title.heading.name


async def test_h_and_l_fold_and_unfold_and_enter_opens_a_folder_as_it_is(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("g", "f")
        _on(driver, "Alpine Courier")
        await driver.press("h")  # to its folder
        assert driver.reader.feed_tree.current is not None
        assert driver.reader.feed_tree.current.label == "World"
        await driver.press("h")
        assert "▸ World" in driver.screen_text
        assert "Alpine Courier" not in driver.screen_text
        await driver.press("h")
        assert driver.status == "Nothing lies behind the feeds"
        await driver.press("enter")
        assert (driver.pane, _view(driver)) == (Where.LIST, "World")
        await driver.press("h", "l")
        assert "▾ World" in driver.screen_text
        await driver.press("l")
        assert (driver.pane, _view(driver)) == (Where.LIST, "World")


async def test_a_click_on_its_mark_folds_a_folder_and_one_on_its_name_opens_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("g", "f")
        row = [b.label for b in driver.reader.feed_tree.branches].index("World")
        await driver.pilot.click(driver.reader.feed_tree, offset=(3, row))
        await driver.settle()
        assert "▸ World" in driver.screen_text
        assert driver.pane is Where.FEEDS
        await driver.pilot.click(driver.reader.feed_tree, offset=(6, row))
        await driver.settle()
        assert (driver.pane, _view(driver)) == (Where.LIST, "World")


async def test_commands_fold_what_the_cursor_is_on_and_say_so_of_what_cannot_be(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("g", "f")
        await driver.press(":", *"fold", "enter")
        assert driver.status == "fold works on an unfolded folder, not here"
        _on(driver, "World")
        await driver.press(":", *"fold", "enter")
        assert "▸ World" in driver.screen_text


async def test_reading_goes_from_feed_to_feed_by_keys(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("}")
        assert (_view(driver), driver.status) == ("Lab Notes", "Lab Notes: 1 unread")
        await driver.press("enter", "}")
        assert driver.pane is Where.ARTICLE
        assert driver.reader.reading.article is not None
        assert driver.reader.reading.article.row.feed == "Alpine Courier"
        assert driver.status == "Alpine Courier: 3 unread"
        await driver.press("{")
        assert driver.status == "No feed above has anything unread"
        await driver.press("}", "}", "}", "}")
        assert driver.status == "No feed below has anything unread"


async def test_space_goes_on_into_the_next_feed_and_says_so(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("}", "enter")
        await driver.press("space")
        assert driver.status == "On to Alpine Courier: 3 unread"
        assert driver.reader.reading.article is not None
        assert driver.reader.reading.article.row.feed == "Alpine Courier"
        assert _view(driver) == "Alpine Courier"


async def test_space_stays_in_the_feed_for_who_wants_that(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24), Config(read_on="list")) as driver:
        await driver.press("}", "enter", "space")
        assert driver.status == "Nothing unread below; gu shows all that is unread"
        assert _view(driver) == "Lab Notes"


async def test_n_at_the_end_of_the_last_feed_says_that_there_is_no_further_one(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("}", "}", "}", "}", "}")
        assert _view(driver) == "Old Blog"
        await driver.press("G", "n")
        assert driver.status == "Nothing unread below, nor in a feed after this one"


async def test_in_the_tree_the_brace_moves_the_cursor(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("g", "f", "}", "}")
        assert driver.pane is Where.FEEDS
        assert driver.reader.feed_tree.current is not None
        assert driver.reader.feed_tree.current.label == "Alpine Courier"


async def test_marking_a_feed_or_a_folder_read_in_a_thinned_tree_leaves_its_row_and_u_undoes(
    start: Start, library: FakeLibrary
) -> None:
    config = Config(show_read_feeds=False)
    async with start(library, (80, 24), config) as driver:
        await driver.press("g", "f")
        _on(driver, "World")
        await driver.press("A")
        assert driver.status == "6 marked read in World, u undoes"
        assert {"World", "Alpine Courier"} < {*driver.tree_labels}
        assert driver.reader.feed_tree.current is not None
        assert driver.reader.feed_tree.current.label == "World"
        await driver.press("u")
        assert library.lists.count(Query(folder="World")) == 7
        assert sum(feed.unread for feed in library.feeds.all() if feed.folder == "World") == 6
        await driver.press("A", "escape", "g", "f")
        assert "Alpine Courier" not in driver.tree_labels


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_wide_names_and_deep_folders_leave_room_for_the_number(
    start: Start, size: tuple[int, int]
) -> None:
    library = FakeLibrary()
    deep = "/".join(f"Folder {n} with a long name" for n in range(12))
    for title, folder in (
        ("新しい図書館が開館、初日に三千人が訪れる東京ニュース", "世界"),
        ("😀 Family 👩‍👩‍👧 of emoji", deep),
        ("A feed with a name that goes on and on and on" * 3, "Long " * 40),
    ):
        library.put(library.put_feed(title, folder), "News")
    async with start(library, size) as driver:
        await driver.press("g", "f")
        tree = driver.reader.feed_tree
        for row in range(tree.row_count):
            tree.move_to(row)
            await driver.settle()
            line = row - tree.scroll_offset.y
            strip = tree.render_line(line)
            assert strip.cell_length == tree.size.width
            number = tree.branches[row].number
            assert strip.text.rstrip().endswith(f" {number or ''}".rstrip())


async def test_an_empty_tree_says_what_to_do_elsewhere_and_takes_every_key(start: Start) -> None:
    async with start(FakeLibrary(), (80, 24), Config(show_read_feeds=False)) as driver:
        await driver.press("escape", "g", "f")
        for key in ("h", "l", "h", "}", "{", "L", "L", "ctrl+up", "ctrl+down", "n", "p", "A"):
            await driver.press(key)
            if driver.pane is not Where.FEEDS:
                await driver.press("g", "f")
        assert not driver.mistakes


async def test_newsboats_preset_walks_from_feed_to_feed_in_a_list(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24), Config(preset="newsboat")) as driver:
        await driver.press("J", "J")
        assert _view(driver) == "Alpine Courier"
        await driver.press("K")
        assert _view(driver) == "Lab Notes"
        await driver.press("l")
        assert _view(driver) == "Lab Notes · unread"


async def test_of_many_silent_feeds_the_longest_silent_are_shown(
    start: Start, library: FakeLibrary
) -> None:
    for number in range(11):
        gone = library.put_feed(f"Gone {number}.")
        library.put(gone, "Farewell", timedelta(days=200 + number))
    async with start(library, (120, 40)) as driver:
        await driver.press("g", "e")
        assert "Nothing new for three months: 10 of 11" in driver.screen_text
        assert "Gone 10." in driver.screen_text
        assert "Gone 0." not in driver.screen_text


async def test_silent_feeds_stand_below_those_that_failed(
    start: Start, library: FakeLibrary
) -> None:
    old = library.put_feed("Long Gone")
    library.put(old, "Farewell", timedelta(days=200))
    async with start(library, (80, 24)) as driver:
        await driver.press("g", "e")
        assert "does not answer" in driver.screen_text
        assert "Nothing new for three months" in driver.screen_text
        assert "newest 6 months ago, 0 of 1 opened" in driver.screen_text
        await driver.press("pagedown", "enter")
        assert _view(driver) == "Long Gone"

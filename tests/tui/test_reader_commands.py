"""The command line, macros, filters, names of feeds and the widths of panes, from the keys on."""

from __future__ import annotations

import threading

import pytest
from fake_library import FakeLibrary
from textual.widgets import Input

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.model import ArticleId, Search
from qreader.tui.actions import Where
from qreader.tui.layout import FEEDS_COLUMNS
from qreader.tui.widgets.lookup import Lookup


def _line(driver: Driver) -> str:
    return driver.reader.query_one("#prompt-input", Input).value


# ---- the command line


async def test_a_command_with_an_argument_is_done_at_once(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"search cheese", "enter")
        assert driver.titles == ["Cheese makers win the right to call it that"]
        assert driver.pane is Where.LIST
        assert not driver.reader.query("Prompt")


async def test_the_command_line_explains_and_completes(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"mark-a")
        assert "mark-all-read  Mark everything in the list read  (A)" in driver.screen_text
        await driver.press("tab")
        assert _line(driver) == "mark-all-read"
        await driver.press("enter")
        assert not sum(feed.unread for feed in library.feeds.all())
        assert "mark-all-read  " not in driver.screen_text


async def test_what_is_no_command_stays_to_be_put_right(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"strar", "enter")
        assert "did you mean star?" in driver.screen_text
        await driver.press(*["backspace"] * 3, *"ar", "enter")
        assert library.status(ArticleId(3)).starred


async def test_the_arrows_bring_back_earlier_commands(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"star", "enter", ":", *"3", "enter", ":", "up")
        assert _line(driver) == "3"
        await driver.press("up")
        assert _line(driver) == "star"
        await driver.press("up", "down", "down")
        assert _line(driver) == ""
        await driver.press("escape")
        assert not driver.reader.query("Prompt")


async def test_a_number_goes_to_that_row(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", "5", "enter")
        assert driver.reader.articles.cursor == 4


async def test_a_command_that_means_nothing_here_says_so(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", ":", *"star", "enter")
        assert driver.status.startswith("star works in the list")


async def test_a_command_may_ask_in_its_turn(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"add", "enter")
        assert driver.screen_text.splitlines()[-1].startswith(" Add:")
        await driver.press("escape")
        assert not driver.reader.query("Prompt")
        await driver.press("j")
        assert driver.reader.articles.cursor == 1


async def test_the_colours_change_at_once(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"theme light", "enter")
        assert driver.app.theme == "light"
        await driver.press(":", *"theme auto", "enter")
        assert driver.app.theme != "light"
        await driver.press(":", *"theme xyzzy", "enter")
        assert driver.status == "No theme is called 'xyzzy'; :theme offers all"


# ---- macros


async def test_a_macro_does_one_thing_after_the_other(start: Start, library: FakeLibrary) -> None:
    config = Config(macros={"x": "star; next-article; later"})
    async with start(library, config=config) as driver:
        first, second = driver.reader.articles.ids[:2]
        await driver.press(",", "x")
        await driver.wait_for(lambda: library.status(second).later)
        assert library.status(first).starred


async def test_a_macro_waits_for_the_list_that_it_asked_for(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    config = Config(macros={"x": "search cheese; mark-all-read"})
    async with start(library, config=config) as driver:
        before = sum(feed.unread for feed in library.feeds.all())
        await driver.pilot.press(",", "x")
        await driver.pilot.pause()
        assert sum(feed.unread for feed in library.feeds.all()) == before
        held.set()
        await driver.settle()
        await driver.wait_for(
            lambda: sum(feed.unread for feed in library.feeds.all()) == before - 1
        )


async def test_a_key_ends_a_macro_that_waits(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    config = Config(macros={"x": "search cheese; mark-all-read"})
    async with start(library, config=config) as driver:
        before = sum(feed.unread for feed in library.feeds.all())
        await driver.pilot.press(",", "x", "j")
        held.set()
        await driver.settle()
        assert sum(feed.unread for feed in library.feeds.all()) == before


async def test_the_comma_shows_what_the_macros_do(start: Start, library: FakeLibrary) -> None:
    config = Config(macros={"x": "star; open"})
    async with start(library, config=config) as driver:
        await driver.press(",")
        await driver.wait_for(lambda: "x star; open" in driver.screen_text)
        await driver.press("?")
        assert not isinstance(driver.app.screen, Lookup)


async def test_own_keys_stand_in_footer_and_help(start: Start, library: FakeLibrary) -> None:
    async with start(library, config=Config(keys={"star": ("*",)})) as driver:
        assert "* star" in driver.screen_text.splitlines()[-1]
        await driver.press("*")
        assert library.status(ArticleId(3)).starred
        await driver.press("s", "?", "/", *"star away")
        assert "*  " in driver.screen_text


# ---- filters, names, saved searches


async def test_a_filter_searches_in_the_list_alone(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "s")
        assert len(driver.titles) == 2
        await driver.press("F", *"e", "enter")
        assert set(driver.titles) <= {
            "Cheese makers win the right to call it that",
            "Bees can count to four. What about zero?",
        }
        await driver.press("F", *"bees", "enter")
        assert driver.reader.browse.view.query.words == "(e) (bees)"
        assert driver.reader.list_title.heading.name == "Starred: e: bees"
        await driver.press("escape")
        assert len(driver.titles) == 2
        assert driver.reader.list_title.heading.name == "Starred"


async def test_a_filter_is_named_after_its_list(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "s", "F", *"bees")
        await driver.wait_for(lambda: driver.reader.list_title.heading.name == "Starred: bees")
        await driver.press("escape")
        assert driver.reader.list_title.heading.name == "Starred"


async def test_a_feed_is_gone_to_by_a_part_of_its_name(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"go-feed alpine", "enter")
        assert driver.reader.list_title.heading.name == "Alpine Courier"
        await driver.press("h")
        assert driver.pane is Where.FEEDS
        assert driver.reader.feed_tree.current is not None
        assert driver.reader.feed_tree.current.label == "Alpine Courier"


async def test_names_are_offered_and_completed(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"go-feed", "enter", *"la")
        assert "Lab Notes" in driver.screen_text
        await driver.press("tab", "enter")
        assert driver.reader.list_title.heading.name == "Later"
        await driver.press(":", *"go-feed xyzzy", "enter")
        assert driver.status == "Nothing among the feeds is called xyzzy"


async def test_a_search_is_kept_among_the_feeds(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("/", *"cheese", "enter", ":", *"save-search Dairy", "enter")
        assert library.searches.all() == [Search("Dairy", "cheese", 1)]
        assert "Dairy" in [branch.label for branch in driver.reader.feed_tree.branches]


# ---- tags


async def test_the_tags_of_an_article_stand_there_to_be_changed(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"tag sea work", "enter")
        assert library.status(ArticleId(3)).tags == ("sea", "work")
        await driver.press("t")
        assert _line(driver) == "sea work "
        await driver.press(*["backspace"] * 5, *"w", "tab")
        assert _line(driver) == "sea work "
        await driver.press(*["backspace"] * 9, *"sun", "enter")
        assert library.status(ArticleId(3)).tags == ("sun",)


# ---- panes


async def test_the_width_of_a_pane_is_remembered(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", "3", ">")
        assert driver.reader.panes.layout.feeds == FEEDS_COLUMNS + 6
    async with start(library) as driver:
        await driver.press("g", "f")
        assert driver.reader.panes.layout.feeds == FEEDS_COLUMNS + 6


async def test_a_pane_stops_where_the_others_need_the_room(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f")
        for _ in range(40):
            await driver.press(">")
        widest = driver.reader.panes.layout.feeds
        assert driver.reader.articles.size.width >= 30
        await driver.press("<")
        assert driver.reader.panes.layout.feeds < widest


@pytest.mark.parametrize("steps", ["99", "999"])
async def test_a_wish_for_more_room_than_there_is_counts_as_what_is_given(
    start: Start, library: FakeLibrary, steps: str
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", *steps, ">")
        widest = driver.reader.panes.layout.feeds
        await driver.press("<")
        assert driver.reader.panes.layout.feeds == widest - 2
    async with start(library) as driver:
        await driver.press("g", "f")
        assert driver.reader.panes.layout.feeds == widest - 2


async def test_a_width_chosen_in_the_tree_narrows_nothing_on_a_screen_of_another_class(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (240, 50)) as driver:
        await driver.press("g", "f", "9", "9", ">")
    async with start(library) as driver:
        await driver.press("g", "f")
        assert driver.reader.panes.layout.feeds == FEEDS_COLUMNS


async def test_a_divider_goes_where_the_mouse_drags_it(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        divider = driver.reader.dividers[Where.RELATED]
        at = divider.region.x
        await driver.pilot.mouse_down(divider)
        await driver.pilot.hover(driver.reader, offset=(at - 7, 5))
        await driver.settle()
        assert divider.region.x == at - 7
        await driver.pilot.mouse_up(driver.reader, offset=(at - 7, 5))
        await driver.settle()
        assert library.remembered.read("widths") == "0 0 7, 0 0 0, 0 0 0"
        assert driver.pane is Where.ARTICLE
        await driver.pilot.hover(driver.reader, offset=(at, 5))
        assert divider.region.x == at - 7, "it was let go"
        await driver.press(":", *"reset-layout", "enter")
        assert divider.region.x == at


async def test_a_box_that_closes_makes_way_for_the_next(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("f1")
        closing = driver.app.screen
        assert isinstance(closing, Lookup)
        driver.app.pop_screen()
        driver.app.push_screen(Lookup("The next", []))
        await driver.settle()
        assert driver.app.screen is not closing
        assert "The next" in driver.screen_text


async def test_one_pane_alone_cannot_be_resized(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press(">")
        assert "whole width" in driver.status
        assert library.remembered.read("widths") is None


async def test_a_value_that_is_none_is_forgotten(start: Start, library: FakeLibrary) -> None:
    library.remembered.write("widths", "many columns")
    async with start(library) as driver:
        await driver.press("g", "f")
        assert driver.reader.panes.layout.feeds == FEEDS_COLUMNS


# ---- reading


async def test_an_article_may_become_read_at_its_end(start: Start, library: FakeLibrary) -> None:
    async with start(library, config=Config(mark_read="end")) as driver:
        await driver.press("enter")
        assert not library.status(ArticleId(3)).read
        await driver.press("G")
        await driver.wait_for(lambda: library.status(ArticleId(3)).read)


async def test_a_short_article_is_at_its_end_when_it_is_opened(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(mark_read="end")) as driver:
        await driver.press("j", "enter")
        await driver.wait_for(lambda: library.status(driver.reader.articles.ids[1]).read)


# ---- feeds that failed


async def test_a_failed_feed_can_be_tried_again(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "e")
        assert "r tries it again" in driver.screen_text
        await driver.press("r")
        assert driver.app.screen is driver.reader
        await driver.wait_for(lambda: library.refreshed == [5])


# ---- the mouse


async def test_a_word_of_the_footer_can_be_clicked(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        column = driver.screen_text.splitlines()[-1].index("star")
        await driver.pilot.click("#status", offset=(column + 1, 0))
        await driver.wait_for(lambda: library.status(ArticleId(3)).starred)
        await driver.pilot.click("#status", offset=(119, 0))
        await driver.settle()
        assert library.status(ArticleId(3)).starred


async def test_an_empty_line_offers_what_was_typed_last_and_keeps_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"later", "enter", ":", *"set sidebar", "enter", ":")
        await driver.wait_for(lambda: "typed before" in driver.screen_text)
        assert "later" in driver.screen_text
        assert "set sidebar" not in driver.screen_text  # it may have a secret
        await driver.press("tab", "enter")
        assert not library.status(ArticleId(3)).later
    async with start(library) as driver:
        await driver.press(":", "up", "enter")
        assert library.status(ArticleId(3)).later

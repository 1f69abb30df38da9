from __future__ import annotations

import random

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.tui.actions import Where

SIZES = [
    (160, 45), (99, 30), (1, 1), (100, 30), (20, 5), (120, 40), (2, 40), (80, 24), (200, 2),
    (40, 12),
]  # fmt: skip
"""Each after one that is far from it."""


@pytest.mark.parametrize(
    "keys", ["", "enter", "enter tab", "h", "g p", "enter z", "/", "a", "?", "g"]
)
async def test_every_place_survives_every_size(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    async with start(library) as driver:
        await driver.press(*keys.split())
        for size in [*SIZES, (120, 40)]:
            await driver.pilot.resize_terminal(*size)
            await driver.wait_for(lambda size=size: driver.app.screen.size == size)
            await driver.settle()
        assert driver.app.is_running


@pytest.mark.parametrize(
    "keys", ["j", "enter", "enter tab", "g f", "g p", "enter z", "?", "g t", "T", "g l", "enter v"]
)
async def test_a_screen_that_was_small_for_a_while_looks_as_before(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    async with start(library, (120, 40)) as driver:
        await driver.press(*keys.split())
        before = driver.screen_text
        for small in [(1, 1), (40, 12), (99, 8)]:
            for size in [small, (120, 40)]:
                await driver.pilot.resize_terminal(*size)
                await driver.wait_for(lambda size=size: driver.app.screen.size == size)
                await driver.settle()
            await driver.wait_for(lambda: driver.screen_text == before)


@pytest.mark.slow
async def test_a_storm_of_sizes_and_keys_is_survived(start: Start, library: FakeLibrary) -> None:
    chance = random.Random(20260314)
    keys = [
        "j",
        "k",
        "enter",
        "q",
        "h",
        "tab",
        "space",
        "]",
        "z",
        "\\",
        "G",
        "g",
        "u",
        "pagedown",
        "escape",
    ]
    async with start(library, (160, 45)) as driver:
        for _ in range(120):
            if chance.random() < 0.4:
                await driver.pilot.resize_terminal(chance.randint(1, 200), chance.randint(1, 60))
            key = chance.choice(keys)
            if key != "q" or driver.pane in Where.READING:
                await driver.pilot.press(key)
        await driver.pilot.resize_terminal(120, 40)
        await driver.settle()
        assert driver.app.is_running
        await driver.wait_for(lambda: len(driver.screen_text.splitlines()) == 40)


async def test_the_article_and_the_cursor_stay_when_the_screen_changes(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "j", "j", "enter")
        for size in [(80, 24), (1, 1), (160, 45)]:
            await driver.pilot.resize_terminal(*size)
            await driver.wait_for(lambda size=size: driver.app.screen.size == size)
            await driver.settle()
        assert driver.reading == 1
        assert driver.reader.articles.cursor == 3
        await driver.wait_for(lambda: "Ferry line" in driver.screen_text[: 5 * 160])


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((200, 55), {"feeds", "list", "article", "related"}),
        ((160, 45), {"feeds", "article", "related"}),
        ((120, 40), {"article", "related"}),
        ((80, 24), {"article", "related"}),
        ((40, 12), {"article"}),
    ],
)
async def test_the_panes_of_an_open_article_follow_the_width(
    start: Start, library: FakeLibrary, size: tuple[int, int], shown: set[str]
) -> None:
    async with start(library, size) as driver:
        await driver.press("enter")
        panes = {
            "feeds": driver.reader.feed_tree,
            "list": driver.reader.articles,
            "article": driver.reader.article_view,
            "related": driver.reader.related,
        }
        assert {name for name, pane in panes.items() if pane.is_on_screen} == shown


async def test_everything_can_be_done_on_forty_columns(start: Start, library: FakeLibrary) -> None:
    async with start(library, (40, 12)) as driver:
        await driver.press("enter", "tab")
        assert driver.pane is Where.RELATED
        assert "Ferry line" in driver.screen_text
        await driver.press("enter")
        assert driver.reading == 1
        await driver.press("q", "h")
        assert driver.pane is Where.FEEDS
        await driver.press("enter")
        assert driver.pane is Where.LIST


async def test_a_bracket_brings_the_related_stories_where_there_is_no_room_for_a_strip(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (40, 12)) as driver:
        await driver.press("enter", "]")
        assert driver.pane is Where.RELATED
        assert driver.reader.related.current is not None
        assert driver.reader.related.current is driver.reader.related.items[1]


async def test_a_list_that_an_article_makes_narrow_is_drawn_with_its_new_heights(
    start: Start, library: FakeLibrary
) -> None:
    """Beside an article each row has two lines: those drawn before would be left between them."""
    async with start(library, (200, 40)) as driver:
        await driver.press("j", "enter")
        assert driver.reader.articles.is_tall
        before = driver.screen_text
        await driver.press("ctrl+l")
        assert driver.screen_text == before

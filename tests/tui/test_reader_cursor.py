"""The terminal's own cursor: where one types, and else where one reads."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from textual.widgets import Input

from conftest import Start


@pytest.mark.parametrize(
    "keys", ["/", ":", "a", "F", "t", "enter /", "h /", "g f /"], ids=lambda keys: keys
)
async def test_it_stands_where_one_types(start: Start, library: FakeLibrary, keys: str) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press(*keys.split(" "), *"sno")
        line = driver.reader.query_one("#prompt-input", Input)
        await driver.wait_for(lambda: line.value.endswith("sno"))
        await driver.settle()
        assert driver.app.cursor_position == line.cursor_screen_offset
        assert driver.app.cursor_position.y == 23


async def test_it_stands_where_one_types_in_a_box(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("ctrl+p", *"sta")
        words = driver.app.screen.query_one("#lookup-words", Input)
        assert driver.app.cursor_position == words.cursor_screen_offset


async def test_it_is_back_in_the_list_when_the_line_is_closed(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("j")
        before = driver.app.cursor_position
        await driver.press("a", *"xyz", "escape")
        assert driver.app.cursor_position == before


async def test_it_stays_where_one_types_while_the_search_moves_the_list(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("j", "/", *"the")
        line = driver.reader.query_one("#prompt-input", Input)
        await driver.wait_for(lambda: "Search" in driver.reader.list_title.heading.name)
        await driver.press("down")
        assert driver.reader.articles.cursor == 1
        assert driver.app.cursor_position == line.cursor_screen_offset

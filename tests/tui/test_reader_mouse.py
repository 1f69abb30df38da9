"""The mouse: what a click opens, what a drag copies, and the button that does nothing."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from textual import events
from textual.widget import Widget

from conftest import Driver, Start
from qreader.tui.actions import Where


async def mouse(
    driver: Driver,
    kind: type[events.MouseEvent],
    widget: Widget,
    place: tuple[int, int],
    button: int = 1,
) -> None:
    """Have the app hear what the terminal tells of the mouse, at a cell of a widget."""
    x, y = widget.region.x + place[0], widget.region.y + place[1]
    event = kind(
        None, x, y, 0, 0, button, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y
    )
    driver.app.post_message(event)
    await driver.pilot.pause()


async def click(driver: Driver, widget: Widget, x: int, y: int, button: int = 1) -> None:
    await mouse(driver, events.MouseDown, widget, (x, y), button)
    await mouse(driver, events.MouseUp, widget, (x, y), button)
    await driver.settle()


async def drag(driver: Driver, widget: Widget, *places: tuple[int, int]) -> None:
    await mouse(driver, events.MouseDown, widget, places[0])
    for place in places[1:]:
        await mouse(driver, events.MouseMove, widget, place)
    await mouse(driver, events.MouseUp, widget, places[-1])
    await driver.settle()


async def opened(driver: Driver) -> tuple[int, int]:
    """Open an article; return where its text has the words `the`."""
    await driver.press("enter")
    view = driver.reader.article_view
    lines = [view.render_line(y).text for y in range(view.size.height)]
    y = next(y for y, line in enumerate(lines) if " the " in line)
    return lines[y].index(" the ") + 1, y


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


async def test_the_right_and_the_middle_button_do_nothing(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (160, 45)) as driver:
        for button in (2, 3):
            for _ in range(2):
                await click(driver, driver.reader.articles, 8, 3, button)
        assert driver.reading is None
        assert driver.reader.articles.cursor == 0
        await click(driver, driver.reader.articles, 8, 0)
        assert driver.reading is not None


async def test_a_double_click_opens(start: Start, library: FakeLibrary) -> None:
    async with start(library, (160, 45)) as driver:
        rows = driver.reader.articles
        for number in range(2):
            await click(driver, rows, 8, 5)
            assert (driver.reading is not None) is bool(number)
        assert driver.reader.articles.cursor > 0


async def test_a_click_gives_a_pane_the_keys(start: Start, library: FakeLibrary) -> None:
    async with start(library, (200, 50)) as driver:
        await driver.press("enter")
        assert driver.pane is Where.ARTICLE
        if driver.reader.articles.size:
            await click(driver, driver.reader.articles, 8, 5)
            assert driver.pane is Where.LIST


async def test_a_text_that_is_dragged_over_is_copied(start: Start, library: FakeLibrary) -> None:
    async with start(library, (160, 45)) as driver:
        x, y = await opened(driver)
        await drag(driver, driver.reader.article_view, (x, y), (x + 2, y), (x + 3, y))

        assert driver.app.clipboard == "the"
        assert driver.status.startswith("Copied “the”")


async def test_no_selection_goes_into_another_pane(start: Start, library: FakeLibrary) -> None:
    async with start(library, (160, 45)) as driver:
        x, y = await opened(driver)
        view = driver.reader.article_view
        beyond = driver.app.size.width - view.region.x - 1
        await drag(driver, view, (x, y), (x + 5, y), (beyond, y + 1), (beyond, y + 2))

        shown = [view.render_line(y + n).text for n in range(3)]
        taken = driver.app.clipboard
        assert taken.startswith("the ")
        assert "".join(taken.split()) in "".join("".join(shown).split())


async def test_a_key_ends_a_selection(start: Start, library: FakeLibrary) -> None:
    async with start(library, (160, 45)) as driver:
        x, y = await opened(driver)
        view = driver.reader.article_view
        await drag(driver, view, (x, y), (x + 3, y))
        assert any(one.style and one.style.reverse for one in view.render_line(y))
        await driver.press("s")
        assert not any(one.style and one.style.reverse for one in view.render_line(y))


async def test_more_than_a_clipboard_takes_is_said_to_be_too_much(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        driver.reader.sharing.copy_text("many words " * 5_000)
        assert driver.status.startswith("That is too much")
        assert driver.app.clipboard == ""


async def test_a_terminal_without_a_clipboard_shows_what_would_be_copied(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with start(library, (160, 45)) as driver:
        x, y = await opened(driver)
        await drag(driver, driver.reader.article_view, (x, y), (x + 3, y))
        assert driver.status.startswith("No clipboard here: the")

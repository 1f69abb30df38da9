"""Lines of the article that are selected by keys and copied, as the mouse does it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.tui.actions import Where
from qreader.tui.keymap import keymap
from qreader.tui.keys import KeyReader

LONG = "The ferry waits for wind, and nobody on the quay can say for how long that will be. " * 2
BODY = "".join(f"<p>Part {n}. {LONG}</p>" for n in range(1, 31)) + (
    "<pre>tide = 4\nwind = 7</pre><p>The harbour is shut.</p>"
)
SIZE = (80, 24)


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put(feed, "The news", timedelta(hours=1), BODY)
    library.put(feed, "Older news", timedelta(hours=2), "<p>No ship here.</p>")
    return library


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def lit(driver: Driver) -> list[str]:
    """Return the lines of the screen that show as selected."""
    view = driver.reader.article_view
    strips = [view.render_line(y) for y in range(view.size.height)]
    return [s.text.strip() for s in strips if any(one.style and one.style.reverse for one in s)]


async def scrolled_to(driver: Driver, text: str) -> None:
    """Open the article, and scroll a line with a text to the top."""
    await driver.press("enter")
    view = driver.reader.article_view
    view.scroll_to_line(next(n for n, one in enumerate(view.lines) if text in one.text))
    await driver.settle()


async def test_lines_are_selected_and_copied_with_their_wrapped_lines_joined(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        await driver.press("V")
        assert [one.partition(".")[0] for one in lit(driver)] == ["Part 3"]
        await driver.press("j", "j", "j")
        assert len(lit(driver)) == 4, "the empty line between two paragraphs is no step"
        await driver.press("k", "y")
        assert driver.app.clipboard == f"Part 3. {LONG.strip()}"
        assert driver.status.startswith("Copied “Part 3.")
        assert not lit(driver)


async def test_escape_and_the_key_itself_end_it_and_keep_the_place(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        for end in ("escape", "V"):
            await driver.press("V", "j")
            assert lit(driver)
            top = driver.reader.article_view.scroll_offset.y
            await driver.press(end)
            assert not lit(driver)
            assert (driver.pane, driver.reader.article_view.scroll_offset.y) == (
                Where.ARTICLE,
                top,
            )


async def test_counts_work_and_the_other_end_can_be_moved(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        await driver.press("3", "V")
        assert len(lit(driver)) == 3
        await driver.press("3", "j", "o", "3", "j")
        assert lit(driver)[0].startswith("Part 4.")
        await driver.press("y")
        assert driver.app.clipboard == f"Part 4. {LONG.strip()}"


async def test_the_end_goes_by_pages_and_to_the_ends_of_the_text(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        await driver.press("V", "pagedown")
        view = driver.reader.article_view
        assert len(lit(driver)) > view.room.height // 2
        await driver.press("G", "y")
        assert driver.app.clipboard.startswith("Part 3. The ferry")
        assert driver.app.clipboard.endswith("tide = 4\nwind = 7\n\nThe harbour is shut.")
        await driver.press("V", "g", "g", "y")
        assert driver.app.clipboard.startswith("The news")


async def test_it_goes_on_from_where_one_scrolled_to_and_up_to_a_match(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        await driver.press("V", "/", *"29", "enter")
        assert driver.reader.passage.is_open
        assert "Part 29" in lit(driver)[-1]
        await driver.press("y")
        assert "Part 28. " in driver.app.clipboard
        await driver.press("g", "g", "V")
        driver.reader.article_view.page_down()
        await driver.press("j")
        assert driver.reader.article_view.scroll_offset.y > 15, "the text stays where it is"
        await driver.press("escape")
        assert driver.reader.reading.find.is_open, "the find ends by the next"
        await driver.press("n", "V")
        assert "Part 29" in lit(driver)[0], "a match is where one looks"


async def test_another_width_keeps_it_and_another_article_ends_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        await driver.press("V", "j", "j")
        await driver.pilot.resize_terminal(60, 24)
        await driver.settle()
        await driver.press("y")
        assert driver.app.clipboard.startswith("Part 3. The ferry waits")
        await driver.press("V", "J")
        assert not driver.reader.passage.is_open
        assert driver.reading == 2
        assert not lit(driver)
        await driver.press("V", "q")
        assert not driver.reader.passage.is_open


async def test_the_footer_says_how_it_goes_on(start: Start, library: FakeLibrary) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        before = driver.reader.status.hints
        await driver.press("V")
        assert driver.reader.status.hints == [("y", "copy"), ("o", "other end")]
        assert driver.status == "j and k select more, esc ends"
        await driver.press("s")
        assert driver.reader.passage.is_open, "a star is no end"
        await driver.press("y")
        assert driver.reader.status.hints == before


async def test_where_no_text_is_nothing_is_selected(start: Start, library: FakeLibrary) -> None:
    library.put(library.put_feed("Empty"), "", timedelta(minutes=1), "")
    async with start(library, SIZE) as driver:
        view = driver.reader.article_view
        await driver.press("enter")
        view._text_lines = 0
        await driver.press("V")
        assert driver.status == "No line of the text is on the screen"
        assert not driver.reader.passage.is_open


@pytest.mark.parametrize("preset", ["default", "newsboat", "simple"])
def test_each_preset_has_the_keys(preset: str) -> None:
    reader = KeyReader(keymap(Config(preset=preset)))
    selecting = Where.ARTICLE | Where.SELECTING
    order = reader.feed("V", Where.ARTICLE)
    assert order is not None and order.action.name == "select_lines"
    for key, name in (("y", "copy_lines"), ("o", "other_end"), ("escape", "escape")):
        order = reader.feed(key, selecting)
        assert order is not None and order.action.name == name
    order = reader.feed("y", Where.ARTICLE)
    assert order is not None and order.action.name == "copy"


async def test_a_move_of_the_end_redraws_the_changed_lines_alone(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(library, SIZE) as driver:
        await scrolled_to(driver, "Part 3.")
        await driver.press("4", "V")
        view = driver.reader.article_view
        drawn: list[int] = []
        draw = view._drawn
        monkeypatch.setattr(view, "_drawn", lambda n, width: drawn.append(n) or draw(n, width))
        await driver.press("j")
        assert drawn == [view.scroll_offset.y + 5]

"""What changed in an article, in its pane: `v` shows it, and goes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fake_library import FakeLibrary
from tui_sample import empty_library

from conftest import Driver, Start
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import ArticleId, Query, Status
from qreader.tui.actions import Where

BRIDGE, LONG, NEVER = ArticleId(1), ArticleId(2), ArticleId(3)
NOTE = "Changed since you read it · v shows what"
PARAGRAPHS = [f"<p>Paragraph {n} of the long story, which goes on.</p>" for n in range(60)]
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)])


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    read = Status(read=True)
    library.put(feed, "Bridge", timedelta(hours=3), "<p>It opens in May.</p>", status=read)
    library.put(feed, "Long", timedelta(hours=4), "".join(PARAGRAPHS), status=read)
    library.put(feed, "Never changed", timedelta(hours=5), "<p>A line.</p>", status=read)
    library.change(BRIDGE, "<p>It opens in June, at last.</p>", "New bridge")
    changed = [*PARAGRAPHS[:50], "<p>A new end comes.</p>", *PARAGRAPHS[50:]]
    library.change(LONG, "".join(changed))
    return library


def _view(driver: Driver) -> str:
    return "\n".join(line.text for line in driver.reader.article_view.lines)


def _top_line(driver: Driver) -> str:
    view = driver.reader.article_view
    return view.lines[view.scroll_offset.y].text


async def _sees(driver: Driver, text: str) -> None:
    """Wait for a text: a pane that comes on the screen is laid out a moment later."""
    await driver.wait_for(lambda: text in driver.screen_text)


@SIZES
async def test_v_shows_in_the_articles_pane_what_changed_and_goes_back(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        await driver.press("enter")
        await _sees(driver, "It opens in June, at last.")
        await driver.press("v")
        await _sees(driver, "Changed 2 h ago · 5 words added, 2 taken out")
        await _sees(driver, "It opens in May June, at last.")
        assert (driver.pane, len(driver.app.screen_stack)) == (Where.ARTICLE, 1)
        await driver.press("v")
        assert "Changed 2 h ago" not in driver.screen_text
        await _sees(driver, "It opens in June, at last.")
        assert driver.pane is Where.ARTICLE


@pytest.mark.parametrize("key", ["q", "h", "escape", "left", "backspace"])
async def test_back_leads_to_the_article_first_then_to_the_list(
    start: Start, library: FakeLibrary, key: str
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "v", key)
        assert driver.pane is Where.ARTICLE
        assert "Changed 2 h ago" not in _view(driver)
        await driver.press(key)
        assert driver.pane is Where.LIST


async def test_v_in_the_list_opens_what_changed_in_the_article_there(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "v")
        assert driver.reading == LONG
        assert "A new end comes." in _view(driver)
        assert "49 paragraphs unchanged" in _view(driver)
        await driver.press("q")
        assert "Paragraph 3 of" in _view(driver)


async def test_an_article_without_an_earlier_text_says_so_and_stays(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("G", "v")
        assert driver.status == "Nothing changed: no earlier text of it is known"
        assert (driver.pane, driver.reading) == (Where.LIST, None)
        await driver.press("enter", "v")
        assert driver.status == "Nothing changed: no earlier text of it is known"
        assert "A line." in _view(driver)


async def test_an_article_that_says_again_what_was_read_says_so(
    start: Start, library: FakeLibrary
) -> None:
    library.change(NEVER, "<p>A word.</p>")
    library.change(NEVER, "<p>A line.</p>")
    async with start(library) as driver:
        await driver.press("G", "v")
        assert driver.status == "It says again what you read"


async def test_v_where_there_is_no_article_says_so(start: Start) -> None:
    async with start(empty_library()) as driver:
        await driver.press("v")
        assert driver.status == "There is no article here"


async def test_an_article_that_changed_since_it_was_read_says_so_until_it_is_left(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await _sees(driver, "±")
        await driver.press("enter")
        await _sees(driver, NOTE)
        assert not library.articles.rows([BRIDGE])[0].changed
        await driver.press("v", "v")
        await _sees(driver, NOTE)
        await driver.press("J", "K")
        assert driver.reading == BRIDGE
        assert NOTE not in driver.screen_text
        await driver.press("v")
        assert "It opens in May June" in _view(driver), "what was new is still told"


async def test_without_marking_it_is_changed_until_it_is_marked(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(mark_read="never")) as driver:
        await driver.press("enter")
        assert library.articles.rows([BRIDGE])[0].changed


async def test_the_article_is_read_on_where_it_was_left_for_its_changes(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("j", "enter", "space", "space", "j")
        view = driver.reader.article_view
        left = view.scroll_offset.y
        assert left > 20
        await driver.press("v", "G", "v")
        assert view.scroll_offset.y == left
        await driver.press("v", "Q")
    place = library.stored[LONG].place
    assert place is not None
    assert place.block > 5, "the place in the article is kept, not that in its changes"


async def test_the_way_back_leads_to_the_place_in_the_article(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("j", "enter", "space", "space", "j")
        left = _top_line(driver)
        await driver.press("v", "J", "ctrl+o")
        assert driver.reading == LONG
        assert driver.reader.article_view.changes is None
        assert _top_line(driver) == left


async def test_opening_an_article_from_the_list_shows_it_and_not_its_changes(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("v", "shift+tab", "enter")
        assert driver.pane is Where.ARTICLE
        assert driver.reader.article_view.changes is None
        await driver.press("v", "J")
        assert (driver.reading, driver.reader.article_view.changes) == (LONG, None)


async def test_changes_are_searched_scrolled_and_laid_out_like_an_article(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("v", "/", *"june", "enter")
        assert driver.status == "1 of 1: june (esc ends)"
        await driver.press("escape")
        assert driver.reader.article_view.changes is not None
        await driver.pilot.resize_terminal(40, 20)
        await driver.settle()
        await _sees(driver, "It opens in May June, at last.")


async def test_a_text_that_changed_while_it_was_open_is_shown_anew(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("G", "enter")
        library.change(NEVER, "<p>A line, and another one.</p>")
        await driver.press("v")
        assert "3 words added" in _view(driver)
        await driver.press("v")
        assert "A line, and another one." in _view(driver)


async def test_where_colours_are_unwanted_words_are_marked_by_signs(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(library, (80, 24)) as driver:
        await driver.press("v")
        await _sees(driver, "It opens in [-May-] {+June, at last+}.")


async def test_text_of_the_source_cannot_style_the_changes(
    start: Start, library: FakeLibrary
) -> None:
    library.change(NEVER, "<p>A line [bold red]loud[/] [link=x]y[/link].</p>")
    async with start(library) as driver:
        await driver.press("G", "v")
        await _sees(driver, "[bold red]loud[/] [link=x]y[/link]")


@pytest.fixture
def real_library(tmp_path: Path) -> Iterator[Library]:
    feed = tmp_path / "note.md"
    feed.write_text("# The bridge\n\nIt opens in May.\n\nAll may come.\n", encoding="utf-8")
    library = Library(find_paths(tmp_path / "data"), Config())
    library.add(str(feed))
    library.mark(library.lists.ids(Query()), read=True)
    feed.write_text("# The bridge\n\nIt opens in June.\n\nAll may come.\n", encoding="utf-8")
    list(library.refresh([feed.id for feed in library.feeds.all()]))
    yield library
    library.close()


async def test_a_file_that_was_edited_shows_what_changed(
    start: Start, real_library: Library
) -> None:
    async with start(real_library, (80, 24)) as driver:
        await driver.press("g", "a", "enter")
        await _sees(driver, NOTE)
        await driver.press("v")
        await _sees(driver, "It opens in May June.")
        await driver.wait_for(lambda: not real_library.articles.rows([ArticleId(1)])[0].changed)

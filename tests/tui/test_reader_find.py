"""Finding in the open article: as it is typed, then from match to match, until it is ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import ArticleId
from qreader.tui.actions import Where

FILLER = "<p>Nothing to see on this line, nor on the next, nor on any that follows it.</p>" * 12
BODY = (
    "<p>The harbour lay quiet.</p>"
    + FILLER
    + "<p>In Zürich no HARBOUR is known.</p>"
    + FILLER
    + "<p>Of harbours and <a href='https://example.org/x'>Harbour</a> masters.</p>"
    + FILLER
)


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put(feed, "The news", timedelta(hours=1), BODY)
    library.put(feed, "Older news", timedelta(hours=2), "<p>No ship here.</p>")
    library.put(feed, "Oldest news", timedelta(hours=3), "<p>No ship there.</p>")
    return library


async def _find(driver: Driver, words: str) -> None:
    await driver.press("/", *("space" if letter == " " else letter for letter in words))


def _looks(driver: Driver, text: str) -> list[str]:
    """Return the looks of what is painted on the screen over this text."""
    view = driver.reader.article_view
    return [
        paint.look
        for number in view.visible_lines
        for paint in view._layers.get("find", {}).get(number, ())
        if view.lines[number].text[paint.start : paint.end] == text
    ]


async def test_slash_finds_in_the_article_while_it_has_the_focus(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        assert driver.reader.browse.view.looks_into is False
        assert "1 of 4" in driver.screen_text
        assert _looks(driver, "harbour") == ["found-here"]


async def test_slash_elsewhere_searches_the_articles(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "tab")
        assert driver.pane is Where.FEEDS
        await driver.press("tab", "/", *"older")
        await driver.wait_for(lambda: driver.reader.browse.view.looks_into)
        await driver.settle()
        assert driver.titles == ["Older news"]


async def test_enter_keeps_the_find_and_n_goes_on_and_round(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter")
        said = []
        for _ in range(4):
            said.append(driver.status.partition(":")[0])
            await driver.press("n")
        assert said == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
        assert driver.status.startswith("1 of 4: harbour")
        assert driver.reading == ArticleId(1)
        await driver.press("N")
        assert driver.status.startswith("4 of 4")
        assert _looks(driver, "Harbour") == ["found-here"]
        assert _looks(driver, "harbour") == ["found"]


async def test_a_count_goes_on_by_so_many_matches(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "2", "n")
        assert driver.status.startswith("3 of 4")


async def test_the_match_comes_on_the_screen(start: Start, library: FakeLibrary) -> None:
    async with start(library, (120, 12)) as driver:
        await driver.press("enter")
        assert "Zürich" not in driver.screen_text
        await _find(driver, "zurich")
        assert "Zürich" in driver.screen_text
        assert driver.reader.article_view.scroll_offset.y > 0


async def test_the_first_match_is_the_one_from_where_the_reading_is(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, size=(120, 20)) as driver:
        await driver.press("enter", "pagedown", "pagedown")
        await _find(driver, "harbour")
        await driver.press("enter")
        assert driver.status.startswith("3 of 4") or driver.status.startswith("2 of 4")


async def test_esc_ends_the_find_and_only_then_leaves_the_article(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "n", "escape")
        assert driver.pane is Where.ARTICLE
        assert driver.status == ""
        assert _looks(driver, "HARBOUR") == []
        await driver.press("escape")
        assert driver.pane is Where.LIST


async def test_n_means_the_next_unread_again_once_the_find_is_ended(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "escape", "n")
        assert driver.reading == ArticleId(2)


async def test_n_means_the_next_unread_in_the_list_although_a_find_is_open(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "left", "n")
        assert driver.pane is Where.LIST
        assert driver.reader.articles.current_id == ArticleId(2)


async def test_the_find_ends_with_its_article(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "J")
        assert driver.reading == ArticleId(2)
        assert not driver.reader.reading.find.is_open
        await driver.press("n")
        assert driver.reading == ArticleId(3)


async def test_esc_while_typing_goes_back_to_where_the_reading_was(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "j")
        await _find(driver, "masters")
        assert driver.reader.article_view.scroll_offset.y > 1
        await driver.press("escape")
        assert driver.reader.article_view.scroll_offset.y == 1
        assert not driver.reader.reading.find.is_open


async def test_each_letter_narrows_what_is_marked(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        assert "1 of 4" in driver.screen_text
        await driver.press("s")
        assert "1 of 1" in driver.screen_text
        await driver.press("x")
        assert "no match" in driver.screen_text
        await driver.press("backspace")
        assert "1 of 1" in driver.screen_text


async def test_the_arrows_go_from_match_to_match_while_typing(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("down", "down")
        assert "3 of 4" in driver.screen_text
        await driver.press("up", "enter")
        assert driver.status.startswith("2 of 4")


async def test_what_is_not_there_is_said(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "walrus")
        await driver.press("enter")
        assert driver.status == "walrus: not in this article"
        await driver.press("n")
        assert driver.reading == ArticleId(2)


async def test_nothing_typed_finds_nothing(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "/", "enter")
        assert driver.status == ""
        assert not driver.reader.reading.find.is_open
        assert driver.pane is Where.ARTICLE


async def test_the_count_stays_while_the_text_is_scrolled(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "n", "j", "k")
        assert driver.status.startswith("2 of 4")


async def test_the_footer_names_the_keys_of_the_find(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter")
        assert [key for key, _ in driver.reader.status.hints] == ["n", "N"]
        await driver.press("escape")
        assert "n" not in [key for key, _ in driver.reader.status.hints]


async def test_the_count_goes_with_the_article_and_comes_back_with_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "q")
        assert driver.status == ""
        await driver.press("enter")
        assert driver.status.startswith("1 of 4")


async def test_another_width_keeps_the_match(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour is known")
        await driver.press("enter")
        for width in (60, 30, 120):
            await driver.pilot.resize_terminal(width, 40)
            await driver.settle()
            await driver.wait_for(lambda: driver.reader.article_view._layers)
            assert driver.reader.reading.find.count == "1 of 1", width
            layer = driver.reader.article_view._layers["find"]
            shown = [
                driver.reader.article_view.lines[number].text[paint.start : paint.end]
                for number in sorted(layer)
                for paint in layer[number]
            ]
            assert " ".join(shown) == "HARBOUR is known"


async def test_the_full_text_of_the_page_is_found_in_anew(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _find(driver, "harbour")
        await driver.press("enter", "w")
        await driver.wait_for(lambda: "The whole of the page." in driver.screen_text)
        # in a link of the feed's text alone, which stands below the page's
        await driver.wait_for(lambda: driver.reader.reading.find.count == "1 of 1")
        assert "Also linked: Harbour" in driver.screen_text


async def test_find_without_an_article_asks_nothing(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        driver.reader.run_named("find")
        driver.reader.run_named("follow")
        await driver.settle()
        assert not driver.reader.query("Prompt")

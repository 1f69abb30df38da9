"""Searching in the reader: mistakes, saved searches, and the words marked in what is found."""

from __future__ import annotations

from typing import Any

import pytest
from fake_library import FakeLibrary
from textual.widgets import Input, Static

from conftest import Start
from qreader.model import ArticleId, Query
from qreader.tui.actions import Where
from qreader.tui.reading.highlights import LAYER


def _note(driver) -> str:
    return str(driver.reader.query_one("#prompt-note", Static).content)


def _underlined(driver, row: int = 0) -> list[str]:
    """Return the underlined pieces of a row of the list."""
    articles = driver.reader.articles
    segments = articles.draw(row, 0, articles.size.width)
    return [segment.text for segment in segments if segment.style and segment.style.underline]


# ---- mistakes


async def test_a_mistake_is_explained_while_it_is_typed_and_the_results_stay(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("/", *"bees")
        await driver.wait_for(lambda: len(driver.titles) == 1)
        await driver.press(*" tilte:x")
        await driver.wait_for(lambda: _note(driver))
        assert _note(driver) == "there is no `tilte:`; did you mean `title:`?"
        assert len(driver.titles) == 1
        await driver.press(*["backspace"] * 8)
        await driver.wait_for(lambda: not _note(driver))


async def test_enter_keeps_a_mistake_in_the_prompt_with_the_cursor_on_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("/", *"bees tilte:x", "enter")
        assert _note(driver) == "there is no `tilte:`; did you mean `title:`?"
        prompt = driver.reader.query_one("#prompt-input", Input)
        assert (prompt.value, prompt.cursor_position) == ("bees tilte:x", 5)
        await driver.press(*["delete"] * 7, "enter")
        await driver.wait_for(lambda: driver.pane is Where.LIST and len(driver.titles) == 1)
        assert not driver.reader.query("Prompt")


# ---- what is found


async def test_below_a_result_stands_where_its_words_were_found(
    start: Start, library: FakeLibrary
) -> None:
    """It is read once the cursor rests there; a list that is no search shows how a text begins."""
    article_id = library.put(
        library.put_feed("Courier"), "No title says it", body="<p>It rained. A heron stood there."
    )
    async with start(library) as driver:
        await driver.press("/", *"heron", "enter")
        await driver.wait_for(lambda: "A heron stood there." in driver.screen_text)
        assert driver.reader.articles.current_id == article_id
        assert _underlined(driver, row=0) == []
        segments = driver.reader.articles.draw(0, 1, driver.reader.articles.size.width)
        assert [s.text for s in segments if s.style and s.style.underline] == ["heron"]


async def test_enter_keeps_what_was_found_while_typing_and_where_the_arrows_moved(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ids = library.lists.ids

    def noted_ids(query: Query, **more: Any) -> list[ArticleId]:
        asked.append(query.words)
        return ids(query, **more)

    monkeypatch.setattr(library.lists, "ids", noted_ids)
    async with start(library) as driver:
        asked.clear()
        await driver.press("/", *"the")
        await driver.wait_for(lambda: "the" in asked and driver.reader.browse.view.looks_into)
        await driver.settle()
        await driver.press("down", "enter")
        assert (driver.pane, driver.reader.articles.cursor) == (Where.LIST, 1)
        assert asked == ["the"]


# ---- saved searches


async def test_saved_searches_stand_below_the_views_with_their_counts(
    start: Start, library: FakeLibrary
) -> None:
    library.save_search("Insects", "bees")
    library.save_search("Walruses", "walrus")
    library.mark([ArticleId(9)], read=False)
    async with start(library) as driver:
        await driver.wait_for(lambda: driver.reader.feed_tree.branches)
        branches = driver.reader.feed_tree.branches
        assert [b.label for b in branches[4:8]] == ["", "Insects", "Walruses", ""]
        assert [b.number for b in branches[5:7]] == [1, 0]
        await driver.press("g", "f", *"jjj", "enter")
        await driver.wait_for(lambda: driver.titles == ["Bees can count to four. What about zero?"])
        assert driver.reader.list_title.heading.name == "Insects"
        assert driver.reader.browse.view.query == Query(words="bees")
        await driver.press("escape")
        assert driver.reader.browse.view.title == "Insects", "a view of its own: esc ends nothing"


async def test_a_saved_search_shows_what_comes_in(start: Start, library: FakeLibrary) -> None:
    library.save_search("Insects", "bees")
    async with start(library) as driver:
        driver.begin(driver.reader.browse.show, Query(words="bees"), "Insects")
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 1)
        library.put(next(iter(library.feed_values)), "More bees")
        driver.reader.browse.update_now()
        await driver.wait_for(lambda: driver.reader.list_title.heading.news == 1)
        await driver.press("g", "g")
        assert len(driver.reader.articles.ids) == 2


async def test_an_empty_saved_search_does_not_speak_of_esc(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        driver.begin(driver.reader.browse.show, Query(words="walrus"), "Walruses")
        await driver.wait_for(lambda: not driver.reader.articles.ids)
        assert list(driver.reader.articles.empty) == ["Nothing found for 'walrus'."]


# ---- highlights


async def test_words_are_marked_in_titles_while_a_search_is_shown(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        assert _underlined(driver) == []
        await driver.press("/", *"count", "enter")
        await driver.wait_for(lambda: len(driver.titles) == 1)
        assert _underlined(driver) == ["count"]
        await driver.press("escape")
        assert _underlined(driver) == []


async def test_only_whole_words_are_marked_and_wide_ones_rightly(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "a", "/", *"会", "enter")
        await driver.wait_for(lambda: not driver.reader.articles.ids)
        await driver.press("/", *"図書館", "enter")
        await driver.wait_for(lambda: len(driver.titles) == 1)
        assert _underlined(driver) == ["図書館"]
        await driver.press("/", *"what", "enter")
        await driver.wait_for(lambda: "Bees" in "".join(driver.titles))
        assert _underlined(driver) == ["What"]


async def test_words_are_marked_in_an_article_that_a_search_found(
    start: Start, library: FakeLibrary
) -> None:
    body = "<p>The bees counted. A beeswax candle; BEES!</p>"
    library.restate(ArticleId(9), body_html=body)
    async with start(library) as driver:
        await driver.press("/", *"bees", "enter")
        await driver.wait_for(lambda: len(driver.titles) == 1)
        await driver.press("enter")
        view = driver.reader.article_view
        await driver.wait_for(lambda: view._layers.get(LAYER))
        marked = [
            view.lines[number].text[paint.start : paint.end]
            for number, paints in sorted(view._layers[LAYER].items())
            for paint in paints
        ]
        assert marked == ["Bees", "bees", "BEES"]
        await driver.press("q", "escape")
        await driver.wait_for(lambda: not view._layers.get(LAYER))


async def test_an_article_that_was_not_searched_for_has_no_marks(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: driver.reading is not None)
        assert not driver.reader.article_view._layers.get(LAYER)

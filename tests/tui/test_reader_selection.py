"""Acting on several articles at once; hiding, tagging, being done; and undoing each of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.model import ArticleId
from qreader.tui.actions import Where

FERRY, CHESS, BREAD, OWLS = (ArticleId(n) for n in range(1, 5))


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    for hours, title in enumerate(("Ferry", "Chess", "Bread", "Owls"), 1):
        library.put(feed, title, timedelta(hours=hours), f"<p>All about {title}.</p>")
    return library


async def test_marks_act_on_all_that_is_selected(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("x", "j", "x")
        assert driver.reader.articles.selected == {FERRY, BREAD}
        assert driver.status == "2 selected, esc ends that"
        assert "■  Ferry" in driver.screen_text
        await driver.press("s")
        assert driver.status == "2 starred, u undoes"
        assert library.status(FERRY).starred
        assert library.status(BREAD).starred
        assert not library.status(CHESS).starred
        await driver.press("u")
        assert not library.status(FERRY).starred
        assert not library.status(BREAD).starred


async def test_a_mark_that_some_have_is_given_to_all(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("s", "x", "x", "s")
        assert library.status(FERRY).starred
        assert library.status(CHESS).starred
        await driver.press("g", "v", "s")
        assert not library.status(FERRY).starred
        assert not library.status(CHESS).starred


async def test_a_range_is_selected_in_either_direction(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("G", "x", "k", "k", "V")
        assert driver.reader.articles.selected == {CHESS, BREAD, OWLS}
        await driver.press("k", "V")
        assert driver.reader.articles.selected == {FERRY, CHESS, BREAD, OWLS}


async def test_esc_ends_the_selection_before_anything_else(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("/", *"about", "enter", "g", "a", "x", "escape")
        assert driver.reader.articles.selected == frozenset()
        assert "■" not in driver.screen_text
        assert driver.pane is Where.LIST


async def test_in_the_article_a_mark_means_the_article(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("x", "enter", "s")
        assert driver.reading == CHESS
        assert library.status(CHESS).starred
        assert not library.status(FERRY).starred


async def test_a_selection_ends_with_its_list(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("x", "g", "s")
        assert driver.reader.articles.selected == frozenset()


# ---- hiding


async def test_what_is_hidden_leaves_the_list_and_u_brings_it_back(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "D")
        assert driver.status == "Hidden"
        assert driver.titles == ["Ferry", "Bread", "Owls"]
        assert driver.reader.articles.current_id == BREAD
        await driver.press("u")
        assert driver.titles == ["Ferry", "Chess", "Bread", "Owls"]


async def test_all_of_a_list_can_be_hidden(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("x", "G", "V", "D")
        assert driver.status == "4 hidden, u undoes"
        assert driver.titles == []
        await driver.press("g", "d")
        assert driver.titles == ["Ferry", "Chess", "Bread", "Owls"]
        await driver.press("D", "g", "a")
        assert driver.titles == ["Ferry"]


async def test_the_article_that_is_read_can_be_hidden(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "D")
        assert driver.reading == FERRY
        assert driver.titles == ["Chess", "Bread", "Owls"]


# ---- being done


async def test_d_marks_read_and_goes_on(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("d", "d")
        assert library.status(FERRY).read
        assert library.status(CHESS).read
        assert driver.reader.articles.current_id == BREAD
        await driver.press("enter", "d")
        assert driver.reading == OWLS
        await driver.press("u", "u")
        assert not library.status(CHESS).read


# ---- tags


async def test_tags_are_typed_and_taken_back(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("t", *"sea, #boats", "enter")
        assert driver.status == "Tagged #sea, #boats"
        assert library.status(FERRY).tags == ("boats", "sea")
        await driver.press("t", *"-sea", "enter")
        assert library.status(FERRY).tags == ("boats",)
        await driver.press("u")
        assert library.status(FERRY).tags == ("boats", "sea")
        await driver.press("u")
        assert library.status(FERRY).tags == ()


async def test_the_tags_of_an_article_stand_under_its_title(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "t", *"sea", "enter")
        view = driver.reader.article_view

        def top() -> list[str]:
            return [view.render_line(y).text.strip() for y in range(6)]

        assert "#sea" in top()
        await driver.press("u")
        assert "#sea" not in top()


async def test_several_articles_get_a_tag_at_once(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("x", "x", "t", *"sea", "enter")
        assert library.statuses.tags() == [("sea", 2)]


async def test_no_tags_typed_changes_nothing(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("t", "enter", "t", *"sea", "escape")
        assert library.statuses.tags() == []
        assert driver.pane is Where.LIST


# ---- history


async def test_what_was_opened_lately_is_a_list_of_its_own(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "h")
        assert driver.titles == []
        assert "Nothing opened yet." in driver.screen_text
        await driver.press("g", "a", "enter", "J", "J", "K", "q", "g", "h")
        assert driver.titles == ["Chess", "Bread", "Ferry"]

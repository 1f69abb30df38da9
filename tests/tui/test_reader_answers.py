"""Answers of programs in the article's pane: `E` shows what is kept, and goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import NOW, FakeLibrary

from conftest import Driver, Start
from qreader.model import Answer, ArticleId
from qreader.tui.actions import Where

BRIDGE, OTHER = ArticleId(1), ArticleId(2)
BODY = "".join(f"<p>Paragraph {n} of the long story, which goes on.</p>" for n in range(60))


def _answer(name: str, text: str, minutes: int = 3) -> Answer:
    return Answer(name, NOW - timedelta(minutes=minutes), f"<p>{text}</p>", text)


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put(feed, "Bridge", timedelta(hours=3), BODY)
    library.put(feed, "Other", timedelta(hours=4), "<p>Another text.</p>")
    library.answers.keep(BRIDGE, _answer("summary", "It is short."))
    library.answers.keep(BRIDGE, _answer("french", "Il est court.", 9))
    return library


def _view(driver: Driver) -> str:
    return "\n".join(line.text for line in driver.reader.article_view.lines)


async def test_kept_answers_are_shown_one_by_one_and_then_the_article_where_it_was(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))
        await driver.press("space")
        place = driver.reader.article_view.place
        await driver.press("E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        assert "By summary, 3 min ago" in _view(driver)
        assert "Paragraph 3" not in _view(driver)
        await driver.press("E")
        await driver.wait_for(lambda: "Il est court." in _view(driver))
        await driver.press("E")
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))
        assert driver.reader.article_view.place == place


@pytest.mark.parametrize("key", ["escape", "q", "h"])
async def test_back_leads_from_an_answer_to_the_article(
    start: Start, library: FakeLibrary, key: str
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        await driver.press(key)
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))
        assert driver.pane is Where.ARTICLE
        await driver.press(key)
        assert driver.pane is Where.LIST


async def test_the_list_leads_to_an_answer_too(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        assert driver.pane is Where.ARTICLE


async def test_an_answer_is_asked_for_by_its_name(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.press(":", *"answer french", "enter")
        await driver.wait_for(lambda: "Il est court." in _view(driver))
        await driver.press(":", *"answer german", "enter")
        assert "No answer of german is kept here" in driver.status


async def test_below_the_article_stands_which_answers_are_kept(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: "ANSWERS  E shows them" in _view(driver))
        await driver.press("J")
        await driver.wait_for(lambda: "Another text." in _view(driver))
        assert "ANSWERS" not in _view(driver)


async def test_v_goes_from_an_answer_to_the_changes_and_another_article_ends_it(
    start: Start, library: FakeLibrary
) -> None:
    library.change(BRIDGE, "<p>All is new.</p>")
    async with start(library) as driver:
        await driver.press("enter", "E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        await driver.press("v")
        await driver.wait_for(lambda: "All is new." in _view(driver))
        assert driver.reader.article_view.answer is None
        await driver.press("E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        assert driver.reader.article_view.changes is None
        await driver.press("J")
        await driver.wait_for(lambda: "Another text." in _view(driver))
        assert driver.reader.article_view.answer is None

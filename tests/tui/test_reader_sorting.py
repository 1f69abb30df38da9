"""The order of a list in the reader: asked for, kept with a feed, told in the title."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.config.settings import Config
from qreader.model import ArticleId
from qreader.tui.actions import Where
from qreader.tui.views import FIRST_PAGE

NEWEST = ["Quake", "apples", "Chess", "Éclair"]
OLDEST = NEWEST[::-1]
BY_TITLE = ["apples", "Chess", "Éclair", "Quake"]
PLAIN = Config(group_stories=False)


@pytest.fixture
def library() -> FakeLibrary:
    """Four articles of two feeds."""
    library = FakeLibrary()
    post, times = library.put_feed("Post"), library.put_feed("Times")
    for number, (feed, title) in enumerate(zip((post, times) * 2, NEWEST, strict=True)):
        library.put(feed, title, timedelta(hours=1 + number), f"<p>Of {title}.</p>")
    return library


async def test_a_letter_takes_an_order_and_the_title_says_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "O")
        assert "Order of " in driver.screen_text
        assert "newest first ✓" in driver.screen_text
        await driver.press("t")
        assert "Order of " not in driver.screen_text
        assert driver.titles == BY_TITLE
        assert "4 stories · by title (gO)" in driver.screen_text
        assert driver.status == "Unread: by title"
        await driver.press("g", "O")
        assert "by title ✓" in driver.screen_text
        await driver.press("n")
        assert driver.titles == NEWEST
        assert driver.reader.list_title.heading.is_usual


@pytest.mark.parametrize("keys", [("escape",), ("q",), ("ctrl+c",), ("enter",), ("x", "escape")])
async def test_a_box_that_is_closed_changes_nothing(
    start: Start, library: FakeLibrary, keys: tuple[str, ...]
) -> None:
    async with start(library) as driver:
        await driver.press("g", "O", *keys)
        assert "Order of " not in driver.screen_text
        assert driver.titles == NEWEST
        assert driver.pane is Where.LIST


async def test_arrows_and_enter_take_an_order_too(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "O", "j", "enter")
        assert driver.titles == OLDEST


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_the_box_shows_every_order_on_any_screen(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(library, size=size) as driver:
        await driver.press("g", "O")
        for text in ("n  newest", "o  oldest", "f  by feed", "t  by", "l  longest", "s  largest"):
            assert text in driver.screen_text
        assert "a  last arrived first" in driver.screen_text
        await driver.press("o")
        assert "oldest first" in driver.screen_text


async def test_the_cursor_stays_on_its_article(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("j", "g", "O", "t")
        assert driver.reader.articles.current_id == ArticleId(2)
        await driver.press("j", "j", "g", "O", "n")
        assert driver.titles[driver.reader.articles.cursor] == "Éclair"


async def test_the_cursor_stays_on_an_article_that_is_far_down_in_the_new_order(
    start: Start, library: FakeLibrary
) -> None:
    feed = library.put_feed("Long")
    for number in range(FIRST_PAGE + 40):
        library.put(feed, f"Old {number}", timedelta(days=2, minutes=number))
    async with start(library) as driver:
        await driver.press("j", "g", "O", "o")
        articles = driver.reader.articles
        assert articles.current_id == ArticleId(2)
        assert len(articles.ids) == FIRST_PAGE + 44
        assert "apples" in driver.screen_text


async def test_a_feed_keeps_its_order_and_other_lists_the_usual_one(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"go-feed Times", "enter")
        assert driver.titles == ["apples", "Éclair"]
        await driver.press("g", "O", "o")
        assert driver.titles == ["Éclair", "apples"]
        await driver.press("g", "a")
        assert driver.titles == NEWEST
        await driver.press("g", "O", "t", "g", "u")
        assert driver.titles == NEWEST
        await driver.press("g", "a")
        assert driver.titles == BY_TITLE
    async with start(library) as driver:  # another session
        await driver.press(":", *"go-feed Times", "enter")
        assert driver.titles == ["Éclair", "apples"]
        assert "oldest first (gO)" in driver.screen_text
        await driver.press("g", "a")
        assert driver.titles == NEWEST


async def test_the_configuration_says_the_order_of_lists_without_one(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(sort="oldest")) as driver:
        assert driver.titles == OLDEST
        assert driver.reader.list_title.heading.is_usual
        await driver.press("g", "O", "n")
        assert driver.titles == NEWEST
        assert "newest first (gO)" in driver.screen_text


async def test_a_list_without_an_order_follows_a_setting_at_once(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"set sort oldest", "enter")
        assert driver.titles == OLDEST
        assert driver.reader.list_title.heading.is_usual
        await driver.press("g", "O", "t", ":", *"set sort length", "enter")
        assert driver.titles == BY_TITLE


async def test_orders_that_cannot_be_read_are_as_if_none_were_kept(
    start: Start, library: FakeLibrary
) -> None:
    for kept in ("[", "[1]", '{"x": "title"}', '{"1": "colour"}'):
        library.remembered.write("orders of feeds", kept)
        async with start(library) as driver:
            assert driver.titles == NEWEST


async def test_a_command_takes_an_order_and_refuses_what_is_none(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"sort ti", "tab", "enter")
        assert driver.titles == BY_TITLE
        await driver.press(":", *"sort colour", "enter")
        assert driver.titles == BY_TITLE
        assert "There is no order 'colour'" in driver.status


async def test_what_a_search_states_wins(start: Start, library: FakeLibrary) -> None:
    async with start(library, config=Config(sort="title")) as driver:
        await driver.press("/", *"of sort:oldest", "enter")
        assert driver.titles == OLDEST
        await driver.press("g", "O")
        assert driver.status == "The search says its order itself: sort:oldest"
        await driver.press("escape", "/", *"of", "enter", "g", "O", "t")
        assert driver.titles == BY_TITLE


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (("enter", "q", "g", "h"), "What you opened last"),
        (("D", "g", "d"), "What is hidden"),
        (("g", "c"), "To catch up"),
    ],
)
async def test_a_list_with_an_order_of_its_own_says_so(
    start: Start, library: FakeLibrary, keys: tuple[str, ...], reason: str
) -> None:
    async with start(library, config=Config(sort="title")) as driver:
        await driver.press(*keys, "g", "O")
        assert driver.status.startswith(reason)
        assert "Order of " not in driver.screen_text


async def test_a_story_keeps_its_order(start: Start, library: FakeLibrary) -> None:
    library.tell(ArticleId(1), ArticleId(3))
    async with start(library, config=Config(sort="title")) as driver:
        await driver.press("j", "j", "T")
        assert driver.titles == ["Chess", "Quake"]
        await driver.press("g", "O")
        assert driver.status.startswith("A story is told from its beginning")


async def test_the_list_behind_an_article_or_beside_the_tree_is_sorted(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", "g", "O", "o")
        assert driver.titles == OLDEST
        assert driver.pane is Where.FEEDS
        await driver.press("tab", "enter", "g", "O", "t")
        assert driver.titles == ["apples", "Chess", "Quake"]  # the open one is read
        assert driver.pane is Where.ARTICLE


async def test_an_order_holds_while_articles_are_read_and_come(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "O", "t", "j", "enter", "q")
        driver.reader.browse.update_now()
        await driver.settle()
        assert driver.titles == BY_TITLE
        assert driver.reader.articles.cursor == 1

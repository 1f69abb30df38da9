"""The full text of articles and the want list, in the interface."""

from __future__ import annotations

from fake_library import FakeLibrary

from qreader.model import ArticleId, Link
from qreader.tui.actions import Where
from qreader.tui.widgets.lookup import Lookup


async def test_a_page_that_cannot_be_had_is_explained_and_the_text_stays(start, library):
    library.failing_pages[ArticleId(3)] = "shows no more of the article than its feed"
    async with start(library) as driver:
        await driver.press("enter")
        before = driver.reader.reading.article
        await driver.press("w")
        await driver.wait_for(lambda: "shows no more" in driver.status)
        drawn = driver.reader.article_view
        await driver.wait_for(lambda: drawn.article.page.error is not None)
        assert "shows no more" in driver.status
        assert drawn.article.entry == before.entry


async def test_the_full_text_of_another_article_does_not_replace_the_open_one(start, library):
    async with start(library) as driver:
        await driver.press("enter", "q", "j", "w")
        await driver.wait_for(lambda: "This is the full text" in driver.status)
        assert driver.reading == 3
        assert "The whole of the page" not in driver.screen_text


async def test_a_refresh_fetches_what_is_wanted(start, library: FakeLibrary):
    library.pages.want([ArticleId(4)])
    async with start(library) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: not library.wanted())
        assert library.articles.one(ArticleId(4)).page.fetched is not None


async def test_an_open_article_shows_its_full_text_when_a_refresh_brings_it(start, library):
    library.pages.want([ArticleId(3)])
    async with start(library) as driver:
        await driver.press("enter", "R")
        await driver.wait_for(lambda: "The whole of the page" in driver.screen_text)


async def test_a_story_that_is_not_in_the_cache_is_wanted(start, library: FakeLibrary):
    async with start(library) as driver:
        await driver.press("enter", "tab")
        related = driver.reader.related
        missing = [n for n in range(related.row_count) if _is_missing(related, n)]
        assert missing, "the fixture has a story that is not in the cache"
        related.move_to(missing[0])
        await driver.press("w")
        await driver.wait_for(lambda: library.wanted_links() or "no address" in driver.status)
        assert driver.pane is Where.RELATED


def _is_missing(related, row: int) -> bool:
    related.cursor = row if related.can_select(row) else related.cursor
    item = related.current
    return related.can_select(row) and item is not None and item.article_id is None


async def test_the_want_list_names_what_the_next_refresh_fetches(start, library: FakeLibrary):
    library.pages.want([ArticleId(4)])
    library.want_link(Link("A story", "https://example.org/wanted-story"))
    async with start(library) as driver:
        await driver.press("g", "w")
        await driver.wait_for(lambda: isinstance(driver.app.screen, Lookup))
        assert "https://example.org/wanted-story" in driver.screen_text
        assert library.articles.one(ArticleId(4)).entry.title[:12] in driver.screen_text

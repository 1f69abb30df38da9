"""An article is read on where it was left, also by the next session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import ArticleId, Place

LONG = "".join(
    f"<p>Paragraph {n} of the long story, which goes on for a while.</p>" for n in range(99)
)
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)])


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put(feed, "Long", timedelta(hours=1), LONG)
    library.put(feed, "Short", timedelta(hours=2), "<p>A line.</p>")
    return library


def _first_line(driver: Driver) -> str:
    view = driver.reader.article_view
    return view.render_line(0).text.strip() or view.render_line(1).text.strip()


@SIZES
async def test_the_next_session_reads_on_where_this_one_ended(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        await driver.press("enter", "space", "space", "j")
        left_at = _first_line(driver)
        assert "Paragraph" in left_at
        await driver.press("Q")
    assert library.stored[ArticleId(1)].place is not None
    async with start(library, size) as driver:
        await driver.press("g", "a", "enter")
        assert driver.reading == 1
        assert _first_line(driver) == left_at
        assert driver.status == "Where you left it; gg goes to the top"


async def test_an_article_is_read_on_at_another_width(start: Start, library: FakeLibrary) -> None:
    library.places.keep(ArticleId(1), Place(60, 0.0))
    texts = []
    for size in ((120, 40), (50, 20)):
        async with start(library, size) as driver:
            await driver.press("g", "a", "enter")
            texts.append(_first_line(driver)[:12])
    assert texts[0] == texts[1]
    assert "Paragraph" in texts[0]


async def test_another_article_leaves_this_one_where_it_is(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "space", "space")
        left_at = _first_line(driver)
        await driver.press("J")
        assert driver.reading == 2
        assert driver.status == ""
        await driver.press("K")
        assert driver.reading == 1
        assert _first_line(driver) == left_at


async def test_an_article_read_to_its_end_starts_at_its_top_again(
    start: Start, library: FakeLibrary
) -> None:
    library.places.keep(ArticleId(1), Place(60, 0.0))
    async with start(library) as driver:
        await driver.press("enter", "G", "J", "K")
        assert driver.reading == 1
        assert driver.reader.article_view.place is None
    assert library.stored[ArticleId(1)].place is None


async def test_an_article_scrolled_back_to_its_top_is_left_there(
    start: Start, library: FakeLibrary
) -> None:
    library.places.keep(ArticleId(1), Place(60, 0.0))
    async with start(library) as driver:
        await driver.press("enter", "g", "g", "Q")
    assert library.stored[ArticleId(1)].place is None

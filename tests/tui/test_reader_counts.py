"""What the title of the list counts, and how that follows what is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary, Put

from conftest import Driver, Start
from qreader.model import ArticleId, FeedId, Query, Scope
from qreader.tui.heading import Heading


def _title(driver: Driver) -> str:
    heading = driver.reader.list_title.heading
    return f"{heading.name}: {heading.number} {heading.unit}"


async def _counts(driver: Driver, count: int) -> None:
    """Wait until the title says so many, as the tree does."""
    shown = driver.reader.list_title
    await driver.wait_for(lambda: shown.heading.number == str(count))
    tree = {branch.label: branch.number for branch in driver.reader.feed_tree.branches}
    assert tree[shown.heading.name] == count


async def test_the_title_says_what_it_counts(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        assert _title(driver) == "Unread: 8 stories"
        assert "8 stories" in driver.screen_text.splitlines()[0]
        await driver.press("g", "o")
        assert _title(driver) == "Unread: 8 articles"
        await driver.press("g", "l")
        assert _title(driver) == "Later: 1 article"


async def test_the_number_falls_with_marks_and_rises_with_undo(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("m")
        await _counts(driver, 7)
        assert driver.reader.articles.row_count == 8
        await driver.press("j", "enter", "q")
        await _counts(driver, 6)
        await driver.press("u")
        await _counts(driver, 7)
        await driver.press("m")  # the one that was opened
        await _counts(driver, 8)
        await driver.press("A")
        await _counts(driver, 0)
        await driver.press("u")
        await _counts(driver, 8)
        assert len(library.lists.ids(Query(Scope.UNREAD))) == 8


async def test_the_number_rises_with_what_arrives(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("m")
        await _counts(driver, 7)
        library.put(FeedId(1), "Fog on the strait", timedelta(0))
        library.commit_elsewhere()
        driver.articles_came()
        await driver.settle()
        assert (_title(driver), driver.reader.list_title.heading.news) == ("Unread: 7 stories", 1)
        await driver.press("g", "g")
        await _counts(driver, 8)


async def test_stars_that_are_taken_away_are_not_counted(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "s")
        assert _title(driver) == "Starred: 2 articles"
        await driver.press("s")
        await _counts(driver, 1)
        assert _title(driver) == "Starred: 1 article"
        assert driver.reader.articles.row_count == 2


async def test_what_is_shown_again_is_no_longer_counted_among_the_hidden(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("D", "g", "d")
        before = int(driver.reader.list_title.heading.number)
        await driver.press("D")
        await driver.wait_for(lambda: driver.reader.list_title.heading.number == str(before - 1))
        assert driver.reader.articles.row_count == before
        await driver.press("u")
        await driver.wait_for(lambda: driver.reader.list_title.heading.number == str(before))


async def test_hiding_takes_one_from_a_list_of_which_the_start_alone_is_read(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put_all(FeedId(1), [Put(f"Number {n}") for n in range(300)])
    ids = library.lists.ids

    def start_alone(query: Query, **options: object) -> list[ArticleId]:
        return [] if options.get("after") else ids(query, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(library.lists, "ids", start_alone)
    async with start(library) as driver:
        await driver.press("g", "a")
        title, everything = driver.reader.list_title, library.lists.count(Query(by_story=True))
        await driver.wait_for(lambda: title.heading.number == str(everything))
        await driver.press("D")
        assert driver.reader.articles.row_count == 199
        await driver.wait_for(lambda: title.heading.number == str(everything - 1))


async def test_a_list_of_everything_keeps_its_number(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "a", "m", "j", "m")
        assert _title(driver) == "All: 12 stories"


async def test_a_narrow_title_gives_its_room_to_the_name(
    start: Start, library: FakeLibrary
) -> None:
    library.put_feed("A feed whose name is as long as the title of its list can be")
    async with start(library, size=(40, 12)) as driver:
        await driver.press("g", "u")
        assert "8 stories" in driver.screen_text.splitlines()[0]
        name = "A name as long as the line, or nearly"
        driver.reader.list_title.show(Heading(name, number="8", unit="articles"))
        await driver.pilot.pause()
        assert "articles" not in driver.screen_text.splitlines()[0]

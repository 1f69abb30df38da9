"""A long article: only what is seen is drawn, and no place in it is ever lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary
from textual.strip import Strip

from conftest import Driver, Start
from qreader.model import ArticleId
from qreader.tui.widgets.article_view import ArticleView

SENTENCE = "The harbour lay quiet that morning, and the ferries waited for a wind. "
LONG = "".join(
    f'<h2 id="s{n}">Part {n}</h2><p>In part {n}: {SENTENCE * 5}</p>'
    f"<blockquote><p>{SENTENCE}</p></blockquote>"
    f'<ul><li>{SENTENCE}<li>and <a href="/{n}">more</a></ul>'
    for n in range(60)
)
CONTENTS = "<ul>" + "".join(f'<li><a href="#s{n}">Part {n}</a>' for n in range(60)) + "</ul>"


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put(feed, "A long read", timedelta(hours=1), CONTENTS + LONG)
    library.put(feed, "Another", timedelta(hours=2), "<p>Short.</p>")
    return library


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the lines of the article that are made, as they are made."""
    numbers: list[int] = []
    make = ArticleView._drawn

    def watched(view: ArticleView, number: int, width: int) -> Strip:
        numbers.append(number)
        return make(view, number, width)

    monkeypatch.setattr(ArticleView, "_drawn", watched)
    return numbers


def _top(driver: Driver) -> str:
    view = driver.reader.article_view
    return next(text for number in view.visible_lines if (text := view.lines[number].text.strip()))


async def test_opening_makes_one_screen_of_lines(
    start: Start, library: FakeLibrary, drawn: list[int]
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        view = driver.reader.article_view
        assert len(view.lines) > 500
        assert set(drawn) == set(range(view.size.height))


async def test_a_line_and_a_page_make_no_more_than_what_comes_in(
    start: Start, library: FakeLibrary, drawn: list[int]
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        height = driver.reader.article_view.size.height
        drawn.clear()
        await driver.press("j")
        assert drawn == [height]
        drawn.clear()
        await driver.press("pagedown")
        assert len(drawn) == len(set(drawn)) == height - 1
        drawn.clear()
        await driver.press("pageup", "k")
        assert drawn == []


async def test_a_find_makes_only_the_lines_that_are_seen(
    start: Start, library: FakeLibrary, drawn: list[int]
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "/", *"ferries", "enter")
        assert driver.reader.reading.find.count.endswith("of 420")
        assert len(set(drawn)) < 3 * driver.reader.article_view.size.height


async def test_pages_overlap_by_a_line_from_the_top_to_the_end(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        view = driver.reader.article_view
        seen = set(view.visible_lines)
        pages = 1
        while not view.at_end:
            last = view.visible_lines[-1]
            await driver.press("pagedown")
            assert last in view.visible_lines
            seen |= set(view.visible_lines)
            pages += 1
        assert seen >= set(range(len(view.text_lines)))
        assert pages <= len(view.lines) // (view.size.height - 1) + 1


@pytest.mark.parametrize("part", [3, 31, 58])
async def test_a_table_of_contents_leads_to_its_parts_and_back(
    start: Start, library: FakeLibrary, part: int
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        driver.begin(driver.reader.reading.follow, f"#s{part}")
        await driver.settle()
        view = driver.reader.article_view
        shown = [view.lines[number].text.strip() for number in view.visible_lines]
        assert f"Part {part}" in shown
        assert f"In part {part}" in "\n".join(shown)
        await driver.press("ctrl+o")
        assert _top(driver) == "A long read"


async def test_jumps_are_gone_back_one_by_one(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        tops = []
        for part in (10, 20, 30):
            tops.append(_top(driver))
            driver.begin(driver.reader.reading.follow, f"#s{part}")
            await driver.settle()
        for top in reversed(tops):
            await driver.press("ctrl+o")
            assert _top(driver) == top
        await driver.press("ctrl+o")
        assert "started" in driver.status


async def test_every_width_keeps_the_part_that_is_read(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "/", *"part", "space", *"40:", "enter", "escape")
        view = driver.reader.article_view
        while "In part 40" not in _top(driver):
            await driver.press("j")
        for size in ((60, 30), (200, 50), (40, 12), (120, 40)):
            await driver.pilot.resize_terminal(*size)
            await driver.wait_for(lambda size=size: driver.app.size == size)
            await driver.settle()
            await driver.wait_for(lambda: view._rendered_width == view._column_width)
            near = "\n".join(view.lines[n].text for n in view.visible_lines)
            assert "part 40" in near.lower(), size


async def test_the_trail_leads_over_articles_and_parts(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        driver.begin(driver.reader.reading.follow, "#s30")
        await driver.settle()
        top = _top(driver)
        await driver.press("J", "ctrl+o")
        assert driver.reading == ArticleId(1)
        assert _top(driver) == top
        await driver.press("ctrl+o")
        assert _top(driver) == "A long read"

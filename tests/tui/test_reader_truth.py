"""What the reader shows is what the cache holds, however marks, changes and reads overtake."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic

import pytest
from fake_library import FakeLibrary, Put
from rich.segment import Segment
from textual.strip import Strip

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.errors import StoreError
from qreader.model import ArticleId, FeedId, Query, Row, Status
from qreader.tui import hold, list_title, views

STRIKE = "Harbour strike ends as crews accept a shorter week"


def articles_of(count: int) -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    moons = [Put(f"Moon {n}", timedelta(minutes=n), "<p>The moon is up.</p>") for n in range(count)]
    library.put_all(feed, moons)
    return library


def shown(driver: Driver, article_id: ArticleId) -> Status:
    row = driver.reader.articles.row_of(article_id)
    assert row is not None
    return row.status


def change_elsewhere(library: FakeLibrary, article_id: ArticleId, **marks: bool) -> None:
    library.mark([article_id], **marks)  # type: ignore[arg-type]
    library.commit_elsewhere()


# ---- what another process changes


async def test_a_change_during_the_rest_after_an_update_comes_behind_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        article_id = driver.reader.articles.ids[0]
        driver.reader.browse._rest_until = monotonic() + 0.05
        change_elsewhere(library, article_id, starred=True)
        driver.articles_came()
        await driver.wait_for(lambda: shown(driver, article_id).starred)


async def test_a_change_while_another_view_comes_is_shown_in_it(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    async with start(library) as driver:
        await driver.pilot.press(*"/harbour", "enter")
        change_elsewhere(library, ArticleId(3), starred=True)
        driver.articles_came()
        held.set()
        await driver.wait_for(lambda: driver.titles == [STRIKE])
        await driver.wait_for(lambda: shown(driver, ArticleId(3)).starred)


async def test_what_a_search_found_shows_what_another_process_marks(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("slash", *"harbour", "enter")
        change_elsewhere(library, ArticleId(3), starred=True)
        driver.articles_came()
        await driver.wait_for(lambda: shown(driver, ArticleId(3)).starred)
        assert driver.titles == [STRIKE]


async def test_rows_far_from_the_cursor_are_read_anew_after_a_change(start: Start) -> None:
    library = articles_of(190)
    async with start(library, (120, 20)) as driver:
        await driver.press("G", "g", "g")
        last = driver.reader.articles.ids[-1]
        assert driver.reader.articles.row_of(last)
        change_elsewhere(library, last, starred=True)
        driver.articles_came()
        await driver.settle()
        await driver.press("G")
        await driver.wait_for(lambda: driver.reader.articles.row_of(last))
        assert shown(driver, last).starred


async def test_after_an_update_that_failed_the_next_one_comes(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(library) as driver:
        with monkeypatch.context() as broken:

            def fail(query: Query) -> Sequence[ArticleId]:
                raise StoreError("the disk is away")

            broken.setattr(library.lists, "all_ids", fail)
            driver.reader.browse.update_now()
            await driver.settle()
            assert driver.status == "the disk is away"
        library.put(library.stored[ArticleId(1)].row.feed_id, "Fresh", timedelta(0))
        driver.reader.browse.update()
        await driver.wait_for(lambda: driver.reader.list_title.heading.news == 1)


# ---- what overtakes


async def test_rows_read_before_a_mark_and_delivered_after_it_show_the_mark(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, gate = articles_of(400), threading.Event()
    async with start(library) as driver:
        last, read_rows = driver.reader.articles.ids[-1], library.articles.rows

        def slow_rows(ids: Sequence[ArticleId]) -> list[Row]:
            rows = read_rows(ids)
            if last in ids and len(ids) > 1:  # what the list asks for, not what a mark looks at
                assert gate.wait(10)
            return rows

        monkeypatch.setattr(library.articles, "rows", slow_rows)
        await driver.pilot.press("G", "m")
        await driver.wait_for(lambda: driver.status == "Read")
        gate.set()
        await driver.wait_for(lambda: driver.reader.articles.row_of(last))
        assert shown(driver, last).read


async def test_an_update_read_before_a_mark_and_delivered_after_it_shows_the_mark(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, read_rows = threading.Event(), library.articles.rows

    def slow_rows(ids: Sequence[ArticleId]) -> list[Row]:
        rows = read_rows(ids)
        if len(ids) > 1:
            assert gate.wait(10)
        return rows

    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        monkeypatch.setattr(library.articles, "rows", slow_rows)
        driver.reader.browse.update_now()
        await driver.pilot.press("s")
        await driver.wait_for(lambda: driver.status == "Starred")
        gate.set()
        await driver.settle()
        assert shown(driver, first).starred


async def test_rows_that_could_not_be_read_are_asked_for_when_they_are_next_seen(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = articles_of(450)

    def fails(_: Sequence[ArticleId]) -> list[Row]:
        raise StoreError("the disk reports an error")

    async with start(library) as driver:
        with monkeypatch.context() as patch:
            patch.setattr(library.articles, "rows", fails)
            await driver.press("G")
            assert driver.status == "the disk reports an error"
        await driver.press("k")
        assert driver.reader.articles.current is not None


async def test_a_changed_article_that_is_read_again_is_marked_as_changed_no_more(
    start: Start,
) -> None:
    library = FakeLibrary()
    article_id = library.put(library.put_feed("Post"), "Bridge", status=Status(read=True))
    library.change(article_id, "<p>It opens in June.</p>")
    async with start(library) as driver:
        assert "±  Bridge" in driver.screen_text
        await driver.press("enter", "h")
        assert "±  Bridge" not in driver.screen_text


# ---- searches


async def test_all_that_is_found_is_listed_and_marked(start: Start) -> None:
    library = articles_of(1_100)
    async with start(library) as driver:
        await driver.press("slash", *"moon", "enter")
        assert driver.reader.list_title.heading.number == "1\u202f100"
        assert len(driver.reader.articles.ids) == 1_100
        await driver.press("A")
        assert all(article.row.status.read for article in library.stored.values())


async def test_a_search_that_leaves_something_out_says_so(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_FOUND", 5)
    monkeypatch.setattr(list_title, "MAX_FOUND", 5)
    async with start(articles_of(9)) as driver:
        await driver.press("slash", *"moon", "enter")
        assert driver.reader.list_title.heading.number == "5+"
        assert len(driver.titles) == 5


def rest_held(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold back what comes behind the first page of a list, until the event is set."""
    gate, ids = threading.Event(), library.lists.ids

    def slow_ids(query: Query, **options: object) -> Sequence[ArticleId]:
        if options.get("after"):
            assert gate.wait(10)
        return ids(query, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(library.lists, "ids", slow_ids)
    return gate


async def test_what_esc_keeps_from_being_marked_is_not_shown_as_read(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = articles_of(450)
    async with start(library) as driver:
        gate = rest_held(library, monkeypatch)
        monkeypatch.setattr(hold, "URGENT_SECONDS", 0.0)
        for key in "gaA":
            await driver.pilot.press(key)
        first = driver.reader.articles.ids[0]
        await driver.wait_for(lambda: shown(driver, first).read)
        await driver.pilot.press("escape")
        await driver.wait_for(lambda: not driver.reader.hold.is_keeping)
        gate.set()
        await driver.settle()
        assert not shown(driver, first).read
        assert not library.articles.rows([first])[0].status.read


async def test_all_of_a_list_is_marked_also_while_its_rest_is_being_read(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = articles_of(450)
    async with start(library) as driver:
        gate = rest_held(library, monkeypatch)
        for key in "gaA":
            await driver.pilot.press(key)
        gate.set()
        await driver.settle()
        assert driver.status.startswith("450 marked read")


async def test_a_list_left_for_a_search_before_it_was_whole_is_whole_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = articles_of(450)
    async with start(library) as driver:
        gate = rest_held(library, monkeypatch)
        driver.begin(driver.reader.browse.show, Query(), "All")
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == views.FIRST_PAGE)
        await driver.pilot.press("slash", *"moon")
        gate.set()
        await driver.wait_for(lambda: driver.reader.browse.view.looks_into)
        await driver.press("escape")
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 450)
        assert driver.reader.list_title.heading.number == "450"


async def test_a_search_marks_its_words_in_the_article_that_is_open(
    start: Start, library: FakeLibrary
) -> None:
    def marked() -> object:
        return driver.reader.article_view._layers.get("query")

    async with start(library, (160, 45)) as driver:
        await driver.press("enter", "h", "slash", *"harbour", "enter")
        assert marked()
        await driver.press("slash", *"glue", "enter")
        assert not marked()


async def test_what_is_hidden_in_a_search_comes_back_with_undo(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("slash", *"the", "enter")
        found = driver.titles
        await driver.press("j", "D")
        assert driver.titles == [found[0], *found[2:]]
        await driver.press("u")
        assert driver.titles == found


async def test_what_is_hidden_in_a_search_is_not_in_the_list_below_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("slash", *"harbour", "enter", "D", "escape")
        assert STRIKE not in driver.titles
        assert len(driver.titles) > 5


async def test_what_another_process_removes_leaves_no_empty_row(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(group_stories=False)) as driver:
        library.remove_feed(FeedId(3))
        shown_ids = list(driver.reader.articles.ids)
        driver.articles_came()
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == len(shown_ids) - 1)


# ---- beside the article


async def test_the_sidebar_shows_what_is_marked_elsewhere(
    start: Start, library: FakeLibrary
) -> None:
    def read() -> set[ArticleId]:
        return {item.article_id for item in driver.reader.related.items if item.read}

    async with start(library, config=Config(mark_read="never")) as driver:
        await driver.press("enter", "l")
        assert {item.article_id for item in driver.reader.related.items} >= {1, 2}
        assert read() == {2}
        await driver.press("h", "h", "A")
        assert read() == {1, 2}
        await driver.press("u")
        assert read() == {2}
        change_elsewhere(library, ArticleId(1), read=True)
        driver.articles_came()
        await driver.wait_for(lambda: read() == {1, 2})


# ---- what is hidden, and what is kept of lines


async def test_a_hidden_list_has_no_frame_drawn(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("enter")
        reader = driver.reader
        reader.articles.move(1)
        reader.articles.refresh()
        await driver.pilot.pause()
        assert not reader._dirty_widgets
        await driver.press("h")
        assert driver.screen_text.splitlines()[3].startswith("▌")


async def test_ctrl_l_draws_from_nothing_that_was_kept(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        before = driver.screen_text
        for widget in driver.reader.walk_children():
            widget._styles_cache._cache = {y: Strip([Segment("wrong" * 40)]) for y in range(40)}
        view = driver.reader.article_view
        view._strips = {n: Strip([Segment("w" * view.size.width)]) for n in view._strips}
        assert driver.screen_text != before
        await driver.press("ctrl+l")
        assert driver.screen_text == before

"""What is under way is told of and shown to its end, whatever else begins or fails meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from fake_library import FakeLibrary, Put
from small_desk import Held

from conftest import Start
from qreader.config.settings import Config
from qreader.errors import FetchError, StoreError
from qreader.model import ArticleId, Enclosure, FeedId, Imported, Paged, Query
from qreader.sources.web.download import Download
from qreader.text import query
from qreader.tui.views import FIRST_PAGE

FERRY = "Ferry line to the northern islands opens after ten years of planning"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return all that the status line says."""
    from qreader.tui.widgets.status import StatusBar

    texts: list[str] = []
    say = StatusBar.say

    def keep(status: StatusBar, message: str, *, is_error: bool = False) -> None:
        texts.append(message)
        say(status, message, is_error=is_error)

    monkeypatch.setattr(StatusBar, "say", keep)
    return texts


async def test_a_list_whose_update_failed_shows_what_comes_after_that(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    all_ids, is_failing = library.lists.all_ids, True

    def fail_at_first(one: Query) -> Sequence[ArticleId]:
        if is_failing:
            raise StoreError("the disk reports an error")
        return all_ids(one)

    async with start(library) as driver:
        await driver.press("g", "a")
        monkeypatch.setattr(library.lists, "all_ids", fail_at_first)
        library.put(FeedId(1), "Came while the disk failed", timedelta(0))
        driver.articles_came()
        await driver.wait_for(lambda: "the disk reports an error" in said)
        await driver.settle()
        is_failing = False
        library.put(FeedId(1), "Came after that", timedelta(0))
        driver.articles_came()
        await driver.wait_for(lambda: driver.reader.list_title.heading.news == 2)
        await driver.press("g", "g")
        assert "Came after that" in driver.titles
        assert "Came while the disk failed" in driver.titles


async def test_a_page_asked_for_before_a_refresh_ended_is_told_of(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    held, wanted, fetch = Held(), Held(), library.fetch_pages

    def slow_pages(ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        if ids is not None:
            held()
        else:
            wanted.let_go()
            wanted()
        return fetch(ids)

    monkeypatch.setattr(library, "fetch_pages", slow_pages)
    async with start(library) as driver:
        await driver.press("enter", "w")
        await held.begun()
        await driver.press("R")
        await wanted.begun()  # what the end of a refresh asks for, too
        await driver.settle()
        assert "fetching the page" in driver.screen_text
        held.let_go()
        await driver.wait_for(lambda: "This is the full text" in said)
        await driver.settle()
        assert "fetching the page" not in driver.screen_text
        assert "The whole of the page" in driver.screen_text


async def test_why_a_page_failed_is_told_though_a_refresh_ended_meanwhile(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    held, wanted = Held(), Held()

    def no_pages(ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        if ids is None:
            wanted.let_go()
            wanted()
            return iter(())
        held()
        raise FetchError("example.org: no answer", "https://example.org")

    monkeypatch.setattr(library, "fetch_pages", no_pages)
    async with start(library) as driver:
        await driver.press("enter", "w")
        await held.begun()
        await driver.press("R")
        await wanted.begun()
        await driver.settle()
        held.let_go()
        await driver.wait_for(lambda: "example.org: no answer" in said)
        await driver.settle()
        assert "fetching the page" not in driver.screen_text


async def test_feeds_imported_while_another_is_added_are_shown_and_fetched(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    held, bring_in = Held(), library.bring_in

    def slow_import(target: str, *more: Any, **named: Any) -> Imported:
        if target == "feeds.opml":
            held()
        return bring_in(target, *more, **named)

    monkeypatch.setattr(library, "bring_in", slow_import)
    async with start(library) as driver:
        await driver.press("a", *"feeds.opml", "enter")
        await held.begun()
        await driver.press("a", *"other.example", "enter")
        await driver.wait_for(
            lambda: "Added other.example, 1 article · gA shows it, u undoes" in said
        )
        held.let_go()
        await driver.wait_for(lambda: "Added Imported · gA shows it, u undoes" in said)
        await driver.wait_for(lambda: library.refreshed)
        await driver.settle()
        labels = {branch.label for branch in driver.reader.feed_tree.branches}
        assert {"Imported", "other.example"} <= labels
        titles = [library.feed_values[one].title for one in library.refreshed]
        assert titles == ["Imported"]
        await driver.wait_for(lambda: driver.reader.status.progress == "")


async def test_why_a_download_failed_is_told_though_another_began_meanwhile(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    _attach(library, ArticleId(3), "failing.mp3")
    _attach(library, ArticleId(4), "other.mp3")
    failing, download = Held(), library.download

    def slow_download(one: Download, report: Callable[[int, int | None], None]) -> Any:
        report(1_500_000, 3_000_000)
        if "failing" in one.url:
            failing()
            raise FetchError("example.org: answered 404", one.url)
        return download(one, report)

    monkeypatch.setattr(library, "download", slow_download)
    async with start(library) as driver:
        await driver.press(":", *"download", "enter")
        await failing.begun()
        await driver.press("j", ":", *"download", "enter")
        await driver.wait_for(lambda: len(library.downloads()) == 2)
        failing.let_go()
        await driver.wait_for(lambda: "example.org: answered 404" in said)
        await driver.wait_for(lambda: any(one.startswith("Downloaded") for one in said))
        await driver.settle()
        assert driver.reader.status.progress == ""


def _attach(library: FakeLibrary, article_id: ArticleId, name: str) -> None:
    attached = (Enclosure(f"https://example.org/{name}", "audio/mpeg"),)
    library.restate(article_id, enclosures=attached)


async def test_esc_out_of_a_search_begun_while_the_list_was_read_leads_to_all_of_the_list(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [Put(f"Old {n}", timedelta(days=2, seconds=n)) for n in range(2 * FIRST_PAGE)]
    library.put_all(FeedId(1), old)
    held, asked, ids, read_query = Held(), Held(), library.lists.ids, query.read_query

    def slow_rest(one: Query, *, after: ArticleId | None = None, **more: Any) -> list[ArticleId]:
        if after is not None:
            held()
        return ids(one, after=after, **more)

    def noted(words: str) -> query.Tree:
        asked.let_go()
        asked()
        return read_query(words)

    async with start(library, config=Config(group_stories=False)) as driver:
        monkeypatch.setattr(library.lists, "ids", slow_rest)
        await driver.pilot.press("g", "a")
        await held.begun()
        monkeypatch.setattr(query, "read_query", noted)
        await driver.pilot.press("/", *"ferry")
        await asked.begun()
        assert len(driver.reader.articles.ids) == FIRST_PAGE
        held.let_go()
        await driver.wait_for(lambda: driver.titles[:1] == [FERRY])
        await driver.press("escape")
        every = library.lists.all_ids(Query())
        await driver.wait_for(lambda: list(driver.reader.articles.ids) == list(every))
        await driver.settle()
        assert f"{len(every)} articles" in driver.screen_text


async def test_a_hidden_article_does_not_come_back_with_what_was_read_before(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, all_ids = Held(), library.lists.all_ids

    def slow(one: Query) -> Sequence[ArticleId]:
        ids = all_ids(one)
        held()
        return ids

    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        monkeypatch.setattr(library.lists, "all_ids", slow)
        driver.articles_came()
        await held.begun()
        await driver.pilot.press("D")
        await driver.wait_for(lambda: first not in driver.reader.articles.ids)
        held.let_go()
        await driver.settle()
        assert first not in driver.reader.articles.ids


async def test_a_search_that_comes_as_it_is_ended_is_not_shown(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(library) as driver:
        browse, calls = driver.reader.browse, driver.reader._workers.calls
        on_loop = calls._on_loop

        def ended_as_it_comes(settle: Callable[[], None]) -> object:
            def both() -> None:
                settle()
                browse.end_look()

            return on_loop(both)

        monkeypatch.setattr(calls, "_on_loop", ended_as_it_comes)
        driver.begin(browse.look_into, Query(words="cheese"), "Search: cheese")
        await driver.settle()
        assert driver.reader.list_title.heading.name == "Unread"
        assert not browse.end_look()


async def test_a_macro_goes_on_once_all_that_came_of_its_last_order_is_there(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        first, second = driver.reader.articles.ids[:2]
        await driver.press("enter", "G")
        driver.begin(driver.reader.command_line.run, "read-on; star")
        await driver.settle()
        assert driver.reading == second
        assert library.status(second).starred
        assert not library.status(first).starred

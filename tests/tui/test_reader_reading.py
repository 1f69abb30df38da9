from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_library import NOW, FakeLibrary, Put
from tui_sample import empty_library

from conftest import Start
from qreader.config.settings import Config
from qreader.model import ArticleId, FeedId, Query, Scope, Status
from qreader.tui import refreshing
from qreader.tui.actions import Where
from qreader.tui.app import QReaderApp

FERRY, TIDE, STRIKE = ArticleId(1), ArticleId(2), ArticleId(3)


async def test_the_start_shows_what_is_unread(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        assert driver.reader.list_title.heading.name == "Unread"
        assert driver.reader.list_title.heading.number == "8"
        assert driver.titles[0].startswith("Harbour strike ends")
        assert "Alpine Courier" in driver.screen_text
        assert "12m" in driver.screen_text


async def test_the_start_shows_all_where_nothing_is_unread(start: Start) -> None:
    library = FakeLibrary()
    library.put(library.put_feed("A"), "Read long ago", status=Status(read=True))
    async with start(library) as driver:
        assert driver.reader.list_title.heading.name == "All"
        assert driver.titles == ["Read long ago"]


async def test_opening_marks_read_and_the_article_stays_in_the_unread_list(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        assert library.status(STRIKE).read
        assert driver.reader.articles.ids[0] == STRIKE
        driver.articles_came()
        await driver.settle()
        assert driver.reader.articles.ids[0] == STRIKE
        await driver.press("g", "u")
        assert STRIKE not in driver.reader.articles.ids


async def test_opening_marks_nothing_where_the_person_wants_to_do_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(mark_read="never")) as driver:
        await driver.press("enter")
        assert driver.reading == STRIKE
        assert not library.status(STRIKE).read


async def test_the_sidebar_shows_the_related_and_then_what_only_the_page_links_to(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        titles = [item.title for item in driver.reader.related.items]
        assert titles[0] == "RELATED"
        assert titles[3:6] == [
            "MORE FROM THE HARBOUR POST",
            "What the islanders say",
            "#Letters: our readers on the strike",
        ]
        assert "both: harbour · wind" in driver.screen_text


async def test_a_story_that_the_page_names_itself_is_not_named_twice(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        ids = [item.article_id for item in driver.reader.related.items if item.article_id]
        assert ids == [FERRY, TIDE]


async def test_a_related_story_in_the_cache_opens_without_leaving_the_article_pane(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "]", "enter")
        assert driver.reading == FERRY
        assert driver.pane is Where.ARTICLE
        await driver.press("ctrl+o")
        assert driver.reading == STRIKE


async def test_a_count_takes_the_nth_related_story(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "2", "]")
        assert driver.reading == TIDE
        assert driver.pane is Where.ARTICLE
        await driver.press("ctrl+o", "9", "]")
        assert driver.reading == STRIKE
        assert driver.status == "There are 4 stories beside it"


async def test_an_own_link_outside_the_cache_is_copied_and_shown_where_no_browser_is(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "tab", "j", "j", "enter")
        assert driver.app.clipboard == "https://example.org/islanders"
        assert "https://example.org/islanders" in driver.status
        assert driver.reading == STRIKE


async def test_a_link_without_an_address_says_so(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "4", "]")
        assert "no address" in driver.status


async def test_the_browser_gets_one_argument_and_no_shell(
    start: Start, library: FakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, browser = tmp_path / "log", tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\nfor a in "$@"; do echo "<$a>"; done > {log}.part; mv {log}.part {log}\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} --new %s")
    url = "https://example.org/$(touch%20x);&"
    article_id = library.put(FeedId(1), "Newest", timedelta(0), url=url)
    async with start(library) as driver:
        await driver.press("enter", "o")
        assert driver.reading == article_id
        await driver.wait_for(log.exists)
        assert log.read_text() == f"<--new>\n<{url}>\n"


async def test_a_browser_that_fails_is_told_of(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false")
    async with start(library) as driver:
        await driver.press("o")
        await driver.wait_for(lambda: "false ended with 1" in driver.status)


async def test_an_address_that_may_not_be_opened_is_not(start: Start) -> None:
    library = FakeLibrary()
    library.put(library.put_feed("A"), "T", url="javascript:alert(1)")
    async with start(library) as driver:
        await driver.press("o")
        assert "no address to open" in driver.status
        assert driver.app.clipboard == ""


async def test_a_count_opens_a_link_of_the_text(start: Start) -> None:
    library = FakeLibrary()
    body = '<p>See <a href="https://example.org/one">one</a>, <a href="https://example.org/two">two</a>.</p>'
    library.put(library.put_feed("A"), "T", body=body)
    async with start(library) as driver:
        await driver.press("enter", "2", "o")
        assert driver.app.clipboard == "https://example.org/two"
        await driver.press("9", "o")
        assert "no link 9" in driver.status


async def test_space_pages_through_the_article_and_goes_on_to_the_next_unread(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("space")
        presses = 0
        while driver.reading == STRIKE and presses < 20:
            await driver.press("space")
            presses += 1
        assert presses > 3
        assert driver.reading == ArticleId(4)
        assert driver.reader.articles.current_id == 4


async def test_a_whole_view_can_be_read_with_space_alone(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        for _ in range(30):
            await driver.press("space")
        assert sum(feed.unread for feed in library.feeds.all()) == 0
        assert "Nothing unread below" in driver.status


async def test_the_next_unread_is_found_far_beyond_the_rows_in_memory(start: Start) -> None:
    library = FakeLibrary()
    feed = library.put_feed("A")
    library.put_all(
        feed,
        [Put(f"T{n}", timedelta(minutes=n), status=Status(read=n != 2500)) for n in range(3000)],
    )
    async with start(library) as driver:
        await driver.press("g", "a")
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 3000)
        await driver.press("n")
        assert driver.reader.articles.cursor == 2500
        await driver.press("p")
        assert "Nothing unread above" in driver.status


@pytest.mark.parametrize(
    ("config", "key"),
    [(Config(preset="newsboat"), "U"), (Config(keys={"undo": ()}), ":undo")],
)
async def test_what_undoes_is_said_by_the_key_that_it_has(
    start: Start, library: FakeLibrary, config: Config, key: str
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("A")
        assert driver.status == f"8 marked read, {key} undoes"


async def test_marks_can_be_undone_one_after_the_other(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("s", "b", "A")
        assert library.status(STRIKE) == Status(read=True, starred=True, later=True)
        assert driver.status == "8 marked read, u undoes"
        await driver.press("u")
        assert library.status(STRIKE) == Status(starred=True, later=True)
        await driver.press("u", "u")
        assert library.status(STRIKE) == Status()
        await driver.press("u")
        assert driver.status == "Nothing to undo"


async def test_marking_all_read_touches_only_what_the_view_held(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        late = library.put(FeedId(1), "Came a moment later", timedelta(0))
        await driver.press("A")
        assert not library.status(late).read
        assert sum(feed.unread for feed in library.feeds.all()) == 1


async def test_marking_nothing_says_so(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("A", "A")
        assert driver.status == "All of it is read already"


async def test_a_star_shows_in_the_list_at_once_and_in_the_count_of_the_tree(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (160, 45)) as driver:
        await driver.press("s")
        row = driver.reader.articles.row_of(STRIKE)
        assert row is not None
        assert row.status.starred
        assert "★" in driver.screen_text.splitlines()[2]
        assert driver.reader.feed_tree.branches[2].number == 3


async def test_a_related_story_can_be_marked_from_the_sidebar(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "tab", "s")
        assert library.status(FERRY).starred
        assert not library.status(STRIKE).starred


# ---- searching


async def test_results_come_as_one_types_and_enter_keeps_them(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("/", *"bees")
        await driver.wait_for(lambda: driver.titles == ["Bees can count to four. What about zero?"])
        await driver.press("enter")
        assert driver.pane is Where.LIST
        assert driver.reader.list_title.heading.name == "Search: bees"
        assert not driver.reader.query("Prompt")
        await driver.press("enter")
        assert driver.reading == ArticleId(9)


async def test_esc_ends_a_search_where_it_began(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("j", "j", "/", *"bees")
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 1)
        await driver.press("escape")
        assert driver.reader.list_title.heading.name == "Unread"
        assert driver.reader.articles.cursor == 2
        assert len(driver.reader.articles.ids) == 8


async def test_esc_ends_a_search_that_was_kept(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("/", *"bees", "enter", "escape")
        assert driver.reader.list_title.heading.name == "Unread"
        await driver.press("escape")
        assert driver.pane is Where.LIST


async def test_a_search_without_results_says_what_to_do(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("/", *"[b]zzz", "enter")
        assert "Nothing found for '[b]zzz'." in " ".join(driver.screen_text.split())
        assert "esc ends the search" in driver.screen_text


async def test_arrows_move_through_the_results_while_typing(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("/", *"the")
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 6)
        await driver.press("down", "down", "enter")
        assert len(driver.reader.articles.ids) == 6


# ---- refreshing


async def test_new_articles_are_told_of_and_what_is_shown_stays_where_it_is(
    start: Start, library: FakeLibrary
) -> None:
    library.to_come = {FeedId(1): ["Fresh from the harbour"]}
    async with start(library) as driver:
        await driver.press("j", "R")
        await driver.wait_for(lambda: " new" in driver.status.lower())
        await driver.settle()
        assert "Fresh from the harbour" not in driver.titles
        assert driver.reader.list_title.heading.news == 1
        assert driver.reader.articles.current_id == ArticleId(4)
        assert driver.status == "▲ 1 new · gu shows it"
        assert driver.reader.status.progress == ""


async def test_what_a_refresh_left_out_is_said(start: Start, library: FakeLibrary) -> None:
    library.fail(FeedId(1), "answered 410", gone=True)
    async with start(library) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: "not asked: 1 gone for good" in driver.status)


async def test_a_failing_feed_is_marked_and_explained(start: Start, library: FakeLibrary) -> None:
    library.failing = {FeedId(1): "harbour.example: 503, try later", FeedId(2): "no route"}
    async with start(library, (160, 45)) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: "failed" in driver.status)
        await driver.settle()
        assert driver.status == "Nothing new; 2 feeds failed · ge lists them"
        assert driver.reader.status.is_error
        await driver.press("g", "f", "G", "k", "k", "k")
        assert driver.status == "harbour.example: 503, try later"
        await driver.press("k")
        assert driver.status == "no route"
        await driver.press("g", "e")
        assert "harbour.example: 503" in driver.screen_text


async def test_reading_goes_on_while_a_refresh_hangs_and_so_does_quitting(
    start: Start, library: FakeLibrary
) -> None:
    library.gate = threading.Event()
    async with start(library) as driver:
        await driver.press("R")
        assert driver.reader.status.progress == "refreshing 0/6"
        await driver.press("enter")
        assert driver.reading == STRIKE
        await driver.press("R")
        assert driver.status == "A refresh is under way"
        await driver.press("Q")
        assert driver.app.return_value == 0
    library.gate.set()


async def test_the_progress_is_shown_at_most_once_a_second(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        shown: list[str] = []
        show = driver.reader.status.show_progress
        driver.reader.status.show_progress = lambda text: (shown.append(text), show(text))  # type: ignore[method-assign]
        await driver.press("R")
        await driver.wait_for(lambda: " new" in driver.status.lower())
        assert shown == ["refreshing 0/6", ""]


async def test_r_refreshes_the_feed_of_the_tree_and_of_the_folder(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("h", "G", "k", "k", "r")
        await driver.wait_for(lambda: library.refreshed == [3])
        await driver.wait_for(lambda: " new" in driver.status.lower())
        await driver.press("k", "k", "k", "r")
        await driver.wait_for(lambda: sorted(library.refreshed[1:]) == [1, 2, 3])


async def test_what_another_process_brings_appears_by_itself(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "POLL_SECONDS", 0.05)
    async with start(library) as driver:
        await driver.wait_for(lambda: driver.reader.refreshing._version is not None)
        library.put(FeedId(1), "Fetched by a timer", timedelta(0))
        library.commit_elsewhere()
        await driver.wait_for(lambda: driver.reader.list_title.heading.news == 1)
        assert driver.reader.articles.current_id == STRIKE
        await driver.press("k")
        assert driver.titles[0] == "Fetched by a timer"
        assert driver.reader.articles.cursor == 0


async def test_an_idle_screen_draws_nothing(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "POLL_SECONDS", 0.05)
    async with start(library) as driver:
        await driver.press("enter")
        drawn: list[object] = []
        monkeypatch.setattr(driver.app, "_display", lambda *args: drawn.append(args))
        await driver.pilot.pause(0.6)
        assert drawn == []


async def test_a_feed_is_fetched_at_the_start_where_the_person_wants_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(refresh_on_start=True)) as driver:
        await driver.wait_for(lambda: len(library.refreshed) == 6)


# ---- adding


async def test_an_address_is_added_and_its_list_shown_on_a_key(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("a", *"news.example", "enter")
        await driver.wait_for(lambda: "Added news.example, 1 article" in driver.status)
        await driver.settle()
        assert driver.reader.list_title.heading.name == "Unread"
        assert driver.reader.articles.current_id == ArticleId(3)
        await driver.press("g", "A")
        assert driver.titles == ["News of news.example"]


async def test_what_cannot_be_added_is_explained(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("a", *"broken", "enter")
        await driver.wait_for(lambda: driver.reader.status.is_error)
        assert driver.status == "broken: no such host; check the address"
        assert driver.reader.status.progress == ""


@pytest.mark.parametrize("name", ["feeds.opml", "urls"])
async def test_a_list_of_subscriptions_is_imported_and_fetched(
    start: Start, library: FakeLibrary, name: str
) -> None:
    async with start(library) as driver:
        await driver.press("a", *name, "enter")
        await driver.wait_for(lambda: library.refreshed)
        assert library.added == [name]


async def test_giving_up_adding_changes_nothing(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("a", *"news", "escape", "j")
        assert library.added == []
        assert driver.reader.articles.cursor == 1
        assert driver.reader.status.display


# ---- views


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("gs", "No stars yet"),
        ("gl", "Nothing kept"),
        ("gu", "Nothing unread"),
        ("ga", "Nothing here"),
    ],
)
async def test_an_empty_view_says_what_to_do(start: Start, keys: str, said: str) -> None:
    async with start(empty_library()) as driver:
        await driver.press(*keys)
        assert said in driver.screen_text


async def test_space_in_an_empty_list_stays_there_and_draws_no_empty_pane(
    start: Start,
) -> None:
    async with start(empty_library()) as driver:
        await driver.press("g", "s", "space")
        assert driver.pane is Where.LIST
        assert "No stars yet" in driver.screen_text
        assert "Nothing unread below" in driver.screen_text


async def test_a_folder_and_a_feed_have_views_of_their_own(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("h", "G", "k", "k", "enter")
        assert driver.reader.browse.view.query == Query(feed_id=FeedId(3))
        assert driver.titles == ["新しい図書館が開館、初日に三千人が訪れる"]


async def test_a_long_view_is_loaded_to_its_end_in_the_background(start: Start) -> None:
    library = FakeLibrary()
    feed = library.put_feed("A")
    library.put_all(feed, [Put(f"T{n}", timedelta(minutes=n)) for n in range(12_000)])
    async with start(library) as driver:
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 12_000)
        assert driver.reader.list_title.heading.number.replace("\u202f", "") == "12000"
        await driver.press("G")
        assert driver.reader.articles.current_id == 12_000
        await driver.wait_for(lambda: "T11999" in driver.screen_text)
        assert len(driver.reader.articles.rows_here) < 2_500


async def test_the_first_rows_wait_for_neither_the_tree_nor_a_count(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = FakeLibrary()
    feed = library.put_feed("A")
    library.put_all(feed, [Put(f"T{n}", timedelta(minutes=n)) for n in range(300)])
    asked: list[str] = []
    of_tree = (library.feeds, "all"), (library.searches, "all"), (library.statuses, "tags")
    for table, name in (*of_tree, (library.lists, "count")):
        call = getattr(table, name)
        what = f"{type(table).__name__}.{name}"
        monkeypatch.setattr(
            table, name, lambda *a, what=what, call=call: (asked.append(what), call(*a))[1]
        )
    display = QReaderApp._display
    first: list[list[str]] = []

    def displayed(app: QReaderApp, *frame: Any) -> None:
        if not first and app.reader.articles.ids:
            first.append(list(asked))
        display(app, *frame)

    monkeypatch.setattr(QReaderApp, "_display", displayed)
    async with start(library) as driver:
        await driver.wait_for(lambda: driver.reader.list_title.heading.number == "300")
        await driver.wait_for(lambda: driver.reader.feed_tree.branches)
        assert first == [[]]
        assert {"Feeds.all", "Lists.count"} <= set(asked)


async def test_an_article_that_is_gone_is_said_to_be(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        library.remove_feed(FeedId(1), keep=False)
        await driver.press("enter")
        assert driver.status == "no article has the number 3"
        assert driver.pane is Where.LIST


async def test_the_sidebar_can_be_hidden_and_comes_back_when_it_is_wanted(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "\\")
        assert not driver.reader.related.display
        await driver.press("g", "r")
        assert driver.reader.related.display
        assert driver.pane is Where.RELATED


async def test_no_sidebar_where_the_configuration_says_so(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(sidebar=False)) as driver:
        await driver.press("enter")
        assert not driver.reader.related.display


async def test_zen_shows_the_article_alone_until_it_is_left(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("z")
        assert driver.status == "Open an article first"
        await driver.press("enter", "z")
        assert not driver.reader.related.display
        await driver.press("q")
        assert driver.pane is Where.LIST
        await driver.press("enter")
        assert "MORE FROM THE HARBOUR" in driver.screen_text


async def test_a_theme_that_does_not_exist_is_said_and_the_default_used(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(theme="[b]none")) as driver:
        assert driver.status == "No theme is called '[b]none'"
        assert driver.app.theme == "dark"


async def test_clicks_open_and_the_wheel_scrolls(start: Start, library: FakeLibrary) -> None:
    async with start(library, (200, 55)) as driver:
        rows = driver.reader.articles
        row = next(y for y in range(9) if rows.row_at(y) == 1)
        await driver.pilot.click(driver.reader.articles, offset=(8, row))
        await driver.settle()
        assert driver.reading is None, "a click to select reads nothing"
        assert driver.reader.articles.cursor == 1
        await driver.pilot.click(driver.reader.articles, offset=(8, row))
        await driver.settle()
        assert driver.reading == ArticleId(4)
        await driver.pilot.click(driver.reader.feed_tree, offset=(8, 0))
        await driver.settle()
        assert driver.reader.list_title.heading.name == "All"
        await driver.pilot.click(driver.reader.article_view, offset=(8, 5))
        assert driver.pane is Where.ARTICLE


def test_the_present_of_these_tests_is_frozen() -> None:
    assert FakeLibrary().now() == NOW
    assert Query(Scope.UNREAD) != Query()
    assert os.environ.get("BROWSER") is None

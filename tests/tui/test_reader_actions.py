"""Every action of the key table, through its keys."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.model import ArticleId, Topic
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.app import QReaderApp
from qreader.tui.layout import WIDE
from qreader.tui.widgets.lookup import Lookup
from qreader.tui.widgets.theme_box import ThemeBox

Step = Callable[[Driver, FakeLibrary], Awaitable[None]]
Check = Callable[[Driver, FakeLibrary], object]


@dataclass(frozen=True)
class Case:
    """How to come to where an action means something, and what it must have done."""

    before: str
    """Keys pressed first."""
    done: Check
    config: str = ""


def scrolled(driver: Driver) -> int:
    return int(driver.reader.article_view.scroll_offset.y)


CASES: dict[str, Case] = {
    "down": Case("", lambda d, _: d.reader.articles.cursor == 1),
    "up": Case("j j", lambda d, _: d.reader.articles.cursor == 1),
    "page_down": Case("enter", lambda d, _: scrolled(d) > 20),
    "page_up": Case("enter G", lambda d, _: scrolled(d) and not d.reader.article_view.at_end),
    "half_page_down": Case("enter", lambda d, _: 10 < scrolled(d) < 25),
    "half_page_up": Case("enter G", lambda d, _: scrolled(d) and not d.reader.article_view.at_end),
    "top": Case("j j", lambda d, _: d.reader.articles.cursor == 0),
    "bottom": Case("", lambda d, _: d.reader.articles.cursor == 7),
    "open": Case("", lambda d, _: d.reading == 3 and d.pane is Where.ARTICLE),
    "back": Case("enter", lambda d, _: d.pane is Where.LIST),
    "leave": Case("enter", lambda d, _: d.pane is Where.LIST),
    "escape": Case("enter", lambda d, _: d.pane is Where.LIST),
    "cancel": Case("", lambda d, _: d.status == "Q leaves qreader"),
    "next_pane": Case("enter", lambda d, _: d.pane is Where.RELATED),
    "previous_pane": Case("enter", lambda d, _: d.pane is Where.LIST),
    "read_on": Case("enter", lambda d, _: scrolled(d) > 20),
    "next_term": Case("g t", lambda d, _: d.reader.today_list.term == 1),
    "previous_term": Case("g t", lambda d, _: d.pane is Where.FEEDS),
    "next_unread": Case("enter", lambda d, _: d.reading == 4),
    "previous_unread": Case("j enter", lambda d, _: d.reading == 3),
    "next_article": Case("enter", lambda d, _: d.reading == 4),
    "previous_article": Case("j enter", lambda d, _: d.reading == 3),
    "next_related": Case("enter", lambda d, _: (
        d.reader.related.cursor == 1 and d.reader.related.walking
    )),
    "next_feed": Case("", lambda d, _: (
        d.reader.list_title.heading.name == "Lab Notes" and d.status == "Lab Notes: 1 unread"
    )),
    "previous_feed": Case("} }", lambda d, _: (
        d.reader.list_title.heading.name == "Lab Notes"
    )),
    "previous_related": Case("enter ] ]", lambda d, _: d.reader.related.cursor == 1),
    "trail_back": Case("enter n", lambda d, _: d.reading == 3),
    "browser": Case("enter", lambda d, _: d.app.clipboard == "https://example.org/articles/3"),
    "comments": Case("", lambda d, _: d.status == "Its feed names no comments"),
    "full_text": Case("enter", lambda d, _: (
        "This is the full text" in d.status and "The whole of the page" in d.screen_text
    )),
    "picture": Case("enter", lambda d, _: "No pictures in this article" in d.status),
    "select_lines": Case("enter", lambda d, _: d.reader.passage.is_open),
    "copy_lines": Case("enter V", lambda d, _: d.status.startswith("Copied “")),
    "other_end": Case("enter 2 V", lambda d, _: (
        d.reader.passage.is_open and d.status == ""
    )),
    "follow": Case("enter", lambda d, _: "No link on the screen" in d.status),
    "next_match": Case(
        "enter / p a r enter", lambda d, _: d.reader.reading.find.count == "2 of 29"
    ),
    "previous_match": Case(
        "enter / p a r enter", lambda d, _: d.reader.reading.find.count == "29 of 29"
    ),
    "changes": Case("", lambda d, _: "no earlier text" in d.status),
    "answer": Case("", lambda d, _: "No answer is kept here" in d.status),
    "copy": Case("", lambda d, _: d.app.clipboard == "https://example.org/articles/3"),
    "read": Case("", lambda _, lib: lib.status(ArticleId(3)).read),
    "star": Case("", lambda _, lib: lib.status(ArticleId(3)).starred),
    "later": Case("", lambda _, lib: lib.status(ArticleId(3)).later),
    "mark_all_read": Case("", lambda d, lib: (
        not sum(f.unread for f in lib.feeds.all()) and "8 marked read" in d.status
    )),
    "done": Case("", lambda d, lib: (
        lib.status(d.reader.articles.ids[0]).read and d.reader.articles.cursor == 1
    )),
    "hide": Case("", lambda d, _: len(d.reader.articles.ids) == 7 and d.status == "Hidden"),
    "tag": Case("", lambda d, _: bool(d.reader.query("Prompt")) and "Tags:" in d.screen_text),
    "select": Case("", lambda d, _: (
        d.reader.articles.selected == {d.reader.articles.ids[0]} and d.reader.articles.cursor == 1
    )),
    "select_to_here": Case("x j", lambda d, _: len(d.reader.articles.selected) == 3),
    "select_again": Case("x x m", lambda d, _: len(d.reader.articles.selected) == 2),
    "go_history": Case("enter q", lambda d, _: len(d.reader.articles.ids) == 1),
    "go_hidden": Case("D", lambda d, _: len(d.reader.articles.ids) == 1),
    "thread": Case("", lambda d, _: "No other source" in d.status),
    "attend": Case("", lambda d, _: "No other source" in d.status),
    "not_related": Case("enter g r j j j j", lambda d, _: (
        d.status.startswith(("Not related: ", "Only what was found"))
    )),
    "pin": Case("enter g r j j j j", lambda d, _: (
        d.status.startswith(("Pinned: ", "Only what was found"))
    )),
    "go_topics": Case("", lambda d, _: d.pane is Where.TODAY),
    "sort": Case("", lambda d, _: "Order of Unread" in d.screen_text),
    "stories": Case("", lambda d, _: d.status == "Every article"),
    "fold": Case("g f G k k k k k", lambda d, _: "Alpine Courier" not in d.tree_labels),
    "unfold": Case("g f G k k k k k h", lambda d, _: "Alpine Courier" in d.tree_labels),
    "toggle_read_feeds": Case("g f", lambda d, _: "A Folder of Saves" not in d.tree_labels),
    "toggle_unread_only": Case("g a", lambda d, _: (
        d.reader.list_title.heading.name == "All · unread" and len(d.reader.articles.ids) == 8
    )),
    "feed_order": Case("", lambda d, _: "ordered by name, unread, newest, own" in d.status),
    "feed_up": Case("g f G", lambda d, _: d.tree_labels[-2:] == ["Old Blog", "A Folder of Saves"]),
    "feed_down": Case("g f G k", lambda d, _: (
        d.tree_labels[-2:] == ["Old Blog", "A Folder of Saves"]
    )),
    "remove": Case("h G", lambda d, lib: (
        d.status.startswith("Unsubscribed from ") and d.status.endswith("u undoes")
        and len(lib.removed.all()) == 1
    )),
    "unsubscribe": Case("", lambda d, _: d.status.startswith("Unsubscribed from ")),
    "rename": Case("h G", lambda d, _: "Name:" in d.screen_text),
    "move": Case("h G", lambda d, _: "Into folder:" in d.screen_text),
    "feed_address": Case("", lambda d, _: "Address:" in d.screen_text),
    "feed": Case("h G", lambda d, _: isinstance(d.app.screen, Lookup)),
    "undo": Case("A", lambda d, lib: (
        sum(f.unread for f in lib.feeds.all()) == 8 and "Undone" in d.status
    )),
    "go_all": Case("", lambda d, _: len(d.reader.articles.ids) == 12),
    "go_unread": Case("g a", lambda d, _: len(d.reader.articles.ids) == 8),
    "go_starred": Case("", lambda d, _: len(d.reader.articles.ids) == 2),
    "go_later": Case("", lambda d, _: len(d.reader.articles.ids) == 1),
    "go_feeds": Case("", lambda d, _: d.pane is Where.FEEDS),
    "go_related": Case("enter", lambda d, _: d.pane is Where.RELATED),
    "go_failed": Case("", lambda d, _: (
        isinstance(d.app.screen, Lookup) and "does not answer" in d.screen_text
    )),
    "go_wanted": Case("", lambda d, _: "Nothing is wanted" in d.status),
    "stats": Case("", lambda d, _: (
        isinstance(d.app.screen, Lookup) or d.status.startswith("Reading: 0 this week")
    )),
    "go_packs": Case("", lambda d, _: (
        d.pane is Where.WELCOME and len(d.reader.welcome.packs.packs) == 5
    )),
    "go_feed": Case("g f", lambda d, _: "Feed:" in d.screen_text),
    "catch_up": Case("", lambda d, _: (
        d.reader.list_title.heading.name.startswith("Catch up · ")
    )),
    "filter": Case("", lambda d, _: "Filter:" in d.screen_text),
    "save_search": Case("", lambda d, _: "No search is shown" in d.status),
    "browser_read": Case("", lambda d, lib: (
        lib.status(ArticleId(3)).read and d.app.clipboard == "https://example.org/articles/3"
    )),
    "copy_link": Case("", lambda d, _: (
        d.app.clipboard.endswith("](https://example.org/articles/3)")
    )),
    "enclosure": Case("", lambda d, _: d.status == "There is nothing attached"),
    "transcript": Case("enter", lambda d, _: d.status == "Its feed names no transcript"),
    "chapters": Case("enter", lambda d, _: d.status == "Its feed names no chapters"),
    "queue": Case("", lambda d, _: d.status == "There is nothing attached"),
    "go_queue": Case("", lambda d, _: d.status.startswith("Nothing is on the queue")),
    "download": Case("", lambda d, _: d.status == "There is nothing attached"),
    "save": Case("", lambda d, _: "Save as:" in d.screen_text),
    "send": Case("", lambda d, _: "No program to send to" in d.status),
    "send_link": Case("enter", lambda d, _: "No program to send to" in d.status),
    "pipe": Case("", lambda d, _: "Pipe to:" in d.screen_text),
    "narrower": Case("enter", lambda d, lib: (
        d.reader.panes.layout.related == 40
        and lib.remembered.read("widths") == "0 0 2, 0 0 0, 0 0 0"
    )),
    "wider": Case("enter", lambda d, lib: (
        d.reader.panes.layout.related == 36
        and lib.remembered.read("widths") == "0 0 -2, 0 0 0, 0 0 0"
    )),
    "reset_layout": Case("enter <", lambda d, lib: (
        d.reader.panes.layout.related == 38
        and lib.remembered.read("widths") == "0 0 0, 0 0 0, 0 0 0"
    )),
    "theme": Case("", lambda d, _: isinstance(d.app.screen, ThemeBox)),
    "command": Case("", lambda d, _: d.screen_text.splitlines()[-1].startswith(" :")),
    "find": Case("enter", lambda d, _: (
        bool(d.reader.query("Prompt")) and "Find:" in d.screen_text
    )),
    "search": Case("", lambda d, _: bool(d.reader.query("Prompt"))),
    "add": Case("", lambda d, _: bool(d.reader.query("Prompt"))),
    "refresh": Case("", lambda _, lib: lib.refreshed == [1]),
    "refresh_all": Case("", lambda _, lib: sorted(lib.refreshed) == [1, 2, 3, 4, 5, 6]),
    "choose_pack": Case("g p", lambda d, _: (
        [one.folder for one in d.reader.welcome.packs.chosen] == ["World"] * 3
    )),
    "open_pack": Case("g p", lambda d, _: "which of its feeds?" in d.screen_text),
    "subscribe": Case("g p space", lambda _, lib: (
        "Deutsche Welle" in [f.title for f in lib.feeds.all()]
    )),
    "sidebar": Case("enter", lambda d, _: not d.reader.related.display),
    "set": Case("", lambda d, _: isinstance(d.app.screen, Lookup)),
    "zen": Case("enter", lambda d, _: d.reader.panes.layout.alone and d.pane is Where.ARTICLE),
    "help": Case("", lambda d, _: isinstance(d.app.screen, Lookup)),
    "palette": Case("", lambda d, _: (
        isinstance(d.app.screen, Lookup) and d.app.screen.focused is not None
    )),
    "go_added": Case("", lambda d, _: d.status == "Nothing was added yet: a adds a feed"),
    "messages": Case("y", lambda d, _: (
        isinstance(d.app.screen, Lookup) and "Copied https" in d.screen_text
    )),
    "redraw": Case("", lambda d, _: "Unread" in d.screen_text),
    "quit": Case("", lambda d, _: d.app.return_value == 0),
}  # fmt: skip


ELSEWHERE = {"suspend", "configure"}
"""They need a terminal: tested by themselves."""
PRESSES = [(a, keys) for a in ACTIONS for keys in a.keys if a.name not in ELSEWHERE]
TYPED = [a for a in ACTIONS if not a.keys and a.name not in ELSEWHERE]


def test_every_action_has_a_case() -> None:
    assert set(CASES) == {action.name for action in ACTIONS} - ELSEWHERE


@pytest.mark.parametrize("action", TYPED, ids=[a.name for a in TYPED])
async def test_a_command_does_what_the_table_says(
    start: Start, library: FakeLibrary, action: Action
) -> None:
    case = CASES[action.name]
    async with start(library) as driver:
        if case.before:
            await driver.press(*case.before.split(" "))
        await driver.press(":", *action.command, "enter")
        await driver.wait_for(lambda: case.done(driver, library))


@pytest.mark.parametrize(("action", "keys"), PRESSES, ids=[f"{a.name}-{k}" for a, k in PRESSES])
async def test_a_key_does_what_the_table_says(
    start: Start, library: FakeLibrary, action: Action, keys: str
) -> None:
    case = CASES[action.name]
    if action.where is Where.RISING:
        rows = tuple(library.articles.rows([ArticleId(1)]))
        library.topics_found = [
            Topic(term, 1.0, 2, rows, (term,), (0, 0, 0, 0, 0, 0, 3)) for term in ("Ferry", "Tide")
        ]
    async with start(library) as driver:
        if case.before:
            await driver.press(*case.before.split(" "))
        assert action.name == "redraw" or not case.done(driver, library)
        await driver.press(*keys.split(" "))
        await driver.wait_for(lambda: case.done(driver, library))


async def test_suspending_asks_the_app_to_suspend(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    async with start(library) as driver:
        monkeypatch.setattr(driver.app, "action_suspend_process", lambda: asked.append(True))
        await driver.press("ctrl+z")
        assert asked == [True]


@pytest.mark.parametrize(("keys", "cursor"), [("5 j", 5), ("9 9 j", 7), ("3 g g", 2), ("2 G", 1)])
async def test_counts_work(start: Start, library: FakeLibrary, keys: str, cursor: int) -> None:
    async with start(library) as driver:
        await driver.press(*keys.split(" "))
        assert driver.reader.articles.cursor == cursor


async def test_a_count_and_enter_open_the_row_that_the_footer_calls_so(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        third = driver.reader.articles.ids[2]
        await driver.press("j", "3", "enter")
        assert driver.reading == third
        await driver.press("q", "9", "9", "enter")
        assert driver.status.startswith("There is no row 99")
        assert driver.pane is Where.LIST
        await driver.press("g", "f", "3", "enter")
        third_view = driver.reader.feed_tree.branches[2].label
        assert driver.reader.list_title.heading.name == third_view != "Unread"


async def test_a_count_and_enter_open_the_row_of_today_which_is_no_heading(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "1", "enter")
        assert driver.pane is Where.ARTICLE
        first = driver.reading
        await driver.press("q", "2", "enter")
        assert driver.reading != first
        await driver.press("q", "9", "9", "enter")
        assert driver.status.startswith("There is no row 99")
        assert driver.pane is Where.TODAY


async def test_a_count_and_enter_open_the_story_with_that_number(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "g", "r", "2", "enter")
        by_enter = driver.reading
        await driver.press("ctrl+o", "2", "]")
        assert driver.reading == by_enter != 3


async def test_esc_never_quits(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(*["escape"] * 5, "h", *["escape"] * 5)
        assert driver.app.is_running


async def test_q_leads_back_along_what_lies_over_what_and_says_what_a_second_one_does(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "g", "u", "enter", "tab")
        panes = [driver.pane]
        for _ in range(3):
            await driver.press("q")
            panes.append(driver.pane)
        assert panes == [Where.RELATED, Where.ARTICLE, Where.LIST, Where.TODAY]
        await driver.press("q")
        assert driver.status == "q again leaves qreader"
        assert driver.app.return_value is None
        await driver.press("q")
        assert driver.app.return_value == 0


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (160, 45), (40, 12)])
@pytest.mark.parametrize("keys", ["", "g s", "g c", "enter n q", "h", "h enter", "g p q"])
async def test_where_today_was_not_shown_the_list_is_the_last(
    start: Start, library: FakeLibrary, size: tuple[int, int], keys: str
) -> None:
    async with start(library, size) as driver:
        await driver.press(*keys.split())
        if driver.pane is Where.FEEDS:
            await driver.press("q")
            assert driver.reader.feed_tree.display == (size[0] >= WIDE)
        assert driver.pane is Where.LIST
        await driver.press("q")
        assert driver.pane is Where.LIST
        assert driver.status == "q again leaves qreader"
        assert driver.app.return_value is None


@pytest.mark.parametrize("keys", ["/ b e e s enter", "T"])
async def test_q_leaves_a_search_and_a_story_for_the_list_below(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    library.tell(ArticleId(3), ArticleId(7))
    async with start(library) as driver:
        await driver.press(*keys.split())
        assert driver.reader.list_title.heading.name != "Unread"
        await driver.press("q")
        assert driver.reader.list_title.heading.name == "Unread"
        assert driver.status == ""


@pytest.mark.parametrize("between", ["j", "x", "5", "ctrl+l"])
async def test_any_key_between_two_q_forgets_the_first(
    start: Start, library: FakeLibrary, between: str
) -> None:
    async with start(library) as driver:
        await driver.press("q", between, "q")
        assert driver.app.return_value is None
        assert driver.status == "q again leaves qreader"
        await driver.press("q")
        assert driver.app.return_value == 0


async def test_the_own_keys_are_named_where_leaving_is_explained(
    start: Start, library: FakeLibrary
) -> None:
    config = Config(keys={"leave": ("backspace",), "back": ("h",), "quit": ()})
    async with start(library, config=config) as driver:
        await driver.press("backspace")
        assert driver.status == "backspace again leaves qreader"
        await driver.press("ctrl+c")
        assert driver.status == ":quit leaves qreader"


@pytest.mark.parametrize("keys", ["/ x y", "?", "ctrl+p x", "t", "S", "g e"])
async def test_ctrl_c_ends_a_prompt_or_a_box(start: Start, library: FakeLibrary, keys: str) -> None:
    async with start(library) as driver:
        await driver.press(*keys.split(), "ctrl+c")
        assert driver.app.screen is driver.reader
        assert driver.reader.prompt is None
        assert driver.reader.list_title.heading.name == "Unread"
        await driver.press("g", "s")
        assert driver.reader.list_title.heading.name == "Starred"


async def test_h_leads_from_the_list_to_the_feeds_and_enter_back(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("h")
        assert driver.pane is Where.FEEDS
        assert driver.reader.feed_tree.display
        assert driver.reader.articles.is_on_screen, "beside the feeds"
        await driver.press("j", "enter")
        assert not driver.reader.feed_tree.display
        assert driver.pane is Where.LIST
        assert driver.reader.list_title.heading.name == "Starred"


async def test_tab_walks_through_the_panes_that_have_something(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (160, 45)) as driver:
        await driver.press("tab")
        assert driver.pane is Where.FEEDS
        await driver.press("tab", "enter")
        panes = []
        for _ in range(4):
            await driver.press("tab")
            panes.append(driver.pane)
        assert panes == [Where.RELATED, Where.FEEDS, Where.LIST, Where.ARTICLE]


async def test_a_prefix_shows_what_may_follow_after_a_pause(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g")
        assert not driver.reader.query("WhichKey")
        await driver.wait_for(lambda: "u unread" in driver.screen_text)
        await driver.press("a")
        assert not driver.reader.query("WhichKey")
        assert driver.reader.list_title.heading.name == "All"


async def test_a_prefix_typed_fast_shows_no_box(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "a")
        await driver.pilot.pause(0.6)
        assert not driver.reader.query("WhichKey")


async def test_the_footer_changes_with_the_pane(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        in_list = driver.screen_text.splitlines()[-1]
        await driver.press("enter")
        in_article = driver.screen_text.splitlines()[-1]
        assert "search" in in_list
        assert "read on" in in_article
        assert in_list != in_article


# ---- help and palette


async def test_the_help_lists_every_action(start: Start, library: FakeLibrary) -> None:
    async with start(library, (100, 200)) as driver:
        await driver.press("?")
        screen = driver.app.screen
        assert isinstance(screen, Lookup)
        shown = {choice.text for choice in screen.list.choices}
        assert {action.text for action in ACTIONS} <= shown


async def test_the_help_can_be_searched_and_an_action_run_from_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("?", "/", *"starred", "enter")
        assert not isinstance(driver.app.screen, Lookup)
        assert driver.reader.list_title.heading.name == "Starred"


async def test_an_action_of_another_pane_is_not_run_but_told_of(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", "ctrl+p", *"take the star away", "enter")
        assert driver.status == "star works in the list, in an article and on Today, not here"
        assert driver.pane is Where.FEEDS


async def test_the_palette_keeps_what_was_used_last_on_top(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("ctrl+p", *"bookmark", "enter")
        assert library.status(ArticleId(3)).starred
        await driver.press("ctrl+p")
        await driver.wait_for(lambda: "Used last" in driver.screen_text)
        await driver.press("enter")
        assert not library.status(ArticleId(3)).starred
    assert library.remembered.read("used_actions") == '["star"]'


async def test_typing_in_the_help_filters_at_once(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("?", "z", "x", "y")
        assert "Nothing of that name" in driver.screen_text
        await driver.press("escape")
        assert not isinstance(driver.app.screen, Lookup)


async def test_the_palette_runs_what_is_typed(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("ctrl+p", *"everything", "enter")
        await driver.wait_for(lambda: not sum(f.unread for f in library.feeds.all()))


@pytest.mark.parametrize("key", ["q", "escape", "?"])
async def test_the_help_closes(start: Start, library: FakeLibrary, key: str) -> None:
    async with start(library) as driver:
        await driver.press("f1", "j", "pagedown", key)
        assert driver.app.screen is driver.reader


async def test_quitting_before_anything_is_shown_is_no_crash(library: FakeLibrary) -> None:
    app = QReaderApp(library, Config(on_start="list"))  # type: ignore[arg-type]
    async with app.run_test() as pilot:
        app.exit(0)
        await pilot.pause()
    assert app.bug is None


async def test_an_update_does_not_overtake_the_search_that_is_under_way(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    async with start(library) as driver:
        driver.begin(driver.reader.searching.search, "cheese")
        driver.reader.browse.update()
        held.set()
        await driver.settle()
        assert driver.titles == ["Cheese makers win the right to call it that"]
        assert "Search: cheese" in driver.screen_text


async def test_a_long_way_by_small_keys_is_told_the_shorter_key(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(*"j" * 15)
        await driver.wait_for(lambda: driver.status.startswith("ctrl+d goes down by half a page"))
        await driver.press("j")
        assert "half a page" not in driver.status

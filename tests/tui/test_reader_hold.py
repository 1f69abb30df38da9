"""Keys wait for what they are about: a list, an article, a box, a prompt that is on its way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fake_library import FakeLibrary
from small_desk import Held
from textual import events
from textual.widgets import Input

from conftest import Start
from qreader.errors import StoreError
from qreader.model import Article, ArticleId, Related
from qreader.tui import hold
from qreader.tui.actions import Where
from qreader.tui.widgets.lookup import Lookup


def _at_once(keys: str) -> list[str]:
    """Return the keys of a text, parted by spaces; `'words'` are their letters."""
    parts = []
    for part in keys.split(" "):
        parts += list(part[1:-1].replace("_", " ")) if part[:1] == "'" else [part]
    return parts


def _unread(library: FakeLibrary) -> int:
    return sum(feed.unread for feed in library.feeds.all())


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, library: FakeLibrary) -> Callable[[str], threading.Event]:
    """Hold back a method of the library, or of one of its tables, until the event is set."""

    def hold_back(name: str) -> threading.Event:
        *tables, verb = name.split(".")
        holder = getattr(library, tables[0]) if tables else library
        event, method = threading.Event(), getattr(holder, verb)

        def slow(*arguments: Any, **more: Any) -> Any:
            assert event.wait(20)
            return method(*arguments, **more)

        monkeypatch.setattr(holder, verb, slow)
        return event

    return hold_back


# ---- views


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_is_typed_behind_a_view_means_the_new_one(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        before = _unread(library)
        await driver.press_at_once(*_at_once("g s A"))
        assert driver.reader.list_title.heading.name == "Starred"
        starred_unread = 1
        assert _unread(library) == before - starred_unread


async def test_a_list_that_is_asked_for_behind_a_mark_is_read_behind_it(
    start: Start, library: FakeLibrary, gate: Callable[[str], threading.Event]
) -> None:
    async with start(library) as driver:
        first, marked = driver.reader.articles.ids[0], gate("mark")
        for key in "sgsA":
            await driver.pilot.press(key)
        marked.set()
        await driver.settle()
        assert driver.reader.list_title.heading.name == "Starred"
        assert library.articles.rows([first])[0].status.starred
        assert library.articles.rows([first])[0].status.read


async def test_what_is_typed_behind_a_branch_of_the_tree_means_its_list(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(*_at_once("g f j"))
        assert driver.reader.feed_tree.current
        assert driver.reader.feed_tree.current.label == "Starred"
        before = _unread(library)
        await driver.press_at_once("enter", "A")
        assert _unread(library) == before - 1


async def test_what_is_typed_in_a_tree_that_is_still_read_waits_for_it(
    start: Start, library: FakeLibrary, gate: Callable[[str], threading.Event]
) -> None:
    async with start(library) as driver:
        loaded = gate("feeds.all")
        driver.reader.feed_tree.show([])
        driver.reader.outline.reload()
        await driver.pilot.press("g", "f", "j")
        assert driver.reader.hold.is_keeping
        loaded.set()
        await driver.settle()
        assert driver.reader.feed_tree.current
        assert driver.reader.feed_tree.current.label == "Starred"


async def test_what_is_typed_behind_a_search_means_what_is_found(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        before = _unread(library)
        await driver.press_at_once(*_at_once(":"), *"search cheese", "enter", "A")
        assert driver.reader.list_title.heading.name == "Search: cheese"
        assert _unread(library) == before - 1


async def test_what_is_typed_behind_a_search_that_is_still_running_waits_for_it(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    async with start(library) as driver:
        await driver.press("/")
        before = _unread(library)
        for key in (*"cheese", "enter", "A"):
            await driver.pilot.press(key)
        assert driver.reader.hold.is_keeping
        assert _unread(library) == before
        held.set()
        await driver.settle()
        assert _unread(library) == before - 1


async def test_letters_of_a_search_are_not_kept_while_it_looks_for_those_before(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    async with start(library) as driver:
        await driver.press("/")
        for key in "che":
            await driver.pilot.press(key)
        await driver.wait_for(lambda: driver.reader._workers.calls.is_busy)
        await driver.pilot.press("e")
        assert not driver.reader.hold.is_keeping
        assert driver.reader.query_one(Input).value == "chee"
        held.set()


# ---- articles


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_star_behind_the_next_article_is_its_star(
    start: Start, library: FakeLibrary, size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        first, second = driver.reader.articles.ids[:2]
        await driver.press("enter")
        await driver.press_at_once("J", "s")
        assert driver.reading == second
        assert library.status(second).starred
        assert not library.status(first).starred


@pytest.mark.parametrize(("first", "count"), [((), 4), (("enter",), 4)])
async def test_four_times_done_is_four_articles(
    start: Start, library: FakeLibrary, first: tuple[str, ...], count: int
) -> None:
    async with start(library) as driver:
        ids = driver.reader.articles.ids[:5]
        await driver.press(*first)
        await driver.press_at_once(*"dddd")
        assert [library.status(i).read for i in ids[:count]] == [True] * count
        assert driver.reader.articles.current_id == ids[count]


async def test_hidden_one_after_the_other_are_as_many_as_the_keys(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        ids = list(driver.reader.articles.ids)
        await driver.press_at_once(*"DDD")
        assert list(driver.reader.articles.ids) == ids[3:]
        await driver.press_at_once(*"uu")
        assert len(driver.reader.articles.ids) == len(ids) - 1


async def test_a_story_is_followed_and_muted_by_two_keys_at_once(
    start: Start, library: FakeLibrary
) -> None:
    said = "Muted: what comes of this story is marked read, Z again ends that"
    first, second = list(library.stored)[:2]
    library.tell(first, second)
    async with start(library) as driver:
        await driver.press("g", "a")
        driver.reader.articles.move_to(driver.reader.articles.ids.index(first))
        await driver.press_at_once(*"ZZ")
        assert driver.status == said


async def test_a_page_behind_an_article_is_its_page(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        first = driver.reader.articles.ids[0]
        await driver.press_at_once("enter", "space")
        assert driver.reading == first
        assert driver.reader.article_view.scroll_offset.y > 10


async def test_related_stories_that_are_still_looked_for_are_waited_for(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "j")  # its page names no stories of its own
        await driver.press("g", "a")
        ferry = ArticleId(1)
        driver.reader.articles.move_to(driver.reader.articles.ids.index(ferry))
        await driver.press_at_once("enter", "]", "enter")
        assert driver.reading == ArticleId(3)


async def test_two_next_unread_are_two_also_where_rows_are_still_to_be_read(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(library) as driver:
        monkeypatch.setattr(driver.reader.articles, "row_of", lambda _: None)
        await driver.press_at_once(*"nn")
        assert driver.reader.articles.cursor == 2


# ---- prompts and boxes


async def test_enter_ends_the_answer_before_the_next_letter(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        await driver.press("t")
        await driver.press_at_once(*"news", "enter", *"js")
        assert library.status(first).tags == ("news",)
        assert driver.reader.articles.cursor == 1
        assert library.status(driver.reader.articles.ids[1]).starred


async def test_all_that_belongs_to_a_prompt_may_come_at_once(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        await driver.press_at_once("t", *"news", "enter", "j", "t", *"old", "enter", *"js")
        second, third = driver.reader.articles.ids[1:3]
        assert library.status(first).tags == ("news",)
        assert library.status(second).tags == ("old",)
        assert library.status(third).starred


async def test_a_search_and_a_move_may_come_at_once(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press_at_once("/", *"the", "enter", "j")
        assert driver.reader.list_title.heading.name == "Search: the"
        assert driver.reader.articles.cursor == 1


async def test_a_find_and_its_next_match_may_come_at_once(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press_at_once("enter", "/", *"harbour", "enter", "n", "n")
        assert driver.reader.reading.find.count.startswith("3 of")


async def test_a_paste_waits_for_the_prompt_and_keeps_its_place_among_the_keys(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press_at_once(":", *"tag ", "a paste of\x1b[31m it\nand more", "x", "enter")
        tags = library.status(driver.reader.articles.ids[0]).tags
        assert tags == ("a", "itx", "of", "paste")


async def test_the_name_of_a_file_waits_for_the_prompt_that_an_article_is_read_for(
    start: Start, library: FakeLibrary, gate: Callable[[str], threading.Event]
) -> None:
    async with start(library) as driver:
        opened = gate("articles.one")
        for key in ("S", "Q", "u"):
            await driver.pilot.press(key)
        opened.set()
        await driver.settle()
        assert driver.reader.query_one(Input).value.endswith(".mdQu")


async def test_a_click_elsewhere_takes_no_key_from_a_prompt(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("t", "a")
        await driver.pilot.click("#list", offset=(5, 3))
        driver.reader.set_focus(None)
        await driver.press("b", "enter")
        assert driver.reader.prompt is None
        assert ("ab",) in [article.row.status.tags for article in library.stored.values()]


@pytest.mark.parametrize("keys", ["g e r r", "? q q", "? enter enter", "g e enter enter", "? ? ?"])
async def test_a_box_may_be_answered_at_once_and_what_is_left_means_what_lies_below(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    async with start(library) as driver:
        await driver.press_at_once(*_at_once(keys))
        assert driver.app.is_running
        box = driver.app.screen
        assert isinstance(box, Lookup) is (keys == "? ? ?")


async def test_esc_closes_a_box_that_is_still_on_its_way_and_keys_mean_what_lies_below(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, on_mount = asyncio.Event(), Lookup.on_mount

    async def slow_mount(box: Lookup) -> None:
        await ready.wait()
        on_mount(box)

    monkeypatch.setattr(Lookup, "on_mount", slow_mount)
    monkeypatch.setattr(hold, "URGENT_SECONDS", 0.0)
    async with start(library) as driver:
        driver.app.post_message(events.Key("question_mark", "?"))
        driver.app.post_message(events.Key("escape", None))
        await driver.wait_for(lambda: driver.app.screen is driver.reader)
        await driver.wait_for(lambda: not driver.reader.hold.is_keeping)
        ready.set()
        await driver.press("j")
        assert driver.reader.articles.cursor == 1


async def test_an_action_is_found_and_run_before_the_next_key(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        await driver.press_at_once("ctrl+p", *"keep for later", "enter", "j")
        assert library.status(first).later
        assert driver.reader.articles.cursor == 1


async def test_packs_may_be_chosen_before_they_are_there(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press_at_once("g", "p", "space", "enter")
        await driver.wait_for(
            lambda: "Deutsche Welle" in [feed.title for feed in library.feeds.all()]
        )


# ---- bounds


async def test_a_plain_key_is_never_kept_while_nothing_is_on_its_way(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[object] = []
    async with start(library) as driver:
        monkeypatch.setattr(driver.reader.hold, "_interrupted", lambda: waited.append(1))
        await driver.press_at_once(*"jjjkkjmsx")
        assert waited == []
        assert driver.reader.articles.cursor == 3


async def test_what_waits_too_long_is_forgotten_with_a_word_and_keys_mean_what_is_seen(
    start: Start, library: FakeLibrary, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "WAIT_SECONDS", 0.05)
    async with start(library) as driver:
        before = _unread(library)
        driver.begin(driver.reader.searching.search, "cheese")
        await driver.pilot.press("A")
        await driver.wait_for(lambda: "forgotten" in driver.status)
        assert not driver.reader.hold.is_keeping
        await driver.pilot.press("j")
        assert driver.reader.articles.cursor == 1
        held.set()
        await driver.settle()
        assert _unread(library) == before


async def test_what_waited_for_something_that_failed_is_forgotten(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_ids(*_: object, **__: object) -> list[ArticleId]:
        raise StoreError("another program holds it locked")

    async with start(library) as driver:
        before = _unread(library)
        monkeypatch.setattr(library.lists, "ids", no_ids)
        await driver.press_at_once(*"gsA")
        assert driver.status == "another program holds it locked"
        assert _unread(library) == before
        await driver.press("j")
        assert driver.reader.articles.cursor == 1


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_a_key_that_ends_something_does_not_wait_for_a_slow_search(
    start: Start, library: FakeLibrary, held: threading.Event, key: str
) -> None:
    async with start(library) as driver:
        before = _unread(library)
        driver.begin(driver.reader.searching.search, "cheese")
        await driver.pilot.press("A", key)
        await driver.wait_for(lambda: not driver.reader.hold.is_keeping)
        held.set()
        await driver.settle()
        assert _unread(library) == before
        assert driver.reader.list_title.heading.name == "Unread"


async def test_esc_keeps_an_article_that_does_not_come_from_being_opened(
    start: Start, library: FakeLibrary, gate: Callable[[str], threading.Event]
) -> None:
    async with start(library) as driver:
        await driver.press("/", *"the", "enter")
        opened = gate("articles.one")
        await driver.pilot.press("enter", "escape")
        await driver.wait_for(lambda: not driver.reader.hold.is_keeping)
        opened.set()
        await driver.settle()
        assert driver.reading is None
        assert driver.pane is Where.LIST
        assert driver.reader.list_title.heading.name == "Search: the", "esc ends one thing"


async def test_esc_ends_a_search_that_was_asked_for_and_does_not_come(
    start: Start, library: FakeLibrary, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "URGENT_SECONDS", 0.0)
    async with start(library) as driver:
        await driver.press("/")
        for key in (*"cheese", "enter", "escape"):
            await driver.pilot.press(key)
        await driver.wait_for(lambda: not driver.reader.hold.is_keeping)
        held.set()
        await driver.settle()
        assert driver.reader.list_title.heading.name == "Unread"


async def test_an_article_that_comes_too_late_does_not_come_before_the_next(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "WAIT_SECONDS", 0.05)
    held, article = Held(), library.articles.one
    async with start(library) as driver:
        first, second = driver.reader.articles.ids[:2]

        def slow(article_id: ArticleId) -> Article:
            if article_id == first:
                held()
            return article(article_id)

        monkeypatch.setattr(library.articles, "one", slow)
        await driver.pilot.press("enter")
        await held.begun()
        await driver.pilot.press("j")
        await driver.wait_for(lambda: "forgotten" in driver.status)
        monkeypatch.setattr(hold, "WAIT_SECONDS", 30.0)
        await driver.pilot.press("j", "enter")
        held.let_go()
        await driver.settle()
        assert driver.reading == second
        assert library.status(second).read
        assert not library.status(first).read


async def test_esc_does_not_end_the_look_for_what_belongs_together_now(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "URGENT_SECONDS", 0.0)
    first, second = list(library.stored)[:2]
    library.tell(first, second)
    async with start(library) as driver:
        await driver.press("g", "a")
        driver.reader.articles.move_to(driver.reader.articles.ids.index(first))
        await driver.press("enter")
        assert driver.reader.related.choices
        held = Held()

        def slow(_: ArticleId) -> list[Related]:
            held()
            return []

        monkeypatch.setattr(library, "related", slow)
        await driver.pilot.press("Z")
        await held.begun()
        await driver.pilot.press("escape")
        await driver.wait_for(lambda: not driver.reader.hold.is_keeping)
        held.let_go()
        await driver.settle()
        assert not driver.reader.beside._related


async def test_a_mark_is_kept_though_the_reader_is_left_before_its_worker_has_begun(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        driver.app.call_later(lambda: None)  # so the app has its turn before the worker
        driver.reader.marks.star()
        driver.app.exit(0)
        await driver.wait_for(lambda: driver.app.return_value == 0 and not driver.app.is_running)
    assert library.status(first).starred


async def test_a_box_that_nobody_waits_for_any_more_goes_also_from_below_another(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        asked, boxes = [], (Lookup("Below", []), Lookup("Above", []))
        for box in boxes:

            async def ask(box: Lookup = box) -> None:
                await driver.reader.choose(box)

            asked.append(driver.reader.start(ask, group="boxes"))
            await driver.wait_for(lambda: driver.app.screen.is_mounted)
            await driver.settle()
        asked[0].cancel()
        await driver.settle()
        assert driver.app.screen is boxes[1]
        await driver.press("escape")
        assert driver.app.screen is driver.reader


async def test_quitting_does_not_wait(
    start: Start, library: FakeLibrary, held: threading.Event
) -> None:
    async with start(library) as driver:
        driver.begin(driver.reader.searching.search, "cheese")
        await driver.pilot.press("Q")
        await driver.wait_for(lambda: driver.app.return_value == 0)
        held.set()


async def test_a_page_that_comes_does_not_keep_another_article_from_being_opened(
    start: Start, library: FakeLibrary, gate: Callable[[str], threading.Event]
) -> None:
    async with start(library) as driver:
        second = driver.reader.articles.ids[1]
        await driver.press("enter")
        opened = gate("articles.one")
        driver.begin(driver.reader.reading.open_article, second)
        driver.reader.reading.reload()
        opened.set()
        await driver.settle()
        assert driver.reading == second

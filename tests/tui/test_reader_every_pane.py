"""What each key does in each pane: what the cursor is on, or nothing, which it says."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import ArticleId, FeedId, Query, Scope, Status
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.keys import show_keys

WAYS = {
    Where.FEEDS: "g f",
    Where.LIST: "",
    Where.TODAY: "g t",
    Where.ARTICLE: "enter",
    Where.RELATED: "enter g r",
    Where.WELCOME: "g p",
}


def _keys_of_nothing(pane: Where) -> list[tuple[Action, str]]:
    """Return the keys that mean something in other panes alone."""
    meant = {keys for action in ACTIONS if action.where & pane for keys in action.keys}
    return [(one, keys) for one in ACTIONS for keys in one.keys if keys not in meant]


def _state(driver: Driver, library: FakeLibrary) -> object:
    """Return all that a key could have changed, but what is said."""
    reader = driver.reader
    return (
        {number: article.row.status for number, article in library.stored.items()},
        (
            list(library.feed_values),
            list(library.refreshed),
            library.lists.ids(Query(Scope.HISTORY)),
        ),
        (library.judgements.of_article(ArticleId(3)), library.wanted(), library.wanted_links()),
        (driver.pane, driver.app.screen, bool(reader.query("Prompt"))),
        (reader.browse.view.query, list(reader.articles.ids), reader.articles.cursor),
        (reader.articles.selected, reader.feed_tree.cursor, reader.related.cursor),
        (reader.reading.article, driver.app.clipboard, reader.article_view.scroll_offset),
    )


@pytest.mark.parametrize("pane", WAYS, ids=[pane.name or "" for pane in WAYS])
async def test_a_key_of_another_pane_says_that_it_does_nothing_here(
    start: Start, library: FakeLibrary, pane: Where
) -> None:
    async with start(library) as driver:
        if WAYS[pane]:
            await driver.press(*WAYS[pane].split(" "))
        assert driver.pane is pane
        before = _state(driver, library)
        for action, keys in _keys_of_nothing(pane):
            driver.reader.say("")
            await driver.press(*keys.split(" "))

            assert driver.status.startswith(f"{show_keys(keys)}: "), keys
            assert driver.status.endswith(", not here")
            assert _state(driver, library) == before, action.name


async def test_a_command_of_another_pane_does_nothing_either(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", ":", *"star", "enter")

        assert driver.status == "star works in the list, in an article and on Today, not here"
        assert len(library.lists.ids(Query(Scope.STARRED))) == 2


async def test_a_key_of_no_pane_says_so(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("漢")

        assert driver.status == "漢 means nothing here; ? shows what keys do"
        await driver.press("о")
        assert driver.reader.articles.cursor == 1
        await driver.press(",")
        assert driver.status.startswith("There are no macros yet")


# ---- in the tree


async def _on(driver: Driver, label: str) -> None:
    """Put the tree's cursor on a branch, while the list shows something else."""
    await driver.press("g", "u", "g", "f")
    branches = driver.reader.feed_tree.branches
    driver.reader.feed_tree.move_to([one.label for one in branches].index(label))
    await driver.settle()


def _unread(library: FakeLibrary) -> set[ArticleId]:
    return {number for number, one in library.stored.items() if not one.row.status.read}


def _nested(library: FakeLibrary) -> FeedId:
    """Add a feed in a folder inside another, with two unread articles."""
    deep = library.put_feed("Deep Space", "Science/Space")
    for title in ("Rings of dust", "A moon of ice"):
        library.put(deep, title)
    return deep


@pytest.mark.parametrize(
    ("label", "of", "count"),
    [
        ("Lab Notes", {"Lab Notes"}, 1),
        ("Science", {"Lab Notes", "Deep Space"}, 3),
        ("Science/Space", {"Deep Space"}, 2),
        ("Unread", None, 10),
        ("All", None, 10),
        ("#tides", {"Deep Space"}, 2),
    ],
)
async def test_mark_all_marks_what_the_cursor_is_on_and_says_where(
    start: Start, library: FakeLibrary, label: str, of: set[str] | None, count: int
) -> None:
    deep = _nested(library)
    tagged = [number for number, one in library.stored.items() if one.row.feed_id == deep]
    library.tag(tagged, ["tides"], [])
    before = _unread(library)
    expected = {i for i in before if of is None or library.stored[i].row.feed in of}
    async with start(library) as driver:
        await _on(driver, label)
        await driver.press("A")

        assert driver.status == f"{count} marked read in {label}, u undoes"
        assert before - _unread(library) == expected
        await driver.press("u")
        assert _unread(library) == before
        assert driver.status == f"Undone: {count} marked read in {label}"


async def test_mark_all_on_a_view_of_stars_marks_these_alone(
    start: Start, library: FakeLibrary
) -> None:
    before = _unread(library)
    async with start(library) as driver:
        await _on(driver, "Starred")
        await driver.press("A")

        assert driver.status == "1 marked read in Starred, u undoes"
        (marked,) = before - _unread(library)
        assert library.stored[marked].row.status == Status(read=True, starred=True)
        await driver.press("A")
        assert driver.status == "All of it in Starred is read already"


async def test_the_numbers_of_folders_take_in_what_is_inside(
    start: Start, library: FakeLibrary
) -> None:
    _nested(library)
    async with start(library) as driver:
        numbers = {one.label: one.number for one in driver.reader.feed_tree.branches}
        assert (
            numbers["Science"] == len(library.lists.ids(Query(Scope.UNREAD, folder="Science"))) == 3
        )
        assert numbers["Science/Space"] == 2


async def test_refresh_asks_the_feeds_of_a_folder_and_those_inside(
    start: Start, library: FakeLibrary
) -> None:
    deep = _nested(library)
    async with start(library) as driver:
        await _on(driver, "Science")
        await driver.press("r")
        await driver.wait_for(lambda: sorted(library.refreshed) == [4, deep])
        await _on(driver, "Starred")
        await driver.press("r")
        assert driver.status == "No feed here to refresh; R refreshes all"


async def test_address_and_site_are_those_of_the_feed(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await _on(driver, "Lab Notes")
        await driver.press("y")
        assert driver.app.clipboard == "https://4.example.org/4.xml"
        await driver.press("Y")
        assert driver.app.clipboard == "[Lab Notes](https://4.example.org/4.xml)"
        await _on(driver, "Unread")
        await driver.press("y")
        assert driver.status == "There is no address to copy"


async def test_a_filter_looks_in_what_the_cursor_is_on(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await _on(driver, "Lab Notes")
        await driver.press("F", *"can", "enter")

        assert driver.titles == ["Bees can count to four. What about zero?"]


async def test_next_unread_goes_to_what_has_unread_articles(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "f", "g", "g")
        seen = []
        for _ in range(20):
            await driver.press("n")
            if driver.status.startswith("Nothing"):
                break
            branch = driver.reader.feed_tree.current
            assert branch is not None
            seen.append(branch.label)
        assert driver.status == "Nothing unread below"
        assert "Lab Notes" in seen
        assert not {"All", "Starred", "Later", "A Folder of Saves"} & {*seen}
        await driver.press("p")
        assert driver.reader.feed_tree.current is not None
        assert driver.reader.feed_tree.current.label == seen[-2]

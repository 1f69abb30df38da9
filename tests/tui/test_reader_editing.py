"""The reader as a person changes what they subscribe to: by keys, by the mouse, and back by u."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import FakeLibrary
from textual import events
from tui_sample import empty_library

from conftest import Driver, Start
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import FeedId, Subscription
from qreader.tui.actions import Where

HARBOUR, COURIER, TOKYO, LAB, BLOG = map(FeedId, range(1, 6))


async def go_to(driver: Driver, label: str) -> None:
    """Put the cursor of the tree on a row."""
    driver.reader.go(Where.FEEDS)
    rows = [b.label.strip() for b in driver.reader.feed_tree.branches]
    driver.reader.feed_tree.move_to(rows.index(label))
    await driver.settle()


def label(driver: Driver) -> str:
    current = driver.reader.feed_tree.current
    return "" if current is None else current.label


async def drag(driver: Driver, label: str, onto: str) -> None:
    """Press the mouse on a row of the tree, move to another, and let go."""
    tree = driver.reader.feed_tree
    rows = [b.label.strip() for b in tree.branches]
    start, end = (rows.index(one) - tree.scroll_offset.y for one in (label, onto))
    at = {"widget": "#feeds", "offset": (6, start)}
    await driver.pilot.mouse_down(**at)
    for row in (start, end):
        x, y = tree.region.x + 6, tree.region.y + row
        moved = events.MouseMove(tree, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
        driver.app.post_message(moved)
        await driver.pilot.pause()
    await driver.pilot.mouse_up("#feeds", offset=(6, end))
    await driver.settle()


async def test_a_feed_is_renamed_in_the_tree_and_the_list_goes_by_the_name(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "Alpine Courier")
        await driver.press("enter", "h")
        await driver.press("c", *(["backspace"] * 7), *"Post", "enter")
        assert driver.status == "Renamed Alpine Courier to Alpine Post, u undoes"
        assert driver.reader.list_title.heading.name == "Alpine Post"
        assert label(driver) == "Alpine Post"
        await driver.press("u")
        assert driver.status == "Undone: renamed Alpine Courier to Alpine Post"
        assert driver.reader.list_title.heading.name == "Alpine Courier"


async def test_a_folder_that_is_renamed_keeps_the_cursor_and_the_list(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "World")
        await driver.press("enter", "h")
        shown = len(driver.reader.articles.ids)
        await driver.press("c", *(["backspace"] * 5), *"Planet", "enter")
        assert label(driver) == "Planet"
        await driver.wait_for(lambda: driver.reader.list_title.heading.name == "Planet")
        assert len(driver.reader.articles.ids) == shown > 0


async def test_after_a_feed_is_gone_the_cursor_is_on_the_next_one(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "Alpine Courier")
        await driver.press("delete")
        await driver.wait_for(lambda: len(driver.reader.outline.feeds) == 5)
        assert label(driver) == "The Harbour Post"
        await driver.press("delete", "u", "u")
        assert len(library.feeds.all()) == 6


async def test_of_two_keys_typed_at_once_the_second_is_about_the_next_feed(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "Alpine Courier")
        await driver.press_at_once("delete", "delete")
        assert driver.status.startswith("Unsubscribed from The Harbour Post")
        assert {COURIER, HARBOUR}.isdisjoint(library.feed_values)


async def test_several_selected_rows_move_and_go_together(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "Alpine Courier")
        await driver.press("x")
        assert driver.status == "1 selected, esc ends that"
        await driver.press("j", "V")
        await driver.press("M", *"Daily", "enter")
        moved = {feed.title for feed in library.feeds.all() if feed.folder == "Daily"}
        assert driver.status.endswith("feeds into Daily, u undoes")
        assert len(moved) > 1
        assert driver.reader.outline.selected == frozenset()
        await go_to(driver, "Daily")
        await driver.press("x", "k", "delete")
        assert not moved & {feed.title for feed in library.feeds.all()}
        await driver.press("u", "u")
        assert all(feed.folder != "Daily" for feed in library.feeds.all())
        assert len(library.feeds.all()) == 6


async def test_esc_ends_a_selection_before_it_leaves_the_tree(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "All")
        await driver.press("x")
        assert driver.status == "Only feeds and folders can be selected here"
        await go_to(driver, "Lab Notes")
        await driver.press("x", "escape")
        assert (driver.status, driver.pane) == ("Nothing selected", Where.FEEDS)
        await driver.press("escape")
        assert driver.pane is Where.LIST


async def test_a_folder_that_is_renamed_stays_folded(start: Start, library: FakeLibrary) -> None:
    async with start(library, (80, 24)) as driver:
        await go_to(driver, "World")
        await driver.press("h", "c", "ctrl+u", *"Earth", "enter")
        assert "▸ Earth" in driver.screen_text


async def test_a_feed_is_dragged_onto_a_folder_and_back_by_u(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("h")
        await drag(driver, "Lab Notes", onto="World")
        assert library.feeds.one(LAB).folder == "World"
        assert driver.status == "Moved Lab Notes into World, u undoes"
        assert driver.pane is Where.FEEDS
        await driver.press("u")
        assert library.feeds.one(LAB).folder == "Science"


async def test_a_click_without_a_drag_opens_the_feed(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("h")
        row = [b.label for b in driver.reader.feed_tree.branches].index("Lab Notes")
        await driver.pilot.click("#feeds", offset=(6, row))
        await driver.settle()
        assert driver.pane is Where.LIST
        assert library.undo() is None


async def test_in_a_feeds_list_its_feed_is_meant(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await go_to(driver, "Lab Notes")
        await driver.press("enter")
        await driver.press("M", *"World", "enter")
        assert library.feeds.one(LAB).folder == "World"
        await driver.press(":", *"rename Laboratory", "enter")
        assert library.feeds.one(LAB).title == "Laboratory"
        await driver.press(":", *"unsubscribe", "enter")
        assert LAB not in library.feed_values
        await driver.press("u", "u", "u")
        assert library.feeds.one(LAB).folder == "Science"


async def test_a_key_of_the_tree_unsubscribes_from_nothing_in_a_list_and_names_what_does(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "Lab Notes")
        await driver.press("enter", "delete")
        assert driver.status == "delete means nothing here; :remove does"
        assert LAB in library.feed_values


async def test_in_other_lists_and_in_an_article_the_feed_of_the_article_is_meant(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await go_to(driver, "World")
        await driver.press("enter")
        row = driver.reader.articles.current
        assert row is not None
        await driver.press(":", *"move Elsewhere", "enter")
        assert driver.status == f"Moved {row.feed} into Elsewhere, u undoes"
        assert [f.title for f in library.feeds.all() if f.folder == "Elsewhere"] == [row.feed]
        await driver.press("u", "enter", ":", *"unsubscribe", "enter")
        assert driver.status.startswith(f"Unsubscribed from {row.feed}")
        assert len(library.feeds.all()) == 5


@pytest.mark.parametrize("view", ["g f", "g l"])
async def test_where_no_feed_is_meant_a_key_says_where_to_go(start: Start, view: str) -> None:
    async with start(empty_library()) as driver:
        await driver.press(*view.split(), "g", "g", "M")
        assert driver.status == "Put the cursor on a feed or a folder; gf goes there"


async def test_what_was_changed_before_a_restart_is_taken_back_after_it(
    start: Start, library: FakeLibrary
) -> None:
    before = library.feeds.all()
    async with start(library) as driver:
        await go_to(driver, "World")
        await driver.press("delete")
        await go_to(driver, "Lab Notes")
        await driver.press("c", *" II", "enter")
        await driver.press("M", *"Old", "enter")
    async with start(library) as driver:
        await driver.press("u", "u", "u")
        assert driver.status.startswith("Undone: unsubscribed from World, 3 feeds")
        assert library.feeds.all() == before
        await driver.press("u")
        assert driver.status == "Nothing to undo"


# ---- adding


OPML = """<opml version="2.0"><body>
<outline text="News"><outline text="Ferry Post" xmlUrl="https://ferry.example/rss"/>
<outline text="Quillby" xmlUrl="https://quillby.example/rss"/></outline>
<outline text="Alone" xmlUrl="https://alone.example/rss"/></body></opml>"""


@pytest.fixture
def real(tmp_path: Path) -> Library:
    (tmp_path / "list.opml").write_text(OPML)
    library = Library(find_paths(tmp_path / "data"), Config())
    library.subscribe([Subscription("https://quillby.example/rss", "Quillby", "Old")])
    return library


async def test_a_list_is_shown_with_its_folders_and_what_is_ticked_is_added(
    start: Start, real: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real, "refresh", lambda *_, **__: iter(()))
    async with start(real) as driver:
        before = real.feeds.all()
        await driver.press("a", *str(tmp_path / "list.opml"), "enter")
        await driver.wait_for(lambda: driver.app.screen is not driver.reader)
        await driver.settle()
        text = driver.screen_text
        assert "3 feeds, of which the ticked ones are added" in text
        assert "● News" in text
        assert "subscribed to already" in text
        await driver.press("space", "enter")  # not the first: Alone
        await driver.wait_for(lambda: len(real.feeds.all()) == 2)
        assert {feed.title: feed.folder for feed in real.feeds.all()} == {
            "Quillby": "Old",
            "Ferry Post": "News",
        }
        await driver.settle()
        # the refresh of what was added says that it ended, in the place of other messages
        await driver.wait_for(lambda: driver.status == "Nothing new in 0 feeds")
        await driver.press("u")
        assert driver.status == "Undone: added 1 feed"
        assert real.feeds.all() == before
    real.close()


async def test_esc_adds_nothing_of_a_list(start: Start, real: Library, tmp_path: Path) -> None:
    async with start(real) as driver:
        await driver.press("a", *str(tmp_path / "list.opml"), "enter")
        await driver.wait_for(lambda: driver.app.screen is not driver.reader)
        await driver.press("escape")
        await driver.wait_for(lambda: driver.status == "Nothing was added")
        assert len(real.feeds.all()) == 1
    real.close()

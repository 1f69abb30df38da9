"""Editing: what a key changes of feeds and folders, says of it, and takes back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.errors import UsageError
from qreader.model import Feed, FeedId, FeedSetting, Query, Recipe, RecipeKind
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.editing import FIELDS, STORIES, Editing
from qreader.tui.messages import FeedsChanged

HARBOUR, COURIER, TOKYO, LAB, BLOG = map(FeedId, range(1, 6))


@pytest.fixture
def editing(desk: SmallDesk, library: FakeLibrary) -> Editing:
    return Editing(desk, library, library.feeds.all)


def on(desk: SmallDesk, *rows: Query | FeedId) -> None:
    """Put the cursor on a row of the tree, or select several."""
    found = [row if isinstance(row, Query) else Query(feed_id=row) for row in rows]
    desk.here = Here(Where.FEEDS, found[0], "row", feed_rows=found)


def folders_of(feeds: Sequence[Feed]) -> dict[str, str | None]:
    return {feed.title: feed.folder for feed in feeds}


async def undo(library: FakeLibrary) -> str:
    undone = library.undo()
    assert undone is not None
    return undone.action.label


# ---- names


async def test_a_feed_gets_the_name_that_is_typed_over_its_own_and_loses_it_again(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER)
    desk.answers = ["  Courier\x1b[2J of the Alps ", ""]
    await editing.rename("")
    await desk.settle()
    assert desk.asked[0].text == "Alpine Courier"
    assert library.feeds.one(COURIER).own_title == "Courier of the Alps"
    await editing.rename("")
    await desk.settle()
    assert library.feeds.one(COURIER).title == "Alpine Courier"
    assert desk.said == [
        "Renamed Alpine Courier to Courier of the Alps, u undoes",
        "Renamed Courier of the Alps back to its own name, u undoes",
    ]
    await undo(library)
    assert library.feeds.one(COURIER).title == "Courier of the Alps"


@pytest.mark.parametrize("name", ["\x1b[2J\u200b", "x" * 201])
async def test_a_name_of_nothing_or_too_long_is_refused_where_it_is_typed(
    desk: SmallDesk, library: FakeLibrary, editing: Editing, name: str
) -> None:
    on(desk, COURIER)
    with pytest.raises(UsageError, match="a feed's name"):
        await editing.rename(name)
    await editing.rename("")
    with pytest.raises(UsageError, match="a feed's name"):
        desk.asked[0].checked(name)
    assert library.feeds.one(COURIER).own_title is None


async def test_the_name_that_a_feed_has_changes_nothing(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER)
    await editing.rename("Alpine Courier")
    desk.answers = [None]
    await editing.rename("")
    assert desk.said == ["It is called so already"]
    assert library.undo() is None


async def test_a_folder_is_renamed_with_all_in_it_and_is_shown_where_it_is_now(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    library.edit_feeds({TOKYO: {FeedSetting.FOLDER: "World/Asia"}})
    on(desk, Query(folder="World"))
    await editing.rename("Planet")
    await desk.settle()
    found = folders_of(library.feeds.all())
    assert (found["Alpine Courier"], found["東京ニュース"]) == ("Planet", "Planet/Asia")
    (message,) = desk.messages(FeedsChanged)
    assert message.moved == (Query(folder="World"), Query(folder="Planet"))
    assert await undo(library) == "Renamed World to Planet"
    assert folders_of(library.feeds.all())["東京ニュース"] == "World/Asia"


async def test_several_rows_have_no_one_name(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER, HARBOUR)
    await editing.rename("Both")
    await editing.change_address("https://example.org/other.xml")
    assert desk.said == [
        "One at a time has a name: esc ends the selection",
        "One feed at a time has an address: put the cursor on it",
    ]


@pytest.mark.parametrize("verb", ["rename", "move", "change_address", "show_settings"])
async def test_where_the_cursor_is_on_no_feed_a_key_says_so(
    desk: SmallDesk, editing: Editing, verb: str
) -> None:
    desk.here = Here(Where.FEEDS, Query(), "All")
    await getattr(editing, verb)(*([""] if verb != "show_settings" else []))
    assert desk.said == ["Put the cursor on a feed or a folder; gf goes there"]
    assert desk.asked == []


# ---- places


async def test_feeds_move_into_a_new_folder_and_out_of_all_in_one_step_each(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    before = folders_of(library.feeds.all())
    on(desk, COURIER, LAB)
    await editing.move(" Daily / Papers ")
    await desk.settle()
    assert library.feeds.one(COURIER).folder == library.feeds.one(LAB).folder == "Daily/Papers"
    desk.answers = [""]
    await editing.move("")
    await desk.settle()
    assert library.feeds.one(COURIER).folder is None
    assert desk.said == [
        "Moved 2 feeds into Daily/Papers, u undoes",
        "Moved 2 feeds out of all folders, u undoes",
    ]
    await undo(library)
    await undo(library)
    assert folders_of(library.feeds.all()) == before


async def test_a_folder_goes_into_another_with_all_in_it_but_never_into_itself(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, Query(folder="World"))
    with pytest.raises(UsageError, match="World cannot be moved into itself"):
        await editing.move("World/Asia")
    with pytest.raises(UsageError, match="World cannot be moved into itself"):
        await editing.rename("World/Asia")
    await editing.move("Science")
    await desk.settle()
    assert folders_of(library.feeds.all())["Alpine Courier"] == "Science/World"
    assert desk.messages(FeedsChanged)[0].moved == (
        Query(folder="World"),
        Query(folder="Science/World"),
    )


async def test_tab_completes_the_folders_that_there_are(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    library.edit_feeds({TOKYO: {FeedSetting.FOLDER: "World/Asia"}})
    on(desk, LAB)
    desk.answers = [None]
    await editing.move("")
    (question,) = desk.asked
    assert question.completed is not None
    assert question.completed("wo") == "World"
    assert question.completed("World") == "World/Asia"
    assert question.completed("asia") == "World/Asia"
    assert question.completed("Nowhere") == "Nowhere"


async def test_what_is_dropped_on_a_feed_goes_into_its_folder(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    await editing.drop([Query(feed_id=COURIER)], Query(feed_id=LAB))
    assert library.feeds.one(COURIER).folder == "Science"
    with pytest.raises(UsageError, match="World cannot be moved into itself"):
        await editing.drop([Query(folder="World")], Query(folder="World"))


# ---- unsubscribing


async def test_a_feed_goes_with_its_articles_and_comes_back_whole(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    before = library.feeds.all(), library.articles.rows(library.lists.ids(Query()))
    on(desk, HARBOUR)
    await editing.unsubscribe()
    assert HARBOUR not in library.feed_values
    assert desk.said == ["Unsubscribed from The Harbour Post, 1 kept for what you marked, u undoes"]
    await undo(library)
    assert (library.feeds.all(), library.articles.rows(library.lists.ids(Query()))) == before
    assert [message.with_articles for message in desk.messages(FeedsChanged)] == [True]


async def test_a_folder_goes_with_all_its_feeds_and_comes_back_in_one_step(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    before = library.feeds.all(), library.articles.rows(library.lists.ids(Query()))
    on(desk, Query(folder="World"), LAB)
    await editing.unsubscribe()
    assert [feed.title for feed in library.feeds.all()] == ["A Folder of Saves", "Old Blog"]
    assert desk.said[0].startswith("Unsubscribed from 4 feeds")
    await undo(library)
    assert (library.feeds.all(), library.articles.rows(library.lists.ids(Query()))) == before


# ---- settings


async def test_each_setting_is_changed_in_the_box_of_the_feed_and_taken_back(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER)
    before = library.feeds.one(COURIER)
    for field in FIELDS:
        for value, _ in [*field.values[1:], field.values[0]]:
            desk.choices = [field]
            await editing.show_settings()
            assert getattr(library.feeds.one(COURIER), field.setting) == value
    for _ in range(sum(len(field.values) for field in FIELDS)):
        library.undo()
    assert library.feeds.one(COURIER) == before
    assert library.undo() is None


async def test_a_number_that_only_the_shell_can_set_is_shown_and_changed(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    library.edit_feeds({COURIER: {FeedSetting.KEEP_DAYS: 7}})
    on(desk, COURIER)
    desk.choices = [next(one for one in FIELDS if one.setting is FeedSetting.KEEP_DAYS)]
    await editing.show_settings()
    shown = [{one.name: one.text for one in box.list.choices}["Keep days"] for box in desk.boxes]
    assert shown == ["7", "as the configuration says"]


async def test_a_setting_of_several_feeds_is_set_in_all(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, Query(folder="World"))
    library.edit_feeds({TOKYO: {FeedSetting.SIGNAL_ONLY: 1}})
    desk.choices = [FIELDS[1], FIELDS[1]]
    await editing.show_settings()
    assert {feed.signal_only for feed in library.feeds.all() if feed.folder == "World"} == {True}
    texts = [one.text for one in desk.boxes[0].list.choices if one.name == "Signal only"]
    assert texts == ["not the same in all"]


async def test_the_box_asks_for_a_name_and_a_folder_too(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER)
    for value, answer in (("name", "Courier"), ("folder", "Alps"), ("unsubscribe", None)):
        desk.choices, desk.answers = [value], [answer]
        await editing.show_settings()
        await desk.settle()
    assert COURIER not in library.feed_values
    library.undo()
    assert (library.feeds.one(COURIER).title, library.feeds.one(COURIER).folder) == (
        "Courier",
        "Alps",
    )


# ---- addresses


async def test_an_address_is_read_before_anything_changes(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER)
    desk.answers = ["https://example.org/moved.xml"]
    await editing.change_address("")
    await desk.settle()
    assert library.feeds.one(COURIER).url == "https://example.org/moved.xml"
    await editing.change_address("broken.example")
    await desk.settle()
    assert desk.said == [
        "Alpine Courier is read at https://example.org/moved.xml, u undoes",
        "broken.example: no such host; check the address",
    ]
    assert library.feeds.one(COURIER).url == "https://example.org/moved.xml"
    assert desk.under_way == {}
    assert await undo(library) == "Changed the address of Alpine Courier"
    assert library.feeds.one(COURIER).url == "https://2.example.org/2.xml"


# ---- pages without a feed


async def test_where_the_stories_of_a_page_are_is_read_before_it_changes(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    library.change_recipe(COURIER, Recipe(".story", link="a", kind=RecipeKind.CSS))
    on(desk, COURIER)
    for answer in (".gone", "main .story"):
        desk.choices, desk.answers = [STORIES], [answer]
        await editing.show_settings()
        await desk.settle()
    (box, _) = desk.boxes
    assert ("Stories", ".story") in [(choice.name, choice.text) for choice in box.list.choices]
    assert library.feeds.one(COURIER).recipe == Recipe("main .story", link="a", kind=RecipeKind.CSS)
    assert [said.rpartition(": ")[2] for said in desk.said] == [
        ".gone finds nothing",
        "Changed the stories of Alpine Courier, u undoes",
    ]
    assert await undo(library) == "Changed the stories of Alpine Courier"
    assert library.feeds.one(COURIER).recipe == Recipe(".story", link="a", kind=RecipeKind.CSS)


async def test_a_feed_that_is_none_of_a_page_says_nothing_of_stories(
    desk: SmallDesk, library: FakeLibrary, editing: Editing
) -> None:
    on(desk, COURIER)
    await editing.show_settings()
    (box,) = desk.boxes
    assert "Stories" not in [choice.name for choice in box.list.choices]

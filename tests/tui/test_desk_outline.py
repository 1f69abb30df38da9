"""Outline: what of the tree is shown, what is kept of that, and what moves under a cursor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fake_library import FakeLibrary, Put
from small_desk import SmallDesk

from qreader.model import ArticleId, Feed, FeedId, FeedSetting, Query, Scope
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.outline import Outline
from qreader.tui.widgets.feed_tree import FeedTree

UNREAD = Query(Scope.UNREAD)


class Still(FeedTree):
    """A tree on no screen: it is not scrolled."""

    def scroll_to(self, *_: object, **__: object) -> None:
        pass


Begin = Callable[..., Outline]


@pytest.fixture
def library() -> FakeLibrary:
    """Return feeds 1 to 3 in World, 4 in World/Asia, and two others; 2 and 6 have nothing."""
    library = FakeLibrary()
    for title, folder, unread in (
        ("Harbour", "World", 2), ("Courier", "World", 0), ("Post", "World", 1),
        ("Tokyo", "World/Asia", 1), ("Notes", None, 3), ("Quiet", None, 0),
    ):  # fmt: skip
        feed = library.put_feed(title, folder)
        library.put_all(feed, [Put(f"{title} {n}", timedelta(hours=n + 1)) for n in range(unread)])
    return library


@pytest.fixture
async def begin(desk: SmallDesk, library: FakeLibrary) -> Begin:
    """Return what begins as a start does, on the same cache."""

    def begin(**settings: object) -> Outline:
        tree = Still(id="feeds")
        outline = Outline(desk, library, tree, **settings)  # type: ignore[arg-type]
        desk.here = Here(Where.FEEDS)
        outline.point_at(UNREAD)
        outline.reload()
        return outline

    return begin


def labels(outline: Outline) -> list[str]:
    """Return the feeds and folders that are shown."""
    return [branch.label for branch in outline.rows if branch.key is not None]


def go(outline: Outline, label: str) -> None:
    outline.go_to_row(next(one for one in outline.rows if one.label == label))


def read_all(library: FakeLibrary, feed_id: int) -> None:
    library.mark(library.lists.ids(Query(feed_id=FeedId(feed_id))), read=True)


ALL = ["World", "World/Asia", "Tokyo", "Courier", "Harbour", "Post", "Notes", "Quiet"]
WITH_UNREAD = ["World", "World/Asia", "Tokyo", "Harbour", "Post", "Notes"]


async def test_a_folder_stays_folded_at_the_next_start(desk: SmallDesk, begin: Begin) -> None:
    outline = begin()
    await desk.settle()
    assert labels(outline) == ALL
    go(outline, "World")
    assert outline.here.modes is Where.UNFOLDED
    outline.fold()
    assert labels(outline) == ["World", "Notes", "Quiet"]
    assert outline.here.modes is Where.FOLDED
    await desk.settle()
    again = begin()
    await desk.settle()
    assert labels(again) == ["World", "Notes", "Quiet"]
    go(again, "World")
    again.unfold()
    assert labels(again) == ALL


async def test_the_cursor_goes_to_the_folder_that_is_folded_over_its_row(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    go(outline, "Tokyo")
    outline.turn_folder("World")
    assert outline.here.query == Query(folder="World")


async def test_the_view_of_the_list_is_pointed_at_by_the_folder_that_hides_it(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    outline.turn_folder("World")
    outline.point_at(Query(feed_id=FeedId(4)))
    assert outline.here.query == Query(folder="World")
    await desk.settle()
    again = begin()
    again.point_at(Query(feed_id=FeedId(4)))  # before there is a tree
    await desk.settle()
    assert again.here.query == Query(folder="World")


async def test_a_key_in_the_tree_acts_on_its_row_alone(desk: SmallDesk, begin: Begin) -> None:
    outline = begin()
    await desk.settle()
    acted_on = []
    for label in ("Starred", "World/Asia", "Tokyo"):
        go(outline, label)
        acted_on.append(outline.here.feed_rows)
    assert acted_on == [(), (Query(folder="World/Asia"),), (Query(feed_id=FeedId(4)),)]


async def test_a_folder_that_is_renamed_keeps_its_fold_and_its_place(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    library.put_feed("Bread", "Baking")
    outline = begin()
    await desk.settle()
    go(outline, "World")
    await outline.feed_up(None)
    outline.turn_folder("World/Asia")
    for feed in library.feeds.all():
        if feed.folder is not None and feed.folder.startswith("World"):
            library.edit_feeds(
                {feed.id: {FeedSetting.FOLDER: feed.folder.replace("World", "Earth")}}
            )
    outline.follow_folder("World", "Earth")
    await desk.settle()
    again = begin()
    await desk.settle()
    for shown in (outline, again):
        shown.reload()
        await desk.settle()
        assert labels(shown)[:3] == ["Earth", "Earth/Asia", "Courier"]


# ---- feeds with nothing unread


async def test_feeds_with_nothing_unread_are_hidden_as_long_as_the_person_wants(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin(key=lambda _: "L")
    await outline.toggle_read_feeds()
    assert labels(outline) == WITH_UNREAD
    assert outline.rows[-1].label == "2 with nothing unread: L shows them"
    assert desk.said == ["Feeds with nothing unread are left out: L shows them"]
    await desk.settle()
    again = begin()
    await desk.settle()
    assert labels(again) == WITH_UNREAD
    await again.toggle_read_feeds()
    assert labels(again) == ALL
    assert again.rows[-1].label == "Quiet"


async def test_the_configuration_wins_once_it_says_something_else(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin(shows_read=False)
    await outline.toggle_read_feeds()
    await desk.settle()
    shown = []
    for configured in (False, True, False):
        outline = begin(shows_read=configured)
        await desk.settle()
        shown.append(labels(outline) == ALL)
        if configured:
            await outline.toggle_read_feeds()
            await desk.settle()
    assert shown == [True, True, False]


async def test_settings_that_change_meanwhile_apply_at_once_over_what_a_key_chose(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    await outline.configure(shows_read=False, order="name")
    assert labels(outline) == WITH_UNREAD
    await outline.toggle_read_feeds()
    await outline.configure(shows_read=False, order="unread")
    assert labels(outline)[3:6] == ["Harbour", "Post", "Courier"]
    await outline.configure(shows_read=True, order="unread")
    await outline.set_order("name")
    assert labels(outline) == ALL
    again = begin(shows_read=True, order="unread")
    await desk.settle()
    assert labels(again) == labels(outline)


async def test_what_is_read_under_ones_eyes_stays_until_the_tree_is_entered_again(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin(shows_read=False)
    await desk.settle()
    go(outline, "Harbour")
    read_all(library, 1)
    read_all(library, 3)
    outline.reload()
    await desk.settle()
    assert labels(outline) == WITH_UNREAD
    go(outline, "Notes")
    outline.reload()
    await desk.settle()
    assert labels(outline) == WITH_UNREAD
    outline.enter()
    assert labels(outline) == ["World", "World/Asia", "Tokyo", "Notes"]


async def test_the_row_of_the_cursor_and_the_open_feed_stay_when_the_tree_is_entered(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin(shows_read=False)
    await desk.settle()
    desk.here = Here(Where.LIST)
    outline.point_at(Query(feed_id=FeedId(1)))
    read_all(library, 1)
    read_all(library, 3)
    go(outline, "Post")
    outline.reload()
    await desk.settle()
    outline.enter()
    assert {"Harbour", "Post"} < set(labels(outline))


async def test_while_one_reads_a_feed_that_was_left_goes(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin(shows_read=False)
    await desk.settle()
    desk.here = Here(Where.LIST)
    outline.point_at(Query(feed_id=FeedId(1)))
    read_all(library, 1)
    outline.reload()
    await desk.settle()
    assert "Harbour" in labels(outline)
    outline.point_at(Query(feed_id=FeedId(3)))
    outline.reload()
    await desk.settle()
    outline.point_at(Query(feed_id=FeedId(5)))
    assert "Harbour" not in labels(outline)


async def test_a_hidden_feed_shows_as_soon_as_something_unread_comes(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin(shows_read=False)
    await desk.settle()
    go(outline, "Notes")
    library.put(FeedId(2), "News")
    outline.reload()
    await desk.settle()
    assert "Courier" in labels(outline)
    assert outline.here.label == "Notes"


async def test_where_all_is_read_a_line_says_so(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    library.mark(library.lists.ids(Query()), read=True)
    outline = begin(shows_read=False, key=lambda _: "L")
    await desk.settle()
    assert [b.label for b in outline.rows] == [
        "All", "Unread", "Starred", "Later", "", "6 with nothing unread: L shows them",
    ]  # fmt: skip


# ---- order


async def test_rows_keep_their_places_while_one_reads_in_the_order_of_unread(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin(order="unread")
    await desk.settle()
    by_unread = ["World", "World/Asia", "Tokyo", "Harbour", "Post", "Courier", "Notes", "Quiet"]
    assert labels(outline) == by_unread
    read_all(library, 1)
    outline.reload()
    await desk.settle()
    assert labels(outline) == by_unread
    outline.enter()
    await desk.settle()
    assert labels(outline)[3:6] == ["Post", "Courier", "Harbour"]


async def test_an_order_is_kept_and_one_that_does_not_exist_is_said(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    library.put(FeedId(6), "The very newest", timedelta(0))
    outline = begin()
    await outline.set_order("newest")
    await outline.set_order("colour")
    assert desk.said == [
        "Feeds by newest",
        "Feeds can be ordered by name, unread, newest, own",
    ]
    again = begin()
    await desk.settle()
    assert labels(again)[-2:] == ["Quiet", "Notes"]


async def test_a_row_moves_among_its_siblings_and_stays_there(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    go(outline, "Post")
    await outline.feed_up(None)
    assert labels(outline)[3:6] == ["Courier", "Post", "Harbour"]
    assert outline.here.label == "Post"
    await outline.feed_up(5)
    await outline.feed_up(None)
    assert labels(outline)[3:6] == ["Post", "Courier", "Harbour"]
    assert desk.said[-1] == "It is the first already"
    assert desk.said[0].startswith("Feeds have your own order now")
    go(outline, "World")
    await outline.feed_down(None)
    assert desk.said[-1] == "It is the last already"  # there is no other folder
    await desk.settle()
    again = begin()
    await desk.settle()
    assert labels(again)[3:6] == ["Post", "Courier", "Harbour"]
    await again.set_order("name")
    assert labels(again) == ALL


async def test_a_row_moves_past_those_that_are_hidden(desk: SmallDesk, begin: Begin) -> None:
    outline = begin(shows_read=False)
    await desk.settle()
    go(outline, "Post")
    await outline.feed_up(None)
    assert labels(outline)[3:5] == ["Post", "Harbour"]


async def test_only_feeds_and_folders_can_be_moved(desk: SmallDesk, begin: Begin) -> None:
    outline = begin()
    await desk.settle()
    go(outline, "Starred")
    await outline.feed_down(None)
    assert desk.said == ["Only feeds and folders have an order"]


async def test_a_feed_with_another_name_or_folder_has_its_place_at_once(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    library.edit_feeds(
        {FeedId(1): {FeedSetting.TITLE: "Zebra"}, FeedId(6): {FeedSetting.FOLDER: "World"}}
    )
    outline.reload()
    await desk.settle()
    assert labels(outline) == [
        "World", "World/Asia", "Tokyo", "Courier", "Post", "Quiet", "Zebra", "Notes",
    ]  # fmt: skip


async def test_the_cursor_stays_beside_a_row_that_is_gone(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    go(outline, "Harbour")
    library.remove_feed(FeedId(1))
    outline.reload()
    await desk.settle()
    assert outline.here.label == "Post"


async def test_what_was_kept_by_another_version_is_passed_over(
    desk: SmallDesk, library: FakeLibrary, begin: Begin
) -> None:
    library.remembered.write("feed_order", "colour since name")
    library.remembered.write("show_read_feeds", "?")
    outline = begin()
    await desk.settle()
    assert labels(outline) == ALL


# ---- the next one


@pytest.mark.parametrize(
    ("shown", "step", "found"),
    [
        (UNREAD, 1, "Tokyo"),
        (Query(feed_id=FeedId(4)), 1, "Harbour"),
        (Query(feed_id=FeedId(5)), 1, None),
        (Query(feed_id=FeedId(5)), -1, "Post"),
        (Query(folder="World/Asia"), 1, "Harbour"),
        (Query(folder="World"), 1, "Notes"),
        (Query(words="ferry"), 1, "Tokyo"),
    ],
)
async def test_the_next_feed_is_that_after_the_list_also_in_a_folded_folder(
    desk: SmallDesk, begin: Begin, shown: Query, step: int, found: str | None
) -> None:
    outline = begin()
    await desk.settle()
    outline.turn_folder("World")
    desk.here = Here(Where.LIST, shown=shown)
    branch = await outline.beside(step)
    assert (branch and branch.label) == found


async def test_in_the_tree_the_next_feed_is_one_on_the_screen(
    desk: SmallDesk, begin: Begin
) -> None:
    outline = begin()
    await desk.settle()
    outline.turn_folder("World")
    branch = await outline.beside(1)
    assert branch is not None
    assert branch.label == "World"


async def test_the_next_feed_is_asked_of_the_tree_as_it_is_after_the_last_mark(
    desk: SmallDesk, library: FakeLibrary, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    outline = begin()
    await desk.settle()
    read_all(library, 4)
    asked: list[Feed] = []
    feeds = library.feeds.all
    monkeypatch.setattr(library.feeds, "all", lambda: asked.extend(feeds()) or feeds())
    outline.reload()
    desk.here = Here(Where.LIST, shown=UNREAD)
    branch = await outline.beside(1)
    assert asked
    assert branch is not None
    assert branch.label == "Harbour"
    assert library.status(ArticleId(1)).read is False

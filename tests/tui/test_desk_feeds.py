"""Feeds: the tree is read anew behind what is done, and its keys ask for views and refreshes."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from small_desk import Held, SmallDesk

from qreader.model import Feed, FeedId, Query, Scope, SyncState
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.feeds import Feeds
from qreader.tui.messages import FeedsRead, RefreshFeeds, ShowView, ViewMarkedRead
from qreader.tui.outline import Outline
from qreader.tui.widgets.feed_tree import FeedTree


class Still(FeedTree):
    """A tree on no screen: it is not scrolled."""

    def scroll_to(self, *_: object, **__: object) -> None:
        pass


@pytest.fixture
async def tree() -> FeedTree:
    return Still(id="feeds")


@pytest.fixture
def outline(desk: SmallDesk, library: FakeLibrary, tree: FeedTree) -> Outline:
    return Outline(desk, library, tree)  # type: ignore[arg-type]


@pytest.fixture
def feeds(desk: SmallDesk, library: FakeLibrary, outline: Outline) -> Feeds:
    return Feeds(desk, library, outline)  # type: ignore[arg-type]


async def _read(outline: Outline, desk: SmallDesk) -> None:
    outline.reload()
    await desk.settle()


def _refreshed(desk: SmallDesk) -> list[list[FeedId] | None]:
    return [
        None if one.feed_ids is None else list(one.feed_ids) for one in desk.messages(RefreshFeeds)
    ]


async def test_the_tree_is_read_behind_what_is_done_and_that_is_told(
    desk: SmallDesk, library: FakeLibrary, outline: Outline, feeds: Feeds
) -> None:
    library.save_search("Boats", "ferry")
    library.sync_stands = SyncState("FreshRSS", None, None, 2, 0)
    outline.reload()
    assert not outline.is_grown
    assert outline.is_growing
    await desk.settle()
    assert outline.is_grown
    assert not outline.is_growing
    assert {"The Harbour Post", "World", "Boats", "Starred"} <= set(feeds.labels)
    assert outline.sync == library.sync_stands
    assert len(desk.messages(FeedsRead)) == 1


async def test_a_tree_that_was_read_before_the_newest_change_is_not_shown(
    desk: SmallDesk,
    library: FakeLibrary,
    outline: Outline,
    feeds: Feeds,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, read = Held(), library.feeds.all

    def slow() -> list[Feed]:
        found = read()
        held()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(library.feeds, "all", slow)
        outline.reload()
        await held.begun()
    library.put_feed("New")
    outline.reload()
    held.let_go()
    await desk.settle()
    assert "New" in feeds.labels
    assert len(desk.messages(FeedsRead)) == 1


async def test_a_key_before_the_tree_knows_the_feeds_all_the_same(
    desk: SmallDesk, library: FakeLibrary, outline: Outline, feeds: Feeds
) -> None:
    assert list(outline.feeds) == library.feeds.all()
    desk.here = Here(Where.LIST, shown=Query(folder="World"))
    feeds.refresh()
    assert _refreshed(desk) == [[2, 1, 3]]


@pytest.mark.parametrize(
    ("here", "refreshed"),
    [
        (Here(Where.LIST, shown=Query(feed_id=FeedId(4))), [[4]]),
        (Here(Where.ARTICLE, feed_id=FeedId(2)), [[2]]),
        (Here(Where.FEEDS, Query(feed_id=FeedId(1)), "The Harbour Post"), [[1]]),
        (Here(Where.LIST), []),
    ],
)
async def test_the_feed_that_is_meant_is_refreshed(
    desk: SmallDesk, feeds: Feeds, here: Here, refreshed: list[list[int]]
) -> None:
    desk.here = here
    feeds.refresh()
    assert _refreshed(desk) == refreshed
    assert desk.said == ([] if refreshed else ["No feed here to refresh; R refreshes all"])


async def test_what_the_cursor_is_on_is_shown_and_marked_read(
    desk: SmallDesk, outline: Outline, feeds: Feeds
) -> None:
    feeds.open(None)
    feeds.mark_all_read()
    assert desk.told == []  # there is no tree yet
    await _read(outline, desk)
    outline.point_at(Query(feed_id=FeedId(1)))
    feeds.open(None)
    feeds.mark_all_read()
    (view,), (marked,) = desk.messages(ShowView), desk.messages(ViewMarkedRead)
    assert (view.query, view.title) == (Query(feed_id=FeedId(1)), "The Harbour Post")
    assert (marked.queries, marked.title) == ([view.query], view.title)


async def test_what_is_selected_is_marked_read_and_refreshed_together(
    desk: SmallDesk, outline: Outline, feeds: Feeds
) -> None:
    await _read(outline, desk)
    for row in (Query(feed_id=FeedId(4)), Query(feed_id=FeedId(2))):
        outline.point_at(row)
        feeds.select()
    desk.here = outline.here
    feeds.refresh()
    assert sorted(_refreshed(desk)[0]) == [2, 4]
    feeds.mark_all_read()
    (marked,) = desk.messages(ViewMarkedRead)
    assert {query.feed_id for query in marked.queries} == {2, 4}
    assert outline.selected == frozenset()
    feeds.select()
    feeds.escape()
    assert (outline.selected, desk.said[-1]) == (frozenset(), "Nothing selected")


async def test_a_branch_is_gone_to_by_a_part_of_its_name(
    desk: SmallDesk, outline: Outline, feeds: Feeds
) -> None:
    await _read(outline, desk)
    desk.answers = ["harb", None]
    await feeds.go_to("")
    await feeds.go_to("")
    await feeds.go_to("starred")
    await feeds.go_to("nowhere")
    assert [one.query for one in desk.messages(ShowView)] == [
        Query(feed_id=FeedId(1)),
        Query(Scope.STARRED),
    ]
    assert desk.said == ["Nothing among the feeds is called nowhere"]


@pytest.mark.parametrize(("key", "refreshed"), [("r", [[5]]), ("R", [[5]]), (None, [])])
async def test_feeds_that_failed_are_shown_and_tried_again(
    desk: SmallDesk, feeds: Feeds, key: str | None, refreshed: list[list[int]]
) -> None:
    desk.choose_key = key
    await feeds.show_failed()
    assert [choice.name for choice in desk.boxes[0].list.choices] == ["Old Blog"]
    assert _refreshed(desk) == refreshed


async def test_feeds_whose_selectors_find_nothing_stand_below_those_that_failed(
    desk: SmallDesk, library: FakeLibrary, outline: Outline, feeds: Feeds
) -> None:
    number = library.lists.ids(Query(feed_id=FeedId(1)))[0]
    for _ in range(3):
        library._store.pages.note_selectors(number, missed=True)
    await _read(outline, desk)
    await feeds.show_failed()
    failed, missed = desk.boxes[0].list.choices
    assert failed.name == "Old Blog"
    assert missed.text == "[[page]] found nothing in its last 3 pages"


async def test_a_sync_that_failed_stands_among_the_feeds_that_did(
    desk: SmallDesk, library: FakeLibrary, outline: Outline, feeds: Feeds
) -> None:
    library.sync_stands = SyncState("FreshRSS", None, "no answer", 0, 0)
    await _read(outline, desk)
    await feeds.show_failed()
    first = desk.boxes[0].list.choices[0]
    assert (first.name, first.text) == ("sync with FreshRSS", "no answer")

"""Branches: which rows the tree has, in which order, and which of them are hidden."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Feed, FeedId, Query
from qreader.text.folders import parents
from qreader.tui.branches import (
    Branch,
    FeedOrder,
    Key,
    grow,
    moved,
    next_unread,
    parent_row,
    ranks,
    with_folded,
    with_moved,
    with_unread,
)

VIEWS = 5
"""All, Unread, Starred, Later and a gap stand before the feeds."""


def feed(number: int, folder: str | None = None, unread: int = 0, title: str = "") -> Feed:
    title = title or f"Feed {number}"
    return Feed(FeedId(number), f"https://example.org/{number}", title, folder, unread=unread)


def feeds_of(tree: Iterable[Branch]) -> list[Branch]:
    return [branch for branch in tree if branch.key is not None]


def drawn(tree: Iterable[Branch]) -> list[str]:
    """Return feeds and folders as lines, moved in as they lie in each other."""
    return ["  " * branch.depth + branch.text for branch in feeds_of(tree)]


def in_order(
    feeds: Sequence[Feed],
    order: FeedOrder,
    newest: dict[FeedId, datetime] | None = None,
    own: Sequence[Key] = (),
) -> list[str]:
    return drawn(grow(feeds, 0, 0, places=ranks(feeds, order, newest or {}, own)))


def test_folders_lie_in_each_other_by_their_paths_and_come_before_feeds() -> None:
    tree = grow(
        [feed(1), feed(2, "Tech/AI", 3), feed(3, "Tech", 4), feed(4, "World/Asia/East", 5)], 0, 0
    )
    assert drawn(tree) == [
        "Tech", "  AI", "    Feed 2", "  Feed 3",
        "World", "  Asia", "    East", "      Feed 4",
        "Feed 1",
    ]  # fmt: skip
    folders = {b.label: (b.number, b.query) for b in feeds_of(tree) if b.feed is None}
    assert folders["Tech"] == (7, Query(folder="Tech"))
    assert folders["World/Asia"] == (5, Query(folder="World/Asia"))


def test_feeds_and_folders_sort_by_name_as_people_expect() -> None:
    feeds = [feed(1, None, 0, "feed 10"), feed(2, None, 0, "Feed 9"), feed(3, None, 0, "Éa")]
    feeds += [feed(4, "b"), feed(5, "A")]
    assert in_order(feeds, FeedOrder.NAME) == [
        "A", "  Feed 5", "b", "  Feed 4", "Éa", "Feed 9", "feed 10",
    ]  # fmt: skip


def test_the_most_unread_or_the_newest_come_first_folders_by_what_is_in_them() -> None:
    feeds = [feed(1, "A", 1), feed(2, "B", 2), feed(3, "B", 3), feed(4, None, 9), feed(5, None, 8)]
    assert in_order(feeds, FeedOrder.UNREAD) == [
        "B", "  Feed 3", "  Feed 2", "A", "  Feed 1", "Feed 4", "Feed 5",
    ]  # fmt: skip
    day = {number: datetime(2026, 1, number, tzinfo=UTC) for number in range(1, 6)}
    newest = {FeedId(1): day[5], FeedId(2): day[2], FeedId(3): day[1], FeedId(5): day[3]}
    assert in_order(feeds, FeedOrder.NEWEST, newest) == [
        "A", "  Feed 1", "B", "  Feed 2", "  Feed 3", "Feed 5", "Feed 4",
    ]  # fmt: skip


def test_the_own_order_holds_among_siblings_and_new_feeds_come_behind() -> None:
    feeds = [feed(1, "A"), feed(2, "A"), feed(3, "B"), feed(4), feed(5), feed(6)]
    own: list[Key] = ["B", 5, 2, 99, 4, 1]  # 99 was removed since; 3, 6 and A are new
    assert in_order(feeds, FeedOrder.OWN, own=own) == [
        "B", "  Feed 3", "A", "  Feed 2", "  Feed 1", "Feed 5", "Feed 4", "Feed 6",
    ]  # fmt: skip


@pytest.mark.parametrize(("behind", "order"), [(False, [3, 1, 2, "A"]), (True, [1, 2, 3, "A"])])
def test_a_row_is_moved_right_before_or_behind_another(behind: bool, order: list[Key]) -> None:
    places: dict[Key, int] = {1: 0, 2: 1, 3: 2, "A": 3}
    assert moved(places, 3, 2 if behind else 1, behind=behind) == order


def test_a_folder_is_moved_with_all_that_is_in_it() -> None:
    tree = grow([feed(1, "A/B"), feed(2, "A"), feed(3, "C"), feed(4, "D"), feed(5)], 0, 0)
    assert drawn(with_moved(tree, "A", "C", behind=True)) == [
        "C", "  Feed 3", "A", "  B", "    Feed 1", "  Feed 2", "D", "  Feed 4", "Feed 5",
    ]  # fmt: skip
    assert with_moved(with_moved(tree, "A", "D", behind=True), "A", "C", behind=False) == tree
    assert with_moved(tree, 5, "D", behind=True) == tree


@pytest.mark.parametrize(
    ("folder", "around"),
    [("A", []), ("A/B/C", ["A", "A/B"]), ("/A", []), ("A//B", ["A"]), ("A/", ["A"]), ("", [])],
)
def test_the_folders_around_one_have_names(folder: str, around: list[str]) -> None:
    assert parents(folder) == around


@given(st.lists(st.text("a/é ", max_size=6), max_size=6))
def test_every_feed_has_one_row_below_that_of_its_folder_whatever_folders_are_called(
    folders: list[str],
) -> None:
    feeds = [feed(number, folder or None, 1) for number, folder in enumerate(folders, 1)]
    tree = grow(feeds, 0, 0)
    assert sorted(b.feed.id for b in tree if b.feed) == [one.id for one in feeds]
    assert all(branch.label for branch in feeds_of(tree))
    for row, branch in enumerate(tree):
        if branch.feed is not None:
            home = parent_row(tree, row)
            assert branch.feed.folder == (None if home is None else tree[home].folder)


def test_folders_may_nest_without_an_end() -> None:
    deep = "/".join("a" * 300)
    tree = grow([feed(1, deep, 2)], 0, 0)
    assert tree[-1].depth == 300
    assert feeds_of(tree)[0].number == 2


def test_a_name_without_visible_characters_is_shown_as_a_question_mark() -> None:
    tree = grow([feed(1, "\u200b", 0, "x")], 0, 0)
    assert drawn(tree) == ["?", "  x"]


# ---- hidden rows


def test_feeds_with_nothing_unread_are_hidden_and_folders_of_only_such() -> None:
    tree = grow([feed(1, "A/B", 1), feed(2, "A"), feed(3, "C/D"), feed(4), feed(5, None, 1)], 0, 0)
    left = with_unread(tree, ())
    assert drawn(left) == ["A", "  B", "    Feed 1", "Feed 5"]
    assert left[:VIEWS] == tree[:VIEWS]


def test_what_is_to_stay_is_shown_with_the_folders_around_it() -> None:
    tree = grow([feed(1, "A/B"), feed(2, "A"), feed(3)], 0, 0)
    assert drawn(with_unread(tree, {1})) == ["A", "  B", "    Feed 1"]
    assert drawn(with_unread(tree, {"A"})) == ["A"]


def test_a_folder_with_only_a_quiet_feed_that_has_something_unread_is_shown() -> None:
    quiet = Feed(FeedId(1), "https://example.org/1", "Quiet", "A", unread=2, signal_only=True)
    assert drawn(with_unread(grow([quiet], 0, 0), ())) == ["A", "  Quiet"]


def test_folded_folders_hide_all_that_lies_in_them() -> None:
    tree = grow([feed(1, "A/B"), feed(2, "A"), feed(3, "C")], 0, 0)
    assert drawn(with_folded(tree, {"A"})) == ["A", "C", "  Feed 3"]
    assert drawn(with_folded(tree, {"A/B"})) == ["A", "  B", "  Feed 2", "C", "  Feed 3"]
    assert [b.is_folded for b in feeds_of(with_folded(tree, {"A"}))] == [True, False, False]


# ---- from feed to feed


def walk(tree: Sequence[Branch], start: str, step: int, *, by_folder: bool = False) -> list[str]:
    row = next(n for n, branch in enumerate(tree) if branch.label == start)
    walked: list[str] = []
    while found := next_unread(tree, row, step, by_folder=by_folder):
        walked.append(found.label)
        row = tree.index(found)
    return walked


def test_from_a_feed_the_next_ones_with_something_unread_follow() -> None:
    tree = grow([feed(1, "A", 1), feed(2, "A"), feed(3, "B/C", 1), feed(4, None, 1)], 0, 0)
    assert walk(tree, "Unread", 1) == ["Feed 1", "Feed 3", "Feed 4"]
    assert walk(tree, "Feed 4", -1) == ["Feed 3", "Feed 1"]


def test_from_a_folder_whole_folders_follow() -> None:
    tree = grow(
        [feed(1, "A/B", 1), feed(2, "A", 1), feed(3, "C/D", 1), feed(4, "C", 1), feed(5, None, 1)],
        0,
        0,
    )
    assert walk(tree, "A", 1, by_folder=True) == ["C", "Feed 5"]
    assert walk(tree, "C", -1, by_folder=True) == ["A"]
    assert walk(tree, "C/D", 1, by_folder=True) == ["Feed 4", "Feed 5"]
    assert walk(tree, "C/D", -1, by_folder=True) == ["A"]


def test_a_folded_folder_stands_for_its_feeds() -> None:
    tree = with_folded(grow([feed(1, "A", 1), feed(2, "B", 1)], 0, 0), {"A"})
    assert walk(tree, "Unread", 1) == ["A", "Feed 2"]


@pytest.mark.slow
def test_the_time_of_a_tree_grows_with_its_feeds_and_not_with_their_square() -> None:
    def seconds(count: int) -> float:
        feeds = [feed(n, f"F{n % (count // 5)}/G{n % 7}", n % 3) for n in range(1, count)]
        best = 9.0
        for _ in range(5):
            began = time.process_time()
            tree = grow(feeds, 0, 0, places=ranks(feeds, FeedOrder.NAME, {}, ()))
            with_folded(with_unread(tree, ()), {"F1"})
            best = min(best, time.process_time() - began)
        return best

    assert seconds(5_000) < 30 * seconds(500)

"""What is decided about marks and feeds that two sides have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.merging import first_marks, meeting, merged, merged_marks, moves, to_be_told
from qreader.model import Feed, FeedId, Marks, Remote, Tie
from refresh_world import NOW

marks = st.builds(Marks, st.booleans(), st.booleans())


def feed(number: int, url: str, folder: str | None = None, **more: object) -> Feed:
    return Feed(FeedId(number), url, f"Feed {number}", folder, **more)


def remote(number: int, url: str, *folders: str) -> Remote:
    return Remote(f"feed/{number}", url, folders=folders)


@given(marks, marks, marks)
def test_who_changed_a_mark_is_followed_and_no_change_is_lost(
    agreed: Marks, here: Marks, there: Marks
):
    both = merged_marks(agreed, here, there)
    for before, mine, its, after in zip(agreed, here, there, both, strict=True):
        changed = {side for side in (mine, its) if side is not before}
        assert {after} == (changed or {before})


@given(marks, marks)
def test_a_second_merge_finds_nothing_to_do(agreed: Marks, here: Marks):
    both = merged_marks(agreed, here, here)
    assert merged_marks(both, both, both) == both == here


def test_two_that_never_met_keep_what_either_has():
    assert first_marks(Marks(True, False), Marks(False, True)) == Marks(True, True)


@pytest.mark.parametrize(
    ("agreed", "here", "there", "both"),
    [("a", "a", "b", "b"), ("a", "b", "a", "b"), ("a", "b", "c", "b"), (None, None, "c", "c")],
)
def test_of_two_different_changes_the_one_here_counts(agreed, here, there, both):
    assert merged(agreed, here, there) == both


def test_only_a_mark_that_differs_is_told():
    to_send = {"1": (Marks(True, True), Marks(True, False))}

    assert to_be_told(to_send, "read", True) == []
    assert to_be_told(to_send, "starred", True) == ["1"]
    assert to_be_told(to_send, "starred", False) == []


def test_feeds_meet_by_address_however_it_is_decorated():
    found = meeting(
        [feed(1, "http://www.moon.example/feed/"), feed(2, "https://own.example/feed")],
        {},
        [remote(7, "https://moon.example/feed"), remote(8, "https://sun.example/feed")],
        NOW,
    )

    assert [(feed_id, one.stream) for feed_id, one, _ in found.tied] == [(1, "feed/7")]
    assert [one.stream for one in found.added] == ["feed/8"]
    assert [one.id for one in found.subscribed] == [2]


def test_a_feed_that_moved_is_met_by_the_address_it_had():
    moved = feed(1, "https://new.example/feed", typed_url="https://old.example/feed")
    found = meeting([moved], {}, [remote(7, "https://old.example/feed")], NOW)

    assert [feed_id for feed_id, _, _ in found.tied] == [1]


@pytest.mark.parametrize(
    "one",
    [
        feed(1, "file:///notes"),
        feed(1, "https://moon.example/page", is_page=True),
        feed(1, "https://ada:secret@moon.example/feed"),
    ],
)
def test_files_pages_and_passwords_do_not_travel(one: Feed):
    assert meeting([one], {}, [], NOW).subscribed == ()


def test_what_was_refused_is_offered_again_a_day_later_and_what_was_given_up_never():
    mine = [feed(1, "https://a.example/"), feed(2, "https://b.example/")]
    ties = {FeedId(1): Tie(None, refused=NOW), FeedId(2): Tie(None)}

    assert meeting(mine, ties, [], NOW + timedelta(hours=1)).subscribed == ()
    later = meeting(mine, ties, [], NOW + timedelta(days=1)).subscribed
    assert [one.id for one in later] == [1]


@pytest.mark.parametrize(
    ("agreed", "here", "there", "wanted"),
    [
        ("A", "A", ["B"], ("here", "B")),
        ("A", "B", ["A"], ("there", "A")),
        ("A", "A", ["A", "B"], None),
        ("A", "B", ["B"], ("agreed", "B")),
        ("A", "A", [], ("here", None)),
        ("A", None, ["A"], ("there", "A")),
    ],
)
def test_a_folder_follows_whoever_changed_it(agreed, here, there, wanted):
    found = moves(
        [feed(1, "https://a.example/", here)],
        {FeedId(1): Tie("feed/7", agreed)},
        [remote(7, "https://a.example/", *there)],
    )
    told = [("here", folder) for _, folder in found.here]
    told += [("there", before) for _, _, before in found.there]
    told += [("agreed", folder) for _, folder in found.agreed if not found.here]

    assert told == ([wanted] if wanted else [])

"""What is decided about marks and feeds that two sides have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import (
    Feed,
    FeedId,
    Marks,
    Recipe,
    Remote,
    Tie,
    first_marks,
    merged,
    merged_marks,
)
from qreader.sync.merging import (
    is_bulk,
    meeting,
    moves,
    renamings,
    to_be_told,
)
from refresh_world import NOW

marks = st.builds(Marks, st.booleans(), st.booleans())


def feed(number: int, url: str, folder: str | None = None, **more: object) -> Feed:
    return Feed(FeedId(number), url, str(more.pop("title", f"Feed {number}")), folder, **more)


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

    assert [(one.feed_id, one.remote.stream) for one in found.met] == [(1, "feed/7")]
    assert [one.stream for one in found.added] == ["feed/8"]
    assert [one.id for one in found.subscribed] == [2]


def test_a_feed_that_moved_is_met_by_the_address_it_had():
    moved = feed(1, "https://new.example/feed", typed_url="https://old.example/feed")
    found = meeting([moved], {}, [remote(7, "https://old.example/feed")], NOW)

    assert [one.feed_id for one in found.met] == [1]


@pytest.mark.parametrize(
    "one",
    [
        feed(1, "file:///notes"),
        feed(9, "program:Tides"),
        feed(1, "https://moon.example/page", is_page=True),
        feed(1, "https://moon.example/notes", recipe=Recipe("auto")),
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
        {FeedId(1): Tie("feed/7", agreed, agreed, is_folder_known=True)},
        [remote(7, "https://a.example/", *there)],
    )
    told = [("here", folder) for _, folder in found.here]
    told += [("there", move.before) for move in found.there]
    told += [("agreed", folder) for _, folder, _ in found.agreed]

    assert told == ([wanted] if wanted else [])


def test_where_a_server_puts_what_is_in_no_folder_is_no_change():
    mine = feed(1, "https://a.example/")
    sent = {FeedId(1): Tie("feed/7", None)}
    found = moves([mine], sent, [remote(7, "https://a.example/", "All")], [mine.id])
    assert (found.here, found.there, found.agreed) == ((), (), ((1, None, "All"),))

    compared = {FeedId(1): Tie("feed/7", None, "All", is_folder_known=True)}
    found = moves([mine], compared, [remote(7, "https://a.example/", "All")])
    assert (found.here, found.there, found.agreed) == ((), (), ())
    found = moves([mine], compared, [remote(7, "https://a.example/", "News")])
    assert found.here == ((1, "News"),)


def tied(number: int, url: str) -> dict[FeedId, Tie]:
    return {FeedId(number): Tie(f"feed/{number}", None, None, True, url, f"Feed {number}")}


def test_a_number_that_stands_for_another_address_ties_nothing():
    mine = [feed(1, "https://a.example/"), feed(2, "https://b.example/")]
    ties = tied(1, "https://a.example/") | tied(2, "https://b.example/")
    found = meeting(
        mine, ties, [remote(1, "https://b.example/"), remote(2, "https://a.example/")], NOW
    )

    assert {(one.feed_id, one.remote.stream) for one in found.met} == {(1, "feed/2"), (2, "feed/1")}
    assert (found.added, found.removed, found.subscribed) == ((), (), ())
    assert found.untied == (1, 2)


def test_a_feed_whose_address_was_changed_there_is_known_by_its_site_and_title():
    mine = feed(1, "https://a.example/rss", site_url="https://a.example/")
    moved = Remote("feed/1", "https://cdn.example/a", "Feed  1", "https://a.example")
    found = meeting([mine], tied(1, "https://a.example/rss"), [moved], NOW)

    assert [one.tie.url for one in found.met] == ["https://cdn.example/a"]
    assert (found.added, found.removed) == ((), ())


def test_a_feed_subscribed_to_again_is_the_same():
    mine = feed(1, "https://a.example/", "News")
    found = meeting([mine], tied(1, "https://a.example/"), [remote(9, "https://a.example/")], NOW)

    assert [one.remote.stream for one in found.met] == ["feed/9"]
    assert (found.removed, found.untied) == ((), (1,))


def test_an_address_that_the_server_lists_under_two_names_meets_once():
    found = meeting(
        [feed(1, "https://a.example/")],
        {},
        [remote(1, "https://a.example/"), remote(2, "https://a.example/")],
        NOW,
    )

    assert [one.remote.stream for one in found.met] == ["feed/1"]
    assert [one.stream for one in found.added] == ["feed/2"]


@pytest.mark.parametrize(
    ("removed", "with_articles", "before", "now", "asks"),
    [
        (1, 1, 10, 9, False),
        (2, 2, 20, 18, False),
        (3, 0, 20, 20, True),
        (1, 1, 5, 4, True),
        (0, 0, 9, 2, False),
        (1, 1, 12, 8, True),
        (1, 0, 12, 8, False),
        (1, 1, 1, 0, True),
    ],
)
def test_many_removals_at_once_are_asked_about(removed, with_articles, before, now, asks):
    assert is_bulk(removed, with_articles, before, now) is asks


@pytest.mark.parametrize(
    ("agreed", "own", "there", "wanted"),
    [
        ("Post", None, "Post", None),
        ("Mine", None, "Mine", ("there", "Post")),  # taken back
        ("Mine", None, "Theirs", ("agreed", "Theirs")),
        ("Post", None, "The Post", ("agreed", "The Post")),
        ("Post", "Mine", "Post", ("there", "Mine")),
        (None, "Mine", "Post", ("there", "Mine")),
        ("Mine", "Mine", "Theirs", ("here", "Theirs")),
        ("Post", "Mine", "Theirs", ("there", "Mine")),
        ("Post", "Mine", "Mine", ("agreed", "Mine")),
        ("A & B", "A & B", "A ＆  B", None),
        ("Post", "Mine", None, None),
    ],
)
def test_a_title_follows_whoever_changed_it(agreed, own, there, wanted):
    mine = feed(1, "https://a.example/", title=own or "Post", own_title=own)
    known = {FeedId(1): Tie("feed/7", title=agreed)}
    found = renamings([mine], known, [Remote("feed/7", "https://a.example/", there)])
    told = [("here", title) for _, title in found.here]
    told += [("there", title) for _, _, title in found.there]
    told += [("agreed", title) for _, title in found.agreed]

    assert told == ([wanted] if wanted else [])

"""When a feed is asked again: habits, wishes, quiet hours, failures, moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.collect.schedule import (
    LONGEST_QUIET,
    LONGEST_WAIT,
    is_due,
    may_ask,
    move_seen,
    next_try,
    next_visit,
    skip,
    skipped,
)
from qreader.model import Feed, FeedId, Move, Pace

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)  # a Tuesday
LEAST = timedelta(minutes=15)
HOUR = timedelta(hours=1)
FEED = Feed(FeedId(7), "https://example.org/feed", "Example")


def wait(
    every: timedelta | None = None, pace: Pace | None = None, fresh: int = 0, articles: int = 20
) -> timedelta:
    """Return how long a feed is left alone that brought its last articles so far apart."""
    dates = [] if every is None else [NOW - every * number for number in range(1, articles + 1)]
    return next_visit(NOW, LEAST, dates, pace or Pace(), fresh) - NOW


# ---- habits


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (timedelta(minutes=5), LEAST),
        (timedelta(hours=2), timedelta(minutes=30)),
        (timedelta(days=1), timedelta(hours=6)),
        (timedelta(days=7), timedelta(hours=24)),
        (timedelta(days=365), timedelta(hours=24)),
    ],
)
def test_the_more_seldom_a_feed_brings_something_the_more_seldom_it_is_asked(every, expected):
    assert wait(every) == expected


def test_a_feed_that_fell_silent_is_asked_ever_more_seldom():
    last = [NOW - timedelta(minutes=number) for number in range(20)]
    waits = [next_visit(then, LEAST, last, Pace()) - then for then in (NOW, NOW + 200 * HOUR)]

    assert waits[0] == LEAST
    assert timedelta(hours=2) < waits[1] < timedelta(hours=3)


def test_a_feed_that_never_brought_anything_is_asked_every_hour():
    assert wait() == HOUR


def test_dates_that_lie_ahead_say_nothing_of_habits():
    assert next_visit(NOW, LEAST, [NOW + HOUR] * 5, Pace()) == NOW + HOUR


def test_what_the_person_set_is_the_least_even_if_it_is_a_whole_day():
    assert next_visit(NOW, 24 * HOUR, [NOW], Pace()) == NOW + 24 * HOUR


# ---- wishes


@pytest.mark.parametrize(
    ("pace", "fresh", "expected"),
    [
        (Pace(wait_seconds=7200), 0, 2 * HOUR),
        (Pace(), 7200, 2 * HOUR),
        (Pace(wait_seconds=3600), 7200, 2 * HOUR),
        (Pace(wait_seconds=60), 60, LEAST),
        (Pace(wait_seconds=10**9), 10**9, LONGEST_WAIT),
    ],
)
def test_a_feed_and_its_server_may_ask_for_up_to_a_day(pace, fresh, expected):
    assert wait(timedelta(minutes=1), pace, fresh) == expected


def test_a_visit_that_falls_into_quiet_hours_waits_for_their_end():
    pace = Pace(quiet_hours=frozenset({12, 13, 14}))

    assert NOW + wait(timedelta(minutes=1), pace) == NOW.replace(hour=15, minute=0)


def test_a_visit_that_falls_on_a_quiet_day_waits_for_the_next():
    pace = Pace(quiet_days=frozenset({1}))

    assert NOW + wait(timedelta(minutes=1), pace) == datetime(2026, 11, 25, tzinfo=UTC)


def test_who_wants_never_to_be_asked_is_asked_all_the_same():
    pace = Pace(quiet_hours=frozenset(range(24)))

    assert LONGEST_QUIET <= wait(timedelta(minutes=1), pace) <= LONGEST_QUIET + 2 * HOUR


@given(
    st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30),
    st.builds(
        Pace,
        st.integers(0, 10**12),
        st.frozensets(st.integers(0, 23)),
        st.frozensets(st.integers(0, 6)),
    ),
    st.integers(0, 10**12),
)
def test_whatever_is_said_a_feed_is_due_between_the_least_and_a_few_days(dates, pace, fresh):
    found = next_visit(NOW, LEAST, dates, pace, fresh) - NOW

    assert LEAST <= found <= LONGEST_WAIT + LONGEST_QUIET + HOUR


# ---- failures


def test_each_failure_doubles_the_wait_up_to_a_day():
    waits = [next_try(NOW, LEAST, 7, failures) - NOW for failures in (1, 2, 3, 20, 10_000)]

    for found, most in zip(waits, (30, 60, 120, 1440, 1440), strict=True):
        assert timedelta(minutes=0.8 * most) <= found <= timedelta(minutes=most)


def test_feeds_that_failed_together_do_not_come_back_together():
    due = {next_try(NOW, LEAST, number, 3) for number in range(50)}

    assert len(due) == 50
    assert max(due) - min(due) > timedelta(minutes=12)
    assert next_try(NOW, LEAST, 7, 3) == next_try(NOW, LEAST, 7, 3), "what is stored is no lottery"


def test_a_server_that_asks_for_a_longer_wait_gets_it():
    assert next_try(NOW, LEAST, 7, 1, 7200) == NOW + 2 * HOUR
    assert next_try(NOW, LEAST, 7, 1, 5) >= NOW + timedelta(minutes=24)


def test_who_wants_no_interval_at_all_waits_after_a_failure():
    assert next_try(NOW, timedelta(0), 7, 1) >= NOW + timedelta(minutes=8)


# ---- who is asked


def test_a_feed_that_is_gone_is_asked_neither_for_a_refresh_of_all_nor_by_itself():
    gone = replace(FEED, gone=True)

    assert (may_ask(gone, NOW), is_due(gone, NOW)) == (False, False)


def test_a_feed_that_wants_to_be_left_alone_is_asked_once_its_time_is_over():
    paused = replace(FEED, paused_until=NOW + HOUR)

    assert not may_ask(paused, NOW)
    assert may_ask(paused, NOW + HOUR)


def test_the_time_of_the_next_visit_binds_us_alone():
    early = replace(FEED, next_check=NOW + HOUR)

    assert (may_ask(early, NOW), is_due(early, NOW)) == (True, False)
    assert is_due(early, NOW + HOUR)
    assert is_due(FEED, NOW), "one that was never visited"


def test_a_clock_that_was_years_ahead_silences_no_feed():
    far = NOW + timedelta(days=900)

    assert is_due(replace(FEED, next_check=far, paused_until=far), NOW)


def test_a_refresh_of_all_says_how_many_it_leaves_out_and_why():
    page = replace(FEED, is_page=True, checked=NOW - HOUR)
    early = replace(FEED, next_check=NOW + HOUR)
    feeds = [
        FEED, early, early, replace(early, failures=2), replace(FEED, gone=True),
        replace(FEED, paused_until=NOW + HOUR), page, replace(page, checked=None),
    ]  # fmt: skip
    left_out = "1 gone for good, 1 rate-limited by their servers, 1 pages read today"

    assert skipped(feeds, NOW, only_due=False) == left_out
    due = f"{left_out}, 1 waiting after a failure, 2 not due"
    assert skipped(feeds, NOW, only_due=True) == due
    assert skipped([FEED], NOW, only_due=True) == ""
    assert [skip(feed, NOW, only_due=True) is None for feed in (FEED, early)] == [True, False]


# ---- moves


def test_a_move_counts_once_it_has_been_said_for_a_day():
    target = "https://example.com/feed"
    first = move_seen(FEED, target, NOW)
    feed = replace(FEED, move=first)

    assert first == Move(target, NOW)
    assert move_seen(feed, target, NOW + 23 * HOUR) == Move(target, NOW)
    assert move_seen(feed, target, NOW + 24 * HOUR) == Move(target, NOW, is_settled=True)


def test_a_move_to_ever_another_place_never_counts():
    feed = replace(FEED, move=Move("https://example.com/feed?s=1", NOW))

    assert move_seen(feed, "https://example.com/feed?s=2", NOW + 48 * HOUR) == Move(
        "https://example.com/feed?s=2", NOW + 48 * HOUR
    )


def test_a_visit_without_a_redirect_forgets_the_move():
    feed = replace(FEED, move=Move("https://example.com/feed", NOW))

    assert move_seen(feed, None, NOW + HOUR) is None
    assert move_seen(feed, FEED.url, NOW + HOUR) is None


def test_a_move_that_was_seen_in_the_future_is_seen_for_the_first_time():
    feed = replace(FEED, move=Move("https://example.com/feed", NOW + timedelta(days=900)))

    assert move_seen(feed, "https://example.com/feed", NOW) == Move("https://example.com/feed", NOW)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://ada:pw@example.org/feed", "https://example.com/feed"),
        ("https://example.org/feed", "https://eve:pw@example.com/feed"),
        ("https://example.org/feed", "nonsense"),
    ],
)
def test_an_address_without_the_persons_name_and_password_is_not_taken_over(url, target):
    assert move_seen(replace(FEED, url=url), target, NOW) is None

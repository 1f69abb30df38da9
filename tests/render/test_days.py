from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qreader.render.days import headings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
"""A Monday."""


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def test_days_are_named_as_one_names_them() -> None:
    dates = [ago(hours=2), ago(days=1), ago(days=3), ago(days=9), ago(days=400)]
    assert headings(dates, NOW, 9) == [
        (0, "TODAY"), (1, "YESTERDAY"), (2, "FRIDAY 27"), (3, "21 NOVEMBER"), (4, "26 OCT 2025"),
    ]  # fmt: skip


def test_the_rows_of_a_day_have_one_heading() -> None:
    dates = [ago(hours=1), ago(hours=2), ago(hours=13), ago(hours=14), ago(hours=20)]
    assert headings(dates, NOW, 2) == [(0, "TODAY"), (2, "YESTERDAY")]


def test_a_day_begins_where_it_does_for_the_person(set_zone: Callable[[str | None], None]) -> None:
    set_zone("Asia/Tokyo")
    assert headings([ago(hours=20), ago(hours=22)], NOW, 2) == [(0, "TODAY"), (1, "YESTERDAY")]


def test_what_has_no_date_is_of_the_day_above_it() -> None:
    assert headings([None, ago(hours=1), None, ago(days=1), None], NOW, 2) == [
        (1, "TODAY"),
        (3, "YESTERDAY"),
    ]
    assert headings([None, None], NOW, 2) == []


def test_with_a_day_too_many_the_first_goes_without_saying() -> None:
    assert headings([ago(hours=1), ago(days=1)], NOW, 1) == [(1, "YESTERDAY")]


def test_many_days_are_told_apart_by_months_or_years() -> None:
    assert headings([ago(days=n) for n in range(10, 50)], NOW, 2) == [
        (0, "NOVEMBER"),
        (20, "OCTOBER"),
    ]
    months = [ago(days=30 * n) for n in range(1, 20)]
    assert headings(months, NOW, 2) == [(0, "2026"), (11, "2025")]
    assert headings([ago(days=30 * n) for n in range(1, 99)], NOW, 2) == ()


def test_older_days_share_a_heading_before_today_and_yesterday_lose_theirs() -> None:
    dates = [ago(hours=1), ago(days=1), *(ago(days=n) for n in range(3, 40))]
    assert headings(dates, NOW, 4) == [
        (0, "TODAY"), (1, "YESTERDAY"), (2, "NOVEMBER"), (29, "OCTOBER"),
    ]  # fmt: skip
    assert headings(dates, NOW, 3) == [(0, "TODAY"), (1, "YESTERDAY"), (2, "EARLIER")]
    assert headings(dates, NOW, 2) == [(0, "TODAY"), (1, "EARLIER")]
    assert headings(dates, NOW, 1) == [(1, "EARLIER")]


@given(st.lists(st.none() | st.datetimes(timezones=st.just(UTC)), max_size=40), st.integers(0, 4))
def test_any_dates_have_at_most_so_many_headings(dates: list[datetime | None], most: int) -> None:
    found = headings(dates, NOW, most)
    assert len(found) <= most
    assert [place for place, _ in found] == sorted({place for place, _ in found})


def test_a_list_that_begins_with_yesterday_is_not_headed_by_its_month() -> None:
    dates = [ago(days=n) for n in range(1, 9)]
    assert headings(dates, NOW, 1) == [(1, "EARLIER")]

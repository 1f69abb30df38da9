from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from qreader.model import ArticleId, FeedId, Row
from qreader.render.age import age, age_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_what_has_no_date_has_no_age() -> None:
    row = Row(ArticleId(1), FeedId(1), "Gazette", "Moon", NOW - timedelta(hours=3), undated=True)

    assert age_of(row, NOW) == ""


def test_months_and_years_are_those_of_the_persons_calendar(
    set_zone: Callable[[str | None], None],
) -> None:
    set_zone("Asia/Tokyo")

    assert age(datetime(2026, 6, 30, 20, tzinfo=UTC), NOW) == "Jul"
    assert age(datetime(2023, 12, 31, 20, tzinfo=UTC), NOW) == "2024"

"""When the reader was left, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qreader.text.local_time import local
from qreader.tui.last_time import LastTime

NOW = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)


def test_it_is_read_as_it_was_written() -> None:
    last = LastTime(77, NOW)
    assert LastTime.read(str(last)) == last


@pytest.mark.parametrize("text", ["", "77", "77 now", "-1 5", "1 2 3", f"{'9' * 20} 1"])
def test_another_text_is_none(text: str) -> None:
    assert LastTime.read(text) is None


def test_it_is_said_by_the_clock_by_the_day_or_by_the_date() -> None:
    def when(ago: timedelta) -> str:
        return LastTime(1, NOW - ago).when(NOW)

    assert when(timedelta(minutes=1)) == f"{local(NOW - timedelta(minutes=1)):%H:%M}"
    assert when(timedelta(days=2)) == "Thu"
    assert when(timedelta(days=20)) == "22 Feb"

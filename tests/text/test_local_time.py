from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from qreader.text.local_time import local_day, local_stamp, midnight

LATE = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

SetZone = Callable[[str | None], None]


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("UTC", "2026-11-24 23:30 UTC", "2026-07-01 23:30 UTC"),
        ("Europe/Berlin", "2026-11-25 00:30 UTC+01:00", "2026-07-02 01:30 UTC+02:00"),
        ("America/St_Johns", "2026-11-24 20:00 UTC-03:30", "2026-07-01 21:00 UTC-02:30"),
        ("Asia/Kathmandu", "2026-11-25 05:15 UTC+05:45", "2026-07-02 05:15 UTC+05:45"),
        ("Pacific/Kiritimati", "2026-11-25 13:30 UTC+14:00", "2026-07-02 13:30 UTC+14:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-11-24 18:30 UTC-05:00", "2026-07-01 19:30 UTC-04:00"),
        ("Nowhere/At_All", "2026-11-24 23:30 UTC", "2026-07-01 23:30 UTC"),
        ("", "2026-11-24 23:30 UTC", "2026-07-01 23:30 UTC"),
    ],
)
def test_a_time_is_that_of_the_persons_clock_on_its_day(
    set_zone: SetZone, zone: str, winter: str, summer: str
) -> None:
    set_zone(zone)

    assert local_stamp(LATE) == winter
    assert local_stamp(SUMMER) == summer
    assert local_day(LATE) == winter[:10]


def test_without_a_named_zone_it_is_the_machines(set_zone: SetZone) -> None:
    set_zone(None)

    assert local_stamp(LATE).startswith(f"{LATE.astimezone():%Y-%m-%d %H:%M}")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_are_no_error(set_zone: SetZone, zone: str) -> None:
    set_zone(zone)

    for end in (datetime.min, datetime.max):
        assert local_day(end.replace(tzinfo=UTC))
        assert midnight(end.date()).tzinfo is not None


def test_a_day_begins_at_the_persons_midnight_also_when_the_clocks_change(
    set_zone: SetZone,
) -> None:
    set_zone("Europe/Berlin")

    assert midnight(date(2026, 10, 25)) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert midnight(date(2026, 10, 26)) == datetime(2026, 10, 25, 23, tzinfo=UTC)

"""Days as headings of a list: `TODAY`, `FRIDAY 27`; where they are too many, older ones share one.

A heading depends on the visible rows alone: a list of a million articles knows no others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from qreader.render.age import MONTHS
from qreader.text.local_time import local

_DAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_LONG_MONTHS: Final = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER"),
    *("OCTOBER", "NOVEMBER", "DECEMBER"),
)  # fmt: skip
"""English on purpose, as all words of the interface."""


def headings(
    dates: Sequence[datetime | None], now: datetime, most: int
) -> Sequence[tuple[int, str]]:
    """Return the headings of visible rows by their place: (0, `TODAY`), (12, `YESTERDAY`).

    dates: those of the rows, from the top on; None: not known, which is of the day above. The first
    row has a heading, too, as the rows above it are out of sight. With more than `most` days, the
    first row does without; with even more, older rows are told apart by months, by years or not.
    """
    today = local(now).date()
    days = [None if one is None else local(one).date() for one in dates]
    for name in _SCALES:
        found = _changes(days, today, name)
        if len(found) <= most and found[:1] != [(0, "EARLIER")]:
            return found
        if len(found) == most + 1 and most and _may_begin_without(name, found):
            return found[1:]
    return ()


def _may_begin_without(name: Callable[[date, date], str], found: Sequence[tuple[int, str]]) -> bool:
    """Whether the first heading may go: its rows' ages say as much.

    A list that begins with yesterday's keeps "EARLIER", since a month says nothing of yesterday.
    """
    if name is _two_days_or_earlier:
        return found[0][1] == "YESTERDAY"
    return name in (_day, _today_or_earlier)


def _changes(
    days: Sequence[date | None], today: date, name: Callable[[date, date], str]
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for place, day in enumerate(days):
        if day is not None and (not found or found[-1][1] != name(day, today)):
            found.append((place, name(day, today)))
    return found


def _day(day: date, today: date) -> str:
    ago = (today - day).days
    if ago <= 0:
        return "TODAY"
    if ago == 1:
        return "YESTERDAY"
    if ago < 7:
        return f"{_DAYS[day.weekday()]} {day.day}"
    if day.year == today.year:
        return f"{day.day} {_LONG_MONTHS[day.month - 1]}"
    return f"{day.day} {MONTHS[day.month - 1].upper()} {day.year}"


def _week_then_months(day: date, today: date) -> str:
    return _day(day, today) if (today - day).days < 7 else _month(day, today)


def _two_days_then_months(day: date, today: date) -> str:
    return _day(day, today) if (today - day).days < 2 else _month(day, today)


def _two_days_or_earlier(day: date, today: date) -> str:
    return _day(day, today) if (today - day).days < 2 else "EARLIER"


def _today_or_earlier(day: date, today: date) -> str:
    return "TODAY" if day >= today else "EARLIER"


def _month(day: date, today: date) -> str:
    name = _LONG_MONTHS[day.month - 1]
    return name if day.year == today.year else f"{name} {day.year}"


def _year(day: date, today: date) -> str:
    return f"{day.year}"


_SCALES: Final = (
    _day,
    _week_then_months,
    _two_days_then_months,
    _two_days_or_earlier,
    _today_or_earlier,
    _month,
    _year,
)
"""How dates are named, from the finest to the coarsest."""

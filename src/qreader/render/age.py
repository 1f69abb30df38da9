"""Ages: in four cells, or in words; the names of months."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from qreader.text.local_time import local

if TYPE_CHECKING:
    from qreader.model import Row

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 7 * 86400

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""English on purpose: `strftime` follows the locale, whose names may need more than three cells."""
WIDTH = 4
"""The cells of the widest age: `2019`."""


WHEN_WIDTH = 6
"""The cells of the longest result of `when`: `27 Nov`."""
UNKNOWN = "–"
"""Instead of an age, where a source states no date: an age of arrival would look like one."""


def when(row: Row, now: datetime, *, has_days: bool) -> str:
    """Return when an article of a list is from, as one would say it.

    `5m` or `3h` today, `23:10` yesterday, `Fri` in the last week, `27 Nov` in the last months, else
    the year. has_days: headings above tell the days; else yesterday is a weekday, too.
    """
    if row.undated:
        return UNKNOWN
    here = local(row.dated)
    days = (local(now).date() - here.date()).days
    if days <= 0:
        return age(row.dated, now)
    if days == 1 and has_days:
        return f"{here:%H:%M}"
    if days < 7:
        return DAYS[here.weekday()]
    if days < 330:
        return f"{here.day} {MONTHS[here.month - 1]}"
    return f"{here.year:04d}"


def age_of(row: Row, now: datetime) -> str:
    """Return the age of an article; nothing where its source states no date."""
    return "" if row.undated else age(row.dated, now)


def age(dated: datetime, now: datetime) -> str:
    """Return `now`, `5m`, `3h`, `2d`, `6w`, the month within a year, else the year."""
    seconds = (now - dated).total_seconds()
    if seconds < _MINUTE:
        return "now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)}m"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)}h"
    if seconds < 14 * _DAY:
        return f"{int(seconds // _DAY)}d"
    if seconds < 9 * _WEEK:
        return f"{int(seconds // _WEEK)}w"
    if seconds < 330 * _DAY:
        return MONTHS[local(dated).month - 1]
    return f"{local(dated).year:04d}"


def day(moment: datetime) -> str:
    """Return `12 Dec`, the day of the person's zone."""
    here = local(moment)
    return f"{here.day} {MONTHS[here.month - 1]}"


def ago(moment: datetime, now: datetime) -> str:
    """Return an age in words: `just now`, `5 min ago`, `6 weeks ago`, `2 years ago`."""
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f} min ago"
    if seconds < _DAY:
        return f"{seconds // _HOUR:.0f} h ago"
    days = int(seconds // _DAY)
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    if days < 90:
        return f"{days // 7} weeks ago"
    return f"{days // 30} months ago" if days < 730 else f"{days // 365} years ago"

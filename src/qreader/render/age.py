"""How old an article is, in four cells."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from qreader.text.local_time import local

if TYPE_CHECKING:
    from qreader.model import Row

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 7 * 86400

WIDTH = 4
"""Cells that the widest age needs: `2019`."""


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
        return _MONTHS[local(dated).month - 1]
    return f"{local(dated).year:04d}"


# strftime would follow the locale, and its names are not three cells wide everywhere
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

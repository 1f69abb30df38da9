"""Times in the person's time zone, for display; all other code uses UTC.

The zone is `TZ`, else that of the machine.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def local(moment: datetime) -> datetime:
    """Return a time in the person's zone, with the daylight saving time of its day."""
    try:
        return moment.astimezone()
    except (OverflowError, ValueError):  # within hours of datetime's first or last day
        return moment


def local_day(moment: datetime) -> str:
    """Return `2026-11-24`."""
    return local(moment).date().isoformat()


def local_stamp(moment: datetime) -> str:
    """Return `2026-11-24 15:03 UTC+01:00`: for files read elsewhere or later."""
    here = local(moment)
    offset = f"{here:%z}"
    zone = "" if not here.utcoffset() else f"{offset[:3]}:{offset[3:5]}"
    return f"{local_day(moment)} {here:%H:%M} UTC{zone}"


def day_and_time(moment: datetime, now: datetime) -> str:
    """Return `today 18:02`, `yesterday 18:02` or `2026-11-24 18:02`."""
    here = local(moment)
    days = (local(now).date() - here.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, local_day(moment))
    return f"{day} {here:%H:%M}"


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins for the person."""
    try:
        return datetime.combine(day, time()).astimezone()
    except (OverflowError, ValueError):
        return datetime.combine(day, time(), UTC)

"""Times in HTTP headers: how long to wait, how long an answer stays fresh."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER_SECONDS = 24 * 3600
MAX_FRESH_SECONDS = 24 * 3600
"""The longest time that is believed: some servers state a year for everything, also for feeds."""

_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})")
_NOT_FRESH = re.compile(r"no-(?:cache|store)")


def retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Return the seconds that a server asks to wait (RFC 9110 section 10.2.3), at most a day."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        seconds = int(value[:9])
    else:
        date = http_date(value)
        if date is None:
            return None
        seconds = int((date - now).total_seconds())
    return min(max(seconds, 0), MAX_RETRY_AFTER_SECONDS)


def fresh_seconds(headers: Mapping[str, str], now: datetime) -> int:
    """Return the seconds that an answer stays fresh, at most a day; 0: the server states none.

    RFC 9111 section 4.2: `max-age` less the `Age` of a cache on the way, else `Expires` minus the
    server's `Date`.
    """
    control = headers.get("cache-control", "").lower()
    if _NOT_FRESH.search(control):
        return 0
    stated = _MAX_AGE.search(control)
    if stated:
        age = headers.get("age", "").strip()
        seconds = int(stated[1]) - (int(age[:9]) if age.isascii() and age.isdigit() else 0)
    else:
        expires = http_date(headers.get("expires", ""))
        if expires is None:
            return 0
        date = http_date(headers.get("date", "")) or now
        seconds = int((expires - date).total_seconds())
    return min(max(seconds, 0), MAX_FRESH_SECONDS)


def http_date(value: str) -> datetime | None:
    """Return a date of an HTTP header, aware; None where it is invalid (`Expires: 0` is common)."""
    try:
        date = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)

"""How long something plays, and places in it: `1:02:00`."""

from __future__ import annotations

import re
from typing import Final

MAX_SECONDS: Final = 10 * 86_400
"""The longest that anything plays."""

_TIME: Final = re.compile(
    r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,7})(?:[.,]\d{1,9})?", re.ASCII
)  # also of plain seconds


def seconds_of(text: str) -> int | None:
    """Return the seconds of `1:02:00`, `62:00` or `3720`; None: it is no time, or nothing."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= MAX_SECONDS else None


def clock(seconds: int) -> str:
    """Return a time as players show it: `3:07`, `1:02:00`."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

"""LastTime: when the reader was left, and what came since. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from qreader.render.age import DAYS, day
from qreader.text.local_time import local


class LastTime(NamedTuple):
    """When the reader was left, and what came since."""

    newest: int
    """The highest number of an article then."""
    left: datetime
    came: int = 0
    """The articles with a higher one."""

    def __str__(self) -> str:
        return f"{self.newest} {self.left.timestamp():.0f}"

    @classmethod
    def read(cls, text: str) -> LastTime | None:
        """Parse the result of `str`; another text gives None."""
        numbers = re.fullmatch(r"(\d{1,15}) (\d{1,10})", text)
        if numbers is None:
            return None
        return cls(int(numbers[1]), datetime.fromtimestamp(int(numbers[2]), UTC))

    def when(self, now: datetime) -> str:
        """Return `07:40`, `Fri` or `12 Nov`."""
        here = local(self.left)
        days = (local(now).date() - here.date()).days
        if days <= 0:
            return f"{here:%H:%M}"
        return DAYS[here.weekday()] if days < 7 else day(self.left)

"""What feeds bring, and how much of it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedActivity:
    """How much a feed brings, and how much of it is read."""

    added: datetime
    """When the person subscribed to it."""
    newest: datetime | None = None
    """The date of its newest article, else of that article's arrival; None: it never had one."""
    per_week: float = 0.0
    """Articles in a week, over the last twelve weeks or as long as it is known."""
    opened: int = 0
    """How many of its articles the person opened."""

    def is_silent_since(self, moment: datetime) -> bool:
        """Whether it brought nothing since then, and could have."""
        return (self.newest or self.added) < moment


@dataclass(frozen=True, slots=True)
class FeedWeeks:
    """What a feed brought week by week, and what the person did with it."""

    brought: tuple[int, ...]
    """The articles of each week; the last week ends now."""
    opened: int
    """How many of these articles the person opened."""
    starred: int
    """How many of all its articles are starred."""

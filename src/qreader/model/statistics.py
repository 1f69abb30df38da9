"""Statistics: what the person reads, and which feeds they do not need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qreader.model.activity import FeedActivity
    from qreader.model.feeds import Feed
    from qreader.model.ids import FeedId

SILENT_FOR: Final = timedelta(days=90)
"""The time without a new article after which a feed is silent."""
MIN_AGE: Final = timedelta(days=14)
"""The time after which a feed of which nothing was opened is worth a look."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the person reads, and which feeds they do not need."""

    read_by_day: tuple[int, ...]
    """The articles opened last on each day of the person; the last day is today."""
    never_opened: tuple[tuple[Feed, FeedActivity], ...]
    """Feeds of which nothing was ever opened; those that bring most come first."""
    silent: tuple[tuple[Feed, FeedActivity], ...]
    """Feeds that brought nothing for months and did not fail; the longest silent come first."""

    @classmethod
    def of(
        cls,
        feeds: Iterable[Feed],
        activity: Mapping[FeedId, FeedActivity],
        read_by_day: tuple[int, ...],
        now: datetime,
    ) -> Statistics:
        """Return the statistics of these feeds."""
        known = [(one, activity[one.id]) for one in feeds if one.id in activity]
        subscribed = [pair for pair in known if not (pair[0].is_local or pair[0].is_page)]
        ignored = [
            (feed, does)
            for feed, does in subscribed
            if feed.articles and not does.opened and now - does.added >= MIN_AGE
        ]
        ignored.sort(key=lambda pair: -pair[1].per_week)
        return cls(read_by_day, tuple(ignored), silent(subscribed, now))


def silent(
    feeds: Iterable[tuple[Feed, FeedActivity]], now: datetime
) -> tuple[tuple[Feed, FeedActivity], ...]:
    """Return the feeds that brought nothing for long and did not fail, the longest first."""
    since = now - SILENT_FOR
    quiet = [
        (feed, does)
        for feed, does in feeds
        if not (feed.is_local or feed.is_page or feed.error is not None)
        and does.is_silent_since(since)
    ]
    return tuple(sorted(quiet, key=lambda pair: pair[1].newest or pair[1].added))

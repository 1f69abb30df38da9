"""Row: what a list shows of an article, and what the person did with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId, FeedId, StoryId


CLOCK_SLACK = timedelta(days=1)
"""A date further ahead than this is a mistake of its source."""
OF_ANY_AGE = timedelta(days=3650)
"""Before its arrival: where lists have what a feed without dates held when it was subscribed to."""


def believable(stated: Iterable[datetime | None], arrived: datetime) -> datetime | None:
    """Return the first date that can be, of those that a source states; none lies ahead.

    Clocks run ahead by some hours. What is from before 1971 is a zero that somebody wrote out.
    """
    for date in stated:
        if date is not None and date.year > 1970 and date <= arrived + CLOCK_SLACK:
            return min(date, arrived)
    return None


@dataclass(frozen=True, slots=True)
class Status:
    """What the person did with an article; outlives a pruned article."""

    read: bool = False
    starred: bool = False
    later: bool = False
    hidden: bool = False
    """No list shows it."""
    tags: tuple[str, ...] = ()
    """The person's own, by name; `Row.tags` are its source's."""


class Attention(StrEnum):
    """What the person wants of a story from now on."""

    FOLLOW = "follow"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of an article; never holds a body."""

    id: ArticleId
    feed_id: FeedId
    feed: str
    """The feed's title."""
    title: str
    dated: datetime
    """What lists sort by: published where that is believable, else arrived."""
    status: Status = Status()
    excerpt: str = ""
    changed: bool = False
    """Its text changed since it was read."""
    guid: str | None = None
    feed_url: str = ""
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    arrived: datetime | None = None
    tags: tuple[str, ...] = ()
    story: StoryId | None = None
    """Which articles of other sources report the same event."""
    copy_of: ArticleId | None = None
    """The article of its story whose text it repeats."""
    other_sources: int = 0
    """Of its story."""
    attention: Attention | None = None
    """Whether the person follows its story, or wants no more of it."""
    undated: bool = False
    """Its source states no date, or none that can be: it has no age, whatever lists sort it by."""

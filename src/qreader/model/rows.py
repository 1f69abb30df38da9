"""Row: what a list shows of an article, its status included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId, FeedId, StoryId


CLOCK_SLACK = timedelta(days=1)
"""A date further in the future is a mistake of its source."""
OF_ANY_AGE = timedelta(days=3650)
"""How long before their arrival lists place the first articles of a feed without dates."""


def believable(stated: Iterable[datetime | None], arrived: datetime) -> datetime | None:
    """Return the first credible date of those that a source states, at the latest `arrived`.

    Some clocks are hours fast. A date before 1971 is a zero timestamp.
    """
    for date in stated:
        if date is not None and date.year > 1970 and date <= arrived + CLOCK_SLACK:
            return min(date, arrived)
    return None


@dataclass(frozen=True, slots=True)
class Status:
    """The person's marks on an article; they outlive a pruned article."""

    read: bool = False
    starred: bool = False
    later: bool = False
    hidden: bool = False
    """No list shows it."""
    tags: tuple[str, ...] = ()
    """The person's own tags, sorted; `Row.tags` are the source's."""


class Attention(StrEnum):
    """Whether the person follows or mutes a story."""

    FOLLOW = "follow"
    MUTE = "mute"


class StorySize(NamedTuple):
    """How large a story is: of its articles, those count that lists may show."""

    sources: int
    """How many sources report it; all feeds of a host are one source."""
    articles: int
    """How many articles it has, copies included."""
    trend: tuple[int, ...]
    """Its articles on each of the last seven days, of 24 hours each; the last one ends now."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of an article; never holds a body."""

    id: ArticleId
    feed_id: FeedId
    feed: str
    """The feed's title."""
    title: str
    dated: datetime
    """The date that lists sort by: `published` where that is credible, else `arrived`."""
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
    """The story that it belongs to, with other sources' articles on the same event."""
    copy_of: ArticleId | None = None
    """The article of its story whose text it repeats."""
    story_size: StorySize | None = None
    """None: it is the only one of its story, or in none."""
    attention: Attention | None = None
    """Whether the person follows or mutes its story."""
    undated: bool = False
    """Its source states no credible date: no age is shown, although lists sort it by `dated`."""

    @property
    def other_sources(self) -> int:
        """How many other sources report its story."""
        return self.story_size.sources - 1 if self.story_size else 0

"""Query: selects articles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import FeedId, StoryId


class Scope(StrEnum):
    """Selects articles by their status."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"
    LATER = "later"
    HISTORY = "history"
    """The articles that were opened, last opened first."""
    HIDDEN = "hidden"


class Order(StrEnum):
    """The order of a list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    FEED = "feed"
    """By the title of the feed; of one feed, newest first."""
    TITLE = "title"
    """By the title without its case and accents."""
    LENGTH = "length"
    """The longest first, by minutes of reading."""
    STORY = "story"
    """The story of most articles first; what is in no story comes last."""
    ARRIVED = "arrived"
    """What came last to this cache first, whatever its date."""


@dataclass(frozen=True, slots=True)
class Query:
    """Selects articles; they come newest first, or best match first where there are words."""

    scope: Scope = Scope.ALL
    feed_id: FeedId | None = None
    folder: str | None = None
    words: str = ""
    tag: str | None = None
    """One of the person's own tags."""
    story: StoryId | None = None
    """The articles of one story, oldest first."""
    by_story: bool = False
    """Only the newest article of each story that the rest of the query finds."""
    order: Order | None = None
    """None: newest first, or best match first where there are words. A `sort:` among the words
    takes its place."""
    minutes: int | None = None
    """One article of each story of the last week, largest story first, up to this reading time."""

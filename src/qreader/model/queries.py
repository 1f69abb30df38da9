"""Query: which articles are meant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import FeedId, StoryId


class Scope(StrEnum):
    """Which articles, by what the person did with them."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"
    LATER = "later"
    HISTORY = "history"
    """What was opened, the last one first."""
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Query:
    """Which articles; newest first, or best first where there are words."""

    scope: Scope = Scope.ALL
    feed_id: FeedId | None = None
    folder: str | None = None
    words: str = ""
    tag: str | None = None
    """One of the person's own."""
    story: StoryId | None = None
    """Of one story, oldest first: who reported when."""
    by_story: bool = False
    """Of each story only the newest article that the rest of the query finds."""
    minutes: int | None = None
    """Of the last week's stories one article each, the largest first, as many as can be read."""

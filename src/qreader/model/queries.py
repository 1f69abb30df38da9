"""Query: which articles are meant; and what is kept of it by name."""

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


@dataclass(frozen=True, slots=True)
class Search:
    """A query that the person saved under a name."""

    name: str
    query: str
    """As it is typed: see `text.query`."""
    unread: int | None = None
    """Of what it finds; None: that would take long to count."""


class Act(StrEnum):
    """What a rule does with an article; a tag's name follows TAG."""

    MARK_READ = "mark-read"
    STAR = "star"
    LATER = "later"
    HIDE = "hide"
    TAG = "tag:"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with articles that a query finds, as soon as they arrive."""

    name: str
    query: str
    act: Act
    tag: str | None = None
    """With Act.TAG: which."""

    @property
    def action(self) -> str:
        """The act as it is typed: `star`, `tag:space`."""
        return f"{self.act}{self.tag or ''}"

"""Related, Topic: what belongs together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.rows import Row
from qreader.model.rows import Row

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId, FeedId, StoryId


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A new article that has no signature yet, and is to be compared with others."""

    id: ArticleId
    feed_id: FeedId
    title: str
    text: str
    """The start of its plain text."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What is known of an article when it is compared with others."""

    id: ArticleId
    feed_id: FeedId
    dated: datetime
    published: datetime | None
    """As its source states it: what arrived without a date may be of any day."""
    terms: bytes
    """Its signature: see `related.signature`."""
    story: StoryId | None = None
    copy_of: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the person says that an article belongs to another, and the story that it is in."""

    related: bool | None = None
    """None: nothing was said."""
    story: StoryId | None = None


class Relation(StrEnum):
    """How an article belongs to another; the best come first."""

    STORY = "story"
    """It reports the same event."""
    EARLIER = "earlier"
    """It says how it came to that."""
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Related:
    """An article of the cache that belongs beside another, and why."""

    row: Row
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """The terms both share, as the article writes them, strongest first."""
    relation: Relation = Relation.RELATED
    pinned: bool = False
    """The person said so."""
    parts: tuple[tuple[str, float], ...] = ()
    """What the score is made of, largest first: the terms both share, then what scales them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is front of mind: a story that many sources tell, or a term that rises."""

    label: str
    score: float
    sources: int
    """Independent of each other."""
    articles: tuple[Row, ...]
    """The newest of the last day, one of each source first."""
    terms: tuple[str, ...]
    trend: tuple[int, ...]
    """Articles a day, the last is today's."""
    story: StoryId | None = None

"""Values of comparing articles: fingerprints, related articles, topics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId, FeedId, StoryId
    from qreader.model.rows import Row, StorySize


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A new article that has no fingerprint yet."""

    id: ArticleId
    feed_id: FeedId
    title: str
    text: str
    """The beginning of its plain text."""


@dataclass(frozen=True, slots=True)
class Fingerprinted:
    """A fingerprinted article, as it is compared with others."""

    id: ArticleId
    feed_id: FeedId
    dated: datetime
    published: datetime | None
    """As its source states it; None: it may be of any day."""
    terms: bytes
    """Its fingerprint: see `related.signature`."""
    story: StoryId | None = None
    copy_of: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The person's judgement on whether two articles are related, and the story of one of them."""

    related: bool | None = None
    """None: the person has not judged."""
    story: StoryId | None = None


class Relation(StrEnum):
    """How an article relates to another; the closest relation comes first."""

    STORY = "story"
    """It reports the same event."""
    EARLIER = "earlier"
    """It reports what led to the event."""
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Related:
    """An article that is related to another, and why."""

    row: Row
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """The terms that both share, as the article writes them, strongest first."""
    relation: Relation = Relation.RELATED
    pinned: bool = False
    """The person judged the two to be related."""
    parts: tuple[tuple[str, float], ...] = ()
    """The parts of the score: the shared terms, largest first, then the factors that scale it."""
    adds: tuple[str, ...] = ()
    """Of its story: whom it names and the article does not, as it writes them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A trending topic ("front of mind"): a story of many sources, or a rising term."""

    label: str
    score: float
    sources: int
    """How many sources report it."""
    articles: tuple[Row, ...]
    """The newest articles of the last day, one of each source first."""
    terms: tuple[str, ...]
    trend: tuple[int, ...]
    """Articles a day; the last number is today's."""
    story: StoryId | None = None
    size: StorySize | None = None
    """Of its story, as in `Row`; a rising term has none."""

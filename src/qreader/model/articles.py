"""Article: what is stored and read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from qreader.model.rows import Row

if TYPE_CHECKING:
    from qreader.model.sources import Entry
if TYPE_CHECKING:
    from qreader.model.rows import Row
if TYPE_CHECKING:
    from qreader.model.ids import ArticleId


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of an article's page, whose text may stand in for the feed's."""

    wanted: bool = False
    """It is fetched at the next refresh."""
    fetched: datetime | None = None
    """When its text became the article's; None: the text is the feed's."""
    error: str | None = None
    """Why it could not be had, last time."""


class Place(NamedTuple):
    """Where in an article's text somebody reads: it outlives a change of width."""

    block: int
    part: float
    """How far into the block, 0 to 1; negative: so many lines above it."""


@dataclass(frozen=True, slots=True)
class Article:
    """What is stored and read: an entry, its row and its place in the cache."""

    row: Row
    entry: Entry
    """With the page's own links resolved to the articles of the cache."""
    minutes: int = 1
    """To read it."""
    page: PageState = PageState()
    place: Place | None = None
    """Where it was left; None: at its top, or at its end."""

    @property
    def id(self) -> ArticleId:
        """Its number in the cache."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that an article had until another took its place."""

    replaced: datetime
    title: str
    was_read: bool = False
    """It had been read by then: what comes after it is news to the person."""

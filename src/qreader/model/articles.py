"""Article, and what is known of its page and of its earlier texts."""

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
    """What is known of an article's page, whose text may replace the feed's."""

    wanted: bool = False
    """The page is fetched at the next refresh."""
    fetched: datetime | None = None
    """When the page's text became the article's; None: the text is the feed's."""
    error: str | None = None
    """Why the last fetch failed."""


class Place(NamedTuple):
    """The reading position in an article's text; it does not depend on the width."""

    block: int
    part: float
    """The position in the block, from 0 to 1; negative: that many lines above it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program of the person answered when it was sent an article."""

    name: str
    """Of the program, as `[[send]]` has it."""
    made: datetime
    html: str
    text: str
    """The same as plain text."""
    is_outdated: bool = False
    """The article's text has changed since."""


@dataclass(frozen=True, slots=True)
class Article:
    """A stored entry with its row and its reading position."""

    row: Row
    entry: Entry
    """The page's own links in it name the articles of the cache that they lead to."""
    minutes: int = 1
    """How long it takes to read."""
    page: PageState = PageState()
    place: Place | None = None
    """Where the person stopped reading; None: at its top, or at its end."""
    words: int = 0
    """How many words its text has."""
    is_summary: bool = False
    """Its text is the feed's, and probably no more than the start of what its page says."""
    answers: tuple[Answer, ...] = ()
    """What programs of the person answered, as far as it is kept: no part of its text."""

    @property
    def id(self) -> ArticleId:
        """Its number in the cache."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier text of an article."""

    replaced: datetime
    title: str
    was_read: bool = False
    """The person had read this text, and so has not seen what came after it."""

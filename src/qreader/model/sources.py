"""Entry, Document: what a source says, as it says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from qreader.model.feeds import Pace, Validators

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes, and where they came from."""

    url: str
    """After redirects: the base of relative links."""
    body: bytes
    content_type: str | None = None
    """As the server said it, parameters included; None: a local file."""
    validators: Validators = Validators()
    moved_to: str | None = None
    """Where a chain of only permanent redirects led."""
    fresh_seconds: int = 0
    """How long its server vouches for it: no use in asking again before."""
    links: str = ""
    """The header Link, as it came."""
    refresh: str = ""
    """The header Refresh, as it came."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304, or the bytes are those of last time."""

    url: str
    validators: Validators = Validators()
    """What to keep from now on."""
    moved_to: str | None = None
    """As in a Document."""
    fresh_seconds: int = 0
    """As in a Document."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry points to: a podcast's episode, a video."""

    url: str
    media_type: str | None = None
    size_bytes: int | None = None


class LinkKind(StrEnum):
    """What a page's own block of links says of itself."""

    RELATED = "related"
    SAME_SITE = "same-site"
    POPULAR = "popular"
    LATEST = "latest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """One item of a page's own related block."""

    title: str
    url: str | None = None
    """None in a page saved as text."""
    caption: str | None = None
    """Of its image."""
    article_id: ArticleId | None = None
    """The article in the cache that it leads to, known only once stored."""


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """The page's own related stories under the heading that the site gave them."""

    heading: str
    kind: LinkKind
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as its source states it (Atom's word). Text fields are cleaned, bodies are not."""

    title: str
    """One line, never empty: where the source gives none, the start of the text."""
    guid: str | None = None
    """As the source states it, unchanged; never an identity alone."""
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    """Aware UTC, as stated; may lie in the future."""
    updated: datetime | None = None
    summary_html: str | None = None
    """The short text, where the source has one beside the body."""
    body_html: str | None = None
    """The longest text there is, as HTML; hostile until `text.html` has read it."""
    base_url: str | None = None
    """What relative links of the body are relative to; None: `url`."""
    language: str | None = None
    """BCP 47, lower case."""
    image: str | None = None
    """Address of the lead image."""
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    own_related: tuple[LinkBlock, ...] = ()
    comments_url: str | None = None
    """The page on which it is discussed."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a source says, all of it."""

    title: str | None
    site_url: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    pace: Pace = Pace()
    prints: tuple[bytes, ...] = ()
    """What tells each entry of the document from any other, those that were left out included, in
    its order; empty where they cannot be told apart unread."""

    @property
    def leaves_out(self) -> bool:
        """Whether it has not all entries of the document."""
        return len(self.entries) < len(self.prints)

"""Document, Entry, ParsedFeed: what a source states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from qreader.model.feeds import Pace, Validators

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Document:
    """A fetched body, with its address and the headers that matter."""

    url: str
    """The address after redirects: the base of relative links."""
    body: bytes
    content_type: str | None = None
    """The header Content-Type, parameters included; None: a local file."""
    validators: Validators = Validators()
    moved_to: str | None = None
    """The address that a chain of only permanent redirects led to."""
    fresh_seconds: int = 0
    """How long the server says that it stays fresh: it need not be fetched again before."""
    links: str = ""
    """The header Link, unparsed."""
    refresh: str = ""
    """The header Refresh, unparsed."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server answered 304, or sent the same bytes as last time."""

    url: str
    validators: Validators = Validators()
    """The validators for the next request."""
    moved_to: str | None = None
    """As in `Document`."""
    fresh_seconds: int = 0
    """As in `Document`."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry points to: a podcast's episode, a video."""

    url: str
    media_type: str | None = None
    size_bytes: int | None = None
    seconds: int | None = None
    """How long it plays."""
    chapters: tuple[tuple[int, str], ...] = ()
    """Where its chapters begin, in seconds, and their titles."""
    chapters_url: str | None = None
    """The address of its chapters, a file of JSON, where the feed does not hold them."""
    transcripts: tuple[tuple[str, str], ...] = ()
    """The addresses of its transcripts and their media types, the most legible first."""
    views: int | None = None
    """How often it was seen, to two digits."""

    @property
    def values(self) -> list[Any]:
        """Its values for storage, as JSON has them; most enclosures have the first three alone."""
        first = [self.url, self.media_type, self.size_bytes]
        more = [self.seconds, self.chapters, self.chapters_url, self.transcripts]
        if self.views is not None:
            return [*first, *more, self.views]
        return [*first, *more] if any(more) else first

    @classmethod
    def of(cls, values: Sequence[Any]) -> Enclosure:
        """Return an enclosure of stored values."""
        url, media_type, size_bytes, *more = values
        seconds, chapters, chapters_url, transcripts, *views = more or (None, (), None, ())
        return cls(
            url,
            media_type,
            size_bytes,
            seconds,
            tuple(map(tuple, chapters)),
            chapters_url,
            tuple(map(tuple, transcripts)),
            *views,
        )


class LinkKind(StrEnum):
    """The kind of a page's own block of links, by its heading."""

    RELATED = "related"
    SAME_SITE = "same-site"
    POPULAR = "popular"
    LATEST = "latest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page's own related stories."""

    title: str
    url: str | None = None
    """None: the page was saved as text, without addresses."""
    caption: str | None = None
    """The caption of its image."""
    article_id: ArticleId | None = None
    """The article of the cache that it leads to; None until the store has looked it up."""


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """A page's own related stories, under the site's heading."""

    heading: str
    kind: LinkKind
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as its source states it. Text fields are cleaned, bodies are not."""

    title: str
    """One line, never empty: the start of the text where the source states no title."""
    guid: str | None = None
    """As the source states it; not unique, and never used as an identity alone."""
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    """Aware UTC, as stated; may lie in the future."""
    updated: datetime | None = None
    summary_html: str | None = None
    """The short text, where the source has one beside the body."""
    body_html: str | None = None
    """The longest text that the source states, as HTML; unsafe until `text.html` has parsed it."""
    base_url: str | None = None
    """The base of relative links in the body; None: `url`."""
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
class ReadPage:
    """A page's article, and what the person's selectors found of it."""

    entry: Entry
    is_selected: bool = False
    """The article is what a selector found."""
    missed: tuple[str, ...] = ()
    """The selectors that found nothing: `article`, `title`."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """Everything that a feed document states."""

    title: str | None
    site_url: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    pace: Pace = Pace()
    entry_hashes: tuple[bytes, ...] = ()
    """The hash of each entry's characters, in the order of the document, entries left out included;
    empty where the entries cannot be cut apart without parsing."""

    @property
    def leaves_out(self) -> bool:
        """Whether entries of the document were left out."""
        return len(self.entries) < len(self.entry_hashes)

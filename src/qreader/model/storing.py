"""Values that refreshing and the store exchange: Incoming, Known, Kept, Renamed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.sources import Entry
from qreader.model.sources import Entry

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Digest:
    """What the sandbox computes once from an entry, before it is stored."""

    text: str
    """The body as plain text, for search and for comparing articles."""
    excerpt: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the cache knows of an entry that its source states again."""

    id: ArticleId
    source_hash: bytes
    """The hash of the entry's text as its source states it; empty: the article was pruned."""
    details_hash: bytes = b""
    """The hash of everything else that its source states; empty: not known."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored article, with what recognises it after its source changed its identity."""

    id: ArticleId
    identity: bytes
    guid: str | None
    title: str
    url: str | None
    published: datetime | None
    source_hash: bytes = b""
    texts: tuple[str, ...] = ()
    """Its texts as its feed stated them, with markup."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """An article that its feed states under a new identity."""

    id: ArticleId
    identity: bytes
    guid: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry to be stored."""

    identity: bytes
    """The article's identity within its feed."""
    source_hash: bytes
    entry: Entry
    known: ArticleId | None = None
    """The stored article of this entry; None: a new article."""
    dated: datetime | None = None
    """The date that lists sort by; None: the time it is stored."""
    details_hash: bytes = b""
    """As in `Known`."""

"""Incoming: what the store is given, and what it says that it has."""

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
    """What is computed from an entry once, where it can be killed, before it is stored."""

    text: str
    """The body as plain text: what is searched, compared and ranked."""
    excerpt: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the cache knows of an entry that a source states again."""

    id: ArticleId
    source_hash: bytes
    """Of the entry's words as its source states them; empty: the article was pruned."""
    details_hash: bytes = b""
    """Of all else that it states; empty: not known."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article of a feed, as far as it can be known again by other marks than its identity."""

    id: ArticleId
    identity: bytes
    guid: str | None
    title: str
    url: str | None
    published: datetime | None
    source_hash: bytes = b""
    texts: tuple[str, ...] = ()
    """Its texts as its feed stated them, markup and all."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """An article that its feed now states under another identity."""

    id: ArticleId
    identity: bytes
    guid: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry that is to be stored."""

    identity: bytes
    """The article's identity within its feed."""
    source_hash: bytes
    entry: Entry
    known: ArticleId | None = None
    """The article that it may change; None: a new one."""
    dated: datetime | None = None
    """What lists sort by; None: the time of arrival."""
    details_hash: bytes = b""
    """As in `Known`."""

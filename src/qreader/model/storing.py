"""Values that refreshing and the store exchange: Incoming, Known, Kept, Renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.model.sources import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qreader.model.feeds import Move, Validators
    from qreader.model.ids import ArticleId, FeedId
    from qreader.model.sources import ParsedFeed


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


@dataclass(frozen=True, slots=True)
class EntryLookup:
    """What the store is asked of one entry that a source states."""

    identity: bytes
    other_identity: bytes | None
    """The entry has this one where its guid names another article; None: it has no guid."""
    source_hash: bytes
    """As in `Known`."""
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the store knows of a feed and of the entries that its source states."""

    known: Mapping[bytes, Known] = field(default_factory=dict)
    """By identity, also by other identities."""
    changed: Mapping[bytes, Kept] = field(default_factory=dict)
    """By identity, the articles with a guid whose words are others now.

    Those with another title have their texts.
    """
    missing: Sequence[Kept] = ()
    """The feed's newest articles that may be among the unknown entries, newest first.

    The source states them no more, or under a guid that may be another article's now.
    """
    lost: int = 0
    """Of the entries that were not parsed, so many are no more in the store."""
    dates: Sequence[datetime] = ()
    """Of the feed's newest articles, newest first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written of one visit to a feed, all of it or nothing."""

    feed_id: FeedId
    parsed: ParsedFeed
    """What its source says of the feed itself is taken from here."""
    incoming: Sequence[Incoming]
    """New entries, and entries whose words are others now."""
    validators: Validators
    now: datetime
    next_check: datetime
    renamed: Sequence[Renamed] = ()
    restated: Sequence[Incoming] = ()
    """Known entries of which all but the words is taken over."""
    move: Move | None = None
    prints: Mapping[bytes, bytes] = field(default_factory=dict)
    """The identities of all entries, by their prints, where these are known."""
    digests: Iterable[Digest] = ()
    """Of what is incoming, in its order: to be read before the plan is applied."""
    wanted: frozenset[bytes] = frozenset()
    """The identities of new entries whose pages are to be fetched."""

"""Values that refreshing and the store exchange: FeedState is read, Plan is written."""

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
    """The keys by which the store looks up one entry of a source."""

    identity: bytes
    other_identity: bytes | None
    """The entry's identity if its guid belongs to another article; None: it has no guid."""
    source_hash: bytes
    """As in `Known`."""
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class FeedState:
    """The stored state of a feed and of the entries that its source states."""

    known: Mapping[bytes, Known] = field(default_factory=dict)
    """The stored articles of the entries, by both identities of `EntryLookup`."""
    changed: Mapping[bytes, Kept] = field(default_factory=dict)
    """The articles with a guid whose text differs from the entry's, by identity.

    Those whose title differs, too, have their texts.
    """
    missing: Sequence[Kept] = ()
    """The feed's newest articles that may be among the unknown entries, newest first.

    The source no longer states them, or states a guid of theirs that may now be another article's.
    """
    lost: int = 0
    """How many of the unparsed entries are no longer in the store."""
    dates: Sequence[datetime] = ()
    """The dates of the feed's newest articles, newest first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of one visit to a feed, written in one transaction."""

    feed_id: FeedId
    parsed: ParsedFeed
    """The source of the feed's own values, such as its title."""
    incoming: Sequence[Incoming]
    """New entries, and known entries with a changed text."""
    validators: Validators
    now: datetime
    next_check: datetime
    renamed: Sequence[Renamed] = ()
    restated: Sequence[Incoming] = ()
    """Known entries with the same text, but other changes, such as an enclosure."""
    move: Move | None = None
    entry_hashes: Mapping[bytes, bytes] = field(default_factory=dict)
    """The identities of all entries by their hashes, where these are known."""
    digests: Iterable[Digest] = ()
    """The digests of `incoming`, in its order; computed before the plan is written."""
    wanted: frozenset[bytes] = frozenset()
    """The identities of the new entries for the want list."""

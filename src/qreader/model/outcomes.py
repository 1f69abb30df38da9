"""Refreshed, Added: what became of what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.feeds import Subscription
    from qreader.model.ids import ArticleId, FeedId


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one feed in a refresh."""

    feed_id: FeedId
    feed: str
    """Its title."""
    url: str
    new: int = 0
    changed: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that is to be fetched, and the article that it is of."""

    article_id: ArticleId
    title: str
    url: str
    feed_url: str
    """What the person subscribed to: only its host may lie in a private network."""


@dataclass(frozen=True, slots=True)
class Paged:
    """What became of one wanted page."""

    article_id: ArticleId
    title: str
    url: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one thing that the person asked to add."""

    feed_id: FeedId
    feed: str
    new: int
    """Articles stored by it."""
    already: bool = False
    """It was there before."""
    back: int = 0
    """Articles that came back with it: it was removed before."""
    others: tuple[str, ...] = ()
    """Addresses of other feeds that its site declares."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list from another program holds."""

    subscriptions: tuple[Subscription, ...]
    skipped: tuple[str, ...] = ()
    """What of the list cannot be taken: lines as they stand."""
    searches: tuple[tuple[str, str], ...] = ()
    """Names and queries."""
    otherwise: tuple[str, ...] = ()
    """What of it is taken, but does not mean here what it meant there, and why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of what another program left."""

    added: tuple[Added, ...]
    skipped: tuple[str, ...]
    """What of it cannot be taken: lines as they stand."""
    searches: int = 0
    """Saved searches that were made of it."""
    rules: int = 0
    """Rules that were made of it: they give its tags to what arrives."""
    articles: int = 0
    """That came along."""
    read: int = 0
    """Articles of the cache that were read there."""
    starred: int = 0
    otherwise: tuple[str, ...] = ()
    """What of it was taken, but does not mean here what it meant there, and why."""
    is_source: bool = False
    """It is one source that was read now, no list of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of telling others about new articles."""

    failures: tuple[str, ...] = ()
    """A sentence for each hook that failed."""
    escape: str = ""
    """What makes a terminal announce them, where no desktop could be reached."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A starter pack: real feeds on one topic."""

    name: str
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the cache found and did."""

    feeds: int
    articles: int
    mended: tuple[str, ...] = ()
    """What was out of step and has been built anew; nothing was lost by it."""
    lost: tuple[str, ...] = ()
    """What a damaged file did not give back."""
    kept_as: str | None = None
    """The path of the damaged file, where it was replaced."""

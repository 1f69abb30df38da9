"""Results of what the person asked for: Refreshed, Paged, Added, Imported, Checked and others."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.feeds import Subscription
    from qreader.model.ids import ArticleId, FeedId
    from qreader.model.recipes import PageOffer


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The result of a refresh for one feed."""

    feed_id: FeedId
    feed: str
    """Its title."""
    url: str
    new: int = 0
    changed: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch, and its article."""

    article_id: ArticleId
    title: str
    url: str
    feed_url: str
    """The address that the person subscribed to: only its host may be in a private network."""


@dataclass(frozen=True, slots=True)
class Paged:
    """The result of fetching one page."""

    article_id: ArticleId
    title: str
    url: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed that a site offers."""

    url: str
    what: str = ""
    """What it has, such as "without shorts"; "": the site only declares it."""
    number: int = 0
    """Its place among the feeds that belong to an address of a known kind, from 1; 0: to none."""


@dataclass(frozen=True, slots=True)
class Added:
    """The result of adding one source."""

    feed_id: FeedId
    feed: str
    new: int
    """How many articles were stored."""
    already: bool = False
    """The person was subscribed to it before."""
    back: int = 0
    """How many articles came back with a feed that was removed before."""
    others: tuple[Offer, ...] = ()
    """Other feeds of its site."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The contents of a list from another program."""

    subscriptions: tuple[Subscription, ...]
    skipped: tuple[str, ...] = ()
    """The lines of the list that cannot be imported, unchanged."""
    searches: tuple[tuple[str, str], ...] = ()
    """Names and queries."""
    otherwise: tuple[str, ...] = ()
    """What is imported with another meaning than there: a sentence each."""
    programs: tuple[str, ...] = ()
    """The programs that write feeds there, as lines for the configuration: no import names one."""


@dataclass(frozen=True, slots=True)
class CameAlong:
    """What became of one line of another program's configuration."""

    line: str
    """As it is written there, without passwords."""
    place: str
    """The name of its file, and the number of the line."""
    now: str = ""
    """What it is here; empty: nothing, it is left out."""
    said: str = ""
    """Why it is left out, or how it differs from what it is there."""
    is_new: bool = False
    """Whether this import changed something."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import from another program."""

    added: tuple[Added, ...]
    skipped: tuple[str, ...]
    """The lines that cannot be imported, unchanged."""
    searches: int = 0
    """How many saved searches were created."""
    rules: int = 0
    """How many rules were created; they give the other program's tags to new articles."""
    articles: int = 0
    """How many articles were imported."""
    read: int = 0
    """How many articles were marked read, because they were read there."""
    starred: int = 0
    otherwise: tuple[str, ...] = ()
    """What was imported with another meaning than there: a sentence each."""
    is_source: bool = False
    """It was a single source, not a list."""
    differs: tuple[str, ...] = ()
    """Subscribed feeds whose title or folder differs from the list's: a clause each."""
    updated: int = 0
    """How many of these got the list's title and folder."""
    to_choose: Listed | None = None
    """A list from which the person chooses first; nothing is imported yet."""
    settings: tuple[CameAlong, ...] = ()
    """The lines of a configuration."""
    page_offers: tuple[PageOffer, ...] = ()
    """Pages without a feed that may become one; nothing is added yet."""
    programs: tuple[str, ...] = ()
    """As in `Listed`."""

    def joined(self, other: Imported) -> Imported:
        """Return this and what another part of the same brought, as one."""
        both = {
            field.name: getattr(self, field.name) + getattr(other, field.name)
            for field in fields(self)
            if field.name not in {"is_source", "to_choose"}
        }
        return Imported(**both)


@dataclass(frozen=True, slots=True)
class Told:
    """The result of the hooks that announce new articles."""

    failures: tuple[str, ...] = ()
    """A sentence for each hook that failed."""
    escape: str = ""
    """The escape sequence for a terminal's notification, where there is no desktop."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A starter pack: real feeds on one topic."""

    name: str
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check of the cache."""

    feeds: int
    articles: int
    mended: tuple[str, ...] = ()
    """What was inconsistent and has been rebuilt; nothing was lost."""
    lost: tuple[str, ...] = ()
    """What could not be recovered from a damaged file."""
    kept_as: str | None = None
    """The path under which the damaged file was kept, where it was replaced."""
    bytes: int = 0
    """The size of the cache's file."""

"""Feed: a subscription and its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import FeedId
    from qreader.model.recipes import Recipe

PROGRAM_SCHEME = "program:"
"""The start of the address that the cache gives a program's feed; its title follows."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the person asked for: one feed, by address or by local path."""

    url: str
    """http(s) address of a feed or of an article page, or `file:` URL of a local file or folder."""
    title: str | None = None
    """The person's own name for it; None: the feed's."""
    folder: str | None = None
    tags: tuple[str, ...] = ()
    """Further folders or tags that a list from another program gives it."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Its other attributes in an OPML list: kept, so that an export holds what was imported."""
    signal_only: bool = False
    """Whether a new feed of this address begins so: its articles only count for topics."""
    recipe: Recipe | None = None
    """How stories are found at an address that is no feed."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends, so that the server can answer 304 (RFC 9110 section 13)."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the last body: the same bytes again cost no parse."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed may be fetched, as it states itself."""

    wait_seconds: int = 0
    """The least time between two fetches; 0: it states none."""
    quiet_hours: frozenset[int] = frozenset()
    """Hours of the day, UTC, in which it is not fetched."""
    quiet_days: frozenset[int] = frozenset()
    """Days of the week, Monday is 0, UTC, on which it is not fetched."""


@dataclass(frozen=True, slots=True)
class Move:
    """The address that a feed has moved to for good, as its server says."""

    url: str
    since: datetime
    """When the server first said so; since then it has said so at every fetch."""
    is_settled: bool = False
    """The server has said so long enough: the feed is fetched there from now on."""


class FullText(StrEnum):
    """For which articles of a feed a refresh fetches the page."""

    AUTO = "auto"
    """Those of which the feed holds only a summary."""
    ALWAYS = "always"
    NEVER = "never"


class FeedSetting(StrEnum):
    """A value of a feed that the person sets; named as in `Feed`."""

    TITLE = "own_title"
    FOLDER = "folder"
    FULL_TEXT = "full_text"
    SIGNAL_ONLY = "signal_only"
    KEEP_DAYS = "keep_days"
    KEEP_ARTICLES = "keep_articles"


FeedChange = Mapping[FeedSetting, str | int | None]
"""New values of a feed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription and its state."""

    id: FeedId
    url: str
    title: str
    """The person's name for it, else the feed's own, else its address."""
    folder: str | None = None
    site_url: str | None = None
    own_title: str | None = None
    """The person's name for it; None: there is none, and title is the feed's own."""
    articles: int = 0
    unread: int = 0
    checked: datetime | None = None
    next_check: datetime | None = None
    """The earliest time of the next fetch; None: at the next refresh."""
    error: str | None = None
    """The sentence of the last failure; None after a success."""
    failures: int = 0
    """How many fetches in a row failed."""
    is_page: bool = False
    """A single article page, not a feed: it is fetched again to find changes of its text."""
    full_text: FullText | None = None
    """For which articles a refresh fetches the page; None: as the configuration says."""
    signal_only: bool = False
    """Its articles count for trending topics, and are not listed."""
    validators: Validators = Validators()
    pace: Pace = Pace()
    gone: bool = False
    """Its server answered 410 Gone: it is fetched only when the person names it."""
    paused_until: datetime | None = None
    """Its server rate-limits it until then."""
    move: Move | None = None
    typed_url: str | None = None
    """The address that the person subscribed to, where the feed moved since; None: `url`."""
    attributes: tuple[tuple[str, str], ...] = ()
    """As in `Subscription`."""
    keep_days: int | None = None
    """As in `Limits`; None: as the configuration says, 0: for ever."""
    keep_articles: int | None = None
    """Likewise; 0: all."""
    missed_pages: int = 0
    """In how many of its pages, the last ones, the person's selectors found nothing."""
    recipe: Recipe | None = None
    """As in `Subscription`."""
    found: datetime | None = None
    """When its recipe last found a story."""
    synced: bool = False
    """The sync server has it, and delivers its articles."""

    @property
    def page_trouble(self) -> str | None:
        """What is wrong with the person's selectors for its pages; None: nothing."""
        if not self.missed_pages:
            return None
        pages = "its last page" if self.missed_pages == 1 else f"its last {self.missed_pages} pages"
        return f"[[page]] found nothing in {pages}"

    @property
    def is_local(self) -> bool:
        """Whether it is a file or a folder rather than an address."""
        return self.url.startswith("file:")

    @property
    def is_program(self) -> bool:
        """Whether a program of the configuration writes it."""
        return self.url.startswith(PROGRAM_SCHEME)


@dataclass(frozen=True, slots=True)
class RemovedFeed:
    """A feed that was removed and can be brought back."""

    id: FeedId
    title: str
    url: str
    folder: str | None
    removed: datetime
    until: datetime
    """When its articles are deleted."""
    articles: int
    """How many articles would come back."""
    kept: int
    """How many articles stay, because they are starred, kept for later or tagged."""

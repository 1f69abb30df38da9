"""Feed: a subscription, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import FeedId


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the person asked for: one feed, by address or by local path."""

    url: str
    """http(s) address of a feed or of an article page, or `file:` URL of a local file or folder."""
    title: str | None = None
    """The person's own name for it; None: the feed's."""
    folder: str | None = None
    tags: tuple[str, ...] = ()
    """What a list from another program calls it besides."""
    attributes: tuple[tuple[str, str], ...] = ()
    """What else an OPML list says of it: kept, so that the list goes out as it came."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server needs in order to answer that nothing changed (RFC 9110 section 13)."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the last body: the same bytes again cost no parse."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed wants to be asked, as it states itself."""

    wait_seconds: int = 0
    """Between two visits, at least; 0: it does not say."""
    quiet_hours: frozenset[int] = frozenset()
    """Hours of the day, UTC, in which it is not asked."""
    quiet_days: frozenset[int] = frozenset()
    """Days of the week, Monday is 0, UTC, on which it is not asked."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a feed says to have moved for good."""

    url: str
    since: datetime
    """When it said so first, of the visits in a row at which it did."""
    is_settled: bool = False
    """It has said so for long enough to be asked there from now on."""


class FullText(StrEnum):
    """For which articles of a feed the page is fetched at a refresh."""

    AUTO = "auto"
    """Those of which the feed has a summary only."""
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription with what is known of it."""

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
    """Not asked again before; None: at the next refresh."""
    error: str | None = None
    """The sentence of the last failure; None after a success."""
    failures: int = 0
    """In a row."""
    is_page: bool = False
    """One article page rather than a feed: it is read again for what changed in it."""
    full_text: FullText | None = None
    """For which of its articles the page is fetched; None: as the configuration says."""
    signal_only: bool = False
    """Its articles count for what is front of mind, and are not listed."""
    validators: Validators = Validators()
    pace: Pace = Pace()
    gone: bool = False
    """Its server said that it is gone for good (410): not asked any more unless it is named."""
    paused_until: datetime | None = None
    """It is rate-limited by its server until then."""
    move: Move | None = None
    typed_url: str | None = None
    """What the person subscribed to, where it moved since; None: url itself."""
    attributes: tuple[tuple[str, str], ...] = ()
    """As in its Subscription."""
    synced: bool = False
    """The sync server has it, and its articles come from there."""

    @property
    def is_local(self) -> bool:
        """Whether it is a file or a folder rather than an address."""
        return self.url.startswith("file:")


@dataclass(frozen=True, slots=True)
class RemovedFeed:
    """A feed that was unsubscribed from and can be brought back."""

    id: FeedId
    title: str
    url: str
    folder: str | None
    removed: datetime
    until: datetime
    """When its articles are let go."""
    articles: int
    """Those that would come back."""
    kept: int
    """Those that stay, for they are starred, kept for later or tagged."""

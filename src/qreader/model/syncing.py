"""What a sync server has, how the marks of both sides merge, and what a sync came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar

from qreader.model.ids import FeedId
from qreader.model.sources import Entry

Value = TypeVar("Value")
Mark = Literal["read", "starred"]
Labelled = tuple[str, str]
"""The server's number of an article, and a label that it has."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A subscription on the sync server."""

    stream: str
    """The server's name for it."""
    url: str
    title: str | None = None
    site_url: str | None = None
    folders: tuple[str, ...] = ()


class Marks(NamedTuple):
    """What of a status a sync server knows, too."""

    read: bool
    starred: bool


def merged(agreed: Value, here: Value, there: Value) -> Value:
    """Return what a value becomes on both sides: the change, where one side made one.

    Where both did, each in its own way, what was done here: the server cannot say when.
    """
    return there if here == agreed else here


def merged_marks(agreed: Marks, here: Marks, there: Marks) -> Marks:
    """Return what the marks of an article become on both sides."""
    return Marks(
        merged(agreed.read, here.read, there.read),
        merged(agreed.starred, here.starred, there.starred),
    )


def first_marks(here: Marks, there: Marks) -> Marks:
    """Return the marks of an article that both sides had before they met: none is lost."""
    return Marks(here.read or there.read, here.starred or there.starred)


@dataclass(frozen=True, slots=True)
class Item:
    """An article on the sync server."""

    id: str
    stream: str
    """Of its feed."""
    entry: Entry


@dataclass(frozen=True, slots=True)
class ServerMarks:
    """The numbers of all articles that a sync server has, and of those with its two marks."""

    items: frozenset[str]
    unread: frozenset[str]
    starred: frozenset[str]

    def marks(self, item: str) -> Marks:
        """Return the marks that the server has on an article."""
        return Marks(item not in self.unread, item in self.starred)


@dataclass(frozen=True, slots=True)
class Tie:
    """What is known of a feed and the sync server."""

    stream: str | None
    """Its name there; None: the server does not have it."""
    folder: str | None = None
    """Its folder here, when both sides were last compared."""
    folder_there: str | None = None
    """Its folder there then: some servers keep one for what is in none."""
    is_folder_known: bool = False
    """Whether folder_there is known; else the one listed next is no change."""
    url: str | None = None
    """Its address there, when it was tied; None: not kept, by qreaders of before."""
    title: str | None = None
    """Its title there, when both were last the same; None: not yet compared."""
    refused: datetime | None = None
    """When the server would not take it."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync came to."""

    server: str
    feeds_added: int = 0
    """Here, as the server has them."""
    feeds_removed: int = 0
    subscribed: int = 0
    """There, as they are here."""
    unsubscribed: int = 0
    new: Mapping[FeedId, int] = field(default_factory=dict)
    """Articles stored, by feed."""
    taken: int = 0
    """Articles that were marked elsewhere, and now are here."""
    sent: int = 0
    """Articles that were marked here, and now are there."""
    failures: tuple[str, ...] = ()
    """What could not be done; the rest was."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How the sync with the configured server stands."""

    server: str
    """Its name."""
    last: datetime | None
    """When everything was last compared; None: never yet."""
    error: str | None
    """Why the last sync failed; None: it did not."""
    removes: int
    """Feeds that the last sync would have removed, had the person said so."""
    lost: int
    """Articles that the server lists and did not send for a week: not asked for any more."""

"""Values of a sync: the server's feeds and marks, how marks merge, and the result."""

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
"""The server's number of an article, and one of its labels."""


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
    """The part of a status that a sync server keeps, too."""

    read: bool
    starred: bool


def merged(agreed: Value, here: Value, there: Value) -> Value:
    """Return the value for both sides: the changed one, where one side changed it.

    Where both sides changed it differently, the local change wins: the server cannot say when.
    """
    return there if here == agreed else here


def merged_marks(agreed: Marks, here: Marks, there: Marks) -> Marks:
    """Return the marks of an article for both sides."""
    return Marks(
        merged(agreed.read, here.read, there.read),
        merged(agreed.starred, here.starred, there.starred),
    )


def first_marks(here: Marks, there: Marks) -> Marks:
    """Return the marks of an article that both sides had before the first sync: none is lost."""
    return Marks(here.read or there.read, here.starred or there.starred)


@dataclass(frozen=True, slots=True)
class Item:
    """An article on the sync server."""

    id: str
    stream: str
    """The server's name for its feed."""
    entry: Entry


@dataclass(frozen=True, slots=True)
class ServerMarks:
    """The numbers of all articles on a sync server, of the unread and of the starred ones."""

    items: frozenset[str]
    unread: frozenset[str]
    starred: frozenset[str]

    def marks(self, item: str) -> Marks:
        """Return the server's marks on an article."""
        return Marks(item not in self.unread, item in self.starred)


@dataclass(frozen=True, slots=True)
class Tie:
    """The state in which a feed and the sync server last agreed."""

    stream: str | None
    """Its name on the server; None: the server does not have it."""
    folder: str | None = None
    """Its local folder at the last comparison."""
    folder_there: str | None = None
    """Its folder on the server then: some servers keep a folder for feeds without one."""
    is_folder_known: bool = False
    """Whether `folder_there` is known; if not, the next one listed counts as no change."""
    url: str | None = None
    """Its address on the server at the first comparison; None: not stored by old versions."""
    title: str | None = None
    """Its title when both sides last agreed on one; None: not yet compared."""
    refused: datetime | None = None
    """When the server refused it."""


@dataclass(frozen=True, slots=True)
class Synced:
    """The result of a sync."""

    server: str
    feeds_added: int = 0
    """Feeds subscribed to here, because the server has them."""
    feeds_removed: int = 0
    subscribed: int = 0
    """Feeds subscribed to on the server, because they are here."""
    unsubscribed: int = 0
    new: Mapping[FeedId, int] = field(default_factory=dict)
    """New articles, by feed."""
    taken: int = 0
    """Articles whose marks were taken from the server."""
    sent: int = 0
    """Articles whose marks were sent to the server."""
    failures: tuple[str, ...] = ()
    """What failed, a sentence each; the rest was done."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """The state of the sync with the configured server."""

    server: str
    """Its name."""
    last: datetime | None
    """When everything was last compared; None: never."""
    error: str | None
    """Why the last sync failed; None: it succeeded."""
    removes: int
    """How many feeds the last sync would have removed, had the person confirmed."""
    lost: int
    """Articles that the server lists but did not send for a week; they are given up."""

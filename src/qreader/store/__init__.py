"""Store: the cache. All SQL is in this package, and nothing else is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qreader.store.base import Clock, Table, utc_now
from qreader.store.database import Database

if TYPE_CHECKING:
    from qreader.store.activity import Activity
    from qreader.store.answers import Answers
    from qreader.store.articles import Articles
    from qreader.store.editing import Editing
    from qreader.store.feeds import Feeds
    from qreader.store.front import Front
    from qreader.store.judgements import Judgements
    from qreader.store.last_seen_entries import LastSeenEntries
    from qreader.store.links import Links
    from qreader.store.lists import Lists
    from qreader.store.news import News
    from qreader.store.pages import Pages
    from qreader.store.places import Places
    from qreader.store.pruning import Pruning
    from qreader.store.queue import Queue
    from qreader.store.refreshes import Refreshes
    from qreader.store.remembered import Remembered
    from qreader.store.removed import Removed
    from qreader.store.revisions import Revisions
    from qreader.store.rules import Rules
    from qreader.store.saving import Saving
    from qreader.store.search import SearchIndex
    from qreader.store.searches import Searches
    from qreader.store.signatures import Signatures
    from qreader.store.space import Space
    from qreader.store.statuses import Statuses
    from qreader.store.stories import Stories
    from qreader.store.subscriptions import Subscriptions
    from qreader.store.syncing import Syncing
    from qreader.store.undoable import UndoableActions
    from qreader.store.undoing import Undoing

__all__ = ["Store"]

T = TypeVar("T", bound=Table)


class Store:
    """The cache: its file, and its tables, each imported and made at its first use.

    Any thread may call any method.
    """

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        """Open the cache, made on first use; ages in queries are counted from the clock's time.

        Raises StoreError, StoreVersionError.
        """
        self._database = Database(path)
        self._clock = clock

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._database.close()

    def version(self) -> int:
        """Return a number that changes when anybody commits; takes microseconds."""
        return self._database.version()

    def without_reload(self) -> AbstractContextManager[None]:
        """Let `version` stay as it is for what this thread changes in a block."""
        return self._database.without_reload()

    def back_up(self, target: Path) -> None:
        """Write a whole copy of the cache, while others may use it. Raises FileError."""
        self._database.back_up(target)

    def transaction(self) -> AbstractContextManager[object]:
        """Make one transaction of all calls in a block: all of it is stored, or nothing."""
        return self._database.transaction()

    # ---- tables

    @cached_property
    def feeds(self) -> Feeds:
        """Feeds that are subscribed to."""
        from qreader.store.feeds import Feeds

        return self._table(Feeds)

    @cached_property
    def activity(self) -> Activity:
        """What feeds bring, and how much of it is opened."""
        from qreader.store.activity import Activity

        return self._table(Activity)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """What brings feeds in."""
        from qreader.store.subscriptions import Subscriptions

        return self._table(Subscriptions)

    @cached_property
    def removed(self) -> Removed:
        """Feeds that were removed and can be brought back."""
        from qreader.store.removed import Removed

        return self._table(Removed)

    @cached_property
    def editing(self) -> Editing:
        """What the person says of feeds."""
        from qreader.store.editing import Editing

        return self._table(Editing)

    @cached_property
    def articles(self) -> Articles:
        """Articles, their rows in lists, and their bodies."""
        from qreader.store.articles import Articles

        return self._table(Articles)

    @cached_property
    def answers(self) -> Answers:
        """What programs answered to articles."""
        from qreader.store.answers import Answers

        return self._table(Answers)

    @cached_property
    def lists(self) -> Lists:
        """The articles of queries."""
        from qreader.store.lists import Lists

        return self._table(Lists)

    @cached_property
    def statuses(self) -> Statuses:
        """What the person did with articles."""
        from qreader.store.statuses import Statuses

        return self._table(Statuses)

    @cached_property
    def stories(self) -> Stories:
        """Which articles report one event."""
        from qreader.store.stories import Stories

        return self._table(Stories)

    @cached_property
    def links(self) -> Links:
        """The related stories that pages name themselves."""
        from qreader.store.links import Links

        return self._table(Links)

    @cached_property
    def revisions(self) -> Revisions:
        """Earlier texts of articles."""
        from qreader.store.revisions import Revisions

        return self._table(Revisions)

    @cached_property
    def places(self) -> Places:
        """Where articles were left."""
        from qreader.store.places import Places

        return self._table(Places)

    @cached_property
    def pages(self) -> Pages:
        """Articles' pages: wanted, fetched, failed."""
        from qreader.store.pages import Pages

        return self._table(Pages)

    @cached_property
    def remembered(self) -> Remembered:
        """What the interface keeps."""
        from qreader.store.remembered import Remembered

        return self._table(Remembered)

    @cached_property
    def front(self) -> Front:
        """What is front of mind."""
        from qreader.store.front import Front

        return self._table(Front)

    @cached_property
    def searches(self) -> Searches:
        """Saved searches."""
        from qreader.store.searches import Searches

        return self._table(Searches)

    @cached_property
    def rules(self) -> Rules:
        """What is done with articles as they arrive."""
        from qreader.store.rules import Rules

        return self._table(Rules)

    @cached_property
    def search_index(self) -> SearchIndex:
        """The words of articles."""
        from qreader.store.search import SearchIndex

        return self._table(SearchIndex)

    @cached_property
    def judgements(self) -> Judgements:
        """What the person said of pairs of articles."""
        from qreader.store.judgements import Judgements

        return self._table(Judgements)

    @cached_property
    def signatures(self) -> Signatures:
        """What relates articles."""
        from qreader.store.signatures import Signatures

        return self._table(Signatures)

    @cached_property
    def undoing(self) -> Undoing:
        """Takes back what the person did."""
        from qreader.store.undoing import Undoing

        return self._table(Undoing)

    @cached_property
    def pruning(self) -> Pruning:
        """Lets go of old articles."""
        from qreader.store.pruning import Pruning

        return self._table(Pruning)

    @cached_property
    def space(self) -> Space:
        """The size of the cache's file."""
        from qreader.store.space import Space

        return self._table(Space)

    @cached_property
    def undoable(self) -> UndoableActions:
        """What the person did, to be taken back."""
        from qreader.store.undoable import UndoableActions

        return self._table(UndoableActions)

    @cached_property
    def queue(self) -> Queue:
        """What the person wants to hear or see."""
        from qreader.store.queue import Queue

        return self._table(Queue)

    @cached_property
    def saving(self) -> Saving:
        """Reads the state of a feed, and writes a plan for it."""
        from qreader.store.saving import Saving

        return self._table(Saving)

    @cached_property
    def last_seen_entries(self) -> LastSeenEntries:
        """The entries of each feed's last document."""
        from qreader.store.last_seen_entries import LastSeenEntries

        return self._table(LastSeenEntries)

    @cached_property
    def news(self) -> News:
        """What arrived and was told to nobody yet."""
        from qreader.store.news import News

        return self._table(News)

    @cached_property
    def refreshes(self) -> Refreshes:
        """When all feeds were last refreshed."""
        from qreader.store.refreshes import Refreshes

        return self._table(Refreshes)

    @cached_property
    def syncing(self) -> Syncing:
        """What a sync needs of the cache."""
        from qreader.store.syncing import Syncing

        return self._table(Syncing)

    def _table(self, kind: type[T]) -> T:
        return kind(self._database, self._clock)

"""Removed feeds: out of everything that a person sees, whole for a while, and back again.

A removed feed keeps its row, which nothing but this module and `Subscriptions.add` looks at. Its
articles are set aside: without a date they are in no list, no search and no story, as pruned ones
are. What the person kept of it (starred, for later, tagged) stays where it is, and is asked for no
more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from qreader import model
from qreader.errors import NotFoundError
from qreader.store.base import Blocks, Clock, Table
from qreader.store.feeds import Feeds
from qreader.store.packed import unpack
from qreader.store.search import SearchIndex
from qreader.store.signatures import Signatures
from qreader.store.statuses import QUEUED, TAGGED
from qreader.store.times import from_seconds, to_seconds
from qreader.store.undoable import UndoableActions

if TYPE_CHECKING:
    from qreader.model import Feed, FeedId, Label, RemovedFeed

WHOLE_FOR = timedelta(days=30)
"""How long a removed feed can be brought back whole."""


_COLUMNS = """
    SELECT id, coalesce(own_title, title, url), url, folder, removed, articles,
           (SELECT count(*) FROM status JOIN set_aside USING (id) WHERE feed_id = feed.id)
    FROM feed WHERE removed IS NOT NULL
"""


class Removed(Table):
    """Feeds that were removed and can be brought back."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._feeds = Feeds(database, clock)
        self._search_index = SearchIndex(database, clock)
        self._signatures = Signatures(database, clock)
        self._undoable = UndoableActions(database, clock)

    def remove(
        self, feed_id: FeedId, *, now: datetime, keep: bool = True, label: Label | None = None
    ) -> RemovedFeed:
        """Take a feed out of everything, but for what the person kept of it, with `keep`.

        label: what `undo` calls it, given how many articles stay. Raises NotFoundError.
        """
        with self._database.transaction() as connection:
            self._feeds.one(feed_id)
            values = {"id": feed_id, "keep": keep, "now": to_seconds(now)}
            connection.execute(
                f"""
                INSERT INTO set_aside (id, dated, hidden_dated)
                SELECT id, dated, hidden_dated FROM status
                WHERE feed_id = :id AND (dated IS NOT NULL OR hidden_dated IS NOT NULL)
                  AND NOT (:keep AND (starred = 1 OR later = 1 OR {TAGGED} OR {QUEUED}))
                """,
                values,
            )
            connection.execute(
                """
                UPDATE status SET dated = NULL, hidden_dated = NULL
                WHERE feed_id = :id AND id IN (SELECT id FROM set_aside)
                """,
                values,
            )
            connection.execute("DELETE FROM sync_feed WHERE feed_id = :id", values)
            connection.execute("UPDATE feed SET removed = :now WHERE id = :id", values)
            gone = self.one(feed_id)
            if label is not None:
                self._undoable.feed_removed(feed_id, label(gone.kept))
            return gone

    def remove_all(
        self,
        feed_ids: Sequence[FeedId],
        *,
        now: datetime,
        keep: bool = True,
        label: Label | None = None,
    ) -> list[RemovedFeed]:
        """Remove several feeds likewise, or none of them."""
        with self._database.transaction():
            gone = [self.remove(feed_id, now=now, keep=keep) for feed_id in feed_ids]
            if label is not None:
                kept = sum(one.kept for one in gone)
                self._undoable.feeds_removed(feed_ids, label(kept))
            return gone

    def bring_back(self, feed_id: FeedId) -> Feed:
        """Put a removed feed back, with all that is left of it. Raises NotFoundError."""
        with self._database.transaction() as connection:
            self.one(feed_id)
            values = {"id": feed_id}
            for statement in _BACK:
                connection.execute(statement, values)
            return self._feeds.one(feed_id)

    def one(self, feed_id: FeedId) -> RemovedFeed:
        """Return one removed feed. Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(f"{_COLUMNS} AND id = :id", {"id": feed_id}).fetchone()
        if row is None:
            raise NotFoundError(f"no removed feed has the number {feed_id}", feed_id)
        return _removed(row)

    def all(self) -> list[RemovedFeed]:
        """Return the removed feeds, the last one first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{_COLUMNS} ORDER BY removed DESC, id DESC")
            return [_removed(row) for row in rows]

    def kept_unread(self) -> int:
        """Return how many unread articles were kept of removed feeds and are listed."""
        with self._database.reading() as connection:
            row: tuple[int] = connection.execute(
                """
                SELECT coalesce(sum(unread), 0) FROM feed
                WHERE removed IS NOT NULL AND signal_only = 0
                """
            ).fetchone()
            return row[0]

    def any_to_let_go(self, *, now: datetime) -> bool:
        """Whether feeds were removed so long ago that there is something to forget of them."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"""
                SELECT 1 FROM feed WHERE removed < :before AND ({_NOTHING_LEFT} OR EXISTS (
                    SELECT 1 FROM status JOIN set_aside USING (id) WHERE feed_id = feed.id)) LIMIT 1
                """,
                {"before": to_seconds(now - WHOLE_FOR)},
            ).fetchone()
            return row is not None

    def let_go(self, limit: int, *, now: datetime) -> int:
        """Forget articles, at most so many, of feeds that were removed long ago; return how many.

        A feed of which nothing is kept goes with the last of them.
        """
        with self._database.transaction() as connection:
            values = {"before": to_seconds(now - WHOLE_FOR), "limit": limit}
            rows = connection.execute(
                """
                SELECT set_aside.id, feed_id, article.title, text, terms, posted FROM feed
                JOIN status ON feed_id = feed.id JOIN set_aside ON set_aside.id = status.id
                JOIN article ON article.id = status.id JOIN body ON body.id = status.id
                LEFT JOIN signature ON signature.id = status.id
                WHERE removed < :before ORDER BY set_aside.id LIMIT :limit
                """,
                values,
            ).fetchall()
            for number, _, title, text, terms, posted in rows:
                self._search_index.unindex(number, title, unpack(text))
                self._signatures.unpost(number, terms, posted)
            connection.executemany("DELETE FROM status WHERE id = ?", [(row[0],) for row in rows])
            # what is stated again must be read again, should the feed come back
            for feed_id in {row[1] for row in rows}:
                self._feeds.read_anew(feed_id)
            if len(rows) < limit:
                connection.execute(
                    f"DELETE FROM feed WHERE removed < :before AND {_NOTHING_LEFT}", values
                )
            return len(rows)


def _removed(row: tuple[Any, ...]) -> RemovedFeed:
    """Build a removed feed from `_COLUMNS`."""
    number, title, url, folder, seconds, kept, articles = row
    at = from_seconds(seconds)
    return model.RemovedFeed(number, title, url, folder, at, at + WHOLE_FOR, articles, kept)


_BACK = (
    """
    UPDATE status SET dated = aside.dated, hidden_dated = aside.hidden_dated
    FROM set_aside AS aside WHERE aside.id = status.id AND feed_id = :id
    """,
    "DELETE FROM set_aside WHERE id IN (SELECT id FROM status WHERE feed_id = :id)",
    "UPDATE feed SET removed = NULL WHERE id = :id",
    # the server that was not told yet is not told any more; else it is to follow the feed anew
    """
    INSERT INTO sync_feed (feed_id, stream, folder, url, title, folder_there, folder_known)
    SELECT feed_id, stream, folder, url, title, folder_there, folder_known
    FROM sync_gone WHERE feed_id = :id
    """,
    "DELETE FROM sync_gone WHERE feed_id = :id",
)


# ---- after a while

_NOTHING_LEFT = """
    NOT EXISTS (SELECT 1 FROM status WHERE feed_id = feed.id AND (
        dated IS NOT NULL OR hidden_dated IS NOT NULL OR id IN (SELECT id FROM set_aside)))
    AND url NOT GLOB 'file:*#*'
"""

"""Syncing: the state that both sides of a sync last agreed on, and the differences since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from qreader.model import (
    ArticleId,
    FeedId,
    Kept,
    Labelled,
    Mark,
    Marks,
    Remote,
    ServerMarks,
    Subscription,
    Tie,
    first_marks,
    merged_marks,
)
from qreader.store.base import Blocks, Clock, Table
from qreader.store.feeds import Feeds
from qreader.store.links import title_key, url_key
from qreader.store.remembered import Remembered
from qreader.store.removed import Removed
from qreader.store.renames import Renames
from qreader.store.statuses import Statuses
from qreader.store.subscriptions import Subscriptions
from qreader.store.times import from_seconds, to_seconds

_ACCOUNT, _DONE = "sync.account", "sync.done"
_FAILED, _PAUSED, _REMOVES = "sync.failed", "sync.paused", "sync.removes"

LOST_AFTER = timedelta(days=7)
"""How long an article missing in complete answers is requested again at each sync."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of comparing all marks of both sides."""

    taken: int
    """How many articles took the server's marks."""
    to_send: Mapping[str, tuple[Marks, Marks]]
    """By the server's number: the marks as they should be and as they are there."""


class Syncing(Table):
    """The tables of the sync."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._feeds = Feeds(database, clock)
        self._remembered = Remembered(database, clock)
        self._removed = Removed(database, clock)
        self._renames = Renames(database, clock)
        self._statuses = Statuses(database, clock)
        self._subscriptions = Subscriptions(database, clock)

    def begin(self, account: str) -> None:
        """Delete the state of another server or user."""
        with self._database.transaction() as connection:
            if self._remembered.read(_ACCOUNT) == account:
                return
            connection.execute("DELETE FROM sync_item")
            connection.execute("UPDATE sync_feed SET stream = NULL")  # so that none is told of it
            connection.execute("DELETE FROM sync_feed")
            connection.execute("DELETE FROM sync_gone")
            self._remembered.write(_ACCOUNT, account)
            for name in (_DONE, _FAILED, _PAUSED, _REMOVES):
                self._remembered.write(name, "")

    def end(self, now: datetime) -> None:
        """Note that everything was compared."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE feed SET checked = :now, error = NULL, failures = 0
                WHERE id IN (SELECT feed_id FROM sync_feed WHERE stream IS NOT NULL)
                """,
                {"now": to_seconds(now)},
            )
            self._remembered.write(_DONE, str(to_seconds(now)))
            for name in (_FAILED, _PAUSED, _REMOVES):
                self._remembered.write(name, "")

    def fail(self, sentence: str, paused_until: datetime | None, removes: int = 0) -> None:
        """Store why the last sync failed, and until when the server rate-limits it.

        removes: how many feeds it would have removed, had the person confirmed.
        """
        with self._database.transaction():
            self._remembered.write(_FAILED, sentence)
            self._remembered.write(_PAUSED, str(to_seconds(paused_until) or ""))
            self._remembered.write(_REMOVES, str(removes or ""))

    def failure(self) -> tuple[str | None, int]:
        """Return why the last sync failed, and how many feeds it would have removed."""
        with self._database.reading():
            removes = self._remembered.read(_REMOVES)
            return self._remembered.read(_FAILED) or None, int(removes or 0)

    def paused_until(self) -> datetime | None:
        """Return until when the server rate-limits the sync; None: it does not."""
        seconds = self._remembered.read(_PAUSED)
        return from_seconds(int(seconds)) if seconds else None

    def last(self) -> datetime | None:
        """Return when everything was last compared; None: never."""
        seconds = self._remembered.read(_DONE)
        return from_seconds(int(seconds)) if seconds else None

    # ---- feeds

    def ties(self) -> dict[FeedId, Tie]:
        """Return the tie of each feed to the server."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT feed_id, stream, folder, refused, folder_there, folder_known, url, title
                FROM sync_feed
                """
            )
            return {
                feed_id: Tie(
                    stream, folder, there, bool(is_known), url, title, from_seconds(refused)
                )
                for feed_id, stream, folder, refused, there, is_known, url, title in rows
            }

    def tie(self, feed_id: FeedId, tie: Tie) -> None:
        """Tie a feed to its name on the server."""
        with self._database.transaction() as connection:
            _tie(connection, feed_id, tie)

    def meet(self, untied: Iterable[FeedId], ties: Mapping[FeedId, Tie]) -> None:
        """Tie feeds that were tied to another name or not at all.

        All change together, since the server may have swapped names. untied: feeds whose tie has
        ended. The server's numbers of their articles may mean other articles now, and are deleted.
        """
        with self._database.transaction() as connection:
            ids = [{"id": feed_id} for feed_id in untied]
            connection.executemany("UPDATE sync_feed SET stream = NULL WHERE feed_id = :id", ids)
            connection.executemany(_UNNUMBER, ids)
            for feed_id, tie in ties.items():
                _tie(connection, feed_id, tie)
                self._feeds.describe(feed_id, tie.title, None)

    def add(self, remote: Remote, now: datetime) -> bool:
        """Subscribe to a subscription of the server; return whether it is new here."""
        folder = next(iter(remote.folders), None)
        with self._database.transaction() as connection:
            wanted = Subscription(remote.url, folder=folder)
            feed, is_new = self._subscriptions.add(wanted, now=now)
            if feed.synced:
                return False  # the server has it twice: its articles are fetched once
            self._feeds.describe(feed.id, remote.title, remote.site_url)
            tie = Tie(remote.stream, folder, folder, True, remote.url, remote.title)
            _tie(connection, feed.id, tie)
            return is_new

    def describe(self, remotes: Iterable[Remote]) -> None:
        """Store the server's titles and sites of its feeds.

        A title that both sides agreed on may be the person's. It does not replace the feed's own.
        """
        with self._database.transaction():
            of_stream = {tie.stream: (feed_id, tie.title) for feed_id, tie in self.ties().items()}
            for remote in remotes:
                if remote.stream in of_stream:
                    feed_id, agreed = of_stream[remote.stream]
                    title = remote.title if remote.title != agreed else None
                    self._feeds.describe(feed_id, title, remote.site_url)

    def refuse(self, feed_id: FeedId, now: datetime) -> None:
        """Note that the server refused a feed."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO sync_feed (feed_id, refused) SELECT id, :now FROM feed WHERE id = :id
                ON CONFLICT (feed_id) DO UPDATE SET refused = excluded.refused
                """,
                {"id": feed_id, "now": to_seconds(now)},
            )

    def leave(self, feed_id: FeedId, now: datetime) -> None:
        """Remove a feed that was unsubscribed from on the server, as if the person had done it."""
        with self._database.transaction() as connection:
            connection.execute(  # the server knows of this removal
                "UPDATE sync_feed SET stream = NULL WHERE feed_id = :id", {"id": feed_id}
            )
            connection.execute(_UNNUMBER, {"id": feed_id})
            self._removed.remove(feed_id, now=now)

    def move(self, feed_id: FeedId, folder: str | None) -> None:
        """Move a feed to its folder on the server."""
        with self._database.transaction() as connection:
            if self._feeds.is_there(feed_id):
                self._feeds.move(feed_id, folder)
            _agree(connection, feed_id, folder, folder)

    def agree(self, feed_id: FeedId, folder: str | None, there: str | None) -> None:
        """Store the agreed folders of a feed on both sides."""
        with self._database.transaction() as connection:
            _agree(connection, feed_id, folder, there)

    def moved(self, feed_id: FeedId, folder: str | None) -> None:
        """Note that the server moved a feed to a folder.

        The next list shows its folder for feeds without one here.
        """
        with self._database.transaction() as connection:
            _agree(connection, feed_id, folder, folder, is_known=folder is not None)

    def agree_on_title(self, feed_id: FeedId, title: str, *, drop_own: bool = False) -> None:
        """Store the agreed title of a feed; drop_own: delete the person's, the server's wins."""
        with self._database.transaction() as connection:
            if drop_own and self._feeds.is_there(feed_id):
                self._feeds.rename(feed_id, None)
            connection.execute(
                "UPDATE sync_feed SET title = :title WHERE feed_id = :id",
                {"id": feed_id, "title": title},
            )

    def unsubscribed(self) -> list[tuple[str, str | None]]:
        """Return the server's names and the addresses of feeds removed here."""
        with self._database.reading() as connection:
            return connection.execute("SELECT stream, url FROM sync_gone").fetchall()

    def told(self, stream: str) -> None:
        """Note that the server was told of a removal."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sync_gone WHERE stream = ?", (stream,))

    # ---- articles

    def items(self, now: datetime) -> set[str]:
        """Return the server's numbers of all articles that need not be requested."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT item FROM sync_item WHERE missed IS NULL OR missed < ?",
                (to_seconds(now - LOST_AFTER),),
            )
            return {item for (item,) in rows}

    def articles(self, items: Iterable[str]) -> dict[str, ArticleId]:
        """Return the stored articles by the server's numbers."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT item, article_id FROM sync_item
                WHERE article_id IS NOT NULL AND item IN (SELECT value FROM json_each(?))
                """,
                (json.dumps(list(items)),),
            )
            return dict(rows.fetchall())

    def turned_unread(self, unread: Iterable[str]) -> set[str]:
        """Return the server's unread articles that were read there at the last comparison."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT item FROM sync_item WHERE read = 1 AND article_id IS NOT NULL
                AND item IN (SELECT value FROM json_each(?))
                """,
                (json.dumps(list(unread)),),
            )
            return {item for (item,) in rows}

    def one_kept(self, article_id: ArticleId) -> tuple[FeedId, Kept] | None:
        """Return an article's feed, and its values for recognition; None: it is deleted."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT feed_id FROM status JOIN article USING (id) WHERE id = ?", (article_id,)
            ).fetchone()
            return None if row is None else (row[0], self._renames.one_kept(article_id))

    def lost(self, now: datetime) -> int:
        """Return how many articles the server lists but did not send in the time allowed."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM sync_item WHERE missed < ?", (to_seconds(now - LOST_AFTER),)
            ).fetchone()
        return int(count)

    def forget(self, listed: Set[str]) -> int:
        """Delete the numbers that the server no longer has; return how many. The articles stay.

        It is called before articles are fetched, so that renumbered ones can match stored ones.
        """
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT item FROM sync_item").fetchall()
            gone = [row for row in rows if row[0] not in listed]
            connection.executemany("DELETE FROM sync_item WHERE item = ?", gone)
        return len(gone)

    def forget_all(self) -> None:
        """Delete all numbers: they mean other articles now."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sync_item")

    def loose(self, feed_id: FeedId, entries: Iterable[tuple[str | None, str]]) -> list[Kept]:
        """Return a feed's articles without a server's number that may be these entries.

        entries: addresses and titles.
        """
        found: dict[ArticleId, Kept] = {}
        with self._database.reading() as connection:
            for url, title in entries:
                keys = {"feed": feed_id, "u": url_key(url), "t": title_key(title)}
                for (number,) in connection.execute(_LOOSE, keys).fetchall():
                    if number not in found:
                        found[number] = self._renames.one_kept(number)
        return list(found.values())

    def take(self, found: Mapping[str, tuple[ArticleId, Marks]]) -> None:
        """Store the server's numbers of articles; the marks of both sides are joined."""
        with self._database.transaction() as connection:
            here = self._statuses.of_articles([number for number, _ in found.values()])
            wanted: dict[ArticleId, Marks] = {}
            for item, (number, marks) in found.items():
                if number not in here:
                    continue  # its feed was removed meanwhile
                own = Marks(here[number].read, here[number].starred)
                wanted[number] = first_marks(wanted.get(number, own), marks)
                _keep(connection, item, number, marks)
            self._mark(wanted)

    def pass_over(self, of_no_feed: Iterable[str], left_out: Iterable[str], now: datetime) -> None:
        """Store numbers of articles that are not here.

        of_no_feed: of feeds that are not here; they are not requested again. left_out: missing in a
        complete answer; they are requested again for a while.
        """
        with self._database.transaction() as connection:
            for item in of_no_feed:
                _keep(connection, item, None, Marks(read=False, starred=False))
            connection.executemany(
                """
                INSERT INTO sync_item (item, read, starred, missed) VALUES (:item, 0, 0, :now)
                ON CONFLICT (item) DO UPDATE SET missed = coalesce(missed, excluded.missed)
                """,
                [{"item": item, "now": to_seconds(now)} for item in left_out],
            )

    def merge(self, listed: ServerMarks) -> Merged:
        """Store the marks changed on the server; return the marks to send.

        Articles that the server no longer lists keep their marks.
        """
        wanted: dict[ArticleId, Marks] = {}
        taken: set[ArticleId] = set()
        to_send, agreed = {}, []
        with self._database.transaction() as connection:
            for item, number, *values in connection.execute(_ITEMS).fetchall():
                if number is None or item not in listed.items:
                    continue
                known, here = Marks(*map(bool, values[:2])), Marks(*map(bool, values[2:]))
                there = listed.marks(item)
                both = merged_marks(known, here, there)
                if both != here:
                    wanted[number] = both
                    taken.add(number)
                if both != there:
                    to_send[item] = (both, there)
                if there != known:
                    agreed.append((*_halfway(known, both, there), item))
            self._mark(wanted)
            connection.executemany(
                "UPDATE sync_item SET read = ?, starred = ? WHERE item = ?", agreed
            )
        return Merged(len(taken), to_send)

    def sent(self, items: Iterable[str], mark: Mark, value: bool) -> None:
        """Note that a mark of articles was set or cleared on the server."""
        column = {"read": "read", "starred": "starred"}[mark]
        with self._database.transaction() as connection:
            connection.executemany(
                f"UPDATE sync_item SET {column} = ? WHERE item = ?",
                [(value, item) for item in items],
            )

    def _mark(self, wanted: Mapping[ArticleId, Marks]) -> None:
        for value in (True, False):
            read = [n for n, marks in wanted.items() if marks.read is value]
            self._statuses.mark(read, read=value)
            starred = [n for n, marks in wanted.items() if marks.starred is value]
            self._statuses.mark(starred, starred=value)

    # ---- labels

    def labels(self) -> tuple[set[Labelled], set[Labelled]]:
        """Return the agreed labels of articles, and their present tags."""
        with self._database.reading() as connection:
            agreed = connection.execute("SELECT item, label FROM sync_label")
            here = connection.execute(
                "SELECT item, name FROM sync_item JOIN tag USING (article_id)"
            )
            return set(agreed.fetchall()), set(here.fetchall())

    def take_labels(self, add: Iterable[Labelled], remove: Iterable[Labelled]) -> None:
        """Add tags for the server's new labels, remove those of its deleted ones."""
        with self._database.transaction() as connection:
            for label, items in _by_label(add).items():
                self._statuses.tag(_articles(connection, items), [label], [])
                _agree_on_label(connection, items, label, value=True)
            for label, items in _by_label(remove).items():
                self._statuses.tag(_articles(connection, items), [], [label])
                _agree_on_label(connection, items, label, value=False)

    def agree_on_label(self, items: Iterable[str], label: str, *, value: bool) -> None:
        """Note that articles have a label on both sides, or on neither."""
        with self._database.transaction() as connection:
            _agree_on_label(connection, items, label, value=value)


def _by_label(labelled: Iterable[Labelled]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item, label in labelled:
        found.setdefault(label, []).append(item)
    return found


def _articles(connection: sqlite3.Connection, items: Iterable[str]) -> list[ArticleId]:
    rows = connection.execute(
        """
        SELECT article_id FROM sync_item
        WHERE article_id IS NOT NULL AND item IN (SELECT value FROM json_each(?))
        """,
        (json.dumps(list(items)),),
    )
    return [number for (number,) in rows]


def _agree_on_label(
    connection: sqlite3.Connection, items: Iterable[str], label: str, *, value: bool
) -> None:
    statement = (
        "INSERT OR IGNORE INTO sync_label (item, label) SELECT item, :label FROM sync_item"
        " WHERE item = :item"
        if value
        else "DELETE FROM sync_label WHERE item = :item AND label = :label"
    )
    connection.executemany(statement, [{"item": item, "label": label} for item in items])


_UNNUMBER = """
    DELETE FROM sync_item WHERE article_id IN (SELECT id FROM status WHERE feed_id = :id)
"""
_LOOSE = """
    SELECT status.id FROM article JOIN status USING (id)
    WHERE (url_key = :u OR title_key = :t) AND feed_id = :feed
      AND status.id NOT IN (SELECT id FROM set_aside)
      AND NOT EXISTS (SELECT 1 FROM sync_item WHERE article_id = status.id)
    ORDER BY status.id DESC LIMIT 20
"""
_ITEMS = """
    SELECT item, article_id, sync_item.read, sync_item.starred, status.read, status.starred
    FROM sync_item LEFT JOIN status ON status.id = article_id
"""


def _halfway(known: Marks, both: Marks, there: Marks) -> Marks:
    """Return the agreed marks until the others have been sent to the server."""
    return Marks(
        there.read if both.read == there.read else known.read,
        there.starred if both.starred == there.starred else known.starred,
    )


def _tie(connection: sqlite3.Connection, feed_id: FeedId, tie: Tie) -> None:
    connection.execute(
        """
        INSERT INTO sync_feed (feed_id, stream, folder, folder_there, folder_known, url, title)
        SELECT id, :stream, :folder, :folder_there, :folder_known, :url, :title
        FROM feed WHERE id = :id
        ON CONFLICT (feed_id) DO UPDATE SET stream = :stream, folder = :folder, refused = NULL,
            folder_there = :folder_there, folder_known = :folder_known, url = :url, title = :title
        """,
        {
            "id": feed_id,
            "stream": tie.stream,
            "folder": tie.folder,
            "folder_there": tie.folder_there,
            "folder_known": tie.is_folder_known,
            "url": tie.url,
            "title": tie.title,
        },
    )
    connection.execute(
        "UPDATE feed SET gone = 0, error = NULL, paused_until = NULL WHERE id = :id",
        {"id": feed_id},
    )
    # its articles may be among those stored as of no feed
    connection.execute("DELETE FROM sync_item WHERE article_id IS NULL AND missed IS NULL")


def _agree(
    connection: sqlite3.Connection,
    feed_id: FeedId,
    folder: str | None,
    there: str | None,
    *,
    is_known: bool = True,
) -> None:
    connection.execute(
        """
        UPDATE sync_feed SET folder = :folder, folder_there = :there, folder_known = :is_known
        WHERE feed_id = :id
        """,
        {"id": feed_id, "folder": folder, "there": there, "is_known": is_known},
    )


def _keep(
    connection: sqlite3.Connection, item: str, number: ArticleId | None, marks: Marks
) -> None:
    connection.execute(
        """
        INSERT INTO sync_item (item, article_id, read, starred) VALUES (?, ?, ?, ?)
        ON CONFLICT (item) DO UPDATE SET article_id = excluded.article_id,
            read = excluded.read, starred = excluded.starred, missed = NULL
        """,
        (item, number, marks.read, marks.starred),
    )

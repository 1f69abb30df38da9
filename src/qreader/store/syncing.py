"""What a sync server has, as both sides last agreed on it, and what differs from that now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qreader.merging import Mark, first_marks, merged_marks
from qreader.model import ArticleId, FeedId, Kept, Marks, Remote, ServerMarks, Subscription, Tie
from qreader.store import feeds, links, remembered, removed, renames, statuses, subscriptions
from qreader.store.database import Database
from qreader.store.times import from_seconds, to_seconds

_ACCOUNT, _DONE = "sync.account", "sync.done"


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of holding all marks here against all marks there."""

    taken: int
    """Articles whose marks are now the server's."""
    to_send: Mapping[str, tuple[Marks, Marks]]
    """By the server's number: the marks that it should have, and those that it has."""


class Syncing:
    """The part of the store that a sync needs; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account: str) -> None:
        """Forget what was agreed on with another server or as another user."""
        with self._database.transaction() as connection:
            if remembered.read(connection, _ACCOUNT) == account:
                return
            connection.execute("DELETE FROM sync_item")
            connection.execute("UPDATE sync_feed SET stream = NULL")  # so that none is told of it
            connection.execute("DELETE FROM sync_feed")
            connection.execute("DELETE FROM sync_gone")
            remembered.write(connection, _ACCOUNT, account)
            remembered.write(connection, _DONE, "")

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
            remembered.write(connection, _DONE, str(to_seconds(now)))

    def last(self) -> datetime | None:
        """Return when everything was last compared; None: never yet."""
        with self._database.reading() as connection:
            seconds = remembered.read(connection, _DONE)
        return from_seconds(int(seconds)) if seconds else None

    # ---- feeds

    def ties(self) -> dict[FeedId, Tie]:
        """Return what is known of each feed and the server."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT feed_id, stream, folder, refused FROM sync_feed")
            return {
                feed_id: Tie(stream, folder, from_seconds(refused))
                for feed_id, stream, folder, refused in rows
            }

    def tie(self, feed_id: FeedId, stream: str, folder: str | None) -> None:
        """Note that the server has a feed under a name."""
        with self._database.transaction() as connection:
            _tie(connection, feed_id, stream, folder)

    def add(self, remote: Remote, now: datetime) -> bool:
        """Subscribe to what the server has; return whether it is new here."""
        folder = next(iter(remote.folders), None)
        with self._database.transaction() as connection:
            wanted = Subscription(remote.url, folder=folder)
            feed, is_new = subscriptions.find_or_add(connection, wanted, is_page=False, now=now)
            if feed.synced:
                return False  # the server has it twice: its articles come once
            feeds.describe(connection, feed.id, remote.title, remote.site_url)
            _tie(connection, feed.id, remote.stream, folder)
            return is_new

    def describe(self, remotes: Iterable[Remote]) -> None:
        """Keep what the server says of its feeds."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT stream, feed_id FROM sync_feed").fetchall()
            of_stream = dict(rows)
            for remote in remotes:
                if remote.stream in of_stream:
                    feed_id = of_stream[remote.stream]
                    feeds.describe(connection, feed_id, remote.title, remote.site_url)

    def refuse(self, feed_id: FeedId, now: datetime) -> None:
        """Note that the server would not take a feed."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO sync_feed (feed_id, refused) SELECT id, :now FROM feed WHERE id = :id
                ON CONFLICT (feed_id) DO UPDATE SET refused = excluded.refused
                """,
                {"id": feed_id, "now": to_seconds(now)},
            )

    def leave(self, feed_id: FeedId, now: datetime) -> None:
        """Remove a feed that was unsubscribed from on the server, as if the person did it here."""
        with self._database.transaction() as connection:
            connection.execute(  # it need not be told
                "UPDATE sync_feed SET stream = NULL WHERE feed_id = :id", {"id": feed_id}
            )
            removed.remove(connection, feed_id, now, keep=True)

    def move(self, feed_id: FeedId, folder: str | None) -> None:
        """Put a feed into the folder that the server has it in."""
        with self._database.transaction() as connection:
            values = {"id": feed_id, "folder": folder}
            connection.execute("UPDATE feed SET folder = :folder WHERE id = :id", values)
            _agree(connection, feed_id, folder)

    def agree(self, feed_id: FeedId, folder: str | None) -> None:
        """Note in which folder both sides have a feed."""
        with self._database.transaction() as connection:
            _agree(connection, feed_id, folder)

    def unsubscribed(self) -> list[str]:
        """Return the server's names of the feeds that were removed here."""
        with self._database.reading() as connection:
            return [stream for (stream,) in connection.execute("SELECT stream FROM sync_gone")]

    def told(self, stream: str) -> None:
        """Note that the server knows of a removal."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sync_gone WHERE stream = ?", (stream,))

    # ---- articles

    def items(self) -> set[str]:
        """Return the server's numbers of all articles that are known."""
        with self._database.reading() as connection:
            return {item for (item,) in connection.execute("SELECT item FROM sync_item")}

    def loose(self, feed_id: FeedId, entries: Iterable[tuple[str | None, str]]) -> list[Kept]:
        """Return a feed's articles without a number of the server's that may be these.

        entries: addresses and titles.
        """
        found: dict[ArticleId, Kept] = {}
        with self._database.reading() as connection:
            for url, title in entries:
                keys = {"feed": feed_id, "u": links.url_key(url), "t": links.title_key(title)}
                for (number,) in connection.execute(_LOOSE, keys).fetchall():
                    if number not in found:
                        found[number] = renames.one_kept(connection, number)
        return list(found.values())

    def take(self, found: Mapping[str, tuple[ArticleId, Marks]]) -> None:
        """Keep which articles are which of the server's; marks of both sides are joined."""
        with self._database.transaction() as connection:
            here = statuses.of_articles(connection, [number for number, _ in found.values()])
            wanted: dict[ArticleId, Marks] = {}
            for item, (number, marks) in found.items():
                if number not in here:
                    continue  # its feed was removed meanwhile
                own = Marks(here[number].read, here[number].starred)
                wanted[number] = first_marks(wanted.get(number, own), marks)
                _keep(connection, item, number, marks)
            _mark(connection, wanted)

    def pass_over(self, items: Iterable[str]) -> None:
        """Note numbers that are of no article here, so that they are not asked for again."""
        with self._database.transaction() as connection:
            for item in items:
                _keep(connection, item, None, Marks(read=False, starred=False))

    def merge(self, listed: ServerMarks) -> Merged:
        """Take over what was marked on the server; return what it is to be told.

        What the server no longer has keeps its marks, and is forgotten as the server's.
        """
        wanted: dict[ArticleId, Marks] = {}
        taken: set[ArticleId] = set()
        to_send, agreed, missing = {}, [], []
        with self._database.transaction() as connection:
            for item, number, *values in connection.execute(_ITEMS).fetchall():
                if item not in listed.items:
                    missing.append((item,))
                    continue
                if number is None:
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
            _mark(connection, wanted)
            connection.executemany(
                "UPDATE sync_item SET read = ?, starred = ? WHERE item = ?", agreed
            )
            connection.executemany("DELETE FROM sync_item WHERE item = ?", missing)
        return Merged(len(taken), to_send)

    def sent(self, items: Iterable[str], mark: Mark, value: bool) -> None:
        """Note that the server now has a mark on articles, or has it no longer."""
        column = {"read": "read", "starred": "starred"}[mark]
        with self._database.transaction() as connection:
            connection.executemany(
                f"UPDATE sync_item SET {column} = ? WHERE item = ?",
                [(value, item) for item in items],
            )


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
    """Return what both sides agree on until the server has been told the rest."""
    return Marks(
        there.read if both.read == there.read else known.read,
        there.starred if both.starred == there.starred else known.starred,
    )


def _tie(connection: sqlite3.Connection, feed_id: FeedId, stream: str, folder: str | None) -> None:
    connection.execute(
        """
        INSERT INTO sync_feed (feed_id, stream, folder)
        SELECT id, :stream, :folder FROM feed WHERE id = :id
        ON CONFLICT (feed_id) DO UPDATE SET stream = :stream, folder = :folder, refused = NULL
        """,
        {"id": feed_id, "stream": stream, "folder": folder},
    )
    connection.execute(
        "UPDATE feed SET gone = 0, error = NULL, paused_until = NULL WHERE id = :id",
        {"id": feed_id},
    )
    # its articles may be among those that were of no feed here
    connection.execute("DELETE FROM sync_item WHERE article_id IS NULL")


def _agree(connection: sqlite3.Connection, feed_id: FeedId, folder: str | None) -> None:
    connection.execute(
        "UPDATE sync_feed SET folder = :folder WHERE feed_id = :id",
        {"id": feed_id, "folder": folder},
    )


def _keep(
    connection: sqlite3.Connection, item: str, number: ArticleId | None, marks: Marks
) -> None:
    connection.execute(
        """
        INSERT INTO sync_item (item, article_id, read, starred) VALUES (?, ?, ?, ?)
        ON CONFLICT (item) DO UPDATE SET article_id = excluded.article_id,
            read = excluded.read, starred = excluded.starred
        """,
        (item, number, marks.read, marks.starred),
    )


def _mark(connection: sqlite3.Connection, wanted: Mapping[ArticleId, Marks]) -> None:
    for value in (True, False):
        read: Sequence[ArticleId] = [n for n, marks in wanted.items() if marks.read is value]
        statuses.mark(connection, read, read=value, starred=None, later=None)
        starred: Sequence[ArticleId] = [n for n, marks in wanted.items() if marks.starred is value]
        statuses.mark(connection, starred, read=None, starred=value, later=None)

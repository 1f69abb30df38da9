"""The table of feeds: what is subscribed to, and how it goes with each."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from qreader import model
from qreader.errors import NotFoundError
from qreader.model.rows import OF_ANY_AGE
from qreader.store.base import Blocks, Clock, Table
from qreader.store.last_seen_entries import LastSeenEntries
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import Feed, FeedId, Move, Pace, Validators

_COLUMNS = """
    SELECT id, url, coalesce(own_title, title, url), folder, site_url, own_title, articles, unread,
           checked, next_check, error, failures, is_page, full_text, signal_only,
           gone, paused_until, typed_url, moved_to, moved_since,
           wait_seconds, quiet_hours, quiet_days, etag, last_modified, body_hash, outline,
           keep_days, keep_articles, missed_pages, recipe, found,
           id IN (SELECT feed_id FROM sync_feed WHERE stream IS NOT NULL)
    FROM feed
"""
_THERE = "WHERE removed IS NULL"
"""Of `_COLUMNS`: the feeds that are subscribed to; `removed` has the others."""


class Feeds(Table):
    """The feeds that are subscribed to; `Removed` has the others."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._last_seen_entries = LastSeenEntries(database, clock)

    def all(self) -> list[Feed]:
        """Return every feed by folder and title; those in no folder come last."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_COLUMNS} {_THERE}"
                " ORDER BY folder IS NULL, folder COLLATE NOCASE, 3 COLLATE NOCASE, id"
            )
            return [_feed(row) for row in rows]

    def one(self, feed_id: FeedId) -> Feed:
        """Return one feed. Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"{_COLUMNS} {_THERE} AND id = :id", {"id": feed_id}
            ).fetchone()
            if row is None:
                raise NotFoundError(f"no feed has the number {feed_id}", feed_id)
            return _feed(row)

    def any_signal_only(self) -> bool:
        """Whether there is a feed whose articles are not listed."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT 1 FROM feed WHERE signal_only = 1 LIMIT 1").fetchone()
            return row is not None

    def is_there(self, feed_id: FeedId) -> bool:
        """Whether a feed is still subscribed to."""
        with self._database.reading() as connection:
            found = connection.execute(f"SELECT 1 FROM feed {_THERE} AND id = :id", {"id": feed_id})
            return found.fetchone() is not None

    def read_anew(self, feed_id: FeedId) -> None:
        """Have a feed read whole at the next visit, as if it never was."""
        with self._database.transaction() as connection:
            self._last_seen_entries.write(feed_id, {})
            connection.execute(
                """
                UPDATE feed SET etag = NULL, last_modified = NULL, body_hash = NULL
                WHERE id = :id
                """,
                {"id": feed_id},
            )

    def rename(self, feed_id: FeedId, title: str | None) -> None:
        """Give a feed the person's own title; None: it goes by its own. Raises NotFoundError."""
        with self._database.transaction() as connection:
            self.one(feed_id)
            connection.execute(
                "UPDATE feed SET own_title = :title WHERE id = :id", {"id": feed_id, "title": title}
            )

    def move(self, feed_id: FeedId, folder: str | None) -> None:
        """Put a feed into a folder; None: into none. Raises NotFoundError."""
        with self._database.transaction() as connection:
            self.one(feed_id)
            connection.execute(
                "UPDATE feed SET folder = :folder WHERE id = :id", {"id": feed_id, "folder": folder}
            )

    def note_success(
        self, feed_id: FeedId, validators: Validators, *, now: datetime, next_check: datetime
    ) -> None:
        """Note that a feed was read, with what its server wants to hear next time."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE feed SET checked = :now, next_check = :next_check, error = NULL,
                    failures = 0,
                    gone = 0, paused_until = NULL,
                    found = CASE WHEN recipe IS NOT NULL THEN :now END,
                    etag = :etag, last_modified = :last_modified, body_hash = :body_hash
                WHERE id = :id
                """,
                {
                    "id": feed_id,
                    "now": to_seconds(now),
                    "next_check": to_seconds(next_check),
                    "etag": validators.etag,
                    "last_modified": validators.last_modified,
                    "body_hash": validators.body_hash,
                },
            )

    def note_unchanged(
        self,
        feed_id: FeedId,
        validators: Validators,
        *,
        now: datetime,
        next_check: datetime,
        move: Move | None = None,
    ) -> None:
        """Note that a feed was read and had nothing new."""
        with self._database.transaction():
            self.note_success(feed_id, validators, now=now, next_check=next_check)
            self.note_move(feed_id, move)

    def note_failure(
        self,
        feed_id: FeedId,
        error: str,
        *,
        now: datetime,
        next_check: datetime | None,
        paused_until: datetime | None = None,
        gone: bool = False,
    ) -> None:
        """Note why a feed could not be read, and what its server asked for; the rest stays."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE feed SET checked = :now, next_check = :next_check, error = :error,
                    failures = failures + 1, paused_until = :paused_until, gone = :gone
                WHERE id = :id
                """,
                {
                    "id": feed_id,
                    "now": to_seconds(now),
                    "next_check": to_seconds(next_check),
                    "error": error,
                    "paused_until": to_seconds(paused_until),
                    "gone": gone,
                },
            )

    def note_move(self, feed_id: FeedId, move: Move | None) -> None:
        """Note where a feed says to be; once that is settled, it is asked there.

        Never where another feed is: the two would be one, and which articles are whose is not ours
        to decide.
        """
        with self._database.transaction() as connection:
            if move is not None and move.is_settled:
                connection.execute(
                    """
                    UPDATE feed SET url = :url, typed_url = coalesce(typed_url, url),
                        moved_to = NULL, moved_since = NULL
                    WHERE id = :id AND NOT EXISTS (
                        SELECT 1 FROM feed WHERE id <> :id AND :url IN (url, typed_url))
                    """,
                    {"id": feed_id, "url": move.url},
                )
                return
            url, since = (None, None) if move is None else (move.url, to_seconds(move.since))
            connection.execute(
                """
                UPDATE feed SET moved_to = :url, moved_since = :since
                WHERE id = :id AND (moved_to, moved_since) IS NOT (:url, :since)
                """,
                {"id": feed_id, "url": url, "since": since},
            )

    def note_pace(self, feed_id: FeedId, pace: Pace) -> None:
        """Keep how often a feed wants to be asked."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE feed SET wait_seconds = :wait, quiet_hours = :hours, quiet_days = :days
                WHERE id = :id
                  AND (wait_seconds, quiet_hours, quiet_days) IS NOT (:wait, :hours, :days)
                """,
                {
                    "id": feed_id,
                    "wait": pace.wait_seconds,
                    "hours": _to_bits(pace.quiet_hours),
                    "days": _to_bits(pace.quiet_days),
                },
            )

    def last_dates(self, feed_id: FeedId, limit: int) -> list[datetime]:
        """Return the dates of a feed's newest articles, newest first.

        What stands below all dates for want of one (`OF_ANY_AGE`) is of its arrival.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT CASE WHEN dated > arrived - :any_age THEN dated ELSE arrived END
                FROM status WHERE feed_id = :id AND dated IS NOT NULL
                ORDER BY dated DESC LIMIT :limit
                """,
                {"id": feed_id, "limit": limit, "any_age": int(OF_ANY_AGE.total_seconds())},
            )
            return [date for (seconds,) in rows if (date := from_seconds(seconds)) is not None]

    def set_keep(self, feed_id: FeedId, *, days: int | None, articles: int | None) -> None:
        """Say how much of a feed is kept, as in `Limits`; None: as the configuration says.

        Raises NotFoundError.
        """
        with self._database.transaction() as connection:
            self.one(feed_id)
            connection.execute(
                "UPDATE feed SET keep_days = :days, keep_articles = :articles WHERE id = :id",
                {"id": feed_id, "days": days, "articles": articles},
            )

    def describe(self, feed_id: FeedId, title: str | None, site_url: str | None) -> None:
        """Keep what the source says of itself; what it leaves out stays as it was."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE feed SET title = coalesce(:title, title),
                    site_url = coalesce(:site_url, site_url)
                WHERE id = :id
                  AND (coalesce(:title, title) IS NOT title
                       OR coalesce(:site_url, site_url) IS NOT site_url)
                """,
                {"id": feed_id, "title": title, "site_url": site_url},
            )


def _feed(row: tuple[Any, ...]) -> Feed:
    """Build a feed from `_COLUMNS`; the tables are STRICT, so the types are as declared."""
    (
        number, url, title, folder, site_url, own_title, articles, unread,
        checked, next_check, error, failures, is_page, full_text, signal_only,
        gone, paused_until, typed_url, moved_to, moved_since,
        wait_seconds, quiet_hours, quiet_days, etag, last_modified, body_hash, outline,
        keep_days, keep_articles, missed_pages, recipe, found, synced,
    ) = row  # fmt: skip
    since = from_seconds(moved_since)
    return model.Feed(
        id=number,
        url=url,
        title=title,
        folder=folder,
        site_url=site_url,
        own_title=own_title,
        articles=articles,
        unread=unread,
        checked=from_seconds(checked),
        next_check=from_seconds(next_check),
        error=error,
        failures=failures,
        is_page=bool(is_page),
        full_text=model.FullText(full_text) if full_text else None,
        signal_only=bool(signal_only),
        validators=model.Validators(etag, last_modified, body_hash),
        pace=model.Pace(wait_seconds, _from_bits(quiet_hours), _from_bits(quiet_days)),
        gone=bool(gone),
        paused_until=from_seconds(paused_until),
        move=model.Move(moved_to, since) if moved_to and since else None,
        typed_url=typed_url,
        attributes=tuple((name, value) for name, value in json.loads(outline or "[]")),
        keep_days=keep_days,
        keep_articles=keep_articles,
        missed_pages=missed_pages,
        recipe=model.stored_recipe(recipe) if recipe else None,
        found=from_seconds(found),
        synced=bool(synced),
    )


def _to_bits(numbers: frozenset[int]) -> int:
    return sum(1 << number for number in numbers)


def _from_bits(bits: int) -> frozenset[int]:
    return frozenset(number for number in range(bits.bit_length()) if bits >> number & 1)

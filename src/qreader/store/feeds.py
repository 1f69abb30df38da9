"""The table of feeds. Every function takes the connection that it works on."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from qreader.errors import NotFoundError
from qreader.model import Feed, FeedId, FullText, Subscription, Validators
from qreader.store.times import from_seconds, to_seconds

_COLUMNS = """
    SELECT id, url, coalesce(own_title, title, url), folder, site_url, articles, unread,
           checked, next_check, error, failures, is_page, full_text, signal_only,
           etag, last_modified, body_hash
    FROM feed
"""


def all_feeds(connection: sqlite3.Connection) -> list[Feed]:
    """Return every feed by folder and title; those in no folder come last."""
    rows = connection.execute(
        _COLUMNS + "ORDER BY folder IS NULL, folder COLLATE NOCASE, 3 COLLATE NOCASE, id"
    )
    return [_feed(row) for row in rows]


def one_feed(connection: sqlite3.Connection, feed_id: FeedId) -> Feed:
    """Return one feed. Raises NotFoundError."""
    row = connection.execute(_COLUMNS + "WHERE id = :id", {"id": feed_id}).fetchone()
    if row is None:
        raise NotFoundError(f"no feed has the number {feed_id}", feed_id)
    return _feed(row)


def any_signal_only(connection: sqlite3.Connection) -> bool:
    """Whether there is a feed whose articles are not listed."""
    row = connection.execute("SELECT 1 FROM feed WHERE signal_only = 1 LIMIT 1").fetchone()
    return row is not None


def set_signal_only(connection: sqlite3.Connection, feed_id: FeedId, signal_only: bool) -> None:
    """Say whether a feed's articles only count for what is front of mind."""
    connection.execute(
        "UPDATE feed SET signal_only = :value WHERE id = :id",
        {"value": signal_only, "id": feed_id},
    )


def is_there(connection: sqlite3.Connection, feed_id: FeedId) -> bool:
    """Whether a feed is still subscribed to."""
    found = connection.execute("SELECT 1 FROM feed WHERE id = :id", {"id": feed_id}).fetchone()
    return found is not None


def find_or_add(
    connection: sqlite3.Connection, subscription: Subscription, *, is_page: bool, now: datetime
) -> tuple[Feed, bool]:
    """Return the feed of a subscription's address, and whether it is new."""
    there = connection.execute(_COLUMNS + "WHERE url = :url", {"url": subscription.url}).fetchone()
    if there is not None:
        return _feed(there), False
    row: tuple[FeedId] = connection.execute(
        """
        INSERT INTO feed (url, own_title, folder, is_page, added)
        VALUES (:url, :title, :folder, :is_page, :now) RETURNING id
        """,
        {
            "url": subscription.url,
            "title": subscription.title,
            "folder": subscription.folder,
            "is_page": is_page,
            "now": to_seconds(now),
        },
    ).fetchone()
    return one_feed(connection, row[0]), True


def remove_feed(connection: sqlite3.Connection, feed_id: FeedId) -> None:
    """Forget a feed and, by cascade, all that hangs on it; `search` must be cleared before."""
    connection.execute("DELETE FROM feed WHERE id = :id", {"id": feed_id})


def note_success(
    connection: sqlite3.Connection,
    feed_id: FeedId,
    validators: Validators,
    *,
    now: datetime,
    next_check: datetime,
) -> None:
    """Note that a feed was read, with what its server wants to hear next time."""
    connection.execute(
        """
        UPDATE feed SET checked = :now, next_check = :next_check, error = NULL, failures = 0,
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


def note_failure(
    connection: sqlite3.Connection,
    feed_id: FeedId,
    error: str,
    *,
    now: datetime,
    next_check: datetime,
) -> None:
    """Note why a feed could not be read; nothing else of it changes."""
    connection.execute(
        """
        UPDATE feed SET checked = :now, next_check = :next_check, error = :error,
            failures = failures + 1
        WHERE id = :id
        """,
        {
            "id": feed_id,
            "now": to_seconds(now),
            "next_check": to_seconds(next_check),
            "error": error,
        },
    )


def set_full_text(
    connection: sqlite3.Connection, feed_id: FeedId, full_text: FullText | None
) -> None:
    """Say for which articles of a feed the page is fetched; None: as the configuration says."""
    connection.execute(
        "UPDATE feed SET full_text = :full_text WHERE id = :id",
        {"id": feed_id, "full_text": full_text},
    )


def describe(
    connection: sqlite3.Connection, feed_id: FeedId, title: str | None, site_url: str | None
) -> None:
    """Keep what the source says of itself; what it leaves out stays as it was."""
    connection.execute(
        """
        UPDATE feed SET title = coalesce(:title, title), site_url = coalesce(:site_url, site_url)
        WHERE id = :id
          AND (coalesce(:title, title) IS NOT title
               OR coalesce(:site_url, site_url) IS NOT site_url)
        """,
        {"id": feed_id, "title": title, "site_url": site_url},
    )


def _feed(row: tuple[Any, ...]) -> Feed:
    """Build a feed from `_COLUMNS`; the tables are STRICT, so the types are as declared."""
    (
        number, url, title, folder, site_url, articles, unread,
        checked, next_check, error, failures, is_page, full_text, signal_only, *validators,
    ) = row  # fmt: skip
    return Feed(
        id=number,
        url=url,
        title=title,
        folder=folder,
        site_url=site_url,
        articles=articles,
        unread=unread,
        checked=from_seconds(checked),
        next_check=from_seconds(next_check),
        error=error,
        failures=failures,
        is_page=bool(is_page),
        full_text=FullText(full_text) if full_text else None,
        signal_only=bool(signal_only),
        validators=Validators(*validators),
    )

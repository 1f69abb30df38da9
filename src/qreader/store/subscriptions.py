"""Subscriptions: the feed of an address, found, made anew, or brought back."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.store import feeds, removed
from qreader.store.numbers import NEXT_FEED
from qreader.store.times import to_seconds

if TYPE_CHECKING:
    from qreader.model import Feed, FeedId, Subscription


def find_or_add(
    connection: sqlite3.Connection, subscription: Subscription, *, is_page: bool, now: datetime
) -> tuple[Feed, bool]:
    """Return the feed of a subscription's address, and whether it is new.

    A feed that moved is also found by the address that it had. One that was removed is new, and
    comes back with all that is left of it.
    """
    there = connection.execute(
        """
        SELECT id, removed IS NOT NULL FROM feed WHERE :url IN (url, typed_url)
        ORDER BY removed IS NOT NULL, url <> :url
        """,
        {"url": subscription.url},
    ).fetchone()
    if there is None:
        return feeds.one_feed(connection, _add(connection, subscription, is_page, now)), True
    feed_id, is_removed = there
    if is_removed:
        _bring_back(connection, feed_id, subscription)
    return feeds.one_feed(connection, feed_id), bool(is_removed)


def _add(
    connection: sqlite3.Connection, subscription: Subscription, is_page: bool, now: datetime
) -> FeedId:
    row: tuple[FeedId] = connection.execute(
        f"""
        INSERT INTO feed (id, url, own_title, folder, is_page, added, outline)
        VALUES ({NEXT_FEED}, :url, :title, :folder, :is_page, :now, :outline) RETURNING id
        """,
        {
            "url": subscription.url,
            "title": subscription.title,
            "folder": subscription.folder,
            "is_page": is_page,
            "now": to_seconds(now),
            "outline": json.dumps(subscription.attributes) if subscription.attributes else None,
        },
    ).fetchone()
    return row[0]


def _bring_back(
    connection: sqlite3.Connection, feed_id: FeedId, subscription: Subscription
) -> None:
    """Put a removed feed back, under the title and in the folder that are named now, if any."""
    removed.bring_back(connection, feed_id)
    connection.execute(
        """
        UPDATE feed SET own_title = coalesce(:title, own_title), folder = coalesce(:folder, folder)
        WHERE id = :id
        """,
        {"id": feed_id, "title": subscription.title, "folder": subscription.folder},
    )

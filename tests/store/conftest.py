from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qreader.model import (
    ArticleId,
    Digest,
    Entry,
    Feed,
    FeedId,
    Incoming,
    ParsedFeed,
    Subscription,
    Validators,
)
from qreader.store import Store
from qreader.store.database import Block
from stored import save_items


@dataclass
class Clock:
    """The store's clock, which stands still until it is set."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store(tmp_path / "qreader.db", clock)
    yield opened
    opened.close()


@pytest.fixture
def feed(store: Store, now: datetime) -> Feed:
    found, _ = store.subscriptions.add(Subscription("https://example.org/feed"), now=now)
    return found


Save = Callable[..., list[ArticleId]]


@pytest.fixture
def save(store: Store, feed: Feed, now: datetime) -> Save:
    """Store entries given as (title, text) an hour apart, and return their ids, oldest first."""

    def _save(*entries: Entry | tuple[str, str], into: Feed = feed, etag: str | None = None):
        items = []
        for number, given in enumerate(entries):
            entry = given if isinstance(given, Entry) else Entry(given[0], given[0])
            if isinstance(given, tuple):
                entry = replace(entry, body_html=f"<p>{given[1]}</p>")
            text = (entry.body_html or "").removeprefix("<p>").removesuffix("</p>")
            identity = (entry.guid or entry.title).encode()
            stored = store.statuses.known(into.id, [identity]).get(identity)
            dated = None if stored else now - timedelta(hours=len(entries) - number)
            incoming = Incoming(identity, text.encode(), entry, stored and stored.id, dated)
            items.append((incoming, Digest(text, text[:80], 1)))
        save_items(
            store,
            into.id,
            ParsedFeed("Example"),
            items,
            Validators(etag=etag),
            now=now,
            next_check=now + timedelta(hours=1),
        )
        keys = [incoming.identity for incoming, _ in items]
        known = store.statuses.known(into.id, keys)
        return [known[key].id for key in keys]

    return _save


@pytest.fixture
def other_feed(store: Store, now: datetime) -> Feed:
    found, _ = store.subscriptions.add(
        Subscription("https://other.example/feed", folder="News"), now=now
    )
    return found


@pytest.fixture
def sql(store: Store, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection beside the store's, for what has no method."""
    connection = sqlite3.connect(tmp_path / "qreader.db", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()


@pytest.fixture
def block(sql: sqlite3.Connection) -> Block:
    """A block on that connection: tables that are made on it can be watched."""
    return Block(sql)


@pytest.fixture
def forget(store: Store, now: datetime) -> Callable[[FeedId], None]:
    """Remove a feed with all that it had, and let the time go by after which nothing is left."""

    def _forget(feed_id: FeedId) -> None:
        store.removed.remove(feed_id, now=now - timedelta(days=31), keep=False)
        store.removed.let_go(1_000, now=now)

    return _forget


@pytest.fixture
def prune(sql: sqlite3.Connection) -> Callable[[ArticleId], None]:
    """Take an article out as the schema means it: what was read goes, its ledger line stays."""

    def _prune(article_id: ArticleId) -> None:
        sql.execute("BEGIN IMMEDIATE")
        sql.execute("DELETE FROM article WHERE id = ?", (article_id,))
        sql.execute("UPDATE status SET dated = NULL WHERE id = ?", (article_id,))
        sql.execute("COMMIT")

    return _prune

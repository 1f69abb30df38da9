"""A cache, what brings it up to date, and a clock moved by hand; for tests of refreshing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qreader.collect.refresh import Refresh
from qreader.model import Feed, Query, Refreshed, Subscription
from qreader.process.sandbox import Sandbox
from qreader.sources.web.fetch import Fetcher
from qreader.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
INTERVAL = timedelta(minutes=30)


def rss(*titles: str, text: str = "Words.") -> bytes:
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><link>/{title}</link>"
        f"<description>{text}</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>".encode()


@dataclass
class World:
    """A cache, what brings it up to date, and a clock that is moved by hand."""

    store: Store
    refresh: Refresh
    now: datetime = NOW
    feeds: list[Feed] = field(default_factory=list)

    def subscribe(self, *addresses: str) -> None:
        for address in addresses:
            feed, _ = self.store.subscriptions.add(Subscription(address), now=self.now)
            self.feeds.append(feed)

    def run(self) -> dict[str, Refreshed]:
        """Refresh everything; return the outcomes by address."""
        return {done.url: done for done in self.refresh.run(self.store.feeds.all())}

    def feed(self, place: int = 0) -> Feed:
        return self.store.feeds.one(self.feeds[place].id)

    def titles(self) -> set[str]:
        return {row.title for row in self.store.articles.rows(self.store.lists.ids(Query()))}


@pytest.fixture
def world(tmp_path: Path, sandbox: Sandbox) -> Iterator[World]:
    store = Store(tmp_path / "qreader.db")
    made = World(store, Refresh(store, Fetcher(seconds=10), sandbox, INTERVAL, lambda: made.now))
    yield made
    made.refresh.fetcher.close()
    store.close()

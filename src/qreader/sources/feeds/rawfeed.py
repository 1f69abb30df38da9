"""RawFeed: a feed in feedparser's dictionaries, not yet cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as parsed by `wellformed` or, where that gives up, by `feedxml`."""

    version: str
    """Such as rss20, rss10, atom10; empty: unknown."""
    base: str
    """The base of relative addresses without an xml:base."""
    feed: dict[str, Any]
    entries: list[dict[str, Any]]

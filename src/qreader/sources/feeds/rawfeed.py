"""RawFeed: what a feed states, under feedparser's names, nothing cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as one of the two readers found it: `wellformed` or, for all others, `feedxml`."""

    version: str
    """Such as rss20, rss10, atom10; empty: none that is known."""
    base: str
    """The base of relative addresses where no xml:base says otherwise."""
    feed: dict[str, Any]
    entries: list[dict[str, Any]]

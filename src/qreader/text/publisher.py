"""Publishers: which feeds are one source."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

_FEED_HOSTS = frozenset({"www", "feeds", "feed", "rss"})
"""First labels of hosts that name no other publisher than the rest does."""


@lru_cache(maxsize=2_000)  # every page of a list asks for the same feeds
def publisher(feed_id: int, url: str, site_url: str | None) -> str:
    """Return the source of a feed: all feeds of a host are one; a file or folder is its own."""
    if url.startswith(("file:", "program:")):
        return str(feed_id)
    address = site_url or url
    try:
        host = urlsplit(address).hostname or url
    except ValueError:  # invalid brackets
        host = url
    first, _, rest = host.partition(".")
    return rest if first in _FEED_HOSTS and "." in rest else host

"""What the tests of the command line share: what a run said, and a feed to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Result:
    """What a run said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, which must be one JSON document."""
        return json.loads(self.out)

    @property
    def documents(self) -> list[Any]:
        """Standard output, which must be a JSON document on each line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@dataclass(frozen=True)
class Item:
    """One entry of a feed that a test writes."""

    guid: str
    title: str
    body: str = "<p>Nothing much happened.</p>"
    published: str = "Sun, 01 Mar 2026 08:30:00 GMT"


def rss(title: str, *items: Item) -> str:
    """Return an RSS 2.0 document."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{escape(item.guid)}</guid>"
        f"<title>{escape(item.title)}</title>"
        f"<link>https://news.example/{escape(item.guid)}</link>"
        f"<pubDate>{item.published}</pubDate>"
        f"<description>{escape(item.body)}</description></item>"
        for item in items
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{escape(title)}"
        f"</title><link>https://news.example/</link>{entries}</channel></rss>"
    )


MOON = Item(
    "moon-1",
    "Crater survey finds water ice under Kestrel Ridge",
    "<p>Surveyors of the Kestrel Ridge crater reported water ice two metres down.</p>"
    "<p>The second paragraph speaks of the drill.</p>",
    "Mon, 02 Mar 2026 10:00:00 GMT",
)
MOON_AGAIN = Item(
    "moon-2",
    "Water ice at Kestrel Ridge: what the crater survey means",
    "<p>Engineers of the Kestrel Ridge crater survey plan a second drill for the ice.</p>",
    "Tue, 03 Mar 2026 10:00:00 GMT",
)
BREAD = Item(
    "bread-1",
    "A bakery in Tarnholt bakes for the night ferry",
    "<p>Loaves leave the oven at two in the morning.</p>",
    "Sun, 01 Mar 2026 08:30:00 GMT",
)


def id_of(run: Run, guid: str) -> int:
    """Return the number of an article by its guid."""
    rows = run("list", "--json").document
    return next(row["id"] for row in rows if row["guid"] == guid)

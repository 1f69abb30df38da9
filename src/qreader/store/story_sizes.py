"""Story sizes: how many sources and articles a story has. Every view has its numbers from here.

An article counts if a list may show it, read or not: not if it is hidden, nor if its feed was
removed. A copy counts as an article, and its publisher as a source. A mute changes no number.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from qreader.model import StorySize
from qreader.store.base import Table
from qreader.store.times import to_seconds
from qreader.text.publisher import publisher

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from qreader.model import StoryId

TREND_DAYS = 7
_DAY = timedelta(days=1)


class StorySizes(Table):
    """The sizes of stories."""

    def of(self, stories: Collection[StoryId]) -> dict[StoryId, StorySize]:
        """Return the sizes of these stories; one of a single article has none."""
        if not stories:
            return {}
        values = {
            "stories": json.dumps(sorted(stories)),
            "now": to_seconds(self._clock()),
            "day": _DAY // timedelta(seconds=1),
        }
        with self._database.reading() as connection:
            told = {
                story: (feeds.split(","), days.split(","))
                for story, feeds, days in connection.execute(_MEMBERS, values)
            }
            publishers = _publishers(
                connection, {feed for feeds, _ in told.values() for feed in feeds}
            )
        return {
            story: StorySize(
                len({publishers[feed] for feed in set(feeds)}),
                len(days),
                tuple(days.count(day) for day in _DAYS),
            )
            for story, (feeds, days) in told.items()
            if len(days) > 1
        }


def _publishers(connection: sqlite3.Connection, feeds: Iterable[str]) -> dict[str, str]:
    rows = connection.execute(
        "SELECT id, url, site_url FROM feed WHERE id IN (SELECT value FROM json_each(:feeds))",
        {"feeds": f"[{','.join(feeds)}]"},
    )
    return {str(number): publisher(number, url, site_url) for number, url, site_url in rows}


_DAYS = [str(day) for day in reversed(range(TREND_DAYS))]
"""How many days ago, as the statement writes it."""
# a string a story, not a row an article: the largest stories have hundreds
_MEMBERS = """
    SELECT story_id, group_concat(feed_id), group_concat(max(0, (:now - dated) / :day))
    FROM json_each(:stories) CROSS JOIN story_article ON story_id = value
    CROSS JOIN status ON status.id = article_id
    WHERE dated IS NOT NULL GROUP BY story_id
"""

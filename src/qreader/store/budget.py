"""Budget: selects articles for a reading time: one of each story, largest stories first."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from qreader.store.base import Blocks, Clock, Table
from qreader.store.story_sizes import StorySizes
from qreader.store.timelines import Timelines
from qreader.store.times import to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, Query

NEWS = timedelta(days=7)
"""The age of news: older stories are selected only if there are no newer ones."""
MAX_CONSIDERED = 2_000
"""The most articles that are considered, the newest ones."""


class Budget(Table):
    """Selections for a reading time."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._timelines = Timelines(database, clock)
        self._story_sizes = StorySizes(database, clock)

    def ids(self, query: Query) -> list[ArticleId]:
        """Return articles that fit into the query's minutes, stories of most sources first.

        An article that is too long for the remaining time is skipped for shorter ones; if none is
        short enough, the first one is returned nevertheless.
        """
        with self._database.reading() as connection:
            by_story = replace(query, minutes=None, by_story=True)
            heads = self._timelines.ids(by_story, limit=MAX_CONSIDERED)
            rows = connection.execute(
                """
                SELECT status.id, minutes, dated, story_id FROM json_each(:heads)
                JOIN status ON status.id = value JOIN article ON article.id = value
                LEFT JOIN story_article ON article_id = value
                """,
                {"heads": json.dumps(heads)},
            ).fetchall()
            sizes = self._story_sizes.of({row[3] for row in rows} - {None})
            sources = {story: size.sources for story, size in sizes.items()}
            since = to_seconds(self._clock() - NEWS)
            news = [row for row in rows if row[2] >= since] or rows
            news.sort(key=lambda row: (-sources.get(row[3], 1), -row[2], -row[0]))
            left = query.minutes or 0
            picked: list[ArticleId] = []
            for number, minutes, _, _ in news:
                if minutes <= left:
                    picked.append(number)
                    left -= minutes
            return picked or [number for number, *_ in news[:1]]

"""Timelines: lists in the order of an index, newest first; words of a query are ignored."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from qreader.model import Order, Scope, packed
from qreader.store.base import Blocks, Clock, Table
from qreader.store.feeds import Feeds
from qreader.store.orders import Chosen, Orders
from qreader.store.scopes import narrowed, values_of
from qreader.store.stories import Stories

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from qreader.model import ArticleId, Query

MAX_SPECIAL = 2_000
"""The most articles of a list that is read as a whole."""


class Timelines(Table):
    """Lists of articles in the order of their indexes. Only a story is oldest first and whole."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._feeds = Feeds(database, clock)
        self._stories = Stories(database, clock)
        self._orders = Orders(database, clock)

    def ids(
        self, query: Query, *, after: ArticleId | None = None, limit: int | None = None
    ) -> list[ArticleId]:
        """Return a page of a list."""
        with self._database.reading() as connection:
            return list(self._walk(connection, query, after, limit))

    def all_ids(self, query: Query) -> Sequence[ArticleId]:
        """Return a whole list, in 8 bytes an article."""
        with self._database.reading() as connection:
            return packed(self._walk(connection, query, None, None))

    def count(self, query: Query) -> int:
        """Return how many rows a list has."""
        special = self._special(query)
        if special is not None:
            return len(special)
        conditions, values = self.conditions(query), values_of(query)
        with self._database.reading() as connection:
            statement = f"SELECT count(*) FROM status WHERE dated IS NOT NULL{conditions}"
            (total,) = connection.execute(statement, values).fetchone()
            if query.by_story:
                (told_by_others,) = connection.execute(
                    f"""
                    SELECT count(*) - count(DISTINCT story_id) FROM story_article
                    JOIN status ON status.id = article_id WHERE dated IS NOT NULL{conditions}
                    """,
                    values,
                ).fetchone()
                total -= told_by_others
            return int(total)

    def conditions(self, query: Query) -> str:
        """Return the conditions of a list; signal-only feeds are only in their own lists."""
        conditions = narrowed(query)
        if query.feed_id is None and self._feeds.any_signal_only():
            conditions += " AND feed_id NOT IN (SELECT id FROM feed WHERE signal_only = 1)"
        return conditions

    def _walk(
        self,
        connection: sqlite3.Connection,
        query: Query,
        after: ArticleId | None,
        limit: int | None,
    ) -> Iterator[ArticleId]:
        special = self._special(query)
        if special is not None:
            start = special.index(after) + 1 if after in special else 0
            yield from special[start:][:limit]
            return
        conditions = self.conditions(query)
        if query.order not in {None, Order.NEWEST}:
            chosen = Chosen(conditions, values_of(query), by_story=query.by_story)
            yield from self._orders.ids(chosen, query.order, after=after, limit=limit)
            return
        if after is not None:
            conditions += (
                " AND (dated, id) <"
                " ((SELECT coalesce(dated, arrived) FROM status WHERE id = :after), :after)"
            )
        values = values_of(query) | {"after": after, "limit": -1 if limit is None else limit}
        if query.by_story:
            yield from islice(_newest_of_stories(connection, query, conditions, values), limit)
            return
        statement = (
            f"SELECT id FROM status WHERE dated IS NOT NULL{conditions}"
            " ORDER BY dated DESC, id DESC LIMIT :limit"
        )
        yield from (number for (number,) in connection.execute(statement, values))

    def _special(self, query: Query) -> list[ArticleId] | None:
        """Return a whole list with an order of its own; None: the list has the common order."""
        if query.story is not None:
            return self._stories.members(query.story)
        statement = _SPECIAL.get(query.scope)
        if statement is None:
            return None
        with self._database.reading() as connection:
            return [number for (number,) in connection.execute(statement, {"most": MAX_SPECIAL})]


_SPECIAL = {
    Scope.HISTORY: """
        SELECT id FROM visit WHERE id NOT IN (SELECT id FROM set_aside)
        ORDER BY at DESC, id DESC LIMIT :most
    """,
    Scope.HIDDEN: """
        SELECT id FROM status WHERE hidden_dated IS NOT NULL
        ORDER BY hidden_dated DESC, id DESC LIMIT :most
    """,
}


def _newest_of_stories(
    connection: sqlite3.Connection,
    query: Query,
    conditions: str,
    values: dict[str, object],
) -> Iterator[ArticleId]:
    """Yield the articles of a list, of each story only the newest in the whole list."""
    seen: set[int] = set()
    rows = connection.execute(
        f"""
        SELECT id, dated, story_id FROM status LEFT JOIN story_article ON article_id = id
        WHERE dated IS NOT NULL{conditions} ORDER BY dated DESC, id DESC
        """,
        values,
    )
    for number, dated, story in rows:
        if story is not None:
            if story in seen:
                continue
            seen.add(story)
            if values["after"] is not None:
                newer = connection.execute(
                    f"{_NEWER_OF_STORY}{narrowed(query)} LIMIT 1",
                    values_of(query) | {"story": story, "dated": dated, "id": number},
                )
                if newer.fetchone() is not None:  # the story's row is on an earlier page
                    continue
        yield number


_NEWER_OF_STORY = """
    SELECT 1 FROM story_article JOIN status ON status.id = article_id
    WHERE story_id = :story AND dated IS NOT NULL AND (dated, id) > (:dated, :id)
"""

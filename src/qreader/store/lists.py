"""Lists: the articles of a query, which an index, a search or a budget of minutes picks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.model import packed
from qreader.store import statuses

if TYPE_CHECKING:
    from qreader.model import ArticleId, Query


def ids(
    connection: sqlite3.Connection,
    query: Query,
    now: datetime,
    *,
    after: ArticleId | None = None,
    limit: int | None = None,
) -> list[ArticleId]:
    """Return a page of a list, newest first; with words, the best found. Raises QueryError."""
    if query.words:
        from qreader.store import finding  # 10 ms of patterns that no start needs

        return [number for number, _ in finding.find(connection, query, now, limit)]
    if query.minutes is None:
        return list(statuses.walk(connection, query, after=after, limit=limit))
    from qreader.store import budget

    found = budget.ids(connection, query, now)
    start = found.index(after) + 1 if after in found else 0
    return found[start:][:limit]


def all_ids(connection: sqlite3.Connection, query: Query, now: datetime) -> Sequence[ArticleId]:
    """Return a whole list in little memory. Raises QueryError."""
    is_picked = query.words or query.minutes is not None
    return packed(ids(connection, query, now) if is_picked else statuses.walk(connection, query))


def count(connection: sqlite3.Connection, query: Query, now: datetime) -> int:
    """Return how many articles a query finds. Raises QueryError."""
    if query.words:
        from qreader.store import finding

        return finding.count(connection, query, now)
    if query.minutes is None:
        return statuses.count(connection, query)
    from qreader.store import budget

    return len(budget.ids(connection, query, now))

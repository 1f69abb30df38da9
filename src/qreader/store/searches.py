"""The searches that the person saved under a name."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from qreader import model
from qreader.errors import QueryError, UsageError
from qreader.model import Query, Scope
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import Search


def all_searches(connection: sqlite3.Connection, now: datetime, max_steps: int) -> list[Search]:
    """Return the saved searches in the order they were saved, with unread counts where cheap."""
    rows = connection.execute("SELECT name, query FROM search_saved ORDER BY position").fetchall()
    return [
        model.Search(name, query, _unread(connection, query, now, max_steps))
        for name, query in rows
    ]


def _unread(
    connection: sqlite3.Connection, query: str, now: datetime, max_steps: int
) -> int | None:
    from qreader.store import finding  # 10 ms of patterns that no start needs

    try:
        found = finding.count_soon(connection, Query(Scope.UNREAD, words=query), now, max_steps)
    except QueryError:  # saved by a newer qreader, which can read more
        return None
    return None if found == finding.MAX_RESULTS else found  # there may be more


def save(connection: sqlite3.Connection, name: str, query: str) -> None:
    """Save a search, at its old place where it had one. Raises QueryError."""
    from qreader.text.query import read_query

    read_query(query)
    connection.execute(
        """
        INSERT INTO search_saved (name, query, position)
        VALUES (:name, :query, (SELECT coalesce(max(position), 0) + 1 FROM search_saved))
        ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query
        """,
        {"name": name, "query": query},
    )


def remove(connection: sqlite3.Connection, name: str) -> None:
    """Forget a search. Raises UsageError where none has the name."""
    done = connection.execute("DELETE FROM search_saved WHERE name = :name", {"name": name})
    if not done.rowcount:
        raise UsageError(f"no saved search is called {safe_line(name)!r}")

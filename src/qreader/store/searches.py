"""Searches: the person's saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader import model
from qreader.errors import QueryError, UsageError
from qreader.model import Query, Scope
from qreader.store.base import Table
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import Search


MAX_COUNT_STEPS = 100_000
"""Steps of SQLite's virtual machine, some 5 ms: a slower count has no number in the tree."""


class Searches(Table):
    """The saved searches, in the order in which they were saved."""

    def all(self, max_steps: int = MAX_COUNT_STEPS) -> list[Search]:
        """Return the saved searches, with their numbers of unread articles where that is cheap."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT name, query FROM search_saved ORDER BY position"
            ).fetchall()
            return [
                model.Search(name, query, self._unread(query, max_steps)) for name, query in rows
            ]

    def _unread(self, query: str, max_steps: int) -> int | None:
        from qreader.store.finding import MAX_RESULTS, Finding  # 10 ms, at first use

        finding = Finding(self._database, self._clock)
        try:
            found = finding.count_soon(Query(Scope.UNREAD, words=query), max_steps)
        except QueryError:  # saved by a newer version with another syntax
            return None
        return None if found == MAX_RESULTS else found  # there may be more

    def save(self, name: str, query: str) -> None:
        """Save a search, in its old place if it had one. Raises QueryError."""
        from qreader.text.query import read_query

        read_query(query)
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO search_saved (name, query, position)
                VALUES (:name, :query, (SELECT coalesce(max(position), 0) + 1 FROM search_saved))
                ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query
                """,
                {"name": name, "query": query},
            )

    def query_of(self, name: str) -> str | None:
        """Return the query of a search; None where none has the name."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT query FROM search_saved WHERE name = :name", {"name": name}
            ).fetchone()
            return None if row is None else row[0]

    def remove(self, name: str) -> None:
        """Delete a search. Raises UsageError where none has the name."""
        with self._database.transaction() as connection:
            done = connection.execute("DELETE FROM search_saved WHERE name = :name", {"name": name})
            if not done.rowcount:
                raise UsageError(f"no saved search is called {safe_line(name)!r}")

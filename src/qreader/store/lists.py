"""Lists: the articles of a query, by an index, a search or a reading time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from qreader.model import Query, packed
from qreader.store.base import Blocks, Clock, Table
from qreader.store.timelines import Timelines

if TYPE_CHECKING:
    from qreader.model import ArticleId, Order
    from qreader.store.budget import Budget
    from qreader.store.finding import Finding


class Lists(Table):
    """The articles of queries."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._timelines = Timelines(database, clock)

    @cached_property
    def _finding(self) -> Finding:
        from qreader.store.finding import Finding  # 10 ms of patterns, at first use

        return Finding(self._database, self._clock)

    @cached_property
    def _budget(self) -> Budget:
        from qreader.store.budget import Budget

        return Budget(self._database, self._clock)

    def ids(
        self, query: Query, *, after: ArticleId | None = None, limit: int | None = None
    ) -> list[ArticleId]:
        """Return the articles of a query, newest first; with words, best first.

        A page at a time: `after` is the last id of the page before (keyset, so a page costs the
        same anywhere in the list). With words, `after` is ignored. Raises QueryError.
        """
        query = _with_its_order(query)
        if query.words:
            return [number for number, _ in self._finding.find(query, limit)]
        if query.minutes is None:
            return self._timelines.ids(query, after=after, limit=limit)
        found = self._budget.ids(query)
        start = found.index(after) + 1 if after in found else 0
        return found[start:][:limit]

    def all_ids(self, query: Query) -> Sequence[ArticleId]:
        """Return all articles of a query likewise, in 8 bytes each. Raises QueryError."""
        query = _with_its_order(query)
        is_picked = query.words or query.minutes is not None
        return packed(self.ids(query)) if is_picked else self._timelines.all_ids(query)

    def count(self, query: Query) -> int:
        """Return how many articles a query finds. Raises QueryError."""
        query = _with_its_order(query)
        if query.words:
            return self._finding.count(query)
        if query.minutes is None:
            return self._timelines.count(query)
        return len(self._budget.ids(query))

    def search(
        self, words: str, limit: int, order: Order | None = None
    ) -> list[tuple[ArticleId, float]]:
        """Return the articles that a query finds, with scores: the best, else the newest first.

        order: theirs instead, without scores. Raises QueryError.
        """
        query = _with_its_order(Query(words=words, order=order))
        if words and not query.words:
            return [(number, 0.0) for number in self._timelines.ids(query, limit=limit)]
        return self._finding.find(query, limit)

    def matching(self, query: str, among: Sequence[ArticleId]) -> list[ArticleId]:
        """Return those of some articles that match a query. Raises QueryError."""
        from qreader.text.query import read_query

        return self._finding.matching(read_query(query), among)


def _with_its_order(query: Query) -> Query:
    """Return a query with the order that its words state; without words that state only that."""
    if "sort:" not in query.words.lower():
        return query
    from qreader.text.query import EVERYTHING, order_of, read_query  # patterns, at first use

    order = order_of(query.words) or query.order
    is_all = read_query(query.words) == EVERYTHING
    return replace(query, order=order, words="" if is_all else query.words)

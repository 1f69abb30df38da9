"""Finding: searches articles by a typed query, best or newest first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from qreader.model import ArticleId, Order, Query
from qreader.store.base import Blocks, Clock, Table
from qreader.store.conditions import Condition, Conditions
from qreader.store.orders import Chosen, Orders
from qreader.store.scopes import values_of
from qreader.store.timelines import Timelines
from qreader.store.times import to_seconds
from qreader.text.query import Tree, read_query, words_to_show

MAX_RESULTS = 10_000
"""The most results; for a common word, only the newest articles are ranked."""
MAX_TITLES = 2_000
"""The most older articles that are ranked as well, because their titles have the words."""
RANKED_PREFIX = 3
"""The shortest beginning of a word that is ranked; a shorter one is meaningless and slow."""
NEW_BONUS = 0.5
"""The bonus of a new article: of two equal matches, the newer one comes first."""
BONUS_DAYS = 30
"""The days after which half of the bonus is left."""
STEPS_AT_A_TIME = 1_000
"""Steps of SQLite's virtual machine between two checks of a count's cost."""


class Finding(Table):
    """Searches the full-text index and the tables for a typed query."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._conditions = Conditions(database, clock)
        self._timelines = Timelines(database, clock)
        self._orders = Orders(database, clock)

    def find(self, query: Query, limit: int | None = None) -> list[tuple[ArticleId, float]]:
        """Return the articles found, with scores: best first with words, else newest first.

        At most MAX_RESULTS. A higher score is better; a word in the title counts four times one in
        the text. Without words, or with only the first letter or two of one, scores are 0. Raises
        QueryError.
        """
        with self._database.reading() as connection:
            limit = MAX_RESULTS if limit is None else min(limit, MAX_RESULTS)
            tree = read_query(query.words)
            condition = self._conditions.of(tree)
            rest = self._timelines.conditions(query) + condition.sql
            values = {
                **values_of(query),
                **condition.values,
                "most": MAX_RESULTS,
                "limit": limit,
            }
            if query.order is not None:
                return self._sorted(query, condition, query.order, limit)
            if condition.match is None:
                rows = connection.execute(
                    f"SELECT id FROM status WHERE dated IS NOT NULL{rest}"
                    " ORDER BY dated DESC, id DESC LIMIT :limit",
                    values,
                )
                return [(number, 0.0) for (number,) in rows]
            values |= {
                "match": condition.match,
                "in_title": f"title : ({condition.match})",
                "titles": MAX_TITLES,
            }
            is_broad = any(w.prefix and len(w.text) < RANKED_PREFIX for w in words_to_show(tree))
            found = _UNSCORED if is_broad else _SCORED
            statement = f"{found}{rest} ORDER BY search.rowid DESC LIMIT :most"
            scored = connection.execute(statement, values).fetchall()
            if len(scored) == MAX_RESULTS and not is_broad:
                # older articles are left out, except for those with the words in their titles
                scored += connection.execute(f"{_SCORED}{_IN_TITLE}{rest}", values)
            today = to_seconds(self._clock())
            ranked = {number: score * _bonus(today - dated) for number, score, dated in scored}
            best = sorted(ranked.items(), key=lambda pair: (-pair[1], -pair[0]))
            return best[:limit]

    def _sorted(
        self, query: Query, condition: Condition, order: Order, limit: int
    ) -> list[tuple[ArticleId, float]]:
        words = " AND status.id IN (SELECT rowid FROM search WHERE search MATCH :match)"
        chosen = Chosen(
            self._timelines.conditions(query)
            + (words if condition.match is not None else "")
            + condition.sql,
            {**values_of(query), **condition.values, "match": condition.match},
            by_story=query.by_story,
        )
        return [(number, 0.0) for number in self._orders.ids(chosen, order, limit=limit)]

    def count(self, query: Query) -> int:
        """Return how many articles `find` would return without a limit. Raises QueryError."""
        with self._database.reading() as connection:
            condition = self._conditions.of(read_query(query.words))
            rest = self._timelines.conditions(query) + condition.sql
            values = {**values_of(query), **condition.values, "most": MAX_RESULTS}
            source = "FROM status WHERE dated IS NOT NULL"
            if condition.match is not None:
                source = _JOINED
                values["match"] = condition.match
            (number,) = connection.execute(
                f"SELECT count(*) FROM (SELECT 1 {source}{rest} LIMIT :most)", values
            ).fetchone()
            return int(number)

    def count_soon(self, query: Query, max_steps: int) -> int | None:
        """Return the same, or None if that takes too many steps of SQLite's virtual machine.

        A step takes some 50 ns. Raises QueryError.
        """
        with self._database.reading() as connection:
            looks = 0

            def is_too_much() -> bool:
                nonlocal looks
                looks += 1
                return looks * STEPS_AT_A_TIME > max_steps

            connection.set_progress_handler(is_too_much, STEPS_AT_A_TIME)
            try:
                return self.count(query)
            except sqlite3.OperationalError:
                if looks * STEPS_AT_A_TIME > max_steps:
                    return None
                raise
            finally:
                connection.set_progress_handler(None, 0)

    def matching(self, tree: Tree, among: Sequence[ArticleId] | None = None) -> list[ArticleId]:
        """Return all articles that match a query, or those of `among`, listed or not."""
        with self._database.reading() as connection:
            if among is None:
                condition = self._conditions.of(tree)
                among_sql, among_values = "", {}
            elif not among:
                return []
            else:
                condition = self._conditions.of(tree, (min(among), max(among)))
                among_sql = " AND status.id IN (SELECT value FROM json_each(:among))"
                among_values = {"among": json.dumps(among), "first": min(among), "last": max(among)}
            values: dict[str, object] = {**condition.values, **among_values}
            words = ""
            if condition.match is not None:
                span = " AND rowid BETWEEN :first AND :last" if among is not None else ""
                words = (
                    f" AND status.id IN (SELECT rowid FROM search WHERE search MATCH :match{span})"
                )
                values["match"] = condition.match
            rows = connection.execute(
                f"SELECT id FROM status WHERE dated IS NOT NULL{words}{condition.sql}{among_sql}",
                values,
            )
            return [number for (number,) in rows]


_JOINED = """
    FROM search CROSS JOIN status ON status.id = search.rowid  -- CROSS: in this order
    WHERE search MATCH :match AND dated IS NOT NULL
"""
_SCORED = f"SELECT search.rowid, -bm25(search, 4.0, 1.0), dated {_JOINED}"
_UNSCORED = f"SELECT search.rowid, 0.0, dated {_JOINED}"
_IN_TITLE = """
    AND +search.rowid IN (  -- plus: to pick from the matches, not to look each one up
        SELECT rowid FROM search WHERE search MATCH :in_title ORDER BY rowid DESC LIMIT :titles
    )
"""


def _bonus(age_seconds: int) -> float:
    return 1 + NEW_BONUS * BONUS_DAYS / (BONUS_DAYS + max(0, age_seconds) / 86_400)

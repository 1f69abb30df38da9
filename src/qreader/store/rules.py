"""Rules: actions on new articles that a query finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qreader import model
from qreader.errors import QueryError, UsageError
from qreader.store.base import Blocks, Clock, Table
from qreader.store.queue import Queue
from qreader.store.statuses import Statuses
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import ArticleId, Rule, Status

MAX_QUEUED = 20
"""The most that a rule puts on the queue at a refresh: a podcast's archive has hundreds."""


class Rules(Table):
    """The rules, and their application."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._queue = Queue(database, clock)
        self._statuses = Statuses(database, clock)

    def all(self) -> list[Rule]:
        """Return the rules, in the order in which they are applied."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name, query, act, tag FROM rule ORDER BY position")
            return [model.Rule(name, query, model.Act(act), tag) for name, query, act, tag in rows]

    def add(self, rule: Rule) -> None:
        """Store a rule, in its old place if it had one, else as the last. Raises QueryError."""
        from qreader.text.query import read_query

        read_query(rule.query)
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO rule (name, query, act, tag, position)
                VALUES (:name, :query, :act, :tag,
                        (SELECT coalesce(max(position), 0) + 1 FROM rule))
                ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query,
                    act = excluded.act, tag = excluded.tag
                """,
                {"name": rule.name, "query": rule.query, "act": rule.act.value, "tag": rule.tag},
            )

    def query_of(self, name: str) -> str | None:
        """Return the query of a rule; None where none has the name."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT query FROM rule WHERE name = :name", {"name": name}
            ).fetchone()
            return None if row is None else row[0]

    def remove(self, name: str) -> None:
        """Delete a rule. Raises UsageError where none has the name."""
        with self._database.transaction() as connection:
            done = connection.execute("DELETE FROM rule WHERE name = :name", {"name": name})
            if not done.rowcount:
                raise _unknown(name)

    def _named(self, name: str) -> Rule:
        for rule in self.all():
            if rule.name.casefold() == name.casefold():
                return rule
        raise _unknown(name)

    def apply(self, name: str) -> dict[ArticleId, Status]:
        """Apply a rule to the whole cache; return the earlier statuses of changed articles.

        Raises QueryError, UsageError where no rule has the name.
        """
        with self._database.transaction():
            return self._carry_out(self._named(name))

    def apply_all(self, new: Sequence[ArticleId]) -> None:
        """Apply all rules to new articles."""
        if not new:
            return
        with self._database.transaction():
            for rule in self.all():
                try:
                    self._carry_out(rule, new)
                except QueryError:  # of a newer version; a rule must never cost an article
                    continue

    def _carry_out(
        self, rule: Rule, among: Sequence[ArticleId] | None = None
    ) -> dict[ArticleId, Status]:
        """Apply a rule to all articles that it finds, or to those `among` some."""
        from qreader.store.finding import Finding
        from qreader.text.query import read_query

        finding = Finding(self._database, self._clock)
        found = finding.matching(read_query(rule.query), among)
        if rule.act is model.Act.QUEUE:
            most = None if among is None else MAX_QUEUED
            added = self._queue.add_articles(found, most)
            by_status = self._statuses.by_status(added)
            return {number: status for status, alike in by_status.items() for number in alike}
        if rule.act is model.Act.TAG:
            tagged = self._statuses.tag(found, [rule.tag or ""], [])
            self._statuses.note_tagged_by_rule([*tagged], rule.tag or "")
            return tagged
        return self._statuses.mark(
            found,
            read=True if rule.act is model.Act.MARK_READ else None,
            starred=True if rule.act is model.Act.STAR else None,
            later=True if rule.act is model.Act.LATER else None,
            hidden=True if rule.act is model.Act.HIDE else None,
        )


def _unknown(name: str) -> UsageError:
    return UsageError(f"no rule is called {safe_line(name)!r}")

"""Rules: what is done with articles that a query finds, as soon as they arrive."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qreader import model
from qreader.errors import QueryError, UsageError
from qreader.store import statuses
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import ArticleId, Rule, Status


def all_rules(connection: sqlite3.Connection) -> list[Rule]:
    """Return the rules, in the order that they are applied in."""
    rows = connection.execute("SELECT name, query, act, tag FROM rule ORDER BY position")
    return [model.Rule(name, query, model.Act(act), tag) for name, query, act, tag in rows]


def add(connection: sqlite3.Connection, rule: Rule) -> None:
    """Keep a rule, at its old place where it had one, else as the last. Raises QueryError."""
    from qreader.text.query import read_query

    read_query(rule.query)
    connection.execute(
        """
        INSERT INTO rule (name, query, act, tag, position)
        VALUES (:name, :query, :act, :tag, (SELECT coalesce(max(position), 0) + 1 FROM rule))
        ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query,
            act = excluded.act, tag = excluded.tag
        """,
        {"name": rule.name, "query": rule.query, "act": rule.act.value, "tag": rule.tag},
    )


def remove(connection: sqlite3.Connection, name: str) -> None:
    """Forget a rule. Raises UsageError where none has the name."""
    done = connection.execute("DELETE FROM rule WHERE name = :name", {"name": name})
    if not done.rowcount:
        raise _unknown(name)


def named(connection: sqlite3.Connection, name: str) -> Rule:
    """Return the rule that has a name. Raises UsageError where none has it."""
    for rule in all_rules(connection):
        if rule.name.casefold() == name.casefold():
            return rule
    raise _unknown(name)


def apply_all(connection: sqlite3.Connection, new: Sequence[ArticleId], now: datetime) -> None:
    """Do with what has just been stored what the rules say."""
    if not new:
        return
    for rule in all_rules(connection):
        try:
            apply(connection, rule, now, new)
        except QueryError:  # kept by a newer qreader; an article is never lost for a rule
            continue


def apply(
    connection: sqlite3.Connection,
    rule: Rule,
    now: datetime,
    among: Sequence[ArticleId] | None = None,
) -> dict[ArticleId, Status]:
    """Do what a rule says with all that it finds, or with what it finds `among` some.

    Return the statuses from before of what changed. Raises QueryError.
    """
    from qreader.store.finding import matching
    from qreader.text.query import read_query

    found = matching(connection, read_query(rule.query), now, among)
    if rule.act is model.Act.TAG:
        return statuses.tag(connection, found, [rule.tag or ""], [])
    return statuses.mark(
        connection,
        found,
        read=True if rule.act is model.Act.MARK_READ else None,
        starred=True if rule.act is model.Act.STAR else None,
        later=True if rule.act is model.Act.LATER else None,
        hidden=True if rule.act is model.Act.HIDE else None,
    )


def _unknown(name: str) -> UsageError:
    return UsageError(f"no rule is called {safe_line(name)!r}")

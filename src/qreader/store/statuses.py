"""The ledger: every article's identity, its place in lists, and what the person did with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from qreader import model
from qreader.model import Scope, Status
from qreader.store import feeds, stories
from qreader.store.times import to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, FeedId, Known, Query

T = TypeVar("T")

CHUNK = 500
"""Ids bound to one statement: below SQLite's oldest limit of 999 variables."""


def chunks(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut ids into pieces that one statement can take."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def known(
    connection: sqlite3.Connection, feed_id: FeedId, identities: Iterable[bytes]
) -> dict[bytes, Known]:
    """Return what is known of these identities; one of a pruned article has an empty hash."""
    found = {}
    for some in chunks([*identities]):
        marks = ",".join("?" * len(some))
        rows = connection.execute(
            f"""
            SELECT identity, status.id, coalesce(source_hash, x''), coalesce(details_hash, x'')
            FROM status LEFT JOIN article USING (id) WHERE feed_id = ? AND identity IN ({marks})
            """,
            (feed_id, *some),
        )
        found.update({identity: model.Known(*values) for identity, *values in rows})
    return found


def count_known(
    connection: sqlite3.Connection, feed_id: FeedId, identities: Iterable[bytes]
) -> int:
    """Return how many of these identities are known: the index alone says it."""
    found = 0
    for some in chunks([*identities]):
        marks = ",".join("?" * len(some))
        (count,) = connection.execute(
            f"SELECT count(*) FROM status WHERE feed_id = ? AND identity IN ({marks})",
            (feed_id, *some),
        ).fetchone()
        found += count
    return found


def newest(connection: sqlite3.Connection, feed_id: FeedId, limit: int) -> dict[bytes, ArticleId]:
    """Return a feed's newest articles by their identities."""
    rows = connection.execute(
        """
        SELECT identity, id FROM status WHERE feed_id = :feed_id AND dated IS NOT NULL
        ORDER BY dated DESC, id DESC LIMIT :limit
        """,
        {"feed_id": feed_id, "limit": limit},
    )
    return dict(rows.fetchall())


def date(connection: sqlite3.Connection, article_id: ArticleId, dated: datetime | None) -> None:
    """Let lists sort an article by the date that its feed states now, if it states one.

    Never by one after its arrival: what was here already does not come back on top, however often
    a feed dates its entries by the visit.
    """
    connection.execute(
        """
        UPDATE status SET
            dated = CASE WHEN dated IS NOT NULL THEN min(:dated, arrived) END,
            hidden_dated = CASE WHEN hidden_dated IS NOT NULL THEN min(:dated, arrived) END
        WHERE id = :id AND coalesce(dated, hidden_dated) <> min(:dated, arrived)
        """,
        {"id": article_id, "dated": to_seconds(dated)},
    )


# ---- lists

_SCOPES = {
    # written out, since SQLite takes a partial index only where it reads the same words
    Scope.ALL: "",
    Scope.UNREAD: " AND read = 0",
    Scope.STARRED: " AND starred = 1",
    Scope.LATER: " AND later = 1",
    # lists with an order of their own: see `_special`; what is looked for in them is in none
    Scope.HISTORY: " AND id IN (SELECT id FROM visit)",
    Scope.HIDDEN: " AND hidden_dated IS NOT NULL",
}
MAX_SPECIAL = 2_000
"""Articles of a list that is read whole: nobody goes further back."""


def walk(
    connection: sqlite3.Connection,
    query: Query,
    *,
    after: ArticleId | None = None,
    limit: int | None = None,
) -> Iterator[ArticleId]:
    """Yield a page of a list, newest first, read from an index alone; words are not looked at.

    A story alone is a timeline, oldest first and whole.
    """
    special = _special(connection, query)
    if special is not None:
        start = special.index(after) + 1 if after in special else 0
        yield from special[start:][:limit]
        return
    conditions = listed(connection, query)
    if after is not None:
        conditions += (
            " AND (dated, id) < ((SELECT coalesce(dated, arrived) FROM status WHERE id = :after),"
            " :after)"
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


def _special(connection: sqlite3.Connection, query: Query) -> list[ArticleId] | None:
    """Return a list that has an order of its own, whole; None: it is a common one."""
    if query.story is not None:
        return stories.members(connection, query.story)
    if query.scope is Scope.HISTORY:
        statement = """
            SELECT id FROM visit WHERE id NOT IN (SELECT id FROM set_aside)
            ORDER BY at DESC, id DESC LIMIT :most
        """
    elif query.scope is Scope.HIDDEN:
        statement = """
            SELECT id FROM status WHERE hidden_dated IS NOT NULL
            ORDER BY hidden_dated DESC, id DESC LIMIT :most
        """
    else:
        return None
    return [number for (number,) in connection.execute(statement, {"most": MAX_SPECIAL})]


def _newest_of_stories(
    connection: sqlite3.Connection,
    query: Query,
    conditions: str,
    values: dict[str, object],
) -> Iterator[ArticleId]:
    """Yield the articles of a list, of each story only the first that the whole list holds."""
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
                    f"{_NEWER_OF_STORY}{_narrowed(query)} LIMIT 1",
                    values_of(query) | {"story": story, "dated": dated, "id": number},
                )
                if newer.fetchone() is not None:  # it stands on a page before
                    continue
        yield number


def count(connection: sqlite3.Connection, query: Query) -> int:
    """Return how many rows a list has; words are not looked at."""
    special = _special(connection, query)
    if special is not None:
        return len(special)
    conditions, values = listed(connection, query), values_of(query)
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


def other_articles_of_story(
    connection: sqlite3.Connection, query: Query, ids: Sequence[ArticleId]
) -> list[ArticleId]:
    """Return the articles that the rows of a list by story stand for, without these themselves."""
    rows = connection.execute(
        "SELECT status.id FROM story_article JOIN status ON status.id = article_id"
        " WHERE story_id IN (SELECT story_id FROM story_article"
        " WHERE article_id IN (SELECT value FROM json_each(:ids))) AND dated IS NOT NULL"
        + _narrowed(query),
        values_of(query) | {"ids": json.dumps(sorted(ids))},
    )
    return sorted({number for (number,) in rows}.difference(ids))


_NEWER_OF_STORY = """
    SELECT 1 FROM story_article JOIN status ON status.id = article_id
    WHERE story_id = :story AND dated IS NOT NULL AND (dated, id) > (:dated, :id)
"""


def listed(connection: sqlite3.Connection, query: Query) -> str:
    """Return the conditions of a list: what only signals is in that of its feed alone."""
    conditions = _narrowed(query)
    if query.feed_id is None and feeds.any_signal_only(connection):
        conditions += " AND feed_id NOT IN (SELECT id FROM feed WHERE signal_only = 1)"
    return conditions


def _narrowed(query: Query) -> str:
    """Return the conditions of a query, of literal pieces only."""
    conditions = _SCOPES[query.scope]
    if query.feed_id is not None:
        conditions += " AND feed_id = :feed_id"
    if query.folder is not None:
        conditions += (
            " AND feed_id IN (SELECT id FROM feed WHERE removed IS NULL AND (folder = :folder"
            " OR substr(folder, 1, length(:folder) + 1) = :folder || '/'))"
        )
    if query.story is not None:
        conditions += (
            " AND status.id IN (SELECT article_id FROM story_article WHERE story_id = :of)"
        )
    if query.tag is not None:
        conditions += " AND status.id IN (SELECT article_id FROM tag WHERE name = :tag)"
    return conditions


def values_of(query: Query) -> dict[str, object]:
    """Return the values that the conditions of a list need."""
    return {
        "feed_id": query.feed_id, "folder": query.folder, "tag": query.tag, "of": query.story
    }  # fmt: skip


def after(connection: sqlite3.Connection, number: int) -> list[ArticleId]:
    """Return the articles that came after this one, oldest first, without hidden ones."""
    rows = connection.execute(
        # what is hidden has no date
        "SELECT id FROM status WHERE id > :number AND dated IS NOT NULL ORDER BY id",
        {"number": number},
    )
    return [row[0] for row in rows]


# ---- what the person does


def mark(
    connection: sqlite3.Connection,
    numbers: Sequence[ArticleId],
    *,
    read: bool | None,
    starred: bool | None,
    later: bool | None,
    hidden: bool | None = None,
) -> dict[ArticleId, Status]:
    """Set what is not None; return the statuses from before of the articles that it changes."""
    wanted = {"read": read, "starred": starred, "later": later, "hidden": hidden}
    flags: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    before: dict[ArticleId, Status] = {}
    for status, alike in by_status(connection, numbers).items():
        marked = replace(status, **flags)
        if marked != status:
            change(connection, alike, status, marked)
            before |= dict.fromkeys(alike, status)
    if read:
        connection.execute(
            # few are: they are looked up among the numbers, not each number among them
            "UPDATE status SET changed = 0 WHERE changed = 1 AND +id IN"
            " (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps([*numbers])},
        )
    return before


def tag(
    connection: sqlite3.Connection,
    numbers: Sequence[ArticleId],
    add: Iterable[str],
    remove: Iterable[str],
) -> dict[ArticleId, Status]:
    """Give articles tags and take others away; return the statuses from before of those changed."""
    before: dict[ArticleId, Status] = {}
    for status, alike in by_status(connection, numbers).items():
        tagged = replace(status, tags=tuple(sorted({*status.tags, *add} - {*remove})))
        if tagged != status:
            change(connection, alike, status, tagged)
            before |= dict.fromkeys(alike, status)
    return before


def tags(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the person's tags by name, with how many articles have each."""
    return connection.execute(
        """
        SELECT name, count(*) FROM tag WHERE article_id NOT IN (SELECT id FROM set_aside)
        GROUP BY name ORDER BY name
        """
    ).fetchall()


_COLUMNS = {
    "read": "read = :read",
    "starred": "starred = :starred",
    "later": "later = :later",
    # whatever has no date is in no list: a hidden article's is kept apart
    "hidden": """
        dated = CASE WHEN :hidden THEN NULL ELSE coalesce(dated, hidden_dated) END,
        hidden_dated = CASE WHEN :hidden THEN coalesce(hidden_dated, dated) END
    """,
}


def change(
    connection: sqlite3.Connection, numbers: Sequence[ArticleId], old: Status, new: Status
) -> None:
    """Give articles another status than the one that they all have."""
    values = {name: getattr(new, name) for name in _COLUMNS}
    values |= {"ids": json.dumps(numbers), "tags": json.dumps(new.tags)}
    # a column that stays is left out, for its indexes would be written all the same
    changes = [sql for name, sql in _COLUMNS.items() if values[name] != getattr(old, name)]
    if changes:
        connection.execute(
            f"UPDATE status SET {','.join(changes)}"
            " WHERE id IN (SELECT value FROM json_each(:ids))",
            values,
        )
    if new.tags != old.tags:
        for statement in _RETAG:
            connection.execute(statement, values)


_RETAG = (
    """
    DELETE FROM tag WHERE article_id IN (SELECT value FROM json_each(:ids))
        AND name NOT IN (SELECT value FROM json_each(:tags))
    """,
    """
    INSERT OR IGNORE INTO tag (name, article_id)
    SELECT names.value, ids.value FROM json_each(:tags) AS names, json_each(:ids) AS ids
    """,
)


def visit(connection: sqlite3.Connection, article_id: ArticleId, now: datetime) -> None:
    """Note that an article is opened."""
    connection.execute(
        """
        INSERT INTO visit (id, at) SELECT id, :now FROM article WHERE id = :id
        ON CONFLICT (id) DO UPDATE SET at = excluded.at
        """,
        {"id": article_id, "now": to_seconds(now)},
    )


def of_articles(
    connection: sqlite3.Connection, numbers: Iterable[ArticleId]
) -> dict[ArticleId, Status]:
    """Return the statuses of these articles."""
    alike = by_status(connection, numbers)
    return {number: status for status, numbers in alike.items() for number in numbers}


def by_status(
    connection: sqlite3.Connection, numbers: Iterable[ArticleId]
) -> dict[Status, list[ArticleId]]:
    """Return which of these articles have each status: few statuses, be it of the whole cache.

    Those that are set aside with a removed feed are left out: they come back as they were.
    """
    rows = connection.execute(
        f"""
        SELECT json_group_array(id), {STATUS} FROM status
        WHERE id IN (SELECT value FROM json_each(:ids))
          AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.id = status.id)
        GROUP BY 2, 3, 4, 5, 6
        """,
        {"ids": json.dumps(sorted(numbers))},  # in order, the next is found beside the last
    )
    found: dict[Status, list[ArticleId]] = {}
    for alike, *values in rows:
        found.setdefault(status_of(*values), []).extend(json.loads(alike))
    return found


STATUS = """
    read, starred, later, hidden_dated IS NOT NULL,
    (SELECT group_concat(name, char(10)) FROM tag WHERE article_id = status.id)
"""
"""The columns that `status_of` reads."""


def status_of(read: int, starred: int, later: int, hidden: int, tags: str | None) -> Status:
    """Build a status of its columns."""
    names = tuple(sorted(tags.split("\n"))) if tags else ()
    return Status(bool(read), bool(starred), bool(later), bool(hidden), names)

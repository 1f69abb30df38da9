"""Statuses: the ledger of articles: identity, dates and the person's marks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from qreader import model
from qreader.model import Status
from qreader.store.base import Blocks, Clock, Table
from qreader.store.numbers import NEXT_ARTICLE
from qreader.store.times import to_seconds
from qreader.store.undoable import UndoableActions

if TYPE_CHECKING:
    from qreader.model import ArticleId, FeedId, Known, Label

T = TypeVar("T")

CHUNK = 500
"""Ids a statement: below SQLite's oldest limit of 999 variables."""


def chunks(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut ids into chunks for one statement each."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


class Statuses(Table):
    """The ledger of articles. Articles that no list shows (hidden, pruned) have no date."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._undoable = UndoableActions(database, clock)

    def known(self, feed_id: FeedId, identities: Iterable[bytes]) -> dict[bytes, Known]:
        """Return the known articles of these identities; a pruned one has an empty hash."""
        with self._database.reading() as connection:
            found = {}
            for some in chunks([*identities]):
                marks = ",".join("?" * len(some))
                rows = connection.execute(
                    f"""
                    SELECT identity, status.id,
                           coalesce(source_hash, x''), coalesce(details_hash, x'')
                    FROM status LEFT JOIN article USING (id)
                    WHERE feed_id = ? AND identity IN ({marks})
                    """,
                    (feed_id, *some),
                )
                found.update({identity: model.Known(*values) for identity, *values in rows})
            return found

    def count_known(self, feed_id: FeedId, identities: Iterable[bytes]) -> int:
        """Return how many of these identities are known; reads only the index."""
        with self._database.reading() as connection:
            found = 0
            for some in chunks([*identities]):
                marks = ",".join("?" * len(some))
                (count,) = connection.execute(
                    f"SELECT count(*) FROM status WHERE feed_id = ? AND identity IN ({marks})",
                    (feed_id, *some),
                ).fetchone()
                found += count
            return found

    def newest(self, feed_id: FeedId, limit: int) -> dict[bytes, ArticleId]:
        """Return a feed's newest articles by their identities."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT identity, id FROM status WHERE feed_id = :feed_id AND dated IS NOT NULL
                ORDER BY dated DESC, id DESC LIMIT :limit
                """,
                {"feed_id": feed_id, "limit": limit},
            )
            return dict(rows.fetchall())

    def date(self, article_id: ArticleId, dated: datetime | None) -> None:
        """Set the date that lists sort an article by to the one its feed states now, if any.

        It is at most the arrival: an old article does not return to the top where a feed dates its
        entries by the time of the fetch.
        """
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE status SET
                    dated = CASE WHEN dated IS NOT NULL THEN min(:dated, arrived) END,
                    hidden_dated = CASE WHEN hidden_dated IS NOT NULL THEN min(:dated, arrived) END
                WHERE id = :id AND coalesce(dated, hidden_dated) <> min(:dated, arrived)
                """,
                {"id": article_id, "dated": to_seconds(dated)},
            )

    def after(self, number: int) -> list[ArticleId]:
        """Return the articles that came after this one, oldest first, without hidden ones."""
        with self._database.reading() as connection:
            rows = connection.execute(
                # hidden articles have no date
                "SELECT id FROM status WHERE id > :number AND dated IS NOT NULL ORDER BY id",
                {"number": number},
            )
            return [row[0] for row in rows]

    def count_after(self, number: int) -> int:
        """Return how many articles came after this one, without hidden ones."""
        with self._database.reading() as connection:
            row: tuple[int] = connection.execute(
                "SELECT count(*) FROM status WHERE id > :number AND dated IS NOT NULL",
                {"number": number},
            ).fetchone()
            return row[0]

    def last_number(self) -> int:
        """Return the highest number that an article ever had; 0: there was none."""
        with self._database.reading() as connection:
            row: tuple[int] = connection.execute(f"SELECT {NEXT_ARTICLE} - 1").fetchone()
            return row[0]

    # ---- marks

    def mark(
        self,
        ids: Sequence[ArticleId],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        later: bool | None = None,
        hidden: bool | None = None,
        label: Label | None = None,
    ) -> dict[ArticleId, Status]:
        """Set the marks that are not None; return the earlier statuses of the changed articles.

        label: returns the action's label for `undo`, given the number of changed articles.
        """
        wanted = {"read": read, "starred": starred, "later": later, "hidden": hidden}
        flags: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
        with self._database.transaction() as connection:
            before = self._change_all(ids, lambda status: replace(status, **flags))
            if read:
                connection.execute(
                    # `+id`: changed articles are few, so they are searched in the ids
                    "UPDATE status SET changed = 0 WHERE changed = 1 AND +id IN"
                    " (SELECT value FROM json_each(:ids))",
                    {"ids": json.dumps([*ids])},
                )
            if label is not None and before:
                self._undoable.marked(before, flags, label(len(before)))
            return before

    def tag(
        self,
        ids: Sequence[ArticleId],
        add: Sequence[str],
        remove: Sequence[str],
        label: Label | None = None,
    ) -> dict[ArticleId, Status]:
        """Add and remove tags of articles; return the earlier statuses of the changed ones.

        label: see `mark`.
        """
        with self._database.transaction():
            before = self._change_all(
                ids,
                lambda status: replace(
                    status, tags=tuple(sorted({*status.tags, *add} - {*remove}))
                ),
            )
            if label is not None and before:
                tags = dict.fromkeys(add, True) | dict.fromkeys(remove, False)
                self._undoable.tagged(before, tags, label(len(before)))
            return before

    def note_tagged_by_rule(self, ids: Sequence[ArticleId], tag: str) -> None:
        """Note that a rule gave these articles a tag: that alone does not keep them for ever."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE tag SET by_rule = 1
                WHERE name = :tag AND article_id IN (SELECT value FROM json_each(:ids))
                """,
                {"tag": tag, "ids": json.dumps([*ids])},
            )

    def _change_all(
        self, ids: Sequence[ArticleId], change: Callable[[Status], Status]
    ) -> dict[ArticleId, Status]:
        before: dict[ArticleId, Status] = {}
        for status, alike in self.by_status(ids).items():
            changed = change(status)
            if changed != status:
                self.change(alike, status, changed)
                before |= dict.fromkeys(alike, status)
        return before

    def tags(self) -> list[tuple[str, int]]:
        """Return the person's tags by name, with the number of articles of each."""
        with self._database.reading() as connection:
            return connection.execute(
                """
                SELECT name, count(*) FROM tag WHERE article_id NOT IN (SELECT id FROM set_aside)
                GROUP BY name ORDER BY name
                """
            ).fetchall()

    def change(self, numbers: Sequence[ArticleId], old: Status, new: Status) -> None:
        """Change the status that all these articles have to another."""
        with self._database.transaction() as connection:
            values = {name: getattr(new, name) for name in _COLUMNS}
            values |= {"ids": json.dumps(numbers), "tags": json.dumps(new.tags)}
            # unchanged columns are left out, since SQLite would still write their indexes
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

    def visit(self, article_id: ArticleId) -> None:
        """Note that an article is opened, for the reading history."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO visit (id, at) SELECT id, :now FROM article WHERE id = :id
                ON CONFLICT (id) DO UPDATE SET at = excluded.at
                """,
                {"id": article_id, "now": to_seconds(self._clock())},
            )

    def of_articles(self, numbers: Iterable[ArticleId]) -> dict[ArticleId, Status]:
        """Return the statuses of these articles."""
        alike = self.by_status(numbers)
        return {number: status for status, numbers in alike.items() for number in numbers}

    def by_status(self, numbers: Iterable[ArticleId]) -> dict[Status, list[ArticleId]]:
        """Return these articles by status; even the whole cache has only few statuses.

        Articles set aside with a removed feed are left out: they come back unchanged.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT json_group_array(id), {STATUS} FROM status
                WHERE id IN (SELECT value FROM json_each(:ids))
                  AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.id = status.id)
                GROUP BY 2, 3, 4, 5, 6
                """,
                {"ids": json.dumps(sorted(numbers))},  # sorted: neighbours are on the same page
            )
            found: dict[Status, list[ArticleId]] = {}
            for alike, *values in rows:
                found.setdefault(status_of(*values), []).extend(json.loads(alike))
            return found


_COLUMNS = {
    "read": "read = :read",
    "starred": "starred = :starred",
    "later": "later = :later",
    # an article without a date is in no list: a hidden one's date is in another column
    "hidden": """
        dated = CASE WHEN :hidden THEN NULL ELSE coalesce(dated, hidden_dated) END,
        hidden_dated = CASE WHEN :hidden THEN coalesce(hidden_dated, dated) END
    """,
}


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


QUEUED = """EXISTS (SELECT 1 FROM queue
    WHERE article_id = status.id AND queue.removed IS NULL AND played IS NULL)"""
"""Whether something of an article is to be played."""
TAGGED = "EXISTS (SELECT 1 FROM tag WHERE article_id = status.id AND by_rule = 0)"
"""Whether the person tagged an article, over `status`; a tag that a rule gave is no mark."""
STATUS = """
    read, starred, later, hidden_dated IS NOT NULL,
    (SELECT group_concat(name, char(10)) FROM tag WHERE article_id = status.id)
"""
"""The columns that `status_of` reads."""


def status_of(read: int, starred: int, later: int, hidden: int, tags: str | None) -> Status:
    """Return a status from its columns."""
    names = tuple(sorted(tags.split("\n"))) if tags else ()
    return Status(bool(read), bool(starred), bool(later), bool(hidden), names)

"""SearchIndex: adds articles to the full-text index and removes them; `finding` searches it.

It keeps no text (content = ''), so removing an article needs exactly the text that was added.
Articles up to a number (`unfolded_to`) are indexed by old versions, which folded Latin letters
only. `fold_some` indexes them again, newest first, and lowers that number to 0. Numbers are never
reused, so it separates the two kinds.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from qreader.store.base import Blocks, Clock, Table
from qreader.store.packed import unpack
from qreader.store.remembered import Remembered

if TYPE_CHECKING:
    from qreader.model import ArticleId

BATCH = 500
"""Articles indexed again in one transaction: at most half a second, in which other writers wait."""
_UNFOLDED = "search-unfolded-to"


class SearchIndex(Table):
    """The full-text index."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._remembered = Remembered(database, clock)

    def index(self, article_id: ArticleId, title: str, text: str) -> None:
        """Add an article."""
        with self._database.transaction() as connection:
            _put_in(connection, article_id, title, text, folds=article_id > self.unfolded_to())

    def unindex(self, article_id: ArticleId, title: str, text: str) -> None:
        """Remove an article; title and text must be those that were added."""
        with self._database.transaction() as connection:
            _take_out(connection, article_id, title, text, folds=article_id > self.unfolded_to())

    def index_anew(self) -> None:
        """Rebuild the whole index."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
            self._note_unfolded(0)
            rows = connection.execute(
                "SELECT id, title, body.text FROM article JOIN body USING (id)"
            )
            for number, title, text in rows:
                _put_in(connection, number, title, unpack(text), folds=True)

    def unfolded_to(self) -> int:
        """Return the number up to which articles have the old index; 0: none has."""
        return int(self._remembered.read(_UNFOLDED) or 0)

    def fold_some(self) -> int:
        """Index the newest articles with the old index again; return the new `unfolded_to`.

        Most are only read: both kinds are equal for a text in Latin letters.
        """
        with self._database.transaction() as connection:
            last = self.unfolded_to()
            rows = connection.execute(
                """
                SELECT id, title, body.text FROM article JOIN body USING (id)
                WHERE id <= :last ORDER BY id DESC LIMIT :limit
                """,
                {"last": last, "limit": BATCH},
            ).fetchall()
            # ascending, and one kind after the other: FTS5 flushes at each descending rowid
            whole = [(number, title, unpack(packed)) for number, title, packed in reversed(rows)]
            others = [one for one in whole if _differs(one[1]) or _differs(one[2])]
            for folds, change in ((False, _take_out), (True, _put_in)):
                for number, title, text in others:
                    change(connection, number, title, text, folds=folds)
            left = rows[-1][0] - 1 if len(rows) == BATCH else 0
            self._note_unfolded(left)
            return left

    def _note_unfolded(self, last: int) -> None:
        with self._database.transaction() as connection:
            if last:
                self._remembered.write(_UNFOLDED, str(last))
            else:
                connection.execute("DELETE FROM remembered WHERE name = :name", {"name": _UNFOLDED})


def _differs(text: str) -> bool:
    from qreader.text.words import index_text

    return index_text(text) != index_text(text, folds=False)


def _put_in(
    connection: sqlite3.Connection, article_id: int, title: str, text: str, *, folds: bool
) -> None:
    connection.execute(
        "INSERT INTO search (rowid, title, text) VALUES (:id, :title, :text)",
        _indexed(article_id, title, text, folds=folds),
    )


def _take_out(
    connection: sqlite3.Connection, article_id: int, title: str, text: str, *, folds: bool
) -> None:
    connection.execute(
        """
        INSERT INTO search (search, rowid, title, text) VALUES ('delete', :id, :title, :text)
        """,
        _indexed(article_id, title, text, folds=folds),
    )


def _indexed(article_id: int, title: str, text: str, *, folds: bool) -> dict[str, object]:
    from qreader.text.words import index_text  # 5 ms of patterns, at first use

    return {
        "id": article_id,
        "title": index_text(title, folds=folds),
        "text": index_text(text, folds=folds),
    }

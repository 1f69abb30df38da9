"""The full-text index: what goes in, and out again; `finding` asks it.

It keeps no text (content = ''), so taking an article out needs the very words that were put in.
Articles up to a number (`unfolded_to`) are indexed as qreaders did that folded Latin letters only;
`fold_some` indexes them anew, the newest first, and moves that number down to nothing. Numbers are
never given twice, so it tells the one kind from the other.
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
"""Articles indexed anew in one transaction: half a second where each is, for others wait."""
_UNFOLDED = "search-unfolded-to"


class SearchIndex(Table):
    """The words of articles, to be found by."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._remembered = Remembered(database, clock)

    def index(self, article_id: ArticleId, title: str, text: str) -> None:
        """Make an article findable."""
        with self._database.transaction() as connection:
            _put_in(connection, article_id, title, text, folds=article_id > self.unfolded_to())

    def unindex(self, article_id: ArticleId, title: str, text: str) -> None:
        """Take an article out again; title and text must be those that were put in."""
        with self._database.transaction() as connection:
            _take_out(connection, article_id, title, text, folds=article_id > self.unfolded_to())

    def index_anew(self) -> None:
        """Build the whole index anew."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
            self._note_unfolded(0)
            rows = connection.execute(
                "SELECT id, title, body.text FROM article JOIN body USING (id)"
            )
            for number, title, text in rows:
                _put_in(connection, number, title, unpack(text), folds=True)

    def unfolded_to(self) -> int:
        """Return the number up to which articles are indexed as before; 0: none is."""
        return int(self._remembered.read(_UNFOLDED) or 0)

    def fold_some(self) -> int:
        """Index the newest articles anew that are indexed as before; return the number left.

        Most are read and left alone: of a text in Latin letters both kinds say the same.
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
            # upwards, and all of a kind together: the index writes out at each step back
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
    from qreader.text.words import index_text  # 5 ms of patterns that no start needs

    return {
        "id": article_id,
        "title": index_text(title, folds=folds),
        "text": index_text(text, folds=folds),
    }

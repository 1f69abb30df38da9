"""Renames: finds articles under new identities, and changes their identity."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Table
from qreader.store.packed import unpack
from qreader.store.times import from_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, Kept, Renamed


class Renames(Table):
    """The values by which articles are recognised, and their identities."""

    def kept(
        self,
        ids: Iterable[ArticleId],
        titles: Collection[str] = (),
        dates: Collection[datetime] = (),
    ) -> list[Kept]:
        """Return articles with their values for recognition, newest first.

        Only those with one of the titles or dates have their texts, which cost a look-up.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                {_MARKS} WHERE status.id IN (SELECT value FROM json_each(:ids))
                ORDER BY dated DESC, status.id DESC
                """,
                {"ids": json.dumps(sorted(ids))},
            ).fetchall()
            return [
                model.Kept(
                    number, identity, guid, title, url,
                    (date := from_seconds(published)), source_hash,
                    _stated_texts(connection, number) if title in titles or date in dates else (),
                )
                for number, identity, guid, title, url, published, source_hash in rows
            ]  # fmt: skip

    def one_kept(self, article_id: ArticleId) -> Kept:
        """Return one stored article with its values for recognition and its texts."""
        with self._database.reading() as connection:
            number, identity, guid, title, url, published, source_hash = connection.execute(
                f"{_MARKS} WHERE status.id = :id", {"id": article_id}
            ).fetchone()
            texts = _stated_texts(connection, number)
            return model.Kept(
                number, identity, guid, title, url, from_seconds(published), source_hash, texts
            )

    def rename(self, renamed: Renamed) -> None:
        """Change the identity of an article.

        If another process has stored that identity meanwhile, both articles stay.
        """
        with self._database.transaction() as connection:
            values = {"id": renamed.id, "identity": renamed.identity, "guid": renamed.guid}
            changed = connection.execute(
                "UPDATE OR IGNORE status SET identity = :identity WHERE id = :id", values
            )
            if changed.rowcount:
                connection.execute("UPDATE article SET guid = :guid WHERE id = :id", values)


_MARKS = """
    SELECT status.id, identity, guid, title, url, published, source_hash
    FROM status JOIN article USING (id)
"""


def _stated_texts(connection: sqlite3.Connection, article_id: ArticleId) -> tuple[str, ...]:
    row = connection.execute(
        "SELECT text, html, summary FROM body WHERE id = :id", {"id": article_id}
    ).fetchone()
    if row is None:
        return ()
    text, *stated = row
    words = unpack(text)
    return tuple(unpack(one, words) for one in stated if one is not None)

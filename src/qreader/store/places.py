"""Where articles were left, to be read on there."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from qreader import model

if TYPE_CHECKING:
    from qreader.model import ArticleId, Place


def read(connection: sqlite3.Connection, article_id: ArticleId) -> Place | None:
    """Return where an article was left; None: at its top."""
    row = connection.execute(
        "SELECT block, part FROM place WHERE id = :id", {"id": article_id}
    ).fetchone()
    return None if row is None else model.Place(*row)


def write(connection: sqlite3.Connection, article_id: ArticleId, place: Place | None) -> None:
    """Keep where an article is left; of one that is gone, nothing."""
    if place is None:
        connection.execute("DELETE FROM place WHERE id = :id", {"id": article_id})
        return
    connection.execute(
        """
        INSERT INTO place (id, block, part) SELECT id, :block, :part FROM article WHERE id = :id
        ON CONFLICT (id) DO UPDATE SET block = excluded.block, part = excluded.part
        """,
        {"id": article_id, **place._asdict()},
    )

"""Places: the reading positions of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Table

if TYPE_CHECKING:
    from qreader.model import ArticleId, Place


class Places(Table):
    """The reading positions of articles."""

    def of_article(self, article_id: ArticleId) -> Place | None:
        """Return the reading position of an article; None: its top."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT block, part FROM place WHERE id = :id", {"id": article_id}
            ).fetchone()
            return None if row is None else model.Place(*row)

    def keep(self, article_id: ArticleId, place: Place | None) -> None:
        """Store the reading position of an article; do nothing for a deleted one."""
        with self._database.transaction() as connection:
            if place is None:
                connection.execute("DELETE FROM place WHERE id = :id", {"id": article_id})
                return
            connection.execute(
                """
                INSERT INTO place (id, block, part)
                SELECT id, :block, :part FROM article WHERE id = :id
                ON CONFLICT (id) DO UPDATE SET block = excluded.block, part = excluded.part
                """,
                {"id": article_id, **place._asdict()},
            )

"""Where articles were left, to be read on there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Table

if TYPE_CHECKING:
    from qreader.model import ArticleId, Place


class Places(Table):
    """Where articles were left, to be read on there."""

    def of_article(self, article_id: ArticleId) -> Place | None:
        """Return where an article was left; None: at its top."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT block, part FROM place WHERE id = :id", {"id": article_id}
            ).fetchone()
            return None if row is None else model.Place(*row)

    def keep(self, article_id: ArticleId, place: Place | None) -> None:
        """Keep where an article is left; of one that is gone, nothing."""
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

"""Revisions: earlier texts of articles, and whether the person had read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from qreader import model
from qreader.store.base import Table
from qreader.store.packed import unpack
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, Revision

MAX_NEWEST = 18
"""The most revisions of an article, besides the first and the last read one."""


class Versions(NamedTuple):
    """Two texts of one article to compare."""

    since: Revision
    text: str
    """The text of that revision."""
    title_now: str
    text_now: str
    changed: datetime
    """When the present text arrived."""


class Revisions(Table):
    """Earlier texts of articles."""

    def keep(self, article_id: ArticleId, now: datetime) -> None:
        """Store an article's text before it is replaced."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO revision (article_id, replaced, title, html, text, was_read, of_page)
                SELECT id, :now, title, html, text, read = 1 AND changed = 0, fetched IS NOT NULL
                FROM article JOIN body USING (id) JOIN status USING (id) LEFT JOIN page USING (id)
                WHERE id = :id
                """,
                {"id": article_id, "now": to_seconds(now)},
            )
            connection.execute(
                """
                DELETE FROM revision WHERE article_id = :id
                    AND id IS NOT (SELECT min(id) FROM revision WHERE article_id = :id)
                    AND id IS NOT (
                        SELECT max(id) FROM revision WHERE article_id = :id AND was_read = 1
                    )
                    AND id NOT IN (
                        SELECT id FROM revision WHERE article_id = :id
                        ORDER BY id DESC LIMIT :newest
                    )
                """,
                {"id": article_id, "newest": MAX_NEWEST},
            )

    def note_changed(self, article_id: ArticleId) -> None:
        """Note whether a read article has a changed text."""
        with self._database.transaction() as connection:
            found = self.versions(article_id)
            is_again = (
                found is not None
                and found.since.was_read
                and (found.since.title, found.text) == (found.title_now, found.text_now)
            )
            connection.execute(
                "UPDATE status SET changed = :changed WHERE id = :id AND read = 1",
                {"id": article_id, "changed": not is_again},
            )

    def of_article(self, article_id: ArticleId) -> list[Revision]:
        """Return an article's revisions, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT replaced, title, was_read FROM revision
                WHERE article_id = :id ORDER BY id DESC
                """,
                {"id": article_id},
            )
            return [_revision(*row) for row in rows]

    def versions(self, article_id: ArticleId) -> Versions | None:
        """Return the present text and the one last read; None: there is none to compare.

        If none was read, it is the one before. A feed's text is not compared with its page's: the
        page's additional text is no change of the article.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                """
                SELECT replaced, revision.title, was_read, revision.text, article.title, body.text,
                       max(replaced) OVER ()
                FROM revision JOIN article ON article.id = article_id
                JOIN body ON body.id = article_id
                LEFT JOIN page ON page.id = article_id
                WHERE article_id = :id AND of_page = (fetched IS NOT NULL)
                ORDER BY was_read DESC, revision.id DESC LIMIT 1
                """,
                {"id": article_id},
            ).fetchone()
            if row is None:
                return None
            replaced, title, was_read, text, title_now, text_now, changed = row
            return Versions(
                _revision(replaced, title, was_read),
                unpack(text),
                title_now,
                unpack(text_now),
                from_seconds(changed),
            )


def _revision(replaced: int, title: str, was_read: int) -> Revision:
    return model.Revision(from_seconds(replaced), title, bool(was_read))

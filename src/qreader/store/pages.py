"""Pages: the want list, and the state of articles' pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Table
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, PageState, Wanted


class Pages(Table):
    """The want list, and the state of articles' pages."""

    def want(self, ids: Iterable[ArticleId]) -> None:
        """Put articles on the want list; those without an address have no page to fetch."""
        with self._database.transaction() as connection:
            connection.executemany(
                """
                INSERT INTO page (id, wanted)
                SELECT id, 1 FROM article WHERE id = ? AND url IS NOT NULL
                ON CONFLICT (id) DO UPDATE SET wanted = 1
                """,
                [(number,) for number in ids],
            )

    def wanted(self) -> list[Wanted]:
        """Return the want list, newest articles first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT page.id, article.title, article.url, coalesce(feed.typed_url, feed.url)
                FROM page
                JOIN article USING (id) JOIN status USING (id) JOIN feed ON feed.id = status.feed_id
                WHERE wanted = 1 AND page.id NOT IN (SELECT id FROM set_aside)
                ORDER BY status.dated DESC, page.id DESC
                """
            )
            return [model.Wanted(*row) for row in rows]

    def of_article(self, article_id: ArticleId) -> Wanted | None:
        """Return the request for an article's page; None: it has no address."""
        with self._database.reading() as connection:
            row = connection.execute(
                """
                SELECT article.id, article.title, article.url, coalesce(feed.typed_url, feed.url)
                FROM article JOIN status USING (id) JOIN feed ON feed.id = status.feed_id
                WHERE article.id = :id AND article.url IS NOT NULL
                  AND article.id NOT IN (SELECT id FROM set_aside)
                """,
                {"id": article_id},
            ).fetchone()
            return None if row is None else model.Wanted(*row)

    def state(self, article_id: ArticleId) -> PageState:
        """Return the state of an article's page."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT wanted, fetched, error FROM page WHERE id = :id", {"id": article_id}
            ).fetchone()
            if row is None:
                return model.PageState()
            is_wanted, fetched, error = row
            return model.PageState(bool(is_wanted), from_seconds(fetched), error)

    def note_fetched(self, article_id: ArticleId, now: datetime) -> None:
        """Note that the article's text is its page's."""
        with self._database.transaction() as connection:
            _note(connection, article_id, to_seconds(now), None)

    def note_selectors(self, article_id: ArticleId, *, missed: bool) -> None:
        """Count the pages of an article's feed in a row in which selectors found nothing."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE feed SET missed_pages = CASE WHEN :missed THEN missed_pages + 1 ELSE 0 END
                WHERE id = (SELECT feed_id FROM status WHERE id = :id)
                  AND (:missed OR missed_pages > 0)
                """,
                {"id": article_id, "missed": missed},
            )

    def note_failure(
        self, article_id: ArticleId, error: str, again_since: datetime | None = None
    ) -> None:
        """Store why a page could not be fetched; the article's text stays.

        It is removed from the want list, except for an article that arrived after `again_since`.
        """
        with self._database.transaction() as connection:
            _note(connection, article_id, None, error)
            if again_since is not None:
                connection.execute(
                    """
                    UPDATE page SET wanted = 1
                    WHERE id IN (SELECT id FROM status WHERE id = :id AND arrived > :since)
                    """,
                    {"id": article_id, "since": to_seconds(again_since)},
                )


def _note(
    connection: sqlite3.Connection, article_id: ArticleId, fetched: int | None, error: str | None
) -> None:
    connection.execute(
        """
        INSERT INTO page (id, wanted, fetched, error)
        SELECT id, 0, :fetched, :error FROM article WHERE id = :id
        ON CONFLICT (id) DO UPDATE SET wanted = 0, error = :error,
            fetched = coalesce(:fetched, fetched)
        """,
        {"id": article_id, "fetched": fetched, "error": error},
    )

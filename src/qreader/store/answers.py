"""Answers: what programs of the person answered to articles, and which articles they wait for.

They are no part of the articles: no search, no comparison and no export reads them. They go with
their article's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Table
from qreader.store.packed import pack, unpack
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import Answer, ArticleId

MAX_REASON = 300
"""The longest reason of a failure, in characters."""


class Answers(Table):
    """The answers that are kept, and the articles for which one is wanted."""

    def of_article(self, article_id: ArticleId) -> tuple[Answer, ...]:
        """Return what is kept of an article, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT name, made, text, html, EXISTS (
                    SELECT 1 FROM revision
                    WHERE revision.article_id = :id AND replaced > made
                ) OR EXISTS (
                    SELECT 1 FROM page WHERE page.id = :id AND fetched > made
                ) FROM answer WHERE article_id = :id ORDER BY made DESC, name
                """,
                {"id": article_id},
            )
            return tuple(_answer(*row) for row in rows)

    def keep(self, article_id: ArticleId, answer: Answer) -> None:
        """Keep an answer in place of the program's last one; nothing for a deleted article."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO answer (article_id, name, made, text, html)
                SELECT id, :name, :made, :text, :html FROM article WHERE id = :id
                ON CONFLICT (article_id, name) DO UPDATE
                SET made = excluded.made, text = excluded.text, html = excluded.html
                """,
                {
                    "id": article_id,
                    "name": answer.name,
                    "made": to_seconds(answer.made),
                    "text": pack(answer.text),
                    "html": pack(answer.html, answer.text),
                },
            )
            self._no_longer_wanted(article_id, answer.name)

    # ---- what is wanted

    def want(self, ids: Iterable[ArticleId], name: str) -> None:
        """Note that a program is to be sent these articles, each once."""
        with self._database.transaction() as connection:
            connection.executemany(
                """
                INSERT INTO asked (article_id, name)
                SELECT id, :name FROM article WHERE id = :id
                    AND NOT EXISTS (SELECT 1 FROM answer WHERE article_id = :id AND name = :name)
                ON CONFLICT (article_id, name) DO NOTHING
                """,
                [{"id": number, "name": name} for number in ids],
            )

    def wanted(self, names: Sequence[str]) -> list[tuple[ArticleId, str]]:
        """Return what waits for these programs, the newest article first."""
        with self._database.reading() as connection:
            marks = ",".join("?" * len(names))
            return connection.execute(
                f"""
                SELECT article_id, name FROM asked
                WHERE failed IS NULL AND name IN ({marks}) ORDER BY article_id DESC, name
                """,
                [*names],
            ).fetchall()

    def note_failed(self, article_id: ArticleId, name: str, reason: str) -> None:
        """Note why a program did not answer: it is not sent the article again by itself."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE asked SET failed = :now, error = :reason
                WHERE article_id = :id AND name = :name
                """,
                {
                    "id": article_id,
                    "name": name,
                    "now": to_seconds(self._clock()),
                    "reason": reason[:MAX_REASON],
                },
            )

    def failures(self) -> list[tuple[str, int, str]]:
        """Return for each program that failed its name, for how many articles, and why last."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT name, count(*), error, max(failed) FROM asked
                WHERE failed IS NOT NULL GROUP BY name ORDER BY name
                """
            )
            return [(name, count, error or "") for name, count, error, _ in rows]

    def _no_longer_wanted(self, article_id: ArticleId, name: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM asked WHERE article_id = :id AND name = :name",
                {"id": article_id, "name": name},
            )


def _answer(name: str, made: int, text: bytes, html: bytes, is_outdated: int) -> Answer:
    plain = unpack(text)
    return model.Answer(name, from_seconds(made), unpack(html, plain), plain, bool(is_outdated))

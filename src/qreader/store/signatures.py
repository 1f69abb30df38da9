"""Signatures: fingerprints of articles, the index of their terms, and the terms' frequencies.

Articles are `pending` from the moment they are stored until they have been compared with the
others, so a process that ends in between loses nothing.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from qreader import model
from qreader.store.base import Table
from qreader.store.packed import unpack
from qreader.store.statuses import chunks
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, FeedId, Fingerprinted, NewArticle

_POSTED_TERMS = 32


class Signatures(Table):
    """Fingerprints, and the index of their terms."""

    def expect(self, article_id: ArticleId) -> None:
        """Note that an article is new or has a changed text."""
        with self._database.transaction() as connection:
            values = {"id": article_id}
            if connection.execute(
                "INSERT INTO signature (id) VALUES (:id) ON CONFLICT DO NOTHING", values
            ).rowcount:
                return
            row = connection.execute("SELECT terms, posted FROM signature WHERE id = :id", values)
            self.unpost(article_id, *row.fetchone())
            connection.execute(
                "UPDATE signature SET terms = NULL, posted = NULL, pending = 1 WHERE id = :id",
                values,
            )

    def any_ungrouped(self) -> bool:
        """Whether articles wait to be compared."""
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT 1 FROM signature WHERE {_WAITS} LIMIT 1").fetchone()
            return row is not None

    def count_ungrouped(self) -> int:
        """Return how many articles wait to be compared; costs O(their number)."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                f"SELECT count(*) FROM signature WHERE {_WAITS}"
            ).fetchone()
            return int(count)

    def missing(self, limit: int, max_characters: int) -> list[NewArticle]:
        """Return articles without a fingerprint, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT id, feed_id, title, body.text FROM signature
                JOIN status USING (id) JOIN article USING (id) JOIN body USING (id)
                WHERE {_WAITS} AND terms IS NULL ORDER BY id LIMIT :limit
                """,
                {"limit": limit},
            )
            return [
                model.NewArticle(number, feed_id, title, unpack(text)[:max_characters])
                for number, feed_id, title, text in rows
            ]

    def texts_before(self, feed_id: FeedId, limit: int, max_characters: int) -> list[str]:
        """Return the beginnings of a feed's newest texts that have a fingerprint."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT body.text FROM status JOIN signature USING (id) JOIN body USING (id)
                WHERE feed_id = :feed_id AND dated IS NOT NULL AND terms IS NOT NULL
                ORDER BY dated DESC LIMIT :limit
                """,
                {"feed_id": feed_id, "limit": limit},
            )
            return [unpack(text)[:max_characters] for (text,) in rows]

    def write(self, signatures: Iterable[tuple[ArticleId, bytes]], frequencies: bytes) -> None:
        """Store fingerprints and the new frequencies of terms.

        The index has the best terms of each article.
        """
        with self._database.transaction() as connection:
            for article_id, terms in signatures:
                written = connection.execute(
                    "UPDATE signature SET terms = :terms WHERE id = :id AND terms IS NULL",
                    {"id": article_id, "terms": terms},
                )
                if written.rowcount:  # else another process did it, or the article is deleted
                    _post(connection, article_id, terms)
            connection.execute(
                """
                INSERT INTO frequency (id, counts) VALUES (1, :counts)
                ON CONFLICT (id) DO UPDATE SET counts = excluded.counts
                """,
                {"counts": frequencies},
            )

    def post_anew(self) -> None:
        """Rebuild the index of terms."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO posting (posting) VALUES ('delete-all')")
            connection.execute("UPDATE signature SET posted = NULL WHERE posted IS NOT NULL")
            rows = connection.execute(
                "SELECT id, terms FROM signature WHERE terms IS NOT NULL ORDER BY id"
            )
            for number, terms in rows.fetchall():
                _post(connection, number, terms)

    def unpost(self, article_id: ArticleId, terms: bytes | None, posted: str | None) -> None:
        """Remove an article's terms from the index; they must be those that were added."""
        if terms is None:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO posting (posting, rowid, terms) VALUES ('delete', :id, :terms)",
                {"id": article_id, "terms": _posted(terms) if posted is None else posted},
            )

    def ungrouped(self, limit: int) -> list[ArticleId]:
        """Return fingerprinted articles that wait to be compared, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT id FROM signature WHERE {_WAITS} AND terms IS NOT NULL
                ORDER BY id LIMIT :limit
                """,
                {"limit": limit},
            )
            return [number for (number,) in rows]

    def last_grouped(self) -> ArticleId | None:
        """Return the newest article that has been compared."""
        with self._database.reading() as connection:
            row: tuple[ArticleId] | None = connection.execute(
                "SELECT id FROM signature WHERE pending = 0 ORDER BY id DESC LIMIT 1"
            ).fetchone()
            return row[0] if row else None

    def note_grouped(self, ids: Iterable[ArticleId]) -> None:
        """Note that articles have been compared, except for those removed meanwhile."""
        with self._database.transaction() as connection:
            connection.executemany(
                f"UPDATE signature SET pending = 0 WHERE {_WAITS} AND id = ?", [(n,) for n in ids]
            )

    def of_articles(self, ids: Sequence[ArticleId]) -> list[Fingerprinted]:
        """Return these articles' fingerprints; those without one are left out."""
        with self._database.reading() as connection:
            found = []
            for chunk in chunks(ids):
                marks = ",".join("?" * len(chunk))
                statement = f"{_SIGNED} WHERE signature.id IN ({marks}) AND terms IS NOT NULL"
                found += [_fingerprinted(row) for row in connection.execute(statement, chunk)]
            return found

    def since(self, since: datetime, limit: int) -> list[Fingerprinted]:
        """Return the fingerprints of articles since a time, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_SIGNED} WHERE dated >= :since AND terms IS NOT NULL"
                " ORDER BY dated DESC LIMIT :limit",
                {"since": to_seconds(since), "limit": limit},
            )
            return [_fingerprinted(row) for row in rows]

    def holders(
        self, terms: Iterable[int], near: ArticleId, limit: int, *, up_to: ArticleId | None = None
    ) -> dict[int, list[ArticleId]]:
        """Return the articles with each term: at most `limit` older and `limit` newer than `near`.

        Articles newer than `up_to` are left out.
        """
        with self._database.reading() as connection:
            return {term: list(_holders(connection, term, near, limit, up_to)) for term in terms}

    def mentions(
        self, terms: Iterable[int], since: datetime
    ) -> dict[int, list[tuple[ArticleId, FeedId, datetime]]]:
        """Return the articles since a time with each term, as (number, feed, date).

        Only the best terms of an article count.
        """
        with self._database.reading() as connection:
            values: dict[str, object] = {"since": to_seconds(since)}
            # `+` makes SQLite use the index of dates, not all articles of a term
            (values["first"],) = connection.execute(
                "SELECT min(+id) FROM status WHERE dated >= :since", values
            ).fetchone()
            found = {}
            for term in terms:
                rows = connection.execute(
                    """
                    SELECT DISTINCT status.id, feed_id, dated FROM posting
                    JOIN status ON status.id = posting.rowid
                    WHERE posting MATCH :token AND posting.rowid >= :first AND dated >= :since
                    """,
                    values | {"token": _token(term)},
                )
                found[term] = [(number, feed_id, from_seconds(at)) for number, feed_id, at in rows]
            return found

    def articles_a_day(self, now: datetime, days: int) -> list[int]:
        """Return the number of articles of each of the last days, today last."""
        with self._database.reading() as connection:
            end = to_seconds(now)
            counts = [0] * days
            rows = connection.execute(
                """
                SELECT (:end - dated) / 86400, count(*) FROM status
                WHERE dated > :end - :days * 86400 AND dated <= :end GROUP BY 1
                """,
                {"end": end, "days": days},
            )
            for age, count in rows:
                counts[days - 1 - age] = count
            return counts

    def frequencies(self) -> bytes:
        """Return the packed frequencies of terms; empty: none were stored."""
        with self._database.reading() as connection:
            row: tuple[bytes] | None = connection.execute("SELECT counts FROM frequency").fetchone()
            return row[0] if row else b""


_WAITS = "pending = 1 AND id NOT IN (SELECT id FROM set_aside)"
"""The condition that an article waits; one of a removed feed waits until the feed is back."""


def _post(connection: sqlite3.Connection, article_id: ArticleId, terms: bytes) -> None:
    connection.execute(
        "INSERT INTO posting (rowid, terms) VALUES (:id, :terms)",
        {"id": article_id, "terms": _posted(terms)},
    )


def posting_terms(terms: bytes) -> tuple[int, ...]:
    """Return the indexed terms of an article: the strongest terms of its fingerprint.

    `related.signature` packs them first, four bytes each, then one byte of weight for each.
    """
    count = min(len(terms) // 5, _POSTED_TERMS)
    return struct.unpack_from(f"<{count}I", terms)


def _posted(terms: bytes) -> str:
    return " ".join(map(_token, posting_terms(terms)))


_SIGNED = """
    SELECT signature.id, feed_id, dated, published, terms, story_id, copy_of
    FROM status JOIN signature ON signature.id = status.id AND dated IS NOT NULL
    JOIN article ON article.id = status.id
    LEFT JOIN story_article ON article_id = status.id
"""


def _fingerprinted(row: tuple[Any, ...]) -> Fingerprinted:
    number, feed_id, dated, published, *rest = row
    return model.Fingerprinted(number, feed_id, from_seconds(dated), from_seconds(published), *rest)


def _holders(
    connection: sqlite3.Connection,
    term: int,
    near: ArticleId,
    limit: int,
    up_to: ArticleId | None,
) -> Iterator[ArticleId]:
    """Yield the articles with a term that are nearest by number, both ways."""
    older, newer = "rowid < :near ORDER BY rowid DESC", "rowid > :near ORDER BY rowid"
    if up_to is not None:
        newer = f"rowid <= :up_to AND {newer}"
    for condition in (older, newer) if up_to is None or up_to > near else (older,):
        rows = connection.execute(
            f"SELECT rowid FROM posting WHERE posting MATCH :token AND {condition} LIMIT :limit",
            {"token": _token(term), "near": near, "up_to": up_to, "limit": limit},
        )
        for (number,) in rows:
            yield number


def _token(term: int) -> str:
    return f"{term:08x}"

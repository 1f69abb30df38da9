"""What the person said of pairs of articles: related for ever, or not."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.store.times import to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId


def judge(
    connection: sqlite3.Connection,
    article_id: ArticleId,
    other_id: ArticleId,
    related: bool | None,
    now: datetime,
) -> bool | None:
    """Keep whether two articles belong together; None forgets it. Return what was kept before."""
    pair = {"one": min(article_id, other_id), "other": max(article_id, other_id)}
    before = of_article(connection, article_id).get(other_id)
    if related is None:
        connection.execute("DELETE FROM judgement WHERE one = :one AND other = :other", pair)
    elif article_id != other_id:
        connection.execute(
            """
            INSERT INTO judgement (one, other, related, made)
            SELECT :one, :other, :related, :made
            WHERE EXISTS (SELECT 1 FROM status WHERE id = :one)
                AND EXISTS (SELECT 1 FROM status WHERE id = :other)
            ON CONFLICT DO UPDATE SET related = excluded.related, made = excluded.made
            """,
            {**pair, "related": related, "made": to_seconds(now)},
        )
    return before


def of_article(connection: sqlite3.Connection, article_id: ArticleId) -> dict[ArticleId, bool]:
    """Return what was said of an article and others."""
    rows = connection.execute(
        """
        SELECT other, related FROM judgement WHERE one = :id
        UNION ALL SELECT one, related FROM judgement WHERE other = :id
        """,
        {"id": article_id},
    )
    return {number: bool(related) for number, related in rows}

"""The full-text index: what goes in, what comes out, how common a term is."""

from __future__ import annotations

import sqlite3

from qreader.model import ArticleId

MAX_RESULTS = 10_000
"""Nobody reads further; a search for a common word stops here."""


def index(connection: sqlite3.Connection, article_id: ArticleId, title: str, text: str) -> None:
    """Make an article findable."""
    connection.execute(
        "INSERT INTO search (rowid, title, text) VALUES (:id, :title, :text)",
        _indexed(article_id, title, text),
    )


def unindex(connection: sqlite3.Connection, article_id: ArticleId, title: str, text: str) -> None:
    """Take an article out again; title and text must be those that were put in."""
    connection.execute(
        """
        INSERT INTO search (search, rowid, title, text) VALUES ('delete', :id, :title, :text)
        """,
        _indexed(article_id, title, text),
    )


def _indexed(article_id: ArticleId, title: str, text: str) -> dict[str, object]:
    from qreader.text.words import index_text  # 5 ms of patterns that no start needs

    return {"id": article_id, "title": index_text(title), "text": index_text(text)}


def what_is_meant(words: str) -> str:
    """Return the FTS5 expression for what a person typed. Raises QueryError."""
    from qreader.text.words import match_expression  # as above

    return match_expression(words)


def matches(
    connection: sqlite3.Connection, expression: str, limit: int = MAX_RESULTS
) -> list[tuple[ArticleId, float]]:
    """Return the articles that an FTS5 expression finds, best first, with scores (more is better).

    A word in the title counts four times one in the text.
    """
    return connection.execute(
        """
        SELECT search.rowid, -bm25(search, 4.0, 1.0) FROM search
        JOIN status ON status.id = search.rowid AND status.dated IS NOT NULL
        WHERE search MATCH :expression ORDER BY bm25(search, 4.0, 1.0), search.rowid DESC
        LIMIT :limit
        """,
        {"expression": expression, "limit": limit},
    ).fetchall()

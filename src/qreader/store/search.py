"""The full-text index: what goes in, and out again; `finding` asks it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model import ArticleId


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

"""Title sort: what a list by title compares, kept with each article and in an index."""

from __future__ import annotations

import sqlite3

MAX_CHARACTERS = 24
"""Of a title; articles with the same beginning stand by their numbers."""


def title_sort(title: str) -> str:
    """Return the beginning of a title without case, accents, and signs before its first word."""
    from qreader.text.folding import fold  # 5 ms of patterns, at first use

    folded = fold(title[: 4 * MAX_CHARACTERS])
    start = next((at for at, character in enumerate(folded) if character.isalnum()), 0)
    return folded[start:][:MAX_CHARACTERS]


def provide_title_sort(connection: sqlite3.Connection) -> None:
    """Let the statements of a connection call `title_sort_of`."""
    connection.create_function("title_sort_of", 1, title_sort, deterministic=True)

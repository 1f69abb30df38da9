"""News: what arrived since somebody was told of new articles last."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from qreader.store import numbers, remembered, statuses

if TYPE_CHECKING:
    from qreader.model import ArticleId

_TOLD = "told-to"
"""Under which the number is kept up to which new articles were told of."""


def expect(connection: sqlite3.Connection) -> None:
    """Begin to count what is new from here, where that was never begun."""
    if remembered.read(connection, _TOLD) is None:
        remembered.write(connection, _TOLD, str(numbers.last_article(connection)))


def claim(connection: sqlite3.Connection) -> list[ArticleId]:
    """Return what arrived since the last time, oldest first, without hidden; never again."""
    last, now = remembered.read(connection, _TOLD), numbers.last_article(connection)
    if last != str(now):
        remembered.write(connection, _TOLD, str(now))
    return statuses.after(connection, int(last)) if last is not None else []

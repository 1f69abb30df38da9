"""News: the articles that were not yet announced by hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.store.base import Blocks, Clock, Table
from qreader.store.remembered import Remembered
from qreader.store.statuses import Statuses

if TYPE_CHECKING:
    from qreader.model import ArticleId

_TOLD = "told-to"
"""The key of the number up to which articles were announced."""


class News(Table):
    """The new articles that were not yet announced."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._remembered = Remembered(database, clock)
        self._statuses = Statuses(database, clock)

    def expect(self) -> None:
        """Start counting new articles from now, if that has not started."""
        with self._database.transaction():
            if self._remembered.read(_TOLD) is None:
                self._remembered.write(_TOLD, str(self._statuses.last_number()))

    def claim(self) -> list[ArticleId]:
        """Return the new articles since the last call, oldest first, without hidden ones.

        Each article is returned once, to whichever process calls first.
        """
        with self._database.transaction():
            last, now = self._remembered.read(_TOLD), self._statuses.last_number()
            if last != str(now):
                self._remembered.write(_TOLD, str(now))
            return self._statuses.after(int(last)) if last is not None else []

"""News: what arrived since somebody was told of new articles last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.store.base import Blocks, Clock, Table
from qreader.store.remembered import Remembered
from qreader.store.statuses import Statuses

if TYPE_CHECKING:
    from qreader.model import ArticleId

_TOLD = "told-to"
"""Under which the number is kept up to which new articles were told of."""


class News(Table):
    """What arrived and was told to nobody yet."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._remembered = Remembered(database, clock)
        self._statuses = Statuses(database, clock)

    def expect(self) -> None:
        """Begin to count what is new from here, where that was never begun."""
        with self._database.transaction():
            if self._remembered.read(_TOLD) is None:
                self._remembered.write(_TOLD, str(self._statuses.last_number()))

    def claim(self) -> list[ArticleId]:
        """Return what arrived since the last time, oldest first, without hidden.

        Nobody is given it again: each article is told of once, whichever process asks.
        """
        with self._database.transaction():
            last, now = self._remembered.read(_TOLD), self._statuses.last_number()
            if last != str(now):
                self._remembered.write(_TOLD, str(now))
            return self._statuses.after(int(last)) if last is not None else []

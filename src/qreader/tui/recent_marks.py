"""RecentMarks: what was marked lately, for rows that were read before a mark and come after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from qreader.model import ArticleId, Row, Status

MAX_KEPT: Final = 500
"""Marks that may be made while rows are read."""


class Mark(NamedTuple):
    """What was changed at once."""

    statuses: Mapping[ArticleId, Status]
    seen: Sequence[ArticleId]
    """Articles whose change has been read."""

    def on(self, row: Row) -> Row:
        """Return a row as this leaves it."""
        status = self.statuses.get(row.id)
        if status is not None and status != row.status:
            row = replace(row, status=status)
        return replace(row, changed=False) if row.changed and row.id in self.seen else row


class RecentMarks:
    """The last marks, in order."""

    def __init__(self) -> None:
        self.count = 0
        """How many there were in all: rows that are asked for now know of these."""
        self._last: deque[Mark] = deque(maxlen=MAX_KEPT)

    def add(self, statuses: Mapping[ArticleId, Status], seen: Sequence[ArticleId]) -> Mark:
        """Note and return a mark that is being shown."""
        mark = Mark(statuses, seen)
        self.count += 1
        self._last.append(mark)
        return mark

    def applied(self, rows: Iterable[Row], count: int) -> list[Row]:
        """Return rows, asked for when there were so many marks, with those made since."""
        rows = list(rows)
        since = self.count - count
        for mark in list(self._last)[-since:] if since else ():
            rows = [mark.on(row) for row in rows]
        return rows

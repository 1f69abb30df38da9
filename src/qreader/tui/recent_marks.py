"""RecentMarks: applies marks to rows that were read before the marks but arrive after them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from qreader.model import ArticleId, Row, Status

MAX_KEPT: Final = 500
"""The most marks while rows are read."""


class RecentMark(NamedTuple):
    """The statuses changed by one mark."""

    statuses: Mapping[ArticleId, Status]
    seen: Sequence[ArticleId]
    """Articles whose changed text the person has seen."""

    def on(self, row: Row) -> Row:
        """Return a row with this mark applied."""
        status = self.statuses.get(row.id)
        if status is not None and status != row.status:
            row = replace(row, status=status)
        return replace(row, changed=False) if row.changed and row.id in self.seen else row


class RecentMarks:
    """The last marks, in order."""

    def __init__(self) -> None:
        self.count = 0
        """The number of all marks so far: rows requested now include them."""
        self._last: deque[RecentMark] = deque(maxlen=MAX_KEPT)

    def add(self, statuses: Mapping[ArticleId, Status], seen: Sequence[ArticleId]) -> RecentMark:
        """Add and return a mark."""
        mark = RecentMark(statuses, seen)
        self.count += 1
        self._last.append(mark)
        return mark

    def applied(self, rows: Iterable[Row], count: int) -> list[Row]:
        """Return rows with the marks made since their request. count: the number of marks then."""
        rows = list(rows)
        since = self.count - count
        for mark in list(self._last)[-since:] if since else ():
            rows = [mark.on(row) for row in rows]
        return rows

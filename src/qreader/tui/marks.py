"""Marks: read, starred, later; and undoing them, one marking after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qreader.model import ArticleId, Status

if TYPE_CHECKING:
    from qreader.tui.reader import Reader

MAX_UNDO = 500
"""Markings that can be undone."""

_SAID = {
    ("read", True): "read",
    ("read", False): "unread",
    ("starred", True): "starred",
    ("starred", False): "no longer starred",
    ("later", True): "kept for later",
    ("later", False): "no longer kept for later",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """What a marking changed: the statuses now, and what to say of it."""

    now: dict[ArticleId, Status]
    said: str


class Marks:
    """Changes statuses. All of it runs in one lane, so the order of keys is the order of writes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._done: list[tuple[str, dict[ArticleId, Status]]] = []
        """What was said of each marking, and the statuses before; touched only in the lane."""

    def toggle(self, article_id: ArticleId, mark: str) -> None:
        """Turn one mark of an article on or off."""

        def call() -> Marked:
            rows = self._reader.library.rows([article_id])
            if not rows:
                return Marked({}, "")
            value = not getattr(rows[0].status, mark)
            return self._mark([article_id], _SAID[mark, value].capitalize(), mark, value)

        self._reader.work.in_order("marks", call, self._show)

    def mark_all_read(self, ids: Sequence[ArticleId]) -> None:
        """Mark these articles read, never asking: undo is one key away."""

        def call() -> Marked:
            marked = self._mark(ids, "", "read", True)
            if not marked.now:
                return Marked({}, "All of it is read already")
            self._done[-1] = (f"{len(marked.now)} read", self._done[-1][1])
            return Marked(marked.now, f"{len(marked.now)} marked read, u undoes")

        self._reader.work.in_order("marks", call, self._show)

    def mark_opened(self, article_id: ArticleId) -> None:
        """Mark an article read because it is being read: nothing to say, nothing to undo."""

        def call() -> Marked:
            before = self._reader.library.mark([article_id], read=True)
            return Marked({i: replace(s, read=True) for i, s in before.items()}, "")

        self._reader.work.in_order("marks", call, self._show)

    def undo(self) -> None:
        """Take the last marking back."""

        def call() -> Marked:
            if not self._done:
                return Marked({}, "Nothing to undo")
            said, before = self._done.pop()
            self._reader.library.restore(before)
            return Marked(before, f"Undone: {said}")

        self._reader.work.in_order("marks", call, self._show)

    def _mark(self, ids: Sequence[ArticleId], said: str, mark: str, value: bool) -> Marked:
        """Mark and remember, in the lane."""
        library = self._reader.library
        if mark == "read":
            before = library.mark(ids, read=value)
        elif mark == "starred":
            before = library.mark(ids, starred=value)
        else:
            before = library.mark(ids, later=value)
        if before:
            self._done = [*self._done[1 - MAX_UNDO :], (said.lower(), before)]
        return Marked({i: _with(status, mark, value) for i, status in before.items()}, said)

    def _show(self, marked: Marked) -> None:
        if marked.said:
            self._reader.say(marked.said)
        if marked.now:
            self._reader.articles.put_statuses(marked.now)
            self._reader.reading.put_statuses(marked.now)
            self._reader.news.reload_feeds()


def _with(status: Status, mark: str, value: bool) -> Status:
    if mark == "read":
        return replace(status, read=value)
    if mark == "starred":
        return replace(status, starred=value)
    return replace(status, later=value)

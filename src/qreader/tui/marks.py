"""Marks: what the person does to the cache with keys, and undoing it, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qreader.model import ArticleId, Status

if TYPE_CHECKING:
    from qreader.tui.reader import Reader

MAX_UNDO = 500
"""Deeds that can be undone."""

_SAID = {
    ("read", True): "read",
    ("read", False): "unread",
    ("starred", True): "starred",
    ("starred", False): "no longer starred",
    ("later", True): "kept for later",
    ("later", False): "no longer kept for later",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What a key did."""

    said: str = ""
    """What to say of it."""
    now: Mapping[ArticleId, Status] = field(default_factory=dict)
    """The statuses that it changed."""
    relations: bool = False
    """Whether it changed what belongs together."""
    undo: Callable[[], Deed] | None = None
    """Takes it back; None: there is nothing to take back."""


class Marks:
    """Does deeds in one lane, so the order of keys is the order of writes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._done: list[Deed] = []
        """What can be undone; touched only in the lane."""

    def do(self, call: Callable[[], Deed]) -> None:
        """Run what changes the cache, in the lane; show what it did, and remember it."""

        def run() -> Deed:
            deed = call()
            if deed.undo is not None:
                self._done = [*self._done[1 - MAX_UNDO :], deed]
            return deed

        self._reader.work.in_order("marks", run, self._show)

    def undo(self) -> None:
        """Take the last deed back."""

        def call() -> Deed:
            last = self._done.pop() if self._done else None
            if last is None or last.undo is None:
                return Deed("Nothing to undo")
            said = last.said.removesuffix(UNDOES)
            return replace(last.undo(), said=f"Undone: {said[:1].lower()}{said[1:]}", undo=None)

        self._reader.work.in_order("marks", call, self._show)

    # ---- statuses

    def toggle(self, article_id: ArticleId, mark: str) -> None:
        """Turn one mark of an article on or off."""

        def call() -> Deed:
            rows = self._reader.library.rows([article_id])
            if not rows:
                return Deed()
            value = not getattr(rows[0].status, mark)
            return self._mark([article_id], mark, value, lambda _: _SAID[mark, value].capitalize())

        self.do(call)

    def mark_all_read(self, ids: Sequence[ArticleId]) -> None:
        """Mark these articles read, and those that their rows stand for; undo is one key away."""
        query = self._reader.browse.view.query

        def call() -> Deed:
            library = self._reader.library
            every = [*ids, *library.beneath(query, ids)] if query.by_story else ids
            deed = self._mark(every, "read", True, lambda n: f"{n} marked read{UNDOES}")
            return deed if deed.now else Deed("All of it is read already")

        self.do(call)

    def mark_opened(self, article_id: ArticleId) -> None:
        """Mark an article read because it is being read: of that alone there is nothing to say."""

        def call() -> Deed:
            deed = self._mark([article_id], "read", True, lambda n: _copies(n - 1))
            return deed if len(deed.now) > 1 else replace(deed, said="", undo=None)

        self.do(call)

    def _mark(
        self, ids: Sequence[ArticleId], mark: str, value: bool, said: Callable[[int], str]
    ) -> Deed:
        """Mark, in the lane; `said` is asked how many articles changed."""
        library = self._reader.library
        if mark == "read":
            before = library.mark(ids, read=value)
        elif mark == "starred":
            before = library.mark(ids, starred=value)
        else:
            before = library.mark(ids, later=value)

        def undo() -> Deed:
            library.restore(before)
            return Deed(now=before)

        now = {i: _with(status, mark, value) for i, status in before.items()}
        return Deed(said(len(before)), now, undo=undo if before else None)

    def _show(self, deed: Deed) -> None:
        if deed.said:
            self._reader.say(deed.said)
        if deed.now:
            self._reader.articles.put_statuses(deed.now)
            self._reader.reading.put_statuses(deed.now)
            self._reader.news.reload_feeds()
        if deed.relations:
            self._reader.reading.look_again()
            self._reader.browse.update_now()


UNDOES = ", u undoes"
"""Behind what is said of a wide deed."""


def _copies(count: int) -> str:
    noun = "copy" if count == 1 else "copies"
    return f"{count} {noun} of it marked read{UNDOES}"


def _with(status: Status, mark: str, value: bool) -> Status:
    if mark == "read":
        return replace(status, read=value)
    if mark == "starred":
        return replace(status, starred=value)
    return replace(status, later=value)

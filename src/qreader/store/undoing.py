"""Undoing: takes back what the person did last, where that still is as they left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qreader.errors import NotFoundError
from qreader.model import Attention
from qreader.store.base import Blocks, Clock, Table
from qreader.store.editing import Editing
from qreader.store.feeds import Feeds
from qreader.store.judgements import Judgements
from qreader.store.queue import Queue
from qreader.store.removed import Removed
from qreader.store.rules import Rules
from qreader.store.searches import Searches
from qreader.store.statuses import Statuses
from qreader.store.stories import Stories
from qreader.store.times import from_seconds
from qreader.store.undoable import Change, Edit, UndoableActions, from_gaps

if TYPE_CHECKING:
    from qreader.model import ArticleId, Status, Undone


class Undoing(Table):
    """Takes actions back, the newest first."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._editing = Editing(database, clock)
        self._feeds = Feeds(database, clock)
        self._judgements = Judgements(database, clock)
        self._queue = Queue(database, clock)
        self._removed = Removed(database, clock)
        self._rules = Rules(database, clock)
        self._searches = Searches(database, clock)
        self._statuses = Statuses(database, clock)
        self._stories = Stories(database, clock)
        self._undoable = UndoableActions(database, clock)
        self._take_back: dict[str, Callable[[Change], bool]] = {
            "feed": self._bring_feed_back,
            "story": self._attend_as_before,
            "pair": self._judge_as_before,
        }
        """By the key that only such a change has: the value of its `ActionKind`."""
        self._take_back_several: dict[str, Callable[[Change], tuple[int, int]]] = {
            "feeds": self._bring_feeds_back,
            "added": self._take_away,
            "edits": self._edit_back,
            "queue": lambda change: self._queue.put_back(change["queue"]),
        }
        """Likewise, of several things: each returns how many are as before, and of how many."""

    def undo(self) -> Undone | None:
        """Take the newest undoable action back, and forget it; None: there is none."""
        with self._database.transaction():
            found = self._undoable.pop()
            if found is None:
                return None
            from qreader.model import ActionKind, UndoableAction, Undone  # no start needs them

            label, done, change = found
            kind = next((kind for kind in ActionKind if kind in change), ActionKind.STATUSES)
            action = UndoableAction(kind, label, done)
            if kind is ActionKind.STATUSES:
                put_back, left = self._put_back(change.get(kind, ()))
                return Undone(action, len(put_back), left, put_back)
            if kind in self._take_back_several:
                back, count = self._take_back_several[kind](change)
                return Undone(action, taken_back=back, left=count - back)
            is_back = self._take_back[kind](change)
            return Undone(action, taken_back=int(is_back), left=int(not is_back))

    def _put_back(self, changes: Iterable[Change]) -> tuple[dict[ArticleId, Status], int]:
        """Take changes of statuses back; return what is so again, and how many articles stay."""
        put_back: dict[ArticleId, Status] = {}
        ids: set[ArticleId] = set()
        for change in changes:
            numbers = from_gaps(change["ids"])
            ids.update(numbers)
            for status, alike in self._statuses.by_status(numbers).items():
                before = _before(status, change)
                if before != status:
                    self._statuses.change(alike, status, before)
                    put_back |= dict.fromkeys(alike, before)
        return put_back, len(ids) - len(put_back)

    def _bring_feed_back(self, change: Change) -> bool:
        try:
            self._removed.bring_back(change["feed"])
        except NotFoundError:  # it is back already, or it was let go
            return False
        return True

    def _bring_feeds_back(self, change: Change) -> tuple[int, int]:
        feed_ids = change["feeds"]
        return sum(self._bring_feed_back({"feed": one}) for one in feed_ids), len(feed_ids)

    def _take_away(self, change: Change) -> tuple[int, int]:
        """Remove what was added, unless it changed since; marked articles stay."""
        feed_ids = change["added"]
        there = [feed_id for feed_id in feed_ids if self._feeds.is_there(feed_id)]
        self._removed.remove_all(there, now=self._clock())
        queries = [
            (table, name, query)
            for table, key in ((self._searches, "searches"), (self._rules, "rules"))
            for name, query in change[key].items()
        ]
        gone = [(table, name) for table, name, query in queries if table.query_of(name) == query]
        for table, name in gone:
            table.remove(name)
        return len(there) + len(gone), len(feed_ids) + len(queries)

    def _edit_back(self, change: Change) -> tuple[int, int]:
        edits = [Edit(*one) for one in change["edits"]]
        return len(self._editing.put_back(edits)), len({one.feed_id for one in edits})

    def _attend_as_before(self, change: Change) -> bool:
        if self._stories.attention(change["story"]) != change["to"]:
            return False
        before, until = change["before"], from_seconds(change["until"])
        if before is None or (
            until is not None and until <= self._clock()
        ):  # it would be over by now
            self._stories.follow_or_mute(change["story"], None, None)
        else:
            self._stories.follow_or_mute(change["story"], Attention(before), until)
        return True

    def _judge_as_before(self, change: Change) -> bool:
        (one, other), story = change["pair"], change["in_story"]
        if self._judgements.of_article(one).get(other) is not change["to"]:
            return False
        self._judgements.write(one, other, change["before"])
        if story is not None and self._stories.of_article(other) is None:
            self._stories.join(story, other)
        return True


def _before(status: Status, change: Change) -> Status:
    """Return a status without a change; itself where it no longer is as the change left it."""
    if "tag" in change:
        tag, tags = change["tag"], {*status.tags}
        if (tag in tags) is not change["to"]:
            return status
        return replace(status, tags=tuple(sorted(tags ^ {tag})))
    mark: dict[str, Any] = {change["mark"]: not change["to"]}
    return replace(status, **mark) if getattr(status, change["mark"]) is change["to"] else status

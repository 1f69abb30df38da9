"""Undoable actions: what the person did in the reader, as data that takes it back.

A row tells what an action changed and to what, packed: of a mark its name, its value and the
numbers of the articles, so that all of a cache marked read is one row of some kilobytes. It is
written in the transaction of the change itself.

Others change the cache, too: a sync, another reader, a script. So undoing an action puts back only
what it changed, and only where that still is as the action left it. An article that was marked read
here and starred elsewhere since is unread again, and keeps its star.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from qreader.store.base import Table
from qreader.store.packed import pack, unpack
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from datetime import datetime

    from qreader.model import ArticleId, Attention, FeedId, Status, StoryId, Verdict

MAX_ACTIONS = 100
MAX_BYTES = 8_000_000
"""Of their changes as they are packed; the newest is kept, however large it is."""

Change = dict[str, Any]
"""What an action changed, as JSON has it."""


class Edit(NamedTuple):
    """One value that was changed of one feed."""

    feed_id: FeedId
    name: str
    before: str | int | None
    after: str | int | None


class UndoableActions(Table):
    """What can be undone, the last first. `undoing` takes it back.

    Each kind of change has a key that only it has: the value of its `ActionKind`.
    """

    def marked(
        self, before: Mapping[ArticleId, Status], marks: Mapping[str, bool], label: str
    ) -> None:
        """Note that articles with these statuses were given other marks."""
        changes = [
            {
                "mark": mark,
                "to": to,
                "ids": [n for n, was in before.items() if getattr(was, mark) != to],
            }
            for mark, to in marks.items()
        ]
        self._note_statuses(changes, label)

    def tagged(
        self, before: Mapping[ArticleId, Status], tags: Mapping[str, bool], label: str
    ) -> None:
        """Note that articles with these statuses were given tags (True), or lost some (False)."""
        changes = [
            {
                "tag": tag,
                "to": to,
                "ids": [n for n, was in before.items() if (tag in was.tags) != to],
            }
            for tag, to in tags.items()
        ]
        self._note_statuses(changes, label)

    def feed_removed(self, feed_id: FeedId, label: str) -> None:
        """Note that a feed was removed."""
        self._note({"feed": feed_id}, label)

    def feeds_removed(self, feed_ids: Sequence[FeedId], label: str) -> None:
        """Note that several feeds were removed."""
        self._note({"feeds": [*feed_ids]}, label)

    def feeds_added(
        self,
        feed_ids: Sequence[FeedId],
        label: str,
        searches: Mapping[str, str] | None = None,
        rules: Mapping[str, str] | None = None,
    ) -> None:
        """Note that feeds were added, with searches and rules: their queries by name."""
        if feed_ids or searches or rules:
            change = {"added": feed_ids, "searches": searches or {}, "rules": rules or {}}
            self._note(change, label)

    def feeds_edited(self, edits: Sequence[Edit], label: str) -> None:
        """Note that feeds were edited."""
        if edits:
            self._note({"edits": edits}, label)

    def attended(
        self,
        story_id: StoryId,
        to: Attention | None,
        before: tuple[Attention | None, datetime | None],
        label: str,
    ) -> None:
        """Note what is wanted of a story now, and what was before and until when."""
        attention, until = before
        change = {"story": story_id, "to": to, "before": attention, "until": to_seconds(until)}
        self._note(change, label)

    def queue_changed(self, changes: Sequence[Sequence[Any]], label: str) -> None:
        """Note what was changed of the queue: article, number, note before, note after."""
        if changes:
            self._note({"queue": changes}, label)

    def judged(
        self, pair: tuple[ArticleId, ArticleId], to: bool | None, before: Verdict, label: str
    ) -> None:
        """Note what is said of two articles now, and how that was before."""
        change = {"pair": pair, "to": to, "before": before.related, "in_story": before.story}
        self._note(change, label)

    def pop(self) -> tuple[str, datetime, Change] | None:
        """Return the newest action with its label and time, and forget it; None: there is none."""
        with self._database.transaction() as connection:
            row = connection.execute(
                """
                DELETE FROM undoable_action WHERE id = (SELECT max(id) FROM undoable_action)
                RETURNING label, done, change
                """
            ).fetchone()
        if row is None:
            return None
        label, done, packed = row
        # empty: lost in a damaged cache
        return label, from_seconds(done), json.loads(unpack(packed) or "{}")

    def _note_statuses(self, changes: Iterable[Change], label: str) -> None:
        packed = [{**change, "ids": _gaps(change["ids"])} for change in changes if change["ids"]]
        if packed:
            self._note({"statuses": packed}, label)

    def _note(self, change: Change, label: str) -> None:
        if not label:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO undoable_action (label, done, change) VALUES (:label, :done, :change)",
                {
                    "label": label,
                    "done": to_seconds(self._clock()),
                    "change": pack(json.dumps(change, separators=(",", ":"))),
                },
            )
            connection.execute(_FORGET_OLD, {"actions": MAX_ACTIONS, "bytes": MAX_BYTES})


_FORGET_OLD = """
    DELETE FROM undoable_action WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER newest AS place,
                   sum(length(change)) OVER newest AS bytes
            FROM undoable_action WINDOW newest AS (ORDER BY id DESC)
        )
        WHERE place > :actions OR (place > 1 AND bytes > :bytes)
    )
"""


def _gaps(numbers: Iterable[ArticleId]) -> list[int]:
    """Return numbers by the gaps between them, which are small, so that they pack well."""
    return [after - before for before, after in pairwise([0, *sorted(numbers)])]


def from_gaps(gaps: Iterable[ArticleId]) -> list[ArticleId]:
    """Return the numbers, in order."""
    return list(accumulate(gaps))

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
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from qreader.errors import NotFoundError
from qreader.model import Attention
from qreader.store import judgements, removed, statuses, stories
from qreader.store.packed import pack, unpack
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, FeedId, Status, StoryId, Undone, Verdict

MAX_ACTIONS = 100
MAX_BYTES = 8_000_000
"""Of their changes as they are packed; the newest is kept, however large it is."""

Change = dict[str, Any]
"""What an action changed, as JSON has it."""


# ---- what was done


def marked(
    connection: sqlite3.Connection,
    before: Mapping[ArticleId, Status],
    marks: Mapping[str, bool | None],
    label: str,
    now: datetime,
) -> None:
    """Note that articles with these statuses were given other marks."""
    changes = [
        {
            "mark": mark,
            "to": to,
            "ids": [n for n, was in before.items() if getattr(was, mark) != to],
        }
        for mark, to in marks.items()
        if to is not None
    ]
    _note_statuses(connection, changes, label, now)


def tagged(
    connection: sqlite3.Connection,
    before: Mapping[ArticleId, Status],
    tags: Mapping[str, bool],
    label: str,
    now: datetime,
) -> None:
    """Note that articles with these statuses were given tags (True), or lost some (False)."""
    changes = [
        {"tag": tag, "to": to, "ids": [n for n, was in before.items() if (tag in was.tags) != to]}
        for tag, to in tags.items()
    ]
    _note_statuses(connection, changes, label, now)


def feed_removed(
    connection: sqlite3.Connection, feed_id: FeedId, label: str, now: datetime
) -> None:
    """Note that a feed was removed."""
    _note(connection, {"feed": feed_id}, label, now)


def attended(
    connection: sqlite3.Connection,
    story_id: StoryId,
    before: tuple[Attention | None, datetime | None],
    label: str,
    now: datetime,
) -> None:
    """Note that something else is wanted of a story than before, and until when that was."""
    attention, until = before
    change = {
        "story": story_id,
        "to": stories.attention(connection, story_id),
        "before": attention,
        "until": to_seconds(until),
    }
    _note(connection, change, label, now)


def judged(
    connection: sqlite3.Connection,
    pair: tuple[ArticleId, ArticleId],
    before: Verdict,
    label: str,
    now: datetime,
) -> None:
    """Note that something else was said of two articles than before."""
    change = {
        "pair": pair,
        "to": judgements.of_article(connection, pair[0]).get(pair[1]),
        "before": before.related,
        "in_story": before.story,
    }
    _note(connection, change, label, now)


def _note_statuses(
    connection: sqlite3.Connection, changes: Iterable[Change], label: str, now: datetime
) -> None:
    packed = [{**change, "ids": _gaps(change["ids"])} for change in changes if change["ids"]]
    if packed:
        _note(connection, {"statuses": packed}, label, now)


def _note(connection: sqlite3.Connection, change: Change, label: str, now: datetime) -> None:
    if not label:
        return
    connection.execute(
        """
        INSERT INTO undoable_action (label, done, change)
        VALUES (:label, :done, :change)
        """,
        {
            "label": label,
            "done": to_seconds(now),
            "change": pack(json.dumps(change, separators=(",", ":"))),
        },
    )
    connection.execute(
        """
        DELETE FROM undoable_action WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER newest AS place,
                       sum(length(change)) OVER newest AS bytes
                FROM undoable_action WINDOW newest AS (ORDER BY id DESC)
            )
            WHERE place > :actions OR (place > 1 AND bytes > :bytes)
        )
        """,
        {"actions": MAX_ACTIONS, "bytes": MAX_BYTES},
    )


def _gaps(numbers: Iterable[ArticleId]) -> list[int]:
    """Return numbers by the gaps between them, which are small, so that they pack well."""
    return [after - before for before, after in pairwise([0, *sorted(numbers)])]


# ---- and taking it back


def undo(connection: sqlite3.Connection, now: datetime) -> Undone | None:
    """Take the newest action back, and forget it; None: there is none."""
    row = connection.execute(
        """
        DELETE FROM undoable_action WHERE id = (SELECT max(id) FROM undoable_action)
        RETURNING label, done, change
        """
    ).fetchone()
    if row is None:
        return None
    from qreader.model import ActionKind, UndoableAction, Undone  # no start needs them

    label, done, packed = row
    change: Change = json.loads(unpack(packed) or "{}")  # empty: lost in a damaged cache
    kind = next((kind for kind in ActionKind if kind in change), ActionKind.STATUSES)
    action = UndoableAction(kind, label, from_seconds(done))
    if kind is ActionKind.STATUSES:
        put_back, left = _put_back(connection, change.get(kind, ()))
        return Undone(action, len(put_back), left, put_back)
    is_back = _TAKE_BACK[kind](connection, change, now)
    return Undone(action, taken_back=int(is_back), left=int(not is_back))


def _put_back(
    connection: sqlite3.Connection, changes: Iterable[Change]
) -> tuple[dict[ArticleId, Status], int]:
    """Take changes of statuses back; return what is so again, and how many articles stay."""
    put_back: dict[ArticleId, Status] = {}
    ids: set[ArticleId] = set()
    for change in changes:
        numbers: list[ArticleId] = list(accumulate(change["ids"]))
        ids.update(numbers)
        for status, alike in statuses.by_status(connection, numbers).items():
            before = _before(status, change)
            if before != status:
                statuses.change(connection, alike, status, before)
                put_back |= dict.fromkeys(alike, before)
    return put_back, len(ids) - len(put_back)


def _before(status: Status, change: Change) -> Status:
    """Return a status without a change; itself where it no longer is as the change left it."""
    if "tag" in change:
        tag, tags = change["tag"], {*status.tags}
        if (tag in tags) is not change["to"]:
            return status
        return replace(status, tags=tuple(sorted(tags ^ {tag})))
    mark: dict[str, Any] = {change["mark"]: not change["to"]}
    return replace(status, **mark) if getattr(status, change["mark"]) is change["to"] else status


def _bring_feed_back(connection: sqlite3.Connection, change: Change, _: datetime) -> bool:
    try:
        removed.bring_back(connection, change["feed"])
    except NotFoundError:  # it is back already, or it was let go
        return False
    return True


def _attend_as_before(connection: sqlite3.Connection, change: Change, now: datetime) -> bool:
    if stories.attention(connection, change["story"]) != change["to"]:
        return False
    before, until = change["before"], from_seconds(change["until"])
    if before is None or (until is not None and until <= now):  # it would be over by now
        stories.attend(connection, change["story"], None, None)
    else:
        stories.attend(connection, change["story"], Attention(before), until)
    return True


def _judge_as_before(connection: sqlite3.Connection, change: Change, now: datetime) -> bool:
    (one, other), story = change["pair"], change["in_story"]
    if judgements.of_article(connection, one).get(other) is not change["to"]:
        return False
    judgements.judge(connection, one, other, change["before"], now)
    if story is not None and stories.of_article(connection, other) is None:
        stories.join(connection, story, other)
    return True


_TAKE_BACK = {"feed": _bring_feed_back, "story": _attend_as_before, "pair": _judge_as_before}
"""By the key that only such a change has: the value of its `ActionKind`."""

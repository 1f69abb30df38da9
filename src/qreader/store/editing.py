"""Editing: changes the names, folders, addresses and settings of feeds.

An edit holds the earlier value, so that `put_back` restores it. A value that changed since stays.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from qreader.errors import NotFoundError
from qreader.store.base import Blocks, Clock, Table
from qreader.store.feeds import Feeds
from qreader.store.undoable import Edit, UndoableActions

if TYPE_CHECKING:
    from qreader.model import FeedChange, FeedId

Value = str | int | None

_SET: Final = {
    "own_title": "UPDATE feed SET own_title = :value WHERE id = :id",
    "folder": "UPDATE feed SET folder = :value WHERE id = :id",
    "full_text": "UPDATE feed SET full_text = :value WHERE id = :id",
    "signal_only": "UPDATE feed SET signal_only = :value WHERE id = :id",
    "keep_days": "UPDATE feed SET keep_days = :value WHERE id = :id",
    "keep_articles": "UPDATE feed SET keep_articles = :value WHERE id = :id",
    "recipe": "UPDATE feed SET recipe = :value WHERE id = :id",
    "url": "UPDATE feed SET url = :value WHERE id = :id",
    "typed_url": "UPDATE feed SET typed_url = :value WHERE id = :id",
    "is_page": "UPDATE feed SET is_page = :value WHERE id = :id",
    "title": "UPDATE feed SET title = :value WHERE id = :id",
    "site_url": "UPDATE feed SET site_url = :value WHERE id = :id",
}
"""The statement for each name in an edit."""
_OF_ADDRESS: Final = ("url", "typed_url", "is_page", "title", "site_url", "recipe")
"""The values that go back together with an address; title and site are the source's own."""


class Editing(Table):
    """Edits subscribed feeds; removed ones are not found."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._feeds = Feeds(database, clock)
        self._undoable = UndoableActions(database, clock)

    def change(self, changes: Mapping[FeedId, FeedChange], label: str = "") -> list[FeedId]:
        """Change feeds, all or none; return those whose values differed.

        label: the name of the undoable action; "": it cannot be undone. Raises NotFoundError.
        """
        return self._edit(
            {
                feed_id: {name.value: value for name, value in wanted.items()}
                for feed_id, wanted in changes.items()
            },
            label,
        )

    def change_address(
        self, feed_id: FeedId, url: str, label: str = "", *, recipe: str | None = None
    ) -> None:
        """Change a feed's address and recipe; forget what the old server said.

        Raises NotFoundError.
        """
        with self._database.transaction() as connection:
            before = _state(connection, feed_id)
            after = {**before, "url": url, "typed_url": None, "is_page": 0, "recipe": recipe}
            edits = [Edit(feed_id, name, before[name], after[name]) for name in _OF_ADDRESS]
            self._write(edits)
            self._undoable.feeds_edited(edits, label)

    def put_back(self, edits: Sequence[Edit]) -> set[FeedId]:
        """Restore the values before edits where they did not change since; return those feeds.

        An address stays where another feed has the earlier one by now.
        """
        with self._database.transaction() as connection:
            addresses = (one for one in edits if one.name == "url")
            left = {one.feed_id for one in addresses if not _may_be_back(connection, one)}
            back = [
                Edit(one.feed_id, one.name, one.after, one.before)
                for one in edits
                if one.feed_id not in left
                and (one.name in _OF_ADDRESS or _is_there(connection, one))
            ]
            self._write(back)
        return {one.feed_id for one in back}

    def _edit(self, changes: Mapping[FeedId, Mapping[str, Value]], label: str) -> list[FeedId]:
        with self._database.transaction() as connection:
            states = {feed_id: _state(connection, feed_id) for feed_id in changes}
            edits = [
                Edit(feed_id, name, states[feed_id][name], value)
                for feed_id, wanted in changes.items()
                for name, value in wanted.items()
                if states[feed_id][name] != value
            ]
            self._write(edits)
            self._undoable.feeds_edited(edits, label)
        return [*dict.fromkeys(one.feed_id for one in edits)]

    def _write(self, edits: Iterable[Edit]) -> None:
        with self._database.transaction() as connection:
            for edit in edits:
                values = {"id": edit.feed_id, "value": edit.after}
                connection.execute(_SET[edit.name], values)
                if edit.name == "url":
                    self._feeds.read_anew(edit.feed_id)
                    for statement in _ELSEWHERE:
                        connection.execute(statement, values)


def _state(connection: sqlite3.Connection, feed_id: FeedId) -> dict[str, Value]:
    row = connection.execute(
        """
        SELECT json_object('own_title', own_title, 'folder', folder, 'full_text', full_text,
            'signal_only', signal_only, 'keep_days', keep_days,
            'keep_articles', keep_articles, 'url', url, 'typed_url', typed_url, 'is_page', is_page,
            'title', title, 'site_url', site_url, 'recipe', recipe)
        FROM feed WHERE id = :id AND removed IS NULL
        """,
        {"id": feed_id},
    ).fetchone()
    if row is None:
        raise NotFoundError(f"no feed has the number {feed_id}", feed_id)
    state: dict[str, Value] = json.loads(row[0])
    return state


def _is_there(connection: sqlite3.Connection, edit: Edit) -> bool:
    """Whether a feed still has the value that an edit set."""
    try:
        return _state(connection, edit.feed_id)[edit.name] == edit.after
    except NotFoundError:  # it was removed since
        return False


def _may_be_back(connection: sqlite3.Connection, edit: Edit) -> bool:
    """Whether a feed may get its earlier address back: no other feed may have it."""
    taken = connection.execute(
        "SELECT 1 FROM feed WHERE id <> :id AND :url IN (url, typed_url)",
        {"id": edit.feed_id, "url": edit.before},
    ).fetchone()
    return taken is None and _is_there(connection, edit)


_ELSEWHERE: Final = (
    # what the old server said does not hold for the new one
    """
    UPDATE feed SET error = NULL, failures = 0, gone = 0, paused_until = NULL, next_check = NULL,
        moved_to = NULL, moved_since = NULL
    WHERE id = :id
    """,
    # the sync server unsubscribes from the old address, and subscribes to the new one
    "DELETE FROM sync_feed WHERE feed_id = :id",
    "UPDATE sync_gone SET feed_id = NULL WHERE feed_id = :id",
)

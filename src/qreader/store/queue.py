"""Queue: the enclosures that the person wants to hear or see, in their order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qreader import model
from qreader.store.base import Blocks, Clock, Table
from qreader.store.times import from_seconds, to_seconds
from qreader.store.undoable import UndoableActions
from qreader.text.media_types import main_place

if TYPE_CHECKING:
    from qreader.model import ArticleId, Queued, QueueKey, QueueNote

MAX_REASON = 300
"""The longest reason of a failed download, in characters."""

_ITEMS = """
    SELECT queue.article_id, queue.number, article.title,
           coalesce(feed.own_title, feed.title, feed.url), status.dated, enclosures,
           queue.removed, queue.position, queue.played, queue.file, queue.error
    FROM queue JOIN status ON status.id = queue.article_id
    JOIN article ON article.id = queue.article_id JOIN body ON body.id = queue.article_id
    JOIN feed ON feed.id = status.feed_id
"""


class Queue(Table):
    """The enclosures on the queue. One that is removed keeps its row while its file is there."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._undoable = UndoableActions(database, clock)

    def all(self) -> list[Queued]:
        """Return what is on the queue, in order."""
        return self._read(f"{_ITEMS} WHERE queue.removed IS NULL ORDER BY place")

    def has_unfetched(self) -> bool:
        """Whether anything is to be played that was not downloaded for the queue."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT 1 FROM queue WHERE removed IS NULL AND played IS NULL AND file IS NULL"
            ).fetchone()
            return row is not None

    def spare(self) -> list[Queued]:
        """Return what has a file and is removed or played, the first to let go first."""
        return self._read(
            f"""
            {_ITEMS} WHERE file IS NOT NULL AND coalesce(queue.removed, played) IS NOT NULL
            ORDER BY queue.removed IS NULL, coalesce(queue.removed, played), place
            """
        )

    def one(self, key: QueueKey) -> Queued | None:
        """Return one enclosure with its note, removed or not; None: it was never on the queue."""
        found = self._read(f"{_ITEMS} WHERE queue.article_id = :id AND number = :number", key)
        return found[0] if found else None

    def has(self, key: QueueKey) -> bool:
        """Whether an enclosure is on the queue."""
        note = self._note(key)
        return note is not None and note.removed is None

    def files(self) -> list[str]:
        """Return the names of all files that were downloaded for the queue."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT file FROM queue WHERE file IS NOT NULL")
            return [name for (name,) in rows]

    def _read(self, statement: str, key: QueueKey | None = None) -> list[Queued]:
        values = {"id": key.article_id, "number": key.number} if key is not None else {}
        with self._database.reading() as connection:
            rows = connection.execute(statement, values).fetchall()
        return [one for one in map(_queued, rows) if one is not None]

    # ---- what the person does

    def add(self, keys: Iterable[QueueKey], label: str = "") -> list[QueueKey]:
        """Put enclosures at the end of the queue; return those that were not on it."""
        with self._database.transaction() as connection:
            before: list[tuple[QueueKey, QueueNote]] = []
            for key in keys:
                known = self._note(key)
                if known is not None and known.removed is None:
                    continue
                connection.execute(
                    """
                    INSERT INTO queue (article_id, number, place, added)
                    VALUES (:id, :number, (SELECT coalesce(max(place), 0) + 1 FROM queue), :now)
                    ON CONFLICT (article_id, number) DO UPDATE SET
                        place = excluded.place, added = :now, removed = NULL, error = NULL,
                        position = CASE WHEN played IS NULL THEN position END, played = NULL
                    """,
                    {
                        "id": key.article_id,
                        "number": key.number,
                        "now": to_seconds(self._clock()),
                    },
                )
                before.append((key, known or model.QueueNote(removed=self._clock())))
            self._note_undoable(before, label)
            return [key for key, _ in before]

    def add_articles(self, ids: Sequence[ArticleId], most: int | None = None) -> list[ArticleId]:
        """Put what one would play of articles on the queue, the oldest first.

        most: no more than so many, of the newest articles. Return the articles of those that were
        not on it.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                """
                SELECT body.id, enclosures FROM body JOIN status ON status.id = body.id
                WHERE body.id IN (SELECT value FROM json_each(:ids)) AND enclosures IS NOT NULL
                ORDER BY status.dated DESC, body.id DESC LIMIT :most
                """,
                {"ids": json.dumps([*ids]), "most": -1 if most is None else most},
            ).fetchall()
            keys = [
                model.QueueKey(number, main_place([*map(model.Enclosure.of, json.loads(stated))]))
                for number, stated in reversed(rows)
            ]
            return [key.article_id for key in self.add(keys)]

    def change(self, keys: Iterable[QueueKey], note: QueueNote, label: str = "") -> int:
        """Give enclosures on the queue a note; return how many changed."""
        with self._database.transaction():
            before = [
                (key, was)
                for key in keys
                if (was := self._note(key)) is not None and was.removed is None and was != note
            ]
            for key, _ in before:
                self._write(key, note)
            self._note_undoable(before, label)
            return len(before)

    def remove(self, keys: Iterable[QueueKey], label: str = "") -> int:
        """Take enclosures off the queue; return how many were on it."""
        with self._database.transaction():
            before = [
                (key, was)
                for key in keys
                if (was := self._note(key)) is not None and was.removed is None
            ]
            for key, was in before:
                self._write(key, model.QueueNote(self._clock(), was.position, was.played))
            self._note_undoable(before, label)
            return len(before)

    def move(self, key: QueueKey, by: int) -> None:
        """Move an enclosure down the queue by so many places; up, where that is negative."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT article_id, number, place FROM queue WHERE removed IS NULL ORDER BY place"
            ).fetchall()
            keys = [(article_id, number) for article_id, number, _ in rows]
            at = keys.index((key.article_id, key.number)) if _pair(key) in keys else -1
            if at < 0:
                return
            to = max(0, min(at + by, len(keys) - 1))
            first, last = min(at, to), max(at, to) + 1
            moved = keys[first:last]
            moved.insert(to - first, moved.pop(at - first))
            connection.executemany(
                "UPDATE queue SET place = ? WHERE article_id = ? AND number = ?",
                [(row[2], *pair) for row, pair in zip(rows[first:last], moved, strict=True)],
            )

    def put_back(self, changes: Sequence[Sequence[Any]]) -> tuple[int, int]:
        """Undo changes; return how many are as before, and of how many.

        What the person or a player changed since stays.
        """
        with self._database.transaction():
            back = 0
            for article_id, number, before, after in changes:
                key = model.QueueKey(article_id, number)
                if self._seconds(self._note(key)) == after:
                    self._write(key, _from_seconds(before))
                    back += 1
            return back, len(changes)

    # ---- what a download does

    def note_file(self, key: QueueKey, file: str | None) -> None:
        """Store the name of the downloaded file; None: it is gone."""
        self._set(key, "file", file)
        self._set(key, "error", None)

    def note_failure(self, key: QueueKey, error: str | None) -> None:
        """Store why a download failed."""
        self._set(key, "error", error and error[:MAX_REASON])

    def forget(self) -> None:
        """Forget what is off the queue and has no file."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM queue WHERE file IS NULL AND removed < :before",
                {"before": to_seconds(self._clock()) - 30 * 86_400},  # `u` is of use until then
            )

    def _set(self, key: QueueKey, column: str, value: str | None) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE queue SET {column} = :value WHERE article_id = :id AND number = :number",
                {"id": key.article_id, "number": key.number, "value": value},
            )

    # ---- notes

    def _note(self, key: QueueKey) -> QueueNote | None:
        with self._database.reading() as connection:
            row = connection.execute(
                """
                SELECT removed, position, played FROM queue
                WHERE article_id = :id AND number = :number
                """,
                {"id": key.article_id, "number": key.number},
            ).fetchone()
            return None if row is None else _from_seconds(row)

    def _write(self, key: QueueKey, note: QueueNote) -> None:
        removed, position, played = self._seconds(note)
        with self._database.transaction() as connection:
            connection.execute(
                """
                UPDATE queue SET removed = :removed, position = :position, played = :played
                WHERE article_id = :id AND number = :number
                """,
                {
                    "id": key.article_id,
                    "number": key.number,
                    "removed": removed,
                    "position": position,
                    "played": played,
                },
            )

    @staticmethod
    def _seconds(note: QueueNote | None) -> list[int | None]:
        if note is None:
            return []
        return [to_seconds(note.removed), note.position, to_seconds(note.played)]

    def _note_undoable(self, before: Sequence[tuple[QueueKey, QueueNote]], label: str) -> None:
        if before:
            self._undoable.queue_changed(
                [
                    [*_pair(key), self._seconds(was), self._seconds(self._note(key))]
                    for key, was in before
                ],
                label,
            )


def _pair(key: QueueKey) -> tuple[ArticleId, int]:
    return key.article_id, key.number


def _from_seconds(row: Sequence[int | None]) -> QueueNote:
    removed, position, played = row
    return model.QueueNote(from_seconds(removed), position, from_seconds(played))


def _queued(row: Sequence[Any]) -> Queued | None:
    """Return a row of `_ITEMS`; None where the article no longer states the enclosure."""
    article_id, number, title, feed, dated, enclosures, *note, file, error = row
    stated = json.loads(enclosures or "[]")
    if number > len(stated):
        return None
    return model.Queued(
        model.QueueKey(article_id, number),
        title,
        feed,
        from_seconds(dated),
        model.Enclosure.of(stated[number - 1]),
        _from_seconds(note),
        file,
        error,
    )

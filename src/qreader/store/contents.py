"""Contents: checks every value of a cache, row by row.

SQLite's own check covers its pages, not the values: only this finds a flipped bit in a packed text,
a list or a date.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from qreader.model import Act, Attention, FullText, LinkKind
from qreader.store.packed import pack, unpack
from qreader.store.schema import MIGRATIONS
from qreader.store.title_sort import provide_title_sort

LAST_SECOND = 253_402_300_799
"""The end of the year 9999, the last of Python's dates."""
_KINDS: Mapping[str, type] = {"INTEGER": int, "REAL": float, "TEXT": str, "BLOB": bytes}
_WORDS = {"answer.text", "body.text", "revision.text"}
_PACKED = {
    *_WORDS, "answer.html", "body.html", "body.summary", "revision.html", "undoable_action.change",
}  # fmt: skip
_LISTS = {"article.authors", "article.tags", "body.enclosures"}
_TIMES = {
    "added", "arrived", "at", "checked", "dated", "done", "failed", "fetched", "hidden_dated",
    "made", "moved_since", "next_check", "paused_until", "played", "published", "refused",
    "removed", "replaced", "until", "updated",
}  # fmt: skip
_CHOICES = {
    "feed.full_text": tuple(FullText),
    "story.attention": tuple(Attention),
    "rule.act": tuple(Act),
    "link.kind": tuple(LinkKind),
}

Value = None | int | float | str | bytes


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, with its default for a lost value."""

    name: str
    full_name: str
    kind: type
    may_be_null: bool

    def is_sound(self, value: Value, words: str = "") -> bool:
        """Whether a value is valid; words: the row's plain text, which HTML is packed with."""
        if value is None:
            return self.may_be_null
        if not isinstance(value, self.kind) and not (self.kind is float and type(value) is int):
            return False
        if isinstance(value, str) and not _is_text(value):
            return False
        if self.full_name in _PACKED:
            return _unpacked(value, words) is not None
        if self.full_name in _LISTS:
            return _is_list(value)
        if self.full_name in _CHOICES:
            return value in _CHOICES[self.full_name]
        if self.name in _TIMES:
            return isinstance(value, int) and 0 <= value <= LAST_SECOND
        return True

    def instead(self, value: Value) -> Value:
        """Return a replacement for an invalid value."""
        if isinstance(value, str) and self.full_name not in _CHOICES and self.kind is str:
            repaired = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            if self.is_sound(repaired):
                return repaired
        if self.may_be_null:
            return None
        if self.full_name in _PACKED:
            return pack("")
        if self.full_name in _CHOICES:
            return str(_CHOICES[self.full_name][0])
        blank: Value = self.kind()
        return blank


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its columns, and its key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    has_rowid: bool

    @property
    def names(self) -> str:
        """The columns as SQL."""
        return ", ".join(column.name for column in self.columns)

    def unsound(self, row: Sequence[Value], columns: Sequence[Column] = ()) -> list[int]:
        """Return the indices of invalid values of a row; columns: checks only these."""
        columns = columns or self.columns
        words = ""
        for column, value in zip(columns, row, strict=True):
            if column.full_name in _WORDS:
                words = _unpacked(value, "") or ""
        return [
            at
            for at, (column, value) in enumerate(zip(columns, row, strict=True))
            if not column.is_sound(value, words)
        ]


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables of a cache, referenced ones first."""
    with closing(_empty_cache()) as connection:
        names = connection.execute(
            """
            SELECT found.name, listed.wr FROM sqlite_schema AS found
            JOIN pragma_table_list AS listed ON listed.name = found.name
            WHERE listed.type = 'table' AND listed.schema = 'main' ORDER BY found.rowid
            """
        ).fetchall()
        return tuple(_table(connection, name, bool(without_rowid)) for name, without_rowid in names)


def schema_names() -> set[str]:
    """Return the names of all tables, indexes and triggers."""
    with closing(_empty_cache()) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def unsound_rows(
    connection: sqlite3.Connection,
) -> Iterator[tuple[Table, list[int], Sequence[Value]]]:
    """Yield the rows with invalid values, and the indices of these.

    Reads the whole cache: some 0.1 ms an article. Raises sqlite3.DatabaseError where it cannot be
    read.
    """
    for table in tables():
        for row in connection.execute(f"SELECT {table.names} FROM {table.name}"):
            wrong = table.unsound(row)
            if wrong:
                yield table, wrong, row


def _empty_cache() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    provide_title_sort(connection)
    for statement in (statement for version in MIGRATIONS for statement in version):
        connection.execute(statement)
    return connection


def read_text(raw: bytes) -> str:
    """Decode text from SQLite, also invalid UTF-8: a `text_factory`."""
    return raw.decode("utf-8", "surrogateescape")


def _table(connection: sqlite3.Connection, name: str, without_rowid: bool) -> Table:
    rows = connection.execute(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)
    ).fetchall()
    columns = tuple(
        Column(column, f"{name}.{column}", _KINDS[kind], not needed and not key)
        for column, kind, needed, key in rows
    )
    keys = sorted((key, column) for column, _, _, key in rows if key)
    return Table(name, columns, tuple(column for _, column in keys), not without_rowid)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unpacked(value: Value, words: str) -> str | None:
    try:
        return unpack(value, words) if isinstance(value, bytes) else None
    except (zlib.error, UnicodeDecodeError):
        return None


def _is_list(value: Value) -> bool:
    try:
        return isinstance(json.loads(str(value)), list)
    except ValueError:
        return False

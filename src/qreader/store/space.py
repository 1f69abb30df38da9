"""Space: how large the cache is, and what is free in its file given back to the disk.

A new cache keeps a map of its pages, with which its file is cut in small steps. One of before has
none: it is written anew once, whole, and has the map from then on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from qreader.store.base import Table

STEP_PAGES = 400
"""Moved in one step: some 3 MB, in some 20 ms."""
MERGED_PAGES = 500
"""Of a full-text index, written in one step."""
WORTH_IT = 0.2
"""The part of a file that must be free before it is written anew, unless a person asks for it."""
MAX_BYTES = 300_000_000
"""Of a cache that is written anew behind a person's back: all who write wait meanwhile."""
_INDEXES = ("search", "posting")
_INCREMENTAL = 2


class Space(Table):
    """The size of the cache's file."""

    def used(self) -> int:
        """Return the bytes that the cache uses, without what is free in its file."""
        with self._database.reading() as connection:
            free = _number(connection, "freelist_count")
            return (_number(connection, "page_count") - free) * _number(connection, "page_size")

    def in_file(self) -> int:
        """Return the bytes of its file, as far as these are known to the cache."""
        with self._database.reading() as connection:
            return _number(connection, "page_count") * _number(connection, "page_size")

    def give_back(self, *, by_hand: bool) -> Iterator[None]:
        """Give what is free back, and yield after each step; others write between two.

        by_hand: a cache of before is written anew also where it is large, or where little is free.
        """
        for index in _INDEXES:
            yield from self._merge(index)
        with self._database.reading() as connection:
            in_steps = _number(connection, "auto_vacuum") == _INCREMENTAL
        if in_steps:
            yield from self._cut()
        elif by_hand or self._is_worth_it():
            self._write_anew()
            yield
        with self._database.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _merge(self, index: str) -> Iterator[None]:
        """Let an index go of the words of what was taken out of it."""
        command = f"INSERT INTO {index} ({index}, rank) VALUES ('merge', :pages)"
        pages = -MERGED_PAGES  # negative: of all parts of it, one is made
        while True:
            with self._database.transaction() as connection:
                before = connection.total_changes
                connection.execute(command, {"pages": pages})
                if connection.total_changes - before < 2:  # as SQLite says that it is done
                    return
            pages = MERGED_PAGES
            yield

    def _cut(self) -> Iterator[None]:
        while True:
            with self._database.reading() as connection:
                before = _number(connection, "freelist_count")
                if not before:
                    return
                connection.execute(f"PRAGMA incremental_vacuum({STEP_PAGES:d})").fetchall()
                if _number(connection, "freelist_count") >= before:
                    return
            yield

    def _is_worth_it(self) -> bool:
        used, whole = self.used(), self.in_file()
        return used <= MAX_BYTES and whole - used >= WORTH_IT * whole

    def _write_anew(self) -> None:
        with self._database.reading() as connection:
            connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL:d}")
            connection.execute("VACUUM")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    row: tuple[int] = connection.execute(f"PRAGMA {pragma}").fetchone()
    return row[0]

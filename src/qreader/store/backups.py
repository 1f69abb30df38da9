"""Copies of the cache: those that the person asks for, and one before each change of format."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

MAX_COPIED_BYTES = 512 * 2**20
"""Of a larger cache no copy is made before its format changes: a person would wait long for it, and
may lack the room. A change of format is one transaction, so the copy is for going back only."""
KEPT = 2
"""Copies from before a change of format; each is as large as the cache."""


def copy(connection: sqlite3.Connection, target: Path) -> bool:
    """Write a whole copy of a cache that others may use meanwhile; it replaces target.

    The copy is one file, complete or not there at all. Returns False, and leaves no copy, where
    the cache is damaged. Raises OSError, sqlite3.DatabaseError where target cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as written:
            _fill(connection, written)
            if written.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return False
            # as the caches themselves are: readers and writers do not wait for each other
            written.execute("PRAGMA journal_mode = WAL")
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        return True
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            temporary.with_name(f"{temporary.name}{end}").unlink(missing_ok=True)


def keep_before_migration(connection: sqlite3.Connection, path: Path, found: int) -> bool:
    """Copy a cache of an older format beside itself, before it is changed; keep the last ones.

    Returns False where the cache is damaged: it should not be changed then. Of a large one there is
    none.
    """
    if path.stat().st_size > MAX_COPIED_BYTES:
        return True
    if not copy(connection, path.with_name(f"{path.stem}.format-{found}{path.suffix}")):
        return False
    kept = sorted(path.parent.glob(f"{path.stem}.format-*{path.suffix}"), key=_modified)
    for old in kept[:-KEPT]:
        old.unlink(missing_ok=True)
    return True


def _fill(connection: sqlite3.Connection, written: sqlite3.Connection) -> None:
    connection.backup(written)


def _modified(path: Path) -> float:
    return path.stat().st_mtime

"""Backups: copies of the cache, on request and before each migration."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

MAX_COPIED_BYTES = 512 * 2**20
"""The largest cache that is copied before a migration: a larger copy takes long, and may not fit.
A migration is one transaction, so the copy only serves a downgrade."""
KEPT = 2
"""The most copies from before migrations; each is as large as the cache."""


def copy(connection: sqlite3.Connection, target: Path) -> bool:
    """Write a copy of a cache, which others may use meanwhile; it replaces target.

    The copy is one file, written atomically. Returns False and leaves no copy if the cache is
    damaged. Raises OSError, sqlite3.DatabaseError if target cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as written:
            _fill(connection, written)
            if written.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return False
            # as in the cache: readers and writers do not wait for each other
            written.execute("PRAGMA journal_mode = WAL")
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        return True
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            temporary.with_name(f"{temporary.name}{end}").unlink(missing_ok=True)


def keep_before_migration(connection: sqlite3.Connection, path: Path, found: int) -> bool:
    """Copy a cache beside itself before a migration; keep the last copies.

    Returns False if the cache is damaged, and must not be migrated. A large cache is not copied.
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

"""The database file: connections, transactions, and SQLite's errors in words."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import IntEnum
from pathlib import Path

from qreader.errors import FileError, StoreDamagedError, StoreError, StoreVersionError
from qreader.store import backups
from qreader.store.schema import APPLICATION_ID, MIGRATIONS, PAGE_BYTES
from qreader.store.title_sort import provide_title_sort

MAX_IDLE = 2
"""Connections kept for the next who asks: each has up to 2 MB of pages at hand."""
BUSY_SECONDS = 5.0
"""How long a write waits for another process; its transactions are short."""


class Promise(IntEnum):
    """What a block of code may rely on; each includes those before."""

    READING = 0
    SNAPSHOT = 1
    """All of the block sees the cache of one moment."""
    TRANSACTION = 2
    """All that the block writes is stored, or nothing."""


class Block:
    """A block that is open on a connection; entering it again joins it.

    It hands out itself as any block, as `Database` does: tables can work on a connection alone.
    """

    __slots__ = ("connection", "promise")

    def __init__(
        self, connection: sqlite3.Connection, promise: Promise = Promise.TRANSACTION
    ) -> None:
        self.connection = connection
        self.promise = promise

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        """Leave the end of the block, and what fails in it, to those who opened it."""

    def reading(self) -> Block:
        """Join the block."""
        return self

    snapshot = transaction = reading


class _OfThread(threading.local):
    """What a thread has open."""

    block: Block | None = None
    is_without_reload = False


class Database:
    """One SQLite file in WAL mode, and a pool of connections to it.

    A connection is checked out for a block of code and given back, so that threads that end
    leave none open. Any number of threads and processes may use one file.

    A block that opens within another of the same thread joins that one where it promises as much,
    in half a microsecond: what a transaction calls is part of it, and reads what it wrote. A block
    must therefore not be left open by a generator that waits.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, made and migrated as needed. Raises StoreError, StoreVersionError."""
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        self._watching = threading.Lock()
        """Held while `_watch` is read, and while what it would see is committed."""
        self._thread = _OfThread()
        self._seen = self._version = 0
        with in_words(path):
            _make_folder(path)
            self._address = _address(path)
            connection = self._connect()
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
            self._watch = connection
            """Used for nothing but `version`: data_version tells of other connections only."""

    def close(self) -> None:
        """Close every idle connection; one still checked out closes when it is given back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        with self._watching:
            self._watch.close()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Check out a connection for reading."""
        return self._joined(Promise.READING) or self._opened(Promise.READING)

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """Check out a connection in one read transaction: the block sees one moment's cache."""
        return self._joined(Promise.SNAPSHOT) or self._look_once()

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Check out a connection in one write transaction: all of the block is stored, or nothing.

        Where it joins another, that ends it; who catches what failed within stores the rest.
        """
        return self._joined(Promise.TRANSACTION) or self._write()

    def back_up(self, target: Path) -> None:
        """Write a whole copy, while others may use the file. Raises FileError, StoreError."""
        try:
            with self._checked_out() as connection, in_words(target):
                is_whole = backups.copy(connection, target)
        except OSError as error:
            raise FileError(
                f"{target}: cannot be written: {error.strerror}", str(target)
            ) from error
        if not is_whole:
            raise damaged(self.path)

    def version(self) -> int:
        """Return a number that changes when anybody commits; takes microseconds.

        What this thread commits inside `without_reload` does not change it.
        """
        with in_words(self.path), self._watching:
            return self._look()

    @contextmanager
    def without_reload(self) -> Iterator[None]:
        """Let `version` stay as it is for what this thread commits in the block."""
        before = self._thread.is_without_reload
        self._thread.is_without_reload = True
        try:
            yield
        finally:
            self._thread.is_without_reload = before

    def _look(self) -> int:
        found = _number(self._watch, _DATA_VERSION)
        if found != self._seen:
            self._seen = found
            self._version += 1
        return self._version

    @contextmanager
    def _unseen(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Commit what the block changes, and count it as seen; what others commit is not.

        A connection's own data_version stays the same with its own commits. So where it does,
        what `_watch` sees behind the commit is that commit alone.
        """
        with self._watching:
            self._look()  # what others committed before: nobody else commits from here on
        others = _number(connection, _DATA_VERSION)
        yield
        with self._watching:
            connection.execute("COMMIT")
            if self._closed:
                return
            found = _number(self._watch, _DATA_VERSION)
            if _number(connection, _DATA_VERSION) == others:
                self._seen = found

    def _joined(self, wanted: Promise) -> Block | None:
        block = self._thread.block
        return None if block is None or block.promise < wanted else block

    @contextmanager
    def _look_once(self) -> Iterator[sqlite3.Connection]:
        with self._opened(Promise.SNAPSHOT) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._opened(Promise.TRANSACTION) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if self._thread.is_without_reload:
                    with self._unseen(connection):
                        yield connection
                else:
                    yield connection
                    connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _opened(self, promise: Promise) -> Iterator[sqlite3.Connection]:
        """Check a connection out, for the thread's further blocks to join."""
        with in_words(self.path), self._checked_out() as connection:
            around = self._thread.block
            self._thread.block = Block(connection, promise)
            try:
                yield connection
            finally:
                self._thread.block = around

    @contextmanager
    def _checked_out(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self.path}: the cache is closed")
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._connect()
        try:
            yield connection
        finally:
            with self._lock:
                if not self._closed and len(self._idle) < MAX_IDLE:
                    self._idle.append(connection)
                    connection = None
            if connection is not None:
                connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._address,
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            # here, since it cannot be done while a statement runs
            connection.create_function("folded", 1, _folded, deterministic=True)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection


_DATA_VERSION = "PRAGMA data_version"


def _folded(text: object) -> str | None:
    """Return a text as it is compared: what conditions on names need."""
    if not isinstance(text, str):
        return None
    if text.isascii():  # most are, and an import for each would cost more than the rest
        return text.lower()
    from qreader.text.folding import fold  # 5 ms of patterns that no start needs

    return fold(text)


def _address(path: Path) -> str:
    """Return what SQLite is to open.

    In a folder that cannot be written it would not read either: it could not make its `-shm`.
    """
    address = path.absolute().as_uri()
    if not path.exists() or os.access(path.parent, os.W_OK):
        return address
    log = path.with_name(f"{path.name}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    return f"{address}?{'mode=ro' if has_log else 'immutable=1'}"


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be made: {error.strerror}") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Check whose file this is, and bring its schema up to date."""
    # in one transaction: another process may be making the file at this moment
    connection.execute("BEGIN")
    found = _number(connection, "PRAGMA user_version")
    application = _number(connection, "PRAGMA application_id")
    is_empty = _number(connection, "SELECT count(*) FROM sqlite_schema") == 0
    connection.execute("COMMIT")
    if application != APPLICATION_ID and not is_empty:
        raise StoreError(f"{path}: is not a cache of qreader; it was left as it is")
    if found > len(MIGRATIONS):
        raise StoreVersionError(
            f"{path}: was written by a newer qreader (format {found}, this one reads up to "
            f"{len(MIGRATIONS)}); update qreader, or name another place with --data-dir",
            found,
        )
    if found < len(MIGRATIONS):
        if found and not _keep_copy(connection, path, found):
            raise damaged(path)
        migrate(connection)


def _keep_copy(connection: sqlite3.Connection, path: Path, found: int) -> bool:
    try:
        return backups.keep_before_migration(connection, path, found)
    except OSError as error:
        raise StoreError(
            f"{path}: no copy can be kept before its format changes: {error.strerror}"
        ) from error


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file, be it a new one, to the latest format."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES:d}")  # of a new one
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # likewise: see `space`
    _switch_to_wal(connection)
    provide_title_sort(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # asked again inside the transaction: another process may have been faster
        for statements in MIGRATIONS[_number(connection, "PRAGMA user_version") :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS):d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Set the journal mode; the one statement that does not wait for others by itself."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _number(connection: sqlite3.Connection, statement: str) -> int:
    row: tuple[int] = connection.execute(statement).fetchone()
    return row[0]


_DAMAGED = "is damaged; it was left as it is: `qreader check` saves what can be read"
_NO_CACHE = "is not a cache of qreader, or damaged at its start; it was left as it is"
_SENTENCES = (
    # what SQLite says -> what a person reads
    ("disk is full", "the disk is full: nothing was lost, but nothing more can be stored"),
    ("readonly", "cannot be written: check the permissions of the file and its folder"),
    ("unable to open", "cannot be opened: check that the folder exists and may be written"),
    ("locked", "another program holds it locked; try again when it has ended"),
    ("not a database", f"{_NO_CACHE}: `qreader check` puts it aside and starts anew"),
    ("malformed", _DAMAGED),
    ("vtable constructor failed", _DAMAGED),
    ("fts5 file format", _DAMAGED),
    ("no such fts5 table", _DAMAGED),
    ("could not decode to utf-8", _DAMAGED),
    ("disk i/o", "cannot be read or written: the disk reports an error"),
    ("no such module: fts5", "this Python's SQLite lacks full-text search (FTS5)"),
)


UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises: a schema may make SQLite's own message no UTF-8."""


def damaged(path: Path) -> StoreDamagedError:
    """Return the error that says so."""
    return StoreDamagedError(f"{path}: {_DAMAGED}")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite reports of the file or the disk into StoreError; bugs pass as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error).lower()
        for part, sentence in _SENTENCES:
            if part in said:
                kind = StoreDamagedError if "qreader check" in sentence else StoreError
                raise kind(f"{path}: {sentence}") from error
        raise
    # a body, of which SQLite notices nothing; or a schema that makes its own message no UTF-8
    except (zlib.error, UnicodeDecodeError) as error:
        raise damaged(path) from error

"""Salvage: copies the readable rows of a damaged cache into a new one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress

from qreader.store.contents import Table, Value, tables
from qreader.store.database import UNREADABLE
from qreader.store.packed import pack

MAX_GAP = 1_000_000
"""Rowids that are tried one by one behind an unreadable page, if the last rowid is unknown."""
ALL = -1
"""An unknown number of rows."""
LOST_TITLE = "Lost when the cache was damaged; it comes back if its feed still has it"


def salvage(damaged: sqlite3.Connection, new: sqlite3.Connection, now_seconds: int) -> Counter[str]:
    """Copy all readable rows; return how many of each table have lost a value.

    An article whose text is lost keeps its marks, and the next refresh fills it. One whose feed is
    lost is put into a feed with a title that says so. `damaged` must read text with
    `contents.read_text`; `new` must not check foreign keys.
    """
    lost: Counter[str] = Counter()
    again: list[Value] = []
    for table in tables():
        there = _columns_there(damaged, table)
        if not there:
            lost[table.name] = ALL
            continue
        names = ", ".join(table.columns[n].name for n in there)
        marks = ", ".join("?" * len(there))
        insert = f"INSERT OR IGNORE INTO {table.name} ({names}) VALUES ({marks})"
        for values in _rows(damaged, table, names):
            if not _keep(new, insert, table, there, values):
                lost[table.name] += 1
                if table.name == "body":
                    again.append(values[0])
        for statement, insert in _FROM_INDEXES.get(table.name, ()):
            lost[table.name] += _from_index(damaged, new, statement, insert, now_seconds)
    new.executemany("UPDATE article SET source_hash = x'00' WHERE id = ?", [(n,) for n in again])
    gaps = fill_gaps(new)
    if lost["article"] != ALL:
        lost["article"] += gaps
    # without validators: a 304 would not restore lost articles
    new.execute("UPDATE feed SET etag = NULL, last_modified = NULL, body_hash = NULL")
    return Counter({name: number for name, number in lost.items() if number})


def fill_gaps(connection: sqlite3.Connection) -> int:
    """Create an empty article for each ledger row that lacks one, for a refresh to fill.

    Returns how many lacked one. Their hashes match no text, so that entries of feeds replace them.
    """
    missing = connection.execute(
        """
        INSERT OR IGNORE INTO article (id, title, excerpt, minutes, source_hash, text_hash)
        SELECT id, :title, '', 1, x'00', x'00' FROM status
        WHERE (dated IS NOT NULL OR hidden_dated IS NOT NULL OR id IN (SELECT id FROM set_aside))
        AND id NOT IN (SELECT id FROM article)
        """,
        {"title": LOST_TITLE},
    ).rowcount
    without_body = "id NOT IN (SELECT id FROM body)"
    connection.execute(f"UPDATE article SET source_hash = x'00' WHERE {without_body}")
    bodies = connection.execute(
        f"INSERT INTO body (id, text) SELECT id, :text FROM article WHERE {without_body}",
        {"text": pack("")},
    ).rowcount
    connection.execute("INSERT OR IGNORE INTO signature (id) SELECT id FROM article")
    return max(missing, bodies)


def _columns_there(damaged: sqlite3.Connection, table: Table) -> list[int]:
    """Return the columns of a table that a damaged file has: it may have an older format."""
    try:
        rows = damaged.execute("SELECT name FROM pragma_table_info(?)", (table.name,)).fetchall()
    except UNREADABLE:
        return []
    found = {name for (name,) in rows}
    return [n for n, column in enumerate(table.columns) if column.name in found]


def _keep(
    new: sqlite3.Connection,
    insert: str,
    table: Table,
    there: Sequence[int],
    values: Sequence[Value],
) -> bool:
    """Store a row, with defaults for invalid values; return whether it was complete."""
    columns = [table.columns[number] for number in there]
    kept, wrong = list(values), table.unsound(values, columns)
    for place in wrong:
        kept[place] = columns[place].instead(values[place])
    if any(columns[place].name in table.key and kept[place] != values[place] for place in wrong):
        return False  # its key is lost
    try:
        new.execute(insert, kept)
    except (sqlite3.IntegrityError, OverflowError):
        return False
    return not wrong


# ---- reading around unreadable pages


def _rows(damaged: sqlite3.Connection, table: Table, names: str) -> Iterator[Sequence[Value]]:
    if table.has_rowid:
        yield from _by_number(damaged, table.name, names)
        return
    order = ", ".join(table.key), ", ".join(f"{name} DESC" for name in table.key)
    for one in order:  # from both ends, up to the unreadable page
        try:
            yield from damaged.execute(f"SELECT {names} FROM {table.name} ORDER BY {one}")
        except UNREADABLE:
            continue
        return


def _by_number(damaged: sqlite3.Connection, name: str, names: str) -> Iterator[Sequence[Value]]:
    """Yield the rows of a table by rowid, continuing behind a damaged page."""
    at, last = 0, _last_number(damaged, name)
    while True:
        try:
            for number, *values in damaged.execute(
                f"SELECT rowid, {names} FROM {name} WHERE rowid > ? ORDER BY rowid", (at,)
            ):
                if number <= at:
                    break  # a damaged page leads into a circle
                at = number
                yield values
            else:
                return
        except UNREADABLE:
            pass
        found = _next_readable(damaged, name, names, at, last)
        if found is None:
            return
        at, row = found
        if row is not None:
            yield row


def _last_number(damaged: sqlite3.Connection, name: str) -> int | None:
    for source in (name, "article", "status"):
        with suppress(*UNREADABLE):
            (last,) = damaged.execute(f"SELECT max(rowid) FROM {source}").fetchone()
            if isinstance(last, int):
                return last
    return None


def _next_readable(
    damaged: sqlite3.Connection, name: str, names: str, at: int, last: int | None
) -> tuple[int, Sequence[Value] | None] | None:
    """Return the next readable rowid, and its row, if there is one."""
    end = at + MAX_GAP if last is None else min(last, at + MAX_GAP)
    for number in range(at + 1, end + 1):
        with suppress(*UNREADABLE):
            row = damaged.execute(f"SELECT {names} FROM {name} WHERE rowid = ?", (number,))
            return number, row.fetchone()
    return None


_FROM_INDEXES = {
    # an index with all required values of a row; marks are lost with the row
    "feed": (
        (
            "SELECT rowid, url, NULL FROM feed INDEXED BY sqlite_autoindex_feed_1",
            "INSERT OR IGNORE INTO feed (id, url, folder, added) VALUES (?, ?, ?, ?)",
        ),
        (
            "SELECT DISTINCT feed_id, 'lost:' || feed_id, 'Lost' FROM status "
            "INDEXED BY sqlite_autoindex_status_1",
            "INSERT OR IGNORE INTO feed (id, url, folder, added) VALUES (?, ?, ?, ?)",
        ),
    ),
    "status": (
        (
            "SELECT rowid, feed_id, identity FROM status INDEXED BY sqlite_autoindex_status_1",
            "INSERT OR IGNORE INTO status (id, feed_id, identity, arrived, dated) "
            "VALUES (?1, ?2, ?3, ?4, ?4)",
        ),
    ),
}


def _from_index(
    damaged: sqlite3.Connection,
    new: sqlite3.Connection,
    statement: str,
    insert: str,
    now_seconds: int,
) -> int:
    """Restore lost rows from an index, so that rows that refer to them stay; return how many."""
    found = 0
    with suppress(*UNREADABLE):
        for values in damaged.execute(statement):
            with suppress(sqlite3.IntegrityError):
                found += new.execute(insert, (*values, now_seconds)).rowcount
    return found

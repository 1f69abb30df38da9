"""What all tables of the cache are: a class that opens transactions, or joins the one open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import sqlite3

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time: the clock of those who have no other."""
    return datetime.now(UTC)


class Blocks(Protocol):
    """What hands out connections for a block of code: a `Database`, or a `Block` of it."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a block that reads, or join the block that is open."""

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a block that sees one moment, or join one."""

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a block that is stored whole or not at all, or join one."""


class Table:
    """A table, or several that one reason changes. Any thread may call any method.

    Each method is one transaction, or a part of the one that its thread has open. So a method may
    call another table's: all of it is stored, or nothing.
    """

    def __init__(self, database: Blocks, clock: Clock) -> None:
        """Work on a database; ages are counted from the clock's time."""
        self._database = database
        self._clock = clock

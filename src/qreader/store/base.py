"""Table: the base of all tables; its methods open a transaction or join the open one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import sqlite3

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present time: the default clock."""
    return datetime.now(UTC)


class Blocks(Protocol):
    """Provides connections for a block of code: a `Database` or a `Block` of it."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a reading block, or join the open block."""

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a reading block with one snapshot, or join one."""

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a transaction, or join one."""


class Table:
    """A table, or a group of tables that change together. Any thread may call any method.

    Each method is a transaction, or a part of its thread's open one. So a method may call another
    table's methods within one transaction.
    """

    def __init__(self, database: Blocks, clock: Clock) -> None:
        """clock: the time from which ages are counted."""
        self._database = database
        self._clock = clock

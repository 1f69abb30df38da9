"""Times: the database has Unix seconds, all other code aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def to_seconds(time: datetime) -> int: ...
@overload
def to_seconds(time: None) -> None: ...
def to_seconds(time: datetime | None) -> int | None:
    """Return a time for storage."""
    return None if time is None else int(time.timestamp())


@overload
def from_seconds(seconds: int) -> datetime: ...
@overload
def from_seconds(seconds: None) -> None: ...
def from_seconds(seconds: int | None) -> datetime | None:
    """Return a stored time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

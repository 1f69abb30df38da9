"""What a feed stated last: the prints of its entries, and whose they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model import FeedId

_BYTES = 12
"""Of a print, and of an identity."""


def read(connection: sqlite3.Connection, feed_id: FeedId) -> dict[bytes, bytes]:
    """Return the identities by the prints."""
    row = connection.execute(
        "SELECT prints FROM stated WHERE feed_id = :id", {"id": feed_id}
    ).fetchone()
    packed: bytes = row[0] if row else b""
    parts = [packed[at : at + _BYTES] for at in range(0, len(packed), _BYTES)]
    return dict(zip(parts[::2], parts[1::2], strict=False))


def write(
    connection: sqlite3.Connection, feed_id: FeedId, identities: Mapping[bytes, bytes]
) -> None:
    """Keep what the feed states now, in place of what it stated before."""
    connection.execute("DELETE FROM stated WHERE feed_id = :id", {"id": feed_id})
    if identities:
        packed = b"".join(chain.from_iterable(identities.items()))
        connection.execute(
            "INSERT INTO stated (feed_id, prints) VALUES (:id, :prints)",
            {"id": feed_id, "prints": packed},
        )

"""LastSeenEntries: the entries of each feed's last document: their hashes and identities."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

from qreader.store.base import Table

if TYPE_CHECKING:
    from qreader.model import FeedId

_BYTES = 12
"""The length of a hash, and of an identity."""


class LastSeenEntries(Table):
    """The entries of each feed's last document: the table `stated`, with hashes in `prints`."""

    def read(self, feed_id: FeedId) -> dict[bytes, bytes]:
        """Return the identities of the entries by their hashes."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT prints FROM stated WHERE feed_id = :id", {"id": feed_id}
            ).fetchone()
            packed: bytes = row[0] if row else b""
            parts = [packed[at : at + _BYTES] for at in range(0, len(packed), _BYTES)]
            return dict(zip(parts[::2], parts[1::2], strict=False))

    def write(self, feed_id: FeedId, identities: Mapping[bytes, bytes]) -> None:
        """Replace the entries by those of a new document."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM stated WHERE feed_id = :id", {"id": feed_id})
            if identities:
                packed = b"".join(chain.from_iterable(identities.items()))
                connection.execute(
                    "INSERT INTO stated (feed_id, prints) VALUES (:id, :prints)",
                    {"id": feed_id, "prints": packed},
                )

"""The entries that each feed held at its last visit: their hashes, and their identities."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

from qreader.store.base import Table

if TYPE_CHECKING:
    from qreader.model import FeedId

_BYTES = 12
"""Of a hash, and of an identity."""


class LastSeenEntries(Table):
    """The entries of each feed's last document: `stated` in SQL, their hashes `prints`."""

    def read(self, feed_id: FeedId) -> dict[bytes, bytes]:
        """Return the identities by the hashes of the entries as they stood in the document."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT prints FROM stated WHERE feed_id = :id", {"id": feed_id}
            ).fetchone()
            packed: bytes = row[0] if row else b""
            parts = [packed[at : at + _BYTES] for at in range(0, len(packed), _BYTES)]
            return dict(zip(parts[::2], parts[1::2], strict=False))

    def write(self, feed_id: FeedId, identities: Mapping[bytes, bytes]) -> None:
        """Keep the entries of a document in place of those of the one before."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM stated WHERE feed_id = :id", {"id": feed_id})
            if identities:
                packed = b"".join(chain.from_iterable(identities.items()))
                connection.execute(
                    "INSERT INTO stated (feed_id, prints) VALUES (:id, :prints)",
                    {"id": feed_id, "prints": packed},
                )

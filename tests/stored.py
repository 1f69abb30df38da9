"""Articles put into a store as a refresh would, without a feed that says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qreader.model import Digest, FeedId, Incoming, ParsedFeed, Plan, Validators
from qreader.store import Store


def save_items(
    store: Store,
    feed_id: FeedId,
    parsed: ParsedFeed,
    items: Sequence[tuple[Incoming, Digest]],
    validators: Validators,
    *,
    now: datetime,
    next_check: datetime,
) -> tuple[int, int]:
    """Store these; return how many articles are new, and how many others changed."""
    return store.saving.apply(
        Plan(
            feed_id,
            parsed,
            [item for item, _ in items],
            validators,
            now=now,
            next_check=next_check,
            digests=[digest for _, digest in items],
        )
    )

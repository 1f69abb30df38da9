"""Upkeep: maintenance of a cache in the background, in small steps.

It deletes feeds that were removed long ago, prunes articles over the person's limits, and rebuilds
the search index of an older format. Each step is a transaction of its own, so an interrupted upkeep
goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from qreader import pruning
from qreader.model.pruning import Limits

if TYPE_CHECKING:
    from qreader.store import Store

NO_LIMITS = Limits()
LET_GO = 200
"""Articles let go in one transaction."""
PAUSE_SECONDS = 0.12
"""Between two steps: SQLite looks each tenth of a second whether it may write, and others wait."""


def is_due(store: Store, now: datetime, limits: Limits = NO_LIMITS) -> bool:
    """Whether there is anything to do."""
    return (
        store.search_index.unfolded_to() > 0
        or store.removed.any_to_let_go(now=now)
        or pruning.is_due(store, now, limits)
    )


def keep_up(
    store: Store,
    now: datetime,
    limits: Limits = NO_LIMITS,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[float]:
    """Do what is due, and yield after each step how much of it all is done: 1 at the end."""
    while store.removed.let_go(LET_GO, now=now) == LET_GO:
        yield part_done(store)
        pause(PAUSE_SECONDS)
    if pruning.is_due(store, now, limits):
        for _ in pruning.keep_to(store, now, limits):
            yield part_done(store)
            pause(PAUSE_SECONDS)
    if store.search_index.unfolded_to():
        while store.search_index.fold_some():
            yield part_done(store)
            pause(PAUSE_SECONDS)
    yield 1.0


def part_done(store: Store) -> float:
    """Return how much of the search index folds every script."""
    return 1 - store.search_index.unfolded_to() / max(1, store.statuses.last_number())

"""Pruning: lets go of articles until the cache is within the person's limits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from qreader import model

if TYPE_CHECKING:
    from qreader.model import ArticleId, Limits, Pruned
    from qreader.store import Store

BATCH = 100
"""Articles let go in one transaction, some 0.04 s."""
PAUSE_SECONDS = 0.02
"""Between two of them where a person waits: who writes meanwhile, a reader, gets in."""
EVERY = timedelta(hours=6)
"""How often the limits are looked at by themselves: that reads all of the ledger."""
_LAST = "pruned"


def is_due(store: Store, now: datetime, limits: Limits) -> bool:
    """Whether there are limits, and they were not looked at lately."""
    if not store.pruning.has_limits(limits):
        return False
    last = store.remembered.read(_LAST)
    return last is None or datetime.fromisoformat(last) + EVERY <= now


def keep_to(store: Store, now: datetime, limits: Limits) -> Iterator[None]:
    """Let go of what is over the limits, and give back the space; yield after each step."""
    over = store.pruning.over(limits, now=now)
    for _ in _let_go(store, over.ids, limits):
        yield
    if over.ids:
        yield from store.space.give_back(by_hand=False)
    store.remembered.write(_LAST, now.isoformat())


def prune(
    store: Store,
    now: datetime,
    limits: Limits,
    ids: Sequence[ArticleId] | None,
    *,
    dry_run: bool,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Pruned]:
    """Let go of what is over the limits, or of these articles; yield how far it is.

    The last value says what it came to. dry_run: yields only what it would come to.
    """
    table = store.pruning
    over = table.over(limits, now=now) if ids is None else table.among(ids, limits)
    if dry_run:
        yield model.Pruned(len(over.ids), over.kept, over.bytes)
        return
    before, gone = store.space.in_file(), 0
    for count in _let_go(store, over.ids, limits):
        gone += count
        yield model.Pruned(gone, over.kept, 0)
        pause(PAUSE_SECONDS)
    for _ in store.space.give_back(by_hand=True):
        yield model.Pruned(gone, over.kept, 0)
    kept = over.kept + len(over.ids) - gone
    yield model.Pruned(gone, kept, max(0, before - store.space.in_file()))


def _let_go(store: Store, ids: Sequence[ArticleId], limits: Limits) -> Iterator[int]:
    for start in range(0, len(ids), BATCH):
        yield store.pruning.let_go(ids[start : start + BATCH], limits)
    if ids:
        store.pruning.forget_empty_stories()

"""Adding: subscribes to many feeds in one step, which one undo takes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from qreader.model import Added, Feed, Subscription
from qreader.store import Store


def subscribe(
    store: Store, subscriptions: Iterable[Subscription], now: datetime, label: str = ""
) -> list[Added]:
    """Subscribe to all feeds of a list, or to none.

    label: the start of the undo label, before the number of feeds; "": it cannot be undone.
    """
    with store.transaction():
        found = store.subscriptions.add_all(subscriptions, now=now)
        new = [feed.id for feed, is_new in found if is_new]
        store.undoable.feeds_added(new, counted(label, len(new)))
    return added(found)


def added(found: Iterable[tuple[Feed, bool]]) -> list[Added]:
    """Return the results of subscribing, from feeds and whether each is new."""
    return [
        Added(feed.id, feed.title, 0, already=not is_new, back=is_new * feed.articles)
        for feed, is_new in found
    ]


def counted(label: str, feeds: int) -> str:
    """Return an undo label with the number of feeds; "" where there is to be none."""
    return f"{label} {feeds} feed{'s' * (feeds != 1)}" if label else ""

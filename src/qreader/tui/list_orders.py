"""ListOrders: which order a list has.

That of a feed's own list is kept in the cache; that of another list holds for the session.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from qreader.errors import QueryError
from qreader.model import FeedId, Order, Query, Scope

if TYPE_CHECKING:
    from qreader.library import Library

KEPT_AS: Final = "orders of feeds"
TOLD: Final = {
    Order.NEWEST: ("n", "newest first", "newest"),
    Order.OLDEST: ("o", "oldest first", "oldest"),
    Order.FEED: ("f", "by feed", "by feed"),
    Order.TITLE: ("t", "by title", "by title"),
    Order.LENGTH: ("l", "longest first", "longest"),
    Order.STORY: ("s", "largest story first", "by story"),
    Order.ARRIVED: ("a", "last arrived first", "arrived"),
}
"""The letter of each order, its name, and its name in the title of a list."""


class ListOrders:
    """Which order a list has."""

    def __init__(self, library: Library, usual: Order) -> None:
        self._library = library
        self.usual = usual
        """That of lists without one of their own."""
        self._of_feeds: dict[FeedId, Order] = {}
        self._of_lists: dict[Query, Order] = {}
        """Of other lists, for the session."""

    def recall(self) -> None:
        """Read the kept orders."""
        try:
            kept = json.loads(self._library.remembered.read(KEPT_AS) or "{}")
            self._of_feeds = {FeedId(int(feed)): Order(order) for feed, order in kept.items()}
        except (ValueError, AttributeError):  # a later qreader's, or of a damaged cache
            self._of_feeds = {}

    def asked(self, query: Query) -> Order | None:
        """Return the order that the cache is asked for; None: the one that it has anyway."""
        order = self.of(query)
        return None if order is Order.NEWEST and not query.words else order

    def of(self, query: Query) -> Order | None:
        """Return the order of a list; None: its own, such as the best match of a search first."""
        if reason_against(query):
            return None
        feed = _feed(query)
        if feed is not None:
            return self._of_feeds.get(feed, self.usual)
        return self._of_lists.get(query, None if query.words else self.usual)

    def in_title(self, query: Query) -> tuple[str, bool]:
        """Return the name of a list's order for its title, and whether it is the usual one."""
        order = self.of(query)
        usual = None if query.words else self.usual
        return ("" if order is None else TOLD[order][1]), order is usual

    def choose(self, query: Query, order: Order) -> bool:
        """Set the order of a list; return whether it is one to `keep`."""
        feed = _feed(query)
        if feed is None:
            self._of_lists[query] = order
        elif order is self.usual:
            self._of_feeds.pop(feed, None)
        else:
            self._of_feeds[feed] = order
        return feed is not None

    def keep(self) -> None:
        """Write the orders of feeds. Runs in a thread."""
        self._library.remembered.write(KEPT_AS, json.dumps(self._of_feeds))


def reason_against(query: Query) -> str:
    """Return why a list keeps its own order; "": it has any."""
    if query.story is not None:
        return "A story is told from its beginning, in no other order"
    if query.minutes is not None:
        return "To catch up, the largest stories come first"
    if query.scope is Scope.HISTORY:
        return "What you opened last comes first, in no other order"
    if query.scope is Scope.HIDDEN:
        return "What is hidden comes newest first, in no other order"
    if "sort:" in query.words.lower() and (stated := _stated(query.words)) is not None:
        return f"The search says its order itself: sort:{stated}"
    return ""


def _stated(words: str) -> Order | None:
    from qreader.text.query import order_of  # 10 ms of patterns, at first use

    try:
        return order_of(words)
    except QueryError:  # the list reports it
        return None


def _feed(query: Query) -> FeedId | None:
    """Return the feed whose own list it is."""
    return None if query.words else query.feed_id

"""Subscriptions: the feed of an address, found, made anew, or brought back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.store.base import Blocks, Clock, Table
from qreader.store.feeds import Feeds
from qreader.store.numbers import NEXT_FEED
from qreader.store.removed import Removed
from qreader.store.times import to_seconds
from qreader.store.undoable import UndoableActions

if TYPE_CHECKING:
    from qreader.model import Feed, FeedId, Subscription


class Subscriptions(Table):
    """What brings feeds in."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._feeds = Feeds(database, clock)
        self._removed = Removed(database, clock)
        self._undoable = UndoableActions(database, clock)

    def add(
        self, subscription: Subscription, *, now: datetime, is_page: bool = False, label: str = ""
    ) -> tuple[Feed, bool]:
        """Return the feed of a subscription's address, and whether it is new.

        A feed that moved is also found by the address that it had. One that was removed is new, and
        comes back with all that is left of it. label: what `undo` calls it.
        """
        with self._database.transaction():
            feed, is_new = self._found(subscription, now=now, is_page=is_page)
            if is_new:
                self._undoable.feeds_added([feed.id], label)
            return feed, is_new

    def known(self, subscription: Subscription, now: datetime) -> Feed | None:
        """Return the feed of an address, made where there never was one; None: it was removed.

        For feeds that another one brings along: no person added it, and none undoes that.
        """
        with self._database.transaction() as connection:
            statement = "SELECT max(removed IS NULL) FROM feed WHERE ? IN (url, typed_url)"
            (is_there,) = connection.execute(statement, (subscription.url,)).fetchone()
            if is_there == 0:
                return None
            return self._found(subscription, now=now, is_page=False)[0]

    def add_all(
        self, subscriptions: Iterable[Subscription], *, now: datetime
    ) -> list[tuple[Feed, bool]]:
        """Do the same for a whole list, which is taken whole or not at all."""
        with self._database.transaction():
            return [self.add(subscription, now=now) for subscription in subscriptions]

    def _found(
        self, subscription: Subscription, *, now: datetime, is_page: bool
    ) -> tuple[Feed, bool]:
        with self._database.transaction() as connection:
            there = connection.execute(
                """
                SELECT id, removed IS NOT NULL FROM feed WHERE :url IN (url, typed_url)
                ORDER BY removed IS NOT NULL, url <> :url
                """,
                {"url": subscription.url},
            ).fetchone()
            if there is None:
                return self._feeds.one(self._add(subscription, is_page, now)), True
            feed_id, is_removed = there
            if is_removed:
                self._bring_back(feed_id, subscription)
            return self._feeds.one(feed_id), bool(is_removed)

    def _add(self, subscription: Subscription, is_page: bool, now: datetime) -> FeedId:
        with self._database.transaction() as connection:
            row: tuple[FeedId] = connection.execute(
                f"""
                INSERT INTO feed (id, url, own_title, folder, is_page, added, outline, signal_only,
                    recipe)
                VALUES ({NEXT_FEED}, :url, :title, :folder, :is_page, :now, :outline, :signal_only,
                    :recipe)
                RETURNING id
                """,
                {
                    "url": subscription.url,
                    "title": subscription.title,
                    "folder": subscription.folder,
                    "is_page": is_page,
                    "now": to_seconds(now),
                    "signal_only": subscription.signal_only,
                    "outline": json.dumps(subscription.attributes)
                    if subscription.attributes
                    else None,
                    "recipe": subscription.recipe.stored() if subscription.recipe else None,
                },
            ).fetchone()
            return row[0]

    def _bring_back(self, feed_id: FeedId, subscription: Subscription) -> None:
        """Put a removed feed back, under the title and in the folder that are named now, if any."""
        with self._database.transaction() as connection:
            self._removed.bring_back(feed_id)
            connection.execute(
                """
                UPDATE feed SET own_title = coalesce(:title, own_title),
                    folder = coalesce(:folder, folder), recipe = coalesce(:recipe, recipe)
                WHERE id = :id
                """,
                {
                    "id": feed_id,
                    "title": subscription.title,
                    "folder": subscription.folder,
                    "recipe": subscription.recipe.stored() if subscription.recipe else None,
                },
            )

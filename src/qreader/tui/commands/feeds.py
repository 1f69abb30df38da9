"""Feeds: adding and refreshing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.model import FeedId
from qreader.tui.actions import Where
from qreader.tui.widgets.feed_tree import is_inside

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class FeedCommands:
    """The group "Feeds" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def choose_pack(self) -> None:
        """Choose a pack, or not."""
        self._reader.welcome.packs.toggle()

    def subscribe(self) -> None:
        """Subscribe to the chosen packs."""
        packs = self._reader.welcome.packs.chosen
        if not packs:
            self._reader.say("space chooses a pack")
            return
        self._reader.panes.welcome_open = False
        self._reader.go(Where.LIST)
        self._reader.news.subscribe(packs)

    def add(self, text: str) -> None:
        """Add what is named, or ask what to add."""
        if text:
            self._reader.news.add(text)
        else:
            self._reader.news.ask_what_to_add()

    def remove(self) -> None:
        """Unsubscribe from the feed that the cursor is on."""
        branch = self._reader.feed_tree.current
        if branch is None or branch.feed is None:
            self._reader.say("Only a feed can be removed: put the cursor on one")
        else:
            self._reader.marks.remove_feed(branch.feed.id, branch.label)

    def refresh(self) -> None:
        """Refresh the feed that the cursor, the list or the article belongs to."""
        feed_ids = self._feeds_here()
        if feed_ids:
            self._reader.news.refresh(feed_ids)
        else:
            self._reader.say("No feed here to refresh; R refreshes all")

    def _feeds_here(self) -> list[FeedId]:
        reader = self._reader
        query = reader.browse.view.query
        if reader.pane is Where.FEEDS and reader.feed_tree.current is not None:
            query = reader.feed_tree.current.query or query
        if query.feed_id is not None:
            return [query.feed_id]
        if query.folder is not None:
            return [feed.id for feed in reader.news.feeds if is_inside(feed, query.folder)]
        if reader.pane in Where.READING and reader.reading.article is not None:
            return [reader.reading.article.row.feed_id]
        row = reader.articles.current
        return [row.feed_id] if row is not None and reader.pane is Where.LIST else []

    def refresh_all(self) -> None:
        """Refresh all feeds."""
        self._reader.news.refresh()

"""Going: to a view, a feed, a search; and finding in the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.model import Pack, Query, Scope
from qreader.tui.actions import Where
from qreader.tui.browse import title_of

if TYPE_CHECKING:
    from qreader.tui.reader import Reader

CATCH_UP_MINUTES = 20


class GoCommands:
    """The group "Go" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def go_all(self) -> None:
        """Show all articles."""
        self._go_view(Scope.ALL)

    def go_unread(self) -> None:
        """Show what is unread."""
        self._go_view(Scope.UNREAD)

    def go_starred(self) -> None:
        """Show what has a star."""
        self._go_view(Scope.STARRED)

    def go_later(self) -> None:
        """Show what is kept for later."""
        self._go_view(Scope.LATER)

    def go_history(self) -> None:
        """Show what was opened lately."""
        self._go_view(Scope.HISTORY)

    def go_hidden(self) -> None:
        """Show what is hidden."""
        self._go_view(Scope.HIDDEN)

    def _go_view(self, scope: Scope) -> None:
        query = Query(scope)
        self._reader.browse.show(query, title_of(query))
        self._reader.feed_tree.point_at(query)
        self._reader.go(Where.LIST)

    def go_feeds(self) -> None:
        """Go to the feeds."""
        self._reader.go(Where.FEEDS)

    def go_feed(self, text: str) -> None:
        """Show a feed, or whatever else the tree has, by its name; ask for it where none is."""
        self._reader.seeking.go_feed(text)

    def go_related(self) -> None:
        """Go to what is related."""
        if self._reader.reading.article is None:
            self._reader.say("Open an article first")
        else:
            self._reader.reading.with_related(lambda: self._reader.go(Where.RELATED))

    def go_topics(self) -> None:
        """Show what is front of mind."""
        self._reader.threads.show_topics()

    def catch_up(self, count: int | None) -> None:
        """Show what can be read in so many minutes: of each story one article."""
        minutes = max(1, count or CATCH_UP_MINUTES)
        self._reader.browse.show(Query(Scope.UNREAD, minutes=minutes), f"{minutes} minutes")
        self._reader.go(Where.LIST)

    def stories(self) -> None:
        """Show stories or articles."""
        self._reader.browse.toggle_stories()

    def go_failed(self) -> None:
        """Show which feeds failed, and why."""
        self._reader.news.show_failed()

    def go_wanted(self) -> None:
        """Show which pages the next refresh fetches."""
        self._reader.pages.show_wanted()

    def go_packs(self) -> None:
        """Offer the starter packs."""

        def show(packs: list[Pack]) -> None:
            self._reader.welcome.packs.show(packs)

        self._reader.work.latest("packs", self._reader.library.packs, show)
        self._reader.hold.until("packs")
        self._reader.go(Where.WELCOME)

    def find(self, text: str) -> None:
        """Find in the article; ask what, where nothing is named."""
        if self._reader.reading.article is not None:
            self._reader.find.begin(text)

    def search(self, text: str) -> None:
        """Search all articles; ask what for, where nothing is named."""
        self._reader.seeking.search(text)

    def filter(self, text: str) -> None:
        """Search in the list."""
        self._reader.seeking.filter(text)

    def save_search(self, text: str) -> None:
        """Keep the search that is shown."""
        self._reader.seeking.save(text)

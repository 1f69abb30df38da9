"""Reading: on, to the next one, along what is related, and into what lies behind an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class ReadCommands:
    """The group "Read" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read_on(self) -> None:
        """Scroll, then the next unread article; from feeds and list, deeper."""
        reader = self._reader
        if reader.pane is Where.FEEDS or (reader.pane is Where.LIST and reader.articles.ids):
            reader.run("open")
        else:
            reader.go(Where.ARTICLE)
            reader.reading.read_on()

    def next_match(self, count: int | None) -> None:
        """Go to the next match of a find."""
        self._reader.find.step(count or 1)

    def previous_match(self, count: int | None) -> None:
        """Go to the match before."""
        self._reader.find.step(-(count or 1))

    def next_unread(self) -> None:
        """Go to the next unread article."""
        self._to_unread(1)

    def previous_unread(self) -> None:
        """Go to the unread article before."""
        self._to_unread(-1)

    def _to_unread(self, step: int) -> None:
        reader = self._reader
        if reader.pane is not Where.FEEDS:
            reader.browse.move_to_unread(step, open_it=reader.pane in Where.READING)
            return
        row = reader.feed_tree.find_unread(step)
        if row is None:
            reader.say(f"Nothing unread {'below' if step > 0 else 'above'}")
        else:
            reader.feed_tree.move_to(row)

    def next_article(self, count: int | None) -> None:
        """Go to the next article, read or not."""
        self._to_neighbour(count or 1)

    def previous_article(self, count: int | None) -> None:
        """Go to the article before, read or not."""
        self._to_neighbour(-(count or 1))

    def _to_neighbour(self, step: int) -> None:
        reader = self._reader
        reader.browse.move_to_neighbour(step, open_it=reader.pane in Where.READING)

    def next_related(self, count: int | None) -> None:
        """Walk on through what is related, or to the n-th."""
        reading = self._reader.reading
        reading.with_related(lambda: reading.walk(1, count))

    def previous_related(self, count: int | None) -> None:
        """Walk back through what is related."""
        reading = self._reader.reading
        reading.with_related(lambda: reading.walk(-(count or 1), None))

    def thread(self) -> None:
        """Show the story as a timeline."""
        self._reader.threads.show()

    def trail_back(self) -> None:
        """Open the article read before."""
        self._reader.reading.back_along_trail()

    def follow(self) -> None:
        """Put letters on the links of the article."""
        if self._reader.reading.article is not None:
            self._reader.hints.show()

    def changes(self) -> None:
        """Show what changed in the article, or the article again."""
        self._reader.changes.toggle()

    def full_text(self) -> None:
        """Fetch the page: the whole text, where the feed has a part of it."""
        self._reader.pages.full_text_here()

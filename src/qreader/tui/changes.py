"""Changes: shows in the article's pane what became of its text since it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.model import Article
    from qreader.text.changes import Changes
    from qreader.tui.reader import Reader


class WhatChanged:
    """Swaps the article for what changed in it, and back."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def is_open(self) -> bool:
        """Whether the article's pane shows what changed."""
        return self._reader.article_view.changes is not None

    def toggle(self) -> None:
        """Show what changed in the article that is meant here; where that is shown, go back."""
        reader = self._reader
        if reader.pane is Where.ARTICLE and self.is_open:
            self.end()
            return
        target = reader.target
        if target is None:
            reader.say("There is no article here")
            return
        library = reader.library
        # in the lane of opening: whichever is asked for last is shown
        reader.work.latest(
            "article", lambda: (library.article(target), library.changes(target)), self._take
        )
        reader.hold.until("article")

    def end(self) -> None:
        """Show the article again, where it was left."""
        self._reader.article_view.show_changes(None, self._reader.library.now())

    def _take(self, found: tuple[Article, Changes | None]) -> None:
        article, changes = found
        reader = self._reader
        if changes is None:
            reader.say("Nothing changed: no earlier text of it is known")
        elif changes.difference.is_empty:
            again = changes.since.was_read
            reader.say("It says again what you read" if again else "No more than spaces changed")
        else:
            reader.reading.show(article)
            reader.article_view.show_changes(changes, reader.library.now())
            reader.go(Where.ARTICLE)
            reader.say("v goes back to the article")

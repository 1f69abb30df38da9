"""RevisionDiff: shows in the article's pane how its text changed since it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.actions import Where
from qreader.tui.messages import GoTo

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Article, ArticleId
    from qreader.text.changes import Changes
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import OpenPage


class RevisionDiff:
    """Switches between the article and its changes."""

    def __init__(self, desk: Desk, library: Library, page: OpenPage) -> None:
        self._desk = desk
        self._library = library
        self._page = page

    @property
    def is_open(self) -> bool:
        """Whether the article's pane shows changes."""
        return self._page.has_view and self._page.view.changes is not None

    async def toggle(self) -> None:
        """Show the changes of the article here, or go back to the article."""
        here, shown = self._desk.here, self._page.article
        # beside an article, v is the article's: it says there that v shows what changed
        article_id = shown.id if here.is_reading and shown is not None else here.article_id
        if here.pane is Where.ARTICLE and self.is_open:
            self.end()
        elif article_id is None:
            self._desk.say("There is no article here")
        else:
            article, changes = await self._desk.call(self._read, article_id, lane="article")
            self._show(article, changes)

    def _read(self, article_id: ArticleId) -> tuple[Article, Changes | None]:
        return self._library.articles.one(article_id), self._library.changes(article_id)

    def end(self) -> None:
        """Show the article again, at its reading position."""
        if self.is_open:
            self._page.view.show_changes(None, self._library.now())

    def _show(self, article: Article, changes: Changes | None) -> None:
        if changes is None:
            self._desk.say("Nothing changed: no earlier text of it is known")
        elif changes.difference.is_empty:
            again = changes.since.was_read
            self._desk.say(
                "It says again what you read" if again else "No more than spaces changed"
            )
        else:
            self._page.show(article)
            self._page.view.show_changes(changes, self._library.now())
            self._desk.post_message(GoTo(Where.ARTICLE))
            self._desk.say("v goes back to the article")

"""Reading: the article on the screen, what belongs beside it, and the way that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qreader.errors import QReaderError
from qreader.model import Article, ArticleId, Related, Status
from qreader.tui.keys import Where
from qreader.tui.widgets.related import Item, collect

if TYPE_CHECKING:
    from qreader.tui.reader import Reader

TRAIL_LENGTH = 200
"""Articles to go back along."""


class Reading:
    """Opens articles. Runs on the event loop; reads the library through `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.article: Article | None = None
        self._related: Sequence[Related] | None = None
        self._trail: list[ArticleId] = []

    # ---- opening

    def open(self, article_id: ArticleId, *, remember: bool = True) -> None:
        """Show an article, and look for what is related to it."""
        if self.article is not None and self.article.id == article_id:
            self._reader.go(Where.ARTICLE)
            return
        self._reader.work.latest(
            "article",
            lambda: self._reader.library.article(article_id),
            lambda article: self._show(article, remember),
        )

    def _show(self, article: Article, remember: bool) -> None:
        if remember and self.article is not None:
            self._trail = [*self._trail[1 - TRAIL_LENGTH :], self.article.id]
        reader = self._reader
        self.article = article
        self._related = None
        reader.article_view.show(article, reader.library.now())
        self._show_items()
        reader.go(Where.ARTICLE)
        self._look_for_related(article.id)
        if reader.config.mark_read == "open" and not article.row.status.read:
            reader.marks.mark_opened(article.id)

    def _look_for_related(self, article_id: ArticleId) -> None:
        def found(related: Sequence[Related]) -> None:
            if self.article is not None and self.article.id == article_id:
                self._related = related
                self._show_items()

        def failed(error: QReaderError) -> None:
            self._reader.say(str(error), is_error=True)
            found([])

        library = self._reader.library
        self._reader.work.latest("related", lambda: library.related(article_id), found, failed)

    def _show_items(self) -> None:
        now = self._reader.library.now()
        items = collect(self.article, self._related, now)
        note = "" if self._related is None else "Nothing related in the cache yet."
        self._reader.related.show(items, note)
        self._reader.relayout()

    def put_statuses(self, statuses: dict[ArticleId, Status]) -> None:
        """Note what the person did with the article."""
        if self.article is not None and self.article.id in statuses:
            row = replace(self.article.row, status=statuses[self.article.id])
            self.article = replace(self.article, row=row)

    # ---- going on

    def read_on(self) -> None:
        """Scroll the article by a page; at its end, open the next unread one."""
        view = self._reader.article_view
        if self.article is None or view.at_end:
            self._reader.browse.move_to_unread(1, open_it=True)
        else:
            view.page_down()

    def back_along_trail(self) -> None:
        """Open the article that was read before this one."""
        if self._trail:
            self.open(self._trail.pop(), remember=False)
        else:
            self._reader.say("This is where you started reading")

    def walk(self, step: int, nth: int | None) -> None:
        """Move the sidebar's cursor without leaving the article."""
        related = self._reader.related
        if not related.choices:
            self._reader.say("Nothing related to walk through")
            return
        if not self._reader.layout_now.shows(Where.RELATED):
            self._reader.go(Where.RELATED)
        related.walk(step, nth)

    def open_item(self, item: Item) -> None:
        """Open a related story: the cached article at once, an address in the browser."""
        self._reader.related.end_walk()
        if item.article_id is not None:
            self.open(item.article_id)
        elif item.url:
            self._reader.open_url(item.url)
        else:
            self._reader.say("The page gave no address for this story")

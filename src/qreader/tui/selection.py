"""Selection: the articles of the list that the next mark is about; it ends with that mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qreader.tui.listing import held

if TYPE_CHECKING:
    from qreader.model import ArticleId
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.article_list import ArticleList


class Selection:
    """A part of Browse, which alone writes the list."""

    def __init__(self, desk: Desk, articles: ArticleList, changed: Callable[[], None]) -> None:
        """Create it; `changed` hears that others are selected now."""
        self._desk = desk
        self._list = articles
        self._changed = changed
        self._from: ArticleId | None = None
        """Where a range begins."""
        self._last: frozenset[ArticleId] = frozenset()
        """What was selected before the selection ended."""

    def select(self) -> None:
        """Select the article of the cursor, or no longer, and move on."""
        articles = self._list
        if articles.current_id is not None:
            self._from = articles.current_id
            self._select(articles.selected ^ {articles.current_id})
            articles.move(1)

    def select_to_here(self) -> None:
        """Select all between the last selected one and the cursor."""
        articles = self._list
        ids = articles.ids
        if articles.current_id is None:
            return
        start = ids.index(self._from) if self._from in ids else articles.cursor
        first, last = sorted((start, articles.cursor))
        self._from = articles.current_id
        self._select(articles.selected | set(ids[first : last + 1]))

    def select_again(self) -> None:
        """Select what was selected last, as far as the list has it."""
        again = frozenset(held(self._last, self._list.ids))
        if again:
            self._select(again)
        else:
            self._desk.say("Nothing in this list was selected before")

    def end(self) -> bool:
        """Select nothing any more; return whether anything was."""
        selected = self._list.selected
        if selected:
            self._last = selected
            self._from = None
            self._list.select(frozenset())
            self._changed()
        return bool(selected)

    def _select(self, ids: frozenset[ArticleId]) -> None:
        self._list.select(ids)
        self._changed()
        self._desk.say(f"{len(ids)} selected, esc ends that" if ids else "Nothing selected")

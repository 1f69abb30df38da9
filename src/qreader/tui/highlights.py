"""Highlights: the words of a search, where they stand in what it found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model import Query
    from qreader.text.query import Words
    from qreader.tui.reader import Reader
    from qreader.tui.widgets.paint import Paint

LAYER = "query"
"""Of the article's paints."""


def words_of(query: Query) -> Sequence[Words]:
    """Return the words that a list may mark in its titles."""
    if not query.words:
        return ()
    from qreader.errors import QueryError
    from qreader.text.query import read_query, words_to_show

    try:
        return words_to_show(read_query(query.words))
    except QueryError:  # the list says so itself
        return ()


class Highlights:
    """Marks in an article of a list that was searched for what was searched."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def lines_changed(self) -> None:
        """Mark the words in other lines; before a find does, which shows on top."""
        view = self._reader.browse.view
        target = self._reader.reading.article
        words = [one for one in words_of(view.query) if not one.in_title]
        if not words or target is None or target.id not in view.ids:
            self.end()
            return
        from qreader.render.find import Searchable
        from qreader.tui.widgets.paint import Paint

        searchable = Searchable(self._reader.article_view.lines)
        paints: dict[int, list[Paint]] = {}
        for one in words:
            for match in searchable.find_words(one.text, is_prefix=one.prefix):
                for place in match:
                    paint = Paint(place.start, place.end, "found")
                    paints.setdefault(place.line, []).append(paint)
        self._reader.article_view.paint(LAYER, paints)

    def end(self) -> None:
        """Mark nothing any more: the search has ended."""
        if "article_view" in self._reader.__dict__:
            self._reader.article_view.paint(LAYER, {})

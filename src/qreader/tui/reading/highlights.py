"""Highlights: marks the words of a search in the articles that it found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader.tui.views import words_of

if TYPE_CHECKING:
    from qreader.model import ArticleId, Query
    from qreader.text.query import Words
    from qreader.tui.reading.page import OpenPage
    from qreader.tui.widgets.paint import Paint

LAYER: Final = "query"
"""Its layer of the article's paints."""


class Highlights:
    """Highlights the words of a search in the open article."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self._words: Sequence[Words] = ()
        self._ids: Sequence[ArticleId] = ()

    def take(self, query: Query, ids: Sequence[ArticleId]) -> None:
        """Highlight the words of a query in these articles from now on."""
        had_any = bool(self._words)
        self._words = [one for one in words_of(query) if not one.in_title]
        self._ids = ids
        if self._words or had_any:
            self.lines_changed()

    def lines_changed(self) -> None:
        """Highlight the words in the new lines; call it before a find, whose layer is on top."""
        if not self._page.has_view:
            return
        article, view = self._page.article, self._page.view
        if not self._words or article is None or article.id not in self._ids:
            view.paint(LAYER, {})
            return
        from qreader.render.find import Searchable
        from qreader.tui.widgets.paint import Paint

        searchable = Searchable(view.text_lines)
        paints: dict[int, list[Paint]] = {}
        for one in self._words:
            for match in searchable.find_words(one.text, is_prefix=one.prefix):
                for place in match:
                    paint = Paint(place.start, place.end, "found")
                    paints.setdefault(place.line, []).append(paint)
        view.paint(LAYER, paints)

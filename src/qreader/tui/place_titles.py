"""PlaceTitles: what the top row says of the panes beside the list: article, stories, feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.actions import Where
from qreader.tui.heading import Heading
from qreader.tui.list_title import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qreader.model import Row
    from qreader.tui.widgets.article_list import ArticleList
    from qreader.tui.widgets.pane_title import PaneTitle
    from qreader.tui.widgets.related import RelatedList


class PlaceTitles:
    """The only writer of these titles."""

    def __init__(
        self, titles: Mapping[Where, PaneTitle], articles: ArticleList, related: RelatedList
    ) -> None:
        self._titles = titles
        self._list = articles
        self._related = related
        titles[Where.WELCOME].show(Heading("Welcome"))
        titles[Where.FEEDS].show(Heading("Feeds"))

    def show_article(self, row: Row, under: tuple[str, ...]) -> None:
        """Show where an article is from, what it lies over, and its place in the list."""
        articles = self._list
        is_here = articles.current_id == row.id
        number = f"{grouped(articles.cursor + 1)}/{grouped(articles.row_count)}" if is_here else ""
        self._titles[Where.ARTICLE].show(Heading(row.feed, under, number))

    def show_related(self) -> None:
        """Show how many stories stand beside the article."""
        number = len(self._related.choices)
        self._titles[Where.RELATED].show(Heading("Related", (), str(number or "")))

    def show_feeds(self, number: int) -> None:
        """Show how many feeds there are."""
        unit = "feed" if number == 1 else "feeds"
        self._titles[Where.FEEDS].show(Heading("Feeds", (), grouped(number), unit=unit))

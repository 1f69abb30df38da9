"""Page: what the parts of the reading know of it: the article, and the widget that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qreader.model import Article
    from qreader.tui.widgets.article_view import ArticleView


class Page(Protocol):
    """The article on the screen."""

    @property
    def article(self) -> Article | None:
        """The article; None: nothing is open."""

    @property
    def view(self) -> ArticleView:
        """Its widget."""

    @property
    def has_view(self) -> bool:
        """Whether there is one yet."""

    def show(self, article: Article) -> None:
        """Show an article as it was just read from the cache."""

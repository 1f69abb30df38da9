"""OpenPage: the open article and its widget, as the parts of `reading` know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qreader.model import Article
    from qreader.tui.widgets.article_view import ArticleView


class OpenPage(Protocol):
    """The open article and its widget."""

    @property
    def article(self) -> Article | None:
        """The article; None: none is open."""

    @property
    def view(self) -> ArticleView:
        """Its widget."""

    @property
    def has_view(self) -> bool:
        """Whether there is one yet."""

    def show(self, article: Article) -> None:
        """Show an article just read from the cache."""

    def take_answers(self, article: Article) -> None:
        """Note which answers to the open article are kept now."""

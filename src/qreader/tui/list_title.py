"""ListTitle: the line above the list, for Browse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.heading import Heading
from qreader.tui.views import MAX_FOUND

if TYPE_CHECKING:
    from qreader.tui.views import View
    from qreader.tui.widgets.article_list import ArticleList
    from qreader.tui.widgets.pane_title import PaneTitle


class ListTitle:
    """The only writer of the list's title."""

    def __init__(self, line: PaneTitle, articles: ArticleList, news_key: str) -> None:
        """news_key: the key that goes to the top of the list, where news are."""
        self._line = line
        self._list = articles
        self._view: View | None = None
        self._heading = Heading("", news_key=news_key)
        """Without the news and the selection, which others hold."""

    def show_total(self, view: View, name: str, total: int) -> None:
        """Show a view's name and number of articles, or that its number is limited."""
        is_cut = bool(view.query.words) and total >= MAX_FOUND
        unit = ("story", "stories") if view.query.by_story else ("article", "articles")
        # rows that were read stay until the view is left, so that 0 is worth showing
        is_said = total > 0 or (total == 0 and self._list.row_count > 0)
        number = f"{total:,}".replace(",", "\u202f") if is_said else ""
        number += "+" * is_cut
        self._view = view
        counted = unit[total != 1]
        if view.query.minutes is not None:
            name, number, counted = self._progress(view, view.query.minutes)
        if view.query.story is not None:
            number, counted = self._size_of_story() or (number, counted)
        self._heading = self._heading._replace(name=name, number=number, unit=counted)
        self.update()

    def _progress(self, view: View, minutes: int) -> tuple[str, str, str]:
        """Return how much was picked for some minutes, and how far the person is in it."""
        from qreader.tui import catching_up

        ids = set(self._list.ids)
        picked = {number: took for number, took in view.minutes.items() if number in ids}
        read = {row.id for row in self._list.rows_here if row.status.read}
        return catching_up.name(len(picked), minutes), *catching_up.progress(picked, read)

    def _size_of_story(self) -> tuple[str, str] | None:
        """Return how large the story is, then how long it lasts and whether it is followed."""
        from qreader.model import Attention
        from qreader.render.story_size import size_in_words
        from qreader.render.timeline import duration, in_words

        rows = [row for one in self._list.ids if (row := self._list.row_of(one)) is not None]
        size = next((row.story_size for row in rows if row.story_size is not None), None)
        if size is None:
            return None
        said = {Attention.FOLLOW: "♦ followed", Attention.MUTE: "× muted", None: ""}
        rest = (in_words(duration(rows)), said[rows[0].attention])
        return size_in_words(size), "".join(f"· {one} " for one in rest if one).rstrip()

    def show_name(self, name: str) -> None:
        """Show the view under another name."""
        self._heading = self._heading._replace(name=name)
        self.update()

    def show_age(self, age: str, short_age: str) -> None:
        """Show how old all articles are."""
        self._heading = self._heading._replace(age=age, short_age=short_age)
        self.update()

    def update(self) -> None:
        """Show how many articles are new and how many are selected."""
        news = 0 if self._view is None else self._view.news
        self._list.has_news = news > 0
        selected = len(self._list.selected)
        self._line.show(self._heading._replace(news=news, selected=selected))

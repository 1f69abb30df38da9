"""ListTitle: what the top row says of the list, for Browse."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qreader.model import Scope
from qreader.tui.heading import SEPARATOR, Heading
from qreader.tui.views import MAX_FOUND

if TYPE_CHECKING:
    from qreader.tui.views import View
    from qreader.tui.widgets.article_list import ArticleList
    from qreader.tui.widgets.pane_title import PaneTitle


class Named(NamedTuple):
    """What a view is called, and what its order is."""

    name: str
    order: str = ""
    is_usual: bool = True
    """Whether other lists have that order, too."""


class ListTitle:
    """The only writer of the list's title."""

    def __init__(
        self, line: PaneTitle, articles: ArticleList, news_key: str, order_key: str = ""
    ) -> None:
        """news_key: the key that goes to the top of the list, where news are.

        order_key: the one that chooses an order.
        """
        self._line = line
        self._list = articles
        self._view: View | None = None
        self._most = 0
        """The highest number that the view has shown."""
        self._heading = Heading("", news_key=news_key, order_key=order_key)
        """Without the news and the selection, which others hold."""

    def show_total(self, view: View, named: Named, total: int) -> None:
        """Show a view's name and number of articles, or that its number is limited."""
        is_cut = bool(view.query.words) and total >= MAX_FOUND
        unit = ("story", "stories") if view.query.by_story else ("article", "articles")
        # rows that were read stay until the view is left, so that 0 is worth showing
        is_said = total > 0 or (total == 0 and self._list.row_count > 0)
        is_other = view is not self._view
        self._most = total if is_other else max(total, self._most)
        counts_down = view.query.scope is Scope.UNREAD and is_said and total < self._most
        self._view = view
        self._heading = self._heading._replace(
            number=grouped(total) + "+" * is_cut if is_said else "",
            whole=grouped(self._most) if counts_down else "",
            unit=unit[(self._most if counts_down else total) != 1],
            note="" if is_other else self._heading.note,
        )
        size = self._size_of_story() if view.query.story is not None else None
        if size is not None:
            number, note = size
            self._heading = self._heading._replace(number=number, unit="", note=note)
        if view.query.minutes is not None:
            name, number, note = self._progress(view, view.query.minutes)
            self._heading = self._heading._replace(number=number, unit="", whole="", note=note)
            named = Named(name)
        self.show_name(named)

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
        signs = self._list.signs
        said = {
            Attention.FOLLOW: signs.followed if signs.in_words else f"{signs.followed} followed",
            Attention.MUTE: signs.muted if signs.in_words else f"{signs.muted} muted",
            None: "",
        }
        rest = (in_words(duration(rows)), said[rows[0].attention])
        return size_in_words(size), SEPARATOR.join(filter(None, rest))

    def show_articles(self, articles: int, stories: int) -> None:
        """Show how many articles the stories of the view are."""
        note = f"{grouped(articles)} articles" if articles != stories else ""
        self._heading = self._heading._replace(note=note)
        self.update()

    def show_name(self, named: Named) -> None:
        """Show the view under another name, or in another order."""
        name, order, is_usual = named
        self._heading = self._heading._replace(name=name, order=order, is_usual=is_usual)
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


def grouped(number: int) -> str:
    """Return a number with its thousands apart."""
    return f"{number:,}".replace(",", "\u202f")

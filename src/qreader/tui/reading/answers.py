"""Answers: shows in the article's pane what programs of the person answered to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.messages import GoTo

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Answer, Article
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import OpenPage

SECTION: Final = "answers"
"""Their section below the article."""


class Answers:
    """Switches between the article and answers to it, one by one."""

    def __init__(
        self, desk: Desk, library: Library, page: OpenPage, key: Callable[[str], str]
    ) -> None:
        """key: returns the key of an action."""
        self._desk = desk
        self._library = library
        self._page = page
        self._key = key

    @property
    def is_open(self) -> bool:
        """Whether the article's pane shows an answer."""
        return self._page.has_view and self._page.view.answer is not None

    def end(self) -> None:
        """Show the article again, at its reading position."""
        if self.is_open:
            self._page.view.show_answer(None, self._library.now())

    # ---- what is kept

    def article_opened(self) -> None:
        """Say below the article which answers are kept."""
        self.show_foot()

    def show_foot(self) -> None:
        """Say below the article which answers are kept."""
        article = self._page.article
        if article is None or not article.answers:
            self._page.view.show_below(SECTION, None)
            return
        from qreader.render.answer import answers_below  # few articles have any

        below = answers_below(article.answers, self._library.now(), self._key)
        self._page.view.show_below(SECTION, below)

    async def show_next(self, name: str) -> None:
        """Show the kept answer of a program; "": the next one, behind the last the article."""
        here, shown = self._desk.here, self._page.article
        article_id = shown.id if here.is_reading and shown is not None else here.article_id
        if article_id is None:
            self._desk.say("There is no article here")
            return
        article = await self._desk.call(self._library.articles.one, article_id, lane="article")
        names = [one.name for one in article.answers]
        if name and name not in names:
            self._desk.say(f"No answer of {safe_line(name)} is kept here; :send {name} asks it")
        elif not names:
            self._desk.say("No answer is kept here: `keep` in [[send]] keeps them")
        else:
            self._step(article, name)

    def _step(self, article: Article, name: str) -> None:
        view, names = self._page.view, [one.name for one in article.answers]
        is_here = self._page.article is not None and self._page.article.id == article.id
        shown = view.answer.name if is_here and view.answer is not None else ""
        at = names.index(name or shown) + bool(not name) if name or shown in names else 0
        if at == len(names):
            self.end()
        else:
            self._show(article, article.answers[at])

    def _show(self, article: Article, answer: Answer) -> None:
        self._page.show(article)
        self._page.take_answers(article)
        self._page.view.show_answer(answer, self._library.now())
        self._desk.post_message(GoTo(Where.ARTICLE))
        again = f"; :send {answer.name} asks again" if answer in article.answers else ""
        self._desk.say(f"esc goes back to the article{again}")

"""Answers: shows in the article's pane what programs of the person answered to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.messages import GoTo

if TYPE_CHECKING:
    from qreader.config.commands import Sender
    from qreader.library import Library
    from qreader.model import Answer, Article, ArticleId
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import OpenPage

SECTION: Final = "answers"
"""Their section below the article."""
OWNER: Final = "answer"
"""Of the progress that is shown."""


class Answers:
    """Switches between the article and answers to it, and asks one program at a time."""

    def __init__(
        self, desk: Desk, library: Library, page: OpenPage, key: Callable[[str], str]
    ) -> None:
        """key: returns the key of an action."""
        self._desk = desk
        self._library = library
        self._page = page
        self._key = key
        self._asked: _Asked | None = None

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
        """Say below the article which answers are kept; stop what is asked of another for now."""
        self.show_foot()
        asked, article = self._asked, self._page.article
        if asked and article is not None and asked.article_id != article.id and not asked.is_kept:
            asked.stop.set()

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
        from qreader.render.episode import OF_EPISODES  # few articles have any answer

        self._page.show(article)
        self._page.take_answers(article)
        self._page.view.show_answer(answer, self._library.now())
        self._desk.post_message(GoTo(Where.ARTICLE))
        is_asked = answer in article.answers and answer.name not in OF_EPISODES
        again = f"; :send {answer.name} asks again" if is_asked else ""
        self._desk.say(f"esc goes back to the article{again}")

    # ---- asking

    async def ask(self, sender: Sender, article_id: ArticleId) -> None:
        """Show what a program answers to an article; what is kept, unless it is shown already."""
        article = await self._desk.call(self._library.articles.one, article_id, lane="article")
        kept = next((one for one in article.answers if one.name == sender.name), None)
        if kept is not None and not self._shows(article.id, sender.name):
            self._show(article, kept)
            return
        if self._asked is not None:
            self._desk.say(f"{self._asked.name} is still at it; esc in the article stops it")
            return
        self._asked = asked = _Asked(sender.name, article.id, sender.keep)
        self._page.show(article)
        self._desk.post_message(GoTo(Where.ARTICLE))
        self._desk.progress(OWNER, f"{sender.name} …")
        self._desk.say(f"Asking {sender.name}; esc stops it")
        try:
            answer = await self._desk.call(
                self._ask, sender, article, asked.stop, lane="answer", writes=True
            )
        finally:
            asked.stop.set()  # also where the wait for it is over
            self._asked = None
            self._desk.progress(OWNER, None)
        self._answered(article.id, answer, is_kept=sender.keep)

    def _ask(self, sender: Sender, article: Article, stop: threading.Event) -> Answer:
        from qreader import asking  # with what writes articles, which no start needs

        return asking.ask(self._library, sender, article, stop=stop)

    def _answered(self, article_id: ArticleId, answer: Answer, *, is_kept: bool) -> None:
        article = self._page.article
        if article is None or article.id != article_id:
            self._desk.say(f"{answer.name} has answered; {self._key('answer')} shows it there")
            return
        if is_kept:
            others = (one for one in article.answers if one.name != answer.name)
            article = replace(article, answers=(answer, *others))
        self._show(article, answer)

    def _shows(self, article_id: ArticleId, name: str) -> bool:
        article, answer = self._page.article, self._page.view.answer if self.is_open else None
        is_here = article is not None and article.id == article_id
        return is_here and answer is not None and answer.name == name

    def stop(self) -> bool:
        """Stop the program that is asked; return whether there is one."""
        if self._asked is None or self._asked.stop.is_set():
            return False
        self._asked.stop.set()
        return True


class _Asked:
    """A program that is asked."""

    def __init__(self, name: str, article_id: ArticleId, is_kept: bool) -> None:
        self.name = name
        self.article_id = article_id
        self.is_kept = is_kept
        self.stop = threading.Event()

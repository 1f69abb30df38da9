"""Find: searches the open article as words are typed, then moves from match to match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qreader.text.safe import safe_line
from qreader.tui.messages import FindChanged
from qreader.tui.question import Question

if TYPE_CHECKING:
    from qreader.model import ArticleId, Place
    from qreader.render.find import Match, Searchable
    from qreader.tui.desk import Desk
    from qreader.tui.reading.page import OpenPage
    from qreader.tui.widgets.paint import Paint

LAYER = "find"
"""Its layer of the article's paints."""
MAX_SHOWN_CHARACTERS = 40
"""The longest words in the status line."""


class Find:
    """A find is open from the first typed letter until esc or another article."""

    def __init__(self, desk: Desk, page: OpenPage) -> None:
        self._desk = desk
        self._page = page
        self._words = ""
        self._matches: Sequence[Match] = ()
        self._at = 0
        self._article_id: ArticleId | None = None
        self._searchable: Searchable | None = None
        self._began_at: Place | None = None

    @property
    def is_open(self) -> bool:
        """Whether there are matches for n and N."""
        return bool(self._matches)

    @property
    def line(self) -> int | None:
        """The number of the present match's line."""
        return self._matches[self._at][0].line if self._matches else None

    @property
    def count(self) -> str:
        """The number of the present match: `3 of 12`."""
        if self._matches:
            return f"{self._at + 1} of {len(self._matches)}"
        return "no match" if self._words else ""

    @property
    def summary(self) -> str:
        """The text of the status line while a find is open."""
        if not self.is_open:
            return ""
        return f"{self.count}: {safe_line(self._words, MAX_SHOWN_CHARACTERS)} (esc ends)"

    # ---- typing

    async def begin(self, words: str) -> None:
        """Find words in the article; "": ask for them."""
        self._began_at = self._page.view.place
        if not words:
            answer = await self._desk.ask(
                Question("Find: ", typed=self._typed, stepped=self._stepped, pause_seconds=0)
            )
            if answer is None:
                self.end()
                self._page.view.go_to_place(self._began_at)
                return
            words = answer
        self._settle(words)

    def _typed(self, words: str) -> str:
        self.look_for(words)
        return self.count

    def _stepped(self, step: int) -> str:
        self.step(step)
        return self.count

    def look_for(self, words: str) -> None:
        """Show the matches of these words, first the one after the reading position."""
        self._words = words.strip()
        self._article_id = self._shown_id
        view = self._page.view
        view.go_to_place(self._began_at)
        self._match()
        top = view.visible_lines.start
        after = (at for at, match in enumerate(self._matches) if match[0].line >= top)
        self._at = next(after, 0)
        self._show()

    def _settle(self, words: str) -> None:
        """Keep the find open, if anything was found."""
        if words.strip() != self._words:
            self.look_for(words)
        if not self.is_open and self._words:
            self._desk.say(f"{safe_line(self._words, MAX_SHOWN_CHARACTERS)}: not in this article")
            self._words = ""
        self._desk.post_message(FindChanged())

    # ---- while it is open

    def step(self, matches: int) -> None:
        """Move by matches; after the last comes the first."""
        if self._matches:
            self._at = (self._at + matches) % len(self._matches)
            self._show()

    def end(self) -> None:
        """End the find; the scroll position stays."""
        self._words, self._matches, self._searchable = "", (), None
        self._page.view.paint(LAYER, {})
        self._desk.post_message(FindChanged())

    def lines_changed(self) -> None:
        """Find again in the new lines; end where they are of another article."""
        self._searchable = None
        if self._words and self._shown_id != self._article_id:
            self.end()
        elif self._words:
            self._match()
            self._at = min(self._at, max(0, len(self._matches) - 1))
            self._paint()

    @property
    def _shown_id(self) -> ArticleId | None:
        article = self._page.article
        return article.id if article is not None else None

    def _match(self) -> None:
        if self._searchable is None:
            from qreader.render.find import Searchable

            self._searchable = Searchable(self._page.view.text_lines)
        self._matches = self._searchable.find(self._words)

    def _show(self) -> None:
        self._paint()
        if self._matches:
            self._page.view.show_line(self._matches[self._at][0].line)
        self._desk.say(self.summary)

    def _paint(self) -> None:
        from qreader.tui.widgets.paint import Paint

        paints: dict[int, list[Paint]] = {}
        for at, match in enumerate(self._matches):
            look = "found-here" if at == self._at else "found"
            for place in match:
                paints.setdefault(place.line, []).append(Paint(place.start, place.end, look))
        self._page.view.paint(LAYER, paints)

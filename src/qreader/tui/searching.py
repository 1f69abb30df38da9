"""Searching: asks for a query or a filter, and updates the list as it is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qreader.errors import QueryError
from qreader.model import Query
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import finished
from qreader.tui.messages import FeedsChanged, GoTo
from qreader.tui.question import Objection, Question

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qreader.library import Library
    from qreader.tui.desk import Desk, Started

EVERYTHING: Final = Query()
MAX_SHOWN_CHARACTERS: Final = 60
"""The longest query in the list's title."""


class Searching:
    """Searches by means of the list."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        *,
        look_into: Callable[[Query, str], Awaitable[None]],
        end_look: Callable[[], bool],
        move: Callable[[int], None],
    ) -> None:
        self._desk = desk
        self._library = library
        self._look_into = look_into
        self._end_look = end_look
        self._move = move
        """Moves the list's cursor by rows."""
        self._looking: Started | None = None

    async def search(self, query: str) -> None:
        """Search all articles for a query; "": ask for it."""
        await self._search("/", query, EVERYTHING, "Search")

    async def filter(self, query: str) -> None:
        """Search in the view of the list or under the tree's cursor; a second filter narrows it."""
        here = self._desk.here
        await self._search("Filter: ", query, here.query, here.label)

    async def _search(self, label: str, words: str, within: Query, title: str) -> None:
        if words:
            wanted = search_in(within, words)
            await self._look_into(wanted, shown_as(title, words))
            self._desk.post_message(GoTo(Where.LIST))
            return
        looked_for: str | None = None

        def look(text: str) -> None:
            nonlocal looked_for
            if self._looking is not None:
                self._looking.cancel()
            if text.strip():
                wanted = search_in(within, text)
                self._looking = self._desk.start(
                    self._look, wanted, shown_as(title, text), group="look", exclusive=True
                )
            else:
                self._end_look()
            looked_for = text

        def typed(text: str) -> str:
            try:
                look(text)
            except QueryError as error:
                return str(error)
            return ""

        def checked(text: str) -> Objection | None:
            # a result found in a pause of the typing stays, with its cursor
            try:
                if text != looked_for:
                    look(text)
            except QueryError as error:
                return Objection(str(error), error.position or 0)
            return None

        def stepped(step: int) -> str:
            self._move(step)
            return ""

        answer = await self._desk.ask(Question(label, checked, typed, stepped))
        if answer is None:
            if self._looking is not None:
                self._looking.cancel()
            self._end_look()
            return
        if self._looking is not None:
            await finished(self._looking)
        self._desk.post_message(GoTo(Where.LIST))

    async def _look(self, query: Query, title: str) -> None:
        await self._look_into(query, title)

    async def save(self, name: str) -> None:
        """Save the search in the list under a name; "": ask for the name."""
        words = self._desk.here.shown.words
        if not words:
            self._desk.say("No search is shown: / asks for one")
            return
        name = name or (await self._desk.ask(Question("Keep it as: ")) or "").strip()
        if name:
            await self._desk.start(self._save, name, words, group="marks")

    async def _save(self, name: str, words: str) -> None:
        await self._desk.call(self._library.save_search, name, words, lane="marks", writes=True)
        self._desk.say(f"Kept among the feeds as {safe_line(name)}")
        self._desk.post_message(FeedsChanged())


def search_in(within: Query, words: str) -> Query:
    """Return a query for words within another one. Raises QueryError."""
    from qreader.text.query import read_query  # 10 ms of patterns, at first use

    words = words.strip()
    read_query(words)
    if within.words:
        words = f"({within.words}) ({words})"
    return replace(within, words=words, by_story=False)


def shown_as(title: str, words: str) -> str:
    """Return the title of a search for words in a view of this title."""
    return f"{title}: {safe_line(words.strip(), MAX_SHOWN_CHARACTERS)}"

"""Stories: shows a story as a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.model import Query
from qreader.text.safe import safe_line
from qreader.tui.messages import ShowView

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.desk import Desk


class Stories:
    """Shows the story of an article. Runs on the event loop; threads read the cache."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    async def show(self) -> None:
        """Show the story of the article as a timeline, oldest first."""
        target = self._desk.here.article_id
        if target is None:
            self._desk.say("There is no article here")
            return
        rows = await self._desk.call(self._library.articles.rows, [target], lane="story")
        if rows and rows[0].story is not None:
            query = Query(story=rows[0].story)
            name = await self._desk.call(self._name_of, query, lane="story")
            # who is reading sees where in the story; who is not reads it from its first article
            here = target if self._desk.here.is_reading else None
            self._desk.post_message(
                ShowView(query, f"Story · {name}", looks_into=True, cursor=here)
            )
        else:
            self._desk.say("No other source tells this story yet")

    def _name_of(self, query: Query) -> str:
        """Return the title of a story's newest article, by which lists and topics name it."""
        newest = self._library.lists.ids(query)[-1:]
        return "".join(safe_line(row.title) for row in self._library.articles.rows(newest))

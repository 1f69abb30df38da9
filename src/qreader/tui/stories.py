"""Stories: shows a story as a timeline, and trending topics ("front of mind")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader import model
from qreader.model import Query, Row
from qreader.render.sparkline import sparkline
from qreader.text.safe import safe_line
from qreader.tui.messages import OpenArticle, ShowView

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Topic
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.lookup import Choice

ROWS_OF_TOPIC: Final = 3
"""The articles shown under a topic; one key shows the others."""


class Stories:
    """Shows stories and topics. Runs on the event loop; threads read the cache."""

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
            title = f"Story: {safe_line(rows[0].title)}"
            self._show(Query(story=rows[0].story), title)
        else:
            self._desk.say("No other source tells this story yet")

    def _show(self, query: Query, title: str) -> None:
        self._desk.post_message(ShowView(query, title, looks_into=True))

    async def show_topics(self) -> None:
        """Show the trending topics with their articles."""
        from qreader.tui.widgets.lookup import Lookup

        topics = await self._desk.call(self._library.topics, lane="topics")
        if not topics:
            self._desk.say("Nothing is on many minds: that takes several sources")
            return
        chosen = await self._desk.choose(Lookup("Front of mind", _choices(topics)))
        if chosen is None:
            return
        if isinstance(chosen.value, model.Topic):
            topic = chosen.value
            self._show(Query(story=topic.story), f"Story: {safe_line(topic.label)}")
        elif isinstance(chosen.value, Row):
            self._desk.post_message(OpenArticle(chosen.value.id))


def _choices(topics: Sequence[Topic]) -> list[Choice]:
    from qreader.tui.widgets.lookup import Choice

    choices: list[Choice] = []
    for topic in topics:
        sources = f"{topic.sources} sources"
        # the label comes last: it may be cut
        heading = f"{sparkline(topic.trend)}  {sources}  {safe_line(topic.label)}"
        choices += [Choice("", "")] if choices else []
        choices.append(Choice(heading, ""))
        choices += [
            Choice(safe_line(row.feed), safe_line(row.title), row)
            for row in topic.articles[:ROWS_OF_TOPIC]
        ]
        rest = len(topic.articles) - ROWS_OF_TOPIC
        if rest > 0 and topic.story is not None:
            choices.append(Choice("", f"{rest} more: the whole story", topic))
    return choices

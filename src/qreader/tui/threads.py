"""Threads: who tells a story when; what the person says of stories; what is front of mind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qreader import model
from qreader.model import ArticleId, Attention, Query, Row
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.cells import cut
from qreader.tui.marks import UNDOES, Deed
from qreader.tui.sparkline import sparkline

if TYPE_CHECKING:
    from qreader.model import Topic
    from qreader.tui.reader import Reader

MAX_TITLE = 40
"""Cells of a story's title in a message."""
ROWS_OF_TOPIC = 3
"""Articles under a topic; the others are one key away."""

_NEXT = {None: Attention.FOLLOW, Attention.FOLLOW: Attention.MUTE, Attention.MUTE: None}
_SAID = {
    Attention.FOLLOW: "Following the story, Z again mutes it",
    Attention.MUTE: "Muted: what comes of this story is marked read, Z again ends that",
    None: "Neither followed nor muted any more",
}


class Threads:
    """Shows and judges stories. Runs on the event loop; reads the library through `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    # ---- one story

    def show(self) -> None:
        """Show the story of the article as a timeline, oldest first."""

        def found(rows: Sequence[Row]) -> None:
            if not rows or rows[0].story is None:
                self._reader.say("No other source tells this story yet")
                return
            title = f"Story: {safe_line(rows[0].title)}"
            self._reader.browse.look_into(Query(story=rows[0].story), title)
            self._reader.go(Where.LIST)

        self._of_target(found)

    def attend(self) -> None:
        """Follow the story of the article, mute it, or neither."""

        def found(rows: Sequence[Row]) -> None:
            row = rows[0] if rows else None
            if row is None or row.story is None:
                self._reader.say("No other source tells this story yet")
                return
            library, story, wanted = self._reader.library, row.story, _NEXT[row.attention]

            def call() -> Deed:
                said = _SAID[wanted]
                library.attend(story, wanted, label=said.partition(",")[0].partition(":")[0])
                return Deed(said, relations=True)

            self._reader.marks.do(call)
            self._reader.hold.until("marks")

        self._of_target(found)

    def _of_target(self, found: Callable[[Sequence[Row]], None]) -> None:
        target = self._reader.target
        if target is None:
            self._reader.say("There is no article here")
            return
        library = self._reader.library
        self._reader.work.latest("story", lambda: library.rows([target]), found)
        self._reader.hold.until("story")

    # ---- two articles

    def judge(self, related: bool) -> None:
        """Say of the story under the sidebar's cursor whether it belongs to the article."""
        reader = self._reader
        item, article = reader.related.current, reader.reading.article
        if article is None or item is None or item.article_id is None or item.is_own:
            reader.say("Only what was found in the cache can be judged")
            return
        library, one, other = reader.library, article.id, item.article_id
        title = cut(item.title, MAX_TITLE)

        def call() -> Deed:
            said = f"Pinned: {title}" if related else f"Not related: {title}"
            library.judge(one, other, related, label=said)
            return Deed(said if related else f"{said}{UNDOES}", relations=True)

        reader.marks.do(call)
        reader.hold.until("marks")

    # ---- front of mind

    def show_topics(self) -> None:
        """Show what is front of mind, with the articles behind it."""
        self._reader.work.latest("topics", self._reader.library.topics, self._show_topics)
        self._reader.hold.until("topics")

    def _show_topics(self, topics: Sequence[Topic]) -> None:
        from qreader.tui.help import Choice, Lookup

        if not topics:
            self._reader.say("Nothing is on many minds: that takes several sources")
            return
        choices: list[Choice] = []
        for topic in topics:
            sources = f"{topic.sources} sources"
            # the label last: it is what may be cut
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

        self._reader.app.push_screen(Lookup("Front of mind", choices, self._chosen))

    def _chosen(self, chosen: object) -> None:
        if isinstance(chosen, model.Topic):
            title = f"Story: {safe_line(chosen.label)}"
            self._reader.browse.look_into(Query(story=chosen.story), title)
            self._reader.go(Where.LIST)
        elif isinstance(chosen, Row):
            self._reader.reading.open(ArticleId(chosen.id))

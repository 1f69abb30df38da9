"""Today: the first screen: what is front of mind, in the order in which it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.heading import Heading
from qreader.tui.messages import GoTo, OpenArticle

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Row
    from qreader.tui.desk import Desk
    from qreader.tui.messages import Marked
    from qreader.tui.widgets.pane_title import PaneTitle
    from qreader.tui.widgets.today_list import TodayList

TITLE: Final = "Today"
LANE: Final = "today"


class Today:
    """The only writer of its list and its title. Runs on the event loop; threads read the cache."""

    def __init__(self, desk: Desk, library: Library, rows: TodayList, title: PaneTitle) -> None:
        self._desk = desk
        self._library = library
        self._list = rows
        self._title = title

    @property
    def here(self) -> Here:
        """What a key acts on: the article under the cursor."""
        here, row = Here(Where.TODAY, label=TITLE), self._list.current
        if row is None:
            return here
        return here._replace(
            article_id=row.id,
            targets=(row.id,),
            title=row.title,
            url=row.url,
            feed_id=row.feed_id,
            tags=row.status.tags,
        )

    # ---- showing it

    async def go(self) -> None:
        """Go to Today."""
        self._title.show(Heading(TITLE))
        self._desk.post_message(GoTo(Where.TODAY))
        await self.read()

    async def read(self) -> None:
        """Read it from the cache."""
        topics = await self._desk.call(self._library.topics, lane=LANE)
        rows = [topic.articles[0] for topic in topics if topic.articles]
        self._list.empty = (
            "Nothing is front of mind yet: that takes several sources.",
            "gu shows all that is unread.",
        )
        self._list.show(rows, self._library.now())

    def put_marks(self, marked: Marked) -> None:
        """Show what the person marked."""

        def put(row: Row) -> Row:
            status = marked.statuses.get(row.id)
            return row if status is None else replace(row, status=status)

        if any(row.id in marked.statuses for row in self._list.rows):
            self._list.show(map(put, self._list.rows), self._library.now())

    # ---- actions

    def open(self) -> None:
        """Open the article under the cursor."""
        row = self._list.current
        if row is not None:
            self._desk.post_message(OpenArticle(row.id))

    def read_on(self) -> None:
        """Open the article under the cursor: space."""
        self.open()

    def back(self) -> None:
        """Go to the feeds."""
        self._desk.post_message(GoTo(Where.FEEDS))

    def leave(self) -> None:
        """Go to the feeds: `q`."""
        self.back()

    def escape(self) -> None:
        """Nothing is open here that could end."""

    async def next_unread(self) -> None:
        """Go to the next unread row; while reading, open it."""
        self._move_to_unread(1)

    async def previous_unread(self) -> None:
        """Go to the previous unread row; while reading, open it."""
        self._move_to_unread(-1)

    def next_article(self, count: int | None) -> None:
        """Go to the next row; while reading, open it."""
        self._arrive(self._list.cursor + (count or 1))

    def previous_article(self, count: int | None) -> None:
        """Go to the previous row; while reading, open it."""
        self._arrive(self._list.cursor - (count or 1))

    def mark_all_read(self) -> None:
        """Mark all that it shows read."""
        self._desk.say("m marks what the cursor is on; gu shows a list to mark as a whole")

    def _move_to_unread(self, step: int) -> None:
        rows, position = self._list.rows, self._list.cursor + step
        while 0 <= position < len(rows) and rows[position].status.read:
            position += step
        if 0 <= position < len(rows):
            self._arrive(position)
        else:
            where = "below" if step > 0 else "above"
            self._desk.say(f"Nothing unread {where}; gu shows all that is unread")

    def _arrive(self, position: int) -> None:
        self._list.move_to(position)
        if self._desk.here.is_reading:
            self.open()

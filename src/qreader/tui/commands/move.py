"""Moving: through rows and lines, deeper, back, and from pane to pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.actions import Where
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class MoveCommands:
    """The group "Move" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._said_at = -1
        """The number of the key in whose place it was said that another one leaves."""

    @property
    def _rows(self) -> RowList | None:
        """The list with the focus; None in the article, which scrolls instead."""
        return self._reader.panes.rows_of(self._reader.pane)

    def down(self, count: int | None) -> None:
        """Move down by rows, or scroll by lines."""
        self._move(count or 1)

    def up(self, count: int | None) -> None:
        """Move up by rows, or scroll by lines."""
        self._move(-(count or 1))

    def _move(self, rows: int) -> None:
        if self._rows is not None:
            self._rows.move(rows)
        else:
            self._reader.article_view.scroll_lines(rows)

    def page_down(self, count: int | None) -> None:
        """Move by pages."""
        self._page(count or 1)

    def page_up(self, count: int | None) -> None:
        """Move by pages, up."""
        self._page(-(count or 1))

    def half_page_down(self, count: int | None) -> None:
        """Move by half pages."""
        self._page((count or 1) / 2)

    def half_page_up(self, count: int | None) -> None:
        """Move by half pages, up."""
        self._page(-(count or 1) / 2)

    def _page(self, pages: float) -> None:
        if self._rows is not None:
            self._rows.move_by_page(pages)
        else:
            self._reader.article_view.scroll_pages(pages)

    def top(self, count: int | None) -> None:
        """Go to the first row, or to the n-th."""
        if self._rows is None:
            self._reader.article_view.scroll_top()
        elif count:
            self._rows.move_to(count - 1)
        else:
            self._rows.move_to_top()

    def bottom(self, count: int | None) -> None:
        """Go to the last row, or to the n-th."""
        if count:
            self.top(count)
        elif self._rows is not None:
            self._rows.move_to_bottom()
        else:
            self._reader.article_view.scroll_bottom()

    # ---- going deeper and back

    def open(self) -> None:
        """Open what the cursor is on; from the article go to what is related."""
        reader = self._reader
        if reader.pane is Where.FEEDS:
            branch = reader.feed_tree.current
            if branch is not None and branch.query is not None:
                reader.browse.show(branch.query, branch.label)
                reader.go(Where.LIST)
        elif reader.pane is Where.LIST:
            reader.open_current()
        elif reader.pane is Where.RELATED or reader.related.walking:
            if reader.related.current is not None:
                reader.reading.open_item(reader.related.current)
        else:
            reader.reading.with_related(self._to_related)

    def _to_related(self) -> None:
        if self._reader.related.choices:
            self._reader.go(Where.RELATED)

    def back(self) -> None:
        """Go one pane back."""
        reader = self._reader
        reader.related.end_walk()
        if reader.pane is Where.RELATED:
            reader.go(Where.ARTICLE)
        elif reader.pane is Where.ARTICLE and reader.changes.is_open:
            reader.changes.end()
        elif reader.pane is Where.ARTICLE:
            reader.go(Where.LIST)
        elif reader.pane is Where.LIST and not reader.browse.end_look():
            reader.go(Where.FEEDS)
        elif reader.pane is Where.FEEDS:
            reader.say("Nothing lies behind the feeds")

    def leave(self) -> None:
        """Go back, from a list to the feeds; there say what a second one does, and then do it."""
        reader = self._reader
        if reader.pane is Where.WELCOME:
            self.escape()
        elif reader.pane in Where.READING or self._is_in_story:
            self.back()
        elif reader.pane is Where.LIST:
            reader.go(Where.FEEDS)
        elif self._said_at == reader.key_number - 1:
            reader.app.exit(0)
        else:
            self._said_at = reader.key_number
            reader.say(f"{reader.key_for('leave')} again leaves qreader")

    @property
    def _is_in_story(self) -> bool:
        """Whether the list shows a story, opened from a row as an article is."""
        browse = self._reader.browse
        is_story = browse.is_looking_into and browse.view.query.story is not None
        return is_story and self._reader.pane is Where.LIST

    def cancel(self) -> None:
        """Say how to leave: in a prompt or a box, which it ends, this key never comes here."""
        self._reader.say(f"{self._reader.key_for('quit')} leaves qreader")

    def escape(self) -> None:
        """End what can be ended; never quit."""
        reader = self._reader
        if reader.pane is Where.WELCOME:
            reader.panes.welcome_open = False
            reader.go(Where.LIST)
        elif reader.related.walking and reader.pane is Where.ARTICLE:
            reader.related.end_walk()
        elif reader.find.is_open and reader.pane is Where.ARTICLE:
            reader.find.end()
            reader.say("")
        elif reader.pane in Where.READING:
            self.back()
        elif reader.pane is Where.LIST:
            if not reader.selection.clear():
                reader.browse.end_look()
        elif reader.pane is Where.FEEDS:
            reader.go(Where.LIST)

    def next_pane(self) -> None:
        """Give the next pane the focus."""
        self._reader.reading.with_related(lambda: self._turn(1))

    def previous_pane(self) -> None:
        """Give the pane before the focus."""
        self._reader.reading.with_related(lambda: self._turn(-1))

    def _turn(self, step: int) -> None:
        panes = self._reader.panes.here
        at = panes.index(self._reader.pane) if self._reader.pane in panes else 0
        self._reader.go(panes[(at + step) % len(panes)])

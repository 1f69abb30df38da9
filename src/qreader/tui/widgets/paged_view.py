"""PagedView: a view of lines through which a person moves by lines and pages."""

from __future__ import annotations

from typing import Final

from textual import events

from qreader.tui.widgets.line_view import LineView

WHEEL_LINES: Final = 2
"""The lines that one step of the mouse wheel scrolls."""
OVERLAP_LINES: Final = 1
"""Lines that two successive pages share: the last line becomes the first."""


class PagedView(LineView, can_focus=False, inherit_bindings=False):
    """Moves at once, without animation, and stays within its lines."""

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def will_move(self, line: int) -> None:
        """Note that the person moves: another line will be at the top."""

    def moved(self) -> None:
        """Tell that the person moved."""

    @property
    def visible_lines(self) -> range:
        """The numbers of the visible lines."""
        top = self.scroll_offset.y
        return range(top, min(top + self.room.height, self.line_count))

    @property
    def last_top(self) -> int:
        """The top line when the last line is at the bottom."""
        return max(0, self.line_count - self.room.height)

    # ---- actions

    def down(self, count: int | None = None) -> None:
        """Move down by lines."""
        self.scroll_lines(count or 1)

    def up(self, count: int | None = None) -> None:
        """Move up by lines."""
        self.scroll_lines(-(count or 1))

    def page_down(self, count: int | None = None) -> None:
        """Move down by pages."""
        self.scroll_pages(count or 1)

    def page_up(self, count: int | None = None) -> None:
        """Move up by pages."""
        self.scroll_pages(-(count or 1))

    def half_page_down(self, count: int | None = None) -> None:
        """Move down by half pages."""
        self.scroll_pages((count or 1) / 2)

    def half_page_up(self, count: int | None = None) -> None:
        """Move up by half pages."""
        self.scroll_pages(-(count or 1) / 2)

    def top(self, count: int | None = None) -> None:
        """Move to the first line."""
        self.scroll_to_line(0)

    def bottom(self, count: int | None = None) -> None:
        """Move to the last line; a count is ignored: a text has no rows."""
        self.scroll_to_line(0 if count else self.last_top)

    # ---- moving

    def scroll_lines(self, lines: int) -> None:
        """Move down by lines; negative: up."""
        self.scroll_to_line(self.scroll_offset.y + lines)

    def scroll_pages(self, pages: float) -> None:
        """Move by pages or parts of one; two successive pages share a line."""
        self.scroll_lines(self.lines_of_pages(pages))

    def lines_of_pages(self, pages: float) -> int:
        """Return how many lines pages or parts of one are; negative: up."""
        height = self.room.height - (OVERLAP_LINES if abs(pages) >= 1 else 0)
        step = max(1, int(abs(pages) * height))
        return step if pages > 0 else -step

    def show_line(self, number: int) -> None:
        """Scroll a line into view, with some lines above it."""
        if number not in self.visible_lines:
            self.scroll_to_line(number - self.room.height // 3)

    def scroll_to_see(self, number: int) -> None:
        """Scroll as few lines as show a line."""
        top, height = self.scroll_offset.y, self.room.height
        if number < top:
            self.scroll_to_line(number)
        elif number >= top + height:
            self.scroll_to_line(number - height + 1)

    def scroll_to_line(self, line: int) -> None:
        """Scroll a line to the top, as far as the last line allows."""
        line = max(0, min(line, self.last_top))
        if line != self.scroll_offset.y:
            self.will_move(line)
            self.scroll_to(y=line, animate=False, force=True, immediate=True)
            self.moved()

    # Textual scrolls by the wheel only after the next layout, which may leave less to scroll

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down by the wheel."""
        self._turn(event, WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up by the wheel."""
        self._turn(event, -WHEEL_LINES)

    def _turn(self, event: events.MouseEvent, lines: int) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_lines(lines)

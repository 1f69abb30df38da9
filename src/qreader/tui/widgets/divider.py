"""Divider: the line between two panes, which the mouse can drag."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qreader.tui.actions import Where

LINE = "│"


class Divider(Widget):
    """One column; a drag tells where it is wanted."""

    class Dragged(Message):
        """The mouse holds a divider in a column of the screen, or has let it go there."""

        def __init__(self, pane: Where, column: int, *, is_over: bool) -> None:
            super().__init__()
            self.pane = pane
            self.column = column
            self.is_over = is_over

    def __init__(self, pane: Where) -> None:
        """pane: the one whose width it gives."""
        super().__init__(classes="divider")
        self._pane = pane
        self._is_held = False

    def render_line(self, y: int) -> Strip:
        """Draw a line of it."""
        return Strip([Segment(LINE, self.rich_style)])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a drag."""
        event.stop()
        self._is_held = event.button == 1
        if self._is_held:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go along with the mouse."""
        if self._is_held:
            event.stop()
            self.post_message(self.Dragged(self._pane, event.screen_x, is_over=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag."""
        event.stop()
        if self._is_held:
            self._is_held = False
            self.release_mouse()
            self.post_message(self.Dragged(self._pane, event.screen_x, is_over=True))

    def on_click(self, event: events.Click) -> None:
        """Choose nothing: a drag ends in a click."""
        event.stop()

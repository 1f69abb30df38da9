"""FrameTimer: decides when a screen's next frame is drawn."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.message_pump import MessagePump
from textual.timer import Timer

from qreader.tui.terminal.inside import start_timer

FRAME_SECONDS: Final = 1 / 60
"""The least time between two frames; changes in between are drawn together."""


class FrameTimer:
    """A timer that Textual pauses when a frame begins, and resumes when a redraw is needed.

    Textual's timer lets up to two frames' time pass before the next frame. This one waits only for
    the rest of one frame's time.
    """

    def __init__(self, screen: MessagePump, draw: Callable[[], None]) -> None:
        self._screen = screen
        self._draw = draw
        self._began = 0.0
        self._next: Timer | None = None

    def resume(self) -> None:
        """Schedule the next frame as early as allowed, if none is scheduled."""
        if self._next is None:
            left = max(0.0, self._began + FRAME_SECONDS - monotonic())
            self._next = start_timer(self._screen, left, self._draw)

    def pause(self) -> None:
        """Note that a frame is drawn now."""
        self._began = monotonic()
        self._next = None

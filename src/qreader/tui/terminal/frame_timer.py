"""FrameTimer: when a screen's next frame is drawn."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.message_pump import MessagePump
from textual.timer import Timer

from qreader.tui.terminal.inside import start_timer

FRAME_SECONDS: Final = 1 / 60
"""Between two frames at least: whatever changes sooner is drawn in one."""


class FrameTimer:
    """What Textual pauses when a frame begins, and resumes once something is to be drawn.

    Its own timer, once a key has woken it, lets up to two frames' time pass before the next frame:
    what was found, or is related, waits for that. This one lets pass what is left of one.
    """

    def __init__(self, screen: MessagePump, draw: Callable[[], None]) -> None:
        self._screen = screen
        self._draw = draw
        self._began = 0.0
        self._next: Timer | None = None

    def resume(self) -> None:
        """Have a frame drawn as soon as may be, if none is on its way."""
        if self._next is None:
            left = max(0.0, self._began + FRAME_SECONDS - monotonic())
            self._next = start_timer(self._screen, left, self._draw)

    def pause(self) -> None:
        """Note that a frame is drawn now; the next one is asked for anew."""
        self._began = monotonic()
        self._next = None

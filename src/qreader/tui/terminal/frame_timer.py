"""FrameTimer: when a screen's next frame is drawn."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.message_pump import MessagePump
from textual.timer import Timer

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
            # `set_timer` makes one that skips its only call when it is late
            self._next = Timer(self._screen, left, callback=self._draw, repeat=0, skip=False)
            self._next._start()

    def pause(self) -> None:
        """Note that a frame is drawn now; the next one is asked for anew."""
        self._began = monotonic()
        self._next = None

"""Guard: what a handler raises is said and logged, and the reader goes on."""

from __future__ import annotations

import traceback
from collections import deque
from pathlib import Path
from time import monotonic
from typing import Final

from qreader.errors import QReaderError
from qreader.process.bugs import logged

MAX_IN_A_ROW: Final = 40
"""Errors within `ROW_SECONDS`, and no key between them: the event loop itself cannot go on."""
ROW_SECONDS: Final = 10.0
FRAMES_OF_A_PLACE: Final = 8
"""Of a traceback, the last: they tell one mistake from another."""


class Guard:
    """Decides what becomes of an exception that nobody caught."""

    def __init__(self, log_file: Path) -> None:
        self.bugs: dict[str, str] = {}
        """What is said of each bug, by the lines that it came through. The log has each once."""
        self._log_file = log_file
        self._times: deque[float] = deque(maxlen=MAX_IN_A_ROW)

    def typed(self) -> None:
        """Note that somebody sees what is said, and goes on."""
        self._times.clear()

    def sentence(self, error: Exception) -> str | None:
        """Return what to say of an error, once it is in the log; None: there is no going on."""
        self._times.append(monotonic())
        if len(self._times) == MAX_IN_A_ROW and self._times[-1] - self._times[0] < ROW_SECONDS:
            return None
        if isinstance(error, QReaderError):
            return str(error)
        place = _place_of(error)
        if place not in self.bugs:
            self.bugs[place] = logged(error, self._log_file)
        return self.bugs[place]


def _place_of(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_OF_A_PLACE:]
    return "\n".join([*(f"{frame.filename}:{frame.lineno}" for frame in frames), repr(error)])

"""Guard: reports and logs uncaught exceptions, so that the reader continues."""

from __future__ import annotations

import traceback
from collections import deque
from pathlib import Path
from time import monotonic
from typing import Final

from qreader.errors import QReaderError
from qreader.process.bugs import logged

MAX_IN_A_ROW: Final = 40
"""Errors within `ROW_SECONDS` and without a key between them, after which the reader ends."""
ROW_SECONDS: Final = 10.0
FRAMES_OF_A_PLACE: Final = 8
"""The last frames of a traceback, which identify a bug."""


class Guard:
    """Handles uncaught exceptions."""

    def __init__(self, log_file: Path) -> None:
        self.bugs: dict[str, str] = {}
        """The message on each bug, by its place. The log has each bug once."""
        self._log_file = log_file
        self._times: deque[float] = deque(maxlen=MAX_IN_A_ROW)

    def typed(self) -> None:
        """Note that the person pressed a key, and so goes on."""
        self._times.clear()

    def sentence(self, error: Exception) -> str | None:
        """Log an error, and return the message on it; None: the reader must end."""
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

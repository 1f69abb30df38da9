"""The messages of this session: the status line shows one, and cuts a long one."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

MAX_MESSAGES: Final = 200
MAX_CHARACTERS: Final = 2_000
"""The longest text of a message that is kept."""


class Said(NamedTuple):
    """A message, and when it was shown last."""

    when: datetime
    text: str
    is_error: bool
    times: int = 1
    """How often it was shown in a row."""


class MessageLog:
    """Keeps the last messages."""

    def __init__(self) -> None:
        self._said: deque[Said] = deque(maxlen=MAX_MESSAGES)

    @property
    def said(self) -> Sequence[Said]:
        """The messages, the newest first."""
        return [*reversed(self._said)]

    def add(self, text: str, now: datetime, *, is_error: bool) -> None:
        """Keep a message; one that repeats the last is counted."""
        text = text[:MAX_CHARACTERS]
        times = 1
        if self._said and self._said[-1].text == text:
            times += self._said.pop().times
        self._said.append(Said(now, text, is_error, times))

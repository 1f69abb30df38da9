"""Question: a prompt at the bottom, and its callbacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

PAUSE_SECONDS: Final = 0.15
"""The pause in typing after which `typed` is called, instead of at each letter."""


class Objection(NamedTuple):
    """Why an answer is invalid, and the position of the mistake."""

    text: str
    position: int = 0


class Hint(NamedTuple):
    """One line of the hints on what to type."""

    name: str
    text: str


def _accept(_: str) -> Objection | None:
    return None


class Question(NamedTuple):
    """A question. Its functions run on the event loop."""

    label: str
    checked: Callable[[str], Objection | None] = _accept
    """Validates an answer; after an objection, the person edits it."""
    typed: Callable[[str], str] | None = None
    """Called with the text so far; returns a note for the right edge."""
    stepped: Callable[[int], str] | None = None
    """Called for an arrow, 1 down and -1 up; returns a note for the right edge."""
    recalled: Callable[[int], str | None] | None = None
    """Called for an arrow; returns an earlier or later answer to put into the line."""
    completed: Callable[[str], str] | None = None
    """Returns the text completed by tab."""
    hints: Callable[[str], Sequence[Hint]] | None = None
    """Returns the hints for the box above the line."""
    text: str = ""
    """The initial text."""
    placeholder: str = ""
    """Shown in the empty line: what may be typed."""
    note: str = ""
    """A note on the initial text, at the right edge."""
    pause_seconds: float = PAUSE_SECONDS

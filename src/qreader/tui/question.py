"""Question: what the line at the bottom asks, and who hears the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

PAUSE_SECONDS: Final = 0.15
"""What is typed is looked for once the typing pauses so long: a search for each letter is waste."""


class Objection(NamedTuple):
    """Why an answer cannot stand, and where in it that is."""

    text: str
    position: int = 0


class Hint(NamedTuple):
    """One line of what may be typed."""

    name: str
    text: str


def _nothing() -> None:
    return None


class Question(NamedTuple):
    """Functions of whoever asks; all run on the event loop."""

    label: str
    settled: Callable[[str], Objection | None]
    """Takes the answer; what it objects to is put right where it was typed."""
    typed: Callable[[str], str] | None = None
    """Hears what is typed so far, and returns what to say of it at the right edge."""
    given_up: Callable[[], object] = _nothing
    stepped: Callable[[int], str] | None = None
    """Hears an arrow, 1 down and -1 up, and returns what to say then."""
    recalled: Callable[[int], str | None] | None = None
    """Hears an arrow, and returns what was answered before or after that, to stand there."""
    completed: Callable[[str], str] | None = None
    """Returns what tab makes of what is typed."""
    hints: Callable[[str], Sequence[Hint]] | None = None
    """Returns what may be typed, for the box above the line."""
    text: str = ""
    """Stands there to be changed."""
    pause_seconds: float = PAUSE_SECONDS

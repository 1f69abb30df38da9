"""Question: what the line at the bottom asks, and who hears what is typed into it."""

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


def _accept(_: str) -> Objection | None:
    return None


class Question(NamedTuple):
    """A question. Its functions run on the event loop."""

    label: str
    checked: Callable[[str], Objection | None] = _accept
    """Objects to an answer, which is then put right where it was typed."""
    typed: Callable[[str], str] | None = None
    """Hears what is typed so far, and returns what to say of it at the right edge."""
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

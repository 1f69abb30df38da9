"""LetterBox: a small box of few choices, each with a letter that takes it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from qreader.tui.widgets.lookup import Choice, Chosen, Lookup

MOVING = frozenset({"j", "k", "q", "question_mark"})
"""The keys with a character that every box reads."""


class LetterBox(Lookup):
    """The name of each choice is its letter."""

    def __init__(
        self, title: str, choices: Sequence[Choice], *, at: int = 0, kind: str = ""
    ) -> None:
        """at: the choice under the cursor at first; kind: a class for the look of the box."""
        super().__init__(title, choices, at=at, kind=kind)
        self._words.display = False
        self.list.styles.height = len(choices)
        self._detail.update("esc closes")

    def on_key(self, event: events.Key) -> None:
        """Take the choice of a letter; other letters mean nothing, and do not search."""
        letters = [choice.name for choice in self.list.choices]
        if event.character in letters:
            self._end(Chosen(self.list.choices[letters.index(event.character)].value, event.key))
        elif not event.is_printable or event.key in MOVING:
            return
        event.stop()
        event.prevent_default()

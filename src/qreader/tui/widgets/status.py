"""StatusBar: the bottom row: key hints, a message, the progress of work, and the position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qreader.render.cells import cut_place
from qreader.text.safe import safe_line
from qreader.tui.widgets.looks import Looks

GAP: Final = "   "
"""Between two hints, and between the parts at the right."""


class Part(NamedTuple):
    """A text at the right side, in a look."""

    text: str
    look: str = "status--text"


class StatusBar(Widget):
    """Hints from the left edge, as many as fit; all else from the right one, in fixed places.

    The key of the help is always there. A message takes no place of a hint that both have room for,
    and moves none.
    """

    LOOKS: Final = {
        "status--text": "$bar-style $foreground",
        "status--error": "$bar-style $text-error",
        "status--key": "$bar-key",
        "status--hint": "$bar-style $note",
    }

    class HintClicked(Message):
        """A key hint was clicked."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._looks = Looks(self, self.LOOKS)
        self.message = ""
        self.is_error = False
        self.progress = ""
        self.pending = ""
        self.position = ""
        self.hints: Sequence[tuple[str, str]] = ()
        self.help: tuple[str, str] | None = None

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a message, cleaned; "" removes it."""
        message = safe_line(message)
        if (message, is_error) != (self.message, self.is_error):
            self.message, self.is_error = message, is_error
            self.refresh()

    def show_progress(self, progress: str) -> None:
        """Show the progress of work; "": it is done."""
        if progress != self.progress:
            self.progress = safe_line(progress)
            self.refresh()

    def show_pending(self, keys: str) -> None:
        """Show the count or the keys that wait for another key."""
        if keys != self.pending:
            self.pending = keys
            self.refresh()

    def show_position(self, position: str) -> None:
        """Show where the pane's cursor or its text is."""
        if position != self.position:
            self.position = position
            self.refresh()

    def show_hints(
        self, hints: Sequence[tuple[str, str]], help: tuple[str, str] | None = None
    ) -> None:
        """Show key hints as (key, word), and that of the help, which always stays."""
        if (list(hints), help) != (list(self.hints), self.help):
            self.hints, self.help = hints, help
            self.refresh()

    def notify_style_update(self) -> None:
        """Forget the styles: the theme changed."""
        super().notify_style_update()
        self._looks.forget()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        text = self._looks("status--text")
        right = list(self._draw_right(width))
        room = width - sum(cell_len(segment.text) for segment in right)
        hints = self._draw_hints(room)
        gap = room - sum(cell_len(segment.text) for segment in hints)
        strip = Strip([*hints, Segment(" " * max(0, gap), text), *right])
        return strip.adjust_cell_length(width, text)

    def _draw_hints(self, room: int) -> list[Segment]:
        segments: list[Segment] = []
        gap = " "
        for hint in self.hints:
            needed = len(gap) + _width(hint)
            if needed > room:
                break
            segments += self._hint(gap, hint)
            room -= needed
            gap = GAP
        return segments

    def _hint(self, gap: str, hint: tuple[str, str]) -> list[Segment]:
        key, word = hint
        key_style = self._looks("status--key")
        word_style = self._looks("status--hint")
        named = Style.from_meta({"hint": word})
        return [
            Segment(gap, key_style),
            Segment(key, key_style + named),
            Segment(" " + word, word_style + named),
        ]

    def _draw_right(self, width: int) -> Iterator[Segment]:
        """Yield the right side, as much of it as there is room for."""
        room = max(0, width - 1)
        shows_help = self.help is not None and _width(self.help) <= room
        helped = len(GAP) + _width(self.help) if self.help and shows_help else 0
        parts = self._fitting(room - helped)
        for part in parts:
            rest = room - helped - _total(parts) + cell_len(part.text)
            said = cut_place(part.text, rest) if part.text == self.message else part.text
            if 0 < cell_len(said) <= rest:
                yield Segment(GAP + said, self._looks(part.look))
        if self.help and shows_help:
            yield from self._hint(GAP if helped <= room else "", self.help)
        yield Segment(" ", self._looks("status--text"))

    def _fitting(self, room: int) -> list[Part]:
        """Return the parts before the help; without room, the position goes first."""
        message = Part(self.message, "status--error" if self.is_error else "status--text")
        pending, position = Part(self.pending, "status--key"), Part(self.position, "status--hint")
        parts = [message, Part(self.progress), pending, position]
        parts = [part for part in parts if part.text]
        hinted = 1 + _width(self.hints[0]) if self.hints and not self.message else 0
        if position in parts and _total(parts) + hinted > room:
            parts.remove(position)
        while len(parts) > 1 and _total(parts) > room:
            del parts[1]
        return parts

    def on_click(self, event: events.Click) -> None:
        """Post which hint was clicked."""
        word = event.style.meta.get("hint")
        if word:
            self.post_message(self.HintClicked(word))


def _width(hint: tuple[str, str]) -> int:
    key, word = hint
    return cell_len(key) + 1 + cell_len(word)


def _total(parts: Sequence[Part]) -> int:
    return sum(len(GAP) + cell_len(part.text) for part in parts)

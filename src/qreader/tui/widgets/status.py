"""StatusBar: the line at the bottom: a message, key hints, and the progress of work."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qreader.render.cells import cut_place
from qreader.text.safe import safe_line

MIN_ROOM_FOR_HINTS = 12


class StatusBar(Widget):
    """A message, then key hints as far as they fit, then progress at the right edge."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual declares it so
        "status--text",
        "status--error",
        "status--key",
        "status--hint",
    }

    class HintClicked(Message):
        """A key hint was clicked."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.message = ""
        self.is_error = False
        self.progress = ""
        self.hints: Sequence[tuple[str, str]] = ()

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a message, cleaned; "" removes it."""
        message = safe_line(message)
        if (message, is_error) != (self.message, self.is_error):
            self.message, self.is_error = message, is_error
            self.refresh()

    def show_progress(self, progress: str) -> None:
        """Show the progress of work at the right edge; "": it is done."""
        if progress != self.progress:
            self.progress = safe_line(progress)
            self.refresh()

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show key hints as (key, word)."""
        if list(hints) != list(self.hints):
            self.hints = hints
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        text = self.get_component_rich_style("status--text")
        right = f" {self.progress} " if self.progress else ""
        room = max(0, width - cell_len(right))
        segments = []
        used = 0
        if self.message:
            name = "status--error" if self.is_error else "status--text"
            said = cut_place(f" {self.message}", room)
            segments.append(Segment(said, self.get_component_rich_style(name)))
            used = cell_len(said)
        if room - used >= MIN_ROOM_FOR_HINTS:
            hints = self._draw_hints(room - used - 1)
            segments += hints
            used += sum(cell_len(segment.text) for segment in hints)
        segments.append(Segment(" " * max(0, room - used), text))
        segments.append(Segment(right, text))
        return Strip(segments).adjust_cell_length(width, text)

    def _draw_hints(self, room: int) -> list[Segment]:
        key_style = self.get_component_rich_style("status--key")
        word_style = self.get_component_rich_style("status--hint")
        segments: list[Segment] = []
        gap = "   " if self.message else " "
        for key, word in self.hints:
            needed = len(gap) + cell_len(key) + 1 + cell_len(word)
            if needed > room:
                break
            named = Style.from_meta({"hint": word})
            segments += [
                Segment(gap, key_style),
                Segment(key, key_style + named),
                Segment(" " + word, word_style + named),
            ]
            room -= needed
            gap = "   "
        return segments

    def on_click(self, event: events.Click) -> None:
        """Post which hint was clicked."""
        word = event.style.meta.get("hint")
        if word:
            self.post_message(self.HintClicked(word))

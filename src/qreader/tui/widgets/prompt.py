"""Prompt: one line at the bottom to type in, in place of the status bar."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

PAUSE_SECONDS = 0.15
"""What is typed is looked for once the typing pauses so long: a search for each letter is waste."""


class Prompt(Horizontal):
    """Asks for one line. Says what is typed, what was settled on, and that it was given up."""

    class Typed(Message):
        """The typing paused."""

        def __init__(self, prompt: Prompt, text: str) -> None:
            super().__init__()
            self.prompt = prompt
            self.text = text

    class Settled(Typed):
        """Enter was pressed."""

    class GivenUp(Message):
        """Esc was pressed."""

        def __init__(self, prompt: Prompt) -> None:
            super().__init__()
            self.prompt = prompt

    class Stepped(Message):
        """An arrow was pressed: the list moves while the search goes on."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, purpose: str, label: str, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        super().__init__(id="prompt")
        self.purpose = purpose
        """`find`, `find-here` or `add`."""
        self.label = label
        self.pause_seconds = pause_seconds
        self._timer_number = 0
        self._early: list[events.Key] | None = []
        """Typed before the input was there; None: it is."""
        self._last: events.Key | None = None
        """The last key that the input had no use for."""

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield Static(self.label, id="prompt-label", markup=False)
        # a blinking cursor would write to the terminal for ever
        prompt_input = Input(id="prompt-input", compact=True, select_on_focus=False)
        prompt_input.cursor_blink = False
        yield prompt_input
        yield Static("", id="prompt-note", markup=False)

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(Input).focus()
        early, self._early = self._early, None
        for key in early or ():
            self.type_ahead(key)

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that was on its way to the screen before the input had the focus.

        A slow line brings the key that asks and what is typed then at once.
        """
        if event is self._last:
            return
        if self._early is not None:
            self._early.append(event)
            return
        prompt_input = self.query_one(Input)
        if event.is_printable and event.character is not None:
            prompt_input.insert_text_at_cursor(event.character)
        elif event.key == "backspace":
            prompt_input.action_delete_left()
        elif event.key == "enter":
            self.on_input_submitted(Input.Submitted(prompt_input, prompt_input.value))
        else:
            self.on_key(event)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a pause in the typing."""
        event.stop()
        self._timer_number += 1
        number = self._timer_number

        def paused() -> None:
            if number == self._timer_number:
                self.post_message(self.Typed(self, event.value))

        if self.pause_seconds:
            self.set_timer(self.pause_seconds, paused)
        else:
            paused()

    def point_at(self, position: int) -> None:
        """Put the cursor where something is wrong."""
        self.query_one(Input).cursor_position = position

    def show_note(self, note: str) -> None:
        """Say at the right edge what came of the text so far."""
        self.query_one("#prompt-note", Static).update(note)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the text stands."""
        event.stop()
        self._timer_number += 1
        self.post_message(self.Settled(self, event.value))

    def on_key(self, event: events.Key) -> None:
        """Leave by esc; let the arrows move the list."""
        self._last = event
        if event.key == "escape":
            self._timer_number += 1
            self.post_message(self.GivenUp(self))
        elif event.key in {"up", "down"}:
            self.post_message(self.Stepped(1 if event.key == "down" else -1))
        else:
            return  # to the input's own bindings
        event.stop()

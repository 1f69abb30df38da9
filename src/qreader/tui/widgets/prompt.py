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

    def __init__(self, purpose: str, label: str) -> None:
        super().__init__(id="prompt")
        self.purpose = purpose
        """`find` or `add`."""
        self.label = label
        self._timer_number = 0

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield Static(self.label, id="prompt-label", markup=False)
        # a blinking cursor would write to the terminal for ever
        prompt_input = Input(id="prompt-input", compact=True, select_on_focus=False)
        prompt_input.cursor_blink = False
        yield prompt_input

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a pause in the typing."""
        event.stop()
        self._timer_number += 1
        number = self._timer_number

        def paused() -> None:
            if number == self._timer_number:
                self.post_message(self.Typed(self, event.value))

        self.set_timer(PAUSE_SECONDS, paused)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the text stands."""
        event.stop()
        self._timer_number += 1
        self.post_message(self.Settled(self, event.value))

    def on_key(self, event: events.Key) -> None:
        """Leave by esc; let the arrows move the list."""
        if event.key == "escape":
            self._timer_number += 1
            self.post_message(self.GivenUp(self))
        elif event.key in {"up", "down"}:
            self.post_message(self.Stepped(1 if event.key == "down" else -1))
        else:
            return  # to the input's own bindings
        event.stop()

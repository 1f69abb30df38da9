"""Prompt: an input line at the bottom, in place of the status bar."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from qreader.errors import QReaderError
from qreader.tui.question import Objection, Question
from qreader.tui.widgets.which_key import WhichKey

MIN_HINTS = 5
"""The hints that a low screen has room for."""


class Prompt(Horizontal):
    """An input line with a label, which asks a question."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        """The answer; None: the question was cancelled."""
        self._timer_number = 0
        self._note = Static("", id="prompt-note", markup=False)
        self._box: WhichKey | None = None

    @property
    def takes_keys(self) -> bool:
        """Whether keys go to it: it is mounted, and has no answer yet."""
        return self.is_mounted and not self.answer.done()

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield Static(self.question.label, id="prompt-label", markup=False)
        line = Input(
            self.question.text,
            placeholder=self.question.placeholder,
            id="prompt-input",
            compact=True,
            select_on_focus=False,
        )
        line.cursor_blink = False  # blinking would write to the terminal for ever
        self._input = line
        yield line
        yield self._note

    def on_mount(self) -> None:
        """Take the focus."""
        self.take_keys()
        self._show_hints(self.question.text)
        self.show_note(self.question.note)

    def take_keys(self) -> None:
        """Direct keys to the input."""
        if not self.answer.done():
            self.screen.set_focus(self._input)

    def on_unmount(self) -> None:
        """Remove the box, too, and end the wait for an answer."""
        if not self.answer.done():
            self.answer.set_result(None)
        if self._box is not None:
            self._box.remove()
        # Textual unsubscribes it only at a selection: until then, each old prompt stays in memory
        self.screen.text_selection_started_signal.unsubscribe(self._input)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Handle the text after a pause in the typing."""
        event.stop()
        if self.answer.done():  # an event from before the answer
            return
        self._timer_number += 1
        number, text = self._timer_number, event.value
        self._show_hints(text)
        if self.question.typed is None or (text == self.question.text and number == 1):
            return
        if self.question.pause_seconds:
            self.set_timer(
                self.question.pause_seconds,
                lambda: self._heard(text) if number == self._timer_number else None,
            )
        else:
            self._heard(text)

    def _heard(self, text: str) -> None:
        if self.question.typed is not None:
            self.show_note(self.question.typed(text))

    def show_note(self, note: str) -> None:
        """Show a note on the present text at the right edge."""
        self._note.update(note)

    def _show_hints(self, text: str) -> None:
        if self.question.hints is None:
            return
        if self._box is None:
            self._box = WhichKey()
            self.screen.mount(self._box)
        self._box.show(self.question.hints(text)[: max(MIN_HINTS, self.app.size.height // 2)])

    def _settle(self, text: str) -> None:
        self._timer_number += 1
        try:
            objection = self.question.checked(text)
        except QReaderError as error:
            objection = Objection(str(error), len(text))
        if objection is None:
            self._end(text)
        else:
            self.show_note(objection.text)
            self._input.cursor_position = objection.position

    def _step(self, step: int) -> None:
        if self.question.stepped is not None:
            self.show_note(self.question.stepped(step))
        elif self.question.recalled is not None:
            self._put(self.question.recalled(step))

    def _put(self, text: str | None) -> None:
        """Set the text of the input."""
        if text is not None:
            self._input.value = text
            self._input.cursor_position = len(text)

    def give_up(self) -> None:
        """End without an answer."""
        self._timer_number += 1
        self._end(None)

    def _end(self, answer: str | None) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)
            self.screen.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """Enter answers, esc cancels, tab completes, arrows move in what the text found."""
        if event.key == "enter":
            self._settle(self._input.value)
        elif event.key in {"escape", "ctrl+c"}:
            self.give_up()
        elif event.key in {"up", "down"}:
            self._step(1 if event.key == "down" else -1)
        elif event.key == "tab":
            if self.question.completed is not None:
                self._put(self.question.completed(self._input.value))
        else:
            return  # the input's own bindings handle it
        event.stop()
        event.prevent_default()

"""WakingDriver: Textual's Unix driver with a shutdown that does not wait."""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from typing import Any, Final

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from qreader.tui.terminal.background import ASK, Background
from qreader.tui.terminal.inside import asks_background, key_parser, prefer_terminal
from qreader.tui.terminal.window_title import POP, PUSH, sequence

LOOK_SECONDS: Final = 0.1
"""How often it checks whether an ESC was a key or began a sequence, as in Textual's driver."""
MAX_BYTES: Final = 4096
"""The most bytes of one read; a paste comes in pieces."""
MAX_SIDE: Final = 2_000
"""The largest width or height of a screen in cells; a larger one is ignored."""


class WakingDriver(LinuxDriver):
    """Reads keys in a thread that can be woken up to end.

    Textual's driver waits twice for 0.1 s before it ends: most of the time of a quit, and of the
    time before a browser or an editor gets the terminal.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        terminal = sys.__stdout__
        if terminal is not None and terminal.isatty():
            prefer_terminal(self, terminal)  # standard error may be redirected
        self._wake_read, self._wake_write = os.pipe()
        self._has_terminal = False
        self._title = ""
        """The window's title; "": it has the one from before."""
        self._background: Background | None = None
        """What takes the answer out of what is read, once the terminal was asked."""

    def start_application_mode(self) -> None:
        """Take over the terminal; first give it back where it was never given back.

        SIGSTOP stops the program without a call of `stop_application_mode`. Without the latter,
        SIGCONT would start a second thread that reads keys, which no quit ends, and the terminal's
        original settings would be lost. In the background, Textual only stops again.
        """
        if self._has_terminal and self._is_in_front():
            self.suspend_application_mode()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._has_terminal = True
        if self._title:
            self.write(PUSH + sequence(self._title))
        if self._background is None and asks_background(self):
            self._background = Background()
            self.write(ASK)

    def _is_in_front(self) -> bool:
        return os.isatty(self.fileno) and os.tcgetpgrp(self.fileno) == os.getpgrp()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        if self._title and self._has_terminal:
            self.write(POP)
        super().stop_application_mode()
        self._has_terminal = False

    def show_title(self, title: str) -> None:
        """Give the window a title; "": the one from before."""
        before, self._title = self._title, title
        if self._has_terminal:
            self.write((PUSH if not before else "") + sequence(title) if title else POP)

    def disable_input(self) -> None:
        """Stop reading keys: wake the thread up, and wait for its end."""
        # the byte stays in the pipe until the thread has ended, so that it cannot miss it
        os.write(self._wake_write, b"\0")
        super().disable_input()
        os.read(self._wake_read, 1)

    def process_message(self, message: Message) -> None:
        """Pass on events, except for impossible sizes."""
        if isinstance(message, events.Resize) and max(message.size) > MAX_SIDE:
            return
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys, and pass them to the app."""
        parser = key_parser(self)
        # invalid UTF-8 must not end the thread
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(LOOK_SECONDS)
                text = ""
                if any(key.fd == self.fileno for key, _ in ready):
                    text = self._without_answer(decode(os.read(self.fileno, MAX_BYTES)))
                elif self._background is not None:
                    text = self._background.let_go()
                try:
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                except (ValueError, ArithmeticError):
                    # a sequence that Textual cannot parse must not end the thread
                    parser = key_parser(self)
                for event in parser.tick():
                    self.process_message(event)

    def _without_answer(self, text: str) -> str:
        """Return what was read without the terminal's answer on its background."""
        if self._background is None:
            return text
        text, told = self._background.taken_from(text)
        if told is not None:
            self.process_message(told)
        return text

"""WakingDriver: Textual's driver on Unix, which is left without a wait."""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from typing import Any, Final

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from qreader.tui.terminal.inside import key_parser, prefer_terminal

LOOK_SECONDS: Final = 0.1
"""Between two looks whether an escape was a key or the start of a sequence, as in Textual's own."""
MAX_BYTES: Final = 4096
"""Read at once: a paste comes in pieces."""
MAX_SIDE: Final = 2_000
"""Cells that no screen has in a line or a column: what says so is not believed, nor drawn."""


class WakingDriver(LinuxDriver):
    """Reads keys on a thread that can be woken up to end.

    Textual's own waits twice for 0.1 s before it sees that it is to end: most of what a quit took,
    and of what went by before a browser or an editor had the terminal.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        terminal = sys.__stdout__
        if terminal is not None and terminal.isatty():
            prefer_terminal(self, terminal)  # standard error may go into a file
        self._wake_read, self._wake_write = os.pipe()
        self._has_terminal = False

    def start_application_mode(self) -> None:
        """Take the terminal; where it was never given back, give it back before.

        SIGSTOP ends nothing. Begun once more by SIGCONT, two threads would read keys, one of which
        no quit ends, and what the terminal was before would be forgotten. In the background Textual
        only goes back to sleep.
        """
        if self._has_terminal and self._is_in_front():
            self.suspend_application_mode()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._has_terminal = True

    def _is_in_front(self) -> bool:
        return os.isatty(self.fileno) and os.tcgetpgrp(self.fileno) == os.getpgrp()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        super().stop_application_mode()
        self._has_terminal = False

    def disable_input(self) -> None:
        """Read no more keys; wait for the thread, which is woken up."""
        # the byte stays in the pipe until the thread has ended: however late it looks, it sees it
        os.write(self._wake_write, b"\0")
        super().disable_input()
        os.read(self._wake_read, 1)

    def process_message(self, message: Message) -> None:
        """Hand on what was read, but for a size that no screen has."""
        if isinstance(message, events.Resize) and max(message.size) > MAX_SIDE:
            return
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys, and hand them to the app."""
        parser = key_parser(self)
        # what is no UTF-8 is no key, and no reason to end
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(LOOK_SECONDS)
                if any(key.fd == self.fileno for key, _ in ready):
                    text = decode(os.read(self.fileno, MAX_BYTES))
                    try:
                        for event in parser.feed(text) if text else ():
                            self.process_message(event)
                    except (ValueError, ArithmeticError):
                        # a sequence that Textual cannot read is no key, and no reason to end
                        parser = key_parser(self)
                for event in parser.tick():
                    self.process_message(event)

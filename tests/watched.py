"""Watched: a real reader in a pseudo-terminal, and what a person sees of it, at rest."""

from __future__ import annotations

import codecs
import fcntl
import re
import select
import struct
import sys
import termios
import time
from pathlib import Path

from emulated import Emulated
from pseudo_terminal import Terminal
from reader_that_tells import ANEW_BYTES, DONE, REST_BYTES, SPOIL_BYTES

PROGRAM = Path(__file__).with_name("reader_that_tells.py")
PATIENCE_SECONDS = 30
_TITLE = re.compile(r"(?:^|│)[ ▌](?P<mark>[ ●±■][ ★◷]|›) (?P<title>[A-Z]\d\d)\b")
"""What stands before a title of the list, or of the sidebar."""


class Watched:
    """Keys go in; what is asked of it is answered once the reader rests."""

    def __init__(
        self, cache: Path, width: int, height: int, *, term: str = "xterm-256color"
    ) -> None:
        command = [sys.executable, str(PROGRAM), "--data-dir", str(cache)]
        self.terminal = Terminal(
            command, size=(width, height),
            TERM=term, TMUX="", STY="", KITTY_WINDOW_ID="",
        )  # fmt: skip
        self.screen = Emulated(width, height)
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self.terminal.read_until(b"Unread")
        self._fed = 0
        self.rest()

    def press(self, keys: str) -> None:
        """Press keys, and wait for nothing."""
        self.terminal.write(keys.encode())

    def written_for(self, keys: str) -> bytes:
        """Press keys, and return what is written for them until the reader rests."""
        self.rest()
        start = len(self.terminal.output)
        self.press(keys)
        self.rest()
        return self.terminal.output[start:].replace(DONE, b"")

    def rest_with(self, text: str) -> None:
        """Wait until the reader rests and shows a text, which may come by itself."""
        until = time.monotonic() + PATIENCE_SECONDS
        while text not in "\n".join(self.rest().display):
            assert time.monotonic() < until, f"{text!r} never came:\n{self.text}"
        self.rest()  # half a frame may have come behind the last answer

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size, once the reader rests."""
        self.rest()
        self.screen = Emulated(width, height)
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self.terminal.fd, termios.TIOCSWINSZ, size)

    def rest(self) -> Emulated:
        """Return the screen once nothing more is to come."""
        return self._asked(REST_BYTES)

    def difference_drawn_anew(self) -> str:
        """Say where the screen, at rest, is not what it is when all is drawn anew; "": nowhere."""
        before = self.rest()
        self.screen = Emulated(before.columns, before.lines)
        return before.difference(self._asked(ANEW_BYTES))

    def forget(self) -> None:
        """Let pass what was written, and know nothing of the screen from here on."""
        self.terminal.read_while_written(0)
        self._fed = len(self.terminal.output)
        self.screen = Emulated(self.screen.columns, self.screen.lines)

    def spoil(self) -> None:
        """Let the reader believe in lines that were never there, and show them."""
        self._asked(SPOIL_BYTES)

    def _asked(self, key: bytes) -> Emulated:
        start = len(self.terminal.output)
        self.terminal.write(key)
        until = time.monotonic() + PATIENCE_SECONDS
        while DONE not in self.terminal.output[start:]:
            assert time.monotonic() < until, f"no rest is in sight:\n{self.text}"
            if select.select([self.terminal.fd], [], [], 1)[0]:
                assert self.terminal._take(), (
                    f"the reader has ended:\n{self.terminal.output[-900:]!r}"
                )
        self.screen.feed(self._decode(self.terminal.output[self._fed :]))
        self._fed = len(self.terminal.output)
        return self.screen

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def rows(self) -> list[tuple[str, str, bool]]:
        """The mark, the title's first word, and whether it is bold, of each row on the screen."""
        return [
            (found["mark"], found["title"], self.screen.buffer[y][found.start("title")].bold)
            for y, line in enumerate(self.screen.display)
            if y  # there stand the list's title, and the article's
            for found in _TITLE.finditer(line)
        ]

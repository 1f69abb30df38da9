"""A real pseudo-terminal with a program in it, for tests of what reaches a person's screen."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from contextlib import closing
from pathlib import Path

import pytest

from emulated import Emulated
from qreader.config.settings import Config, find_paths
from qreader.library import Library


class Terminal:
    """A child process with a pseudo-terminal; answers nothing but what a dumb one would."""

    def __init__(
        self, argv: list[str], size: tuple[int, int] = (120, 40), **environment: str
    ) -> None:
        self.output = b""
        self._found = self._shown = 0
        self._screen = Emulated(*size)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *reversed(size), 0, 0))
            for name in ("COLUMNS", "LINES"):
                os.unsetenv(name)  # pytest's readline may have set them behind os.environ's back
            os.environ.update(environment)
            os.execv(argv[0], argv)

    def read_until(self, wanted: bytes | None, seconds: float = 60) -> bytes:
        """Read until something is written, or changes what is on the screen so that it is there.

        It is looked for behind what was found last. With None, read until the end.
        """
        until = time.monotonic() + seconds
        before, start = len(self.output), self._found
        while time.monotonic() < until:
            at = self.output.find(wanted, start) if wanted is not None else -1
            if wanted is not None and at >= 0:
                self._found = at + len(wanted)
                return self.output[start:]
            if wanted is not None and len(self.output) > before and wanted in self.screen_text:
                self._found = len(self.output)
                return self.output[start:]
            if select.select([self.fd], [], [], 0.1)[0] and not self._take():
                break
        assert wanted is None, f"{wanted!r} never came: {self.output[start:][-300:]!r}"
        self._found = len(self.output)
        return self.output[start:]

    def read_while_written(self, quiet_seconds: float) -> None:
        """Read until nothing has come for so long."""
        while select.select([self.fd], [], [], quiet_seconds)[0] and self._take():
            pass
        self._found = len(self.output)

    def _take(self) -> bool:
        """Take in what was written; say whether it goes on."""
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        self.output += data
        return data != b""

    @property
    def screen_text(self) -> bytes:
        """What stands on the screen by now."""
        self._screen.feed(self._decode(self.output[self._shown :]))
        self._shown = len(self.output)
        return "\n".join(self._screen.display).encode()

    def write(self, keys: bytes) -> None:
        os.write(self.fd, keys)

    def wait(self, seconds: float = 30) -> int:
        """Return the exit code as a shell gives it."""
        self.read_until(None, 0.2)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read_until(None, 0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
        pytest.fail("still running")

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def filled(cache: Path, feed: Path) -> Path:
    """Put a feed into a cache, and compare it; return the cache, in which then nothing moves.

    In this process: a program of its own would cost more than many a test.
    """
    with closing(Library(find_paths(cache), Config())) as library:
        library.add(str(feed))
        list(library.group_new_articles())
    return cache


def assert_restored(output: bytes) -> None:
    """Every mode that was switched on is off again, and the cursor is back."""
    for mode in (b"1049", b"1000", b"1003", b"1004", b"2004"):
        on, off = output.rfind(b"\x1b[?%sh" % mode), output.rfind(b"\x1b[?%sl" % mode)
        assert off > on, mode
    assert output.rfind(b"\x1b[?25h") > output.rfind(b"\x1b[?25l")
    assert output.rfind(b"\x1b[<u") > output.rfind(b"\x1b[>25u")

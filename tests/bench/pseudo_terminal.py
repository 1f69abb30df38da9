"""Running: a program in a pseudo-terminal, its output timed as it comes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

QUIET_SECONDS = 0.03
"""Without output for so long, a key has been answered."""
NOTHING_SECONDS = 0.5
"""A key that has written nothing by then writes nothing."""
AT_ONCE_SECONDS = 0.02
"""A key that is one of many is not waited for any longer."""
SETTLE_SECONDS = 0.4
"""Without output for so long, what a start does after its first screen is done."""
COMPLETE_SECONDS = 4.0
"""Without output for so long, the answer to a key is complete."""
PATIENCE_SECONDS = 120.0
_CODES = re.compile(rb"\x1b\[[0-9;?<>$]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]")


class Running:
    """A program that runs; times in milliseconds."""

    def __init__(self, command: Sequence[str]) -> None:
        self.output = bytearray()
        self._began = perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            kept = ("HOME", "PATH", "PYTHONPATH", "LANG")
            environment = {name: os.environ[name] for name in kept if name in os.environ}
            environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
            os.execvpe(command[0], command, environment)

    def until(self, pattern: str) -> float:
        """Wait until a text has been written; return how long after the start that was."""
        wanted = re.compile(pattern.encode())
        while not wanted.search(_CODES.sub(b"", self.output)):
            if not self._read(PATIENCE_SECONDS):
                raise TimeoutError(f"{pattern!r} never came: {self.output[-300:]!r}")
        return (perf_counter() - self._began) * 1000

    def settle(self, seconds: float = SETTLE_SECONDS) -> int:
        """Wait until nothing more is written; return the bytes since the start."""
        while self._read(seconds):
            pass
        return len(self.output)

    def press(self, key: bytes) -> tuple[float, int]:
        """Press a key; return how long the first answer took, and all bytes of it."""
        before, pressed = len(self.output), perf_counter()
        os.write(self._fd, key)
        self._read(NOTHING_SECONDS)
        took = (perf_counter() - pressed) * 1000
        self.settle(QUIET_SECONDS)
        return took, len(self.output) - before

    def complete(self, keys: bytes) -> float:
        """Press keys; return when the last byte of the answer came, be there pauses in it."""
        pressed = last = perf_counter()
        os.write(self._fd, keys)
        while self._read(COMPLETE_SECONDS):
            last = perf_counter()
        return (last - pressed) * 1000

    def type(self, keys: bytes) -> None:
        """Press keys one after the other, each once something of the one before is answered."""
        for key in keys:
            os.write(self._fd, bytes([key]))
            self._read(AT_ONCE_SECONDS)

    def end(self, keys: bytes) -> float:
        """Press what ends it; return how long the program takes to be gone."""
        pressed = perf_counter()
        for key in keys:
            os.write(self._fd, bytes([key]))
        while self._read(PATIENCE_SECONDS):
            pass
        os.waitpid(self.pid, 0)
        self.pid = 0
        return (perf_counter() - pressed) * 1000

    def proportional_mib(self) -> float:
        """Return its memory, where what it shares with other programs counts in part (Linux)."""
        return _proportional_mib(self.pid)

    def helpers_mib(self) -> float:
        """Return the same of the processes that it has started (Linux)."""
        stats = [path.read_text() for path in Path("/proc").glob("[0-9]*/stat")]
        own = [one.split() for one in stats if one.rpartition(")")[2].split()[1] == str(self.pid)]
        return sum(_proportional_mib(int(words[0])) for words in own)

    def kill(self) -> None:
        """End it whatever it does."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # the program has closed its terminal
            return False
        self.output += data
        return bool(data)


def _proportional_mib(pid: int) -> float:
    path = Path(f"/proc/{pid}/smaps_rollup")
    found = re.search(r"^Pss: +(\d+)", path.read_text(), re.M) if path.exists() else None
    return int(found[1]) / 1024 if found else float("nan")

"""Sending: commands of the configuration, with what is sent in their arguments, within bounds.

No shell reads a command. What comes from outside is a part of one argument, and never an option.
A command gets files, not pipes: it may read all, nothing or half of its input, and it lives on
where qreader ends before it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import IO, Final, NamedTuple

from qreader.config.commands import PLACE
from qreader.errors import UsageError
from qreader.process.bugs import note
from qreader.text.safe import safe_line

MAX_ERROR_BYTES: Final = 1_000_000
"""Of standard error. More is a flood: it fills the disk, and nobody reads it."""
KEPT_ERROR_BYTES: Final = 50_000
"""Of standard error, the end that is kept for the log."""
MAX_COMPLAINT_CHARACTERS: Final = 200
"""The part of a command's last line of standard error that a message repeats."""
_LEAST_WAIT_SECONDS: Final = 0.005
_MOST_WAIT_SECONDS: Final = 0.1
_PATIENT_WAIT_SECONDS: Final = 1.0
"""Between two looks at a command without a time limit: a player may run for hours."""
_GUARDED: Final = ("-", "+", "@")
"""What begins an option of many programs, or the name of a file that they read."""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    """Its exit code; the negative number of the signal that killed it."""
    output: bytes = b""
    """Its standard output, where it was wanted."""
    errors: str = ""
    """The end of its standard error, for the log."""
    stopped: str = ""
    """Why it was killed: `took longer than 60 seconds`; empty: it ended by itself."""

    @property
    def failure(self) -> str:
        """What went wrong in a few words, with the last line that it said; empty: nothing did."""
        if not self.stopped and not self.code:
            return ""
        lines = [line for line in map(safe_line, self.errors.splitlines()) if line]
        said = f": {safe_line(lines[-1], MAX_COMPLAINT_CHARACTERS)}" if lines else ""
        return f"{self.stopped or _ending(self.code)}{said}"


def arguments(command: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """Return the arguments of a command, its places filled: `{url}` is the value `url`.

    Each stays one argument. A value at the start of one gets a blank before it where it could be
    taken for an option or a file. `{{url}}` is `{url}` itself. A NUL, which no argument can hold,
    goes. Raises KeyError where a value is missing.
    """
    return [PLACE.sub(lambda found: _filled(found, values), one) for one in command]


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    if found["kept"]:
        return f"{{{found['kept']}}}"
    value = values[found["name"]].replace("\0", "")
    return f" {value}" if found.start() == 0 and value.startswith(_GUARDED) else value


def opened(command: Sequence[str], target: str) -> list[str]:
    """Return the command that opens an address or a file: at its place `{url}`, else behind it."""
    has_place = any(found["name"] for one in command for found in PLACE.finditer(one))
    return arguments(command if has_place else [*command, "{url}"], {"url": target})


def failure_of(command: Sequence[str], given: bytes, log_file: Path) -> str:
    """Run a command, however long it takes; return what went wrong, or an empty text.

    That is a sentence on its program, with the last line that it said; the log gets all of that,
    but not the arguments: they may hold a secret.
    Raises UsageError where it cannot be run.
    """
    ended = run(command, given)
    if not ended.failure:
        return ""
    failure = f"{program(command)} {ended.failure}"
    note(failure, ended.errors, log_file)
    return failure


def run(
    command: Sequence[str],
    given: bytes = b"",
    *,
    seconds: float | None = None,
    output_bytes: int = 0,
    stop: threading.Event | None = None,
) -> Ended:
    """Run a command with `given` on its standard input, and wait for its end: not on a terminal.

    seconds: the time limit; None: none. output_bytes: how much of its standard output is wanted
    and the most that it may write; 0: nothing is kept. stop: ends it once it is set. At a limit it
    is killed, with all that it started. Raises UsageError where it cannot be run.
    """
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as said:
        asked.write(given)
        asked.seek(0)
        if not output_bytes:
            process = start(command, asked, subprocess.DEVNULL, said)
            stopped = _wait(process, seconds, stop, lambda: _over(said, MAX_ERROR_BYTES))
            return _ended(process, stopped, None, said)
        with tempfile.TemporaryFile() as answered:
            process = start(command, asked, answered, said)
            stopped = _wait(
                process,
                seconds,
                stop,
                lambda: _over(answered, output_bytes) or _over(said, MAX_ERROR_BYTES),
            )
            return _ended(process, stopped or _over(answered, output_bytes), answered, said)


def failure_on_terminal(command: Sequence[str], given: bytes = b"") -> str:
    """Run a command that has the terminal; return what went wrong, or an empty text.

    Its standard input is what it is given; where that is nothing, the terminal. Raises UsageError
    where it cannot be run.
    """
    with tempfile.TemporaryFile() as asked:
        asked.write(given)
        asked.seek(0)
        try:
            done = subprocess.run(command, stdin=asked if given else None, check=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"{program(command)} {why_not_run(error)}") from error
    return f"{program(command)} {_ending(done.returncode)}" if done.returncode else ""


def start(
    command: Sequence[str], given: IO[bytes] | int, answered: IO[bytes] | int, said: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own. Raises UsageError where it cannot be run."""
    try:
        return subprocess.Popen(
            command,
            stdin=given,
            stdout=answered,
            stderr=said,
            start_new_session=True,  # ctrl+c in the terminal must not reach it
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"{program(command)} {why_not_run(error)}") from error


def why_not_run(error: OSError | ValueError) -> str:
    """Return why a command cannot be run, as the end of a sentence."""
    if isinstance(error, FileNotFoundError):
        return "is not there"
    if isinstance(error, PermissionError):
        return "may not be run: its file is not executable"
    return f"cannot be run: {getattr(error, 'strerror', None) or error}"


def program(command: Sequence[str]) -> str:
    """Return the name of a command's program, for messages."""
    return safe_line(Path(command[0]).name or command[0], 60)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a command and all that it started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _wait(
    process: subprocess.Popen[bytes],
    seconds: float | None,
    stop: threading.Event | None,
    over: Callable[[], str],
) -> str:
    """Wait for the end of a command; return why it was killed, or an empty text."""
    begun, wait = monotonic(), _LEAST_WAIT_SECONDS
    longest = _PATIENT_WAIT_SECONDS if seconds is None else _MOST_WAIT_SECONDS
    stop = stop or threading.Event()
    try:
        while process.poll() is None:
            if stop.wait(wait):
                why = "was stopped"
            elif seconds is not None and monotonic() - begun > seconds:
                why = f"took longer than {seconds:g} seconds"
            else:
                why = over()
            if why and process.poll() is None:
                kill(process)
                return why
            wait = min(wait * 1.3, longest)
    except BaseException:  # ctrl+c
        kill(process)
        raise
    return ""


def _over(file: IO[bytes], most: int) -> str:
    if os.fstat(file.fileno()).st_size <= most:
        return ""
    shown = f"{most / 1e6:g} MB" if most >= 100_000 else f"{most} bytes"
    return f"wrote more than {shown}"


def _ended(
    process: subprocess.Popen[bytes], stopped: str, answered: IO[bytes] | None, said: IO[bytes]
) -> Ended:
    output = b""
    if answered is not None and not stopped:
        answered.seek(0)
        output = answered.read()
    said.seek(max(0, os.fstat(said.fileno()).st_size - KEPT_ERROR_BYTES))
    errors = said.read(KEPT_ERROR_BYTES).decode("utf-8", "replace")
    return Ended(process.returncode, output, errors, stopped)


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"

"""Pipes to a child process of qreader: messages travel as frames, their length first.

The child has neither the terminal nor the signals that come from it.
"""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
from typing import IO

_HEADER = struct.Struct(">Q")


def start(program: str) -> subprocess.Popen[bytes]:
    """Start Python code in a child process that has the same import path as this one.

    The child must end when its input ends: this process has closed the pipe, or has ended.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the terminal belongs to the reader
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # Ctrl+C and a hang-up are for the parent to handle
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process, and close its pipes. May be called twice."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what it has not read
                pipe.close()
    process.wait()


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the input and the output of this process; called in the child."""
    heard, answered = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # a stray print breaks no frame
    return heard, answered


def write(pipe: IO[bytes] | None, frame: bytes) -> None:
    """Send a frame. Raises OSError where the other end is gone."""
    if pipe is not None:
        pipe.write(_HEADER.pack(len(frame)))
        pipe.write(frame)
        pipe.flush()


def read(pipe: IO[bytes] | None) -> bytes:
    """Return the next frame. Raises EOFError where the other end is gone."""
    header = pipe.read(_HEADER.size) if pipe is not None else b""
    if pipe is None or len(header) < _HEADER.size:
        raise EOFError
    (size,) = _HEADER.unpack(header)
    frame = pipe.read(size)
    if len(frame) < size:
        raise EOFError
    return frame

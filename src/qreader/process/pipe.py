"""Pipes to a child process of qreader: messages are frames, which begin with their length.

The child gets neither the terminal nor its signals.
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
    """Run Python code in a child process with the import path of this one.

    The child must end when its input ends: then this process has closed the pipe, or has ended.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the child must not write to the terminal
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # the parent handles Ctrl+C and a hang-up
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process, and close its pipes. May be called twice."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # the child has not read all
                pipe.close()
    process.wait()


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the input and the output of this process; called in the child."""
    heard, answered = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # a print must not break frames
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

"""Child: a process of ours beside this one; what the two say to each other travels in frames.

The terminal stays this one's: the child has no part in it, nor in the signals that come from it.
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
    """Start a program of Python that imports what this process can; speak with it by its pipes.

    The child is to end when what it reads has ended: this process closed it, or is no more.
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
    """End it at once, whatever it does. May be called twice."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what it did not read any more
                pipe.close()
    process.wait()


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return what a child hears and what it answers by: the process's side."""
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

"""The entry point of `qreader` and `python -m qreader`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from qreader.cli import main


def run() -> NoReturn:
    """Run the program and exit with its code, also while a thread still waits."""
    # the garbage collector would scan all imported objects repeatedly: 25 ms of a start; it is
    # enabled again after the imports
    gc.disable()
    signal.signal(signal.SIGTERM, _end)
    # not on Windows; and a program under nohup must outlive its terminal
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _end)
    code = main()
    _flush()
    # Everything is stored and printed, and the terminal is restored. Python would now join the
    # executors' threads, one of which may hang in a name look-up, and free all objects one by one.
    os._exit(code)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Exit by an exception, so that the cache is closed and the terminal restored."""
    raise SystemExit(128 + number)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except OSError:  # the other end is closed
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    run()

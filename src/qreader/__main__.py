"""The program's door: what `qreader` and `python -m qreader` run."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from qreader.cli import main


def run() -> NoReturn:
    """Run the program and leave with its exit code, at once even while a thread still waits."""
    # the collector would walk through all that is imported, again and again: 25 ms of a start;
    # whatever runs after the imports switches it on again
    gc.disable()
    signal.signal(signal.SIGTERM, _end)
    # not on Windows; and what nohup started is to outlive its terminal
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _end)
    code = main()
    _flush()
    # All is stored, restored and said. Python would now join the threads of executors, one of which
    # may hang in a name lookup that nothing can interrupt, and free its objects one by one.
    os._exit(code)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave in order, so that the cache is closed and the cursor is given back."""
    raise SystemExit(128 + number)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except OSError:  # nobody reads it any more
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    run()

"""Signals: restores the terminal when a signal ends the reader."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TERMINATED = 128 + signal.SIGTERM
INTERRUPTED = 128 + signal.SIGINT
"""Exit codes after SIGTERM and SIGINT, by the shell's convention."""

KEEPING_SECONDS = 2.0
"""The time after SIGHUP for storing what is not yet stored."""


def handle_signals(end: Callable[[int], None], on_hangup: Callable[[], None]) -> None:
    """End with the signal's exit code: by `end` after SIGTERM and SIGINT, at once after SIGHUP.

    The event loop calls `end`, so that the terminal is restored. Call this in the main thread's
    event loop. After SIGHUP there is no terminal to restore: only `on_hangup` is awaited, since
    anything more could spin on a dead descriptor.
    """
    import asyncio

    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, end, TERMINATED)

    def interrupt(*_: object) -> None:
        if not loop.is_running():
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(end, INTERRUPTED)

    def hang_up(*_: object) -> None:
        # in a thread: the interrupted code may hold a lock that `on_hangup` needs
        keeper = threading.Thread(target=on_hangup, daemon=True)
        keeper.start()
        keeper.join(KEEPING_SECONDS)
        os._exit(128 + signal.SIGHUP)

    # not in the loop, which would later get the signals that came while another program ran
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGHUP, hang_up)


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Ignore ctrl+c while another program has the terminal: it reaches the whole process group.

    SIGQUIT is ignored likewise. This uses a handler, since the program would inherit SIG_IGN.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGINT, signal.SIGQUIT]
    before = [signal.signal(number, lambda *_: None) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

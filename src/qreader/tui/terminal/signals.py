"""Signals: how the terminal is left behind when one ends the reader."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TERMINATED = 128 + signal.SIGTERM
INTERRUPTED = 128 + signal.SIGINT
"""Exit codes after SIGTERM and SIGINT, as shells write them."""

KEEPING_SECONDS = 2.0
"""After SIGHUP, for what is not yet kept."""


def handle_signals(end: Callable[[int], None], on_hangup: Callable[[], None]) -> None:
    """End well, and with the code of the signal: SIGTERM and SIGINT by `end`, SIGHUP at once.

    `end` is called by the event loop, so that the terminal is restored. Call this in the event loop
    of the main thread. After SIGHUP there is no terminal to restore: waiting for more than
    `on_hangup` could only spin on a dead descriptor.
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
        # in a thread: what was interrupted here may hold a lock that keeping something needs
        keeper = threading.Thread(target=on_hangup, daemon=True)
        keeper.start()
        keeper.join(KEEPING_SECONDS)
        os._exit(128 + signal.SIGHUP)

    # not by the loop: it would hear afterwards of what came while interrupts were left alone
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGHUP, hang_up)


@contextmanager
def interrupts_left_alone() -> Iterator[None]:
    """Leave ctrl+c, which reaches all of its group, to the program that has the terminal.

    So with SIGQUIT. A handler of ours, not SIG_IGN, which that program would inherit.
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

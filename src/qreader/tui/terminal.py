"""The terminal: whether there is one, what may reach it, and how it is left behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from qreader.text.safe import FORBIDDEN

TERMINATED = 128 + signal.SIGTERM
"""Exit code after SIGTERM, as shells write it."""


def why_not() -> str | None:
    """Return a sentence that says why no interface can be shown here, or None where one can."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        return (
            "no terminal here to read in; "
            "`qreader list` and `qreader show ID` print what the cache holds"
        )
    if os.environ.get("TERM", "") in {"dumb", "unknown", ""}:
        return (
            "this terminal cannot show a full screen (TERM is "
            f"{os.environ.get('TERM') or 'not set'!s}); "
            "`qreader list` and `qreader show ID` print what the cache holds"
        )
    return None


def install_backstop() -> None:
    """Make Textual and Rich drop every forbidden character, whatever the widget.

    They drop five of them by themselves. Everything is cleaned before it meets a widget; this is
    for the place that forgot. Both tables are private names, so a test watches over them.
    """
    import rich.control
    import textual.content

    forbidden = dict.fromkeys(FORBIDDEN)
    textual.content._CONTROL_STRIP_TRANSLATE.update(forbidden)
    rich.control._CONTROL_STRIP_TRANSLATE.update(forbidden)


KEEPING_SECONDS = 2.0
"""After SIGHUP, for what is not yet kept."""


def handle_signals(on_terminate: Callable[[], None], on_hangup: Callable[[], None]) -> None:
    """End well: SIGTERM through the event loop, so that the terminal is restored; SIGHUP at once.

    Call it in the event loop of the main thread. After SIGHUP there is no terminal to restore:
    waiting for more than on_hangup could only spin on a dead descriptor.
    """
    import asyncio

    if threading.current_thread() is not threading.main_thread():
        return
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, on_terminate)

    def hang_up(*_: object) -> None:
        # in a thread: what was interrupted here may hold a lock that keeping something needs
        keeper = threading.Thread(target=on_hangup, daemon=True)
        keeper.start()
        keeper.join(KEEPING_SECONDS)
        os._exit(128 + signal.SIGHUP)

    signal.signal(signal.SIGHUP, hang_up)

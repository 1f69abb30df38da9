"""The terminal: whether there is one, what may reach it, and how it is left behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from qreader.text.safe import FORBIDDEN

if TYPE_CHECKING:
    from rich.console import Console

TERMINATED = 128 + signal.SIGTERM
INTERRUPTED = 128 + signal.SIGINT
"""Exit codes after SIGTERM and SIGINT, as shells write them."""

BARE_TERMS = frozenset({"dumb", "unknown", ""})
"""What TERM says where no full screen can be drawn."""


def why_not() -> str | None:
    """Return a sentence that says why no interface can be shown here, or None where one can."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return None  # `qreader serve`: a browser shows it
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        return (
            "no terminal here to read in; "
            "`qreader list` and `qreader show ID` print what the cache holds"
        )
    if os.environ.get("TERM", "") in BARE_TERMS:
        return (
            "this terminal cannot show a full screen (TERM is "
            f"{os.environ.get('TERM') or 'not set'!s}); "
            "`qreader list` and `qreader show ID` print what the cache holds"
        )
    return None


class Output(NamedTuple):
    """How frames are written to a terminal."""

    differences: bool
    """Only the cells that differ from what it shows; else all that was drawn again."""
    erases: bool
    """Runs of blanks are erased rather than written."""
    synchronized: bool
    """It is told where a frame begins and ends, if it says that it can be told."""


def choose_output(
    environment: Mapping[str, str], *, synchronized: str = "auto", whole_frames: bool = False
) -> Output:
    """Return how frames are written, by the terminal's name and by two settings."""
    in_tmux = multiplexer(environment).name == "tmux"
    return Output(
        # Textual writes to a Windows console in pieces, for reasons of that console
        differences=not whole_frames and os.name == "posix",
        erases=_erases_in_colour(environment),
        synchronized=synchronized == "always" or (synchronized == "auto" and not in_tmux),
    )


def _erases_in_colour(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal fills what it erases with the background set (terminfo's `bce`).

    By name, for `curses` would cost a start 3 ms. GNU screen, tmux and kitty do not say so, and are
    often given another's name.
    """
    name = environment.get("TERM", "")
    is_kitty = name == "xterm-kitty" or bool(environment.get("KITTY_WINDOW_ID"))
    return (
        name.startswith(("xterm", "rxvt", "linux", "alacritty", "foot", "konsole", "putty", "st-"))
        and not is_kitty
        and multiplexer(environment).name == "none"
    )


class Choice(NamedTuple):
    """What was found or chosen, and why: a clause for `qreader doctor`."""

    name: str
    reason: str


def multiplexer(environ: Mapping[str, str]) -> Choice:
    """Return what stands between the program and the terminal: `tmux`, `screen` or `none`."""
    term = environ.get("TERM", "")
    if environ.get("TMUX"):
        return Choice("tmux", "TMUX is set")
    if environ.get("STY"):
        return Choice("screen", "STY is set")
    if term.startswith("tmux"):  # of another machine: SSH brings TERM along, not TMUX
        return Choice("tmux", f"TERM is {term}")
    if term.startswith("screen"):
        # tmux says so, too, where nobody told it better; what screen wants, it leaves alone
        return Choice("screen", f"TERM is {term}")
    return Choice("none", "neither TMUX nor STY is set")


def remote(environ: Mapping[str, str]) -> Choice:
    """Return whether the terminal is on another machine: `yes` or `no`."""
    from qreader.desktop import ssh_variable  # no start needs it

    name = ssh_variable(environ)
    if name is not None:
        return Choice("yes", f"{name} is set")
    return Choice("no", "SSH_CONNECTION is not set")


def hyperlinks(environ: Mapping[str, str]) -> Choice:
    """Return whether links are sent as such (OSC 8): `on` or `off`.

    Nearly all terminals open them or ignore them; some write them on the screen.
    """
    term = environ.get("TERM", "")
    if term.startswith(("linux", "vt", "eterm", "screen")):
        return Choice("off", f"TERM is {term}, which may show them as characters")
    if environ.get("STY"):
        return Choice("off", "screen does not pass them on")
    return Choice("on", "terminals that do not know them ignore them")


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


def draw_in_colours(console: Console, count: int) -> None:
    """Have Textual use as many colours as the terminal has, where Rich does not know its name.

    Rich takes `xterm-ghostty` and `foot` for terminals of 16 colours, and SSH loses COLORTERM.
    """
    from rich.color import ColorSystem

    if count >= 256 and console._color_system is ColorSystem.STANDARD:
        console._color_system = ColorSystem.EIGHT_BIT


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

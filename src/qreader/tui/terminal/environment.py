"""What the environment says of the terminal: whether there is one, and what it can do."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

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

"""Detects the terminal and its abilities from the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

BARE_TERMS = frozenset({"dumb", "unknown", ""})
"""Values of TERM for terminals without a full screen."""


def why_not() -> str | None:
    """Return a sentence on why the interface cannot be shown here; None: it can."""
    if in_browser(os.environ):
        return None
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


def in_browser(environ: Mapping[str, str]) -> bool:
    """Return whether a browser shows the interface, by `qreader serve`."""
    return bool(environ.get("TEXTUAL_DRIVER"))


class Output(NamedTuple):
    """How frames are written to the terminal."""

    differences: bool
    """Write only the cells that differ from those shown; else all that was drawn again."""
    erases: bool
    """Erase runs of blanks instead of writing them."""
    synchronized: bool
    """Send the beginning and the end of each frame, if the terminal supports it."""


def choose_output(
    environment: Mapping[str, str], *, synchronized: str = "auto", whole_frames: bool = False
) -> Output:
    """Return how frames are written, by the terminal's name and two settings."""
    in_tmux = multiplexer(environment).name == "tmux"
    return Output(
        # Textual has to write to a Windows console in pieces
        differences=not whole_frames and os.name == "posix",
        erases=_erases_in_colour(environment),
        synchronized=synchronized == "always" or (synchronized == "auto" and not in_tmux),
    )


def _erases_in_colour(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal erases with the current background (terminfo's `bce`).

    The terminal's name decides, since `curses` would cost a start 3 ms. GNU screen, tmux and kitty
    do not have it, but often use the name of another terminal.
    """
    name = environment.get("TERM", "")
    is_kitty = name == "xterm-kitty" or bool(environment.get("KITTY_WINDOW_ID"))
    return (
        name.startswith(("xterm", "rxvt", "linux", "alacritty", "foot", "konsole", "putty", "st-"))
        and not is_kitty
        and multiplexer(environment).name == "none"
    )


class Detected(NamedTuple):
    """What was detected or chosen, and why: a clause for `qreader doctor`."""

    name: str
    reason: str


def multiplexer(environ: Mapping[str, str]) -> Detected:
    """Return the multiplexer between the program and the terminal: `tmux`, `screen` or `none`."""
    term = environ.get("TERM", "")
    if environ.get("TMUX"):
        return Detected("tmux", "TMUX is set")
    if environ.get("STY"):
        return Detected("screen", "STY is set")
    if term.startswith("tmux"):  # tmux on another machine: SSH forwards TERM, but not TMUX
        return Detected("tmux", f"TERM is {term}")
    if term.startswith("screen"):
        # tmux has this TERM by default, too; it ignores screen's sequences
        return Detected("screen", f"TERM is {term}")
    return Detected("none", "neither TMUX nor STY is set")


def remote(environ: Mapping[str, str]) -> Detected:
    """Return whether the terminal is on another machine: `yes` or `no`."""
    from qreader.desktop import ssh_variable  # no start needs it

    name = ssh_variable(environ)
    if name is not None:
        return Detected("yes", f"{name} is set")
    return Detected("no", "SSH_CONNECTION is not set")


def hyperlinks(environ: Mapping[str, str]) -> Detected:
    """Return whether links are sent as hyperlinks (OSC 8): `on` or `off`.

    Nearly all terminals support or ignore them; some print them.
    """
    term = environ.get("TERM", "")
    if term.startswith(("linux", "vt", "eterm", "screen")):
        return Detected("off", f"TERM is {term}, which may show them as characters")
    if environ.get("STY"):
        return Detected("off", "screen does not pass them on")
    return Detected("on", "terminals that do not know them ignore them")

"""WindowTitle: what a list of windows shows of the reader; written on change, and seldom. OSC 2.

The title before is put on the terminal's own stack (XTWINOPS 22 and 23), and back at the end. What
knows no such stack ignores it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from qreader.text.safe import safe_line

PUSH: Final = "\x1b[22;2t"
POP: Final = "\x1b[23;2t"
MAX_CHARACTERS: Final = 80
REST_SECONDS: Final = 10.0
"""The time after a title in which no other one is written: reading changes it all the time."""


def sequence(title: str) -> str:
    """Return the codes that give the window a title."""
    return f"\x1b]2;{safe_line(title, MAX_CHARACTERS)}\x07"


def has_titles(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal takes a title, and prints none of it."""
    if environ.get("STY"):  # screen keeps no title to go back to
        return False
    return not environ.get("TERM", "").startswith(("linux", "vt", "eterm", "dumb", "cons"))


class WindowTitle:
    """The only writer of the title."""

    def __init__(
        self,
        write: Callable[[str], object],
        later: Callable[[float, Callable[[], None]], object],
        *,
        is_wanted: bool,
    ) -> None:
        """write: gives the window a title; "": the one from before. later: calls after seconds."""
        self._write = write
        self._later = later
        self._is_wanted = is_wanted
        self._title = self._written = ""
        self._is_resting = False

    def show_unread(self, number: int) -> None:
        """Say how much is unread, at once or after a rest."""
        self._title = f"qreader · {number} unread" if number else "qreader"
        self._show()

    def configure(self, is_wanted: bool) -> None:
        """Give the window a title from now on, or the one from before."""
        self._is_wanted = is_wanted
        self._show()

    def _show(self) -> None:
        title = self._title if self._is_wanted else ""
        if not self._is_resting and title != self._written:
            self._written = title
            self._write(title)
            self._is_resting = True
            self._later(REST_SECONDS, self._rested)

    def _rested(self) -> None:
        self._is_resting = False
        self._show()

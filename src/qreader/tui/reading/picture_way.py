"""How pictures are drawn in this terminal, and how large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qreader.tui import themes
from qreader.tui.reading.picture_size import BLOCKS, KITTY, Cell
from qreader.tui.terminal import glyphs
from qreader.tui.terminal.environment import Detected, multiplexer, remote

OFF: Final = "off"
INSTALL: Final = "Pictures are drawn with: pip install 'qreader[images]'"
KITTY_TERMS: Final = frozenset({"xterm-kitty", "xterm-ghostty"})
"""Terminals that draw over placeholders of kitty's protocol. Others that know the protocol do not,
and say that they know it: so their names decide, and no question is sent."""
TMUX_SECONDS: Final = 1.0


def choose(
    configured: str,
    environ: Mapping[str, str],
    *,
    can_draw: bool,
    glyph_setting: str = glyphs.AUTO,
    outer: str = "",
    asked: bool = False,
) -> Detected:
    """Return how pictures are drawn: `kitty`, `half-blocks` or `off`.

    outer: as from `terminal_around_tmux`. asked: the person asks for this picture, so that it is
    drawn over SSH, too.

    Sixel and the protocol of iTerm2 are not used: their pixels are not text, so that a box over
    them would leave holes, and lines that the terminal moves would leave them behind.
    """
    if configured == "never":
        return Detected(OFF, "the configuration says so")
    if not can_draw:
        return Detected(OFF, "qreader[images] is not installed")
    count, _ = themes.colours(environ)
    if count < themes.MANY_COLOURS or environ.get("NO_COLOR"):
        return Detected(OFF, "pictures need 256 colours")
    if configured != "always" and not asked and remote(environ).name == "yes":
        return Detected(OFF, 'over SSH a picture takes 20 kB and more: i draws one; or "always"')
    term = environ.get("TERM", "")
    around = multiplexer(environ).name
    if around == "tmux" and outer in KITTY_TERMS:
        return Detected(KITTY, f"tmux passes them on to {outer}")
    is_kitty = "KITTY_WINDOW_ID" in environ or term in KITTY_TERMS
    in_browser = bool(environ.get("TEXTUAL_DRIVER"))  # `qreader serve`, started in a terminal
    if is_kitty and around == "none" and not in_browser:
        return Detected(KITTY, f"TERM is {term}")
    encoding = glyphs.locale_encoding(environ)
    if glyphs.choose(glyph_setting, environ, encoding).name != glyphs.UNICODE:
        return Detected(OFF, "they are drawn with characters beyond ASCII")
    return Detected(BLOCKS, "the terminal has colours enough")


def can_draw() -> bool:
    """Whether Pillow is installed."""
    from importlib.util import find_spec

    return find_spec("PIL") is not None


def terminal_around_tmux(environ: Mapping[str, str]) -> str:
    """Return the name of the terminal around tmux, where tmux passes sequences on to it; else "".

    tmux is asked, which takes some milliseconds. On another machine it cannot be.
    """
    if not environ.get("TMUX") or environ.get("TEXTUAL_DRIVER"):
        return ""
    import subprocess  # 8 ms, and only in tmux

    question = ["tmux", "display-message", "-p", "#{client_termname} #{allow-passthrough}"]
    try:
        answer = subprocess.run(
            question, capture_output=True, text=True, timeout=TMUX_SECONDS, check=True
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return ""
    is_passed_on = len(answer) == 2 and answer[1] not in {"0", "off"}
    return answer[0] if is_passed_on else ""


def cell_size() -> Cell:
    """Return the size of the terminal's cells in pixels, a usual one where it does not say."""
    try:
        import fcntl
        import struct
        import termios

        answer = fcntl.ioctl(1, termios.TIOCGWINSZ, bytes(8))
        rows, columns, width, height = struct.unpack("HHHH", answer)
    except (ImportError, OSError):
        return Cell()
    if not (rows and columns and width and height):
        return Cell()
    cell = Cell(width // columns, height // rows)
    is_plausible = 3 <= cell.width <= 100 and cell.width < cell.height * 2 <= cell.width * 8
    return cell if is_plausible else Cell()

"""The clipboard of the person's terminal, also over SSH: OSC 52, through tmux and screen."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from qreader.tui.terminal.environment import Detected, multiplexer

MAX_TEXT_BYTES = 50_000
"""The most bytes that are copied; terminals take at least as many (xterm 75,000)."""
SCREEN_BYTES = 500
"""The bytes of a piece for GNU screen, which drops strings of 768 bytes (old versions 512)."""


def way(environ: Mapping[str, str]) -> Detected:
    """Return the way to the clipboard: `osc52`, through `tmux` or `screen`, or `none`."""
    if environ.get("TERM", "").startswith(("linux", "vt")):
        return Detected("none", f"TERM is {environ['TERM']}, which has no clipboard")
    host = multiplexer(environ)
    if host.name == "tmux":
        return Detected("tmux", "needs `set -g set-clipboard on` or `set -g allow-passthrough on`")
    if host.name == "screen":
        return Detected("screen", "passed through in pieces")
    return Detected("osc52", "asks the terminal itself, which may refuse")


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """Return the escape sequence that copies a text; "" where there is no way."""
    data = text.encode("utf-8", "replace")
    name = way(environ).name
    if name == "none" or len(data) > MAX_TEXT_BYTES:
        return ""
    # it ends in BEL: the other terminator, ESC \, would also end the wrapping sequence
    asked = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\a"
    if name == "tmux":
        # tmux obeys one of the two, depending on its settings
        return asked + "\x1bPtmux;" + asked.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if name == "screen":
        pieces = (asked[at : at + SCREEN_BYTES] for at in range(0, len(asked), SCREEN_BYTES))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return asked

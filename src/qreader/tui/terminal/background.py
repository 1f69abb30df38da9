"""The terminal's background: asked for once (OSC 11), and taken from what is read."""

from __future__ import annotations

import re
import time
from typing import Final

from textual.message import Message

ASK: Final = "\x1b]11;?\a"
"""Asks for the background; terminals that do not know it ignore it."""
IN_TIME_SECONDS: Final = 2.0
"""The time in which an answer counts: nobody wants a screen to change its colours later."""
WAIT_SECONDS: Final = 8.0
"""The time in which a part of an answer is held back until the rest comes over a slow line."""

# the first characters are optional: a part that came alone was passed on as keys
_ANSWER: Final = re.compile(
    r"\x1b?\]?1{0,2};?rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})"
    r"(?:/[0-9a-fA-F]{1,4})?(?:\x07|\x1b\\)"
)
_BEGINNING: Final = re.compile(r"\x1b(?:\](?:1(?:1(?:;[0-9a-zA-Z:/]{0,40}\x1b?)?)?)?)?\Z")
HALF: Final = 0.5
"""The lightness between black and white."""
_SURELY: Final = "\x1b]11;"
"""A beginning that no key has."""


class BackgroundTold(Message):
    """The terminal told its background."""

    def __init__(self, *, is_light: bool) -> None:
        super().__init__()
        self.is_light = is_light


class Background:
    """Takes the answer out of what a terminal sends, whenever it comes: it types nothing."""

    def __init__(self) -> None:
        self._asked = time.monotonic()
        self._held = ""

    def taken_from(self, text: str) -> tuple[str, BackgroundTold | None]:
        """Return what was read without an answer, and the answer where it came in time."""
        text, self._held = self._held + text, ""
        found = _ANSWER.search(text)
        if found is not None:
            rest = text[: found.start()] + text[found.end() :]
            told = BackgroundTold(is_light=_is_light(*found.groups()[:3]))
            return rest, told if self._age <= IN_TIME_SECONDS else None
        begun = _BEGINNING.search(text) if self._age <= WAIT_SECONDS else None
        if begun is not None:
            text, self._held = text[: begun.start()], begun[0]
        return text, None

    def let_go(self) -> str:
        """Return what is held back, after a moment in which nothing was read: that was a key.

        What only an answer begins with is kept for its rest, and dropped after a while.
        """
        if self._held.startswith(_SURELY) and self._age <= WAIT_SECONDS:
            return ""
        held, self._held = self._held, ""
        return "" if held.startswith(_SURELY) else held

    @property
    def _age(self) -> float:
        return time.monotonic() - self._asked


def _is_light(*parts: str) -> bool:
    """Return whether a colour is nearer to white than to black for the eye (ITU-R BT.601)."""
    red, green, blue = (int(part, 16) / int("f" * len(part), 16) for part in parts)
    return 0.299 * red + 0.587 * green + 0.114 * blue > HALF

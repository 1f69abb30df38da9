"""Signs: what a row says by a sign of one cell, and the same in ASCII and in words.

The filter of glyphs (`terminal.glyphs`) cannot choose these: it sees a bullet of an article's text
as it sees the mark of an unread one.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Signs(NamedTuple):
    """The signs of an article's state and of its story."""

    unread: str = "●"
    changed: str = "±"
    """Its text changed since it was read."""
    starred: str = "★"
    later: str = "◷"
    selected: str = "■"
    followed: str = "◆"
    """Before the number of a story's sources."""
    muted: str = "×"
    in_words: bool = False
    """Whether they are words, for screen readers: then they take no columns."""


SIGNS: Final = Signs()
IN_ASCII: Final = Signs("N", "%", "*", "@", "x", "!", "-")
IN_WORDS: Final = Signs(
    "new", "changed", "starred", "later", "selected", "followed", "muted", in_words=True
)


def signs_of(glyphs: str) -> Signs:
    """Return the signs for a choice of glyphs, see `terminal.glyphs`."""
    return {"ascii": IN_ASCII, "console": IN_ASCII, "words": IN_WORDS}.get(glyphs, SIGNS)

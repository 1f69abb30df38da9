"""The size of a story in words, the same in every view: `6 sources · 8 articles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model import StorySize


def size_in_words(size: StorySize, joint: str = " · ") -> str:
    """Return `6 sources · 8 articles`. joint: what stands between the two."""
    return joint.join((counted(size.sources, "source"), counted(size.articles, "article")))


def counted(count: int, noun: str) -> str:
    """Return `1 source` or `6 sources`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

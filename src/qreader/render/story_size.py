"""The size of a story in words, the same in every view: `6 sources · 8 articles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.render.cells import plural

if TYPE_CHECKING:
    from qreader.model import StorySize


def size_in_words(size: StorySize, joint: str = " · ") -> str:
    """Return `6 sources · 8 articles`. joint: what stands between the two."""
    return joint.join((plural(size.sources, "source"), plural(size.articles, "article")))

"""Ids: numbers of things in the cache, so that none is taken for another."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, MutableSequence
from typing import NewType, cast

FeedId = NewType("FeedId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)


def packed(ids: Iterable[ArticleId]) -> MutableSequence[ArticleId]:
    """Return ids in 8 bytes each, not 40: of a million of them a list would take 40 MB."""
    return cast("MutableSequence[ArticleId]", array("q", ids))

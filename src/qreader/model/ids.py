"""Ids: numbers of things in the cache, so that none is taken for another."""

from __future__ import annotations

from typing import NewType

FeedId = NewType("FeedId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)

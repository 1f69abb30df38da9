"""Pruning: how much of the cache is kept, and what letting go of the rest comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the cache is kept; 0 is no limit."""

    days: int = 0
    """An article goes that arrived, and was opened last, longer ago; a feed may have its own."""
    articles: int = 0
    """Of each feed, the newest so many are kept; a feed may have its own number."""
    megabytes: int = 0
    """The size of the cache: the oldest articles go until it is reached."""
    unread: bool = True
    """Whether unread articles stay."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning came to, or would come to."""

    pruned: int = 0
    """Articles whose text goes."""
    kept: int = 0
    """Articles over a limit that stay: they are unread, or the person marked them."""
    bytes: int = 0
    """What the texts took; at the end, by how much the file is smaller."""

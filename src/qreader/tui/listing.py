"""What a list holds while it is read: pure functions on its ids."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, MutableSequence, Sequence, Set
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from qreader.model import ArticleId

FEW = 8
"""To look so many up one by one takes less than to make a set."""


def packed(ids: Iterable[ArticleId]) -> MutableSequence[ArticleId]:
    """Return ids in 8 bytes each, not 40: of a million of them a list would take 40 MB."""
    return cast("MutableSequence[ArticleId]", array("q", ids))


def held(some: Set[ArticleId], ids: Sequence[ArticleId]) -> set[ArticleId]:
    """Return which of some articles a list holds; of a few, without a set of the whole list."""
    return {one for one in some if one in ids} if len(some) < FEW else set(ids).intersection(some)


def holds(ids: Sequence[ArticleId], some: Set[ArticleId]) -> bool:
    """Whether a list holds all of some articles."""
    return len(some) <= len(ids) and len(held(some, ids)) == len(some)


def update_in_place(
    shown: Sequence[ArticleId], fresh: Sequence[ArticleId], *, keep: bool
) -> list[ArticleId]:
    """Return the fresh ids; with `keep`, also those shown that are no longer among them.

    A read article stays in an unread list until the list is left: it keeps its place before the
    same neighbour, so that what is new comes above it.
    """
    if not keep:
        return list(fresh)
    still = set(fresh)
    before: dict[ArticleId, list[ArticleId]] = {}
    waiting: list[ArticleId] = []
    for article_id in shown:
        if article_id not in still:
            waiting.append(article_id)
        elif waiting:
            before[article_id], waiting = waiting, []
    if not before and not waiting:
        return list(fresh)
    merged: list[ArticleId] = []
    for article_id in fresh:
        merged += before.get(article_id, ())
        merged.append(article_id)
    return merged + waiting


def window(ids: Sequence[ArticleId], first: int, last: int, margin: int) -> Sequence[ArticleId]:
    """Return the ids from `first` to `last` and `margin` more on both sides."""
    return ids[max(0, first - margin) : last + 1 + margin]


def neighbours(
    ids: Sequence[ArticleId], position: int, step: int
) -> Iterable[tuple[int, ArticleId]]:
    """Yield (index, id) from `position` on, without it, downwards (1) or upwards (-1)."""
    end = len(ids) if step > 0 else -1
    for index in range(position + step, end, step):
        yield index, ids[index]

"""Listing: pure functions on the ids of a list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from itertools import chain, takewhile
from operator import eq
from typing import TYPE_CHECKING

from qreader.model import packed

if TYPE_CHECKING:
    from qreader.model import ArticleId

FEW = 8
"""Up to this many ids are searched one by one, which is faster than a set of a long list."""


def held(some: Set[ArticleId], ids: Sequence[ArticleId]) -> set[ArticleId]:
    """Return the articles of `some` that a list holds, without a set of the whole list."""
    return {one for one in some if one in ids} if len(some) < FEW else set(some).intersection(ids)


def holds(ids: Sequence[ArticleId], some: Set[ArticleId]) -> bool:
    """Whether a list holds all of some articles."""
    return len(some) <= len(ids) and len(held(some, ids)) == len(some)


def _none(_: Sequence[ArticleId]) -> Collection[ArticleId]:
    return ()


def update_in_place(
    shown: Sequence[ArticleId],
    fresh: Sequence[ArticleId],
    *,
    keep: bool,
    lost: Callable[[Sequence[ArticleId]], Collection[ArticleId]] = _none,
) -> Sequence[ArticleId]:
    """Return the fresh ids; keep: with the shown ids that are no longer among them.

    A read article stays in an unread list until the list is left: it keeps its place before the
    same neighbour, so that new articles come above it. lost: returns the ids that do not stay.
    """
    if not keep:
        return fresh
    # a long list mostly changes near its top, and sets of the whole list take ten times its memory
    start = _alike(shown, fresh)
    end = _alike(reversed(shown[start:]), reversed(fresh[start:]))
    before, now = shown[start : len(shown) - end], fresh[start : len(fresh) - end]
    fresh_there = set(now)
    gone = lost([one for one in before if one not in fresh_there])
    changed = _merged([one for one in before if one not in gone] if gone else before, now)
    return packed(chain(fresh[:start], changed, fresh[len(fresh) - end :]))


def without_news(
    shown: Sequence[ArticleId], fresh: Sequence[ArticleId], newest: int
) -> tuple[Sequence[ArticleId], int]:
    """Return the fresh ids without the news, and how many these are.

    News are not shown, and have a higher number than `newest`. Those behind all that is shown move
    nothing there: they stay.
    """
    start = _alike(shown, fresh)
    end = _alike(reversed(shown[start:]), reversed(fresh[start:]))
    known = set(shown[start : len(shown) - end])
    stop = len(fresh) - end
    now = fresh[start:stop]
    came = {one for one in now if one > newest and one not in known}
    old = len(fresh) - len(came)
    if not came or (old and fresh[old - 1] == shown[-1] and came.issuperset(fresh[old:])):
        return fresh, 0
    return packed(chain(fresh[:start], (i for i in now if i not in came), fresh[stop:])), len(came)


def _alike(one: Iterable[ArticleId], other: Iterable[ArticleId]) -> int:
    """Return the length of the common beginning."""
    return sum(takewhile(bool, map(eq, one, other)))


def _merged(shown: Sequence[ArticleId], fresh: Sequence[ArticleId]) -> list[ArticleId]:
    still = set(fresh)
    before: dict[ArticleId, list[ArticleId]] = {}
    waiting: list[ArticleId] = []
    for article_id in shown:
        if article_id not in still:
            waiting.append(article_id)
        elif waiting:
            before[article_id], waiting = waiting, []
    merged: list[ArticleId] = []
    for article_id in fresh:
        merged += before.get(article_id, ())
        merged.append(article_id)
    return merged + waiting


def window(ids: Sequence[ArticleId], first: int, last: int, margin: int) -> Sequence[ArticleId]:
    """Return the ids from `first` to `last`, with `margin` more on both sides."""
    return ids[max(0, first - margin) : last + 1 + margin]


def neighbours(
    ids: Sequence[ArticleId], position: int, step: int
) -> Iterable[tuple[int, ArticleId]]:
    """Yield (index, id) after `position`, downwards (1) or upwards (-1)."""
    end = len(ids) if step > 0 else -1
    for index in range(position + step, end, step):
        yield index, ids[index]

"""Listing: the ids of a list, of which there may be a million."""

from __future__ import annotations

import random
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from typing import overload

import pytest

from qreader.model import ArticleId, packed
from qreader.tui.listing import FEW, held, holds, update_in_place, without_news


def ids(*numbers: int) -> list[ArticleId]:
    return [ArticleId(number) for number in numbers]


class Walked(Sequence[ArticleId]):
    """A list that fails when it is walked through."""

    def __len__(self) -> int:
        return 1_000_000

    @overload
    def __getitem__(self, index: int) -> ArticleId: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ArticleId]: ...
    def __getitem__(self, index: int | slice) -> ArticleId | Sequence[ArticleId]:
        raise AssertionError("nobody asked")

    def __iter__(self) -> Iterator[ArticleId]:
        raise AssertionError("nobody asked")


def test_packed_ids_take_eight_bytes_each_and_grow_in_place() -> None:
    long = packed(ids(*range(10_000)))
    assert sys.getsizeof(long) < 90_000
    same = long
    long.extend(ids(2**62))
    assert same[-1] == 2**62


@pytest.mark.parametrize("number", [2, FEW, 3 * FEW])
def test_of_some_articles_those_that_a_list_holds_are_found(number: int) -> None:
    some = set(ids(*range(0, 2 * number, 2)))
    assert held(some, packed(ids(*range(number)))) == {one for one in some if one < number}


def test_where_no_article_is_asked_for_the_list_is_not_walked_through() -> None:
    assert held(set(), Walked()) == set()


def test_a_list_holds_some_articles_or_lacks_one_of_them() -> None:
    shown = packed(ids(*range(2 * FEW)))
    assert holds(shown, set())
    assert holds(shown, set(ids(1, 2)))
    assert holds(shown, set(shown))
    assert not holds(shown, set(ids(1, 2 * FEW)))
    assert not holds(shown, set(ids(*range(1, 2 * FEW + 1))))


def test_a_long_list_that_changes_near_its_top_is_updated_in_little_memory() -> None:
    shown = packed(ids(*range(100_000, 0, -1)))
    fresh = packed(ids(100_001, *range(100_000, 99_990, -1), *range(99_980, 0, -1)))
    tracemalloc.start()
    try:
        merged = update_in_place(shown, fresh, keep=True)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert list(merged) == list(range(100_001, 0, -1))
    assert most < 5 * sys.getsizeof(shown), "eight bytes each, in a few pieces"


# ---- news


@pytest.mark.parametrize(
    ("shown", "fresh", "left", "news"),
    [
        (ids(3, 2, 1), ids(3, 2, 1), ids(3, 2, 1), 0),
        (ids(3, 2, 1), ids(5, 4, 3, 2, 1), ids(3, 2, 1), 2),
        (ids(3, 2, 1), ids(5, 3, 4, 2, 1), ids(3, 2, 1), 2),
        (ids(3, 2, 1), ids(3, 2, 1, 4, 5), ids(3, 2, 1, 4, 5), 0),  # behind all
        (ids(3, 2, 1), ids(4, 3, 2, 1, 5), ids(3, 2, 1), 2),
        (ids(3, 2, 1), ids(4), ids(), 1),  # what was read stays, and is moved by it
        (ids(3, 1), ids(4, 3, 2, 1), ids(3, 2, 1), 1),  # 2 was there before, somewhere else
        (ids(4, 3, 1), ids(5, 4, 3, 2), ids(4, 3, 2), 1),  # 4 came, and was taken in
    ],
)
def test_what_came_is_left_out_where_it_would_move_what_is_shown(
    shown: list[ArticleId], fresh: list[ArticleId], left: list[ArticleId], news: int
) -> None:
    found, count = without_news(packed(shown), packed(fresh), 3)
    assert (list(found), count) == (left, news)


@pytest.mark.parametrize("seed", range(50))
def test_news_are_what_is_higher_and_not_shown_wherever_it_stands(seed: int) -> None:
    chance = random.Random(seed)
    every = [ArticleId(number) for number in range(1, 40)]
    chance.shuffle(every)
    shown = [one for one in every if one <= 25 and chance.random() < 0.8]
    fresh = [one for one in every if chance.random() < 0.8]
    found, count = without_news(packed(shown), packed(fresh), 20)
    came = {one for one in fresh if one > 20 and one not in shown}
    if count:
        assert list(found) == [one for one in fresh if one not in came]
        assert count == len(came)
    else:
        assert list(found) == fresh
        assert not came or came == set(fresh[len(fresh) - len(came) :])

"""Ahead: what a thread makes while somebody takes what it made before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from qreader.collect.prefetch import prefetched


def nothing() -> None:
    pass


def test_what_is_made_comes_in_the_order_of_the_items() -> None:
    assert list(prefetched(range(50), lambda n: n * 2, 3, nothing)) == [n * 2 for n in range(50)]


def test_no_more_is_made_ahead_than_allowed() -> None:
    made: list[int] = []
    enough, asked = threading.Semaphore(0), threading.Semaphore(0)

    def items() -> Iterator[int]:
        for n in range(10):
            asked.release()
            yield n

    def make(n: int) -> int:
        made.append(n)
        enough.release()
        return n

    with closing(prefetched(items(), make, 2, nothing)) as results:
        assert next(results) == 0
        for _ in range(3):  # the one that was taken, and two more
            assert enough.acquire(timeout=20)
        for _ in range(4):  # the thread has the next item, and waits
            assert asked.acquire(timeout=20)
        assert made == [0, 1, 2]


def test_one_is_made_while_another_is_looked_at() -> None:
    both = threading.Barrier(2)

    def make(n: int) -> int:
        if n == 1:
            both.wait(20)
        return n

    with closing(prefetched(range(2), make, 1, nothing)) as results:
        assert next(results) == 0
        both.wait(20)
        assert next(results) == 1


@pytest.mark.parametrize("place", ["items", "make"])
def test_what_goes_wrong_in_the_thread_is_raised_where_it_is_waited_for(place: str) -> None:
    def items() -> Iterator[int]:
        yield 0
        if place == "items":
            raise LookupError
        yield 1

    def make(n: int) -> int:
        if n == 1:
            raise LookupError
        return n

    results = prefetched(items(), make, 2, nothing)
    assert next(results) == 0
    with pytest.raises(LookupError):
        next(results)


def test_closing_gives_up_items_that_are_waited_for_and_waits_for_nothing_itself() -> None:
    gave_up, ended = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield 0
        gave_up.wait(20)
        ended.set()

    results = prefetched(items(), lambda n: n, 2, gave_up.set)
    assert next(results) == 0
    results.close()
    assert gave_up.is_set()
    assert ended.wait(20)


def test_closing_ends_a_thread_that_waits_for_room() -> None:
    threads: list[threading.Thread] = []

    def make(n: int) -> int:
        threads.append(threading.current_thread())
        return n

    results = prefetched(range(100), make, 1, nothing)
    assert next(results) == 0
    thread = threads[0]
    results.close()
    thread.join(20)
    assert not thread.is_alive()

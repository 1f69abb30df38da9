"""Upkeep: begun when anything came, one at a time, quiet where no search index is made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.errors import StoreError
from qreader.tui.messages import StoriesCame
from qreader.tui.upkeep import Upkeep


@pytest.fixture
def upkeep(desk: SmallDesk, library: FakeLibrary) -> Upkeep:
    return Upkeep(desk, library)  # type: ignore[arg-type]


async def test_what_comes_while_it_is_under_way_is_done_behind_it(
    desk: SmallDesk, library: FakeLibrary, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "needs_upkeep", lambda: True)
    under_way: list[str] = []

    def keep_up() -> Iterator[float]:
        under_way.append("begun")
        assert under_way.count("begun") - under_way.count("ended") == 1
        if len(under_way) == 1:
            for _ in range(2):  # two refreshes: once more is enough
                desk.report(lambda _: upkeep.begin(), None)
        yield 1.0
        under_way.append("ended")

    monkeypatch.setattr(library, "keep_up", keep_up)
    upkeep.begin()
    await desk.settle()
    assert under_way == ["begun", "ended"] * 2
    assert desk.under_way == {}


async def test_each_batch_that_was_compared_is_told_and_a_rest_is_not_waited_for(
    desk: SmallDesk, library: FakeLibrary, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.signatures, "count_ungrouped", lambda: 350)
    monkeypatch.setattr(library, "group_new_articles", lambda: iter([0, 200, 150]))
    upkeep.begin()
    await desk.settle()
    assert [type(one) for one in desk.told] == [StoriesCame, StoriesCame]


async def test_a_cache_that_has_nothing_to_compare_starts_no_process(
    desk: SmallDesk, library: FakeLibrary, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start() -> Iterator[int]:
        raise AssertionError

    monkeypatch.setattr(library.signatures, "count_ungrouped", lambda: 0)
    monkeypatch.setattr(library, "group_new_articles", start)
    upkeep.begin()
    await desk.settle()
    assert (desk.told, desk.errors) == ([], [])


async def test_after_a_failure_it_begins_again_when_anything_comes(
    desk: SmallDesk, library: FakeLibrary, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "needs_upkeep", lambda: True)

    def fail() -> Iterator[float]:
        raise StoreError("the disk is full")

    monkeypatch.setattr(library, "keep_up", fail)
    for times in (1, 2):
        upkeep.begin()
        await desk.settle()
        assert desk.errors == ["the disk is full"] * times

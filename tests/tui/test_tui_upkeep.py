from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.tui.reading.beside import WAITING


async def test_the_reader_keeps_the_cache_up_and_says_how_far_it_is(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(library) as driver:
        said: list[str] = []
        driver.reader.status.show_progress = said.append  # type: ignore[method-assign]
        monkeypatch.setattr(library, "needs_upkeep", lambda: True)
        monkeypatch.setattr(library, "keep_up", lambda: iter([0.25, 0.254, 0.5, 1.0]))
        driver.reader.start(driver.reader.upkeep.run, group="upkeep")
        await driver.wait_for(lambda: said[-1:] == [""])

        assert said == ["search index 25%", "search index 50%", ""]


async def test_related_stories_appear_once_the_new_articles_are_compared(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    related = library.related
    waiting = 1
    monkeypatch.setattr(library.signatures, "count_ungrouped", lambda: waiting)
    monkeypatch.setattr(library, "related", lambda _: [])
    monkeypatch.setattr(library, "group_new_articles", lambda: iter([1]))
    async with start(library) as driver:
        await driver.press("enter")
        await driver.settle()
        assert driver.reader.related.note == WAITING
        waiting = 0
        monkeypatch.setattr(library, "related", related)
        waiting = 1
        driver.reader.upkeep.begin()
        await driver.settle()
        assert any(item.article_id for item in driver.reader.related.items)


async def test_what_a_refresh_brought_is_compared_behind_all_else(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_up = asyncio.Event()
    async with start(library) as driver:

        def keep_up() -> Iterator[float]:
            driver.reader.report(lambda _: kept_up.set(), None)
            yield 1.0

        monkeypatch.setattr(library, "needs_upkeep", lambda: True)
        monkeypatch.setattr(library, "keep_up", keep_up)
        await driver.press("R")
        await driver.wait_for(kept_up.is_set)

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Start


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

        assert said == ["search index 25%", "search index 50%", "search index 100%", ""]

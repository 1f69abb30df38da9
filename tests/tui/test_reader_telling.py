"""A refresh in the reader tells of news as the one in the shell does."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.model import Told


async def test_a_hook_that_fails_is_said_and_the_terminal_announces(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr("textual.drivers.headless_driver.HeadlessDriver.write", _into(written))
    told = Told(("hook x: ended with 1",), "\x1b]9;qreader: 1 new article: ice\x1b\\")
    monkeypatch.setattr(library, "tell_news", lambda: told)
    async with start(library) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: driver.status == "hook x: ended with 1")

    assert told.escape in written


def _into(written: list[str]) -> object:
    def write(_driver: object, data: str) -> None:
        written.append(data)

    return write

"""Marking all read: what shows of it before it is written, and where it cannot be."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.errors import StoreError
from qreader.model import ArticleId, Status, Undone


def _unread_rows(driver: Driver) -> list[ArticleId]:
    rows = map(driver.reader.articles.row_of, driver.reader.articles.ids)
    return [row.id for row in rows if row is not None and not row.status.read]


async def test_the_rows_that_are_seen_are_read_before_all_is_written(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, mark = threading.Event(), library.mark

    def slow_mark(ids: Sequence[ArticleId], **change: bool) -> dict[ArticleId, Status]:
        written.wait()
        return mark(ids, **change)

    monkeypatch.setattr(library, "mark", slow_mark)
    async with start(library) as driver:
        assert _unread_rows(driver)
        await driver.pilot.press("A")
        assert _unread_rows(driver) == []
        assert driver.status == ""
        written.set()
        await driver.settle()
        assert driver.status == "8 marked read, u undoes"


async def test_rows_that_could_not_be_marked_are_unread_again(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_mark(_: Sequence[ArticleId], **change: bool) -> dict[ArticleId, Status]:
        raise StoreError("the disk is full")

    monkeypatch.setattr(library, "mark", no_mark)
    async with start(library) as driver:
        before = _unread_rows(driver)
        await driver.press("A")
        assert _unread_rows(driver) == before != []
        assert driver.status == "the disk is full"


async def test_an_undo_that_failed_can_be_tried_again(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo, locked = library.undo, True

    def undo_unless_locked() -> Undone | None:
        if locked:
            raise StoreError("another program holds it locked")
        return undo()

    monkeypatch.setattr(library, "undo", undo_unless_locked)
    async with start(library) as driver:
        first = driver.reader.articles.ids[0]
        await driver.press("m", "u")
        assert driver.status == "another program holds it locked"
        assert library.status(first).read
        locked = False
        await driver.press("u")
        assert driver.status == "Undone: read"
        assert not library.status(first).read
        await driver.press("u")
        assert driver.status == "Nothing to undo"

"""Answering: behind a refresh, programs answer to what came, and what failed is said once."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.config.commands import Sender
from qreader.config.settings import Config
from qreader.config.tables import Hook
from qreader.model import ArticleId
from qreader.tui.answering import Answering


def _sender(code: str) -> Sender:
    return Sender("summary", (sys.executable, "-c", code), "text", show="md", keep=True)


@pytest.fixture
def answering(desk: SmallDesk, library: FakeLibrary) -> Answering:
    return Answering(desk, library)  # type: ignore[arg-type]


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    for number in range(3):
        library.put(feed, f"Story {number}", timedelta(hours=number))
    return library


def _want(library: FakeLibrary, code: str, *numbers: int) -> None:
    library.configure(Config(send=[_sender(code)], hook=[Hook(send="summary")]))
    library.answers.want(map(ArticleId, numbers), "summary")


async def test_what_waits_is_answered_and_how_much_is_left_is_said(
    desk: SmallDesk, library: FakeLibrary, answering: Answering
) -> None:
    _want(library, "print('Said.')", 1, 2)
    shown: list[str | None] = []
    progress = desk.progress
    desk.progress = lambda owner, text: (shown.append(text), progress(owner, text))[1]  # type: ignore[method-assign]
    answering.begin()
    answering.begin()  # once more behind it finds nothing
    await desk.settle()
    assert [len(library.articles.one(ArticleId(n)).answers) for n in (1, 2, 3)] == [1, 1, 0]
    assert (shown[0], desk.under_way, desk.said) == ("summary: 1 left", {}, [])


async def test_failures_are_said_in_one_sentence(
    desk: SmallDesk, library: FakeLibrary, answering: Answering
) -> None:
    _want(library, "raise SystemExit('no model')", 1, 2)
    answering.begin()
    await desk.settle()
    (said,) = desk.errors
    assert said == "hook: summary ended with 1: no model (article 1) (and 1 more)"


async def test_the_end_of_the_reader_stops_it_and_nothing_counts_as_failed(
    desk: SmallDesk, library: FakeLibrary, answering: Answering
) -> None:
    _want(library, "import time; time.sleep(60)", 1, 2)
    answering.begin()
    answering.stop()
    await desk.settle()
    assert len(library.answers.wanted(["summary"])) == 2
    assert library.answers.failures() == []

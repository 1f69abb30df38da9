"""Catching up: how much was picked for some minutes, how far one is, and where it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import ArticleId
from qreader.tui import catching_up

LONG = "<p>" + "word " * 1_000 + "</p>"


@pytest.fixture
def library() -> FakeLibrary:
    """Three articles of a minute, and one of four minutes, the oldest."""
    library = FakeLibrary()
    post = library.put_feed("Post")
    for number in range(3):
        library.put(post, f"Short {number}", timedelta(hours=number + 1))
    library.put(post, "Long", timedelta(hours=9), LONG)
    return library


def title(driver: Driver) -> tuple[str, str]:
    heading = driver.reader.list_title.heading
    return heading.name, f"{heading.number} · {heading.note}"


async def test_the_title_says_how_far_one_is_and_how_long_the_rest_takes(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "c")
        assert title(driver) == (
            "Catch up · 4 stories, 20 minutes",
            "░░░░░░░ 0 of 4 · 7 min left",
        )
        await driver.press("enter", "q", "j", "m")
        assert title(driver)[1] == "▓▓▓░░░░ 2 of 4 · 5 min left"
        await driver.press("u")
        assert title(driver)[1] == "▓░░░░░░ 1 of 4 · 6 min left"


async def test_a_count_is_the_minutes(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("3", "g", "c")
        assert title(driver) == (
            "Catch up · 3 stories, 3 minutes",
            "░░░░░░░ 0 of 3 · 3 min left",
        )


async def test_the_end_says_that_it_is_one_and_what_stays_unread(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("3", "g", "c", *["space"] * 3)
        assert driver.reading == ArticleId(3)
        await driver.press("space")
        assert driver.status == "That's all. 1 other stays unread."
        assert title(driver)[1] == "▓▓▓▓▓▓▓ 3 of 3 · all of it read"


async def test_what_was_left_out_above_is_no_end(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("3", "g", "c", "G", "enter", "n")
        assert driver.status.startswith("Nothing unread below")


async def test_a_story_looked_at_between_leads_back_to_how_far_one_was(
    start: Start, library: FakeLibrary
) -> None:
    library.tell(ArticleId(1), ArticleId(2))
    async with start(library) as driver:
        await driver.press("g", "c", "m", "T", "q")
        assert title(driver) == (
            "Catch up · 3 stories, 20 minutes",
            "▓▓░░░░░ 1 of 3 · 5 min left",
        )


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (0, "That's all, and nothing else is unread."),
        (1, "That's all. 1 other stays unread."),
        (300, "That's all. 300 others stay unread."),
    ],
)
def test_the_end_counts_the_others(others: int, said: str) -> None:
    assert catching_up.ending(others) == said


def test_nothing_picked_has_no_progress() -> None:
    assert catching_up.progress({}, ()) == ("░░░░░░░ 0 of 0", "all of it read")

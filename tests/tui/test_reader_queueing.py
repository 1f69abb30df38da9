"""The queue on the screen: rows that fit, keys that act on them, and the box that stays open."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.config.settings import Config
from qreader.model import ArticleId, Enclosure, QueueKey, QueueNote

ONLINE = Config(queue_megabytes=0)
"""Nothing is downloaded."""


@pytest.fixture
def podcast(library: FakeLibrary) -> FakeLibrary:
    library.configure(ONLINE)
    for number, seconds in ((1, 3720), (3, 187)):
        file = Enclosure(f"https://example.org/{number}.mp3", "audio/mpeg", 9_000_000, seconds)
        library.restate(ArticleId(number), enclosures=(file,))
    return library


def keys(library: FakeLibrary) -> list[int]:
    return [one.key.article_id for one in library.queue.items()]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_a_row_says_what_it_is_and_how_far(
    start: Start, podcast: FakeLibrary, size: tuple[int, int]
) -> None:
    one, three = (QueueKey(ArticleId(number), 1) for number in (1, 3))
    podcast.queue.add([one, three])
    podcast._store.queue.change([one], QueueNote(position=2050))
    async with start(podcast, size, ONLINE) as driver:
        await driver.press("g", "q")
        shown = driver.screen_text
        assert "Queue: 2 to play" in shown
        assert "Ferry line" in shown
        assert ("34:10 of 1:02:00" if size[0] > 40 else "34:10") in shown
        assert "waiting" in shown
        assert ("Alpine Courier" in shown.split("Ferry line", 1)[1].splitlines()[0]) == (
            size[0] == 120
        )


async def test_keys_move_mark_remove_and_undo_while_the_box_stays_open(
    start: Start, podcast: FakeLibrary
) -> None:
    async with start(podcast, (80, 24), ONLINE) as driver:
        await driver.press("P")
        assert "On the queue" in driver.status
        (first,) = keys(podcast)
        podcast.queue.add([QueueKey(ArticleId(4 - first), 1)])
        await driver.press("g", "q", "J")
        await driver.wait_for(lambda: keys(podcast) == [4 - first, first])
        await driver.press("m")
        await driver.wait_for(lambda: "Queue: 1 to play" in driver.screen_text)
        await driver.press("d")
        await driver.wait_for(lambda: keys(podcast) == [4 - first])
        await driver.press("u")
        await driver.wait_for(lambda: keys(podcast) == [4 - first, first])
        await driver.press("u")
        await driver.wait_for(lambda: "Queue: 2 to play" in driver.screen_text)
        await driver.press("escape")
        assert "Queue:" not in driver.screen_text


async def test_the_filter_finds_a_title_and_o_opens_its_article(
    start: Start, podcast: FakeLibrary
) -> None:
    podcast.queue.add([QueueKey(ArticleId(number), 1) for number in (3, 1)])
    async with start(podcast, (120, 40), ONLINE) as driver:
        await driver.press("g", "q", "/", *"ferry", "escape")
        await driver.press("g", "q", "j", "o")
        await driver.wait_for(lambda: driver.reading == 1)


async def test_an_article_puts_it_on_the_queue_and_takes_it_off(
    start: Start, podcast: FakeLibrary
) -> None:
    async with start(podcast, (80, 24), ONLINE) as driver:
        await driver.press("enter", "P")
        assert len(keys(podcast)) == 1
        await driver.press("P")
        assert keys(podcast) == []
        await driver.press("u")
        await driver.wait_for(lambda: len(keys(podcast)) == 1)

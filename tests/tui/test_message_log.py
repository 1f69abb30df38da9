"""The messages of a session, each in full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fake_library import FakeLibrary

from conftest import Start
from qreader.tui.message_log import MAX_MESSAGES, MessageLog

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_the_newest_message_comes_first_and_one_that_repeats_is_counted() -> None:
    log = MessageLog()
    for number, text in enumerate(("one", "two", "two", "one")):
        log.add(text, NOW + timedelta(seconds=number), is_error=text == "two")
    assert [(one.text, one.times, one.is_error) for one in log.said] == [
        ("one", 1, False), ("two", 2, True), ("one", 1, False),
    ]  # fmt: skip
    assert log.said[1].when == NOW + timedelta(seconds=2)


def test_old_messages_are_let_go() -> None:
    log = MessageLog()
    for number in range(MAX_MESSAGES + 5):
        log.add(str(number), NOW, is_error=False)
    assert len(log.said) == MAX_MESSAGES
    assert log.said[-1].text == "5"


async def test_a_long_error_can_be_read_to_its_end(start: Start, library: FakeLibrary) -> None:
    why = f"The feed failed: {'https://example.org/a-long-path/' * 6} answered nothing eventually"
    async with start(library, (80, 24)) as driver:
        driver.reader.say(why, is_error=True)
        await driver.press("j")
        assert driver.status == ""
        await driver.press("g", "m")
        await driver.wait_for(lambda: "eventually" in driver.screen_text)
        await driver.press("escape", ":", *"messages", "enter")
        await driver.wait_for(lambda: "eventually" in driver.screen_text)


async def test_keys_that_mean_nothing_are_no_messages_to_read_again(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("ö", "h", "s", "g", "m")
        assert driver.status == "Nothing was said yet"

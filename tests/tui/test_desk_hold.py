"""Hold: what is typed waits, in its order, for what it is about; what ends something waits less."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from small_desk import SmallDesk
from textual import events

from qreader.errors import StoreError
from qreader.tui import hold as hold_module
from qreader.tui.hold import Hold, Typed
from qreader.tui.keys import key_of


class Keyboard:
    """What is typed, and what a reader makes of it."""

    def __init__(self, desk: SmallDesk) -> None:
        self.desk = desk
        self.read: list[str] = []
        self.has_messages = self.is_blocked = self.is_asking = False
        self.interruptions = self.looks = 0
        self.hold = Hold(
            desk,
            read=self._read,
            has_messages=lambda: self.has_messages,
            is_blocked=lambda: self.is_blocked,
            is_asking=self._asks,
            interrupted=self._interrupted,
            urgent={"q", "escape"},
        )
        desk.ended = self.hold.ended
        self.work = asyncio.Event()
        """Is set when what is awaited is to end."""

    async def _read(self, typed: Typed) -> None:
        self.read.append(key_of(typed) if isinstance(typed, events.Key) else typed.text)

    def _asks(self) -> bool:
        self.looks += 1
        return self.is_asking

    def _interrupted(self) -> None:
        self.interruptions += 1

    async def type(self, *keys: str) -> None:
        for key in keys:
            await self.hold.take(events.Key(key, key if len(key) == 1 else None))

    def wait_for_work(self, *, may_ask: bool = False, error: Exception | None = None) -> None:
        """Have keys wait for work."""
        self.hold.until(self.desk.start(self._work, error, group="orders"), may_ask=may_ask)

    async def _work(self, error: Exception | None) -> None:
        await self.work.wait()
        if error is not None:
            raise error

    async def reads(self, *keys: str) -> None:
        """Wait until keys, and no others, have been read, and none waits."""
        await self.desk.until(lambda: not self.hold.is_keeping)
        await self.rest()
        assert self.read == list(keys)

    async def rest(self) -> None:
        """Let all that could be read be read."""
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
async def keyboard(desk: SmallDesk) -> AsyncIterator[Keyboard]:
    keyboard = Keyboard(desk)
    keyboard.hold.open()
    yield keyboard
    keyboard.work.set()


async def test_nothing_is_read_before_the_list_is_on_the_screen(desk: SmallDesk) -> None:
    keyboard = Keyboard(desk)
    await keyboard.type("j")
    await keyboard.rest()
    assert keyboard.read == []
    keyboard.hold.open()
    await keyboard.reads("j")


async def test_keys_are_read_in_their_order_each_after_what_the_one_before_posted(
    keyboard: Keyboard,
) -> None:
    keyboard.has_messages = True
    await keyboard.type("j", "k", "s")
    await keyboard.rest()
    assert keyboard.read == []
    keyboard.has_messages = False
    await keyboard.reads("j", "k", "s")


async def test_keys_wait_for_what_the_one_before_has_led_to(keyboard: Keyboard) -> None:
    keyboard.wait_for_work()
    await keyboard.type("j", "k")
    await keyboard.rest()
    assert keyboard.read == []
    assert keyboard.interruptions > 0
    keyboard.work.set()
    await keyboard.reads("j", "k")


async def test_keys_wait_for_a_pane_that_is_not_there_yet(keyboard: Keyboard) -> None:
    keyboard.is_blocked = True
    await keyboard.type("j")
    await keyboard.rest()
    assert keyboard.read == []
    keyboard.is_blocked = False
    await keyboard.reads("j")


async def test_an_answer_waits_for_nothing_but_its_line(keyboard: Keyboard) -> None:
    keyboard.wait_for_work(may_ask=True)
    keyboard.is_asking = True
    await keyboard.type("q", "j")
    await keyboard.reads("q", "j")


async def test_what_waits_for_something_that_fails_is_forgotten(
    desk: SmallDesk, keyboard: Keyboard
) -> None:
    keyboard.wait_for_work(error=StoreError("the disk is full"))
    await keyboard.type("j")
    await keyboard.rest()
    keyboard.work.set()
    await keyboard.reads()
    assert desk.errors == ["the disk is full"]
    await keyboard.type("k")
    await keyboard.reads("k")


async def test_esc_ends_what_is_under_way_and_no_more(
    desk: SmallDesk, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_module, "URGENT_SECONDS", 0.0)
    keyboard.wait_for_work()
    await keyboard.type("j", "escape", "k")
    await keyboard.reads("k")
    assert desk.started("orders") == []
    assert not keyboard.work.is_set()


async def test_what_leaves_ends_what_is_under_way_and_leaves(
    keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_module, "URGENT_SECONDS", 0.0)
    keyboard.wait_for_work()
    await keyboard.type("j", "q")
    await keyboard.reads("q")
    assert not keyboard.work.is_set()


async def test_a_letter_that_may_be_an_answer_ends_nothing(
    desk: SmallDesk, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_module, "URGENT_SECONDS", 0.0)
    keyboard.wait_for_work(may_ask=True)
    await keyboard.type("q")
    await desk.until(lambda: keyboard.interruptions and keyboard.looks > 10)
    assert keyboard.read == []
    keyboard.work.set()
    await keyboard.reads("q")


async def test_what_waits_too_long_is_forgotten_and_that_is_said(
    desk: SmallDesk, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_module, "WAIT_SECONDS", 0.0)
    keyboard.wait_for_work()
    await keyboard.type("j")
    await keyboard.reads()
    assert desk.said == ["That takes long: what you typed meanwhile is forgotten"]
    await keyboard.type("k")
    await keyboard.reads("k")
    assert not keyboard.work.is_set()


async def test_what_has_been_waited_for_in_vain_holds_no_more_keys_until_it_is_there(
    keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_module, "WAIT_SECONDS", 0.0)
    keyboard.is_blocked = True
    await keyboard.type("j")
    await keyboard.reads()
    await keyboard.type("q")
    await keyboard.reads("q")
    keyboard.is_blocked = False
    await keyboard.type("j")
    await keyboard.reads("q", "j")
    keyboard.is_blocked = True
    await keyboard.type("k")
    await keyboard.reads("q", "j")


async def test_messages_that_come_without_end_hold_no_key_for_ever(
    keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_module, "WAIT_SECONDS", 0.05)
    keyboard.has_messages = True
    await keyboard.type("j")
    await keyboard.reads("j")


async def test_keys_do_not_wait_for_what_has_ended_or_was_cancelled(
    desk: SmallDesk, keyboard: Keyboard
) -> None:
    keyboard.wait_for_work()
    (work,) = keyboard.hold.awaited
    work.cancel()
    await keyboard.type("j")
    await keyboard.reads("j")
    assert keyboard.hold.awaited == []


async def test_a_paste_waits_as_a_key_does(keyboard: Keyboard) -> None:
    keyboard.wait_for_work()
    await keyboard.hold.take(events.Paste("ferry"))
    await keyboard.type("j")
    await keyboard.rest()
    assert keyboard.read == []
    keyboard.work.set()
    await keyboard.reads("ferry", "j")

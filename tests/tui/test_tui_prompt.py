"""Prompt: what is typed is heard after a pause or at once; keys that come early are not lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

import qreader.tui
from qreader.tui.widgets.prompt import Prompt


class Asker(App[None]):
    """An app that asks, and keeps what it hears."""

    CSS_PATH = Path(qreader.tui.__file__).with_name("reader.tcss")

    def __init__(self, **options: float) -> None:
        super().__init__()
        self.prompt = Prompt("find", "Find: ", **options)
        self.heard: list[tuple[str, object]] = []

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        if not isinstance(message, Prompt.Settled):
            self.heard.append(("typed", message.text))

    def on_prompt_settled(self, message: Prompt.Settled) -> None:
        self.heard.append(("settled", message.text))

    def on_prompt_given_up(self, message: Prompt.GivenUp) -> None:
        self.heard.append(("given up", message.prompt))

    def on_prompt_stepped(self, message: Prompt.Stepped) -> None:
        self.heard.append(("stepped", message.step))

    async def heard_something(self, condition: Callable[[], object]) -> None:
        until = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < until, self.heard
            await asyncio.sleep(0.002)


async def _asked(app: Asker, pilot: Pilot[None]) -> None:
    await app.mount(app.prompt)
    await pilot.pause()


def _key(key: str, character: str | None = None) -> events.Key:
    return events.Key(key, character)


async def test_the_typing_is_heard_once_it_pauses() -> None:
    app = Asker(pause_seconds=0.05)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        for text in ("t", "ti", "tid", "tide"):
            app.prompt.query_one(Input).value = text
        await app.heard_something(lambda: app.heard)
        assert app.heard == [("typed", "tide")]


async def test_without_a_pause_every_letter_is_heard() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press(*"tide", "backspace")
        await pilot.pause()
        assert [text for _, text in app.heard] == ["t", "ti", "tid", "tide", "tid"]


async def test_enter_settles_and_what_was_still_to_be_heard_is_not_heard_again() -> None:
    app = Asker(pause_seconds=0.02)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        app.prompt.query_one(Input).value = "tide"
        await pilot.press("enter")
        await app.heard_something(lambda: ("settled", "tide") in app.heard)
        await asyncio.sleep(0.05)
        assert app.heard[-1] == ("settled", "tide")


async def test_esc_gives_up() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press("x", "escape")
        await pilot.pause()
        assert app.heard[-1] == ("given up", app.prompt)


@pytest.mark.parametrize(("key", "step"), [("down", 1), ("up", -1)])
async def test_arrows_step_through_what_is_found(key: str, step: int) -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press(key)
        await pilot.pause()
        assert app.heard == [("stepped", step)]


async def test_other_keys_edit_the_line() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press(*"tde", "left", "left", "i", "end", "s")
        assert app.prompt.query_one(Input).value == "tides"


async def test_the_note_stands_at_the_right_edge_and_is_no_markup() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        app.prompt.show_note("3 of 12 [b]")
        await pilot.pause()
        line = app.screen._compositor.render_strips()[0].text
        assert line.startswith(" Find: ")
        assert line.rstrip().endswith("3 of 12 [b]")
        assert line.index("3 of 12") > 40


async def test_a_long_line_leaves_the_note_its_room() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(40, 5)) as pilot:
        await _asked(app, pilot)
        app.prompt.show_note("3 of 12")
        await pilot.press(*"a" * 60)
        await pilot.pause()
        assert "3 of 12" in app.screen._compositor.render_strips()[0].text


async def test_keys_that_come_before_the_input_are_typed_into_it() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        for key in (_key("t", "t"), _key("x", "x"), _key("backspace"), _key("i", "i")):
            app.prompt.type_ahead(key)
        await _asked(app, pilot)
        assert app.prompt.query_one(Input).value == "ti"
        assert app.heard[-1] == ("typed", "ti")


async def test_enter_typed_ahead_settles_what_was_typed_before_it() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        for key in (_key("t", "t"), _key("enter")):
            app.prompt.type_ahead(key)
        await _asked(app, pilot)
        await app.heard_something(lambda: ("settled", "t") in app.heard)

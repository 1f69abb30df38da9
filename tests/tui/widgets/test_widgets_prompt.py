"""Prompt: what is typed is heard after a pause or at once."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from conftest import Styled
from qreader.tui.question import Hint, Objection, Question
from qreader.tui.widgets.prompt import Prompt


class Asker(Styled):
    """An app that asks, and keeps what it hears."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.note = ""
        question = Question(
            "Find: ",
            checked=self._hear_checked,
            typed=self._hear_typed,
            **{"stepped": self._hear_stepped, **options},
        )
        self.question = question

    def ask(self) -> Prompt:
        """Return the prompt, whose answer is heard."""
        self.prompt = Prompt(self.question)
        self.prompt.answer.add_done_callback(
            lambda answer: self.heard.append(("answer", answer.result()))
        )
        return self.prompt

    def _hear_checked(self, text: str) -> Objection | None:
        self.heard.append(("checked", text))
        return Objection("there is no moon", 6) if "moon" in text else None

    def _hear_typed(self, text: str) -> str:
        self.heard.append(("typed", text))
        return self.note

    def _hear_stepped(self, step: int) -> str:
        self.heard.append(("stepped", step))
        return self.note

    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    async def heard_something(self, condition: Callable[[], object]) -> None:
        until = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < until, self.heard
            await asyncio.sleep(0.002)


async def _asked(app: Asker, pilot: Pilot[None]) -> None:
    await app.mount(app.ask())
    await pilot.pause()


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
        await app.heard_something(lambda: ("checked", "tide") in app.heard)
        await asyncio.sleep(0.05)
        assert app.heard[-2:] == [("checked", "tide"), ("answer", "tide")]


async def test_esc_gives_up() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press("x", "escape")
        await pilot.pause()
        assert app.heard[-1] == ("answer", None)


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
    app.note = "3 of 12 [b]"
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press("x")
        await pilot.pause()
        line = app.lines()[0]
        assert line.startswith(" Find: x")
        assert line.endswith("3 of 12 [b]")
        assert line.index("3 of 12") > 40


async def test_a_long_line_leaves_the_note_its_room() -> None:
    app = Asker(pause_seconds=0)
    app.note = "3 of 12"
    async with app.run_test(size=(40, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press(*"a" * 60)
        await pilot.pause()
        assert "3 of 12" in app.lines()[0]


async def test_what_is_objected_to_stays_with_the_cursor_on_it() -> None:
    app = Asker(pause_seconds=0)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press(*"to the moon", "enter")
        await pilot.pause()
        assert app.heard[-1] == ("checked", "to the moon")
        assert app.prompt.query_one(Input).cursor_position == 6
        assert app.lines()[0].endswith("there is no moon")


async def test_what_stands_there_can_be_changed_and_is_not_heard_by_itself() -> None:
    app = Asker(pause_seconds=0, text="sea ")
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        assert app.heard == []
        await pilot.press("x", "enter")
        await pilot.pause()
        assert ("checked", "sea x") in app.heard


async def test_tab_completes() -> None:
    app = Asker(pause_seconds=0, completed=lambda text: f"{text}ide ")
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press("t", "tab", "s")
        assert app.prompt.query_one(Input).value == "tide s"


async def test_arrows_bring_back_what_was_answered_before() -> None:
    app = Asker(stepped=None, recalled=lambda step: "before" if step < 0 else None)
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        await pilot.press("x", "down")
        assert app.prompt.query_one(Input).value == "x"
        await pilot.press("up", "!")
        assert app.prompt.query_one(Input).value == "before!"


async def test_a_box_says_what_may_be_typed_and_goes_with_the_prompt() -> None:
    def hints(text: str) -> list[Hint]:
        words = [Hint("tide", "comes and goes"), Hint("time", "[b]goes[/b]")]
        return [hint for hint in words if hint.name.startswith(text)]

    app = Asker(pause_seconds=0, hints=hints)
    async with app.run_test(size=(60, 8)) as pilot:
        await _asked(app, pilot)
        await pilot.press("t")
        await pilot.pause()
        shown = "\n".join(app.lines())
        assert "tide  comes and goes" in shown
        assert "time  [b]goes[/b]" in shown
        await pilot.press("i", "d")
        await pilot.pause()
        assert "time" not in "\n".join(app.lines())
        await app.prompt.remove()
        await pilot.pause()
        assert "tide" not in "\n".join(app.lines())


async def test_a_prompt_that_is_over_does_not_stay_in_memory() -> None:
    app = Asker()
    async with app.run_test(size=(60, 5)) as pilot:
        await _asked(app, pilot)
        line = weakref.ref(app.prompt.query_one(Input))
        await app.prompt.remove()
        await _asked(app, pilot)
        gc.collect()
        assert line() is None

"""Frames of the reader: whatever is done, the terminal shows what Textual drew."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from fake_library import FakeLibrary
from rich.color import ColorSystem
from textual._compositor import CompositorUpdate

from conftest import Start
from emulated import Emulated
from qreader.tui.app import QReaderApp
from qreader.tui.keys import Where
from qreader.tui.terminal.frames import Frames
from qreader.tui.terminal.inside import frame_of

KEYS = [
    "j", "k", "enter", "h", "l", "tab", "space", "]", "[", "z", "\\", "G", "g", "u", "n", "p", "m",
    "pagedown", "pageup", "ctrl+d", "ctrl+l", "escape", "?", "/", "a", "f", "t", "1", "2", "v", "o",
]  # fmt: skip


@dataclass
class Shadow:
    """Two terminals that are written to as a real one would be: by us, and by Textual itself."""

    frames: Frames = field(default_factory=lambda: Frames(erases=True))
    ours: Emulated = field(default_factory=lambda: Emulated(120, 40))
    textuals: Emulated = field(default_factory=lambda: Emulated(120, 40))
    shown: int = 0
    bytes: int = 0
    textuals_bytes: int = 0

    def show(self, app: QReaderApp, update: CompositorUpdate) -> None:
        width, height = app.screen.outer_size
        if (width, height) != (self.ours.columns, self.ours.lines):
            self.ours, self.textuals = Emulated(width, height), Emulated(width, height)
            self.frames.forget()
        theirs = update.render_segments(app.console)
        system = app.console._color_system or ColorSystem.TRUECOLOR
        written = self.frames.changes(frame_of(update), system, (0, 0))
        self.textuals.feed(theirs)
        self.ours.feed(theirs if written is None else written)
        assert self.ours.difference(self.textuals) == ""
        assert self.ours.is_clean
        self.shown += 1
        self.bytes += len(written or theirs)
        self.textuals_bytes += len(theirs)


@pytest.fixture
def shadow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shadow]:
    """Every frame of the reader is written to two emulated terminals, and looks the same."""
    one = Shadow()
    display: Callable[..., None] = QReaderApp._display

    def watched(app: QReaderApp, screen: Any, update: object) -> None:
        if isinstance(update, CompositorUpdate) and not app._batch_count and app._running:
            one.show(app, update)
        display(app, screen, update)

    monkeypatch.setattr(QReaderApp, "_display", watched)
    return one


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_keys_and_sizes_the_screen_is_what_textual_drew(
    start: Start, library: FakeLibrary, shadow: Shadow, seed: int
) -> None:
    chance = random.Random(seed)
    size = (120, 40) if seed % 2 else (80, 24)
    async with start(library, size) as driver:
        for _ in range(40):
            if chance.random() < 0.08:
                width, height = chance.randint(1, 200), chance.randint(1, 60)
                await driver.pilot.resize_terminal(width, height)
            key = chance.choice(KEYS)
            if key != "q" or driver.pane in Where.READING:
                await driver.pilot.press(key)
            await driver.pilot.pause()
        await driver.settle()
        # and what has come together piece by piece is what a whole frame would be
        shadow.show(driver.app, driver.app.screen._compositor.render_full_update())
    assert shadow.shown > 5  # keys that come at once share a frame
    assert shadow.bytes < shadow.textuals_bytes


async def test_a_list_and_an_article_of_one_pane_move_by_themselves(
    start: Start, library: FakeLibrary, shadow: Shadow
) -> None:
    async with start(library, (80, 24)) as driver:
        await driver.press("enter")
        before = shadow.bytes
        await driver.press(*"jjjjj")
        assert 0 < shadow.bytes - before < 5 * 400


async def test_a_minute_costs_the_idle_reader_a_few_bytes(
    start: Start, library: FakeLibrary, shadow: Shadow
) -> None:
    async with start(library) as driver:
        library.time += timedelta(minutes=4)
        await driver.reader.refreshing.freshness.tick(is_changed=False)
        await driver.settle()
        before = shadow.bytes, shadow.shown
        for seconds in range(60):
            library.time += timedelta(seconds=1)
            await driver.reader.refreshing.freshness.tick(is_changed=False)
            await driver.settle()
            if seconds == 58:
                assert (shadow.bytes, shadow.shown) == before
        assert "5 min ago" in driver.screen_text
        assert 0 < shadow.bytes - before[0] < 60

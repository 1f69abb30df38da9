"""What the tests of the interface share."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk
from textual import events
from textual._context import active_app
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input
from tui_sample import sample_library

from qreader.config.settings import Config
from qreader.model import ArticleId, Query
from qreader.tui import themes
from qreader.tui.actions import Where
from qreader.tui.app import QReaderApp
from qreader.tui.messages import ArticlesCame
from qreader.tui.reader import Reader
from qreader.tui.terminal import frame_timer


class Styled(App[None]):
    """An app for a test of one widget, which looks as it does in the reader."""

    CSS_PATH = Path(themes.__file__).with_name("reader.tcss")

    def get_css_variables(self) -> dict[str, str]:
        generated = super().get_css_variables()
        ours = themes.variables(self.current_theme, generated)
        self.theme_variables = {**generated, **ours}
        return self.theme_variables


KEY_NAMES = {
    "enter",
    "delete",
    "escape",
    "tab",
    "space",
    "backspace",
    "ctrl+c",
    "ctrl+o",
    "ctrl+p",
    "down",
}


@dataclass
class Driver:
    """A running reader, driven by keys."""

    app: QReaderApp
    pilot: Pilot[int]

    @property
    def reader(self) -> Reader:
        return self.app.reader

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all that they started has come back.

        What is typed into a line comes at once, as a terminal brings what is pasted.
        """
        typed = False
        for key in keys:
            if len(key) == 1 and isinstance(self.app.focused, Input):
                name = key if key.isalnum() else _character_to_key(key)
                self.app.post_message(events.Key(name, key))
                typed = True
                continue
            if typed:
                await self._read_what_was_typed()
                typed = False
            await self.pilot.press(key)
            await self.settle()
        if typed:
            await self._read_what_was_typed()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys as a stalled line brings them: all in one read. A long one is a paste."""
        for key in keys:
            self.app.post_message(_typed(key))
        await self._read_what_was_typed()

    async def _read_what_was_typed(self) -> None:
        """Wait until each key went through the app, to the line, and has had its effect."""
        forwarded = asyncio.Event()
        self.app.call_later(forwarded.set)
        await forwarded.wait()
        await self.pilot._wait_for_screen()  # what the line made of it is read in the next round
        await self.pilot.pause()
        await self.settle()

    async def started(self) -> None:
        """Wait until what a start does behind the first rows is done, too."""
        await self.wait_for(lambda: self.reader.reading.has_view)
        await self.settle()

    async def settle(self) -> None:
        """Wait until all that keys have led to is done, and has led to nothing more."""
        rests = 0
        while rests < 2:
            await self.wait_for(lambda: not self.reader.is_busy)
            await self.pilot.pause()
            rests = 0 if self.reader.is_busy else rests + 1
        quiet = 0
        for _ in range(20):
            await self.pilot._wait_for_screen()
            screen = self.app.screen
            if screen._layout_required or screen._dirty_widgets:
                quiet = 0
                await self.pilot.pause()  # which draws
                continue
            quiet += 1
            if quiet == 2:  # what a frame has resized is drawn in the next
                break

    def begin(self, function: Callable[..., Coroutine[Any, Any, None]], *arguments: object) -> None:
        """Begin what a key would: the next ones wait for it."""
        self.reader.hold_for(function, *arguments)

    def articles_came(self) -> None:
        """Have the reader notice what something else changed in the cache."""
        self.reader.post_message(ArticlesCame())

    async def wait_for(self, condition: Callable[[], object]) -> None:
        """Wait until something is so; fail after half a minute: machines may be busy."""
        until = time.monotonic() + 30
        while not condition():
            if time.monotonic() > until:
                pytest.fail("waited in vain")
            await asyncio.sleep(0.002)

    @property
    def mistakes(self) -> dict[str, str]:
        """What was raised, by its lines; a test that raises something empties it."""
        return self.app.guard.bugs

    @property
    def screen_text(self) -> str:
        """What stands on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    @property
    def status(self) -> str:
        return self.reader.status.message

    @property
    def pane(self) -> Where:
        return self.reader.pane

    @property
    def titles(self) -> list[str]:
        """Titles of the articles in the list."""
        rows = (self.reader.articles.row_of(i) for i in self.reader.articles.ids)
        return [row.title for row in rows if row]

    @property
    def tree_labels(self) -> list[str]:
        """Names of the rows of the tree, gaps left out."""
        return [branch.label for branch in self.reader.feed_tree.branches if branch.label]

    @property
    def reading(self) -> ArticleId | None:
        """The article on the screen."""
        article = self.reader.reading.article
        return article.id if article else None


def _typed(key: str) -> events.Key | events.Paste:
    if len(key) == 1:
        return events.Key(key if key.isalnum() else _character_to_key(key), key)
    return events.Key(key, None) if key in KEY_NAMES else events.Paste(key)


Start = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def library() -> FakeLibrary:
    return sample_library()


@pytest.fixture(autouse=True)
def _libraries_are_closed() -> Iterator[None]:
    yield
    while FakeLibrary.opened:
        FakeLibrary.opened.pop().close()


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a browser by accident."""
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look is chosen for the same terminal, wherever the tests run."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("NO_COLOR", "COLORFGBG", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _styles_read_once() -> Iterator[None]:
    """Read each style sheet once, not for each app anew: a quarter of what a start costs here."""
    read_rules = Stylesheet._parse_rules
    known: dict[object, object] = {}

    def read_once(sheet: Stylesheet, css: str, read_from: object, *more: object, **named: object):
        variables = tuple(sorted(sheet._variables.items()))
        key = (variables, css, read_from, more, tuple(sorted(named.items())))
        if key not in known:
            known[key] = read_rules(sheet, css, read_from, *more, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", read_once)
        yield


async def _until_the_loop_rests(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the event loop has nothing to do, and no resize is put off, which Textual does."""
    loop, app = asyncio.get_running_loop(), active_app.get()
    until, rests = time.monotonic() + max_sleep, 0
    while rests < 2 and time.monotonic() < until:
        await asyncio.sleep(0 if app._resize_timer is None else 0.001)
        rests = 0 if loop._ready or app._resize_timer else rests + 1  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _the_pilot_waits_for_the_loop() -> Iterator[None]:
    """Let the pilot wait until nothing is left to do, and not until the processor has been idle.

    That is sooner on a quiet machine, and on a busy one a process is idle that waits for its turn.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", _until_the_loop_rests)
        patch.setattr("textual.pilot.wait_for_idle", _until_the_loop_rests)
        yield


@pytest.fixture(scope="session", autouse=True)
def _frames_follow_soon() -> Iterator[None]:
    """Let the next frame come as soon as what was asked for together is together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame_timer, "FRAME_SECONDS", 0.003)
        yield


@pytest.fixture
def start() -> Start:
    """Start the reader on a library; `async with start(library) as driver`."""

    @asynccontextmanager
    async def start_reader(
        library: object,
        size: tuple[int, int] = (120, 40),
        config: Config | None = None,
        on_start: str | None = "list",
    ) -> AsyncIterator[Driver]:
        """on_start: what the reader opens with; None: what the configuration says."""
        app = QReaderApp(library, config or Config())  # type: ignore[arg-type]
        if on_start is not None:
            app.reader.starts_with = on_start
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.started()
            yield driver
        # the reader goes on after a mistake, a test does not
        assert not driver.mistakes

    return start_reader


@pytest.fixture
def held(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold every search back until the event is set."""
    gate, ids = threading.Event(), library.lists.ids

    def slow_ids(query: Query, **options: object) -> list[ArticleId]:
        if query.words:
            assert gate.wait(10)
        return ids(query, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(library.lists, "ids", slow_ids)
    return gate


@pytest.fixture
async def desk() -> AsyncIterator[SmallDesk]:
    """Return what a concern takes for the reader, without a screen."""
    small = SmallDesk()
    yield small
    await small.end()

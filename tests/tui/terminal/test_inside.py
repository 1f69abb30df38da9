"""The private names of Textual and Rich that qreader uses are there, and mean what they did.

An upgrade that renames one would otherwise be silent: what overrides it is called no more.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import rich.control
import textual.content
import textual.screen
from rich.color import ColorSystem
from rich.console import Console
from textual import _callback, _compositor, _xterm_parser, events
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from qreader.tui.terminal import inside
from qreader.tui.terminal.frame_timer import FrameTimer

OVERRIDDEN: dict[tuple[type, str], str] = {
    (App, "_begin_update"): "(self)",
    (App, "_display"): "(self, screen, renderable)",
    (App, "_end_update"): "(self)",
    (App, "_fatal_error"): "(self)",
    (App, "_handle_exception"): "(self, error)",
    (App, "_register"): "(self, parent, *widgets, before=None, after=None, cache=None)",
    (App, "_set_pointer_shape"): "(self, shape)",
    (App, "_watch_app_focus"): "(self, focus)",
    (MessagePump, "_dispatch_message"): "(self, message)",
    (ScrollView, "_size_updated"): "(self, size, virtual_size, container_size, layout=True)",
    (Screen, "_update_timer"): "(self)",
}
CALLED: dict[tuple[object, str], str] = {
    (App, "_check_bindings"): "(self, key, priority=False)",
    (App, "_context"): "(self)",
    (LinuxDriver, "_disable_mouse_support"): "(self)",
    (LinuxDriver, "_enable_mouse_support"): "(self)",
    (MessagePump, "_close_messages_no_wait"): "(self)",
    (MessagePump, "_context"): "(self)",
    (MessagePump, "_get_dispatch_methods"): "(self, method_name, message)",
    (Screen, "_on_timer_update"): "(self)",
    (Timer, "_start"): "(self)",
    (Widget, "_set_dirty"): "(self, *regions)",
    (_callback, "invoke"): "(callback, *params)",
    (_compositor, "ChopsUpdate"): "(chops, spans, chop_ends)",
    (_compositor, "LayoutUpdate"): "(strips, region)",
    (_xterm_parser, "XTermParser"): "(debug=False)",
}
OF_AN_APP = {
    "_batch_count", "_clipboard", "_closed", "_driver", "_exception", "_exit", "_is_mounted",
}  # fmt: skip
OF_OTHERS = {
    "_app",
    "_color_system",
    "_debug",
    "_file",
    "_mouse",
    "_pending_message",
    "_stop_propagation",
}
TABLES = {"_CONTROL_STRIP_TRANSLATE"}
MODULES = {"_callback", "_compositor", "_xterm_parser"}
OUR_OWN = {"_all_strips", "_changed_strips", "_guarded"}

SOURCE = ast.parse(Path(inside.__file__).read_text())
HOOKED = (inside.HookedApp, inside.HookedScreen, inside.HookedScrollView)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _named(node: ast.AST) -> set[str]:
    """Return the private names that a part of the module's source names, or overrides."""
    if isinstance(node, ast.Attribute):
        names = {node.attr}
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names = {node.name}
    elif isinstance(node, ast.ImportFrom):
        names = {*(node.module or "").split("."), *(alias.name for alias in node.names)}
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        names = {node.value} if node.value.isidentifier() else set()
    else:
        names = set()
    return {name for name in names if _is_private(name)}


def _parameters(function: Any) -> str:
    if isinstance(function, property):
        function = function.fget
    signature = inspect.signature(function)
    bare = [
        one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()
    ]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def test_each_private_name_that_qreader_uses_is_named_here() -> None:
    used = set().union(*(_named(node) for node in ast.walk(SOURCE)))
    methods = {name for _, name in (*OVERRIDDEN, *CALLED) if _is_private(name)}
    assert used - OUR_OWN == methods | OF_AN_APP | OF_OTHERS | TABLES | MODULES


@pytest.mark.parametrize(("place", "parameters"), [*OVERRIDDEN.items(), *CALLED.items()], ids=str)
def test_a_private_method_takes_what_it_took(place: tuple[Any, str], parameters: str) -> None:
    owner, name = place
    assert _parameters(vars(owner)[name]) == parameters


def test_each_override_is_of_a_private_method_named_here() -> None:
    overrides = {
        function.name
        for node in ast.walk(SOURCE)
        if isinstance(node, ast.ClassDef)
        for function in node.body
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and _is_private(function.name)
    }
    assert overrides - OUR_OWN == {name for _, name in OVERRIDDEN}


# ---- Textual calls what is overridden


class Shown(HeadlessDriver):
    """A driver that takes itself for one with a screen."""

    written = ""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += data


class Timed(inside.HookedScreen[None]):
    """Draws its frames by a clock of ours."""

    def make_frame_clock(self, draw: Callable[[], None]) -> FrameTimer:
        return FrameTimer(self, draw)

    def compose(self) -> ComposeResult:
        yield inside.HookedScrollView()
        yield Static("a", id="static")


class Hooked(inside.HookedApp[None]):
    """An app with nothing but what Textual does by itself, and our overrides."""

    def get_default_screen(self) -> Screen[None]:
        return Timed()

    def on_key(self) -> None:
        raise ZeroDivisionError


def _noting(name: str, into: set[str], original: Any) -> Any:
    if isinstance(original, cached_property):

        def read(owner: Any) -> object:
            into.add(name)
            return original.func(owner)

        noted = cached_property(read)
        noted.__set_name__(type(original), name)
        return noted

    def called(*arguments: Any, **more: Any) -> object:
        into.add(name)
        return original(*arguments, **more)

    return called


async def test_textual_calls_all_that_is_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    called: set[str] = set()
    for hooked in HOOKED:
        for _, name in OVERRIDDEN:
            if name in vars(hooked):
                noting = _noting(name, called, vars(hooked)[name])
                monkeypatch.setattr(hooked, name, noting)
    app = Hooked(driver_class=Shown)
    with pytest.raises(ZeroDivisionError):  # which Textual raises once the app has ended
        async with app.run_test(headless=False) as pilot:
            app.query_one("#static").styles.pointer = "text"
            await pilot.hover("#static")
            app.app_focus = False
            await pilot.pause()
            await pilot.press("x")
    assert called == {name for _, name in OVERRIDDEN}
    assert isinstance(app.bug, ZeroDivisionError)


async def test_textual_dispatches_a_widgets_messages_by_the_method_that_is_guarded() -> None:
    survived: list[Exception] = []

    class Broken(Static):
        def on_click(self) -> None:
            raise ZeroDivisionError

    class Stubborn(inside.HookedApp[None]):
        outlives_errors = True  # type: ignore[assignment]

        def compose(self) -> ComposeResult:
            yield Broken("a")

        def survive(self, error: Exception) -> bool:
            survived.append(error)
            return True

    app = Stubborn()
    async with app.run_test() as pilot:
        for _ in range(2):
            await pilot.click(Broken)
        assert len(survived) == 2


def test_textual_only_pauses_and_resumes_what_it_has_frames_drawn_by() -> None:
    source = ast.parse(inspect.getsource(textual.screen))
    asked = {
        node.attr
        for node in ast.walk(source)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "_update_timer"
    }
    assert asked == {"pause", "resume"}


# ---- what is read and set


async def test_an_app_has_the_private_attributes_that_are_used() -> None:
    app = Hooked()
    assert vars(app).keys() >= OF_AN_APP
    assert (app.has_mounted, app.can_suspend) == (False, False)
    async with app.run_test():
        assert app.has_mounted
        assert isinstance(app._driver, HeadlessDriver)
        with app.batch_update():
            assert app._batch_count == 1
        assert not app._closed
        app.exit()
        assert app._exit
    assert app._closed


async def test_a_message_that_textual_has_looked_at_ahead_is_one_that_waits() -> None:
    app, seen = Hooked(), []
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, Timed)
        for _ in range(3):
            screen.call_later(lambda: seen.append(screen.has_messages))
        await pilot.pause()
    assert seen[:2] == [True, True]


async def test_what_is_written_reaches_the_terminal() -> None:
    app = Hooked(driver_class=Shown)
    inside.write(app, "nowhere")
    async with app.run_test(headless=False):
        assert isinstance(app._driver, Shown)
        app._driver.written = ""
        inside.write(app, "codes")
        assert app._driver.written == "codes"


async def test_a_text_that_is_copied_is_in_the_apps_own_clipboard() -> None:
    app = Hooked()
    async with app.run_test():
        app.copy_to_clipboard("text")
        assert app.clipboard == "text"


def test_a_message_that_is_stopped_says_so() -> None:
    key = events.Key("a", "a")
    assert not key._stop_propagation
    key.stop()
    assert key._stop_propagation
    assert "_stop_propagation" in Message.__slots__


async def test_a_driver_has_its_file_and_what_its_parser_is_made_with() -> None:
    assert "_debug" in vars(HeadlessDriver(App()))
    assert "self._file = sys.__stderr__" in inspect.getsource(LinuxDriver.__init__)
    assert "WriterThread(self._file)" in inspect.getsource(LinuxDriver.start_application_mode)


def test_rich_draws_in_the_colours_of_its_private_name() -> None:
    console = Console(color_system="256", force_terminal=True)
    assert console._color_system is ColorSystem.EIGHT_BIT
    console._color_system = ColorSystem.STANDARD
    assert console.color_system == "standard"
    inside.draw_in_colours(console, 256)
    assert console.color_system == "256"


def test_a_frame_of_textual_is_read_by_its_attributes() -> None:
    whole = _compositor.LayoutUpdate([], textual.geometry.Region(0, 0, 1, 1))
    assert vars(whole).keys() == {"strips", "region"}
    assert vars(_compositor.ChopsUpdate([], [], [])).keys() == {"chops", "spans", "chop_ends"}
    assert issubclass(_compositor.ChopsUpdate, _compositor.CompositorUpdate)


@pytest.mark.parametrize("module", [textual.content, rich.control])
def test_the_characters_that_are_dropped_are_in_a_table(module: Any) -> None:
    bell, backspace = 7, 8
    assert module._CONTROL_STRIP_TRANSLATE[bell] is None
    assert module._CONTROL_STRIP_TRANSLATE[backspace] is None

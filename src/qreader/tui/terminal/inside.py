"""All access to private names of Textual and Rich.

No other module uses a private name of theirs. `tests/tui/terminal/test_inside.py` lists the names
used here, and fails where one is gone or has another signature.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TextIO, TypeVar

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from textual import events
from textual._callback import invoke
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Size
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from qreader.text.safe import FORBIDDEN

if TYPE_CHECKING:
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

T = TypeVar("T")


# ---- frames


class Frame(NamedTuple):
    """The compositor's output: a whole screen, or its changed parts."""

    width: int
    """The width of the screen."""
    height: int
    strips: list[tuple[int, int, Strip]]
    """(line, first column, strip)."""


def frame_of(update: CompositorUpdate) -> Frame | None:
    """Return the frame of an update; None for updates that a full screen does not have."""
    if isinstance(update, LayoutUpdate):
        return Frame(update.region.width, update.region.height, list(_all_strips(update)))
    if isinstance(update, ChopsUpdate):
        return Frame(update.chop_ends[0][-1], len(update.chops), list(_changed_strips(update)))
    return None


def _all_strips(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _changed_strips(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < last and end > first:
                yield y, x, strip.crop(0, last - x) if end > last else strip


# ---- the app


class HookedApp(App[T], Generic[T]):
    """An App whose subclass decides what is written for a frame, and which errors it survives."""

    @property
    def has_mounted(self) -> bool:
        """Whether the app has had its mount event."""
        return self._is_mounted

    @property
    def can_suspend(self) -> bool:
        """Whether there is a terminal that can be given to another program."""
        return self._driver is not None and self._driver.can_suspend

    @property
    def bug(self) -> Exception | None:
        """The exception that ended the app."""
        return self._exception

    # ---- frames

    @property
    def tells_of_frames(self) -> bool:
        """Whether the beginning and the end of each frame are sent to the terminal."""
        return True

    def frame_codes(
        self, frame: Frame | None, system: ColorSystem, cursor: tuple[int, int]
    ) -> str | None:
        """Return the codes for a frame; None: Textual writes it."""
        return None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        is_written = self.is_running and not (self._batch_count or self._closed or self.is_headless)
        codes = None
        if is_written and isinstance(renderable, CompositorUpdate):
            cursor = screen.outer_size.clamp_offset(self.cursor_position)
            codes = self.frame_codes(frame_of(renderable), color_system(self.console), cursor)
        if codes is None:
            super()._display(screen, renderable)
            return
        if codes:
            self._begin_update()
            write(self, codes)
            self._end_update()
        self.post_display_hook()

    def _begin_update(self) -> None:
        if self.tells_of_frames:
            super()._begin_update()

    def _end_update(self) -> None:
        if self.tells_of_frames:
            super()._end_update()

    def _watch_app_focus(self, focus: bool) -> None:
        """Do nothing when the terminal's window loses the focus: nothing visible changes."""

    def _set_pointer_shape(self, shape: str) -> None:
        """Do nothing: old consoles print the request for another mouse pointer."""

    # ---- the clipboard

    def copy_codes(self, text: str) -> str:
        """Return the escape sequence that copies a text."""
        return ""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text for this app and, through the terminal, for others."""
        self._clipboard = text
        write(self, self.copy_codes(text))

    # ---- errors

    @property
    def outlives_errors(self) -> bool:
        """Whether the app may continue after a handler's exception."""
        return False

    def survive(self, error: Exception) -> bool:
        """Handle an uncaught exception; return whether the app continues."""
        return False

    def fail(self, error: Exception) -> None:
        """Handle an exception of a worker like one of a handler."""
        self._handle_exception(error)

    def _register(self, parent: DOMNode, *widgets: Widget, **places: Any) -> list[Widget]:
        """Guard the dispatch of each widget's messages: an exception would end the widget."""
        registered = super()._register(parent, *widgets, **places)
        for widget in widgets:
            if "_dispatch_message" not in widget.__dict__:
                dispatch = widget._dispatch_message
                widget._dispatch_message = partial(self._guarded, dispatch)  # type: ignore[method-assign]
        return registered

    async def _dispatch_message(self, message: Message) -> None:
        await self._guarded(super()._dispatch_message, message)

    async def _guarded(
        self, dispatch: Callable[[Message], Awaitable[None]], message: Message
    ) -> None:
        try:
            await dispatch(message)
        except Exception as error:
            if not self.outlives_errors:
                raise
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """End the app where it cannot continue, and while it is closing."""
        if self._exit or not self.outlives_errors or not self.survive(error):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Close without printing: the caller of the app reports `bug` in the restored terminal."""
        self._close_messages_no_wait()


async def read_key(app: App[Any], typed: events.Key | events.Paste) -> None:
    """Process a key or a paste to the end before the next one.

    Textual queues it for one widget after the other and accepts the next one meanwhile, whose
    target may be gone by then, or not yet exist.
    """
    if isinstance(typed, events.Key) and await app._check_bindings(typed.key, priority=True):
        return
    for node in (app.screen.focused or app.screen).ancestors_with_self:
        with node._context():
            for _, handle in node._get_dispatch_methods(typed.handler_name, typed):
                await invoke(handle, typed)
        if typed._stop_propagation:
            break


def show_title(app: App[Any], title: str) -> None:
    """Give the terminal's window a title, where the app's driver can take it back at the end."""
    show: Callable[[str], None] | None = getattr(app._driver, "show_title", None)
    if show is not None:
        show(title)


def write(app: App[Any], codes: str) -> None:
    """Write to the terminal, if there is one."""
    if codes and app._driver is not None:
        app._driver.write(codes)


def take_mouse(app: App[Any], is_taken: bool) -> None:
    """Have the terminal send what the mouse does, or leave the mouse to it."""
    driver: Any = app._driver
    if driver is None or driver._mouse is is_taken:
        return
    driver._mouse = True  # else the driver does neither
    change = "_enable_mouse_support" if is_taken else "_disable_mouse_support"
    getattr(driver, change, lambda: None)()
    driver._mouse = is_taken


# ---- screens and widgets


class FrameClock(Protocol):
    """A timer that Textual pauses when a frame begins, and resumes when a redraw is needed."""

    def resume(self) -> None:
        """Schedule a frame."""

    def pause(self) -> None:
        """Note that a frame is drawn now."""


class HookedScreen(Screen[T], Generic[T]):
    """A Screen whose subclass decides when a frame is drawn."""

    @property
    def has_messages(self) -> bool:
        """Whether a message is queued, the one that Textual has peeked at included."""
        return self._pending_message is not None or self.message_queue_size > 0

    def make_frame_clock(self, draw: Callable[[], None]) -> FrameClock:
        """Return a clock that calls `draw` for each frame."""
        raise NotImplementedError

    @cached_property
    def _update_timer(self) -> FrameClock:  # type: ignore[override]
        return self.make_frame_clock(self._on_timer_update)


def start_timer(target: MessagePump, delay: float, call: Callable[[], None]) -> Timer:
    """Call once after a delay, also when late: a timer of `set_timer` skips a late call."""
    timer = Timer(target, delay, callback=call, repeat=0, skip=False)
    timer._start()
    return timer


class HookedScrollView(ScrollView):
    """A ScrollView that calls its subclass after each layout.

    Textual's event is missing where any widget's size was requested just before.
    """

    def laid_out(self, before: Size, size: Size, virtual_size: Size, room: Size) -> None:
        """Handle a layout, also one that changed nothing."""

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        before = self.outer_size
        updated = super()._size_updated(size, virtual_size, container_size, layout)
        with self._context():  # a message that the screen seems to send would not reach it
            self.laid_out(before, size, virtual_size, container_size)
        return updated


def forget_lines(widget: Widget) -> None:
    """Invalidate all lines of a widget without requesting a frame."""
    widget._set_dirty()


# ---- the driver


def prefer_terminal(driver: LinuxDriver, terminal: TextIO) -> None:
    """Let a driver write to this terminal where its own file is not one."""
    if driver._file is None or not driver._file.isatty():
        driver._file = terminal  # type: ignore[assignment]


def asks_background(driver: LinuxDriver) -> bool:
    """Return whether the app of a driver wants to know the terminal's background."""
    return bool(getattr(driver._app, "asks_background", False))


def key_parser(driver: LinuxDriver) -> XTermParser:
    """Return the parser of a terminal's input into events."""
    from textual._xterm_parser import XTermParser

    return XTermParser(driver._debug)


# ---- colours and characters


def color_system(console: Console) -> ColorSystem:
    """Return the colours that Textual draws with."""
    return console._color_system or ColorSystem.TRUECOLOR


def draw_in_colours(console: Console, count: int) -> None:
    """Let Textual use as many colours as the terminal has, where Rich does not know its name.

    Rich takes `xterm-ghostty` and `foot` for terminals of 16 colours, and SSH loses COLORTERM.
    """
    if count >= 256 and console._color_system is ColorSystem.STANDARD:
        console._color_system = ColorSystem.EIGHT_BIT


def install_backstop() -> None:
    """Make Textual and Rich drop every forbidden character, whatever the widget.

    They drop five of them by themselves. Everything is cleaned before a widget gets it; this is a
    second line of defence.
    """
    import rich.control
    import textual.content

    forbidden = dict.fromkeys(FORBIDDEN)
    textual.content._CONTROL_STRIP_TRANSLATE.update(forbidden)
    rich.control._CONTROL_STRIP_TRANSLATE.update(forbidden)

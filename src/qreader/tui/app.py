"""QReaderApp: the reader as a Textual app; the command line calls `run_app`."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Self

from rich.color import ColorSystem
from textual import events
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen

from qreader.config.settings import Config
from qreader.errors import UsageError
from qreader.tui import heap, themes
from qreader.tui.actions import ACTIONS, Action
from qreader.tui.guard import Guard
from qreader.tui.hold import Typed
from qreader.tui.reader import Reader
from qreader.tui.signs import signs_of
from qreader.tui.terminal import environment, glyphs, inside, signals, window_title
from qreader.tui.terminal.background import BackgroundTold
from qreader.tui.terminal.filters import Colourless, Linkless
from qreader.tui.terminal.frames import Frames
from qreader.tui.theming import theme_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from qreader.library import Library


BUTTONS = frozenset({0, 1})
"""The mouse buttons that mean something: the left one, and where the terminal names none."""


class QReaderApp(inside.HookedApp[int]):
    """The app of the reader: theme, terminal output, errors and exit."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    _is_themed = False
    """Whether a theme was chosen: Textual asks for the variables of its own one before."""

    def __init__(self, library: Library, config: Config) -> None:
        inside.install_backstop()
        self._choose_output(config)
        super().__init__()
        # an idle screen writes nothing
        self.animation_level = "none"
        self.reader = Reader(library, config, self, _actions(config))
        self.guard = Guard(library.paths.log_file)
        self._colourless = Colourless()
        self._linkless = Linkless(environment.hyperlinks(os.environ).name == "off")
        for theme in themes.THEMES:
            self.register_theme(theme)
        self._is_light: bool | None = None
        """What the terminal said about its background; None: nothing."""
        inside.draw_in_colours(self.console, themes.colours(os.environ)[0])
        self.theme_missing = not (
            self.use_theme(theme_of(library, config)) or self.use_theme(config.theme)
        )
        if self.theme_missing:
            self.use_theme(themes.AUTO)

    def _choose_output(self, config: Config) -> None:
        self._own_colors = config.colors
        self.output = environment.choose_output(
            os.environ,
            synchronized=config.synchronized_output,
            whole_frames=config.whole_frames,
        )
        self._frames = Frames(erases=self.output.erases)
        encoding = glyphs.locale_encoding(os.environ)
        name = glyphs.choose(config.glyphs, os.environ, encoding).name
        self._glyphs, self.signs = glyphs.Glyphs(name), signs_of(name)

    def configure(self, config: Config) -> None:
        """Draw with other settings from now on."""
        self._choose_output(config)
        self.use_theme(theme_of(self.reader.library, config))
        self.refresh_css()
        inside.take_mouse(self, config.mouse)

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver, or ours on Unix."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from qreader.tui.terminal.driver import WakingDriver

        return WakingDriver

    def get_default_screen(self) -> Screen[None]:
        """Return the one screen."""
        return self.reader

    # ---- theme

    def use_theme(self, name: str) -> bool:
        """Use this theme, `auto` included; return whether it exists."""
        chosen = themes.choose(name, os.environ, is_light=self._is_light).name
        if chosen not in self.available_themes:
            return False
        self._is_themed = True
        self.theme = chosen
        self.watch_theme(chosen)  # Textual calls it only while the app runs
        return True

    def watch_theme(self, name: str) -> None:
        """Note whether the theme has no colours."""
        self.no_color = name == themes.MONO

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the theme's styles; at the start, set only the variables: nothing is drawn yet."""
        if self.has_mounted:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of the theme, with those of our own roles."""
        if not self._is_themed:
            return {}
        generated = super().get_css_variables()
        ours = themes.variables(self.current_theme, generated, self._own_colors)
        self.theme_variables = {**generated, **ours}  # as Textual does, of which `Looks` reads
        return self.theme_variables

    def looks_of_theme(self, name: str) -> Mapping[str, str]:
        """Return the variables of a theme, `auto` included."""
        theme = themes.choose(name, os.environ, is_light=self._is_light)
        return themes.looks(theme.name, self._own_colors)

    @property
    def asks_background(self) -> bool:
        """Whether the theme goes by the terminal's background, and only that can tell it."""
        return (
            theme_of(self.reader.library, self.reader.config) == themes.AUTO
            and themes.choose(themes.AUTO, os.environ) == themes.UNTOLD
            and environment.multiplexer(os.environ).name != "screen"
        )

    def on_background_told(self, message: BackgroundTold) -> None:
        """Use the theme that suits the terminal's background, unless another was chosen since."""
        self._is_light = message.is_light
        if self.asks_background:
            self.use_theme(themes.AUTO)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the line filters; NO_COLOR is our theme without colours, not a filter."""
        filters = super().get_line_filters()
        kept = [one for one in filters if not isinstance(one, NoColor | Monochrome)]
        self._colourless.enabled = self.no_color
        ours = (self._colourless, self._linkless, self._glyphs)
        return [*kept, *(one for one in ours if one.enabled)]

    def copy_codes(self, text: str) -> str:
        """Return the sequence of OSC 52, also through tmux and screen; "" where there is no way."""
        from qreader.tui.terminal import clipboard

        return clipboard.sequence(text, os.environ)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Give the terminal, and ctrl+c, to another program in a block.

        Raises UsageError where there is none, as in a browser. An exception in the block is raised
        after the terminal is taken back.
        """
        if not self.can_suspend:
            raise UsageError("No terminal here to run another program in")
        raised: Exception | None = None
        with signals.interrupts_ignored(), super().suspend():
            try:
                yield
            except Exception as error:  # noqa: BLE001 - Textual would not take the terminal back
                raised = error
        if raised is not None:
            raise raised

    # ---- life cycle

    def on_mount(self) -> None:
        """Handle signals; report faults of the configuration."""
        self.call_after_refresh(self._begin)
        if not self.is_headless:
            signals.handle_signals(self.exit, self.reader.keep)
        if self.theme_missing:
            self.reader.say(f"No theme is called {self.reader.config.theme!r}", is_error=True)

    def _begin(self) -> None:
        """Survive errors from now on: the list is on the screen."""
        self.reader.shown()
        _collect_again()

    # ---- events and errors

    async def on_event(self, event: events.Event) -> None:
        """Hand keys and pastes to the reader, which may hold them; pass on all else."""
        if isinstance(event, events.InputEvent):
            self.guard.typed()
        if isinstance(event, events.MouseDown | events.MouseUp) and event.button not in BUTTONS:
            return
        if isinstance(event, Typed) and not event.is_forwarded:
            await self.reader.typed(event)
        else:
            await super().on_event(event)

    @property
    def outlives_errors(self) -> bool:
        """Whether there is a screen to report them on: an earlier error ends the start."""
        return self.reader.is_shown

    def survive(self, error: Exception) -> bool:
        """Report an error; return whether the app continues."""
        is_first = not self.guard.bugs
        sentence = self.guard.sentence(error)
        if sentence is None:
            return False
        self.reader.complain(sentence)
        if is_first and self.guard.bugs:
            self.reader.look_for_damage()
        return True

    # ---- the terminal, for concerns

    def write_control(self, control: str) -> None:
        """Write an escape sequence that draws nothing."""
        inside.write(self, control)

    def show_title(self, title: str) -> None:
        """Give the terminal's window a title; "": the one from before the reader."""
        if window_title.has_titles(os.environ):
            inside.show_title(self, title)

    # ---- frames

    def refresh(
        self, *, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Redraw everything, without relying on what the terminal shows."""
        self._frames.forget()
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self) -> None:
        """Forget the terminal's contents: terminals differ in what a resize does to them."""
        self._frames.forget()

    def on_driver_signal_resume(self) -> None:
        """Redraw everything after `fg`: Textual leaves the screen empty."""
        self.refresh()

    @property
    def tells_of_frames(self) -> bool:
        """Whether the beginning and the end of each frame are sent."""
        return self.output.synchronized

    def frame_codes(
        self, frame: inside.Frame | None, system: ColorSystem, cursor: tuple[int, int]
    ) -> str | None:
        """Return the codes that turn the screen into this frame: only for changed cells."""
        if not self.output.differences:
            return None
        return self._frames.changes(frame, system, cursor)

    # ---- the end

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Exit in the next turn of the event loop.

        An exit cancels all workers, so that one which a key has just started to write something
        would never begin.
        """
        leave = partial(super().exit, result, return_code, message)
        asyncio.get_running_loop().call_soon(leave)

    def on_unmount(self) -> None:
        """Store what is not yet stored; abandon the threads."""
        self.reader.close()

    async def action_quit(self) -> None:
        """Exit: Textual binds ctrl+q to this."""
        self.exit(0)


def _actions(config: Config) -> Sequence[Action]:
    """Return the actions with the person's keys. Raises ConfigError."""
    if not config.keys and not config.macros and config.preset == "default":
        return ACTIONS  # the fast path of most starts
    from qreader.tui.keymap import keymap

    return keymap(config)


def _collect_again() -> None:
    """Enable the garbage collector after the start, and freeze the present objects."""
    gc.freeze()
    gc.enable()


def run_app(library: Library, config: Config) -> int:
    """Run the reader until it exits; return the exit code.

    The terminal is restored when this returns or raises. Raises UsageError without a suitable
    terminal, and any bug that ended the app: the command line logs it.
    """
    reason = environment.why_not()
    if reason is not None:
        raise UsageError(reason)
    heap.give_back()
    gc.disable()  # as in `__main__`, for the imports; until the list is on the screen
    app = QReaderApp(library, config)
    code = app.run(mouse=config.mouse)
    if app.bug is not None:
        raise app.bug
    return code or 0

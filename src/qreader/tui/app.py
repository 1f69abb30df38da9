"""QReaderApp: the reader as a Textual app; `run_app` is all that the command line needs."""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from qreader.config import Config
from qreader.errors import UsageError
from qreader.tui import heap, themes
from qreader.tui.actions import ACTIONS, Action
from qreader.tui.guard import Guard
from qreader.tui.hold import Typed
from qreader.tui.reader import Reader
from qreader.tui.terminal import environment, glyphs, inside, signals
from qreader.tui.terminal.filters import Colourless, Linkless
from qreader.tui.terminal.frames import Frames

if TYPE_CHECKING:
    from qreader.library import Library


class QReaderApp(App[int]):
    """Shows the reader; ends well whatever happens."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(self, library: Library, config: Config) -> None:
        inside.install_backstop()
        self.output = environment.choose_output(
            os.environ,
            synchronized=config.synchronized_output,
            whole_frames=config.whole_frames,
        )
        self._frames = Frames(erases=self.output.erases)
        super().__init__()
        # an idle screen writes nothing, and nothing moves but what was asked for
        self.animation_level = "none"
        self.reader = Reader(library, config, _actions(config))
        self.guard = Guard(library.paths.log_file)
        self._colourless = Colourless()
        self._linkless = Linkless(environment.hyperlinks(os.environ).name == "off")
        encoding = glyphs.locale_encoding(os.environ)
        self._glyphs = glyphs.Glyphs(glyphs.choose(config.glyphs, os.environ, encoding).name)
        for theme in themes.THEMES:
            self.register_theme(theme)
        inside.draw_in_colours(self.console, themes.colours(os.environ)[0])
        self.theme_missing = not self.use_theme(config.theme)
        if self.theme_missing:
            self.use_theme(themes.AUTO)

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's own, or ours in the place of the one for Unix."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from qreader.tui.terminal.driver import WakingDriver

        return WakingDriver

    def get_default_screen(self) -> Screen[None]:
        """Return the one screen."""
        return self.reader

    # ---- the look

    def use_theme(self, name: str) -> bool:
        """Draw in this theme from now on, `auto` included; return whether there is such a one."""
        chosen = themes.choose(name, os.environ).name
        if chosen not in self.available_themes:
            return False
        self.theme = chosen
        self.watch_theme(chosen)  # which Textual calls only once it runs
        return True

    def watch_theme(self, name: str) -> None:
        """Say to whoever has to know that colours tell nothing."""
        self.no_color = name == themes.MONO

    def refresh_css(self, animate: bool = True) -> None:
        """Look like the theme; the one of a start is no change, and nothing is drawn by then."""
        if self._is_mounted:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme, those of our own roles included."""
        generated = super().get_css_variables()
        return {**generated, **themes.variables(self.current_theme, generated)}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what lines pass through; NO_COLOR means our theme without colours, no filter."""
        filters = super().get_line_filters()
        kept = [one for one in filters if not isinstance(one, NoColor | Monochrome)]
        self._colourless.enabled = self.no_color
        ours = (self._colourless, self._linkless, self._glyphs)
        return [*kept, *(one for one in ours if one.enabled)]

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by OSC 52, through tmux and screen, too; do nothing where there is no way."""
        self._clipboard = text
        if self._driver is not None:
            from qreader.tui.terminal import clipboard

            self._driver.write(clipboard.sequence(text, os.environ))

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Give the terminal to another program for a while, and ctrl+c, too.

        Raises UsageError where there is none to give: in a browser. What is raised meanwhile is
        raised once the terminal is taken back.
        """
        if self._driver is None or not self._driver.can_suspend:
            raise UsageError("No terminal here to run another program in")
        raised: Exception | None = None
        with signals.interrupts_left_alone(), super().suspend():
            try:
                yield
            except Exception as error:  # noqa: BLE001 - Textual would leave the terminal as it is
                raised = error
        if raised is not None:
            raise raised

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer as it is: old consoles write that request on the screen."""

    # ---- its life

    def on_mount(self) -> None:
        """Take over the signals; say what was wrong with the configuration."""
        self.call_after_refresh(self._begin)
        if not self.is_headless:
            signals.handle_signals(self.exit, self.reader.reading.close)
        if self.theme_missing:
            self.reader.say(f"No theme is called {self.reader.config.theme!r}", is_error=True)

    def _begin(self) -> None:
        """Go on whatever happens, now that the list is on the screen."""
        self.reader.is_shown = True
        _collect_again()

    # ---- mistakes

    def _register(self, parent: DOMNode, *widgets: Widget, **places: Any) -> list[Widget]:
        """Guard what handles each widget's messages: Textual ends a widget with its first error."""
        registered = super()._register(parent, *widgets, **places)
        for widget in widgets:
            if "_dispatch_message" not in widget.__dict__:
                dispatch = widget._dispatch_message
                widget._dispatch_message = partial(self._handled, dispatch)  # type: ignore[method-assign]
        return registered

    async def _dispatch_message(self, message: Message) -> None:
        await self._handled(super()._dispatch_message, message)

    async def on_event(self, event: events.Event) -> None:
        """Read what is typed, or have it wait for what it is about; pass on all else."""
        if isinstance(event, events.InputEvent):
            self.guard.typed()
        if isinstance(event, Typed) and not event.is_forwarded:
            await self.reader.hold.take(event)
        else:
            await super().on_event(event)

    async def _handled(
        self, dispatch: Callable[[Message], Awaitable[None]], message: Message
    ) -> None:
        """Handle a message; say what that raises."""
        try:
            await dispatch(message)
        except Exception as error:
            if not self.reader.is_shown:
                raise
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Say an error and go on; end the reader where it cannot go on, and while it is left."""
        goes_on = self.reader.is_shown and not self._exit
        is_first = not self.guard.bugs
        sentence = self.guard.sentence(error) if goes_on else None
        if sentence is None:
            super()._handle_exception(error)
        else:
            self.reader.complain(sentence)
            if is_first and self.guard.bugs:
                self.reader.look_for_damage()

    # ---- frames

    def refresh(
        self, *, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw everything again, whatever the terminal shows: after a pause, or when asked to."""
        self._frames.forget()
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self) -> None:
        """Take nothing for granted: what a terminal does to its text when resized is its affair."""
        self._frames.forget()

    def on_driver_signal_resume(self) -> None:
        """Draw everything again after `fg`: Textual leaves the screen empty."""
        self.refresh()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Write a frame, as Textual does it; of what is shown already, nothing."""
        is_written = self._running and not (self._batch_count or self._closed or self.is_headless)
        written = None
        if is_written and self.output.differences and isinstance(renderable, CompositorUpdate):
            cursor = screen.outer_size.clamp_offset(self.cursor_position)
            system = self.console._color_system or ColorSystem.TRUECOLOR
            written = self._frames.changes(renderable, system, cursor)
        if written is None:
            super()._display(screen, renderable)
            return
        if written and self._driver is not None:
            self._begin_update()
            self._driver.write(written)
            self._end_update()
        self.post_display_hook()

    def _begin_update(self) -> None:
        if self.output.synchronized:
            super()._begin_update()

    def _end_update(self) -> None:
        if self.output.synchronized:
            super()._end_update()

    # ---- the end

    def on_unmount(self) -> None:
        """Keep what is not yet kept; let the threads go."""
        self.reader.reading.close()
        self.reader.close_pictures()
        self.reader.work.close()

    async def action_quit(self) -> None:
        """Leave: what ctrl+q is bound to by Textual."""
        self.exit(0)

    def _watch_app_focus(self, focus: bool) -> None:
        """Change nothing when the terminal's window loses the focus: a redraw tells nobody more."""

    def _fatal_error(self) -> None:
        """Close after a bug and print nothing: `run_app` raises it, the terminal restored."""
        self._close_messages_no_wait()

    @property
    def bug(self) -> Exception | None:
        """The exception that ended the app."""
        return self._exception


def _actions(config: Config) -> Sequence[Action]:
    """Return what can be done, with the person's own keys. Raises ConfigError."""
    if not config.keys and not config.macros and config.preset == "default":
        return ACTIONS  # as nearly every start has it
    from qreader.tui.keymap import keymap

    return keymap(config)


def _collect_again() -> None:
    """Switch the collector on, once the list is on the screen; what is there by now stays."""
    gc.freeze()
    gc.enable()


def run_app(library: Library, config: Config) -> int:
    """Show the reader until it is left; return the exit code.

    The terminal is as it was before when this returns or raises. Raises UsageError where there is
    no terminal to read in, and whatever bug ended the app: the command line logs it.
    """
    reason = environment.why_not()
    if reason is not None:
        raise UsageError(reason)
    heap.give_back()
    gc.disable()  # as `__main__` does, for the imports; until the list is on the screen
    app = QReaderApp(library, config)
    code = app.run()
    if app.bug is not None:
        raise app.bug
    return code or 0

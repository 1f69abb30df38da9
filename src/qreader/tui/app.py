"""QReaderApp: the reader as a Textual app; `run_app` is all that the command line needs."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator, Sequence
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
from qreader.tui.terminal import environment, glyphs, inside, signals
from qreader.tui.terminal.filters import Colourless, Linkless
from qreader.tui.terminal.frames import Frames

if TYPE_CHECKING:
    from rich.console import RenderableType

    from qreader.library import Library


class QReaderApp(inside.HookedApp[int]):
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
        self.reader = Reader(library, config, self, _actions(config))
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
        if self.has_mounted:
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

    def copy_codes(self, text: str) -> str:
        """Copy by OSC 52, through tmux and screen, too; do nothing where there is no way."""
        from qreader.tui.terminal import clipboard

        return clipboard.sequence(text, os.environ)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Give the terminal to another program for a while, and ctrl+c, too.

        Raises UsageError where there is none to give: in a browser. What is raised meanwhile is
        raised once the terminal is taken back.
        """
        if not self.can_suspend:
            raise UsageError("No terminal here to run another program in")
        raised: Exception | None = None
        with signals.interrupts_left_alone(), super().suspend():
            try:
                yield
            except Exception as error:  # noqa: BLE001 - Textual would leave the terminal as it is
                raised = error
        if raised is not None:
            raise raised

    # ---- its life

    def on_mount(self) -> None:
        """Take over the signals; say what was wrong with the configuration."""
        self.call_after_refresh(self._begin)
        if not self.is_headless:
            signals.handle_signals(self.exit, self.reader.keep)
        if self.theme_missing:
            self.reader.say(f"No theme is called {self.reader.config.theme!r}", is_error=True)

    def _begin(self) -> None:
        """Go on whatever happens, now that the list is on the screen."""
        self.reader.shown()
        _collect_again()

    # ---- mistakes

    async def on_event(self, event: events.Event) -> None:
        """Read what is typed, or have it wait for what it is about; pass on all else."""
        if isinstance(event, events.InputEvent):
            self.guard.typed()
        if isinstance(event, Typed) and not event.is_forwarded:
            await self.reader.typed(event)
        else:
            await super().on_event(event)

    @property
    def outlives_errors(self) -> bool:
        """Whether there is a screen to say them on: what is raised before ends the start."""
        return self.reader.is_shown

    def survive(self, error: Exception) -> bool:
        """Say an error; return whether there is any going on."""
        is_first = not self.guard.bugs
        sentence = self.guard.sentence(error)
        if sentence is None:
            return False
        self.reader.complain(sentence)
        if is_first and self.guard.bugs:
            self.reader.look_for_damage()
        return True

    # ---- what concerns may use of the terminal

    def write_control(self, control: str) -> None:
        """Write a sequence that draws nothing."""
        inside.write(self, control)

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

    @property
    def tells_of_frames(self) -> bool:
        """Whether the terminal is told where a frame begins and ends."""
        return self.output.synchronized

    def frame_codes(
        self, frame: inside.Frame | None, system: ColorSystem, cursor: tuple[int, int]
    ) -> str | None:
        """Return what turns the screen into this frame; of what is shown already, nothing."""
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
        """Leave in the next turn of the event loop.

        All workers are cancelled then, and one that a key has just started, to write, would not
        have begun.
        """
        leave = partial(super().exit, result, return_code, message)
        asyncio.get_running_loop().call_soon(leave)

    def on_unmount(self) -> None:
        """Keep what is not yet kept; let the threads go."""
        self.reader.close()

    async def action_quit(self) -> None:
        """Leave: what ctrl+q is bound to by Textual."""
        self.exit(0)


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

"""PictureMaker: fetches pictures, and draws them in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import choice
from typing import TYPE_CHECKING, Final

from qreader.tui import themes
from qreader.tui.reading import picture_way
from qreader.tui.reading.draw_picture import PictureJob, draw
from qreader.tui.reading.picture_cells import Painted, painted
from qreader.tui.reading.picture_size import KITTY, Cell
from qreader.tui.terminal import kitty
from qreader.tui.terminal.environment import Detected, multiplexer
from qreader.tui.terminal.inside import color_system

if TYPE_CHECKING:
    from rich.color import ColorSystem

    from qreader.library import Library
    from qreader.process.sandbox import Sandbox
    from qreader.render.figures import Box
    from qreader.tui.desk import Desk, Outside
    from qreader.tui.widgets.article_view import ArticleView

DRAW_SECONDS: Final = 10.0
MEMORY_BYTES: Final = 1_000_000_000
"""The limit of address space for drawing, which is more than the memory in use."""
FIRST_OF_PALETTE: Final = 16
"""The first number whose colour does not depend on the terminal's theme."""


class PictureMaker:
    """Runs on the event loop; threads wait for the network and for the process."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        outside: Outside,
        view: ArticleView,
        *,
        environ: Mapping[str, str],
    ) -> None:
        self._desk = desk
        self._library = library
        self._outside = outside
        self._view = view
        self._environ = environ
        self._sandbox: Sandbox | None = None
        self._can_draw = picture_way.can_draw()
        self._outer: str | None = None
        """The terminal around tmux; None: not known yet."""
        self._numbers: set[int] = set()
        """The numbers of the pictures that the terminal has."""
        self._lost: list[Callable[[], None]] = []
        self._is_waiting_for_losses = False

    # ---- the way

    def way(self, *, asked: bool = False) -> Detected:
        """Return how pictures are drawn now. asked: the person asks for this one."""
        if self._outside.no_color:
            return Detected(picture_way.OFF, "the theme has no colours")
        return self._way_if(self._can_draw, asked=asked)

    @property
    def lacks_extra(self) -> bool:
        """Whether only the extra is missing for drawing pictures."""
        return not self._can_draw and self._way_if(True).name != picture_way.OFF

    def _way_if(self, can_draw: bool, *, asked: bool = False) -> Detected:
        config = self._desk.config
        return picture_way.choose(
            config.images,
            self._environ,
            can_draw=can_draw,
            glyph_setting=config.glyphs,
            outer=self._outer or "",
            asked=asked,
        )

    @property
    def cell(self) -> Cell:
        """The size of a cell."""
        return picture_way.cell_size()

    @property
    def knows_terminal(self) -> bool:
        """Whether it is known what the terminal can draw."""
        return self._outer is not None or multiplexer(self._environ).name != "tmux"

    async def learn_terminal(self) -> None:
        """Find out what the terminal around tmux is."""
        if not self.knows_terminal:
            ask = picture_way.terminal_around_tmux
            self._outer = await self._desk.call(ask, self._environ, lane="terminal")

    # ---- drawing

    async def make(
        self, url: str, feed_url: str, room: Box, *, asked: bool = False, scrolls: bool = False
    ) -> Painted:
        """Return a picture, drawn for a room. Waits for the network. Raises QReaderError.

        asked, scrolls: as in `way` and `fitted`.
        """
        await self.learn_terminal()
        way = self.way(asked=asked).name
        job = PictureJob(url, b"", way, *room, self.cell, self._ground, scrolls)
        system = color_system(self._view.app.console)
        picture = await self._desk.call(self._painted, job, feed_url, system, lane="")
        drawn = picture.drawn
        if way != KITTY or not drawn.pixels:
            return picture
        number = self._number()
        self._watch_losses()
        self._outside.write_control(
            kitty.sent(number, drawn.pixels, drawn.columns, drawn.rows, self._environ)
        )
        return Painted(drawn._replace(pixels=b""), number=number)

    def forget(self, picture: Painted) -> None:
        """Let the terminal forget a picture, too."""
        if picture.number:
            self._numbers.discard(picture.number)
            self._outside.write_control(kitty.forgotten(picture.number, self._environ))

    def _painted(self, job: PictureJob, feed_url: str, system: ColorSystem) -> Painted:
        data = self._library.picture(job.url, feed_url)
        drawn = self._drawing().call(draw, job._replace(data=data), DRAW_SECONDS)
        return Painted(drawn) if job.way == KITTY else painted(drawn, system)

    def _drawing(self) -> Sandbox:
        if self._sandbox is None:
            from qreader.process.sandbox import Sandbox

            self._sandbox = Sandbox(MEMORY_BYTES)
        return self._sandbox

    def _number(self) -> int:
        """Return a number that no other picture in the terminal is likely to have.

        It is sent as a colour, of which tmux may keep 256 only.
        """
        count, _ = themes.colours(self._environ)
        is_exact = count > themes.MANY_COLOURS and multiplexer(self._environ).name == "none"
        numbers = range(256, 1 << 24) if is_exact else range(FIRST_OF_PALETTE, 256)
        number = choice(numbers)  # noqa: S311 - no secret
        while number in self._numbers:
            number = choice(numbers)  # noqa: S311
        self._numbers.add(number)
        return number

    @property
    def _ground(self) -> tuple[int, int, int]:
        colour = self._view.background_colors[1]
        return (0, 0, 0) if colour.ansi is not None else (colour.r, colour.g, colour.b)

    # ---- losses

    def on_loss(self, call: Callable[[], None]) -> None:
        """Call a function whenever the terminal has lost its pictures."""
        self._lost.append(call)

    def _watch_losses(self) -> None:
        """Note when the terminal comes back from another program: its pictures are gone then."""
        if not self._is_waiting_for_losses:
            self._is_waiting_for_losses = True
            self._view.app.app_resume_signal.subscribe(self._view, lambda _: self._tell_losses())

    def _tell_losses(self) -> None:
        self._numbers.clear()
        for call in self._lost:
            call()

    def close(self) -> None:
        """End the drawing process."""
        if self._sandbox is not None:
            self._sandbox.close()

"""LeadPicture: fetches and draws the lead picture of an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from qreader.errors import QReaderError
from qreader.text.blocks import Figure
from qreader.tui import themes
from qreader.tui.reading.draw_picture import BLOCKS, KITTY, Drawn, PictureJob, draw
from qreader.tui.terminal.environment import Detected, multiplexer, remote

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Article
    from qreader.process.sandbox import Sandbox
    from qreader.tui.desk import Desk, Outside
    from qreader.tui.widgets.article_view import ArticleView

MAX_COLUMNS = 60
MAX_ROWS = 16
"""The most lines of a picture, so that some text stays visible."""
DRAW_SECONDS = 10.0
MEMORY_BYTES = 1_000_000_000
"""The limit of address space for drawing, which is more than the memory in use."""


def choose(configured: str, environ: Mapping[str, str], *, can_draw: bool) -> Detected:
    """Return how pictures are drawn: `kitty`, `half-blocks` or `off`.

    Sixel is not used: its pixels are not text, and a box over them would leave holes.
    """
    if configured == "never":
        return Detected("off", "the configuration says so")
    if not can_draw:
        return Detected("off", "qreader[images] is not installed")
    count, _ = themes.colours(environ)
    if count < themes.MANY_COLOURS or environ.get("NO_COLOR"):
        return Detected("off", "pictures need 256 colours")
    if configured == "auto" and remote(environ).name == "yes":
        return Detected("off", 'over SSH a picture takes 20 kB and more; `images = "always"`')
    in_the_way = multiplexer(environ).name != "none"
    term = environ.get("TERM", "")
    is_kitty = "KITTY_WINDOW_ID" in environ or term in {"xterm-kitty", "xterm-ghostty"}
    if is_kitty and not in_the_way and count > themes.MANY_COLOURS:
        return Detected(KITTY, f"TERM is {term}")
    return Detected(BLOCKS, "the terminal has colours enough")


def can_draw() -> bool:
    """Whether `textual-image` is installed."""
    from importlib.util import find_spec

    return find_spec("textual_image") is not None


def address_of(article: Article) -> str | None:
    """Return the address of an article's lead picture: its source's, else the first in its text."""
    from qreader.render.article import article_blocks

    named = article.entry.image
    if named is None:
        figures = (block for block in article_blocks(article) if isinstance(block, Figure))
        named = next((figure.url for figure in figures if figure.url), None)
    return named if named is not None and named.startswith(("http://", "https://")) else None


class LeadPicture:
    """Fetches and draws in threads; shows nothing after a failure."""

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

    def show(self, article: Article) -> None:
        """Show the picture of an article just opened, once it is drawn."""
        url = address_of(article)
        if url is None or self._way() == "off" or self._outside.no_color:
            return
        if self._view.picture_room.width:
            self._desk.start(
                self._show, article, url, group="picture", exclusive=True, lasting=True
            )
        else:  # the first article was opened before its pane was laid out
            self._view.call_after_refresh(
                self._desk.start,
                self._show,
                article,
                url,
                group="picture",
                exclusive=True,
                lasting=True,
            )

    def _way(self) -> str:
        return choose(self._desk.config.images, self._environ, can_draw=can_draw()).name

    async def _show(self, article: Article, url: str) -> None:
        size = self._view.picture_room
        columns, rows = min(MAX_COLUMNS, size.width), min(MAX_ROWS, size.height // 2)
        if columns < 8 or rows < 4:
            return
        wanted = PictureJob(url, b"", self._way(), columns, rows)
        try:
            picture = await self._desk.call(self._drawn, wanted, article.row.feed_url, lane="")
        except QReaderError:
            return  # a missing picture is no error: its caption is there
        shown = self._view.article
        if shown is not None and shown.id == article.id:
            self._outside.write_control(picture.control)
            self._view.show_picture(_segments(picture))

    def _drawn(self, wanted: PictureJob, feed_url: str) -> Drawn:
        data = self._library.picture(wanted.url, feed_url)
        return self._drawing().call(draw, wanted._replace(data=data), DRAW_SECONDS)

    def close(self) -> None:
        """End the drawing process."""
        if self._sandbox is not None:
            self._sandbox.close()

    def _drawing(self) -> Sandbox:
        if self._sandbox is None:
            from qreader.process.sandbox import Sandbox

            self._sandbox = Sandbox(MEMORY_BYTES)
        return self._sandbox


def _segments(picture: Drawn) -> list[list[Segment]]:
    """Return the lines of a picture as segments."""
    return [
        [Segment(text, Style(color=colour, bgcolor=back)) for text, colour, back in line]
        for line in picture.lines
    ]

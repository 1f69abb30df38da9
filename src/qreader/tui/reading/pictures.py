"""Pictures: draws the pictures of the open article in its text, those near the page first."""

from __future__ import annotations

import asyncio
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.render.article import lead_figure
from qreader.render.figures import Box, places_of
from qreader.text.reach import figures
from qreader.tui.reading.large_picture import LargePicture
from qreader.tui.reading.picture_size import Cell, fitted
from qreader.tui.reading.picture_way import INSTALL, OFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.segment import Segment

    from qreader.model import Article
    from qreader.render.wrap import Line, PictureRow
    from qreader.text.blocks import Block, Figure
    from qreader.tui.desk import Desk, Started
    from qreader.tui.reading.picture_cells import Painted
    from qreader.tui.reading.picture_maker import PictureMaker
    from qreader.tui.widgets.article_view import ArticleView

MAX_PICTURES: Final = 60
"""The most pictures of an article that are drawn in its text; `i` shows the others, too."""
MAX_KEPT: Final = 20
"""The most drawn pictures in memory; those far from the page are drawn again when it comes near."""
AT_ONCE: Final = 4
"""Pictures that are fetched at the same time."""
PAGES_AHEAD: Final = 2
"""How far below the page pictures are fetched."""
PAUSE_SECONDS: Final = 0.1
"""The pause before a picture is fetched: who leafs through articles or pages wants none of them."""
EARLY_SECONDS: Final = 2.0
"""How long a picture may move lines that have just come on the screen."""
MAX_SIZES: Final = 5_000
MIN_ROWS: Final = 4


class Pictures:
    """Draws pictures in their places as they are ready. Runs on the event loop.

    The rows of a picture are there from the beginning where its size is known: stated by the page,
    or seen before in this session. Another gets its rows where that moves no text that is being
    read: above or below the page, and on it only shortly after the person moved, below the lines
    that were on the screen before. Until then its caption stands in its place.
    """

    def __init__(self, desk: Desk, view: ArticleView, maker: PictureMaker) -> None:
        self._desk = desk
        self._view = view
        self._maker = maker
        self.large = LargePicture(desk, view, maker)
        self._article: Article | None = None
        self._figures: dict[str, Figure] = {}
        """The pictures that may be drawn, by address."""
        self._lead: dict[str, int] = {}
        """The line of a picture that has no number: the article's own, above its text."""
        self._found: dict[str, int] = {}
        """The lines of the others,"""
        self._placed_in: Sequence[Line] = ()
        """in this layout."""
        self._sizes: dict[str, tuple[int, int]] = {}
        """The pixels of pictures that were drawn in this session."""
        self._shown: set[str] = set()
        """Those that have rows."""
        self._boxes: dict[str, Box] = {}
        """Their rows in the present layout."""
        self._painted: dict[str, tuple[Box, Painted]] = {}
        """What is drawn, and for which room."""
        self._loading: dict[str, Started] = {}
        self._failed: set[str] = set()
        self._came = -inf
        """When the person came to the page."""
        self._settled = 0
        """How many lines at the top of the page were on the screen before."""
        self._page = range(0)
        """The lines that were last on the screen."""
        self._way, self._cell = OFF, Cell()
        self._has_said = False
        """Whether it has said how pictures are drawn."""
        maker.on_loss(self._draw_again)
        view.watch(view, "scroll_y", self._moved, init=False)

    def close(self) -> None:
        """End the drawing process."""
        self._maker.close()

    # ---- for the widget

    def take(self, article: Article | None, blocks: Sequence[Block]) -> None:
        """Take the article that is laid out next."""
        found = () if article is None else _drawable(article, blocks)
        is_same = (
            article is not None and self._article is not None and article.id == self._article.id
        )
        self._article = article
        self._tell_of_extra(found)
        self._way, self._cell = self._maker.way().name, self._maker.cell
        if not self._maker.knows_terminal:
            self._way = OFF
            if found:
                self._desk.start(self._learn, group="terminal", exclusive=True, lasting=True)
        wanted = {one.url: one for one in found if one.url} if self._way != OFF else {}
        if not is_same:
            self._forget(self._painted)
            self._failed.clear()
            self._boxes.clear()
            self._came, self._settled = monotonic(), 0
        elif wanted.keys() != self._figures.keys():  # the text of its page has come
            self._came, self._settled = monotonic(), 0
        self._forget(self._painted.keys() - wanted.keys())
        for url in self._loading.keys() - wanted.keys():
            self._loading.pop(url).cancel()
        lead = lead_figure(article.entry, blocks) if article is not None and wanted else None
        self._figures, self._placed_in = wanted, ()
        self._lead = {lead.url: 0} if lead and lead.url in wanted else {}
        known = {url for url, one in wanted.items() if one.size or url in self._sizes}
        self._shown = {*known, *(self._shown if is_same else ())} & wanted.keys() - self._failed

    def box(self, figure: Figure, width: int) -> Box | None:
        """Return the rows of a picture at most so wide; None: it has none yet."""
        url = figure.url
        if url is None or url not in self._shown:
            return None
        size = figure.size or self._sizes.get(url)
        if size is None:
            return None
        box = fitted(size, Box(width, self._most_rows), self._way, self._cell)
        if box is not None:
            self._boxes[url] = box
        return box

    def row(self, picture: PictureRow) -> Sequence[Segment] | None:
        """Return a row of a picture in its cells; None: it is not drawn yet."""
        box, (_, painted) = self._boxes.get(picture.url), self._painted.get(picture.url, _NOTHING)
        if box is None or painted is None:
            return None
        drawn = painted.drawn
        row = picture.row - (box.rows - drawn.rows) // 2
        if drawn.columns > box.columns or drawn.rows > box.rows or not 0 <= row < drawn.rows:
            return None
        return painted.row(row)

    # ---- what is near the page

    def laid_out(self) -> None:
        """Look for pictures near the page in the new lines."""
        self._page = self._view.visible_lines
        self._look()
        self.large.laid_out()

    def _moved(self) -> None:
        if self._view.large is None and self._figures and self._view.has_moved:
            page = self._view.visible_lines
            self._came, self._settled, self._page = monotonic(), _settled(self._page, page), page
            self._give_rows()
            self._page = self._view.visible_lines
            self._look()

    def _look(self) -> None:
        """Fetch the pictures near the page that are not drawn for their room."""
        if not self._figures or not self._view.shows_article:
            return
        page = self._view.visible_lines
        height = len(page)
        near = [
            (abs(line - page.start), url)
            for url, line in self._places().items()
            if page.start - height <= line < page.stop + PAGES_AHEAD * height
        ]
        for _, url in sorted(near):
            if len(self._loading) >= AT_ONCE:
                break
            room = self._room(url)
            if url not in self._loading and url not in self._failed and self._is_missing(url, room):
                self._loading[url] = self._desk.start(
                    self._load, url, room, group="picture", lasting=True
                )
        far = self._painted.keys() - {url for _, url in near}
        if len(self._painted) > MAX_KEPT:
            self._forget(far)

    def _room(self, url: str) -> Box:
        widest = Box(self._view.text_room.width, self._most_rows)
        return self._boxes.get(url, widest) if url in self._shown else widest

    def _is_missing(self, url: str, room: Box) -> bool:
        made_for, painted = self._painted.get(url, _NOTHING)
        if painted is None or made_for == room:
            return painted is None
        return (painted.drawn.columns, painted.drawn.rows) != room

    @property
    def _most_rows(self) -> int:
        """The most rows of a picture in the text, so that some text stays visible."""
        return max(MIN_ROWS, self._view.text_room.height * 2 // 3)

    def _places(self) -> dict[str, int]:
        """Return the first line of each picture, or that of its number."""
        lines = self._view.lines
        if lines is not self._placed_in:  # once a layout, not at every move
            self._placed_in, self._found = lines, places_of(lines, self._figures)
        return {**self._lead, **self._found}

    # ---- drawing

    async def _learn(self) -> None:
        await self._maker.learn_terminal()
        if self._article is not None and self._maker.knows_terminal:
            self.take(self._article, self._view.blocks)
            self._view.lay_out_again()

    async def _load(self, url: str, room: Box) -> None:
        article = self._article
        if article is None:
            return
        await asyncio.sleep(PAUSE_SECONDS)
        try:
            painted = await self._maker.make(url, article.row.feed_url, room)
        except QReaderError:
            self._failed.add(url)  # no message: its caption is there
        else:
            self._take_painted(url, room, painted)
        self._loading.pop(url, None)
        self._give_rows()
        self._look()

    def _take_painted(self, url: str, room: Box, painted: Painted) -> None:
        self._sizes[url] = painted.drawn.size
        if len(self._sizes) > MAX_SIZES:
            del self._sizes[next(iter(self._sizes))]
        if not painted.drawn.rows:
            self._failed.add(url)  # too small
            return
        self._forget({url} & self._painted.keys())
        self._painted[url] = (room, painted)
        if url in self._shown:
            self._view.repaint_picture(url)

    def _give_rows(self) -> None:
        """Give pictures their rows, and take those of failed ones, where no text moves."""
        changed = {url for url in self._painted if url not in self._shown}
        changed |= self._failed & self._shown
        if not changed or not self._view.shows_article:
            return
        page, places = self._page, self._places()
        is_early = monotonic() - self._came < EARLY_SECONDS
        settled = range(page.start, page.start + self._settled) if is_early else page
        now = {url for url in changed if self._is_free(places.get(url, -1), page, settled)}
        if now:
            self._shown ^= now
            self._view.lay_out_again()

    @staticmethod
    def _is_free(line: int, page: range, settled: range) -> bool:
        """Whether rows may come or go at a line: that moves no settled line of the page."""
        return line not in page or line >= settled.stop

    def _forget(self, urls: Iterable[str]) -> None:
        for url in list(urls):
            self._maker.forget(self._painted.pop(url)[1])

    def _draw_again(self) -> None:
        """Draw all pictures again: the terminal has lost them."""
        self._painted.clear()
        self._look()

    def _tell_of_extra(self, found: Sequence[Figure]) -> None:
        """Say once how pictures are drawn."""
        if found and not self._has_said and self._maker.lacks_extra:
            self._has_said = True
            self._desk.say(INSTALL)


_NOTHING: Final = (Box(0, 0), None)


def _settled(before: range, page: range) -> int:
    """Return how many lines at the top of a page must stay after a move; one may be anywhere."""
    overlap = range(max(before.start, page.start), min(before.stop, page.stop))
    if len(overlap) <= 1:
        return 0
    return overlap.stop - page.start


def _drawable(article: Article, blocks: Sequence[Block]) -> list[Figure]:
    """Return the first pictures of an article that have an address on the web."""
    lead = lead_figure(article.entry, blocks)
    found: list[Figure] = [lead] if lead else []
    for figure in figures(blocks):
        if len(found) >= MAX_PICTURES:
            break
        if figure.url and figure.url.startswith(("http://", "https://")):
            found.append(figure)
    return found

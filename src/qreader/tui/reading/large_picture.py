"""LargePicture: shows one picture of the article in all of its pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.render.article import lead_figure
from qreader.render.figures import Box, caption_lines, centred, picture_rows, places_of
from qreader.render.wrap import Line, Rendered, Run, Runs
from qreader.text.reach import figures
from qreader.text.safe import safe_line
from qreader.tui.reading.picture_way import INSTALL, OFF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.segment import Segment
    from textual.geometry import Size

    from qreader.render.wrap import PictureRow
    from qreader.text.blocks import Figure
    from qreader.tui.desk import Desk
    from qreader.tui.reading.picture_cells import Painted
    from qreader.tui.reading.picture_maker import PictureMaker
    from qreader.tui.widgets.article_view import ArticleView

MAX_CAPTION_PART: Final = 3
"""The caption takes at most one in so many rows of the pane."""
MAX_ERROR: Final = 120


class LargePicture:
    """Shows a picture instead of the article, as the widget's `large`. Runs on the event loop."""

    def __init__(self, desk: Desk, view: ArticleView, maker: PictureMaker) -> None:
        self._desk = desk
        self._view = view
        self._maker = maker
        self._at = 0
        """Which of the article's pictures is shown."""
        self._figure: Figure | None = None
        self._painted: Painted | None = None
        self._room = Box(0, 0)
        self._made_for: Box | None = None
        self._says = ""
        """What stands in the picture's place."""
        maker.on_loss(self._draw_again)

    @property
    def is_open(self) -> bool:
        """Whether a picture is shown."""
        return self._view.large is not None

    @property
    def figure(self) -> Figure | None:
        """The picture that is shown; None: the article is."""
        return self._figure if self.is_open else None

    def show_next(self, count: int | None) -> None:
        """Show the next picture, or the n-th; after the last one, the article again."""
        found = self._all()
        refusal = self._refusal(found, count)
        if refusal:
            self._desk.say(refusal)
            return
        if count is not None:
            at = count - 1
        elif self.is_open:
            at = self._at + 1
        else:
            at = self._first_below(found)
        if at >= len(found):
            self.end()
            self._desk.say("That was the last picture")
            return
        self._forget()
        self._at, self._figure = at, found[at]
        self._says = "Fetching the picture …"
        self._desk.say(f"Picture {at + 1} of {len(found)}")
        self._view.show_large(self)

    def toggle(self, url: str) -> None:
        """Show this picture, or the article again."""
        urls = [one.url for one in self._all()]
        if self.is_open:
            self.end()
        elif url in urls:
            self.show_next(urls.index(url) + 1)

    def end(self) -> None:
        """Show the article again, at its reading position."""
        if self.is_open:
            self._forget()
            self._view.show_large(None)

    def _refusal(self, found: Sequence[Figure], count: int | None) -> str:
        """Return why no picture is shown; "": one can be."""
        if not found:
            return "No pictures in this article"
        if count is not None and count > len(found):
            return f"The article has {len(found)} pictures" if len(found) > 1 else "One picture"
        way = self._maker.way(asked=True)
        if way.name != OFF:
            return ""
        if self._maker.lacks_extra:
            return INSTALL
        return f"Pictures are off: {way.reason}"

    def _all(self) -> list[Figure]:
        article = self._view.article
        if article is None:
            return []
        lead = lead_figure(article.entry, self._view.blocks)
        found = [one for one in figures(self._view.blocks) if one.url]
        return [lead, *found] if lead else found

    def _first_below(self, found: Sequence[Figure]) -> int:
        """Return the first picture on the page or below it."""
        places = places_of(self._view.lines, (one.url for one in found if one.url))
        top = self._view.visible_lines.start
        below = (at for at, one in enumerate(found) if places.get(one.url or "", -1) >= top)
        return next(below, 0)

    # ---- for the widget

    def lines(self, size: Size) -> Rendered:
        """Return the rows of the picture and its caption, in the middle of a pane."""
        figure = self._figure
        if figure is None or figure.url is None:
            return Rendered(())
        links: dict[str, int] = {}
        caption = caption_lines(figure, size.width, "", links)
        caption = caption[: max(1, size.height // MAX_CAPTION_PART)]
        self._room = Box(size.width, max(1, size.height - len(caption)))
        if self._painted is not None:
            drawn = self._painted.drawn
            box = Box(min(drawn.columns, size.width), drawn.rows)
            rows = picture_rows(figure.url, box, size.width)
        else:
            rows = [centred([Run(self._says, "caption")], size.width)]
        above = max(0, (size.height - len(rows) - len(caption)) // 2)
        lines: list[Runs] = [*([] for _ in range(above)), *rows, *caption]
        return Rendered(tuple(Line(tuple(runs), 0) for runs in lines), tuple(links))

    def row(self, picture: PictureRow) -> Sequence[Segment] | None:
        """Return a row of the picture in its cells."""
        return None if self._painted is None else self._painted.row(picture.row)

    def laid_out(self) -> None:
        """Draw the picture for the room that it has now."""
        figure, article, room = self._figure, self._view.article, self._room
        if self.is_open and figure is not None and article is not None and self._made_for != room:
            self._made_for = room
            self._desk.start(
                self._load, figure, article.row.feed_url, room,
                group="large picture", exclusive=True, lasting=True,
            )  # fmt: skip

    async def _load(self, figure: Figure, feed_url: str, room: Box) -> None:
        if figure.url is None:
            return
        try:
            painted = await self._maker.make(figure.url, feed_url, room, asked=True, scrolls=True)
        except QReaderError as error:
            self._says = f"This picture cannot be shown: {safe_line(str(error), MAX_ERROR)}"
        else:
            self._forget()
            self._made_for = room
            self._painted = painted
            if not painted.drawn.rows:
                self._painted, self._says = None, "This picture is too small to be drawn"
        if self.is_open and self._figure is figure:
            self._view.lay_out_again()
        elif self._painted is not None:
            self._forget()

    def _forget(self) -> None:
        if self._painted is not None:
            self._maker.forget(self._painted)
        self._painted = self._made_for = None

    def _draw_again(self) -> None:
        """Draw the picture again: the terminal has lost it."""
        self._made_for = None
        self.laid_out()

"""ArticleView: shows one article; draws only the visible lines, without animation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from qreader.model import Article, Place
from qreader.render.article import article_blocks, render_article
from qreader.render.cells import wrap
from qreader.render.foot import Section, with_foot
from qreader.render.place import how_far, line_of, place_of
from qreader.render.wrap import Line, PictureRow, Rendered, Run
from qreader.text.blocks import Block, Code
from qreader.text.html import blocks as html_blocks
from qreader.text.plain import minutes as minutes_of
from qreader.tui.layout import MARGIN
from qreader.tui.widgets.article_looks import ArticleLooks
from qreader.tui.widgets.paged_view import PagedView
from qreader.tui.widgets.paint import Paint, painted
from qreader.tui.widgets.text_selection import TextSelection

if TYPE_CHECKING:
    from qreader.model import Answer
    from qreader.render.code import Tint
    from qreader.text.changes import Changes
    from qreader.tui.widgets.picture_source import LargeSource, PictureSource

DOUBLE = 2
"""The clicks of a double click."""
DEFAULT_TEXT_WIDTH = 76
"""The default length of a line in cells; much longer and much shorter ones are hard to read."""
MIN_HEIGHT_FOR_AIR = 18
"""The least lines of a pane for an empty one above the title."""
_EMPTY = (
    ("Nothing open", "strong"),
    ("Choose an article in the list and press enter.", "empty"),
)


class ArticleView(PagedView, can_focus=True, inherit_bindings=False):
    """The reading pane: a column of text, centred."""

    class LinkClicked(Message):
        """A link of the text was clicked."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url

    class Selected(Message):
        """A text was selected with the mouse, or by keys."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class PictureClicked(Message):
        """A drawn picture was clicked."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url

    class LaidOut(Message):
        """The lines changed: by another article, or another width."""

    class EndSeen(Message):
        """The last line of the text became visible."""

    class Moved(Message):
        """Another part of the text is visible; posted at a new layout, too."""

        def __init__(self, progress: str) -> None:
            super().__init__()
            self.progress = progress
            """How far the reader is, in words."""

    def __init__(
        self,
        *,
        text_width: int = DEFAULT_TEXT_WIDTH,
        date_format: str = "",
        key: Callable[[str], str] = ":{}".format,
        id: str | None = None,
    ) -> None:
        """key: returns the key of an action, by its name."""
        super().__init__(id=id)
        self._key = key
        self.article: Article | None = None
        self.changes: Changes | None = None
        """The changes that are shown instead of the article."""
        self.answer: Answer | None = None
        """What a program answered, which is shown instead of the article."""
        self._answer_blocks: tuple[Block, ...] = ()
        self._left_at: Place | None = None
        """The reading position in the article to return to after its changes."""
        self._text_width = text_width
        self._date_format = date_format
        self._now: datetime | None = None
        self.blocks: tuple[Block, ...] = ()
        """The text of the article."""
        self._tints: Mapping[Code, Sequence[Tint]] = {}
        self._rendered = Rendered(())
        self._rendered_width = 0
        self._is_roomy = False
        self._text_lines = 0
        """How many lines stand above the foot."""
        self._sections: dict[str, Section] = {}
        """What others show below the links of this article, by name."""
        self.pictures: PictureSource | None = None
        """What draws the pictures of the text; None: nothing does."""
        self.large: LargeSource | None = None
        """What shows a picture instead of the article."""
        self._laid_out_at: Place | None = None
        """The position to keep at the top since the layout, or once there is a width."""
        self._moved_to: int | None = None
        """The top line after a move since then; None: no move."""
        self._strips: dict[int, Strip] = {}
        self._look = ArticleLooks(self)
        self._layers: dict[str, Mapping[int, Sequence[Paint]]] = {}
        self.selection = TextSelection(self)
        self._was_dragged = False
        """Whether the mouse button selected a text since it was pressed: that is no click."""

    # ---- content

    def show(self, article: Article | None, now: datetime, place: Place | None = None) -> None:
        """Open an article at a place; None: no article. now: the time that dates relate to.

        The same article again, changed or not, keeps its reading position.
        """
        same = article is not None and self.article is not None and article.id == self.article.id
        if same:
            place = self.article_place
        else:
            self._sections, self._tints = {}, {}
        self.changes = self.large = self.answer = None
        self.article, self._now = article, now
        self.blocks = article_blocks(article) if article else ()
        if self.pictures is not None:
            self.pictures.take(article, self.blocks)
        self._lay_out(place)

    def show_changes(self, changes: Changes | None, now: datetime) -> None:
        """Show the changes of the article; None: the article again, at its reading position."""
        if changes is self.changes:
            return
        self._left_at = self.article_place
        self.changes, self.large, self.answer, self._now = changes, None, None, now
        self._lay_out(None if changes is not None else self._left_at)

    def show_answer(self, answer: Answer | None, now: datetime) -> None:
        """Show a program's answer; None: the article again, at its reading position."""
        self._left_at = self.article_place
        self.changes, self.large, self.answer, self._now = None, None, answer, now
        self._answer_blocks = html_blocks(answer.html, None) if answer is not None else ()
        self._lay_out(None if answer is not None else self._left_at)

    def show_large(self, large: LargeSource | None) -> None:
        """Show a picture in all of the pane; None: the article again, at its reading position."""
        if self.shows_article:
            self._left_at = self.place
        self.changes, self.large, self.answer = None, large, None
        self._lay_out(None if large is not None else self._left_at)

    def lay_out_again(self) -> None:
        """Lay the lines out again; the reading position stays."""
        self._lay_out(self.place)

    def repaint_picture(self, url: str) -> None:
        """Draw the rows of a picture again."""
        for number, line in enumerate(self._rendered.lines):
            if any(run.picture and run.picture.url == url for run in line.runs):
                self._repaint_line(number)

    def show_tints(self, tints: Mapping[Code, Sequence[Tint]]) -> None:
        """Give the code of the text its colours, which change no character."""
        self._tints = tints
        if self.shows_article:
            self._render_lines()
            self._strips.clear()
            self.refresh()

    def show_below(self, name: str, section: Section | None) -> None:
        """Show a section below the links of the article, which is open until the next; None: none.

        The reading position stays.
        """
        if section is not None:
            self._sections[name] = section
        elif self._sections.pop(name, None) is None:
            return
        if self.shows_article and self._text_lines:
            self._add_foot()
            for number in [at for at in self._strips if at >= self._text_lines]:
                del self._strips[number]
            self.virtual_size = Size(0, len(self._rendered.lines))
            if self.scroll_offset.y > self.last_top:  # what is gone had been scrolled to
                self.scroll_to(y=self.last_top, animate=False, force=True, immediate=True)
            self.refresh()

    @property
    def is_laid_out(self) -> bool:
        """Whether its lines are laid out, which needs a width."""
        return self.article is None or bool(self._rendered_width)

    @property
    def shows_article(self) -> bool:
        """Whether it shows the article: no changes, no answer and no single picture."""
        return self.changes is None and self.large is None and self.answer is None

    @property
    def has_moved(self) -> bool:
        """Whether the person has moved since the last layout."""
        return self._moved_to is not None

    @property
    def text_room(self) -> Size:
        """The width of the text, and the height of the pane."""
        return Size(self._column_width, self.room.height)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of the numbered links; the first is [1]."""
        return self._rendered.links

    @property
    def lines(self) -> Sequence[Line]:
        """All lines of the present layout."""
        return self._rendered.lines

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return len(self._rendered.lines)

    @property
    def text_lines(self) -> tuple[Line, ...]:
        """The lines of title, facts and text, without the foot."""
        return self._rendered.lines[: self._text_lines]

    @property
    def at_end(self) -> bool:
        """Whether the last line of the text is visible; a part of the foot may not be."""
        return self.scroll_offset.y + self.room.height >= self._text_lines

    @property
    def position(self) -> float:
        """The reading position from 0 to 1, which is the end of the text."""
        last_top = max(0, self._text_lines - self.room.height)
        return min(1.0, self.scroll_offset.y / last_top) if last_top else 1.0

    @property
    def progress(self) -> str:
        """How far the reader is, in words: `42% · 6 min left`; "" where there is no text."""
        if self.article is None or not self._rendered.lines:
            return ""
        top = self.scroll_offset.y
        minutes = self.article.minutes if self.answer is None else minutes_of(self.answer.text)
        return how_far(top + self.room.height, self._text_lines, minutes, is_at_top=not top)

    # ---- moving

    @property
    def text_columns(self) -> int:
        """The width of the text in cells."""
        return self._rendered_width

    @property
    def place(self) -> Place | None:
        """The position at the top of the screen; None at the top of the text.

        Until the person moves, it is the position from before the last resize: near the end of the
        text and within a paragraph, another line may be at the top meanwhile.
        """
        if self._moved_to is None:
            return self._laid_out_at
        return place_of(self._rendered.lines, self._moved_to)

    @property
    def article_place(self) -> Place | None:
        """The position in the article, also while something else is shown."""
        return self.place if self.shows_article else self._left_at

    def go_to_place(self, place: Place | None) -> None:
        """Scroll a position to the top of the screen."""
        self.scroll_to_line(line_of(self._rendered.lines, place) if place else 0)

    def will_move(self, line: int) -> None:
        """Note the line: what watches the scrolling asks whether the person moved."""
        self._moved_to = line

    def moved(self) -> None:
        """Tell how far the reader is now."""
        self.post_message(self.Moved(self.progress))
        self._look_for_end()

    def _look_for_end(self) -> None:
        is_seen = self.at_end and not self.is_hidden
        if is_seen and self._rendered.lines and self.shows_article:
            self.post_message(self.EndSeen())

    # ---- laying out

    def laid_out(self, before: Size, size: Size, virtual_size: Size, room: Size) -> None:
        """Wrap the text for a new width before the frame of that layout, not after it.

        Else the frame that opens an article would show an empty pane.
        """
        super().laid_out(before, size, virtual_size, room)
        if size and self._is_outdated:
            self._lay_out(self.place)

    @property
    def _is_outdated(self) -> bool:
        """Whether the lines are those of another width or height."""
        return (self._column_width, self._is_high) != (self._rendered_width, self._is_roomy)

    def on_resize(self) -> None:
        """Wrap the text for the new width, and keep the position at the top."""
        if self._is_outdated:
            self._lay_out(self.place)
        else:
            self._stay_at(self.place)
            self.post_message(self.Moved(self.progress))
            self._look_for_end()

    def set_text_width(self, columns: int) -> None:
        """Wrap the text for a new greatest width."""
        self._text_width = columns
        self.on_resize()

    def set_date_format(self, date_format: str) -> None:
        """Show dates in another form."""
        self._date_format = date_format
        self._lay_out(self.place)

    def notify_style_update(self) -> None:
        """Forget the styles: the theme changed."""
        super().notify_style_update()
        self._look.forget()
        self._strips.clear()

    @property
    def _column_width(self) -> int:
        """The width of the text, or of a single picture; 0 before the pane was shown."""
        width = self.room.width
        if self.large is not None:
            return width
        return min(self._text_width, max(1, width - 2 * MARGIN)) if width else 0

    @property
    def _is_high(self) -> bool:
        """Whether there is room for an empty line above the title."""
        return self.room.height >= MIN_HEIGHT_FOR_AIR

    def _lay_out(self, place: Place | None) -> None:
        self._laid_out_at, self._moved_to = place, None
        self._rendered_width, self._is_roomy = self._column_width, self._is_high
        self._render_lines()
        self._strips.clear()
        self._layers.clear()
        lines = self._rendered.lines
        self.virtual_size = Size(0, len(lines))
        self._stay_at(place)
        self.refresh()
        self.post_message(self.LaidOut())
        self.post_message(self.Moved(self.progress))
        self._look_for_end()

    def _render_lines(self) -> None:
        """Make the lines of the article, or of its changes, for the present width."""
        if self.article is None or self._now is None or not self._rendered_width:
            self._rendered = Rendered(())
        elif self.changes is not None:
            from qreader.render.changes import render_changes  # 12 ms, seldom needed

            rendered = render_changes(
                self.changes, self._rendered_width, self._now, marked=self.app.no_color
            )
            air = [Line((), -1)] if self._is_roomy else []
            self._rendered = replace(rendered, lines=(*air, *rendered.lines))
        elif self.answer is not None:
            from qreader.render.answer import render_answer  # seldom needed

            self._rendered = render_answer(
                self.article, self.answer, self._answer_blocks, self._rendered_width, self._now,
                is_roomy=self._is_roomy,
            )  # fmt: skip
        elif self.large is not None:
            self._rendered = self.large.lines(self.room)
        else:
            self._rendered = render_article(
                self.article,
                self.blocks,
                self._rendered_width,
                self._now,
                self.pictures.box if self.pictures is not None else None,
                tints=lambda code: self._tints.get(code, ()),
                key=self._key,
                date_format=self._date_format,
                is_roomy=self._is_roomy,
            )
        self._text_lines = len(self._rendered.lines)
        self._add_foot()

    def _add_foot(self) -> None:
        """Put what stands below the text there."""
        if self._text_lines and self.article is not None and self.shows_article:
            above = replace(self._rendered, lines=self.text_lines)
            width, others = self._rendered_width, self._sections.values()
            self._rendered = with_foot(above, self.article, width, key=self._key, others=others)

    def _stay_at(self, place: Place | None) -> None:
        """Keep a position at the top of the screen, as far as the end of the text allows."""
        top = min(line_of(self._rendered.lines, place) if place else 0, self.last_top)
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    # ---- drawing

    def paint(self, layer: str, paints: Mapping[int, Sequence[Paint]]) -> None:
        """Replace the paints of a layer, by line numbers."""
        before = self._layers.get(layer, {})
        self._layers[layer] = paints
        for number in before.keys() | paints.keys():
            if before.get(number) != paints.get(number):
                self._repaint_line(number)

    def _repaint_line(self, number: int) -> None:
        self._strips.pop(number, None)
        visible = self.visible_lines
        if number in visible:
            self.refresh(Region(0, number - visible.start, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw a line of the screen."""
        width = self.size.width
        if self.article is None:
            return self._empty_line(y, width)
        number = y + self.scroll_offset.y
        if number >= len(self._rendered.lines):
            return Strip.blank(width, self._look(""))
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            strip = self._strips[number] = self._drawn(number, width)
        return strip

    def _drawn(self, number: int, width: int) -> Strip:
        line, margin = self._rendered.lines[number], self._margin
        segments = [Segment(" " * margin, self._look(""))] if margin and line.runs else []
        for run in line.runs:
            segments += self._picture_row(run.picture, len(run.text)) if run.picture else ()
            if not run.picture:
                segments.append(Segment(run.text, self._look(run.style, run.url)))
        strip = Strip(segments).adjust_cell_length(width, self._look(""))
        for layer in self._layers.values():
            for paint in layer.get(number, ()):
                strip = painted(strip, margin, paint, line.text, self._look(paint.look))
        # neighbours of one style are joined: each change of style is 20 bytes on the wire
        return strip.simplify()

    def _picture_row(self, picture: PictureRow, columns: int) -> list[Segment]:
        """Return a row of a picture, in the middle of its columns."""
        source = self.large or self.pictures
        drawn = source.row(picture) if source is not None else None
        if drawn is None:
            return [Segment(" " * columns, self._look("picture"))]
        spare = columns - sum(segment.cell_length for segment in drawn)
        left, right = (Segment(" " * part, self._look("")) for part in (spare // 2, -(-spare // 2)))
        return [left, *drawn, right]

    @property
    def _margin(self) -> int:
        return max(0, (self.size.width - self._rendered_width) // 2)

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = [(text, look) for said, look in _EMPTY for text in wrap(said, width - 2, 4)]
        first = max(0, (self.size.height - len(lines)) // 2)
        if not first <= y < first + len(lines):
            return Strip.blank(width, self._look(""))
        text, look = lines[y - first]
        segments = [
            Segment(" " * ((width - cell_len(text)) // 2), self._look("")),
            Segment(text, self._look(look)),
        ]
        return Strip(segments).adjust_cell_length(width, self._look("")).simplify()

    # ---- the mouse

    def on_click(self, event: events.Click) -> None:
        """Post which link was clicked; a second click selects the word."""
        if self._was_dragged:
            return
        cells, number = self._place_of(event)
        run = self._run_at(cells, number)
        if run is not None and run.picture is not None:
            event.stop()
            self.post_message(self.PictureClicked(run.picture.url))
        elif run is not None and run.url:
            event.stop()
            self.post_message(self.LinkClicked(run.url))
        elif event.chain == DOUBLE:
            self.post_selected(self.selection.take_word(cells, number))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a selection; the mouse may leave the pane meanwhile."""
        self._was_dragged = False
        self.selection.press(*self._place_of(event))
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to the mouse, while its button is pressed."""
        if event.button and self.selection.is_begun:
            self._was_dragged = True
            self.selection.drag(*self._place_of(event))

    def on_mouse_up(self) -> None:
        """Post the selected text."""
        self.release_mouse()
        self.post_selected(self.selection.release())

    def post_selected(self, text: str) -> None:
        """Post a selected text."""
        if text.strip():
            self.post_message(self.Selected(text))

    def _place_of(self, event: events.MouseEvent) -> tuple[int, int]:
        """Return the cell of the text's column, and the number of the line."""
        return event.x - self._margin, event.y + self.scroll_offset.y

    def _run_at(self, x: int, number: int) -> Run | None:
        if not 0 <= number < len(self._rendered.lines) or x < 0:
            return None
        for run in self._rendered.lines[number].runs:
            x -= cell_len(run.text)
            if x < 0:
                return run
        return None

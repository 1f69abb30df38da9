"""TodayList: the first screen: what several sources tell, what rises, and what only one has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events

from qreader.tui import today_lines
from qreader.tui.signs import SIGNS
from qreader.tui.today_lines import Line
from qreader.tui.today_rows import CAN_SELECT, Content, Part, TodayRow, rows_of
from qreader.tui.widgets.row_list import BAR, MARGIN, RowList

if TYPE_CHECKING:
    from qreader.model import Row
    from qreader.tui.columns import Part as LinePart


class Keys(NamedTuple):
    """The keys that its lines name."""

    all: str = "gt"
    catch_up: str = "gc"
    read_on: str = "space"


class TodayList(RowList):
    """Stories and articles in the order in which they are read, with what rises between them."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.content: Content | None = None
        self.is_whole = False
        """Whether all stories and articles are shown, however many."""
        self.term = 0
        """The chosen one of the rising terms."""
        self.keys = Keys()
        self.signs = SIGNS
        self.empty: Sequence[str] = ()
        self.rows: Sequence[TodayRow] = ()
        self._now = datetime.min.replace(tzinfo=UTC)

    # ---- calls of the owner

    def show(self, content: Content, now: datetime, *, is_whole: bool = False) -> None:
        """Show it; the cursor stays on its story or article."""
        here = self.here
        self.content, self._now, self.is_whole = content, now, is_whole
        self.term = max(0, min(self.term, len(content.page.rising) - 1))
        self._lay_rows()
        self.rows_changed(self._row_of(here))

    def put(self, content: Content) -> None:
        """Show other marks of the same stories and articles: of visible rows that changed."""
        before, self.content = self.content, content
        for row in self.visible_rows():
            if before is None or self._said(before, row) != self._said(content, row):
                self.refresh_row(row)

    def _said(self, content: Content, row: int) -> object:
        one = self.rows[row]
        if one.part is Part.STORY:
            return content.stories[one.number]
        return content.articles[one.number] if one.part is Part.ARTICLE else content.week

    def move_to_row(self, row: TodayRow) -> None:
        """Move the cursor to a story or an article; show all of it where that one is not shown."""
        if row not in self.rows and self.content is not None:
            self.show(self.content, self._now, is_whole=True)
        self.move_to(self._row_of(row))

    # ---- queries

    @property
    def here(self) -> TodayRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def current(self) -> Row | None:
        """The article that the row under the cursor names."""
        here, content = self.here, self.content
        if here is None or content is None:
            return None
        if here.part is Part.STORY:
            return content.stories[here.number].row
        return content.articles[here.number].row if here.part is Part.ARTICLE else None

    def _row_of(self, wanted: TodayRow | None) -> int:
        """Return the place of a row, else of the first that can be selected."""
        places = [(row.part, row.number) for row in self.rows]
        if wanted is not None and (wanted.part, wanted.number) in places:
            place = places.index((wanted.part, wanted.number))
            if self.can_select(place):
                return place
        return self._nearest(0, down=True)

    @property
    def is_at_top(self) -> bool:
        """Whether the cursor is on the first row."""
        return self.cursor <= self._nearest(0, down=True) and not self.scroll_offset.y

    # ---- rows

    def _lay_rows(self) -> None:
        content = self.content
        height = self.room.height or self.app.size.height
        self.rows = [] if content is None else rows_of(content, height, is_whole=self.is_whole)
        self.lay_out_again()

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def empty_lines(self) -> Sequence[str]:
        """The lines while nothing is known."""
        return self.empty

    def lines_of(self, row: int, *, under_cursor: bool) -> int:
        """Return the lines of a row, blank ones included."""
        return self.rows[row].lines

    def can_select(self, row: int) -> bool:
        """Whether the cursor may be on a row."""
        return 0 <= row < len(self.rows) and self.rows[row].part in CAN_SELECT

    def on_resize(self) -> None:
        """Show as many rows as fit now."""
        here = self.here
        self._lay_rows()
        self.cursor = self._row_of(here)
        super().on_resize()
        self.post_message(self.Changed(self))  # the footer says of how many rows this is one

    # ---- the rising terms

    def step_term(self, step: int) -> bool:
        """Choose the next one of the rising terms, or the one before; return whether there is."""
        term = max(0, min(self.term + step, len(self._terms) - 1))
        is_other = term != self.term
        if is_other:
            self.term = term
            self.refresh_row(self.cursor)
        return is_other

    @property
    def _terms(self) -> Sequence[tuple[str, str]]:
        """The terms that are shown."""
        page = self.content.page if self.content is not None else None
        return today_lines.terms_of(page, max(1, self.size.width - MARGIN)) if page else ()

    # ---- drawing

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a line of a row: a blank one, or what it says."""
        one, content = self.rows[row], self.content
        line -= one.above
        if content is None or not 0 <= line < (2 if one.part is Part.STORY else 1):
            return [Segment(" " * width, self.look("row--plain"))]
        said = self._said_in(row, one, content, line, width)
        lit = [Segment(part.text, self.look(part.look, row=row)) for part in said.lit]
        unlit = [self._unlit(part) for part in said.unlit]
        if one.part not in CAN_SELECT:
            return lit
        if line:
            look = "row--accent" if self.is_active else "row--dim"
            bar = Segment(BAR if row == self.cursor else " ", self.look(look))
        else:
            bar = self.bar(row, said.lit[0].look)
        used = sum(segment.cell_length for segment in (*lit, *unlit))
        return [bar, *lit, *unlit, Segment(" " * (width - 1 - used), self.look("row--dim"))]

    def _said_in(self, row: int, one: TodayRow, content: Content, line: int, width: int) -> Line:
        page, now, signs = content.page, self._now, self.signs
        if one.part is Part.STORY:
            draw = today_lines.below_story if line else today_lines.story_line
            return draw(content.stories[one.number], width, now, signs)
        if one.part is Part.ARTICLE:
            return today_lines.article_line(content.articles[one.number], width, now, signs)
        if one.part is Part.RISING:
            chosen = self.term if row == self.cursor else None
            return today_lines.rising_line(today_lines.terms_of(page, width), chosen)
        if one.part is Part.CATCH_UP:
            return today_lines.catch_up_line(page, content.week, self.keys.catch_up, width)
        if one.part is Part.ALONE:
            return Line(today_lines.alone_heading(page, self.keys.read_on, width))
        shown = sum(row.part is Part.STORY for row in self.rows)
        return Line(today_lines.stories_heading(shown, page, self.keys.all, width))

    def _unlit(self, part: LinePart) -> Segment:
        style = self.look(part.look)
        if part.look == "row--accent":  # the chosen term: it is told apart without colours, too
            style += Style(underline=True)
        return Segment(part.text, style)

    # ---- the mouse

    def on_click(self, event: events.Click) -> None:
        """Choose the rising term under the mouse."""
        row = self.row_at(event.y)
        if row >= 0 and self.rows[row].part is Part.RISING:
            self.term = today_lines.term_at(self._terms, event.x) or 0
        super().on_click(event)

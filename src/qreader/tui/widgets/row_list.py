"""RowList: a list that draws only the visible lines, for any number of rows.

Its place is the row at its top, not a line: `scroll_offset.y` is a number of rows, and lines are
laid out from there for the screen alone (`row_places`).

A cursor move redraws the changed lines only. At an edge the list scrolls by half a page, so that
over a slow connection a held key costs a page now and then, not at every row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip

from qreader.render.cells import fit, wrap
from qreader.tui.row_places import HEADING, Place, away, ends_in, in_sight, laid_out, top_for
from qreader.tui.widgets.line_view import LineView
from qreader.tui.widgets.looks import Looks

BAR = "▌"
"""The mark of the cursor's row, which is visible without colours."""
WHEEL_LINES = 2
"""The lines that one step of the mouse wheel scrolls."""
MARGIN = 1
"""The cells at the right edge that a cursor move does not redraw, so that the rule beside stays;
without one, lines are drawn whole, which the terminal can move."""


class RowList(LineView):
    """Rows with a cursor. Subclasses state their number and height, and draw single lines.

    It never takes Textual's focus, since each change of focus redraws the whole screen. The screen
    reads the keys, and `set_active` marks the list that they go to.
    """

    opens_at_once = False
    """Whether one click chooses a row; else it takes a second one, on the row under the cursor."""
    can_drag = False
    """Whether rows can be dragged onto others."""

    LOOKS: Final = {
        "row--strong": "bold $foreground",
        "row--plain": "$read",
        "row--dim": "$note",
        "row--accent": "$accent",
        "row--unread": "$unread",
        "row--kept": "$kept",
        "row--story": "$story",
        "row--changed": "$added",
        "row--hit": "bold underline $accent",
        "row--error": "bold $text-error",
        "row--cursor": "on $cursor",
        "row--cursor-away": "on $cursor-away",
    }

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

    class Pointed(Message):
        """A row was clicked, and has the cursor now."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

    class Changed(Message):
        """There are other rows, or more of them."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

    class Chosen(Message):
        """The row under the cursor was clicked."""

        def __init__(self, rows: RowList, row: int) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

    class Dropped(Message):
        """A row was dragged with the mouse, and dropped on another one."""

        def __init__(self, rows: RowList, row: int, on: int) -> None:
            super().__init__()
            self.rows = rows
            self.row = row
            self.on = on

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self._is_active = False
        self._dragged: int | None = None
        """The row where the mouse was pressed."""
        self._was_dropped = False
        self._looks = Looks(self, self.LOOKS)
        self._styles_known: dict[tuple[str, str], Style] = {}
        self._places: Sequence[Place] = ()
        """The visible lines, as they were laid out last."""
        self._laid_out_for: tuple[int, ...] = ()
        """The row at the top, the cursor and the size for which they were."""

    # ---- for subclasses

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def lines_of(self, row: int, *, under_cursor: bool) -> int:
        """Return how many lines a row has, without a heading above it."""
        return 1

    def lay_out_from(self, top: int, lines: int, cursor: int) -> list[Place]:
        """Return that many lines from a row on, with the cursor on a row; fewer at the end."""
        return laid_out(self, top, lines, cursor)

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Return one line of a row in `width` cells; the cursor's background is added here."""
        raise NotImplementedError

    def can_select(self, row: int) -> bool:
        """Whether the cursor may be on a row."""
        return 0 <= row < self.row_count

    @property
    def place(self) -> tuple[int, int]:
        """Which row the cursor is on, from 1, and of how many; only those that can be selected."""
        rows = [row for row in range(self.row_count) if self.can_select(row)]
        return bisect_right(rows, self.cursor), len(rows)

    @property
    def empty_lines(self) -> Sequence[str]:
        """The lines shown without rows: what it means, then what to do."""
        return ()

    def set_active(self, is_active: bool) -> None:
        """Set whether keys go to this list: then the cursor shows in full colour."""
        if self._is_active != is_active:
            self._is_active = is_active
            self.refresh_row(self.cursor)
            self.point()

    @property
    def is_active(self) -> bool:
        """Whether the cursor shows in full colour."""
        return self._is_active

    @property
    def has_ground(self) -> bool:
        """Whether the cursor's row has a ground: then a move sends two rows in full."""
        return True

    @property
    def shows_cursor(self) -> bool:
        """Whether the cursor shows while keys go elsewhere."""
        return True

    # ---- actions

    def down(self, count: int | None) -> None:
        """Move down by rows."""
        self.move(count or 1)

    def up(self, count: int | None) -> None:
        """Move up by rows."""
        self.move(-(count or 1))

    def page_down(self, count: int | None) -> None:
        """Move down by pages."""
        self.move_by_page(count or 1)

    def page_up(self, count: int | None) -> None:
        """Move up by pages."""
        self.move_by_page(-(count or 1))

    def half_page_down(self, count: int | None) -> None:
        """Move down by half pages."""
        self.move_by_page((count or 1) / 2)

    def half_page_up(self, count: int | None) -> None:
        """Move up by half pages."""
        self.move_by_page(-(count or 1) / 2)

    def top(self, count: int | None) -> None:
        """Go to the first row, or to the n-th."""
        if not count:
            self.move_to_top()
        elif not self.go_to(count):
            self.move_to_bottom()

    def bottom(self, count: int | None) -> None:
        """Go to the last row, or to the n-th."""
        if not (count and self.go_to(count)):
            self.move_to_bottom()

    # ---- moving

    def go_to(self, nth: int) -> bool:
        """Put the cursor on the n-th row, as `place` counts them; return whether there is one."""
        able = (row for row in range(self.row_count) if self.can_select(row))
        row = next(islice(able, nth - 1, None), None) if nth > 0 else None
        if row is not None:
            self.move_to(row)
        return row is not None

    def move(self, rows: int) -> None:
        """Move the cursor by rows, past those that cannot be selected."""
        step = 1 if rows > 0 else -1
        target = self.cursor
        for _ in range(min(abs(rows), self.row_count)):
            following = target + step
            while 0 <= following < self.row_count and not self.can_select(following):
                following += step
            if not 0 <= following < self.row_count:
                break
            target = following
        if target == self.cursor and rows < 0:
            self._scroll(0)  # shows the rows above the first one that can be selected
        self.move_to(target)

    def move_by_page(self, pages: float) -> None:
        """Move cursor and view by pages or parts of one."""
        lines = int(self.room.height * pages)
        if not lines or not self.row_count:
            return
        height = self.room.height
        target = away(self, self.cursor, lines, height)
        self._scroll(away(self, self._top, lines, height))
        target = in_sight(self, target, self._top, height)
        self.move_to(self._nearest(target, down=lines > 0))

    def move_to_top(self) -> None:
        """Move the cursor to the first row."""
        self._scroll(0)
        self.move_to(self._nearest(0, down=True))

    def move_to_bottom(self) -> None:
        """Move the cursor to the last row."""
        self.move_to(self._nearest(self.row_count - 1, down=False))
        self._scroll(self.row_count)

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, and scroll it into view."""
        before = self.places
        old, self.cursor = self.cursor, max(0, min(row, self.row_count - 1))
        self._show_cursor()
        if old != self.cursor:
            self._refresh_changes(before, old)
            self.point()
            self.post_message(self.Moved(self))

    def _refresh_changes(self, before: Sequence[Place], old: int) -> None:
        """Redraw the lines that the cursor's way from a row has changed."""
        now = self.places
        cursors = (old, self.cursor)
        self._refresh_lines(
            y
            for y in range(max(len(before), len(now)))
            if before[y : y + 1] != now[y : y + 1] or now[y].row in cursors
        )

    def point(self) -> None:
        """Put the terminal's own cursor, hidden, on the row: screen readers read there."""
        if not (self._is_active and self.is_attached):
            return
        if self.app.screen is self.screen and self.screen.focused is None:  # else one types there
            self.app.cursor_position = self.region.offset + Offset(0, self._y_of(self.cursor) or 0)

    def _nearest(self, row: int, down: bool) -> int:
        """Return the nearest row that can be selected, first in this direction, then the other."""
        forward, backward = range(row, self.row_count), range(row, -1, -1)
        for rows in (forward, backward) if down else (backward, forward):
            for candidate in rows:
                if self.can_select(candidate):
                    return candidate
        return 0

    # ---- the view

    @property
    def _top(self) -> int:
        """The row at the top."""
        return int(self.scroll_offset.y)

    @property
    def places(self) -> Sequence[Place]:
        """What the visible lines show, from the top on."""
        laid_out_for = (self._top, self.cursor, *self.room)
        if self._laid_out_for != laid_out_for:
            self._places = self.lay_out_from(self._top, max(1, self.room.height), self.cursor)
            self._laid_out_for = laid_out_for
        return self._places

    def lay_out_again(self) -> None:
        """Forget the layout: the heights of rows changed."""
        self._laid_out_for = ()

    def row_at(self, y: int) -> int:
        """Return the row on a line of the screen; -1: there is none."""
        place = self.places[y] if 0 <= y < len(self.places) else None
        return -1 if place is None or place.line == HEADING else place.row

    def visible_rows(self) -> range:
        """Return the visible rows."""
        places = self.places
        return range(places[0].row, places[-1].row + 1) if places else range(0)

    def _y_of(self, row: int) -> int | None:
        """Return the line of the screen that shows the beginning of a row."""
        return next((y for y, place in enumerate(self.places) if place == (row, 0)), None)

    def _show_cursor(self) -> None:
        """Scroll to the cursor, unless it is visible."""
        row, top, height = self.cursor, self._top, self.room.height
        if not height or not self.row_count:
            return
        if row == top or (row > top and ends_in(self, row, top, height, row)):
            return
        is_near = top - 1 <= row <= self.visible_rows().stop
        margin = height // 2 if is_near else height // 3
        lines = height - margin if row < top and is_near else margin
        self._scroll(top_for(self, row, max(1, lines), row))

    def _scroll(self, top: int) -> None:
        """Put a row at the top, as far as the lines below fill the screen."""
        last, height = self.row_count - 1, self.room.height
        if top > last - 2 * height:  # else the end is out of sight
            top = min(top, top_for(self, last, height, self.cursor))
        top = max(0, top)
        if top != self._top:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _stretch(self) -> None:
        """Let any row be at the top: Textual takes the room for a part of what is scrolled."""
        self.virtual_size = Size(0, self.row_count + self.room.height)

    # ---- drawing

    def rows_changed(self, cursor: int, *, keep_place: bool = False) -> None:
        """Redraw everything: the rows changed. cursor: the row under the cursor.

        keep_place: the cursor keeps its line on the screen.
        """
        shown = (y for y, place in enumerate(self._places) if place == (self.cursor, 0))
        y = next(shown, None)
        self.cursor = max(0, min(cursor, self.row_count - 1))
        self.lay_out_again()
        self._stretch()
        if keep_place and y is not None and self.row_count:
            height = self.lines_of(self.cursor, under_cursor=True)
            self._scroll(top_for(self, self.cursor, y + height, self.cursor))
        else:
            self._scroll(self._top)
        self._show_cursor()
        self.point()
        self.refresh()
        self.post_message(self.Changed(self))

    def refresh_row(self, row: int) -> None:
        """Redraw a row, if it is visible."""
        self._refresh_lines(y for y, place in enumerate(self.places) if place.row == row)

    def _refresh_lines(self, lines: Iterable[int]) -> None:
        if not self.is_attached:
            return
        regions: list[Region] = []
        is_whole = self.region.width == self.app.size.width
        width = self.room.width if is_whole else max(1, self.room.width - MARGIN)
        for y in lines:
            if regions and regions[-1].bottom == y:
                regions[-1] = regions[-1].grow((0, 0, 1, 0))
            else:
                regions.append(Region(0, y, width, 1))
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the screen."""
        width = self.size.width
        if not self.row_count:
            return self._draw_empty(y, width)
        if y >= len(self.places):
            return Strip.blank(width, self.look("row--plain"))
        row, line = self.places[y]
        inner = max(1, width - MARGIN)
        segments = self.draw(row, line, inner)
        filler = self.look("row--plain", row=-1 if line == HEADING else row)
        strip = Strip(segments).adjust_cell_length(inner, filler)
        # neighbours of one style are joined: each change of style is 20 bytes on the wire
        return strip.simplify().adjust_cell_length(width, self.look("row--plain"))

    def look(self, name: str, row: int = -1) -> Style:
        """Return the style of a look, on the cursor's background in its row."""
        if row == self.cursor and self.shows_cursor and self.has_ground:
            under = "row--cursor" if self.is_active else "row--cursor-away"
        else:
            under = ""
        style = self._styles_known.get((name, under))
        if style is None:
            style = self._looks(name)
            if under:
                style = _laid_on(style, self._looks(under))
            self._styles_known[name, under] = style
        return style

    def bar(self, row: int, neighbour: str = "row--accent") -> Segment:
        """Return the first cell of a row: the cursor's bar, or a blank in the next cell's style."""
        if row == self.cursor and self.shows_cursor:
            name = "row--accent" if self.is_active else "row--dim"
            style = self.look(name, row=row)
            return Segment(" " if style.reverse else BAR, style)
        return Segment(" ", self.look(neighbour, row=row))

    def notify_style_update(self) -> None:
        """Forget the styles: the theme changed."""
        super().notify_style_update()
        self._looks.forget()
        self._styles_known.clear()

    def _draw_empty(self, y: int, width: int) -> Strip:
        lines: list[tuple[str, str]] = []
        for number, text in enumerate(self.empty_lines):
            name = "row--plain" if number == 0 else "row--dim"
            lines += [(part, name) for part in wrap(text, width - 4, 4)]
            lines += [("", name)] if number == 0 else []
        start = 1
        if start <= y < start + len(lines):
            text, name = lines[y - start]
            return Strip([Segment(fit("  " + text, width), self.look(name))], width)
        return Strip.blank(width, self.look("row--plain"))

    # ---- the mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked row; choose it where it was there already."""
        if self._was_dropped:  # the end of a drag
            self._was_dropped = False
            return
        row = self.row_at(event.y)
        if not self.can_select(row):
            return
        is_second = row == self.cursor
        self.move_to(row)
        if self.opens_at_once or is_second:
            self.post_message(self.Chosen(self, row))
        else:
            self.post_message(self.Pointed(self))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember the row under the mouse, for a drag."""
        row = self.row_at(event.y)
        self._dragged = row if self.can_drag and self.can_select(row) else None
        self._was_dropped = False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the cursor along with a drag: it shows the target."""
        row = self.row_at(event.y)
        if self._dragged is not None and event.button and self.can_select(row):
            self.move_to(row)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag: post the two rows, and put the cursor back."""
        dragged, self._dragged = self._dragged, None
        on = self.row_at(event.y)
        if dragged is None or on == dragged:
            return
        self._was_dropped = True
        self.move_to(dragged)
        if self.can_select(on):
            self.post_message(self.Dropped(self, dragged, on))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        self._turn(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        self._turn(event, -1)

    def _turn(self, event: events.MouseEvent, step: int) -> None:
        """Scroll by the wheel; the cursor moves along, since keys act on its row."""
        event.stop()
        event.prevent_default()
        lines = self.lines_of(self._top, under_cursor=False) if self.row_count else 1
        self._scroll(self._top + step * max(1, WHEEL_LINES // max(1, lines)))
        first = self._nearest(self._top, down=True)
        if self.cursor < first:
            self.move_to(first)
        elif (last := in_sight(self, self.cursor, self._top, self.room.height)) < self.cursor:
            self.move_to(self._nearest(last, down=False))

    def on_resize(self) -> None:
        """Keep the cursor visible; what was drawn meanwhile may be of the old heights."""
        self.lay_out_again()
        self.refresh()
        self._stretch()
        fits = self.row_count and ends_in(self, self.cursor, 0, self.room.height, self.cursor)
        self._scroll(0 if fits else self._top)
        self._show_cursor()
        self.point()


def _laid_on(style: Style, cursor: Style) -> Style:
    """Return a style on the cursor's background; where that is reverse, one look for all.

    Reversed, colours would become blocks, and dim would become grey on white.
    """
    if cursor.reverse:
        return Style(reverse=True, bold=style.bold, underline=style.underline)
    return style + Style(bgcolor=cursor.bgcolor)

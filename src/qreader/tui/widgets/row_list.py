"""RowList: a list that draws only the visible lines, for any number of rows.

A cursor move redraws two rows only. At an edge the list scrolls by half a page, so that over a slow
connection a held key costs a page now and then, not at every row.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip

from qreader.render.cells import fit, wrap
from qreader.tui.widgets.line_view import LineView

BAR = "▌"
"""The mark of the cursor's row, which is visible without colours."""
WHEEL_LINES = 2
"""The lines that one step of the mouse wheel scrolls."""
MARGIN = 1
"""The cells at the right edge that a cursor move does not redraw, so that the rule beside stays."""


class RowList(LineView):
    """Rows with a cursor. Subclasses state their number and draw single lines.

    It never takes Textual's focus, since each change of focus redraws the whole screen. The screen
    reads the keys, and `set_active` marks the list that they go to.
    """

    can_drag = False
    """Whether rows can be dragged onto others."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual declares it so
        "row--strong",
        "row--plain",
        "row--dim",
        "row--accent",
        "row--unread",
        "row--kept",
        "row--story",
        "row--changed",
        "row--error",
        "row--cursor",
        "row--cursor-away",
    }

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

    class Chosen(Message):
        """A row was clicked."""

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
        self._styles_known: dict[tuple[str, str], Style] = {}

    # ---- for subclasses

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def row_lines(self) -> int:
        """The lines of a row, where all rows have the same number."""
        return 1

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Return one line of a row in `width` cells; the cursor's background is added here."""
        raise NotImplementedError

    def span(self, row: int) -> tuple[int, int]:
        """Return the first line of a row, and how many it has."""
        return row * self.row_lines, self.row_lines

    def row_at(self, line: int) -> int:
        """Return the row of a line; it may be past the end."""
        return line // self.row_lines

    def can_select(self, row: int) -> bool:
        """Whether the cursor may be on a row."""
        return 0 <= row < self.row_count

    @property
    def empty_lines(self) -> Sequence[str]:
        """The lines shown without rows: what it means, then what to do."""
        return ()

    def set_active(self, is_active: bool) -> None:
        """Set whether keys go to this list: then the cursor shows in full colour."""
        if self._is_active != is_active:
            self._is_active = is_active
            self.refresh_row(self.cursor)
            self._point()

    @property
    def is_active(self) -> bool:
        """Whether the cursor shows in full colour."""
        return self._is_active

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
        if count:
            self.move_to(count - 1)
        else:
            self.move_to_top()

    def bottom(self, count: int | None) -> None:
        """Go to the last row, or to the n-th."""
        if count:
            self.move_to(count - 1)
        else:
            self.move_to_bottom()

    # ---- moving

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
        step = int(self.room.height * pages)
        if not step or not self.row_count:
            return
        line, _ = self.span(self.cursor)
        down = step > 0
        target = self._nearest(self.row_at(max(0, min(self._line_count - 1, line + step))), down)
        self._scroll(self.scroll_offset.y + step)
        self.move_to(target)

    def move_to_top(self) -> None:
        """Move the cursor to the first row."""
        self._scroll(0)
        self.move_to(self._nearest(0, down=True))

    def move_to_bottom(self) -> None:
        """Move the cursor to the last row."""
        self._scroll(self._line_count)
        self.move_to(self._nearest(self.row_count - 1, down=False))

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, and scroll it into view."""
        old, self.cursor = self.cursor, max(0, min(row, self.row_count - 1))
        self._show_cursor()
        if old != self.cursor:
            self.refresh_row(old)
            self.refresh_row(self.cursor)
            self._point()
            self.post_message(self.Moved(self))

    def _point(self) -> None:
        """Put the terminal's own cursor, hidden, on the row: screen readers read there."""
        if self._is_active and self.is_attached:
            line, _ = self.span(self.cursor)
            at = Offset(0, line - self.scroll_offset.y)
            self.app.cursor_position = self.region.offset + at

    def _nearest(self, row: int, down: bool) -> int:
        """Return the nearest row that can be selected, first in this direction, then the other."""
        forward, backward = range(row, self.row_count), range(row, -1, -1)
        for rows in (forward, backward) if down else (backward, forward):
            for candidate in rows:
                if self.can_select(candidate):
                    return candidate
        return 0

    def _show_cursor(self) -> None:
        line, lines = self.span(self.cursor)
        top, height = self.scroll_offset.y, self.room.height
        if height and not (top <= line and line + lines <= top + height):
            near = -lines <= line - top <= height + lines
            up = line < top
            margin = height // 2 if near else height // 3
            self._scroll(line + lines - (height - margin if up and near else margin))

    def _scroll(self, line: int) -> None:
        last = max(0, self._line_count - self.room.height)
        line = last if line >= last else max(0, line - line % self._scroll_step)
        if line != self.scroll_offset.y:
            self.scroll_to(y=line, animate=False, force=True, immediate=True)

    @property
    def _scroll_step(self) -> int:
        """The step of scrolling in lines: only whole rows stand at the top."""
        return self.row_lines

    @property
    def _line_count(self) -> int:
        if not self.row_count:
            return 0
        line, lines = self.span(self.row_count - 1)
        return line + lines

    # ---- drawing

    def rows_changed(self, cursor: int, *, keep_place: bool = False) -> None:
        """Redraw everything: the rows changed. cursor: the row under the cursor.

        keep_place: the cursor keeps its line on the screen.
        """
        offset = self.span(self.cursor)[0] - self.scroll_offset.y
        self.cursor = max(0, min(cursor, self.row_count - 1))
        self.virtual_size = Size(0, self._line_count)
        if keep_place:
            self._scroll(self.span(self.cursor)[0] - offset)
        self._show_cursor()
        self._point()
        self.refresh()

    def refresh_row(self, row: int) -> None:
        """Redraw a row, if it is visible."""
        line, lines = self.span(row)
        top = max(0, line - self.scroll_offset.y)
        bottom = min(self.room.height, line + lines - self.scroll_offset.y)
        if top < bottom:
            self.refresh(Region(0, top, max(1, self.room.width - MARGIN), bottom - top))

    def visible_rows(self) -> range:
        """Return the visible rows."""
        top = self.scroll_offset.y
        last = self.row_at(max(top, top + self.room.height - 1))
        return range(self.row_at(top), min(self.row_count, last + 1))

    def render_line(self, y: int) -> Strip:
        """Draw a line of the screen."""
        width = self.size.width
        if not self.row_count:
            return self._draw_empty(y, width)
        line = y + self.scroll_offset.y
        row = self.row_at(line)
        if row >= self.row_count:
            return Strip.blank(width, self.look("row--plain"))
        inner = max(1, width - MARGIN)
        segments = self.draw(row, line - self.span(row)[0], inner)
        strip = Strip(segments).adjust_cell_length(inner, self.look("row--plain", row=row))
        # neighbours of one style are joined: each change of style is 20 bytes on the wire
        return strip.simplify().adjust_cell_length(width, self.look("row--plain"))

    def look(self, name: str, row: int = -1) -> Style:
        """Return the style of a component class, on the cursor's background in its row."""
        if row == self.cursor and self.shows_cursor:
            under = "row--cursor" if self.is_active else "row--cursor-away"
        else:
            under = ""
        style = self._styles_known.get((name, under))
        if style is None:
            style = self.get_component_rich_style(name)
            if under:
                style = _laid_on(style, self.get_component_rich_style(under))
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
        """Put the cursor on the clicked row, and choose it."""
        if self._was_dropped:  # the end of a drag
            self._was_dropped = False
            return
        row = self.row_at(event.y + self.scroll_offset.y)
        if self.can_select(row):
            self.move_to(row)
            self.post_message(self.Chosen(self, row))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember the row under the mouse, for a drag."""
        row = self.row_at(event.y + self.scroll_offset.y)
        self._dragged = row if self.can_drag and self.can_select(row) else None
        self._was_dropped = False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the cursor along with a drag: it shows the target."""
        row = self.row_at(event.y + self.scroll_offset.y)
        if self._dragged is not None and event.button and self.can_select(row):
            self.move_to(row)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag: post the two rows, and put the cursor back."""
        dragged, self._dragged = self._dragged, None
        on = self.row_at(event.y + self.scroll_offset.y)
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
        self._scroll(self.scroll_offset.y + step * max(self._scroll_step, WHEEL_LINES))
        first, last = self._whole_rows()
        if self.cursor < first:
            self.move_to(self._nearest(first, down=True))
        elif self.cursor > last:
            self.move_to(self._nearest(last, down=False))

    def _whole_rows(self) -> tuple[int, int]:
        """Return the first and the last row that are fully visible."""
        top = self.scroll_offset.y
        seen, bottom = self.visible_rows(), top + self.room.height
        first, last = seen.start, seen.stop - 1
        first += first < last and self.span(first)[0] < top
        last -= first < last and sum(self.span(last)) > bottom
        return first, last

    def on_resize(self) -> None:
        """Keep the cursor visible; Textual redraws after a resize."""
        self.virtual_size = Size(0, self._line_count)
        self._scroll(self.scroll_offset.y)
        self._show_cursor()
        self._point()


def _laid_on(style: Style, cursor: Style) -> Style:
    """Return a style on the cursor's background; where that is reverse, one look for all.

    Reversed, colours would become blocks, and dim would become grey on white.
    """
    if cursor.reverse:
        return Style(reverse=True, bold=style.bold, underline=style.underline)
    return style + Style(bgcolor=cursor.bgcolor)

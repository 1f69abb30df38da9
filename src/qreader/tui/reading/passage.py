"""Passage: lines of the open article that are selected by keys, and copied as text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader.tui.messages import PassageChanged

if TYPE_CHECKING:
    from qreader.model import ArticleId, Place
    from qreader.render.selecting import Selection
    from qreader.tui.desk import Desk
    from qreader.tui.reading.find import Find
    from qreader.tui.reading.page import OpenPage

LAYER: Final = "passage"
"""Its layer of the article's paints."""


class Passage:
    """Lasts from its first line until it is copied or ended, or the article is left.

    The keys that else scroll move its end, from one line with text to another.
    """

    def __init__(self, desk: Desk, page: OpenPage, find: Find) -> None:
        self._desk = desk
        self._page = page
        self._find = find
        self._lines: Sequence[int] = ()
        """The numbers of the lines with text."""
        self._start = self._end = 0
        """The numbers of the line that stays, and of the one that moves."""
        self._places: tuple[Place | None, Place | None] = (None, None)
        """The same two lines, for another layout."""
        self._shown: tuple[ArticleId, bool] | None = None

    @property
    def is_open(self) -> bool:
        """Whether lines are selected."""
        return bool(self._lines)

    # ---- beginning and ending

    def begin(self, count: int | None = None) -> None:
        """Select the match of the find, else the first visible line, and more by a count.

        While lines are selected, end that.
        """
        if self.is_open:
            self.end()
            return
        visible = self._page.view.visible_lines
        self._read_lines()
        found = self._find.line
        first = found if found is not None and found in visible else visible.start
        at = bisect_left(self._lines, first)
        if at == len(self._lines) or self._lines[at] not in visible:
            self._lines = ()
            self._desk.say("No line of the text is on the screen")
            return
        self._start = self._lines[at]
        self._desk.say("j and k select more, esc ends")
        self._desk.post_message(PassageChanged())
        self._move_to(at + (count or 1) - 1)

    def end(self) -> None:
        """Select nothing; the scroll position stays."""
        if self.is_open:
            self._lines = ()
            self._page.view.paint(LAYER, {})
            self._desk.post_message(PassageChanged())

    def copy(self) -> None:
        """Copy the selected lines, and end."""
        from qreader.tui.widgets.text_selection import copied

        text = copied(self._page.view, self._selected)
        self.end()
        self._page.view.post_selected(text)

    def lines_changed(self) -> None:
        """Select the same text in the new lines; end where they are of another text."""
        if not self.is_open:
            return
        if self._now_shown != self._shown:
            self.end()
            return
        from qreader.render.place import line_of  # no start needs it

        self._read_lines()
        view = self._page.view
        self._start, self._end = (line_of(view.lines, one) if one else 0 for one in self._places)
        self._paint()

    # ---- moving its end

    def other_end(self) -> None:
        """Move the other one of its ends from now on."""
        self._start, self._end = self._end, self._start
        self._page.view.scroll_to_see(self._end)
        self._keep_places()

    def reach(self, number: int) -> None:
        """Move its end to a line."""
        if self.is_open:
            self._move_to(bisect_left(self._lines, number))

    def down(self, count: int | None = None) -> None:
        """Move its end down by lines with text."""
        self._move_to(self._at + (count or 1))

    def up(self, count: int | None = None) -> None:
        """Move its end up by lines with text."""
        self._move_to(self._at - (count or 1))

    def page_down(self, count: int | None = None) -> None:
        """Move its end down by pages."""
        self._move_by_pages(count or 1)

    def page_up(self, count: int | None = None) -> None:
        """Move its end up by pages."""
        self._move_by_pages(-(count or 1))

    def half_page_down(self, count: int | None = None) -> None:
        """Move its end down by half pages."""
        self._move_by_pages((count or 1) / 2)

    def half_page_up(self, count: int | None = None) -> None:
        """Move its end up by half pages."""
        self._move_by_pages(-(count or 1) / 2)

    def top(self, count: int | None = None) -> None:
        """Move its end to the first line."""
        self._move_to(0)

    def bottom(self, count: int | None = None) -> None:
        """Move its end to the last line of the text; a count is ignored, as without a passage."""
        self._move_to(0 if count else len(self._lines) - 1)

    @property
    def _at(self) -> int:
        """The place of its end among the lines with text; where it is not visible, the nearest."""
        visible = self._page.view.visible_lines
        return bisect_left(self._lines, min(max(self._end, visible.start), visible.stop - 1))

    def _move_by_pages(self, pages: float) -> None:
        number = self._lines[min(self._at, len(self._lines) - 1)]
        self.reach(number + self._page.view.lines_of_pages(pages))

    def _move_to(self, at: int) -> None:
        self._end = self._lines[max(0, min(at, len(self._lines) - 1))]
        self._page.view.scroll_to_see(self._end)
        self._keep_places()
        self._paint()

    # ---- what is selected

    def _read_lines(self) -> None:
        lines = self._page.view.text_lines
        self._lines = [number for number, line in enumerate(lines) if line.text.strip()]
        self._shown = self._now_shown

    @property
    def _now_shown(self) -> tuple[ArticleId, bool] | None:
        article = self._page.article
        return (article.id, self._page.view.shows_article) if article is not None else None

    def _keep_places(self) -> None:
        lines = self._page.view.lines
        from qreader.render.place import place_of

        self._places = (place_of(lines, self._start), place_of(lines, self._end))

    @property
    def _selected(self) -> Selection:
        from qreader.render.selecting import whole_lines

        return whole_lines(self._page.view.lines, self._start, self._end)

    def _paint(self) -> None:
        from qreader.tui.widgets.text_selection import selected_paints

        self._page.view.paint(LAYER, selected_paints(self._page.view, self._selected))

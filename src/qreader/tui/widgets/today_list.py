"""TodayList: the first screen: what several sources tell, what rises, and what only one has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events

from qreader.model import Attention
from qreader.render import age
from qreader.render.cells import cut, fit, fit_right, plural
from qreader.render.sparkline import sparkline
from qreader.text.safe import safe_line
from qreader.tui.today_rows import CAN_SELECT, Content, Part, TodayRow, rows_of
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.model import FrontStory, Row

UNREAD, READ, STARRED, LATER, CHANGED = "●", "○", "★", "◷", "±"
FOLLOWED, RISING = "◆", "▲"
WIDE_COLUMNS: Final = 100
"""The least width for a story's articles in words, and for all of a catch-up."""
COLUMNS: Final = 60
"""The least width for sources and numbers in columns; in less they are in the second line."""
GAP: Final = "  "
SOURCE_CELLS: Final = 20
"""The most cells of a source below a story."""


class TodayList(RowList):
    """Stories and articles in the order in which they are read, with what rises between them."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.content: Content | None = None
        self.is_whole = False
        """Whether all stories and articles are shown, however many."""
        self.term = 0
        """The chosen one of the rising terms."""
        self.keys: Sequence[str] = ("gt", "gc")
        """The keys that show all of it, and that catch up."""
        self.empty: Sequence[str] = ()
        self.rows: Sequence[TodayRow] = ()
        self._now = datetime.min.replace(tzinfo=UTC)

    # ---- calls of the owner

    def show(self, content: Content, now: datetime, *, is_whole: bool = False) -> None:
        """Show it; the cursor stays on its story or article."""
        here = self.here
        self.content, self._now, self.is_whole = content, now, is_whole
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

    # ---- the rising terms

    def step_term(self, step: int) -> bool:
        """Choose the next one of the rising terms, or the one before; return whether there is."""
        shown = len(self._terms(self.size.width - 1))
        term = max(0, min(self.term + step, shown - 1))
        is_other = term != self.term
        if is_other:
            self.term = term
            self.refresh_row(self.cursor)
        return is_other

    def _terms(self, width: int) -> list[tuple[str, str]]:
        """Return the terms that fit, each with its number."""
        found: list[tuple[str, str]] = []
        left = width - len("  RISING   ")
        for term, count in self.content.page.rising if self.content is not None else ():
            one = (safe_line(term), f" {RISING}{count}")
            left -= sum(map(cell_len, one)) + 4
            if left < 0 and found:
                break
            found.append(one)
        return found

    # ---- drawing

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a line of a row."""
        one, content = self.rows[row], self.content
        line -= one.above
        said = 2 if one.part is Part.STORY else 1
        if content is None or not 0 <= line < said:
            return [Segment(" " * width, self.look("row--plain"))]
        if one.part is Part.STORY:
            story = content.stories[one.number]
            if line == 0:
                return self._story(row, story, width)
            return self._below(row, story, width)
        if one.part is Part.ARTICLE:
            return self._article(row, one.number, content, width)
        if one.part is Part.RISING:
            return self._rising(row, width)
        if one.part is Part.CATCH_UP:
            return self._catch_up(row, content, width)
        return self._heading(one.part, content, width)

    def _heading(self, part: Part, content: Content, width: int) -> list[Segment]:
        page, all_key = content.page, self.keys[0]
        name, middle = "ONLY IN ONE PLACE", ""
        right = f"{page.alone_total:,}".replace(",", "\u202f")
        if width >= COLUMNS:
            right += " unread · space reads on"
        if part is Part.STORIES:
            name, right = "FRONT OF MIND", ""
            shown = sum(row.part is Part.STORY for row in self.rows)
            if not content.stories:
                right = "no two of your sources tell the same today"
            elif shown < len(page.stories):
                right = f"{shown} of {len(page.stories)} · {all_key} all"
            middle = "7 days" if content.stories and width >= WIDE_COLUMNS else ""
        strong, dim = self.look("row--strong"), self.look("row--dim")
        right = f" {right} "
        left = f"  {name}"
        gap = width - cell_len(left) - cell_len(right)
        at = width - cell_len(_numbers_of(width)) - cell_len(left)
        filled = fit(" " * at + middle, gap) if at + len(middle) < gap else " " * gap
        return [Segment(left, strong), Segment(filled + right, dim)]

    def _story(self, row: int, story: FrontStory, width: int) -> list[Segment]:
        """Draw the first line: its newest article, its week and numbers."""
        article, size = story.row, story.row.story_size
        old = fit_right(age.age_of(article, self._now), age.WIDTH + 1)
        story_look, dim = self.look("row--story", row=row), self.look("row--dim", row=row)
        if width < COLUMNS or size is None:
            head = self._head(row, article, width - cell_len(old) - 1)
            return [*head, Segment(f"{old} ", dim)]
        told = f"{GAP}{sparkline(size.trend)}{GAP}{fit_right(plural(size.sources, 'source'), 10)}"
        more = f"{GAP}{fit_right(plural(size.articles, 'article'), 12)}" * (width >= WIDE_COLUMNS)
        rest = f"{more}{old} "
        head = self._head(row, article, width - cell_len(told) - cell_len(rest))
        return [*head, Segment(told, story_look), Segment(rest, dim)]

    def _below(self, row: int, story: FrontStory, width: int) -> list[Segment]:
        """Draw the second line: who tells it, and what is to be said of it."""
        dim, room = self.look("row--dim", row=row), width - 4
        if width < COLUMNS:
            size = story.row.story_size
            if size is None:
                return [self.bar(row, "row--dim"), Segment(" " * (width - 1), dim)]
            words = f"  {plural(size.sources, 'source')} · {plural(size.articles, 'article')}"
            told = f"  {sparkline(size.trend)}"
            return [
                self.bar(row, "row--story"),
                Segment(told, self.look("row--story", row=row)),
                Segment(fit(words, width - 1 - cell_len(told)), dim),
            ]
        sources = " · ".join(map(_source, story.sources))
        note, name = self._note(story, max(room - cell_len(sources) - 3, room // 2))
        left = room - cell_len(note) - 3 * bool(note)
        sources = _cut_sources(story.sources, left)
        gap = " " * (room - cell_len(sources) - cell_len(note))
        return [
            self.bar(row, "row--dim"),
            Segment(f"  {sources}{gap}", dim),
            Segment(f"{note} ", self.look(name, row=row)),
        ]

    def _note(self, story: FrontStory, width: int) -> tuple[str, str]:
        """Return what is most worth saying of a story, and its look."""
        read, unread = len(story.read), len(story.unread)
        if story.until is not None and story.row.attention is Attention.FOLLOW:
            return cut(f"{FOLLOWED} followed until {age.day(story.until)}", width), "row--story"
        said = f"{read} read · {unread} unread" if unread else "all of it read"
        if story.read and not story.row.status.read:
            return cut(said, width), "row--dim"
        if story.twice is not None and not story.read:
            one, other = map(_source, story.twice)
            return cut(f"one text, run twice: {one} = {other}", width), "row--dim"
        if story.other is None:
            return (cut(said, width) if story.read else ""), "row--dim"
        lead = f"{unread} unread: " if story.read else "also: "
        old = age.age_of(story.other, self._now)
        behind = f" · {_source(story.other.feed)}{' ' * bool(old)}{old}"
        title = cut(safe_line(story.other.title), width - cell_len(lead) - cell_len(behind))
        return f"{lead}{title}{behind}", "row--dim"

    def _article(self, row: int, number: int, content: Content, width: int) -> list[Segment]:
        one = content.articles[number]
        old = fit_right(age.age_of(one.row, self._now), age.WIDTH + 1)
        tail = f"{old} "
        if width >= COLUMNS:
            columns = max(12, min(24, width // 5))
            source = fit(safe_line(one.row.feed), columns)
            tail = f"{GAP}{fit_right(f'{one.minutes} min', 6)}{GAP}{source}{tail}"
        dim = self.look("row--dim", row=row)
        return [*self._head(row, one.row, width - cell_len(tail)), Segment(tail, dim)]

    def _head(self, row: int, article: Row, width: int) -> list[Segment]:
        """Draw the bar, the mark and the title of an article."""
        status = article.status
        mark, look = (READ, "row--dim") if status.read else (UNREAD, "row--unread")
        if status.starred or status.later:
            mark, look = STARRED if status.starred else LATER, "row--kept"
        elif article.changed:
            mark, look = CHANGED, "row--changed"
        title = self.look("row--plain" if status.read else "row--strong", row=row)
        return [
            self.bar(row, look),
            Segment(mark, self.look(look, row=row)),
            Segment(" " + fit(safe_line(article.title), width - 3), title),
        ]

    def _rising(self, row: int, width: int) -> list[Segment]:
        plain, story = self.look("row--plain", row=row), self.look("row--story", row=row)
        chosen = self.look("row--accent", row=row) + Style(underline=True, bold=True)
        segments = [
            self.bar(row, "row--strong"),
            Segment(" RISING ", self.look("row--strong", row=row)),
        ]
        for number, (term, count) in enumerate(self._terms(width)):
            is_chosen = row == self.cursor and number == self.term
            segments += [
                Segment("   ", plain),
                Segment(term, chosen if is_chosen else plain),
                Segment(count, story),
            ]
        return segments

    def _catch_up(self, row: int, content: Content, width: int) -> list[Segment]:
        strong, dim = self.look("row--strong", row=row), self.look("row--dim", row=row)
        key = self.keys[1]
        offers = [
            f"{minutes} {'minutes' if width >= WIDE_COLUMNS else 'min'}:"
            f" {plural(count, 'story').replace('storys', 'stories')}"
            f" ({key if minutes == 20 else f'{minutes}{key}'})"
            for minutes, count in content.page.catch_up
        ]
        if width < COLUMNS:
            offers = offers[-1:]
        said = " CATCH UP "
        text = "  " + "    ".join(offers)
        segments = [self.bar(row, "row--strong"), Segment(said, strong)]
        read = sum(content.week)
        label, curve = "READ THIS WEEK  ", f"{sparkline(content.week)}{GAP}{read} "
        left = width - 1 - len(said) - cell_len(text)
        if not read or left < len(label) + cell_len(curve) + 2:
            return [*segments, Segment(fit(text, width - 1 - len(said)), dim)]
        gap = " " * (left - len(label) - cell_len(curve))
        return [*segments, Segment(text + gap, dim), Segment(label, strong), Segment(curve, dim)]

    # ---- the mouse

    def on_click(self, event: events.Click) -> None:
        """Choose the rising term under the mouse."""
        row = self.row_at(event.y)
        if row >= 0 and self.rows[row].part is Part.RISING:
            at = len(" RISING ") + 1
            for number, one in enumerate(self._terms(self.size.width - 1)):
                at += 3 + sum(map(cell_len, one))
                if event.x < at:
                    self.term = number
                    break
        super().on_click(event)


def _numbers_of(width: int) -> str:
    """Return blanks as wide as the curve and what stands behind it."""
    return " " * (7 + 2 + 10 + 2 + 12 + age.WIDTH + 2) if width >= WIDE_COLUMNS else ""


def _source(title: str) -> str:
    """Return the name of a source in few cells."""
    return cut(safe_line(title), SOURCE_CELLS)


def _cut_sources(sources: Sequence[str], width: int) -> str:
    """Return as many whole names as fit, and an ellipsis for the others."""
    named = ""
    for number, source in enumerate(sources):
        added = f"{named}{' · ' if named else ''}{_source(source)}"
        rest = " · …" if number < len(sources) - 1 else ""
        if cell_len(added + rest) > width:
            return f"{named} · …" if named else cut(_source(source), width)
        named = added
    return named

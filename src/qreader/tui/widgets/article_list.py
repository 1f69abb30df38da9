"""ArticleList: the articles of a view, one or two lines each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from qreader.model import Attention, packed
from qreader.render import age
from qreader.render.cells import break_line, cut, fit, fit_right
from qreader.text.safe import safe_line
from qreader.tui.listing import held, window
from qreader.tui.widgets.row_list import RowList

SELECTED = "✓"
if TYPE_CHECKING:
    from qreader.model import ArticleId, Row, Status
    from qreader.text.query import Words

UNREAD, STARRED, LATER, CHANGED = "•", "★", "◷", "±"
FOLLOWED, MUTED = "♦", "×"
"""Before the number of a story's other sources."""
ROOMY_COLUMNS = 60
"""From here on a line has room for title, source and age; below, an article takes two lines."""
ROOMY_LINES = 18
"""A lower list shows one line for each article, whatever its width."""
PAGES_AHEAD = 3
"""Rows are fetched so many pages around the cursor, so that paging finds them there."""
MAX_ROWS_KEPT = 2_000
"""Rows in memory: about 1.2 kB each."""


class ArticleList(RowList):
    """Articles by their ids; rows come from above when `RowsWanted` asks for them."""

    class RowsWanted(Message):
        """These articles are about to be seen, and their rows are not here."""

        def __init__(self, ids: list[ArticleId]) -> None:
            super().__init__()
            self.ids = ids

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.ids = packed(())
        self.show_source = True
        """Whether the source is worth a column: not in the list of one feed."""
        self.rows_wanted = "auto"
        """`compact`: one line for each article, `comfortable`: two, `auto`: as there is room."""
        self.selected: frozenset[ArticleId] = frozenset()
        self.is_timeline = False
        """Whether the list is one story, oldest first."""
        self.empty: Sequence[str] = ()
        self.words: Sequence[Words] = ()
        """What was searched for: marked where it stands in a title."""
        self._rows: dict[ArticleId, Row] = {}
        self._asked: set[ArticleId] = set()
        self._now = datetime.min.replace(tzinfo=UTC)

    # ---- from above

    def show(
        self,
        ids: Sequence[ArticleId],
        rows: Iterable[Row],
        now: datetime,
        *,
        cursor: ArticleId | None = None,
        keep_place: bool = False,
    ) -> None:
        """Show these articles, with the cursor on one of them, by default on the first."""
        self.ids, self._now = packed(ids), now
        if self.selected:
            self.selected = frozenset(held(self.selected, ids))
        self._asked.clear()
        self._keep(rows)
        at = 0
        if cursor is not None and cursor in ids:
            at = ids.index(cursor)
        self.rows_changed(at, keep_place=keep_place)
        if not keep_place and cursor is None:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.want_rows()

    def extend(self, ids: Sequence[ArticleId]) -> None:
        """Add articles at the end, in place: a long list comes in many parts."""
        short = self._line_count < self.room.height
        self.ids.extend(ids)
        self.virtual_size = self.virtual_size.with_height(self._line_count)
        if short:
            self.refresh()
        self.want_rows()

    def put_rows(self, rows: Iterable[Row]) -> None:
        """Take the rows that were asked for, or newer ones, and draw those that are seen."""
        news = {row.id for row in self._keep(rows)}
        for position in self.visible_rows():
            if self.ids[position] in news:
                self.refresh_row(position)

    def put_all_rows(self, rows: Iterable[Row]) -> None:
        """Take rows as the only ones that hold true: others are asked for before they are seen."""
        rows = list(rows)
        self.put_rows(rows)
        self._rows = {row.id: row for row in rows}
        self.want_rows()

    def forget_rows(self) -> None:
        """Have every row asked for anew."""
        self._rows.clear()

    def select(self, ids: frozenset[ArticleId]) -> None:
        """Show these articles as selected."""
        changed, self.selected = self.selected ^ ids, ids
        for position in self.visible_rows():
            if self.ids[position] in changed:
                self.refresh_row(position)

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Show what the person did with some articles."""
        here = [row for row in self._rows.values() if row.id in statuses]  # fewer than those
        self.put_rows([replace(row, status=statuses[row.id]) for row in here])

    # ---- what is here

    @property
    def current(self) -> Row | None:
        """The row under the cursor, if it has been fetched."""
        return self.row_of(self.current_id) if self.current_id is not None else None

    @property
    def current_id(self) -> ArticleId | None:
        """The article under the cursor."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    def row_of(self, article_id: ArticleId) -> Row | None:
        """Return an article's row, if it has been fetched."""
        return self._rows.get(article_id)

    @property
    def rows_here(self) -> list[Row]:
        """Every row that has been fetched."""
        return list(self._rows.values())

    def want_rows(self) -> None:
        """Ask for the rows around the view that are missing."""
        seen = self.visible_rows()
        margin = max(20, len(seen)) * PAGES_AHEAD
        visible = window(self.ids, seen.start, seen.stop, 0)
        missing_now = [i for i in visible if i not in self._rows and i not in self._asked]
        ahead = window(self.ids, seen.start, seen.stop, margin)
        missing = [i for i in ahead if i not in self._rows and i not in self._asked]
        # rows ahead are asked for in bulk, not one with each move of the cursor
        if missing_now or len(missing) > margin:
            self._asked.update(missing)
            self.post_message(self.RowsWanted(missing))

    def rows_missed(self, ids: Iterable[ArticleId]) -> None:
        """Ask for these again once they are next seen: they could not be read."""
        self._asked.difference_update(ids)

    def _keep(self, rows: Iterable[Row]) -> list[Row]:
        """Remember rows; return those that differ from what was known."""
        news = []
        for row in rows:
            self._asked.discard(row.id)
            if self._rows.get(row.id) != row:
                news.append(row)
                self._rows[row.id] = row
        if len(self._rows) > MAX_ROWS_KEPT:
            seen = self.visible_rows()
            near = set(window(self.ids, seen.start, seen.stop, MAX_ROWS_KEPT // 4))
            self._rows = {i: row for i, row in self._rows.items() if i in near}
        return news

    # ---- drawing

    @property
    def row_count(self) -> int:
        """How many articles there are."""
        return len(self.ids)

    @property
    def row_lines(self) -> int:
        """One line where there is room in it for all, else two; or what the person wants."""
        if self.rows_wanted != "auto":
            return 1 if self.rows_wanted == "compact" else 2
        roomy = self.room.width >= ROOMY_COLUMNS or self.room.height < ROOMY_LINES
        return 1 if roomy else 2

    @property
    def empty_lines(self) -> Sequence[str]:
        """What to do where nothing is found."""
        return self.empty

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch what is scrolled to."""
        super().watch_scroll_y(old_value, new_value)
        self.want_rows()

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw an article: bar, mark, title; source and age in columns at the right edge."""
        article = self._rows.get(self.ids[row])
        if article is None:
            return [self.bar(row)]
        title = safe_line(article.title)
        room = width - 3
        if self.row_lines == 2:
            title, rest = break_line(title, room)
            if line == 0:
                return [*self._head(row, article), *self._title(row, article, fit(title, room))]
            title = rest
        note = self._note(row, article)
        tail = self._tail(article, width, room - cell_len(note) - cell_len(title))
        title = fit(title, room - cell_len(note) - cell_len(tail))
        noted = "row--accent" if article.attention is Attention.FOLLOW else "row--dim"
        dim = self.look("row--dim", row=row)
        ending = [Segment(note, self.look(noted, row=row)), Segment(tail, dim)]
        if line == 0:
            return [*self._head(row, article), *self._title(row, article, title), *ending]
        # blanks in the look of what follows them: a change of looks costs a slow line 20 bytes
        below = self._title(row, article, title) if title.strip() else [Segment(f" {title}", dim)]
        return [self.bar(row, "row--dim"), Segment(" ", dim), *below, *ending]

    def _head(self, row: int, article: Row) -> list[Segment]:
        return [self.bar(row), Segment(self._mark(article), self.look("row--accent", row=row))]

    def _title(self, row: int, article: Row, title: str) -> list[Segment]:
        look = "row--plain" if article.status.read else "row--strong"
        return self._marked(" " + title, self.look(look, row=row))

    def _tail(self, article: Row, width: int, left: int) -> str:
        """Return source and age: in columns where the line is long, else close together.

        There the source may take all that the title leaves.
        """
        old = age.age_of(article, self._now)
        source = safe_line(article.feed) if self.show_source else ""
        if not source:
            return f" {fit_right(old, age.WIDTH)}"
        if self.row_lines == 1 and width >= ROOMY_COLUMNS:
            columns = max(10, min(24, width // 5))
            return f"  {fit(source, columns)}  {fit_right(old, age.WIDTH)}"
        if self.row_lines == 1:
            return f" {fit_right(old, age.WIDTH)}"
        columns = max(8, width // 3, left - age.WIDTH - 3)
        return f"  {cut(source, columns)} {fit_right(old, age.WIDTH)}"

    def _marked(self, title: str, style: Style) -> list[Segment]:
        """Return a title with the words that were searched for underlined."""
        if not self.words:
            return [Segment(title, style)]
        from qreader.render.find import Searchable
        from qreader.render.wrap import Line, Run

        searchable = Searchable([Line((Run(title),))])
        inside: set[int] = set()
        for words in self.words:
            for match in searchable.find_words(words.text, is_prefix=words.prefix):
                inside.update(at for place in match for at in range(place.start, place.end))
        found = style + Style(underline=True)
        return [
            Segment("".join(title[at] for at in run), found if is_found else style)
            for is_found, run in groupby(range(len(title)), inside.__contains__)
        ]

    def _note(self, row: int, article: Row) -> str:
        """Return what stands behind a title: how many others tell it, or its part in a story."""
        if self.is_timeline:
            if article.copy_of is not None:
                return "  same text"
            return "  first" if row == 0 else ""
        if not article.other_sources:
            return ""
        mark = {Attention.FOLLOW: FOLLOWED, Attention.MUTE: MUTED, None: ""}[article.attention]
        return f"  {mark}+{article.other_sources}"

    def _mark(self, article: Row) -> str:
        status = article.status
        if article.id in self.selected:
            return SELECTED
        if status.starred:
            return STARRED
        if status.later:
            return LATER
        if article.changed:
            return CHANGED
        return " " if status.read else UNREAD


def describe(row: Row) -> str:
    """Return a title for messages, short and clean."""
    return cut(safe_line(row.title), 40)

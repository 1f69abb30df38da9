"""ArticleList: the articles of a view, a row of columns each; the cursor's has a second line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from qreader.model import packed
from qreader.render.cells import cut
from qreader.render.days import headings
from qreader.text.safe import safe_line
from qreader.tui import columns
from qreader.tui.columns import Columns, Part
from qreader.tui.listing import held, window
from qreader.tui.row_places import HEADING, Place
from qreader.tui.signs import SIGNS, Signs
from qreader.tui.widgets.row_list import MARGIN, RowList

if TYPE_CHECKING:
    from qreader.model import ArticleId, Row, Status
    from qreader.text.query import Words
    from qreader.tui.widgets.story_rows import StoryRows

ROOMY_COLUMNS = 60
"""The least width for articles of one line; in less, each takes two."""
ROOMY_LINES = 18
"""The least height for articles of two lines."""
LINES_A_HEADING = 15
"""The lines of a list for each heading: a day takes the place of an article."""
PAGES_AHEAD = 3
"""How many pages of rows around the cursor are fetched, so that paging has them."""
MAX_ROWS_KEPT = 2_000
"""The most rows in memory, about 1.2 kB each."""


class ArticleList(RowList):
    """Articles by their ids; the owner supplies the rows that `RowsWanted` asks for."""

    class RowsWanted(Message):
        """The rows of these articles are needed soon."""

        def __init__(self, ids: list[ArticleId]) -> None:
            super().__init__()
            self.ids = ids

    class NewsWanted(Message):
        """A key went up to where articles came that are not shown yet."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.has_news = False
        """Whether articles came that belong above these."""
        self.ids = packed(())
        self.show_source = True
        """Whether the source is shown: not in the list of one feed."""
        self.has_days = False
        """Whether the list is in the order of dates: then days are its headings."""
        self.rows_wanted = "auto"
        """`compact`: one line an article; `comfortable`: two; `auto`: two under the cursor, and
        everywhere in a narrow list."""
        self.signs = SIGNS
        self.selected: frozenset[ArticleId] = frozenset()
        self.is_timeline = False
        """Whether the list is one story, oldest first."""
        self.empty: Sequence[str] = ()
        self.words: Sequence[Words] = ()
        """The words of a search, which titles highlight."""
        self._rows: dict[ArticleId, Row] = {}
        self._found: dict[ArticleId, str] = {}
        """Where a search found its words in an article, as far as that was looked up."""
        self._headings_from: dict[tuple[int, int], Mapping[int, str]] = {}
        """The headings below a row at the top of so many lines, as long as the rows stay."""
        self._asked: set[ArticleId] = set()
        self._known_story: StoryRows | None = None
        """The rows as a timeline, until they change."""
        self._now = datetime.min.replace(tzinfo=UTC)

    # ---- calls of the owner

    def show(
        self,
        ids: Sequence[ArticleId],
        rows: Iterable[Row],
        now: datetime,
        *,
        cursor: ArticleId | None = None,
        keep_place: bool = False,
    ) -> None:
        """Show these articles, with the cursor on one of them, by default the first."""
        self.ids, self._now = packed(ids), now
        if self.selected:
            self.selected = frozenset(held(self.selected, ids))
        self._asked.clear()
        self._found.clear()
        self._keep(rows)
        at = 0
        if cursor is not None and cursor in ids:
            at = ids.index(cursor)
        self.lay_out_again()
        at = self._nearest(at, down=False) if self._story and len(ids) else at
        self.rows_changed(at, keep_place=keep_place)
        if not keep_place and cursor is None:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.want_rows()

    def extend(self, ids: Sequence[ArticleId]) -> None:
        """Add articles at the end: a long list comes in many parts."""
        is_short = len(self.places) < self.room.height
        self.ids.extend(ids)
        self._stretch()
        if is_short:
            self.lay_out_again()
            self.refresh()
        self.post_message(self.Changed(self))
        self.want_rows()

    def put_rows(self, rows: Iterable[Row]) -> None:
        """Keep requested or newer rows, and redraw the visible ones."""
        news = {row.id for row in self._keep(rows)}
        if not news:
            return
        before = self.places
        self.lay_out_again()
        if self.is_timeline or self.places != before:  # a day or a long title was not known yet
            self._show_cursor()
            self.refresh()
            return
        for position in self.visible_rows():
            if self.ids[position] in news:
                self.refresh_row(position)

    def put_found(self, article_id: ArticleId, text: str) -> None:
        """Show below an article, under the cursor, where a search found its words."""
        self._found[article_id] = safe_line(text)
        if article_id == self.current_id:
            self.refresh_row(self.cursor)

    @property
    def wants_found(self) -> bool:
        """Whether the article under the cursor is of a search, and its place is not known."""
        return bool(self.words) and self.current_id not in self._found

    def put_all_rows(self, rows: Iterable[Row]) -> None:
        """Keep these rows only; others are requested again before they are shown."""
        rows = list(rows)
        self.put_rows(rows)
        self._rows = {row.id: row for row in rows}
        self.want_rows()

    def forget_rows(self) -> None:
        """Request every row again."""
        self._rows.clear()

    def select(self, ids: frozenset[ArticleId]) -> None:
        """Show these articles as selected."""
        changed, self.selected = self.selected ^ ids, ids
        for position in self.visible_rows():
            if self.ids[position] in changed:
                self.refresh_row(position)

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Show changed statuses of some articles."""
        here = [row for row in self._rows.values() if row.id in statuses]  # fewer than statuses
        self.put_rows([replace(row, status=statuses[row.id]) for row in here])

    # ---- moving

    def move(self, rows: int) -> None:
        """Move the cursor by rows; from the first one up to the news."""
        is_up = rows < 0 and not self.cursor
        super().move(rows)
        if is_up:
            self._want_news()

    def move_by_page(self, pages: float) -> None:
        """Move by pages; from the first row up to the news."""
        is_up = pages < 0 and not self.cursor
        super().move_by_page(pages)
        if is_up:
            self._want_news()

    def move_to_top(self) -> None:
        """Move the cursor to the first row, that of the news where there are any."""
        super().move_to_top()
        self._want_news()

    def _want_news(self) -> None:
        if self.has_news:
            self.post_message(self.NewsWanted())

    # ---- queries

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
        """All rows that have been fetched."""
        return list(self._rows.values())

    def want_rows(self) -> None:
        """Request the missing rows around the visible ones."""
        seen = self.visible_rows()
        margin = max(20, len(seen)) * PAGES_AHEAD
        visible = window(self.ids, seen.start, seen.stop, 0)
        missing_now = [i for i in visible if i not in self._rows and i not in self._asked]
        ahead = window(self.ids, seen.start, seen.stop, margin)
        missing = [i for i in ahead if i not in self._rows and i not in self._asked]
        # rows outside the view are requested in bulk, not one for each move of the cursor
        if missing_now or len(missing) > margin:
            self._asked.update(missing)
            self.post_message(self.RowsWanted(missing))

    def rows_missed(self, ids: Iterable[ArticleId]) -> None:
        """Request these rows again when they are next needed: they could not be read."""
        self._asked.difference_update(ids)

    def _keep(self, rows: Iterable[Row]) -> list[Row]:
        """Keep rows; return those that changed."""
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

    def set_rows_wanted(self, rows: str) -> None:
        """Give each article other lines: see `rows_wanted`."""
        self.rows_wanted = rows
        self.rows_changed(self.cursor)

    def set_signs(self, signs: Signs) -> None:
        """Say the state of an article by other signs."""
        if signs is not self.signs:
            self.signs = signs
            self.rows_changed(self.cursor)

    # ---- drawing

    @property
    def row_count(self) -> int:
        """How many articles there are."""
        return len(self.ids)

    @property
    def is_tall(self) -> bool:
        """Whether every article has two lines: as configured, or in a narrow and high list."""
        is_narrow = self.room.width < ROOMY_COLUMNS and self.room.height >= ROOMY_LINES
        return self.rows_wanted == "comfortable" or (self.rows_wanted == "auto" and is_narrow)

    def lines_of(self, row: int, *, under_cursor: bool) -> int:
        """Return the lines of an article: under the cursor, its whole title is shown."""
        if self._story is not None:
            return self._story.lines_of(self.ids[row])
        if self.rows_wanted == "compact":
            return 1
        if not under_cursor:
            return 1 + self.is_tall
        article = self._rows.get(self.ids[row])
        return 2 if article is None else 1 + len(self._below(article))

    @property
    def has_ground(self) -> bool:
        """Whether the cursor's row has a ground: where it is higher than others, it needs none.

        A ground would send the texts of two rows again at each key.
        """
        return self.is_timeline or self.rows_wanted == "compact"

    def lay_out_again(self) -> None:
        """Forget the layout: the rows or their heights changed."""
        super().lay_out_again()
        self._headings_from.clear()
        self._known_story = None

    def lay_out_from(self, top: int, lines: int, cursor: int) -> list[Place]:
        """Return that many lines from a row on, below days, or below the silences of a story."""
        places = super().lay_out_from(top, lines, cursor)
        headed: list[Place] = []
        for place in places:
            if place.line == 0 and self._is_headed(place.row, top) and len(headed) < lines - 1:
                headed.append(Place(place.row, HEADING))
            headed.append(place)
        return headed[:lines]

    def _is_headed(self, row: int, top: int) -> bool:
        if self._story is not None:
            return row > top and self._story.has_gap(self.ids[row])
        return self.has_days and row in self._days_from(top)

    def _days_from(self, top: int) -> Mapping[int, str]:
        """Return the headings of the rows on the screen, with this row at the top."""
        height = self.room.height
        if (top, height) not in self._headings_from:
            # as many as there would be without headings, so that these do not depend on themselves
            rows = map(self._rows.get, self.ids[top : top + max(1, height - 1)])
            dates = [None if row is None or row.undated else row.dated for row in rows]
            found = headings(dates, self._now, height // LINES_A_HEADING)
            self._headings_from[top, height] = {top + place: name for place, name in found}
        return self._headings_from[top, height]

    # ---- a story

    @property
    def place(self) -> tuple[int, int]:
        """Which row the cursor is on, and of how many; a list may have very many."""
        return super().place if self._story else (self.cursor + 1, len(self.ids))

    def can_select(self, row: int) -> bool:
        """Whether an article has a row of its own: in a story, copies have none."""
        is_there = super().can_select(row)
        return is_there and not (self._story and self._story.is_folded(self.ids[row]))

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, in a story on one that is not folded."""
        super().move_to(self._own_row(row))

    def _own_row(self, row: int) -> int:
        if self._story is None:
            return row
        row = max(0, min(row, self.row_count - 1))
        return self._nearest(row, down=row > self.cursor)

    @property
    def _story(self) -> StoryRows | None:
        """The rows as a timeline, where the list is a story."""
        if self.is_timeline and self._known_story is None:
            from qreader.tui.widgets.story_rows import StoryRows

            width = max(1, self.room.width - MARGIN - 1)
            self._known_story = StoryRows(self.ids, self._rows, self._now, width)
        return self._known_story if self.is_timeline else None

    def _draw_moment(self, story: StoryRows, row: int, line: int) -> list[Segment]:
        from qreader.render.wrap import Run

        article_id = self.ids[row]
        article = self._rows.get(article_id)
        marks = [Run(part.text, part.look) for part in self._marks(article)] if article else []
        if article and self.signs.in_words:
            chosen = article_id in self.selected
            said = columns.spoken(article, self.signs, is_selected=chosen)
            marks = [Run(said, "row--unread")]
        under = -1 if line == HEADING else row
        parts = story.draw(article_id, line, marks)
        blank = Segment(" ", self.look("row--dim"))
        first = blank if line == HEADING else self.bar(row, "row--dim")
        return [first, *(Segment(text, self.look(name, row=under)) for text, name in parts)]

    # ---- drawing

    @property
    def empty_lines(self) -> Sequence[str]:
        """The lines of an empty list."""
        return self.empty

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Request the rows that are scrolled to."""
        super().watch_scroll_y(old_value, new_value)
        self.want_rows()

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a line of an article, or the day above it."""
        if self._story is not None:
            return self._draw_moment(self._story, row, line)
        if line == HEADING:
            return [Segment(f" {self._days_from(self._top)[row]}", self.look("row--dim"))]
        article = self._rows.get(self.ids[row])
        if article is None:
            return [self.bar(row)]
        if line > 0:
            lines = self._below(article)
            under = lines[line - 1] if row == self.cursor else columns.first_below(lines, width)
            parts = [Part(" " * (columns.HEAD - 1), "row--dim"), *under]
            return [self.bar(row, "row--dim"), *self._segments(row, parts)]
        is_selected, shape = article.id in self.selected, self._columns(width)
        parts = [
            *self._head(article),
            *columns.title(article, shape.title, self.signs, is_selected=is_selected),
            *columns.facts(article, shape, self._now, has_days=self.has_days),
        ]
        return [self.bar(row, parts[0].look), *self._segments(row, parts)]

    def _head(self, article: Row) -> list[Part]:
        return columns.head(article, self.signs, is_selected=article.id in self.selected)

    def _marks(self, article: Row) -> list[Part]:
        is_selected = article.id in self.selected
        words = columns.spoken(article, self.signs, is_selected=is_selected)
        return [Part(words, "row--unread")] if self.signs.in_words else self._head(article)

    def _columns(self, width: int) -> Columns:
        return Columns.of(width, has_sources=self.show_source, signs=self.signs)

    def _below(self, article: Row) -> Sequence[Sequence[Part]]:
        shape = self._columns(max(1, self.room.width - MARGIN))
        found = self._found.get(article.id, "")
        return columns.below(article, shape, found, has_sources=self.show_source)

    def _segments(self, row: int, parts: Iterable[Part]) -> Iterator[Segment]:
        for part in parts:
            style = self.look(part.look, row=row)
            yield from (
                self._marked(part.text, style) if part.is_text else [Segment(part.text, style)]
            )

    def _marked(self, title: str, style: Style) -> list[Segment]:
        """Return a title with the words of the search underlined."""
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


def describe(row: Row) -> str:
    """Return a short, clean title for messages."""
    return cut(safe_line(row.title), 40)

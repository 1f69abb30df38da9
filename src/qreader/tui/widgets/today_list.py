"""TodayList: the first screen: what several sources tell, and what only one has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.segment import Segment

from qreader.render import age
from qreader.render.cells import fit, fit_right
from qreader.text.safe import safe_line
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.model import Row


class TodayList(RowList):
    """Stories and articles, in the order in which they are read."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.empty: Sequence[str] = ()
        self._now = datetime.min.replace(tzinfo=UTC)

    def show(self, rows: Iterable[Row], now: datetime) -> None:
        """Show these articles; the cursor stays on its row."""
        self.rows, self._now = list(rows), now
        self.rows_changed(self.cursor)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def empty_lines(self) -> Sequence[str]:
        """The lines of a young cache."""
        return self.empty

    @property
    def current(self) -> Row | None:
        """The article under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw an article."""
        article = self.rows[row]
        name = "row--plain" if article.status.read else "row--strong"
        mark = " " if article.status.read else "●"
        old = fit_right(age.age_of(article, self._now), age.WIDTH)
        title = fit(safe_line(article.title), width - 4 - len(old))
        return [
            self.bar(row),
            Segment(mark, self.look("row--accent", row=row)),
            Segment(f" {title} ", self.look(name, row=row)),
            Segment(old, self.look("row--dim", row=row)),
        ]

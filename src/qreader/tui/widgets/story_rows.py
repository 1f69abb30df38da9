"""StoryRows: the rows of a list that is one story, drawn as a timeline, for ArticleList."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.render.timeline import Columns, gap_line, moment_lines, timeline
from qreader.tui.row_places import HEADING

if TYPE_CHECKING:
    from qreader.model import ArticleId, Row
    from qreader.render.wrap import Run

LOOKS = {
    "time": "row--dim",
    "source": "row--dim",
    "note": "row--story",
    "strong": "row--strong",
    "plain": "row--plain",
}
"""Component classes by the styles of a timeline; marks have theirs already."""


class StoryRows:
    """The rows of a story, at one width. A row that was not fetched yet is an empty line."""

    def __init__(
        self, ids: Sequence[ArticleId], rows: Mapping[ArticleId, Row], now: datetime, width: int
    ) -> None:
        moments = timeline([rows[one] for one in ids if one in rows], now)
        self._moments = {moment.row.id: moment for moment in moments}
        self._folded = {copy.id for moment in moments for copy in moment.copies}
        self._columns = Columns.of(moments, width)

    def is_folded(self, article_id: ArticleId) -> bool:
        """Whether an article is in the row of the one whose text it repeats."""
        return article_id in self._folded

    def has_gap(self, article_id: ArticleId) -> bool:
        """Whether a line above an article says for how long nobody told more."""
        moment = self._moments.get(article_id)
        return moment is not None and bool(moment.gap)

    def lines_of(self, article_id: ArticleId) -> int:
        """Return the lines of a row."""
        if self.is_folded(article_id):
            return 0
        return 1 if self._columns.is_wide or article_id not in self._moments else 2

    def draw(
        self, article_id: ArticleId, line: int, marks: Sequence[Run]
    ) -> Sequence[tuple[str, str]]:
        """Return the texts of a line with the names of their looks, without the cursor's bar."""
        moment = self._moments.get(article_id)
        if moment is None:
            return ()
        if line == HEADING:
            runs = gap_line(moment, self._columns)
        else:
            runs = moment_lines(moment, self._columns, marks)[line]
        return [(run.text, LOOKS.get(run.style, run.style or "row--plain")) for run in runs]

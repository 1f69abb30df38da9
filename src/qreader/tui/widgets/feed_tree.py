"""FeedTree: the views, then folders and feeds with their numbers of unread articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.message import Message

from qreader.render.cells import fit
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual import events

    from qreader.model import Query
    from qreader.tui.branches import Branch

FAILED, SELECTED, OPEN = "!", "✓", "›"
FOLDED, UNFOLDED = "▸ ", "▾ "
HEAD_CELLS = 3
"""The cells before a label: the cursor's bar, the mark of a failure, that of the list's view."""
INDENT_CELLS = 2
"""The indentation for each folder around a row: a feed stands below its folder's name."""


class FeedTree(RowList):
    """The tree of views, folders and feeds."""

    opens_at_once = True
    can_drag = True

    class FoldClicked(Message):
        """The mark of a folder was clicked."""

        def __init__(self, folder: str) -> None:
            super().__init__()
            self.folder = folder

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.branches: Sequence[Branch] = ()
        self._awaited: Query | None = None
        """The view to put the cursor on once there are branches."""
        self.words = ""
        """The words of a filter, which are lit."""
        self._open: Query | None = None
        """The view of the list."""
        self.selected: frozenset[Query] = frozenset()
        """The selected feeds and folders."""

    def show(self, branches: Sequence[Branch], cursor: Query | None = None) -> None:
        """Show a tree; redraw only the changed lines where only counts changed.

        The cursor stays on its branch; else it moves to `cursor`, else to the next row left.
        """
        old, self.branches = self.branches, branches
        if self.selected:
            self.selected &= {branch.query for branch in branches if branch.query}
        if [b.query for b in old] == [b.query for b in branches]:
            for row, (before, now) in enumerate(zip(old, branches, strict=True)):
                # only the values that are drawn: thousands of feeds are compared here
                if (
                    before.number != now.number
                    or before.label != now.label
                    or before.has_failed != now.has_failed
                    or before.is_folded != now.is_folded
                    or before.depth != now.depth
                ):
                    self.refresh_row(row)
            return
        here = self._row_in(branches, old, cursor) if old else self._find(self._awaited)
        self.rows_changed(here, keep_place=bool(old))

    def _row_in(
        self, branches: Sequence[Branch], old: Sequence[Branch], cursor: Query | None
    ) -> int:
        """Return the cursor's row among new branches: its own, or the nearest one left."""
        rows = {branch.query: row for row, branch in enumerate(branches) if branch.query}
        at = self.cursor
        wanted = [old[at].query, cursor, *(b.query for b in old[at + 1 :])]
        wanted += [b.query for b in reversed(old[:at])]
        return next((rows[query] for query in wanted if query in rows), 0)

    def point_at(self, query: Query) -> None:
        """Put the cursor on a view's branch, now or as soon as there is one."""
        self._awaited = query
        if any(branch.query == query for branch in self.branches):
            self.move_to(self._find(query))

    def show_open(self, query: Query) -> None:
        """Mark the branch of the list's view."""
        before, self._open = self._open, query
        if before != query and self.is_attached:
            for row, branch in enumerate(self.branches):
                if branch.query is not None and branch.query in {before, query}:
                    self.refresh_row(row)

    def select(self, rows: Iterable[Query]) -> None:
        """Select these rows and no others."""
        before, self.selected = self.selected, frozenset(rows)
        for row, branch in enumerate(self.branches):
            if (branch.query in before) != (branch.query in self.selected):
                self.refresh_row(row)

    @property
    def current(self) -> Branch | None:
        """The branch under the cursor."""
        return self.branches[self.cursor] if self.cursor < len(self.branches) else None

    @property
    def tags(self) -> list[str]:
        """The person's tags, by name."""
        return [b.query.tag for b in self.branches if b.query is not None and b.query.tag]

    def find_unread(self, step: int) -> int | None:
        """Return the next branch below (1) or above (-1) that has unread articles."""
        rows = range(self.cursor + step, len(self.branches) if step > 0 else -1, step)
        return next((row for row in rows if self.branches[row].has_unread), None)

    def _find(self, query: Query | None) -> int:
        return next((n for n, b in enumerate(self.branches) if query and b.query == query), 0)

    # ---- drawing

    @property
    def row_count(self) -> int:
        """How many lines the tree has."""
        return len(self.branches)

    def can_select(self, row: int) -> bool:
        """Whether a line is a branch, not a gap or a note."""
        return super().can_select(row) and self.branches[row].query is not None

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a branch: mark of a failure, label, number at the edge."""
        branch = self.branches[row]
        if branch.query is None:
            note = fit(" " * HEAD_CELLS + branch.label, width) if branch.label else ""
            return [Segment(note, self.look("row--dim"))]
        number = f"{branch.number}" if branch.number else ""
        room = width - HEAD_CELLS - len(number) - 1
        mark = "" if branch.folder is None else FOLDED if branch.is_folded else UNFOLDED
        label = " " * self._indent(branch, width) + mark + branch.text
        name = "row--strong" if branch.has_unread else "row--plain"
        text = self.look(name, row=row)
        return [
            self.bar(row, name),
            Segment(SELECTED, self.look("row--accent", row=row))
            if branch.query in self.selected
            else Segment(FAILED, self.look("row--error", row=row))
            if branch.has_failed
            else Segment(" ", text),
            Segment(OPEN, self.look("row--accent", row=row))
            if branch.query == self._open
            else Segment(" ", text),
            *self._lit(fit(label, room), name, row),
            Segment(f" {number}", self.look("row--dim", row=row)),
        ]

    def _lit(self, label: str, name: str, row: int) -> Iterator[Segment]:
        """Yield a label, the words of the filter in it lit."""
        if not self.words:
            yield Segment(label, self.look(name, row=row))
            return
        from qreader.tui.action_search import hits  # no start needs it

        at = 0
        for start, end in hits(self.words, label):
            yield Segment(label[at:start], self.look(name, row=row))
            yield Segment(label[start:end], self.look("row--hit", row=row))
            at = end
        yield Segment(label[at:], self.look(name, row=row))

    def _indent(self, branch: Branch, width: int) -> int:
        """Return the indentation of a row; a deep one keeps most of the width for its name."""
        return min(branch.depth * INDENT_CELLS, width // 3)

    # ---- the mouse

    def on_click(self, event: events.Click) -> None:
        """Ask to fold or unfold a folder whose mark is clicked; `RowList` does the rest."""
        row = self.row_at(event.y)
        branch = self.branches[row] if 0 <= row < len(self.branches) else None
        if branch is None or branch.folder is None:
            return
        start = HEAD_CELLS + self._indent(branch, self.size.width)
        if start <= event.x < start + len(FOLDED):
            event.prevent_default()  # which RowList does with a click
            self.post_message(self.FoldClicked(branch.folder))

"""ActionList: actions with their keys, as a sheet of columns or as what typed words find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len
from rich.segment import Segment

from qreader.render.cells import cut, fit, fit_right
from qreader.text.safe import safe_line
from qreader.tui.action_search import hits, synonym_hit
from qreader.tui.actions import Action
from qreader.tui.widgets.lookup import Choice, ChoiceList

Sections = Sequence[tuple[str, Sequence[Choice]]]
"""Headings with their choices."""

MIN_COLUMN_CELLS = 34
"""The least width of a column of the sheet."""
MAX_COLUMNS = 3
KEYS_CELLS = 11
"""The width of the keys before a name in the sheet."""
NAME_CELLS, MIN_TEXT_CELLS = 20, 24
"""The width of a command's name beside its description, and the least that is left for that."""
MAX_KEYS_CELLS = 14

Cell = Choice | None
"""A place in a column; None is a gap."""


class ActionList(ChoiceList):
    """Headings and actions; typed words leave the actions that they find, the best first."""

    def __init__(
        self,
        sections: Sections,
        search: Callable[[str], Sequence[Choice]],
        *,
        as_sheet: bool,
    ) -> None:
        """search: returns what typed words find. as_sheet: it is a sheet until one types."""
        super().__init__([*_flat(sections)])
        self._sections = sections
        self._search = search
        self._as_sheet = as_sheet
        self._typed = ""
        self._columns: list[list[Cell]] = [[*self.choices]]
        self.column = 0
        """The column of the cursor."""

    def filter(self, words: str) -> None:
        """Show what the words find."""
        typed = words.strip()
        if typed == self._typed:
            return
        self._typed = typed
        self.choices = list(self._search(typed)) if typed else [*_flat(self._sections)]
        self._arrange()
        self.rows_changed(0)
        self.move_to_top()
        self.post_message(self.Moved(self))

    # ---- the sheet

    @property
    def is_sheet(self) -> bool:
        """Whether the actions stand in columns."""
        return self._as_sheet and not self._typed

    def _arrange(self) -> None:
        """Put the sections into columns, each below the shortest one."""
        count = max(1, min(MAX_COLUMNS, self.room.width // MIN_COLUMN_CELLS))
        if not self.is_sheet or count == 1:
            self._columns = [list(self.choices)]
        else:
            self._columns = in_columns(self._sections, count)
        self.column = min(self.column, len(self._columns) - 1)

    def on_resize(self) -> None:
        """Arrange the columns for the width."""
        here = self.current
        self._arrange()
        if here is not None:
            self.column, self.cursor = self._place_of(here)
        super().on_resize()
        self.refresh()

    def _place_of(self, choice: Choice) -> tuple[int, int]:
        for number, column in enumerate(self._columns):
            for row, one in enumerate(column):
                if one is choice:
                    return number, row
        return 0, 0

    def press(self, key: str) -> bool:
        """Move between columns."""
        step = {"left": -1, "h": -1, "right": 1, "l": 1}.get(key, 0)
        if not step or not self.is_sheet:
            return False
        column = max(0, min(self.column + step, len(self._columns) - 1))
        if column != self.column:
            self.column = column
            self.refresh_row(self.cursor)
            self.move_to(self._nearest(min(self.cursor, len(self._columns[column]) - 1), down=True))
            self.refresh_row(self.cursor)
            self.post_message(self.Moved(self))
        return True

    # ---- rows

    @property
    def current(self) -> Choice | None:
        """The action under the cursor."""
        column = self._columns[self.column]
        return column[self.cursor] if self.cursor < len(column) else None

    @property
    def detail(self) -> str:
        """The whole description of the action under the cursor."""
        return self.current.detail if self.current is not None else ""

    @property
    def row_count(self) -> int:
        """The lines of the longest column."""
        return max(map(len, self._columns)) if any(self._columns) else 0

    def can_select(self, row: int) -> bool:
        """Whether a line of the cursor's column is an action."""
        column = self._columns[self.column]
        choice = column[row] if 0 <= row < len(column) else None
        return choice is not None and bool(choice.text)

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a line of all columns."""
        if not self.is_sheet:
            return self._draw_found(self._columns[0][row], row, width)
        count = len(self._columns)
        each = width // count
        segments: list[Segment] = []
        for number, column in enumerate(self._columns):
            cells = each if number < count - 1 else width - each * (count - 1)
            at = row if number == self.column else -1
            segments += self._draw_cell(column[row] if row < len(column) else None, at, cells)
        return segments

    def _draw_cell(self, choice: Cell, row: int, width: int) -> list[Segment]:
        """Draw keys and short name; row: that of the cursor's column, -1 in others."""
        if choice is None or not choice.text:
            name = choice.name if choice is not None else ""
            return [Segment(" " + fit(name, width - 1), self.look("row--accent"))]
        keys, name = choice.name, safe_line(choice.short)
        if keys.startswith(":") and len(keys) > 1:
            shown = [("row--dim", fit(safe_line(keys), max(0, width - 3)))]
        else:
            keys = _first_keys(keys, KEYS_CELLS - 1)
            shown = [
                ("row--accent" if choice.is_here else "row--dim", fit(keys, KEYS_CELLS)),
                (
                    "row--plain" if choice.is_here else "row--dim",
                    fit(name, max(0, width - 3 - KEYS_CELLS)),
                ),
            ]
        return [
            self.bar(row, "row--plain"),
            Segment(" ", self.look("row--plain", row=row)),
            *(Segment(text, self.look(style, row=row)) for style, text in shown),
            Segment(" ", self.look("row--plain")),
        ]

    def _draw_found(self, choice: Cell, row: int, width: int) -> list[Segment]:
        """Draw name, description and keys, with the typed words lit."""
        if choice is None or not choice.text:
            name = choice.name if choice is not None else ""
            return [Segment(" " + fit(name, width - 1), self.look("row--accent"))]
        keys = "" if choice.name.startswith(":") and len(choice.name) > 1 else choice.name
        keys = _first_keys(keys, MAX_KEYS_CELLS)
        room = width - 2 - MAX_KEYS_CELLS - 1
        has_text = room - NAME_CELLS >= MIN_TEXT_CELLS
        name_width = NAME_CELLS if has_text else room
        plain = "row--plain" if choice.is_here else "row--dim"
        strong = "row--strong" if choice.is_here else "row--dim"
        segments = [self.bar(row, plain), Segment(" ", self.look(plain, row=row))]
        segments += self._lit(safe_line(choice.command), name_width, strong, row)
        if has_text:
            also = synonym_hit(self._typed, _named(choice))
            text = safe_line(choice.text) + (f" ({also})" if also else "")
            segments += self._lit(text, room - NAME_CELLS, plain, row)
        key_style = "row--accent" if choice.is_here else "row--dim"
        segments.append(
            Segment(" " + fit_right(keys, MAX_KEYS_CELLS), self.look(key_style, row=row))
        )
        return segments

    def _lit(self, text: str, width: int, name: str, row: int) -> Iterator[Segment]:
        """Yield a text in a width, the typed words in it lit."""
        shown = fit(text, width)
        at = 0
        for start, end in hits(self._typed, shown) if self._typed else ():
            yield Segment(shown[at:start], self.look(name, row=row))
            yield Segment(shown[start:end], self.look("row--hit", row=row))
            at = end
        yield Segment(shown[at:], self.look(name, row=row))


def _named(choice: Choice) -> Action:
    return Action(str(choice.value), "", (), choice.text, "")


def _first_keys(keys: str, width: int) -> str:
    """Return as many of some keys as fit, at least the first."""
    first, *others = map(safe_line, keys.split("  "))
    shown = cut(first, width)
    for key in others:
        if cell_len(f"{shown} {key}") > width:
            break
        shown += f" {key}"
    return shown


def _flat(sections: Sections) -> Iterator[Choice]:
    for number, (heading, choices) in enumerate(sections):
        if number:
            yield Choice("", "")
        yield Choice(heading, "")
        yield from choices


def in_columns(sections: Sections, count: int) -> list[list[Cell]]:
    """Return the sections in columns, each below the shortest one, with a gap between two."""
    columns: list[list[Cell]] = [[] for _ in range(count)]
    for heading, choices in sections:
        column = min(columns, key=len)
        if column:
            column.append(None)
        column.append(Choice(heading, ""))
        column += choices
    return [column for column in columns if column]

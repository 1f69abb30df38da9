"""Places: which row each line of a list shows, from the row at its top on. Pure.

Rows have different heights, that under the cursor maybe another one, and headings stand between
them. Nobody needs to know the height of a row out of sight.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

HEADING = -1
"""The line of a row that stands above the row, and is no part of it."""
EXACT_PAGES = 9
"""The most pages that are laid out one by one; a longer way is taken by rows."""


class Place(NamedTuple):
    """What a line of the screen shows."""

    row: int
    line: int
    """Which line of the row, or `HEADING`."""


class Rows(Protocol):
    """The rows of a list."""

    @property
    def row_count(self) -> int:
        """How many there are."""

    def lines_of(self, row: int, *, under_cursor: bool) -> int:
        """Return how many lines a row has, without a heading above it."""

    def lay_out_from(self, top: int, lines: int, cursor: int) -> list[Place]:
        """Return that many lines from a row on, with the cursor on a row; fewer at the end."""


def laid_out(rows: Rows, top: int, lines: int, cursor: int) -> list[Place]:
    """Return that many lines from a row on, without headings."""
    places: list[Place] = []
    for row in range(top, rows.row_count):
        height = rows.lines_of(row, under_cursor=row == cursor)
        places += [Place(row, line) for line in range(height)]
        if len(places) >= lines:
            break
    return places[:lines]


def ends_in(rows: Rows, row: int, top: int, lines: int, cursor: int) -> bool:
    """Whether a row is wholly visible in that many lines from a row on."""
    height = rows.lines_of(row, under_cursor=row == cursor)
    return not height or Place(row, height - 1) in rows.lay_out_from(top, lines, cursor)


def top_for(rows: Rows, row: int, lines: int, cursor: int) -> int:
    """Return the first row for the top with which a row ends within that many lines."""
    top = max(0, row - lines + 1)
    while top < row and not ends_in(rows, row, top, lines, cursor):
        top += 1
    while top and ends_in(rows, row, top - 1, lines, cursor):  # past rows without a line
        top -= 1
    return top


def away(rows: Rows, row: int, lines: int, page: int) -> int:
    """Return the row that is some lines below another one; negative: above it."""
    if abs(lines) > EXACT_PAGES * page:
        found = row + lines
    elif lines > 0:
        places = rows.lay_out_from(row, lines + 1, row)
        found = max(row + 1, places[-1].row) if places else row
    else:
        found = top_for(rows, row - 1, -lines, row - 1) if row else 0
    return max(0, min(found, rows.row_count - 1))


def in_sight(rows: Rows, row: int, top: int, height: int) -> int:
    """Return the nearest row that would be wholly visible under the cursor."""
    row = max(row, top)
    while row > top and not ends_in(rows, row, top, height, row):
        row -= 1
    return row

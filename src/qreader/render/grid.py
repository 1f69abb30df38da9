"""Renders tables in columns without borders; in too little width, as rows of `header: value`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qreader.render.wrap import Run, Runs, cells, wrap
from qreader.text.blocks import Cell, Inline, Table

GAP_CELLS = 2
"""The cells between two columns."""
MIN_COLUMN_CELLS = 8
"""The least width of a column that is shrunk; below it, the table is stacked."""
MAX_WORD_CELLS = 16
"""A column keeps its longest word whole, up to this width."""

_NUMBER = re.compile(r"[-+−±~<>≈ ]*[$€£¥₹]?\s*[\d.,' \xa0\u202f]*\d[\d.,]*\s*[\w%°$€£¥₹]{0,4}")

Draw = Callable[[Inline], Runs]


def table_lines(table: Table, width: int, draw: Draw) -> list[Runs]:
    """Return a table as lines of at most `width` cells; `draw` turns a cell's spans into runs."""
    lines = wrap(_named(draw(table.caption), "caption"), width) if table.caption else []
    count = max((len(row) for row in table.rows), default=0)
    if not count:
        return lines
    rows = [[_drawn(cell, draw) for cell in row] + [[]] * (count - len(row)) for row in table.rows]
    headers = _header_rows(table)
    widths = _column_widths(rows, width)
    if widths is None:
        return lines + _stacked(rows, headers, width)
    to_right = [_holds_numbers(table.rows[headers:], column) for column in range(count)]
    return lines + _columns(rows, headers, widths, to_right)


def _drawn(cell: Cell, draw: Draw) -> Runs:
    return _named(draw(cell.spans), "table-header" if cell.is_header else "")


def _header_rows(table: Table) -> int:
    """Return how many rows at the top are headers; 0 for a table of headers only."""
    count = 0
    for row in table.rows:
        if not all(cell.is_header for cell in row):
            return count
        count += 1
    return 1 if count else 0


def _column_widths(rows: Sequence[Sequence[Runs]], width: int) -> list[int] | None:
    """Return the width of each column, the widest shrunk until all fit; None: they do not fit."""
    widths = [max(map(_widest_line, column)) for column in zip(*rows, strict=True)]
    room = width - GAP_CELLS * (len(widths) - 1)
    excess = sum(widths) - room
    if excess <= 0:
        return widths
    least = [
        min(size, max(MIN_COLUMN_CELLS, min(MAX_WORD_CELLS, max(map(_longest_word, column)))))
        for size, column in zip(widths, zip(*rows, strict=True), strict=True)
    ]
    if sum(least) > room:
        return None
    for _ in range(excess):  # one cell at a time, from the column with the most to spare
        at = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        widths[at] -= 1
    return widths


def _widest_line(runs: Runs) -> int:
    text = "".join(run.text for run in runs)
    return max(cells([Run(line)]) for line in text.split("\n"))


def _longest_word(runs: Runs) -> int:
    return max((cells([Run(word)]) for run in runs for word in run.text.split()), default=0)


def _holds_numbers(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    texts = ["".join(span.text for span in row[column].spans) for row in rows if column < len(row)]
    filled = [text for text in texts if text.strip("-–— ")]
    return bool(filled) and all(_NUMBER.fullmatch(text) for text in filled)


def _columns(
    rows: Sequence[Sequence[Runs]], headers: int, widths: Sequence[int], to_right: Sequence[bool]
) -> list[Runs]:
    drawn: list[list[Runs]] = []
    for row in rows:
        wrapped = [wrap(runs, size) for runs, size in zip(row, widths, strict=True)]
        height = max(map(len, wrapped))
        drawn.append(
            [
                _row_line(
                    [lines[at] if at < len(lines) else [] for lines in wrapped], widths, to_right
                )
                for at in range(height)
            ]
        )
    is_airy = any(len(lines) > 1 for lines in drawn[headers:])
    total = sum(widths) + GAP_CELLS * (len(widths) - 1)
    lines: list[Runs] = []
    for number, row_lines in enumerate(drawn):
        if number == headers and headers:
            lines.append([Run("─" * total, "table-rule")])
        elif is_airy and number > headers:
            lines.append([])
        lines += row_lines
    return lines


def _row_line(parts: Sequence[Runs], widths: Sequence[int], to_right: Sequence[bool]) -> Runs:
    line: Runs = []
    blank = 0
    for runs, size, right in zip(parts, widths, to_right, strict=True):
        free = size - cells(runs)
        before = blank + (free if right else 0)
        if runs:
            line += [Run(" " * before), *runs] if before else runs
            blank = GAP_CELLS + (0 if right else free)
        else:
            blank += size + GAP_CELLS
    return line


def _stacked(rows: Sequence[Sequence[Runs]], headers: int, width: int) -> list[Runs]:
    names = rows[headers - 1] if headers else [[]] * len(rows[0])
    lines: list[Runs] = []
    for row in rows[headers:]:
        if lines:
            lines.append([])
        for name, runs in zip(names, row, strict=True):
            if runs:
                label = [*name, Run(": ")] if name else []
                lines += wrap([*_on_one_line(label), *runs], width)
    return lines


def _on_one_line(runs: Runs) -> Runs:
    return [run._replace(text=run.text.replace("\n", " ")) for run in runs]


def _named(runs: Runs, style: str) -> Runs:
    if not style:
        return runs
    return [run._replace(style=f"{style} {run.style}".strip()) for run in runs]

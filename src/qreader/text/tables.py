"""Tables: rows of a page's cells -> a Table, or the contents of a layout table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qreader.text.blocks import (
    Block,
    Cell,
    Code,
    Figure,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Style,
    Table,
)
from qreader.text.urls import host

MAX_COLUMNS = 100
"""The most columns; a wider table is an attack or a spreadsheet."""
PICTURE_SIGN = "▣"
"""Stands for a picture that its source does not describe."""
MAX_CELL_CHARACTERS = 400
"""The most characters of a data cell; a longer one is prose in a layout table."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as the page states it."""

    blocks: tuple[Block, ...]
    is_header: bool = False
    columns: int = 1
    """How many columns it covers."""
    rows: int = 1


def table_blocks(rows: Sequence[Sequence[Slot]], caption: Inline = ()) -> list[Block]:
    """Return one Table, or the contents of the cells in order for a layout table."""
    filled = [row for row in rows if any(slot.blocks for slot in row)]
    grid = [] if _is_layout(filled) else _without_empty_columns(_grid(filled))
    if max((len(row) for row in grid), default=0) < 2:
        contents = [block for row in filled for slot in row for block in slot.blocks]
        return [Paragraph(caption), *contents] if caption else contents
    return [Table(tuple(tuple(row) for row in grid), caption)]


def running_text(blocks: Sequence[Block], separator: str) -> Inline:
    """Return the text of blocks as one run, that of lists, pictures and code included."""
    spans: list[Span] = []
    for inline in _inlines(blocks):
        spans += [Span(separator), *inline] if spans else inline
    return tuple(spans)


def _inlines(blocks: Sequence[Block]) -> Iterator[Inline]:
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans=spans):
                yield spans
            case Quote(inner, source):
                yield from _inlines(inner)
                if source:
                    yield (Span("— "), Span(host(source) or source, url=source))
            case ListBlock(items):
                for item in items:
                    yield from _inlines(item.blocks)
            case Table(rows, caption):
                yield from filter(None, (caption, *(cell.spans for row in rows for cell in row)))
            case Code():
                yield tuple(_code_spans(block))
            case Figure():
                yield _picture_spans(block)


def _code_spans(code: Code) -> Iterator[Span]:
    at = 0
    for start, end, url in code.links:
        if start > at:
            yield Span(code.text[at:start].replace("\n", " "), Style.CODE)
        yield Span(code.text[start:end].replace("\n", " "), Style.CODE, url)
        at = end
    if at < len(code.text):
        yield Span(code.text[at:].replace("\n", " "), Style.CODE)


def _picture_spans(picture: Figure) -> Inline:
    words = [Span(picture.alt or PICTURE_SIGN, url=picture.url)]
    if picture.link:
        words.append(Span(f" → {host(picture.link) or ''}", url=picture.link))
    return (*words, *((Span(" "), *picture.caption) if picture.caption else ()))


def _is_layout(rows: Sequence[Sequence[Slot]]) -> bool:
    slots = [slot for row in rows for slot in row]
    if not 2 <= max((len(row) for row in rows), default=0) <= MAX_COLUMNS:
        return True
    if len(rows) == 1 and not any(slot.is_header for slot in slots):
        return True
    return any(_is_prose(slot) for slot in slots)


def _is_prose(slot: Slot) -> bool:
    if not all(isinstance(block, Paragraph | Heading) or _is_sign(block) for block in slot.blocks):
        return True  # a list, a picture, code or another table: more than a cell can show
    return sum(len(span.text) for span in running_text(slot.blocks, " ")) > MAX_CELL_CHARACTERS


def _is_sign(block: Block) -> bool:
    """Whether it is a picture without words: an icon, a flag."""
    return isinstance(block, Figure) and not (block.alt or block.caption)


def _grid(rows: Sequence[Sequence[Slot]]) -> list[list[Cell]]:
    """Lay cells into columns; a cell that covers several leaves the others empty."""
    grid: list[list[Cell]] = []
    covered: dict[int, int] = {}  # column -> rows that a cell from above still covers
    for row in rows:
        cells: list[Cell] = []
        for slot in row:
            _skip_covered(cells, covered)
            cell = Cell(running_text(slot.blocks, "\n"), slot.is_header)
            for extra in range(min(slot.columns, MAX_COLUMNS)):
                if slot.rows > 1:
                    covered[len(cells)] = slot.rows - 1
                cells.append(Cell((), slot.is_header) if extra else cell)
            if len(cells) >= MAX_COLUMNS:
                break
        _skip_covered(cells, covered)
        grid.append(cells[:MAX_COLUMNS])
    return grid


def _skip_covered(cells: list[Cell], covered: dict[int, int]) -> None:
    while covered.get(len(cells), 0) and len(cells) < MAX_COLUMNS:
        covered[len(cells)] -= 1
        cells.append(Cell(()))


def _without_empty_columns(grid: list[list[Cell]]) -> list[list[Cell]]:
    width = max(len(row) for row in grid)
    used = [any(at < len(row) and row[at].spans for row in grid) for at in range(width)]
    return [[cell for at, cell in enumerate(row) if used[at]] for row in grid]

"""Lays out blocks below each other, with indents, quote bars and list marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from qreader.render.code import Tints, code_lines
from qreader.render.figures import Pictures, figure_lines, is_unnamed, row_lines
from qreader.render.grid import table_lines
from qreader.render.spans import runs_of
from qreader.render.wrap import Line, Rendered, Run, Runs, cells, wrap
from qreader.text.blocks import (
    Block,
    Code,
    Figure,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
)
from qreader.text.safe import is_right_to_left
from qreader.text.urls import host

MIN_TEXT_CELLS = 8
"""The least width of text; indents shrink to keep it."""

RULE_CELLS = 12
"""The length of the line between two parts."""

_HEADINGS = ("top-heading", "heading", "subheading", "low-heading")
"""The looks of headings of level 1 to 4; lower ones look like the last."""
_BULLETS = ("•", "–", "·")


class _Place(NamedTuple):
    """The space in which blocks are laid out."""

    width: int
    style: str = ""
    """The style of everything in it."""
    depth: int = 0
    """How deep lists are nested."""
    pictures: Pictures | None = None
    """Which pictures are drawn; None: none is."""
    tints: Tints | None = None
    """The colours of code; None: it has none."""


def render(
    blocks: Sequence[Block],
    width: int,
    pictures: Pictures | None = None,
    tints: Tints | None = None,
) -> Rendered:
    """Return the blocks as lines of at most `width` cells, with links numbered in their order.

    pictures: which are drawn, as in `render.figures`; by default none is. tints: the colours of
    code, as in `render.code`; by default it has none.
    """
    links: dict[str, int] = {}
    place = _Place(max(1, width), pictures=pictures, tints=tints)
    lines = tuple(
        Line(tuple(runs), number)
        for number, block_lines in enumerate(_stacked(blocks, place, links))
        for runs in block_lines
    )
    return Rendered(lines, tuple(links))


def _stacked(blocks: Iterable[Block], place: _Place, links: dict[str, int]) -> Iterable[list[Runs]]:
    """Yield the lines of each block, with the space above it."""
    is_first = True
    for block, lines in _laid_out(blocks, place, links):
        if lines and not is_first:
            space = 2 if isinstance(block, Heading) and block.level <= 2 else 1
            yield [*([] for _ in range(space)), *lines]
        else:
            yield lines
        is_first = is_first and not lines


def _laid_out(
    blocks: Iterable[Block], place: _Place, links: dict[str, int]
) -> Iterator[tuple[Block, list[Runs]]]:
    """Yield each block and its lines; pictures without a description or a drawing share one line.

    Such are photographs, counters and share buttons. On one line they can be opened, and need no
    scrolling.
    """

    def shares_a_line(block: Block) -> bool:
        if not isinstance(block, Figure) or not is_unnamed(block):
            return False
        return place.pictures is None or place.pictures(block, place.width) is None

    for is_row, group in groupby(blocks, shares_a_line):
        if not is_row:
            yield from ((block, _block_lines(block, place, links)) for block in group)
            continue
        row = [block for block in group if isinstance(block, Figure)]
        yield row[0], row_lines(row, place.width, place.style, links)
        yield from ((block, []) for block in row[1:])


def _block_lines(block: Block, place: _Place, links: dict[str, int]) -> list[Runs]:
    match block:
        case Paragraph(spans):
            return _text_lines(spans, place, links)
        case Heading():
            return _heading_lines(block, place, links)
        case ListBlock():
            return _list_lines(block, place, links)
        case Quote(inner, source):
            bar = Run("┃ ", "quote-bar")
            said = (*inner, Paragraph(_source_spans(source))) if source else inner
            return _indented(said, bar, bar, place._replace(style="quote"), links)
        case Code():
            named = runs_of(block.named_links, f"{place.style} caption".strip(), links)
            lines = code_lines(block, place.width, place.style, place.tints)
            return [*lines, *(wrap(named, place.width) if named else [])]
        case Table():
            return table_lines(block, place.width, lambda spans: runs_of(spans, place.style, links))
        case Figure():
            return figure_lines(block, place.width, place.style, links, place.pictures)
        case Rule():
            return [_centred("─" * min(RULE_CELLS, place.width), place.width)]


def _heading_lines(block: Heading, place: _Place, links: dict[str, int]) -> list[Runs]:
    """Return a heading; below the highest one is a line."""
    look = _HEADINGS[min(max(block.level, 1), len(_HEADINGS)) - 1]
    lines = _text_lines(block.spans, _in_style(place, look), links)
    if block.level == 1:
        lines.append([Run("─" * max(map(cells, lines), default=0), "rule")])
    return lines


def _source_spans(url: str) -> Inline:
    return (Span("— "), Span(host(url) or url, url=url))


def _text_lines(spans: Inline, place: _Place, links: dict[str, int]) -> list[Runs]:
    lines = wrap(runs_of(spans, place.style, links), place.width)
    if is_right_to_left("".join(span.text for span in spans)):
        return [[Run(" " * (place.width - cells(line))), *line] for line in lines]
    return lines


def _list_lines(block: ListBlock, place: _Place, links: dict[str, int]) -> list[Runs]:
    if block.defines:
        return _definition_lines(block, place, links)
    marks = [f"{mark}." for mark in block.marks]
    marks = marks or [_BULLETS[min(place.depth, 2)]] * len(block.items)
    widest = max(map(len, marks), default=0)
    is_loose = any(
        sum(not isinstance(inner, ListBlock) for inner in item.blocks) > 1 for item in block.items
    )
    inside = place._replace(depth=place.depth + 1)
    lines: list[Runs] = []
    for mark, item in zip(marks, block.items, strict=True):
        first = Run(mark.rjust(widest) + " ", f"{place.style} bullet".strip())
        rest = Run(" " * (widest + 1))
        item_lines = _indented(item.blocks, first, rest, inside, links, is_loose=is_loose)
        if lines and item_lines and is_loose:
            lines.append([])
        lines += item_lines
    return lines


def _definition_lines(block: ListBlock, place: _Place, links: dict[str, int]) -> list[Runs]:
    """Return each term with its definition indented below; terms that share one stand together."""
    indent = Run("  ")
    lines: list[Runs] = []
    has_meaning = False
    for item in block.items:
        term, *meaning = item.blocks
        if lines and has_meaning:
            lines.append([])
        lines += _block_lines(_as_term(term), _in_style(place, "term"), links)
        lines += _indented(meaning, indent, indent, place, links)
        has_meaning = bool(meaning)
    return lines


def _as_term(block: Block) -> Block:
    """Return a term without the weight it has in running text: it would look like a heading."""
    if not isinstance(block, Paragraph):
        return block
    spans = (replace(span, style=span.style & ~Style.STRONG) for span in block.spans)
    return Paragraph(tuple(spans))


def _in_style(place: _Place, style: str) -> _Place:
    return place._replace(style=f"{place.style} {style}".strip())


def _indented(
    blocks: Sequence[Block],
    first: Run,
    rest: Run,
    place: _Place,
    links: dict[str, int],
    *,
    is_loose: bool = True,
) -> list[Runs]:
    """Return blocks indented behind a mark; without the mark where that leaves too little width."""
    indent = cells([first])
    fits = place.width - indent >= MIN_TEXT_CELLS
    inner = place._replace(width=place.width - indent) if fits else place
    stacked = list(_stacked(blocks, inner, links))
    lines = [line for block_lines in stacked for line in block_lines if is_loose or line]
    if not fits:
        return lines
    if _is_right_to_left(blocks):
        return [
            _mirrored(line, rest if at else first, place.width) for at, line in enumerate(lines)
        ]
    return [
        [rest if at else first, *line] if line or rest.text.strip() else line
        for at, line in enumerate(lines)
    ]


def _is_right_to_left(blocks: Sequence[Block]) -> bool:
    """Whether the first text in these blocks is right-to-left."""
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            return is_right_to_left("".join(span.text for span in block.spans))
        if isinstance(block, Quote):
            return _is_right_to_left(block.blocks)
        if isinstance(block, ListBlock) and block.items:
            return _is_right_to_left(block.items[0].blocks)
    return False


def _mirrored(line: Runs, mark: Run, width: int) -> Runs:
    """Return a right-to-left line with its mark at the right."""
    text = mark.text.strip()
    if not text:
        return line
    blank = Run(" " * (width - cells(line) - cells([Run(text)])))
    return [*line, blank, Run(text, mark.style)]


def _centred(text: str, width: int) -> Runs:
    return [Run(" " * ((width - len(text)) // 2)), Run(text, "rule")]

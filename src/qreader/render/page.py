"""Lays out blocks below each other, with indents, quote bars and list marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from qreader.render.figures import Pictures, figure_lines, is_unnamed, row_lines
from qreader.render.grid import table_lines
from qreader.render.spans import runs_of
from qreader.render.wrap import Line, Rendered, Run, Runs, cells, chopped, wrap
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
    Stretch,
    Table,
)
from qreader.text.safe import is_right_to_left
from qreader.text.urls import host

MIN_TEXT_CELLS = 8
"""The least width of text; indents shrink to keep it."""

TAB_CELLS = 4

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


def render(blocks: Sequence[Block], width: int, pictures: Pictures | None = None) -> Rendered:
    """Return the blocks as lines of at most `width` cells, with links numbered in their order.

    pictures: which are drawn, as in `render.figures`; by default none is.
    """
    links: dict[str, int] = {}
    place = _Place(max(1, width), pictures=pictures)
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
        case Heading(level, spans):
            style = "heading" if level <= 2 else "subheading"
            return _text_lines(spans, place._replace(style=f"{place.style} {style}".strip()), links)
        case ListBlock():
            return _list_lines(block, place, links)
        case Quote(inner, source):
            bar = Run("▎ ", "quote-bar")
            said = (*inner, Paragraph(_source_spans(source))) if source else inner
            return _indented(said, bar, bar, place._replace(style="quote"), links)
        case Code():
            named = runs_of(block.named_links, f"{place.style} caption".strip(), links)
            return [*_code_lines(block, place), *(wrap(named, place.width) if named else [])]
        case Table():
            return table_lines(block, place.width, lambda spans: runs_of(spans, place.style, links))
        case Figure():
            return figure_lines(block, place.width, place.style, links, place.pictures)
        case Rule():
            return [_centred("· · ·" if place.width > 4 else "·", place.width)]


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
        lines += _block_lines(term, place, links)
        lines += _indented(meaning, indent, indent, place, links)
        has_meaning = bool(meaning)
    return lines


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


def _code_lines(block: Code, place: _Place) -> list[Runs]:
    """Return code unchanged, under the name of its language; long lines continue below.

    Links in it have no number, which would look like a part of the code.
    """
    indent = 2 if place.width > MIN_TEXT_CELLS + 2 else 0
    style = f"{place.style} code-block".strip()
    caption = f"{place.style} caption".strip()
    lines = (
        wrap([Run(f"{'─' * indent} {block.language}".strip(), caption)], place.width)[:1]
        if block.language
        else []
    )
    for runs in _code_runs(block, style):
        text = "".join(run.text for run in runs).rstrip()
        pieces = chopped(text, place.width - indent)
        if len(pieces) == len(runs) == 1 and runs[0].url is None:  # most lines
            lines.append([Run(" " * indent + pieces[0], style)] if pieces[0] else [])
            continue
        for at, (piece, parts) in enumerate(zip(pieces, _cut(runs, pieces), strict=True)):
            margin = [Run("↳ ", caption) if at else Run(" " * indent, style)] if indent else []
            lines.append([*margin, *parts] if piece else [])
    return lines


def _code_runs(block: Code, style: str) -> Iterator[Runs]:
    """Yield the lines of code, their tabs as spaces."""
    if not block.links:
        yield from ([Run(line, style)] for line in block.text.expandtabs(TAB_CELLS).split("\n"))
        return
    linked = f"{style} link"
    runs: Runs = []
    column = at = 0
    ends = [*block.links, Stretch(len(block.text), len(block.text), "")]
    for start, end, url in ends:
        for first, last, target in ((at, start, None), (start, end, url)):
            for number, written in enumerate(block.text[first:last].split("\n")):
                if number:
                    yield runs
                    runs, column = [], 0
                before = column % TAB_CELLS
                part = (" " * before + written).expandtabs(TAB_CELLS)[before:]
                column += len(part)
                if part:
                    runs.append(Run(part, linked if target else style, target or None))
        at = end
    yield runs


def _cut(runs: Runs, pieces: Iterable[str]) -> Iterator[Runs]:
    """Yield the runs of each piece of a line."""
    rest = runs[::-1]
    for piece in pieces:
        parts: Runs = []
        missing = len(piece)
        while missing > 0 and rest:
            run = rest.pop()
            parts.append(run._replace(text=run.text[:missing]))
            if len(run.text) > missing:
                rest.append(run._replace(text=run.text[missing:]))
            missing -= len(run.text)
        is_whole = "".join(part.text for part in parts) == piece
        yield parts if is_whole else [Run(piece, runs[0].style)]  # narrowed: too little width


def _centred(text: str, width: int) -> Runs:
    return [Run(" " * ((width - len(text)) // 2)), Run(text, "rule")]

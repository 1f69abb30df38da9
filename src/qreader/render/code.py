"""Lays out code on a ground of its own, with its links and the colours of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len

from qreader.render.wrap import Run, Runs, cells, chopped, wrap
from qreader.text.blocks import Code

TAB_CELLS = 4
MIN_INDENTED_CELLS = 11
"""The least width in which code is indented."""


class Tint(NamedTuple):
    """A part of code in a colour, in characters of its text."""

    start: int
    end: int
    style: str


Tints = Callable[[Code], Sequence[Tint]]
"""Returns the coloured parts of code in its order, none over another."""


def code_lines(block: Code, width: int, style: str, tints: Tints | None = None) -> list[Runs]:
    """Return code unchanged, under the name of its language; long lines continue below.

    Links in it have no number, which would look like a part of the code. style: that of everything
    around it.
    """
    indent = 2 if width >= MIN_INDENTED_CELLS else 0
    ground, caption = f"{style} code-block".strip(), f"{style} caption".strip()
    coloured = tints(block) if tints is not None else ()
    lines = [_label(block.language, indent, width, caption)] if block.language else []
    for runs in _code_runs(block, ground, coloured):
        text = "".join(run.text for run in runs).rstrip()
        pieces = chopped(text, width - indent)
        if len(pieces) == len(runs) == 1 and runs[0].url is None:  # most lines without colours
            blank = " " * (width - indent - cell_len(pieces[0]))
            lines.append([Run(f"{' ' * indent}{pieces[0]}{blank}", runs[0].style)])
            continue
        for at, (piece, parts) in enumerate(zip(pieces, _cut(runs, pieces), strict=True)):
            before = (
                [Run("↳ ", f"{ground} caption") if at else Run(" " * indent, ground)]
                if indent
                else []
            )
            line = [*before, *parts] if piece else []
            lines.append([*line, Run(" " * (width - cells(line)), ground)])
    return lines


def _label(language: str, indent: int, width: int, style: str) -> Runs:
    return wrap([Run(f"{'─' * indent} {language}".strip(), style)], width)[0]


def _code_runs(block: Code, style: str, tints: Sequence[Tint]) -> Iterator[Runs]:
    """Yield the lines of code, their tabs as spaces."""
    runs: Runs = []
    column = 0
    for start, end, look, url in _parts(block, style, tints):
        for number, written in enumerate(block.text[start:end].split("\n")):
            if number:
                yield runs
                runs, column = [], 0
            before = column % TAB_CELLS
            part = (" " * before + written).expandtabs(TAB_CELLS)[before:]
            column += len(part)
            if part:
                runs.append(Run(part, look, url))
    yield runs


def _parts(
    block: Code, style: str, tints: Sequence[Tint]
) -> Iterator[tuple[int, int, str, str | None]]:
    """Yield the parts of code that have one look and lead to one place: start, end, look, place."""
    whole = len(block.text)
    ends = {0, whole}
    for start, end, _ in (*block.links, *tints):
        ends |= {min(start, whole), min(end, whole)}
    borders = sorted(ends)
    links, tinted = iter(block.links), iter(tints)
    link, tint = next(links, None), next(tinted, None)
    for start, end in pairwise(borders):
        while link is not None and link.end <= start:
            link = next(links, None)
        while tint is not None and tint.end <= start:
            tint = next(tinted, None)
        look, url = style, None
        if tint is not None and tint.start <= start:
            look = f"{look} {tint.style}"
        if link is not None and link.start <= start:
            look, url = f"{look} link", link.url
        yield start, end, look, url


def _cut(runs: Runs, pieces: Iterable[str]) -> Iterator[Runs]:
    """Yield the runs of each piece of a line."""
    at, start = 0, 0  # the run in which a piece starts, and where in it
    for piece in pieces:
        parts: Runs = []
        missing = len(piece)
        while missing > 0 and at < len(runs):
            run = runs[at]
            part = run.text[start : start + missing]
            parts.append(run._replace(text=part))
            missing, start = missing - len(part), start + len(part)
            if start == len(run.text):
                at, start = at + 1, 0
        is_whole = "".join(part.text for part in parts) == piece
        yield parts if is_whole else [Run(piece, runs[0].style)]  # narrowed: too little width

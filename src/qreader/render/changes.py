"""Renders the changes of an article: words added and removed; unchanged text is folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from qreader.render.age import ago
from qreader.render.wrap import Line, Rendered, Run, Runs, cells, wrap
from qreader.text.changes import Changed, Changes, Part, Piece, Unchanged
from qreader.text.safe import is_right_to_left, safe_block

LONG_CHARACTERS = 500
"""The longest unchanged run within a paragraph; of a longer one, the middle is left out."""
NEAR_CHARACTERS = 160
"""The characters of it that are shown beside a change."""
FEW_PARAGRAPHS = 3
"""The most unchanged paragraphs in a row that are not folded."""

_LOOKS = {Part.SAME: "", Part.REMOVED: "removed", Part.ADDED: "added"}
_MARKS = {Part.SAME: ("", ""), Part.REMOVED: ("[-", "-]"), Part.ADDED: ("{+", "+}")}
"""The marks of `wdiff`, for terminals without styles."""
_FOLD = "…"


def render_changes(changes: Changes, width: int, now: datetime, *, marked: bool) -> Rendered:
    """Return the changes as lines of at most `width` cells.

    Title and summary come first, as in the header of an article. marked: changes carry signs as
    well as styles.
    """
    width = max(1, width)
    difference = changes.difference
    runs = _runs(difference.title, marked)
    title = [run._replace(style=f"title {run.style}".strip()) for run in runs]
    header = [*wrap(title, width), *wrap([Run(summary(changes, now), "changes")], width), []]
    lines = [Line(tuple(runs), -1) for runs in header]
    for number, runs in enumerate(_passages(changes, marked)):
        lines += [Line((), number)] if number else []
        lines += [Line(tuple(line), number) for line in _wrapped(runs, width)]
    return Rendered(tuple(lines))


def summary(changes: Changes, now: datetime) -> str:
    """Return `Changed 2 h ago · 34 words added, 12 taken out`."""
    difference = changes.difference
    numbers = [(difference.added, "added"), (difference.removed, "taken out")]
    counts = [f"{number:,} {what}" for number, what in numbers if number]
    if counts:
        first = difference.added or difference.removed
        counts[0] = counts[0].replace(" ", " word " if first == 1 else " words ", 1)
    told = ", ".join(counts) or "only signs, no words"
    return f"Changed {ago(changes.changed, now)} · {told}"


def _passages(changes: Changes, marked: bool) -> Iterator[Runs]:
    """Yield the paragraphs that are shown, and a line for each group that is not."""
    passages = changes.difference.passages
    for at, passage in enumerate(passages):
        if isinstance(passage, Changed):
            yield _runs(_shortened(passage.pieces), marked)
        else:
            yield from _folded(passage, is_first=at == 0, is_last=at + 1 == len(passages))


def _folded(passage: Unchanged, *, is_first: bool, is_last: bool) -> Iterator[Runs]:
    """Yield the unchanged paragraphs beside a change, and how many others are left out."""
    count = len(passage.paragraphs)
    above, below = (0 if is_first else 1), (0 if is_last else 1)
    left_out = range(above, count - below) if count > FEW_PARAGRAPHS else range(0)
    for number, text in enumerate(passage.paragraphs):
        if number not in left_out:
            yield [_context(text, is_above=number + 1 == count and not is_last)]
        elif number == left_out.start:
            noun = "paragraph" if len(left_out) == 1 else "paragraphs"
            yield [Run(f"{_FOLD} {len(left_out):,} {noun} unchanged {_FOLD}", "folded")]


def _context(text: str, *, is_above: bool) -> Run:
    """Return an unchanged paragraph; of a long one, the end that is next to the change."""
    if len(text) > LONG_CHARACTERS:
        text = f"{_FOLD} {_end(text)}" if is_above else f"{_start(text)} {_FOLD}"
    return Run(safe_block(text), "context")


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces of a paragraph, without the middle of long unchanged ones."""
    for at, piece in enumerate(pieces):
        if piece.part is not Part.SAME or len(piece.text) <= LONG_CHARACTERS:
            yield piece
            continue
        start = f"{_start(piece.text)} " if at else ""
        end = f" {_end(piece.text)}" if at + 1 < len(pieces) else ""
        yield Piece(f"{start}{_FOLD}{end}")


def _start(text: str) -> str:
    """Return the first words."""
    cut = text.rfind(" ", 0, NEAR_CHARACTERS)
    return text[: cut if cut > NEAR_CHARACTERS // 2 else NEAR_CHARACTERS].rstrip()


def _end(text: str) -> str:
    """Return the last words, with the space behind them."""
    first = len(text) - NEAR_CHARACTERS
    cut = text.find(" ", first)
    return text[cut if 0 <= cut < first + NEAR_CHARACTERS // 2 else first :].lstrip()


def _runs(pieces: Iterator[Piece] | Sequence[Piece], marked: bool) -> Runs:
    runs: Runs = []
    for piece in pieces:
        before, behind = _MARKS[piece.part] if marked else ("", "")
        runs.append(Run(f"{before}{safe_block(piece.text)}{behind}", _LOOKS[piece.part]))
    return runs


def _wrapped(runs: Runs, width: int) -> list[Runs]:
    lines = wrap(runs, width)
    if is_right_to_left("".join(run.text for run in runs)):
        return [[Run(" " * (width - cells(line))), *line] for line in lines]
    return lines

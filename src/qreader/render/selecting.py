"""Selections of rendered text: what the mouse or keys cover, and the text of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, split_graphemes

from qreader.render.find import Spot
from qreader.render.wrap import Line
from qreader.text.words import is_unspaced

_LEFT_OUT: Final = frozenset({"quote-bar", "link-number", "link-host"})
"""Styles of what rendering adds to a text, and what is not copied with it."""
_BREAKS_BEHIND: Final = re.compile(r"[^\s][-/—]")
"""The end of a line that was broken without a space."""
_WORD: Final = re.compile(r"\S+")
_FIRST_WORD: Final = re.compile(r"[^\s┃]\S*")
"""The first word of a line behind the bars of a quote."""


class Position(NamedTuple):
    """A place between two characters."""

    line: int
    character: int


class Selection(NamedTuple):
    """The text between two places; the first comes first."""

    start: Position
    end: Position


def selection(one: Position, other: Position) -> Selection:
    """Return the selection between two places, whichever comes first."""
    return Selection(min(one, other), max(one, other))


def whole_lines(lines: Sequence[Line], one: int, other: int) -> Selection:
    """Return the selection of all lines from one to another, whichever comes first."""
    first, last = min(one, other), max(one, other)
    return Selection(Position(first, 0), Position(last, len(lines[last].text)))


def position(lines: Sequence[Line], number: int, cells: int) -> Position:
    """Return the place nearest to a cell of the screen; past the text, its nearest end."""
    if not lines or number < 0:
        return Position(0, 0)
    if number >= len(lines):
        return Position(len(lines) - 1, len(lines[-1].text))
    text, used = lines[number].text, 0
    for start, _, width in split_graphemes(text)[0]:
        used += width
        if used > cells:
            return Position(number, start)
    return Position(number, len(text))


def word_at(lines: Sequence[Line], place: Position) -> Selection:
    """Return the word around a place; nothing between words."""
    for word in _WORD.finditer(lines[place.line].text if lines else ""):
        if word.start() <= place.character < word.end():
            return Selection(Position(place.line, word.start()), Position(place.line, word.end()))
    return Selection(place, place)


def spots(lines: Sequence[Line], selected: Selection) -> Iterator[Spot]:
    """Yield the selected part of each line."""
    (first, start), (last, end) = selected
    for number in range(first, min(last + 1, len(lines))):  # some may be gone meanwhile
        text = lines[number].text
        indent = len(text) - len(text.lstrip())
        begin = max(start, indent) if number == first else indent
        stop = end if number == last else len(text)
        if begin < stop:
            yield Spot(number, begin, stop)


def text_of(
    lines: Sequence[Line], selected: Selection, width: int, fixed: Collection[int] = ()
) -> str:
    """Return the selected text, with its wrapped lines joined again.

    width: the cells of a line. fixed: the blocks whose lines stay lines, such as code.
    """
    parts: list[str] = []
    margins: dict[int, int] = {}
    before: Line | None = None
    for spot in _whole_spots(lines, selected):
        line = lines[spot.line]
        text = _copied(line, spot)
        if line.block in fixed:
            if line.block not in margins:
                margins[line.block] = _margin(lines, line.block)
            text = text[max(0, margins[line.block] - spot.start) :]
        if before is not None:
            is_wrapped = line.block not in fixed and _goes_on(before, line, width)
            parts.append(_between(parts[-1], text.lstrip()) if is_wrapped else "\n")
            text = text.lstrip() if is_wrapped else text
        parts.append(text.rstrip())
        before = line
    return "".join(parts).strip("\n")


def _whole_spots(lines: Sequence[Line], selected: Selection) -> Iterator[Spot]:
    """Yield the selected part of each line, with its indent, also where it is empty."""
    (first, start), (last, end) = selected
    for number in range(first, min(last + 1, len(lines))):
        stop = end if number == last else len(lines[number].text)
        yield Spot(number, start if number == first else 0, stop)


def _margin(lines: Sequence[Line], block: int) -> int:
    """Return by how many characters all lines of a block are indented."""
    texts = [line.text for line in lines if line.block == block and line.text.strip()]
    return min((len(text) - len(text.lstrip()) for text in texts), default=0)


def _copied(line: Line, spot: Spot) -> str:
    """Return a part of a line without what rendering added."""
    parts, column = [], 0
    for run in line.runs:
        start, end = max(spot.start - column, 0), max(spot.end - column, 0)
        if run.style.rpartition(" ")[2] not in _LEFT_OUT:
            parts.append(run.text[start:end])
        column += len(run.text)
    return "".join(parts)


def _goes_on(line: Line, following: Line, width: int) -> bool:
    """Whether a line was broken for want of room, so that the text goes on in the next one."""
    word = _FIRST_WORD.search(following.text)
    starts_item = any("bullet" in run.style for run in following.runs)
    if line.block != following.block or not line.text.strip() or word is None or starts_item:
        return False
    return cell_len(line.text) + 1 + cell_len(word[0]) > width


def _between(text: str, following: str) -> str:
    """Return what stands between two halves of a text that was broken there."""
    ends = text[-1:]
    if not ends or not following or _BREAKS_BEHIND.fullmatch(text[-2:]):
        return ""
    return "" if is_unspaced(ends) or is_unspaced(following[0]) else " "

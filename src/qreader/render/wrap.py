"""Wraps runs of styled text into lines of a given width in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes


class PictureRow(NamedTuple):
    """A row of cells of a drawn picture."""

    url: str
    """The picture's address."""
    row: int
    """The first is 0."""


class Run(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: str = ""
    """Names of styles, separated by spaces; a later one wins: `quote strong link`."""
    url: str | None = None
    """An address, or `#name`: a target in the same text."""
    anchors: tuple[str, ...] = ()
    """Names of the link targets that start here."""
    picture: PictureRow | None = None
    """What is drawn over the text, which is as many blanks."""


Runs = list[Run]


@dataclass(frozen=True, slots=True)
class Line:
    """One rendered line."""

    runs: tuple[Run, ...]
    block: int = 0
    """The index of its block among the rendered blocks; negative: the header."""

    @property
    def text(self) -> str:
        """The line without styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body rendered at one width."""

    lines: tuple[Line, ...]
    links: tuple[str, ...] = ()
    """The addresses of its links; the text shows the first as [1]."""

    def to_text(self) -> str:
        """Return the lines as plain text."""
        return "\n".join(line.text.rstrip() for line in self.lines)


_ONE_CELL = re.compile(
    "[\\x20-\\x7e\\xa0-\\xac\\xae-\u02ff\u0370-\u0373\u0376-\u0377\u037a-\u037f\u0384-\u0386"
    "\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027"
    "\u2030-\u205e\u20a0-\u20c0]*"
)
"""Text in which every character takes one cell: the most frequent kind, and much faster to wrap."""
_NEVER_FIRST = frozenset(
    "、。，．・：；？！!?,.:;)]}％%）］｝〕〉》」』】〙〗〟’”»…‥‐–ー々ゝゞヽヾ°′″℃"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NEVER_LAST = frozenset("([{（［｛〔〈《「『【〘〖〝‘“«￥＄$£#เแโใไ")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7ff]")
"""Wide scripts with spaces between words."""
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Narrow scripts without spaces between words."""


def wrap(runs: Sequence[Run], width: int) -> list[Runs]:
    """Return the runs in lines of at most `width` cells; a newline in the text ends a line."""
    if width < 2:
        runs = [run._replace(text=_narrowed(run.text)) for run in runs]
    text = "".join(run.text for run in runs)
    lines: list[Runs] = []
    at, offset = 0, 0  # the run in which a line starts, and the start of that run in the text
    for start, end in breaks(text, max(1, width)):
        while at < len(runs) and offset + len(runs[at].text) <= start:
            offset += len(runs[at].text)
            at += 1
        line: Runs = []
        here, begin = at, offset
        while here < len(runs) and begin < end:
            run = runs[here]
            part = run.text[max(0, start - begin) : end - begin]
            if part:
                line.append(Run(part, run.style, run.url, run.anchors if begin >= start else ()))
            begin += len(run.text)
            here += 1
        lines.append(line)
    return lines


def breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each line in the text."""
    start = 0
    while True:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if _ONE_CELL.fullmatch(text, start, end):
            yield from _breaks_in_simple(text, start, end, width)
        else:
            yield from _breaks_in_cells(text, start, end, width)
        if end == len(text):
            return
        start = end + 1


def chopped(text: str, width: int) -> list[str]:
    """Cut a long line of code into pieces of `width` cells, behind a space near the end if any."""
    if width < 2:
        text = _narrowed(text)
    pieces: list[str] = []
    start = 0
    while True:
        window = text[start : start + 4 * width]  # bounds the cost for a line of a megabyte
        end = _fitting(window, width)
        if start + end >= len(text):
            return [*pieces, text[start:]]
        space = window.rfind(" ", max(0, end - width // 3), end) + 1
        end = space if window[:space].strip() else end
        pieces.append(window[:end])
        start += end


def _fitting(text: str, width: int) -> int:
    """Return how many characters fit in `width` cells, at least one."""
    if _ONE_CELL.fullmatch(text):
        return min(len(text), width)
    used = fitting = 0
    for _, end, size in split_graphemes(text)[0]:
        if used + size > width and fitting:
            break
        used, fitting = used + size, end
    return fitting


def cells(runs: Sequence[Run]) -> int:
    """Return how many cells runs take."""
    return cell_len("".join(run.text for run in runs))


def _breaks_in_simple(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    while end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        cut = max(cut, _after_hyphen(text, max(cut, start) + 2, start + width))
        if cut <= start:
            cut = start + width
        yield start, _without_spaces(text, start, cut)
        start = cut
        while start < end and text[start] == " ":
            start += 1
    yield start, _without_spaces(text, start, end)


def _after_hyphen(text: str, start: int, end: int) -> int:
    """Return the place behind the last hyphen or dash where a line may end; -1: none."""
    dash = max(text.rfind("—", start, end), text.rfind("–", start, end))
    hyphen = text.rfind("-", start, end)
    while hyphen > 0 and not _parts_word(text[hyphen - 2 : hyphen], text[hyphen + 1 : hyphen + 3]):
        hyphen = text.rfind("-", start, hyphen)
    return max(dash, hyphen) + 1 or -1


def _parts_word(before: str, after: str) -> bool:
    return len(before) == 2 and len(after) == 2 and before.isalpha() and after.isalpha()


def _without_spaces(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] == " ":
        end -= 1
    return end


def _breaks_in_cells(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Break text of any script: at spaces, and between characters without spaces (kinsoku)."""
    graphemes = split_graphemes(text[start:end])[0]
    first = used = place = 0  # place: where the line may end, an index into the graphemes
    for at, (begin, stop, size) in enumerate(graphemes):
        character = text[start + begin : start + stop]
        if used + size > width and at > first:
            cut = at if character == " " or place <= first else place
            begin_line, end_line = start + graphemes[first][0], start + graphemes[cut - 1][1]
            yield begin_line, _without_spaces(text, begin_line, end_line)
            first = cut
            while first <= at and text[start + graphemes[first][0]] == " ":
                first += 1
                if first == len(graphemes):
                    return
            used = sum(size for _, _, size in graphemes[first:at])
        if at >= first:
            used += size
        if at + 1 < len(graphemes):
            after = text[start + graphemes[at + 1][0] : start + graphemes[at + 1][1]]
            if _may_break(character, size, after, graphemes[at + 1][2]):
                place = at + 1
    begin = start + graphemes[first][0] if graphemes else start
    yield begin, _without_spaces(text, begin, end)


def _may_break(character: str, size: int, after: str, after_size: int) -> bool:
    if character == " ":
        return after != " "
    if after[0] in _NEVER_FIRST or character[0] in _NEVER_LAST or after == " ":
        return False
    return _stands_alone(character, size) or _stands_alone(after, after_size) or character == "—"


def _stands_alone(character: str, size: int) -> bool:
    """Whether a line may end beside a character without a space."""
    if size == 2:
        return not _HANGUL.match(character)
    return bool(_NO_SPACES.match(character))


def _narrowed(text: str) -> str:
    """Replace characters of two cells, for a width of one."""
    return "".join(
        "?" if size > 1 else text[begin:stop] for begin, stop, size in split_graphemes(text)[0]
    )

"""Frames: keeps the cells that the terminal shows, and sends only those that differ.

Textual sends every cell of a redrawn region, with a style before and after each segment. Over a
slow connection that is most of the delay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby
from typing import Final, NamedTuple, TypeVar

from rich.cells import cell_len
from rich.color import ColorSystem
from textual.strip import Strip

from qreader.tui.terminal.inside import Frame
from qreader.tui.terminal.kitty import NUMERALS, PLACEHOLDER
from qreader.tui.terminal.looks import PLAIN, Look, codes, look_of, over_blank, same_blank

T = TypeVar("T")

MAX_GAP: Final = 4
"""The most unchanged cells between two changed ones that are written again: to move over them
(`ESC[4C`) is no shorter."""
MAX_BLANKS: Final = 8
"""The most blanks in a row that are written; more are erased (`ESC[40X`)."""
MAX_SLIGHT_LINES: Final = 4
"""The most lines that are looked at cell by cell for a move."""
MIN_SLIGHT_CELLS: Final = 40
"""The fewest characters that such a move spares: it takes half as many itself."""
MIN_MOVED_LINES: Final = 3
"""The fewest lines that the terminal moves by itself (`ESC[2;23r ESC[2H ESC[M ESC[r`)."""

_NARROW = re.compile(
    "[\\x20-\\x7e\xa1-\xac\xae-\u02ff\u0370-\u0373\u0376-\u0377\u037a-\u037f\u0384-\u0386"
    "\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u202f"
    "\u2030-\u205e\u20a0-\u20bf\u2190-\u2193\u2500-\u25a9\u25ac-\u25b5\u25b7-\u25bf"
    "\u25c1-\u25fa\u2605\u2606]*"
)
"""Characters that take one cell on every terminal; of shapes and stars, those that are no emoji."""
_STANDS_FOR_PIXELS = re.compile(f"{PLACEHOLDER}[{NUMERALS}]{{2}}")
"""The three characters of a cell of kitty's pictures: a terminal that gets them has them so."""
_CELLS = re.compile(f"{PLACEHOLDER}..|.", re.DOTALL)


_NOWHERE: Final = (-1, -1)
WHOLE: Final = slice(None)
"""All columns."""


class LinePart(NamedTuple):
    """A part of a new line: the character and the look of each cell."""

    x: int
    characters: list[str]
    looks: list[Look]


class Frames:
    """The known contents of the terminal. Call `forget` when anything else may have written to it.

    A line with any but narrow characters counts as unknown, and is written whenever Textual draws
    it: terminals disagree on the width of such characters, and so on the columns.
    """

    def __init__(self, *, erases: bool) -> None:
        """Start with an unknown screen.

        erases: the terminal erases cells with the current background.
        """
        self._erases = erases
        self._width = 0
        self._characters: list[list[str]] = []
        """The character of each cell of each line; "": unknown."""
        self._looks: list[list[Look]] = []
        self._parts: list[str] = []
        self._look = PLAIN
        self._cursor = self._rests_at = _NOWHERE

    def forget(self) -> None:
        """Forget the contents of the terminal: the next drawing is written in full."""
        self._width = 0

    def changes(
        self, frame: Frame | None, system: ColorSystem, cursor: tuple[int, int]
    ) -> str | None:
        """Return the codes that turn the screen into this frame, and keep it as shown.

        They end with the cursor at (x, y). None: the frame cannot be written by cells, for instance
        because of an image; then the contents are unknown.
        """
        if frame is None or any(part.control for _, _, strip in frame.strips for part in strip):
            self.forget()
            return None
        width, height, strips = frame
        if (width, height) != (self._width, len(self._characters)):
            self._width = width
            self._characters = [[""] * width for _ in range(height)]
            self._looks = [[PLAIN] * width for _ in range(height)]
        self._parts, self._cursor = [], _NOWHERE
        pieces: dict[int, list[LinePart]] = {}
        for y, x, strip in strips:
            if _is_narrow(strip.text):
                pieces.setdefault(y, []).append(_piece(x, strip, system))
            else:
                self._write_unknown(y, x, strip, system)
        self._let_lines_move(pieces)
        for y, parts in pieces.items():
            for piece in parts:
                self._put(y, piece)
        self._switch(PLAIN)
        if self._parts or cursor != self._rests_at:
            self._move(cursor[1], cursor[0])
            self._rests_at = cursor
        return "".join(self._parts)

    # ---- lines

    def _write_unknown(self, y: int, x: int, strip: Strip, system: ColorSystem) -> None:
        """Write a line with characters of uncertain width; the columns behind them stay in place.

        It is erased first: where the terminal takes such a character for narrower, a gap is left.
        """
        self._move(y, x)
        looks = [look_of(style, system) for _, style, _ in strip]
        if looks and self._can_erase(looks[0][1]):
            self._switch(looks[0][1])
            self._parts.append(f"\x1b[{strip.cell_length}X")
        for (text, _, _), (look, _) in zip(strip, looks, strict=True):
            self._move(y, x)
            self._switch(look)
            self._parts.append(text)
            x += cell_len(text)
            self._cursor = (y, x) if _NARROW.fullmatch(text) else _NOWHERE
        self._cursor = _NOWHERE
        self._characters[y] = [""] * self._width

    def _put(self, y: int, piece: LinePart) -> None:
        """Write the cells of a line that differ, and keep them as shown."""
        x, characters, looks = piece
        here = slice(x, x + len(characters))
        before, looks_before = self._characters[y][here], self._looks[y][here]
        if before == characters and looks_before == looks:
            return
        for start, stop in _differing(before, characters, looks_before, looks):
            self._write(y, x + start, characters[start:stop], looks[start:stop])
        self._characters[y][here] = characters
        self._looks[y][here] = looks

    def _let_lines_move(self, pieces: dict[int, list[LinePart]]) -> None:
        """Let the terminal move lines that only changed their place, where they fill its width."""
        whole = {
            y: parts[0]
            for y, parts in pieces.items()
            if len(parts) == 1 and len(parts[0].characters) == self._width
        }
        self._let_columns_move(pieces)
        for band in _bands(whole):
            changed = [y for y in band if not self._shows(y, whole[y])]
            if 1 < len(changed) <= MAX_SLIGHT_LINES:
                self._move_lines(*self._slight_step(whole, changed))
            elif len(changed) >= MIN_MOVED_LINES:
                top, bottom = changed[0], changed[-1]
                self._move_lines(top, bottom, self._step(whole, top, bottom))

    def _let_columns_move(self, pieces: dict[int, list[LinePart]]) -> None:
        """Let the terminal move lines of which only some columns moved, where that is less to send.

        What stands beside, such as a short sidebar, is written again.
        """
        for (x, width), ys in _same_columns(pieces, self._width).items():
            lines = {y: pieces[y][0] for y in ys}
            here = slice(x, x + width)
            for band in _bands(ys):
                changed = [y for y in band if not self._shows(y, lines[y], here)]
                if len(changed) < MIN_MOVED_LINES:
                    continue
                top, bottom = changed[0], changed[-1]
                step = self._step(lines, top, bottom, here)
                wholes = {y: self._completed(y, lines[y]) for y in range(top, bottom + 1)}
                if step and self._is_less(wholes, step):
                    self._move_lines(top, bottom, step)
                    pieces.update({y: [whole] for y, whole in wholes.items()})

    def _completed(self, y: int, piece: LinePart) -> LinePart:
        """Return a whole line: a part of it, and what is shown beside."""
        characters, looks = [*self._characters[y]], [*self._looks[y]]
        here = slice(piece.x, piece.x + len(piece.characters))
        characters[here], looks[here] = piece.characters, piece.looks
        return LinePart(0, characters, looks)

    def _is_less(self, wholes: dict[int, LinePart], step: int) -> bool:
        """Whether fewer cells are written after a move; not where any cell is unknown."""
        if any("" in whole.characters for whole in wholes.values()):
            return False
        in_place = sum(self._cells_to_write(y, whole) for y, whole in wholes.items())
        moved = sum(
            self._cells_to_write(y + step, whole) if y + step in wholes else self._width
            for y, whole in wholes.items()
        )
        return moved < in_place

    def _cells_to_write(self, y: int, piece: LinePart) -> int:
        """Return how many cells of a line another one does not show."""
        cells = zip(self._characters[y], piece.characters, self._looks[y], piece.looks, strict=True)
        return sum(old != new or look is not other for old, new, look, other in cells)

    def _move_lines(self, top: int, bottom: int, step: int) -> None:
        if step:
            self._switch(PLAIN)
            number = abs(step) if abs(step) > 1 else ""
            self._parts.append(f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1}H")
            self._parts.append(f"\x1b[{number}{'M' if step > 0 else 'L'}\x1b[r")
            self._cursor = _NOWHERE
            _move_rows(self._characters, top, bottom, step, "")
            _move_rows(self._looks, top, bottom, step, PLAIN)

    def _slight_step(
        self, whole: dict[int, LinePart], changed: Sequence[int]
    ) -> tuple[int, int, int]:
        """Return the first and the last of few lines, and how they move by one: 0: they do not.

        A row that a list's cursor leaves or reaches moves, and changes in a cell: its text stays.
        """
        best, most = (0, 0, 0), MIN_SLIGHT_CELLS
        for top, bottom in combinations(range(changed[0], changed[-1] + 1), 2):
            lines = range(top, bottom + 1)
            in_place = sum(self._alike(y, whole[y]) for y in lines)
            for step in (1, -1):
                there = [y for y in lines if y + step in lines]
                gained = sum(self._alike(y + step, whole[y]) for y in there) - in_place
                if gained > most:
                    best, most = (top, bottom, step), gained
        return best

    def _alike(self, y: int, piece: LinePart) -> int:
        """Return how many characters of a line are shown by another one, blanks aside."""
        cells = zip(self._characters[y], piece.characters, self._looks[y], piece.looks, strict=True)
        return sum(old == new != " " and look == other for old, new, look, other in cells)

    def _step(self, whole: dict[int, LinePart], top: int, bottom: int, here: slice = WHOLE) -> int:
        """Return by how many lines a band moved up; negative: down; 0: it did not move.

        here: the columns of its lines.
        """
        rows = [y for y in range(top, bottom + 1) if not _is_empty(whole[y])]
        in_place = sum(self._shows(y, whole[y], here) for y in rows)
        best, most = 0, in_place + MIN_MOVED_LINES - 1
        for step in range(top - bottom, bottom - top + 1):
            if len(rows) - abs(step) > most:
                there = [y for y in rows if top <= y + step <= bottom]
                moved = sum(self._shows(y + step, whole[y], here) for y in there)
                if moved > most:
                    best, most = step, moved
        return best

    def _shows(self, y: int, piece: LinePart, here: slice = WHOLE) -> bool:
        characters, looks = self._characters[y][here], self._looks[y][here]
        return characters == piece.characters and looks == piece.looks

    # ---- bytes

    def _write(self, y: int, x: int, characters: Sequence[str], looks: Sequence[Look]) -> None:
        at, end = 0, len(characters)
        while at < end:
            self._move(y, x + at)  # erasing does not move the cursor
            look, stop = looks[at], at + 1
            while stop < end and looks[stop] is look:
                stop += 1
            is_blank = characters[at:stop].count(" ") == stop - at
            self._switch(over_blank(self._look, look) if is_blank else look)
            if is_blank and stop - at > MAX_BLANKS and self._can_erase(look):
                self._parts.append(f"\x1b[{stop - at}X")
            else:
                self._parts += characters[at:stop]
                self._cursor = (y, x + stop)
            at = stop

    def _can_erase(self, look: Look) -> bool:
        return not (look.attributes or look.link or (look.background and not self._erases))

    def _move(self, y: int, x: int) -> None:
        row, column = self._cursor
        if (row, column) == (y, x):
            return
        if row == y and column < x:
            step = x - column
            self._parts.append(f"\x1b[{step}C" if step > 1 else "\x1b[C")
        else:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        self._cursor = (y, x)

    def _switch(self, look: Look) -> None:
        if look is not self._look:
            self._parts.append(codes(self._look, look))
            self._look = look


def _is_narrow(text: str) -> bool:
    if PLACEHOLDER in text:
        text = _STANDS_FOR_PIXELS.sub(" ", text)
    return bool(_NARROW.fullmatch(text))


def _piece(x: int, strip: Strip, system: ColorSystem) -> LinePart:
    characters: list[str] = []
    looks: list[Look] = []
    for text, style, _ in strip:
        look, blank = look_of(style, system)
        cells = _CELLS.findall(text) if PLACEHOLDER in text else text
        words = len(text.rstrip(" ")) + len(cells) - len(text)
        characters += cells
        looks += [look] * words + [blank] * (len(cells) - words)
    return LinePart(x, characters, looks)


def _is_empty(piece: LinePart) -> bool:
    return piece.characters.count(" ") == len(piece.characters)


def _same_columns(
    pieces: dict[int, list[LinePart]], width: int
) -> dict[tuple[int, int], list[int]]:
    """Return the lines of which a part is drawn, by its first column and its width."""
    found: dict[tuple[int, int], list[int]] = {}
    for y, parts in pieces.items():
        if len(parts) == 1 and len(parts[0].characters) < width:
            found.setdefault((parts[0].x, len(parts[0].characters)), []).append(y)
    return found


def _bands(ys: Iterable[int]) -> Iterator[list[int]]:
    """Yield each run of consecutive lines."""
    for _, run in groupby(enumerate(sorted(ys)), key=lambda pair: pair[1] - pair[0]):
        yield [y for _, y in run]


def _move_rows(rows: list[list[T]], top: int, bottom: int, step: int, unknown: T) -> None:
    """Move lines up, negative: down, as the terminal does; new lines are unknown."""
    band = rows[top : bottom + 1]
    new = [[unknown] * len(band[0]) for _ in range(abs(step))]
    rows[top : bottom + 1] = band[step:] + new if step > 0 else new + band[:step]


def _differing(
    before: Sequence[str],
    characters: Sequence[str],
    looks_before: Sequence[Look],
    looks: Sequence[Look],
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of differing cells as (start, stop), joined over small gaps."""
    start = stop = -1
    cells = zip(before, characters, looks_before, looks, strict=True)
    for at, (old, new, old_look, new_look) in enumerate(cells):
        if old == new and (old_look == new_look or (new == " " and same_blank(old_look, new_look))):
            continue
        if start >= 0 and at - stop > MAX_GAP:
            yield start, stop
            start = -1
        start = at if start < 0 else start
        stop = at + 1
    if start >= 0:
        yield start, stop

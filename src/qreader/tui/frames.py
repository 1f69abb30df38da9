"""Frames: remembers what the terminal shows, and sends only the cells that differ.

Textual sends every cell of a region that it drew again, and a style before and after each segment.
Over a slow link that is most of the wait: a scroll by one line is 4 kB so, and 2 kB like this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, cast

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

MAX_GAP: Final = 4
"""Cells that stayed as they are, between two that differ: to write them again is no longer than to
move over them (`ESC[4C`)."""

MAX_BLANKS: Final = 8
"""Blanks in a row that are written; more are erased (`ESC[40X`), which takes as many bytes."""
MAX_LOOKS: Final = 2_000
"""Kept at hand; every address of a link makes one."""

_SURE = re.compile(
    "[\\x20-\\x7e\xa0-\xac\xae-\u02ff\u0370-\u0373\u0376-\u0377\u037a-\u037f\u0384-\u0386"
    "\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027"
    "\u2030-\u205e\u20a0-\u20c0\u2500-\u259f\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u4e00-\u9fff"
    "\uac00-\ud7a3\uff01-\uff5e]*"
)
"""Characters of which every terminal knows how many cells they take. A line with others is written
whole whenever it changes: where the terminal puts what follows them is not known."""


class Look(NamedTuple):
    """How a cell is set: codes for `ESC[...m`, "" where nothing is."""

    attributes: str = ""
    foreground: str = ""
    background: str = ""
    link: str = ""


class Row:
    """What one line of the terminal shows: for each cell its character and its look.

    A character of two cells is followed by "". None: unknown, as at the start.
    """

    __slots__ = ("characters", "looks")

    def __init__(self, width: int) -> None:
        self.characters: list[str | None] = [None] * width
        self.looks: list[Look | None] = [None] * width


PLAIN: Final = Look()
_NOWHERE: Final = (-1, -1)


class Frames:
    """The terminal as it is known here. `forget` when anything else may have written to it."""

    def __init__(self, *, erases: bool = False) -> None:
        """Start with a screen of which nothing is known.

        `erases` says that the terminal gives cells that it erases the background set by then.
        """
        self._erases = erases
        self._rows: list[Row] = []
        self._width = 0
        self._looks: dict[Style | None, tuple[Look, Look]] = {}
        self._parts: list[str] = []
        self._look = PLAIN
        self._cursor = (-1, -1)

    def forget(self) -> None:
        """Take nothing on the screen for granted: the next frame is written whole."""
        self._rows = []

    def lean(self, update: RenderableType | None) -> RenderableType | None:
        """Return an update of Textual's that writes the same picture in fewer bytes."""
        if isinstance(update, LayoutUpdate | ChopsUpdate):
            # Textual draws it itself, by the method that it has; Rich never sees it
            return cast("RenderableType", _LeanUpdate(self, update))
        return update

    def changes(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """Return what turns the screen into this frame, and remember that it was sent."""
        if isinstance(update, LayoutUpdate):
            self._fit(update.region.width, update.region.height)
            strips = _all_strips(update)
        else:
            self._fit(update.chop_ends[0][-1], len(update.chops))
            strips = _changed_strips(update)
        self._parts, self._look, self._cursor = [], PLAIN, _NOWHERE
        system = console._color_system or ColorSystem.TRUECOLOR  # Textual's strips ask so too
        for y, x, strip in strips:
            self._put(y, x, *self._cells(strip, system))
        self._switch(PLAIN)
        return "".join(self._parts)

    def _fit(self, width: int, height: int) -> None:
        if (width, height) != (self._width, len(self._rows)):
            self._width = width
            self._rows = [Row(width) for _ in range(height)]

    # ---- from segments to cells

    def _cells(
        self, strip: Iterable[Segment], system: ColorSystem
    ) -> tuple[list[str], list[Look], bool]:
        """Return the characters and looks of a strip, and whether their widths are sure."""
        characters: list[str] = []
        looks: list[Look] = []
        is_sure = True
        if len(self._looks) > MAX_LOOKS:
            self._looks.clear()
        for text, style, control in strip:
            if control:
                continue
            both = self._looks.get(style)
            if both is None:
                both = self._looks[style] = _looks_of(style, system)
            look, blank = both
            if text.isascii():
                characters += text
                looks += [blank if character == " " else look for character in text]
                continue
            is_sure = is_sure and bool(_SURE.fullmatch(text))
            for start, end, size in split_graphemes(text)[0]:
                character = text[start:end]
                if size:
                    characters += [character, *[""] * (size - 1)]
                    looks += [blank if character == " " else look] * size
                elif characters:  # a mark on the character before
                    characters[-1] += character
                    looks[-1] = look
        return characters, looks, is_sure

    # ---- from cells to bytes

    def _put(self, y: int, x: int, characters: list[str], looks: list[Look], is_sure: bool) -> None:
        """Write those cells of a line that differ from what stands there, and remember them."""
        row, end = self._rows[y], x + len(characters)
        before, looks_before = row.characters[x:end], row.looks[x:end]
        if before == characters and looks_before == looks:
            return
        was_sure = all(not one or _SURE.fullmatch(one) for one in before)
        if is_sure and was_sure:
            for start, stop in _differing(before, characters, looks_before, looks):
                self._write(y, x + start, characters[start:stop], looks[start:stop])
        else:
            self._write(y, x, characters, looks)
            self._cursor = _NOWHERE  # the terminal may have counted other cells
        if x and row.characters[x] == "":  # a half of what was there is gone now, and so is it all
            row.characters[x - 1] = None
        row.characters[x:end] = characters
        row.looks[x:end] = looks
        if end < self._width and row.characters[end] == "":
            row.characters[end] = None

    def _write(self, y: int, x: int, characters: Sequence[str], looks: Sequence[Look]) -> None:
        self._move(y, x)
        parts = self._parts
        at, end = 0, len(characters)
        while at < end:
            character, look = characters[at], looks[at]
            if look is not self._look:
                self._switch(look, is_blank=character == " ")
            blanks = self._blanks(characters, looks, at) if character == " " else 0
            if blanks > MAX_BLANKS:
                parts.append(f"\x1b[{blanks}X")
                at += blanks
                self._cursor = (y, x + at - blanks)
                if at < end:
                    self._move(y, x + at)
            else:
                parts.append(character)
                at += 1
                self._cursor = (y, x + at)

    def _blanks(self, characters: Sequence[str], looks: Sequence[Look], at: int) -> int:
        """Return how many cells from here on can be erased to look as they should."""
        look, end = looks[at], at
        if not self._erases or look.attributes or look.link:
            return 0
        while end < len(characters) and characters[end] == " " and looks[end] == look:
            end += 1
        return end - at

    def _move(self, y: int, x: int) -> None:
        row, column = self._cursor
        if row == y and column < x:
            self._parts.append(f"\x1b[{x - column}C")
        elif 0 <= row == y - 1:  # two bytes less; wherever the line feed leaves the column
            self._parts.append(f"\n\x1b[{x + 1}G")
        elif (row, column) != (y, x):
            self._parts.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")

    def _switch(self, look: Look, *, is_blank: bool = False) -> None:
        """Change the look of what is written next; of a blank, only what can be seen of it."""
        now = self._look
        looks_blank = is_blank and not (look.attributes or look.link or now.link)
        if looks_blank and not _SEEN_ON_BLANKS.intersection(now.attributes.split(";")):
            look = now._replace(background=look.background)
        if look == now:
            return
        if look.link != now.link:
            self._parts.append(f"\x1b]8;{look.link or ';'}\x1b\\")
        if look.attributes != now.attributes:
            codes = ["0", look.attributes, look.foreground, look.background]
        else:
            codes = [
                (look.foreground or "39") if look.foreground != now.foreground else "",
                (look.background or "49") if look.background != now.background else "",
            ]
        codes = [code for code in codes if code]
        if codes:
            written = ";".join(codes)
            self._parts.append(f"\x1b[{'' if written == '0' else written}m")
        self._look = look


class _LeanUpdate(CompositorUpdate):
    """What Textual asks for the bytes of a frame, just before it writes them."""

    def __init__(self, frames: Frames, update: LayoutUpdate | ChopsUpdate) -> None:
        self._frames = frames
        self._update = update

    def render_segments(self, console: Console) -> str:
        return self._frames.changes(self._update, console)


def _all_strips(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _changed_strips(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= last and end > first:
                yield y, x, strip


def _differing(
    before: Sequence[str | None],
    characters: Sequence[str],
    looks_before: Sequence[Look | None],
    looks: Sequence[Look],
) -> Iterator[tuple[int, int]]:
    """Yield where cells differ, as (start, stop); small gaps are no gaps."""
    start = stop = -1
    cells = zip(before, characters, looks_before, looks, strict=True)
    for at, (old, new, old_look, new_look) in enumerate(cells):
        if old == new and old_look == new_look:
            continue
        if start >= 0 and at - stop > MAX_GAP:
            yield start, stop
            start = -1
        start = at if start < 0 else start
        stop = at + 1
        if stop < len(characters) and characters[stop] == "":  # its second half belongs to it
            stop += 1
    if start >= 0:
        yield start, stop


_ATTRIBUTES: Final = (
    ("bold", "1"),
    ("dim", "2"),
    ("italic", "3"),
    ("underline", "4"),
    ("blink", "5"),
    ("reverse", "7"),
    ("conceal", "8"),
    ("strike", "9"),
    ("underline2", "21"),
    ("overline", "53"),
)
_SEEN_ON_BLANKS: Final = frozenset({"4", "7", "9", "21", "53"})


def _looks_of(style: Style | None, system: ColorSystem) -> tuple[Look, Look]:
    """Return the look of a style, and that of a blank in it, of which less can be seen."""
    if style is None:
        return PLAIN, PLAIN
    codes = [code for name, code in _ATTRIBUTES if getattr(style, name)]
    foreground, background = (
        ";".join(color.downgrade(system).get_ansi_codes(foreground=is_text)) if color else ""
        for color, is_text in ((style.color, True), (style.bgcolor, False))
    )
    link = f"id={style.link_id};{style.link}" if style.link else ""
    look = Look(";".join(codes), foreground, background, link)
    if link or _SEEN_ON_BLANKS & set(codes):
        return look, look
    return look, Look(background=background)

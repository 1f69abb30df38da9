"""Frames: whatever was on the screen, the next frame looks as Textual drew it, in few bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, InlineUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from emulated import UNKNOWN, Emulated, difference
from qreader.tui.terminal import kitty
from qreader.tui.terminal.frames import MIN_MOVED_LINES, Frames
from qreader.tui.terminal.inside import Frame, frame_of

CONSOLE = Console(force_terminal=True, color_system="256", width=200)
PANEL = Style(color="#e0e0e0", bgcolor="#121212")
DIM = Style(color="#e0e0e0", bgcolor="#121212", dim=True)
BOLD = Style(color="#e0e0e0", bgcolor="#121212", bold=True)
CURSOR = Style(color="#e0e0e0", bgcolor="#303030")
LINK = Style(color="#e0e0e0", bgcolor="#121212", underline=True, link="https://example.org/")
OTHER_LINK = Style(color="#a0e0e0", bgcolor="#121212", underline=True, link="https://b.org/")
REVERSE = Style(color="#e0e0e0", bgcolor="#121212", reverse=True)
BRIGHT = Style(color="bright_red", bgcolor="default", italic=True)
STYLES = [None, Style.null(), PANEL, DIM, BOLD, CURSOR, LINK, OTHER_LINK, REVERSE, BRIGHT]
WIDTH, HEIGHT = 24, 8


def strip_of(*parts: tuple[str, Style | None], width: int = WIDTH) -> Strip:
    return Strip([Segment(text, style) for text, style in parts]).adjust_cell_length(width, PANEL)


def whole(lines: Sequence[Strip], width: int = WIDTH) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, width, len(lines)))


def part(y: int, x: int, strip: Strip) -> ChopsUpdate:
    """Return an update of one piece of one line."""
    cuts = sorted({0, x, x + strip.cell_length, WIDTH})
    chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for _ in range(HEIGHT)]
    chops[y][x] = strip
    return ChopsUpdate(chops, [(y, x, x + strip.cell_length)], [cuts[1:]] * HEIGHT)


def text_lines(*texts: str) -> LayoutUpdate:
    return whole([strip_of((text, PANEL)) for text in texts])


DISPUTED = re.compile("[\u200d\ufe0f\u0e33]")
"""What joins characters, which terminals draw at different widths."""


class Pair:
    """Two terminals: one is written to by us, the other by Textual itself."""

    def __init__(self, *, erases: bool = False) -> None:
        self.frames = Frames(erases=erases)
        self.ours = Emulated(WIDTH, HEIGHT, erases=erases)
        self.textuals = Emulated(WIDTH, HEIGHT)
        self.disputed: set[int] = set()
        """The lines with characters that this terminal takes for wider than Textual does."""

    def show(self, update: CompositorUpdate) -> str:
        """Write a frame to both; return what we wrote."""
        theirs = update.render_segments(CONSOLE)
        self.textuals.feed(theirs)
        frame = frame_of(update)
        written = self.frames.changes(frame, ColorSystem.EIGHT_BIT, (0, 0))
        self.ours.feed(theirs if written is None else written)
        for y, _, strip in frame.strips if frame else ():
            if DISPUTED.search(strip.text):
                self.disputed.add(y)
            elif strip.cell_length == WIDTH:
                self.disputed.discard(y)
        agreed = [y for y in range(HEIGHT) if y not in self.disputed]
        ours, theirs_seen = self.ours.seen, self.textuals.seen
        assert difference([ours[y] for y in agreed], [theirs_seen[y] for y in agreed]) == ""
        assert self.ours.is_clean
        return theirs if written is None else written


# ---- whatever is drawn, it is shown

TEXTS = st.lists(
    st.sampled_from(
        [*"ab   -—é▌│", "日本", "。", "한", "e\u0301", "👩\u200d🚀", "❤️", "กำ", "\u200f"]
    ),
    max_size=12,
).map("".join)
PARTS = st.lists(st.tuples(TEXTS, st.sampled_from(STYLES)), max_size=4)
LINES = st.lists(PARTS.map(lambda parts: strip_of(*parts)), min_size=HEIGHT, max_size=HEIGHT)
ROWS = st.sampled_from(
    [
        strip_of((text, style))
        for text in ("", "one row", "a longer row of words")
        for style in STYLES
    ]
)
MOVED = st.tuples(st.lists(ROWS, min_size=3 * HEIGHT, max_size=3 * HEIGHT), st.integers(0, 16))
"""A window on many lines, as a list that is scrolled shows them."""
PIECES = st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, 12), PARTS, st.integers(1, 12)).map(
    lambda piece: part(piece[0], piece[1], strip_of(*piece[2], width=piece[3]))
)
WINDOWS = st.tuples(
    st.lists(ROWS, min_size=2 * HEIGHT, max_size=2 * HEIGHT),
    st.lists(st.integers(0, HEIGHT), min_size=1, max_size=6),
).map(lambda seen: [whole(seen[0][top : top + HEIGHT]) for top in seen[1]])


@given(st.lists(st.one_of(LINES.map(whole), PIECES), min_size=1, max_size=6), st.booleans())
def test_any_frame_after_any_other_looks_as_textual_drew_it(
    updates: list[CompositorUpdate], erases: bool
) -> None:
    pair = Pair(erases=erases)
    for update in updates:
        pair.show(update)


@given(st.lists(WINDOWS, min_size=1, max_size=3), st.booleans())
def test_so_do_lines_that_move(windows: list[list[CompositorUpdate]], erases: bool) -> None:
    pair = Pair(erases=erases)
    for window in windows:
        for update in window:
            pair.show(update)


# ---- and in few bytes


def test_a_row_that_moves_by_a_line_and_changes_in_a_cell_is_not_sent_again() -> None:
    """So a cursor moves whose row has a second line, which is all that is sent."""
    wide = 80
    rows = [
        f"row {n}, a title that is long enough to be worth it, as titles mostly are"
        for n in range(6)
    ]

    def lines(cursor: int) -> list[str]:
        found: list[str] = []
        for n, row in enumerate(rows):
            found.append(("|" if n == cursor else " ") + row)
            found += [f"| below {n}"] if n == cursor else []
        return found

    frames = Frames(erases=True)
    ours = Emulated(wide, 7, erases=True)
    for at, cursor in enumerate([0, 1, 2, 3, 2, 1, 0, 5]):
        strips = [strip_of((text, PANEL), width=wide) for text in lines(cursor)]
        update = LayoutUpdate([[strip] for strip in strips], Region(0, 0, wide, 7))
        written = frames.changes(frame_of(update), ColorSystem.EIGHT_BIT, (0, 0))
        assert written is not None
        ours.feed(written)
        assert [line.rstrip() for line in ours.display] == [line.rstrip() for line in lines(cursor)]
        if 0 < at < 7:
            assert "title" not in written


def test_the_same_frame_again_writes_nothing() -> None:
    pair = Pair()
    lines = [f"line {n}" for n in range(HEIGHT)]
    assert pair.show(text_lines(*lines))
    assert pair.show(text_lines(*lines)) == ""


def test_a_letter_that_changes_is_written_alone() -> None:
    pair = Pair()
    pair.show(text_lines(*["a line of the list"] * HEIGHT))
    written = pair.show(part(2, 0, strip_of(("a lime of the list", PANEL))))
    assert written.startswith("\x1b[3;5H")
    assert "lime" not in written


def test_cells_that_stay_between_two_that_change_are_passed_over() -> None:
    pair = Pair()
    pair.show(text_lines(*["a23456789b"] * HEIGHT))
    assert "c\x1b[8Cd" in pair.show(part(0, 0, strip_of(("c23456789d", PANEL))))
    assert "c23d" in pair.show(part(1, 0, strip_of(("c23d56789b", PANEL))))


def test_the_colour_of_a_letter_that_is_not_there_is_no_change() -> None:
    pair = Pair()
    pair.show(text_lines(*[""] * HEIGHT))
    assert pair.show(part(1, 0, strip_of(("    ", DIM)))) == ""


def test_a_style_is_set_once_for_all_the_lines_in_it() -> None:
    pair = Pair()
    assert pair.show(text_lines(*[f"number {n}" for n in range(HEIGHT)])).count("38;5;") == 1


def test_bold_ends_without_setting_the_colours_again() -> None:
    pair = Pair()
    written = pair.show(whole([strip_of(("bold", BOLD), ("plain", PANEL))] * HEIGHT))
    assert "bold\x1b[22mplain" in written


@pytest.mark.parametrize("erases", [True, False])
def test_many_blanks_are_erased_where_the_terminal_fills_them(erases: bool) -> None:
    pair = Pair(erases=erases)
    pair.show(text_lines(*["x" * WIDTH] * HEIGHT))
    written = pair.show(part(0, 0, strip_of(("y", PANEL), (" " * 12, PANEL), ("end", PANEL))))
    assert ("\x1b[12X" in written) is erases


def test_blanks_without_a_background_are_erased_in_any_terminal() -> None:
    pair = Pair()
    pair.show(text_lines(*["x" * WIDTH] * HEIGHT))
    assert "\x1b[24X" in pair.show(part(0, 0, strip_of((" " * WIDTH, None))))


def test_a_window_that_moves_by_a_line_costs_a_line() -> None:
    pair = Pair()
    lines = [f"{n} stands in line {n}" for n in range(30)]
    pair.show(text_lines(*lines[:HEIGHT]))
    down = pair.show(text_lines(*lines[1 : HEIGHT + 1]))
    assert f"\x1b[1;{HEIGHT}r\x1b[1H\x1b[M\x1b[r" in down
    assert len(down) < 90
    back = pair.show(text_lines(*lines[:HEIGHT]))
    assert f"\x1b[1;{HEIGHT}r\x1b[1H\x1b[L\x1b[r" in back
    assert len(back) < 90


def test_what_stands_above_and_below_a_window_stays() -> None:
    pair = Pair()
    lines = [f"{n} stands in line {n}" for n in range(30)]
    pair.show(text_lines("title", *lines[: HEIGHT - 2], "status"))
    written = pair.show(text_lines("title", *lines[2:HEIGHT], "status"))
    assert f"\x1b[2;{HEIGHT - 1}r\x1b[2H\x1b[2M\x1b[r" in written


def test_few_lines_are_not_worth_a_move() -> None:
    pair = Pair()
    pair.show(text_lines(*["one", "two", "three"], *[""] * (HEIGHT - 3)))
    written = pair.show(text_lines("two", "three", *[""] * (HEIGHT - 2)))
    assert MIN_MOVED_LINES == 3
    assert "r\x1b[" not in written


# ---- what is not known


@pytest.mark.parametrize("text", ["an astronaut 👩\u200d🚀 flies", "日本語", "e\u0301t\u0301"])
def test_a_line_whose_widths_terminals_disagree_on_is_written_whole(text: str) -> None:
    pair = Pair()
    pair.show(text_lines(*[text] * HEIGHT))
    assert text in pair.show(part(0, 0, strip_of((text, PANEL))))


@pytest.mark.parametrize("text", ["👩\u200d🚀 flies", "❤️", "กำ", "日本", "plain"])
def test_columns_behind_it_stay_in_place(text: str) -> None:
    pair = Pair()
    rows = [strip_of((text, PANEL), (" " * (16 - cell_len(text)), PANEL), ("source", None))]
    pair.show(whole(rows * HEIGHT))
    assert "".join(cell.data for cell in pair.ours.seen[0][16:22]) == "source"


def test_so_are_what_stands_beside_it_and_what_takes_its_place() -> None:
    frames = Frames(erases=False)
    beside = [
        strip_of(("👩\u200d🚀", PANEL), width=6),
        strip_of(("beside", PANEL), width=WIDTH - 6),
    ]
    both = LayoutUpdate([beside] * HEIGHT, Region(0, 0, WIDTH, HEIGHT))
    for _ in range(2):
        written = frames.changes(frame_of(both), ColorSystem.EIGHT_BIT, (0, 0))
        # wherever the astronaut left the cursor
        assert written is not None and "\x1b[1;7Hbeside" in written
    after = frames.changes(
        frame_of(part(0, 0, strip_of(("flies", PANEL), width=6))), ColorSystem.EIGHT_BIT, (0, 0)
    )
    assert after is not None and "flies" in after


def test_a_frame_with_an_image_is_textuals_and_leaves_nothing_known() -> None:
    pair = Pair()
    pair.show(text_lines(*["text"] * HEIGHT))
    image = Strip([Segment("\x1b[5n", None, [(ControlType.HOME,)]), Segment("text", PANEL)], 4)
    assert pair.frames.changes(frame_of(part(0, 0, image)), ColorSystem.EIGHT_BIT, (0, 0)) is None
    assert pair.show(text_lines(*["text"] * HEIGHT)).count("text") == HEIGHT


def test_a_frame_of_another_kind_is_textuals() -> None:
    frames = Frames(erases=True)
    update = InlineUpdate([strip_of(("text", PANEL))])
    assert frames.changes(frame_of(update), ColorSystem.EIGHT_BIT, (0, 0)) is None


def test_after_forgetting_everything_is_written_again() -> None:
    pair = Pair()
    lines = text_lines(*[f"line {n}" for n in range(HEIGHT)])
    first = pair.show(lines)
    pair.frames.forget()
    assert pair.show(lines) == first


def test_another_size_is_another_screen() -> None:
    pair = Pair()
    pair.show(text_lines(*["wide"] * HEIGHT))
    small = whole([strip_of(("wide", PANEL), width=10)] * 2, width=10)
    written = pair.frames.changes(frame_of(small), ColorSystem.EIGHT_BIT, (0, 0))
    assert written is not None
    assert written.count("wide") == 2


def test_a_part_can_come_before_any_whole_frame() -> None:
    pair = Pair()
    pair.show(part(2, 3, strip_of(("part", PANEL), width=4)))
    assert pair.ours.display[0] == UNKNOWN * WIDTH


def test_the_cursor_ends_where_it_is_wanted() -> None:
    frames = Frames(erases=False)
    lines = text_lines(*["text"] * HEIGHT)
    written = frames.changes(frame_of(lines), ColorSystem.EIGHT_BIT, (5, 2))
    assert written is not None
    assert written.endswith("\x1b[3;6H")
    assert frames.changes(frame_of(lines), ColorSystem.EIGHT_BIT, (5, 2)) == ""
    assert frames.changes(frame_of(lines), ColorSystem.EIGHT_BIT, (6, 2)) == "\x1b[3;7H"


def test_the_cells_of_a_picture_of_kitty_are_compared_one_by_one() -> None:
    frames = Frames(erases=True)
    look = Style(color="#010203")

    def codes(y: int, text: str) -> str:
        strip = Strip([Segment(text, look)]).adjust_cell_length(12)
        written = frames.changes(Frame(12, 3, [(y, 0, strip)]), ColorSystem.TRUECOLOR, (0, 0))
        assert written is not None
        return written

    row = kitty.cells(0, 5)
    assert row in codes(0, row)
    assert kitty.PLACEHOLDER not in codes(0, row)
    covered = row[:3] + "[]" + row[9:]
    assert kitty.PLACEHOLDER not in codes(0, covered)
    assert codes(0, row).count(kitty.PLACEHOLDER) == 2

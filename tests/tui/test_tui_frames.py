"""Frames: whatever was on the screen, the next frame is shown as it is, in few bytes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cell_screen import UNKNOWN, Cell, CellScreen
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from qreader.tui.frames import Frames

CONSOLE = Console(force_terminal=True, color_system="256", width=200)
PANEL = Style(color="#e0e0e0", bgcolor="#121212")
DIM = Style(color="#808080", bgcolor="#121212")
BOLD = Style(color="#e0e0e0", bgcolor="#121212", bold=True)
CURSOR = Style(color="#e0e0e0", bgcolor="#303030")
LINK = Style(color="#e0e0e0", bgcolor="#121212", underline=True, link="https://example.org/")
OTHER_LINK = Style(color="#e0e0e0", bgcolor="#121212", underline=True, link="https://b.org/")
REVERSE = Style(color="#e0e0e0", bgcolor="#121212", reverse=True)
STYLES = [None, Style.null(), PANEL, DIM, BOLD, CURSOR, LINK, OTHER_LINK, REVERSE]
WIDTH, HEIGHT = 24, 4


def _strip(*parts: tuple[str, Style | None], width: int = WIDTH) -> Strip:
    return Strip([Segment(text, style) for text, style in parts]).adjust_cell_length(width, PANEL)


def _whole(lines: Sequence[Strip], width: int = WIDTH) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, width, len(lines)))


def _part(y: int, x: int, strip: Strip, width: int = WIDTH, height: int = HEIGHT) -> ChopsUpdate:
    """Return an update of one piece of one line."""
    cuts = sorted({0, x, x + strip.cell_length, width})
    chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for _ in range(height)]
    chops[y][x] = strip
    spans = [(y, x, x + strip.cell_length)]
    return ChopsUpdate(chops, spans, [cuts[1:]] * height)


def _painted(update: CompositorUpdate, screen: CellScreen) -> CellScreen:
    """Return the screen with a frame on it that Textual wrote by itself."""
    # its line feeds after each line lead nowhere: a move follows
    screen.feed(update.render_segments(CONSOLE).replace("\n", ""))
    return screen


def _shown(frames: Frames, screen: CellScreen, update: LayoutUpdate | ChopsUpdate) -> str:
    """Write a frame to the screen and return its bytes."""
    written = frames.changes(update, CONSOLE)
    screen.feed(written)
    assert screen.pen == Cell(), "the terminal is left as it was found"
    return written


def _screens(erases: bool = False) -> tuple[Frames, CellScreen, CellScreen]:
    """Return frames, the screen that they are written to, and one to compare it with."""
    return Frames(erases=erases), CellScreen(WIDTH, HEIGHT), CellScreen(WIDTH, HEIGHT)


# ---- whatever is drawn, it is shown

_TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab  -—日本。한é▌"),
        st.sampled_from(["\u0301", "👩\u200d🚀", "❤️", "กำ"]).map(lambda text: text[0]),
    ),
    max_size=12,
)
_PARTS = st.lists(st.tuples(_TEXTS, st.sampled_from(STYLES)), max_size=4)
_LINES = st.lists(_PARTS, min_size=HEIGHT, max_size=HEIGHT)


@given(st.lists(_LINES, min_size=1, max_size=4), st.booleans())
def test_any_frame_after_any_other_looks_as_textual_drew_it(
    contents: list[list[list[tuple[str, Style | None]]]], erases: bool
) -> None:
    frames, screen, wanted = _screens(erases)
    for lines in contents:
        strips = [_strip(*parts) for parts in lines]
        _shown(frames, screen, _whole(strips))
        _painted(_whole(strips), wanted)
        assert screen.seen == wanted.seen


@given(
    _LINES,
    st.lists(
        st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, 12), _PARTS, st.integers(1, 12)),
        max_size=6,
    ),
    st.booleans(),
)
def test_any_parts_drawn_over_a_frame_look_as_textual_drew_them(
    lines: list[list[tuple[str, Style | None]]],
    parts: list[tuple[int, int, list[tuple[str, Style | None]], int]],
    erases: bool,
) -> None:
    frames, screen, wanted = _screens(erases)
    narrow = [[(text.encode("ascii", "ignore").decode(), s) for text, s in line] for line in lines]
    base = _whole([_strip(*line) for line in narrow])
    _shown(frames, screen, base)
    _painted(base, wanted)
    for y, x, content, width in parts:
        ascii_only = [(text.encode("ascii", "ignore").decode(), style) for text, style in content]
        update = _part(y, x, _strip(*ascii_only, width=width))
        _shown(frames, screen, update)
        _painted(update, wanted)
        assert screen.seen == wanted.seen


# ---- and in few bytes


def test_the_same_frame_again_writes_nothing() -> None:
    frames, screen, _ = _screens()
    lines = [_strip((f"line {n} 日本 👩‍🚀", PANEL)) for n in range(HEIGHT)]
    assert _shown(frames, screen, _whole(lines))
    assert _shown(frames, screen, _whole(lines)) == ""


def test_a_letter_that_changes_is_written_alone() -> None:
    frames, screen, _ = _screens()
    lines = [_strip((f"line {n} of the list", PANEL)) for n in range(HEIGHT)]
    _shown(frames, screen, _whole(lines))
    lines[2] = _strip(("line X of the list", PANEL))
    written = _shown(frames, screen, _whole(lines))
    assert written.startswith("\x1b[3;6H")
    assert "X" in written
    assert "line" not in written
    assert screen.lines[2].startswith("line X of the list")


def test_cells_that_stay_between_two_that_change_are_passed_over() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("a23456789b", PANEL))] * HEIGHT))
    written = _shown(frames, screen, _part(0, 0, _strip(("c23456789d", PANEL))))
    assert "\x1b[8C" in written
    assert "5" not in written.replace("38;5", "").replace("48;5", "").split("m")[1]
    assert screen.lines[0].startswith("c23456789d")


def test_a_small_gap_is_written_again() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("a23b", PANEL))] * HEIGHT))
    written = _shown(frames, screen, _part(0, 0, _strip(("c23d", PANEL))))
    assert "c23d" in written


def test_a_change_of_colour_alone_is_written() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("word", PANEL))] * HEIGHT))
    assert "word" in _shown(frames, screen, _part(1, 0, _strip(("word", BOLD))))
    assert screen.rows[1][0].attributes == {"1"}


def test_the_colour_of_a_letter_that_is_not_there_is_no_change() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("          ", PANEL))] * HEIGHT))
    assert _shown(frames, screen, _part(1, 0, _strip(("          ", DIM)))) == ""


@pytest.mark.parametrize("style", [CURSOR, REVERSE, LINK])
def test_what_can_be_seen_of_a_blank_is_a_change(style: Style) -> None:
    frames, screen, wanted = _screens()
    base = _whole([_strip(("          ", PANEL))] * HEIGHT)
    _shown(frames, screen, base)
    _painted(base, wanted)
    update = _part(1, 0, _strip(("          ", style), width=10))
    assert _shown(frames, screen, update)
    assert screen.seen == _painted(update, wanted).seen


def test_a_style_is_set_once_for_all_the_lines_in_it() -> None:
    frames, screen, _ = _screens()
    lines = [_strip((f"number {n}", PANEL)) for n in range(HEIGHT)]
    written = _shown(frames, screen, _whole(lines))
    assert written.count("38;5;") == 1
    assert len(written) < len(_whole(lines).render_segments(CONSOLE))


def test_lines_below_each_other_take_a_line_feed() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("aaaa", PANEL))] * HEIGHT))
    written = _shown(frames, screen, _whole([_strip(("bbbb", PANEL))] * HEIGHT))
    assert written.count("\n") == HEIGHT - 1
    assert written.count("H") == 1


def test_many_blanks_are_erased_where_the_terminal_can() -> None:
    for erases in (True, False):
        frames, screen, _ = _screens(erases)
        _shown(frames, screen, _whole([_strip(("x" * WIDTH, PANEL))] * HEIGHT))
        written = _shown(frames, screen, _part(0, 0, _strip(("y", PANEL))))
        assert (f"\x1b[{WIDTH - 1}X" in written) is erases
        assert (" " * (WIDTH - 1) in written) is not erases
        assert screen.lines[0] == "y" + " " * (WIDTH - 1)
        assert screen.rows[0][9].background == "48;5;233"


def test_what_follows_erased_blanks_stands_where_it_should() -> None:
    frames, screen, _ = _screens(erases=True)
    _shown(frames, screen, _whole([_strip(("x" * WIDTH, PANEL))] * HEIGHT))
    _shown(frames, screen, _part(0, 0, _strip((" " * 12 + "end", PANEL))))
    assert screen.lines[0] == " " * 12 + "end" + " " * 9


def test_underlined_blanks_are_never_erased() -> None:
    frames, screen, _ = _screens(erases=True)
    _shown(frames, screen, _whole([_strip(("x" * WIDTH, PANEL))] * HEIGHT))
    assert "X" not in _shown(frames, screen, _part(0, 0, _strip((" " * WIDTH, LINK))))


# ---- what is not known


def test_a_line_whose_widths_terminals_disagree_on_is_written_whole() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("an astronaut 👩‍🚀 flies", PANEL))] * HEIGHT))
    written = _shown(frames, screen, _part(0, 0, _strip(("an astronaut 👩‍🚀 flees", PANEL))))
    assert "an astronaut 👩‍🚀 flees" in written


def test_so_is_what_takes_the_place_of_such_a_line() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("an astronaut ❤️ flies", PANEL))] * HEIGHT))
    written = _shown(frames, screen, _part(0, 0, _strip(("an astronaut -- flies", PANEL))))
    assert "an astronaut -- flies" in written


def test_behind_such_a_line_the_cursor_is_placed_anew() -> None:
    frames, screen, _ = _screens()
    beside = [_strip(("👩‍🚀", PANEL), width=6), _strip(("beside", PANEL), width=WIDTH - 6)]
    update = LayoutUpdate([beside] * HEIGHT, Region(0, 0, WIDTH, HEIGHT))
    assert "\x1b[1;7Hbeside" in _shown(frames, screen, update)


def test_half_of_a_wide_character_overwritten_takes_all_of_it_away() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("日本語", PANEL))] * HEIGHT))
    _shown(frames, screen, _part(0, 1, _strip(("ab", PANEL), width=2)))
    written = _shown(frames, screen, _part(0, 0, _strip(("日本語", PANEL))))
    assert "日本" in written
    assert screen.lines[0].startswith("日本語")


def test_after_forgetting_everything_is_written_again() -> None:
    frames, screen, _ = _screens()
    lines = [_strip((f"line {n}", PANEL)) for n in range(HEIGHT)]
    first = _shown(frames, screen, _whole(lines))
    frames.forget()
    assert _shown(frames, screen, _whole(lines)) == first


def test_another_size_is_another_screen() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _whole([_strip(("wide", PANEL))] * HEIGHT))
    screen.resize(10, 2)
    _shown(frames, screen, _whole([_strip(("wide", PANEL), width=10)] * 2, width=10))
    assert screen.lines == ["wide      "] * 2


def test_a_part_can_come_before_any_whole_frame() -> None:
    frames, screen, _ = _screens()
    _shown(frames, screen, _part(2, 3, _strip(("part", PANEL), width=4)))
    assert screen.lines[2][3:7] == "part"
    assert screen.lines[0] == UNKNOWN * WIDTH


def test_control_segments_are_no_cells() -> None:
    frames, screen, _ = _screens()
    strip = Strip([Segment("\x1b[5n", None, [(1,)]), Segment("text", PANEL)], 4)  # type: ignore[list-item]
    _shown(frames, screen, _part(0, 0, strip))
    assert screen.lines[0].startswith("text" + UNKNOWN)


def test_what_is_no_frame_of_textuals_passes_through() -> None:
    frames = Frames()
    assert frames.lean(None) is None
    assert frames.lean("text") == "text"


def test_a_lean_frame_is_what_textual_asks_for_its_bytes() -> None:
    update = Frames().lean(_whole([_strip(("text", PANEL))]))
    assert isinstance(update, CompositorUpdate)
    assert "text" in update.render_segments(CONSOLE)


def test_a_frame_that_is_never_written_is_not_remembered() -> None:
    frames, screen, _ = _screens()
    lines = [_strip(("text", PANEL))] * HEIGHT
    frames.lean(_whole(lines))
    assert "text" in _shown(frames, screen, _whole(lines))


def test_many_links_are_forgotten_in_time() -> None:
    frames, screen, _ = _screens()
    for number in range(3000):
        style = Style(color="#e0e0e0", bgcolor="#121212", link=f"https://example.org/{number}")
        _shown(frames, screen, _part(0, 0, _strip(("link", style), width=4)))
    assert screen.rows[0][0].link == "https://example.org/2999"
    assert len(frames._looks) < 2100


def test_no_colour_needs_no_codes() -> None:
    console = Console(force_terminal=True, color_system=None, width=80)
    written = Frames().changes(_whole([_strip(("text", None), width=4)], width=4), console)
    assert written == "\x1b[1Htext"


@given(st.text(alphabet="abc日 ", max_size=20))
def test_widths_agree_with_textuals(text: str) -> None:
    strip = Strip([Segment(text, PANEL)])
    characters, looks, is_sure = Frames()._cells(strip, CONSOLE._color_system)  # type: ignore[arg-type]
    assert len(characters) == len(looks) == cell_len(text)
    assert is_sure

"""How pictures are drawn: the way, the size, the cells, and what is no picture."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem

from qreader.errors import ParseError
from qreader.process.sandbox import Sandbox
from qreader.render.figures import Box
from qreader.tui.reading.draw_picture import MAX_PIXELS, Drawn, PictureJob, draw
from qreader.tui.reading.picture_cells import Painted, painted
from qreader.tui.reading.picture_size import BLOCKS, KITTY, Cell, fitted
from qreader.tui.reading.picture_way import choose, terminal_around_tmux
from qreader.tui.terminal import kitty

URL = "https://example.org/a.png"
MANY = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
KITTY_TERM = {"TERM": "xterm-kitty", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
IN_TMUX = {"TERM": "tmux-256color", "TMUX": "/tmp/none,1,0", "LANG": "C.UTF-8"}
ROOM = Box(76, 24)


def image(
    size: tuple[int, int] = (80, 80), colour: object = "#d05030", mode: str = "RGB", **saved: Any
) -> bytes:
    pillow = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    data = io.BytesIO()
    pillow.new(mode, size, colour).save(data, saved.pop("format", "PNG"), **saved)
    return data.getvalue()


def job(data: bytes, way: str = BLOCKS, columns: int = 40, rows: int = 16) -> PictureJob:
    return PictureJob(URL, data, way, columns, rows)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


# ---- the way


@pytest.mark.parametrize(
    ("configured", "environ", "can_draw", "name"),
    [
        ("auto", MANY, True, BLOCKS),
        ("auto", MANY, False, "off"),
        ("never", MANY, True, "off"),
        ("offline", MANY, True, BLOCKS),
        ("auto", {**MANY, "SSH_CONNECTION": "::1"}, True, "off"),
        ("offline", {**MANY, "SSH_TTY": "/dev/pts/1"}, True, "off"),
        ("always", {**MANY, "SSH_CONNECTION": "::1"}, True, BLOCKS),
        ("always", {"TERM": "linux"}, True, "off"),
        ("always", {**MANY, "NO_COLOR": "1"}, True, "off"),
        ("always", {**MANY, "LANG": "C"}, True, "off"),
        ("auto", KITTY_TERM, True, KITTY),
        ("auto", {**KITTY_TERM, "TERM": "xterm-ghostty"}, True, KITTY),
        ("auto", {"TERM": "xterm-kitty", "LANG": "C.UTF-8"}, True, KITTY),
        ("auto", {**KITTY_TERM, **IN_TMUX}, True, BLOCKS),
        ("auto", {**KITTY_TERM, "STY": "x"}, True, BLOCKS),
        ("auto", {**KITTY_TERM, "TEXTUAL_DRIVER": "web"}, True, BLOCKS),
    ],
)
def test_pictures_are_drawn_where_they_can_be_and_are_wanted(configured, environ, can_draw, name):
    assert choose(configured, environ, can_draw=can_draw).name == name


def test_a_picture_that_is_asked_for_is_drawn_over_ssh_and_not_where_never_is_said():
    over_ssh = {**MANY, "SSH_CONNECTION": "::1"}
    assert choose("auto", over_ssh, can_draw=True, asked=True).name == BLOCKS
    assert choose("never", over_ssh, can_draw=True, asked=True).name == "off"


def test_in_tmux_the_terminal_around_it_decides():
    assert choose("auto", IN_TMUX, can_draw=True, outer="xterm-kitty").name == KITTY
    assert choose("auto", IN_TMUX, can_draw=True, outer="xterm-256color").name == BLOCKS
    assert terminal_around_tmux({"TERM": "xterm-kitty"}) == ""


# ---- the size


def test_a_picture_keeps_its_shape_in_the_room_it_has():
    assert fitted((800, 400), ROOM, BLOCKS, Cell(10, 20)) == Box(76, 19)
    assert fitted((800, 800), ROOM, BLOCKS, Cell(10, 20)) == Box(48, 24)
    assert fitted((400, 1600), ROOM, BLOCKS, Cell(10, 20)) == Box(12, 24)
    assert fitted((400, 1600), ROOM, BLOCKS, Cell(10, 20), scrolls=True) == Box(76, 152)
    assert fitted((800, 400), ROOM, KITTY, Cell(10, 25)) == Box(76, 15)


def test_a_small_picture_stays_small_and_an_icon_is_not_drawn():
    assert fitted((64, 64), ROOM, BLOCKS, Cell()) == Box(16, 8)
    assert fitted((64, 64), ROOM, KITTY, Cell(10, 20)) == Box(13, 6)
    assert fitted((800, 20), ROOM, BLOCKS, Cell()) is None
    assert fitted((800, 400), Box(3, 24), BLOCKS, Cell()) is None


@given(
    size=st.tuples(st.integers(1, 99_999), st.integers(1, 99_999)),
    columns=st.integers(0, 300),
    rows=st.integers(0, 100),
    way=st.sampled_from([BLOCKS, KITTY]),
    scrolls=st.booleans(),
)
def test_no_picture_leaves_its_room(size, columns, rows, way, scrolls):
    box = fitted(size, Box(columns, rows), way, Cell(), scrolls=scrolls)
    if box is not None:
        assert 1 <= box.columns <= columns
        assert 1 <= box.rows <= (290 if scrolls else rows)


# ---- the cells


def test_a_picture_becomes_half_blocks_with_two_colours_a_cell(sandbox):
    pillow = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    source = pillow.new("RGB", (400, 400), "#ff0000")
    source.paste("#0000ff", (0, 200, 400, 400))
    data = io.BytesIO()
    source.save(data, "PNG")
    drawn = sandbox.call(draw, job(data.getvalue(), columns=30, rows=15))

    assert drawn[:3] == ((400, 400), 30, 15)
    picture = painted(drawn, ColorSystem.TRUECOLOR)
    first, middle, last = (picture.row(row) for row in (0, 7, 14))
    assert [segment.text for segment in first] == [" " * 30]
    assert [segment.text for segment in last] == [" " * 30]
    assert str(first[0].style) == "#ff0000 on #ff0000"
    assert [segment.text for segment in middle] == ["▀" * 30]
    assert all(sum(len(one.text) for one in picture.row(row)) == 30 for row in range(15))


def test_for_kitty_a_picture_is_sent_once_and_its_cells_name_their_places(sandbox):
    drawn = sandbox.call(draw, job(image((300, 300)), KITTY))
    sent = kitty.sent(70_000, drawn.pixels, drawn.columns, drawn.rows, KITTY_TERM)

    pieces = re.findall("\x1b_G([^;]*);([^\x1b]*)\x1b\\\\", sent)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in pieces) == sent
    assert pieces[0][0].startswith("a=T,U=1,i=70000,c=32,r=16,f=100,q=2,m=")
    assert pieces[-1][0].endswith("m=0")
    assert base64.b64decode("".join(data for _, data in pieces)) == drawn.pixels
    (row,) = Painted(drawn, number=70_000).row(3)
    assert row.cell_length == drawn.columns
    assert row.text.startswith(f"{kitty.PLACEHOLDER}{kitty.NUMERALS[3]}{kitty.NUMERALS[0]}")
    assert str(row.style) == "#011170"


def test_in_tmux_the_sequences_for_kitty_are_passed_on():
    for sequence in (kitty.sent(7, b"png", 2, 1, IN_TMUX), kitty.forgotten(7, IN_TMUX)):
        inner = re.fullmatch("\x1bPtmux;(.*)\x1b\\\\", sequence, re.DOTALL)
        assert inner
        assert inner[1].replace("\x1b\x1b", "\x1b").startswith("\x1b_Ga=")


# ---- hostile pictures


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\xff\xff\xff\xff",
        b"\x89PNG\r\n\x1a\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_what_is_no_picture_is_an_error(data):
    image()  # skips where nothing can draw
    with pytest.raises(ParseError):
        draw(job(data))


@pytest.mark.parametrize("name", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_breaks_off_is_an_error_or_a_part(name):
    whole = image((300, 300), format=name)
    for end in range(0, len(whole), max(1, len(whole) // 20)):
        try:
            assert isinstance(draw(job(whole[:end])), Drawn)
        except ParseError:
            continue


def test_a_picture_of_too_many_pixels_is_not_decoded():
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    def bomb(width: int, height: int) -> bytes:
        head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
        data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000)))
        return b"\x89PNG\r\n\x1a\n" + data + chunk(b"IEND", b"")

    image()  # skips where nothing can draw
    for width, height in ((MAX_PIXELS // 4_000 + 1, 4_000), (100_000, 100_000), (31_000, 10)):
        with pytest.raises(ParseError, match="picture"):
            draw(job(bomb(width, height)))


def test_of_an_animation_the_first_frame_is_drawn():
    pillow = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    more = [pillow.new("RGB", (80, 80), "#0000ff")]
    data = image(format="GIF", colour="#ff0000", save_all=True, append_images=more)
    assert draw(job(data)).pixels[:3] == b"\xff\0\0"


def test_a_picture_of_a_camera_held_upright_stands_upright():
    pillow = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    exif = pillow.Exif()
    exif[0x0112] = 6
    drawn = draw(job(image((400, 200), format="JPEG", exif=exif)))
    assert drawn.size == (200, 400)
    assert drawn.columns < drawn.rows * 2


@pytest.mark.parametrize(
    ("line", "ground", "light"), [((0, 0, 0, 255), 0, 255), ((255, 255, 255, 255), 255, 0)]
)
def test_lines_on_a_transparent_ground_are_seen_on_the_theme(line, ground, light):
    pillow = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    picture = pillow.new("RGBA", (80, 80), (0, 0, 0, 0))
    picture.paste(line, (0, 0, 80, 10))
    data = io.BytesIO()
    picture.save(data, "PNG")
    drawn = draw(job(data.getvalue())._replace(ground=(ground,) * 3))
    assert abs(drawn.pixels[-1] - light) < 10

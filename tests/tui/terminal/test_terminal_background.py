"""The terminal's answer about its background chooses the theme, and is never taken for keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pseudo_terminal import Terminal, filled
from qreader.tui.terminal import background
from qreader.tui.terminal.background import ASK, IN_TIME_SECONDS, WAIT_SECONDS, Background

WHITE, BLACK = "\x1b]11;rgb:ffff/ffff/ffff\x07", "\x1b]11;rgb:0000/0000/0000\x1b\\"
FEED = """<rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Ferries wait for wind</title><guid>1</guid></item></channel></rss>"""


class Clock:
    """The time, set by a test."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(background, "time", one)
    return one


@pytest.mark.parametrize(
    ("answer", "is_light"),
    [
        (WHITE, True),
        (BLACK, False),
        ("\x1b]11;rgb:ff/ff/ff\x07", True),
        ("\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x07", True),
        ("\x1b]11;rgb:0000/2b2b/3636\x07", False),
        ("\x1b]11;rgb:1/1/1\x07", False),
    ],
)
def test_an_answer_says_whether_the_background_is_light(clock, answer, is_light):
    rest, told = Background().taken_from(f"j{answer}k")

    assert rest == "jk"
    assert told is not None
    assert told.is_light is is_light


@pytest.mark.parametrize("answer", [WHITE, BLACK])
def test_an_answer_in_pieces_types_nothing(clock, answer):
    for at in range(1, len(answer)):
        one = Background()
        typed, told = one.taken_from(f"j{answer[:at]}")
        assert typed == "j", "the piece is held back"
        if at > len("\x1b]11"):
            assert one.let_go() == "", "a slow line brings the rest later"
        rest, told = one.taken_from(f"{answer[at:]}k")
        assert rest == "k"
        assert told is not None


def test_a_piece_that_was_taken_for_a_key_costs_no_more_than_that(clock):
    one = Background()
    assert one.taken_from("\x1b") == ("", None)
    assert one.let_go() == "\x1b"
    rest, told = one.taken_from(WHITE[1:])
    assert rest == ""
    assert told is not None


@pytest.mark.parametrize("key", ["\x1b", "\x1b]", "\x1b]1", "\x1b[A", "]11;", "rgb:", "q"])
def test_a_key_that_looks_like_an_answer_comes_a_moment_later(clock, key):
    one = Background()
    typed, told = one.taken_from(key)

    assert typed + one.let_go() == key
    assert told is None


def test_a_late_answer_changes_nothing_and_types_nothing(clock):
    one = Background()
    clock.now += IN_TIME_SECONDS + 1
    assert one.taken_from(WHITE) == ("", None)
    clock.now += WAIT_SECONDS
    assert one.taken_from(f"a{WHITE}b") == ("ab", None)
    assert one.taken_from("\x1b") == ("\x1b", None), "escape is not held back any more"


def test_an_answer_that_never_ends_is_dropped(clock):
    one = Background()
    assert one.taken_from("\x1b]11;rgb:ff") == ("", None)
    assert one.let_go() == ""
    clock.now += WAIT_SECONDS + 1
    assert one.let_go() == ""
    assert one.taken_from("j") == ("j", None)


# ---- in a terminal


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, "utf-8")
    return filled(tmp_path / "cache", feed)


def started(cache: Path, **environment: str) -> Terminal:
    command = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
    usual = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLORFGBG": "", "NO_COLOR": ""}
    clear = {"TMUX": "", "STY": ""}
    return Terminal(command, **{**usual, **clear, **environment})


@pytest.fixture
def reader(cache: Path) -> Iterator[Terminal]:
    one = started(cache)
    yield one
    one.close()


LIGHT_GROUND, DARK_GROUND = b"48;2;255;255;255", b"48;2;18;18;18"


def test_a_light_terminal_gets_the_light_theme(reader: Terminal) -> None:
    reader.read_until(ASK.encode())
    reader.write(WHITE.encode())
    reader.read_until(b"Ferries wait for wind")
    if LIGHT_GROUND not in reader.output:  # a frame was drawn before
        reader.read_until(LIGHT_GROUND)
    reader.write(b"Q")
    assert reader.wait() == 0
    assert reader.output.count(ASK.encode()) == 1


def test_a_dark_terminal_stays_dark_and_nothing_is_typed(reader: Terminal) -> None:
    reader.read_until(ASK.encode())
    for piece in (BLACK[:9], BLACK[9:]):
        reader.write(piece.encode())
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"s")
    reader.read_until(b"Starred")
    assert LIGHT_GROUND not in reader.output
    assert b"means nothing" not in reader.output
    reader.write(b"Q")
    assert reader.wait() == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"COLORFGBG": "0;15"},
        {"TERM": "linux", "COLORTERM": ""},
        {"TERM": "screen-256color"},
        {"TERM": "xterm-256color", "NO_COLOR": "1"},
    ],
    ids=str,
)
def test_nothing_is_asked_where_something_else_tells(
    cache: Path, environment: dict[str, str]
) -> None:
    one = started(cache, **environment)
    try:
        one.read_until(b"Ferries wait for wind")
        assert ASK.encode() not in one.output
    finally:
        one.close()


def test_nothing_is_asked_where_the_person_chose_a_theme(cache: Path) -> None:
    (cache / "config.toml").write_text('theme = "nord"\n')
    one = started(cache)
    try:
        one.read_until(b"Ferries wait for wind")
        assert ASK.encode() not in one.output
    finally:
        one.close()

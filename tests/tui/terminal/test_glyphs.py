"""Glyphs: whatever is drawn can be shown, and nothing moves for it."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from conftest import Start
from qreader.config.settings import Config
from qreader.text.safe import safe_line
from qreader.tui.terminal.glyphs import (
    ASCII,
    CONSOLE,
    UNICODE,
    WORDS,
    Glyphs,
    choose,
    locale_encoding,
)


def drawn(text: str, name: str = ASCII) -> str:
    segments = Glyphs(name).apply([Segment(text)], Color(0, 0, 0))
    return "".join(segment.text for segment in segments)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain text, 100 %", "Plain text, 100 %"),
        ("“Ça va?” – l’été à São Paulo…", '"Ca va?" - l\'ete a Sao Paulo~'),
        ("e\u0301te\u0301", "ete"),
        ("Łódź, Straße, smørrebrød", "Lodz, Strase, smorrebrod"),
        ("▌•★◷±✓♦×›", ">*#@%x!x>"),
        ("┌─┐│└─┘", "+-+|+-+"),
        ("ﬁne", "?ne"),
        ("東京", "????"),
        ("２０", "2 0 "),
        ("👩‍🚀 ok", "?? ok"),
        ("Москва", "??????"),
        ("10⁶ m², H₂O, said¹", "10^ m2, H2O, said1"),
    ],
)
def test_what_ascii_lacks_has_a_stand_in_of_the_same_width(text, shown):
    assert drawn(text) == shown
    assert cell_len(shown) == cell_len(text)


@given(st.text(max_size=60))
def test_any_text_becomes_ascii_and_stays_as_wide(text):
    text = safe_line(text)
    for name in (ASCII, CONSOLE, WORDS):
        assert cell_len(drawn(text, name)) == cell_len(text)
    assert drawn(text).isascii()


def test_the_console_keeps_letters_and_lines_and_loses_what_its_font_lacks():
    assert drawn("Straße Москва │─ ▌█", CONSOLE) == "Straße Москва │─ ▌█"
    assert drawn("★ ✓ “so” … 東 👍", CONSOLE) == '# x "so" ~ ?? ??'


@pytest.mark.parametrize(
    ("configured", "term", "encoding", "name"),
    [
        ("unicode", "vt100", "ASCII", UNICODE),
        ("ascii", "xterm-256color", "UTF-8", ASCII),
        ("auto", "xterm-256color", "UTF-8", UNICODE),
        ("auto", "xterm-256color", "utf8", UNICODE),
        ("auto", "xterm-256color", "ISO-8859-1", ASCII),
        ("auto", "vt100", "UTF-8", ASCII),
        ("auto", "linux", "UTF-8", CONSOLE),
        ("auto", "linux", "ISO-8859-15", ASCII),
        ("auto", "", "UTF-8", UNICODE),
    ],
)
def test_the_glyphs_follow_locale_and_terminal(configured, term, encoding, name):
    assert choose(configured, {"TERM": term}, encoding).name == name


@pytest.mark.parametrize(
    ("environ", "encoding"),
    [
        ({"LANG": "de_DE.UTF-8"}, "UTF-8"),
        ({"LANG": "de_DE.UTF-8", "LC_CTYPE": "de_DE.ISO-8859-15@euro"}, "ISO-8859-15"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "ASCII"),
        ({"LC_ALL": "C.utf8"}, "utf8"),
    ],
)
def test_the_encoding_is_what_the_locale_names(environ, encoding):
    assert locale_encoding(environ) == encoding


@pytest.mark.parametrize(
    "keys", ["", "enter", "enter tab", "g f", "g p space", "?", "g", "enter f", "T", "g t", "g l"]
)
async def test_a_screen_of_ascii_has_nothing_else_on_it(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    async with start(library, (160, 45), Config(glyphs="ascii")) as driver:
        await driver.press(*keys.split())
        if keys == "g":
            await driver.wait_for(lambda: driver.reader.query("WhichKey"))
            await driver.settle()
        for size in [(160, 45), (80, 24), (40, 12)]:
            await driver.pilot.resize_terminal(*size)
            await driver.wait_for(lambda size=size: driver.app.screen.size == size)
            await driver.settle()
            lines = driver.screen_text.splitlines()
            assert "".join(lines).isascii()
            assert {cell_len(line) for line in lines} == {size[0]}


def test_for_screen_readers_curves_are_words_and_lines_are_silent() -> None:
    assert drawn("a ▁▁▁▂▃▅█ b", WORDS) == "a rising  b"
    assert drawn("▇▅▄▃▂▁▁ ▃▃▄▃▃▃▃ ▁▁▁▁▁▁▁.", WORDS) == "falling steady         ."
    assert drawn("▌│ Post · 3h ──", WORDS) == "   Post , 3h   "
    assert drawn("▄▄▄▄▄▄ “Straße”", WORDS) == "▄▄▄▄▄▄ “Straße”"


async def test_for_screen_readers_a_row_says_its_state(start: Start, library: FakeLibrary) -> None:
    async with start(library, (120, 40), Config(glyphs="words")) as driver:
        assert f"  new: {driver.titles[0][:20]}" in driver.screen_text
        await driver.press("s")
        assert f"  new, starred: {driver.titles[0][:20]}" in driver.screen_text
        await driver.press("m", "j")
        assert f"  starred: {driver.titles[0][:20]}" in driver.screen_text
        assert not set("▌●★│─·").intersection(driver.screen_text.split("\n", 1)[1])

"""Text that may reach a terminal: nothing in it steers, hides, turns around or climbs."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text import safe
from qreader.text.safe import (
    beyond_ascii,
    is_right_to_left,
    is_safe,
    safe_block,
    safe_line,
    without_sequences,
)

FORBIDDEN = {
    *map(chr, range(0x09)),
    *map(chr, range(0x0B, 0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
    *map(chr, range(0xE0000, 0xE0080)),
    chr(0x10EEEE),
    *map(chr, range(0xD800, 0xE000)),
}
_HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(sorted(FORBIDDEN)),
        st.sampled_from("\x1b[]P\\\x07;0123m\u0301\u0302\u200b\u200d\r\n\u2028ก็"),
    )
)


@given(_HOSTILE)
def test_no_forbidden_character_survives(text: str) -> None:
    assert not FORBIDDEN & set(safe_block(text))
    assert not FORBIDDEN & set(safe_line(text))


@given(_HOSTILE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert is_safe(safe_block(text))
    assert safe_line(safe_line(text)) == safe_line(text)


@given(_HOSTILE)
def test_a_line_is_one_line(text: str) -> None:
    line = safe_line(text, 40)
    assert len(line) <= 40
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[31m",
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]52;c;aGk=\x1b\\",
        "\x1b]8;;http://x\x1b\\",
        "\x1bPq#0\x1b\\",
        "\x1b_payload\x1b\\",
        "\x1b^payload\x9c",
        "\x9b31m",
        "\x9d0;title\x9c",
        "\x90q\x9c",
        "\x1bc",
        "\x1b(0",
        "\x1b#8",
    ],
)
def test_an_escape_sequence_goes_whole(sequence: str) -> None:
    assert safe_block(f"a{sequence}b") == "ab"


@pytest.mark.parametrize(
    "half", ["\x1b", "\x1b]0;x", "\x1b[", "\x9d0;x", "\x9b", "\x1b[0", "\x1bP"]
)
def test_half_a_sequence_loses_what_makes_it_one(half: str) -> None:
    assert not FORBIDDEN & set(safe_block(f"a{half}"))


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈",
        "שלום \u200eabc",
        "Zu\u0308rich",
        "日本語 テキスト",
        "ที่นี่ก็ดี",
        "नमस्ते",
        r"\x1b[31m ^[[0m",
        "tab\there",
        "two\n\nlines",
    ],
)
def test_honest_text_of_every_script_stays(text: str) -> None:
    assert safe_block(text) == text


@pytest.mark.parametrize("mark", ["\u0301", "\u0e47", "\u20d0", "\u0670", "\u3099"])
def test_marks_cannot_be_piled_up(mark: str) -> None:
    assert safe_block("a" + mark * 1000 + "b") == "a" + mark * 8 + "b"
    assert safe_block("a" + mark * 8 + "\u200b" + mark * 8) == "a" + mark * 8


def test_marks_on_many_letters_are_no_pile() -> None:
    assert safe_block("a\u0301" * 40) == "a\u0301" * 40


@given(st.text())
def test_what_is_beyond_ascii_is_all_that_is_no_printable_ascii_tab_or_newline(text: str) -> None:
    assert beyond_ascii(text) == "".join(c for c in text if c not in "\t\n" and not " " <= c <= "~")


def test_line_ends_of_all_systems_are_one_kind() -> None:
    assert safe_block("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne f"


def test_lone_surrogates_become_a_visible_mark() -> None:
    assert safe_block("a\ud800b") == "a\ufffdb"
    safe_block("\udfff").encode("utf-8")


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\u2060", "\u200d\u200e", "\u3164", "\x1b[31m", "\ufeff"]
)
def test_a_line_of_nothing_visible_is_empty(text: str) -> None:
    assert safe_line(text) == ""


def test_white_space_in_a_line_is_single() -> None:
    assert safe_line("  a\n\n b\t c\xa0d ") == "a b c d"


def test_a_long_line_ends_in_an_ellipsis() -> None:
    assert safe_line("word " * 10, 12) == "word word w…"
    assert safe_line("x" * 12, 12) == "x" * 12


def test_a_block_is_cut_at_its_limit() -> None:
    assert safe_block("abcdef", 3) == "abc"


def test_every_character_that_is_dropped_is_looked_for() -> None:
    missed = [hex(point) for point in safe.FORBIDDEN if is_safe(f"a{chr(point)}a")]
    assert missed == []


def test_no_assigned_control_or_format_character_is_forgotten() -> None:
    kept = {
        chr(point)
        for point in range(0x3000)
        if unicodedata.category(chr(point)) in {"Cc", "Cf"} and is_safe(chr(point))
    }
    joiners_and_marks = {"\u200c", "\u200d", "\u200e", "\u200f"}
    arabic_signs = {
        chr(point) for point in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2)
    }
    assert kept <= {"\t", "\n"} | joiners_and_marks | arabic_signs


@pytest.mark.parametrize(
    "flood",
    [
        "\x1b]",
        "\x9d",
        "\x9b",
        "\x1b[",
        "\x9d" + "a" * 4095,
        "\x1b[" + "0" * 63,
        "a\u0301",
        "\u0301",
        "\r",
    ],
)
def test_a_flood_of_half_sequences_costs_no_time(flood: str) -> None:
    text = flood * (300_000 // len(flood))
    start = time.process_time()
    safe_block(text)
    assert time.process_time() - start < 2.0  # 20 ms where all is well, minutes where it is not


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("שלום", True),
        ("مرحبا world", True),
        ("hello שלום", False),
        ("123 – שלום", True),
        ("123 …", False),
        ("", False),
        ("日本", False),
    ],
)
def test_the_first_strong_character_says_where_text_starts(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


def test_whole_sequences_go_and_what_stands_around_them_stays():
    text = "a\x1b]0;title\x07b\x1b[31mc\x1b(Bd\x9b1me\x90q\x9cf\ng\x01"

    assert without_sequences(text) == "abcdef\ng\x01"
    assert without_sequences("plain ]0; text") == "plain ]0; text"


def test_a_sequence_without_an_end_costs_only_its_introducer():
    assert without_sequences("a\x1b]" + "x" * 9) == "a" + "x" * 9

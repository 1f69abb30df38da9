"""What the mouse covers, and what is copied of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.render.page import render
from qreader.render.selecting import (
    Position,
    Selection,
    position,
    selection,
    spots,
    text_of,
    word_at,
)
from qreader.render.wrap import Line
from qreader.text.blocks import Code, Table
from qreader.text.html import blocks as html_blocks


def copied(html: str, width: int = 20, first: int = 0, last: int | None = None) -> str:
    """Return what is copied of whole lines, by default of all."""
    blocks = html_blocks(html, "https://example.org/")
    lines = render(blocks, width).lines
    last = len(lines) - 1 if last is None else last
    fixed = {at for at, one in enumerate(blocks) if isinstance(one, Code | Table)}
    chosen = Selection(Position(first, 0), Position(last, len(lines[last].text)))
    return text_of(lines, chosen, width, fixed)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>The ferry waits until the wind has gone down again.</p><p>It is late.</p>",
            "The ferry waits until the wind has gone down again.\n\nIt is late.",
        ),
        ("<p>Short<br>lines<br>stay</p>", "Short\nlines\nstay"),
        (
            "<blockquote><p>The ferry waits until the wind is gone.</p></blockquote>",
            "The ferry waits until the wind is gone.",
        ),
        (
            "<ul><li>The ferry waits until the wind</li><li>is gone</li></ul>",
            "• The ferry waits until the wind\n• is gone",
        ),
        ("<pre>if wind:\n    wait()\n</pre>", "if wind:\n    wait()"),
        ('<p>See <a href="/one">the first page</a> of all.</p>', "See the first page of all."),
        ("<p>深夜の港でフェリーが風を待っている。船は出ない。</p>",
         "深夜の港でフェリーが風を待っている。船は出ない。"),
        ("<p>An evening with the well-meaning crew</p>", "An evening with the well-meaning crew"),
    ],
)  # fmt: skip
def test_what_is_copied_is_the_text_and_not_its_drawing(html, text):
    assert copied(html) == text


def test_a_part_of_two_lines_is_copied_from_character_to_character():
    lines = render(html_blocks("<p>The ferry waits until the wind is gone.</p>", ""), 20).lines
    chosen = selection(position(lines, 1, 4), position(lines, 0, 4))

    assert lines[0].text == "The ferry waits"
    assert text_of(lines, chosen, 20) == "ferry waits unti"
    assert [*spots(lines, chosen)] == [(0, 4, 15), (1, 0, 4)]


def test_a_wide_character_is_taken_as_a_whole():
    lines = render(html_blocks("<p>港 harbour</p>", ""), 20).lines

    assert position(lines, 0, 0) == position(lines, 0, 1) == (0, 0)
    assert position(lines, 0, 2) == (0, 1)
    assert position(lines, 0, 99) == (0, 9)
    assert position(lines, 99, 0) == (0, 9)
    assert position(lines, -1, 5) == (0, 0)


def test_a_word_is_found_around_a_place():
    lines = render(html_blocks("<p>The well-meaning crew</p>", ""), 40).lines

    assert text_of(lines, word_at(lines, Position(0, 8)), 40) == "well-meaning"
    assert text_of(lines, word_at(lines, Position(0, 3)), 40) == ""


PLACES = st.tuples(st.integers(-3, 60), st.integers(-3, 60))


@given(
    st.text("ab 港-\u0301\n", max_size=200), st.integers(1, 40), PLACES, PLACES, st.integers(0, 9)
)
def test_any_selection_of_any_text_is_text_of_it(text, width, one, other, gone):
    html = f"<p>{text}</p><pre>{text}</pre>"
    lines: tuple[Line, ...] = render(html_blocks(html, ""), width).lines
    chosen = selection(position(lines, *one), position(lines, *other))
    lines = lines[: max(0, len(lines) - gone)]  # as where the lines changed meanwhile

    found = text_of(lines, chosen, width)
    for spot in spots(lines, chosen):
        assert 0 <= spot.start < spot.end <= len(lines[spot.line].text)
    whole = "".join("".join(line.text.split()) for line in lines)
    assert "".join(found.split()) in whole

"""Code has a ground as wide as the text, its language's colours, and is else left alone."""

from __future__ import annotations

from itertools import accumulate
from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.render.code import Tint, _cut, code_lines
from qreader.render.wrap import Run, Runs
from qreader.text.blocks import Code, Stretch

CODE = Code("if wind:\n\twait()\n\n# later", "python")


def _texts(lines: list[Runs]) -> list[str]:
    return ["".join(run.text for run in line) for line in lines]


def _looks(lines: list[Runs]) -> dict[str, str]:
    return {run.text.strip(): run.style for line in lines for run in line if run.text.strip()}


def test_code_stands_on_a_ground_as_wide_as_the_text() -> None:
    label, *lines = code_lines(CODE, 20, "")
    assert _texts([label]) == ["── python"]
    assert [text.rstrip() for text in _texts(lines)] == [
        "  if wind:",
        "      wait()",
        "",
        "  # later",
    ]
    assert {len(text) for text in _texts(lines)} == {20}
    assert {run.style for line in lines for run in line} == {"code-block"}


def test_a_part_of_code_may_have_a_colour() -> None:
    tints = [Tint(0, 2, "code-keyword"), Tint(18, 25, "code-comment")]
    lines = code_lines(CODE, 20, "quote", lambda _code: tints)
    looks = _looks(lines)
    assert looks["if"] == "quote code-block code-keyword"
    assert looks["# later"] == "quote code-block code-comment"
    assert looks["wind:"] == "quote code-block"


def test_a_colour_goes_on_over_the_end_of_a_line() -> None:
    code = Code('"""one\ntwo"""')
    lines = code_lines(code, 20, "", lambda _code: [Tint(0, 13, "code-string")])
    assert {look for text, look in _looks(lines).items()} == {"code-block code-string"}


def test_a_colour_and_a_link_may_cover_each_other_in_part() -> None:
    code = Code("see https://a.example now", None, (Stretch(4, 21, "https://a.example"),))
    lines = code_lines(code, 40, "", lambda _code: [Tint(0, 9, "code-comment")])
    assert [(run.text, run.style, run.url) for run in lines[0]][1:4] == [
        ("see ", "code-block code-comment", None),
        ("https", "code-block code-comment link", "https://a.example"),
        ("://a.example", "code-block link", "https://a.example"),
    ]


@pytest.mark.parametrize("tints", [[Tint(0, 99, "a")], [Tint(30, 40, "a")], [Tint(5, 5, "a")]])
def test_a_colour_beyond_the_end_harms_nothing(tints: list[Tint]) -> None:
    assert _texts(code_lines(CODE, 20, "", lambda _code: tints)) == _texts(code_lines(CODE, 20, ""))


@given(
    st.text(st.sampled_from("ab \t\n日"), max_size=60),
    st.lists(st.integers(0, 9), max_size=8),
    st.integers(1, 30),
)
def test_colours_change_no_character(text: str, steps: list[int], width: int) -> None:
    places = list(accumulate(steps))
    tints = [Tint(a, b, "x") for a, b in zip(places[::2], places[1::2], strict=False)]
    plain, coloured = (code_lines(Code(text), width, "", t) for t in (None, lambda _code: tints))
    assert _texts(plain) == _texts(coloured)
    assert all(cell_len(line) == max(width, cell_len(line)) <= width for line in _texts(plain))


def test_a_long_line_is_cut_without_a_copy_of_all_that_follows_each_piece() -> None:
    copied = 0

    class Counted(str):
        __slots__ = ()

        def __getitem__(self, at: SupportsIndex | slice) -> Counted:
            nonlocal copied
            part = Counted(super().__getitem__(at))
            copied += len(part)
            return part

    pieces = ["x" * 10] * 100
    cut = list(_cut([Run(Counted("x" * 1000))], pieces))
    assert [run.text for runs in cut for run in runs] == pieces
    assert copied == 1000

"""The colours of code come from its language, named or plain to see."""

from __future__ import annotations

import itertools

import pytest

from qreader.text.blocks import Code
from qreader.tui.reading.tint_code import MAX_CHARACTERS, is_tinted, tints_of

PYTHON = 'def rise(by):  # metres\n    return "high" if by > 3 else None\n'


def _coloured(code: Code) -> dict[str, str]:
    (tints,) = tints_of((code,))
    return {code.text[tint.start : tint.end]: tint.style for tint in tints}


def test_each_kind_of_word_has_its_colour() -> None:
    found = _coloured(Code(PYTHON, "python"))
    assert found["def"] == found["return"] == "code-keyword"
    assert found["rise"] == "code-name"
    assert found["# metres"] == "code-comment"
    assert found["high"] == "code-string"
    assert found["3"] == found["None"] == "code-number"
    assert "by" not in found


def test_what_a_change_adds_and_removes_is_told_apart() -> None:
    found = _coloured(Code("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n"))
    assert (found["-old"], found["+new"]) == ("code-deleted", "code-string")


@pytest.mark.parametrize(
    ("code", "has_colours"),
    [
        (Code(PYTHON, "python"), True),
        (Code("#!/bin/sh\necho x"), True),
        (Code("level  12\n"), False),
        (Code("x" * (MAX_CHARACTERS + 1), "python"), False),
    ],
)
def test_long_code_and_that_of_no_language_is_left_alone(code: Code, has_colours: bool) -> None:
    assert is_tinted(code) == has_colours


@pytest.mark.parametrize("language", ["klingon", "../../etc", "[bold]", "text"])
def test_a_language_that_nobody_knows_has_no_colours(language: str) -> None:
    assert tints_of((Code(PYTHON, language),)) == [()]


def test_parts_are_in_the_order_of_the_text_and_none_lies_over_another() -> None:
    for language in ("python", "bash", "html", "php", "console", "diff", "js"):
        (tints,) = tints_of((Code(f"<?php {PYTHON} ?> <b>$ x</b> `a` ${{b}}", language),))
        for one, following in itertools.pairwise(tints):
            assert one.end <= following.start, language

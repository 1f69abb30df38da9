"""Patterns of the configuration: what is wrong with one, and what it finds within bounds."""

from __future__ import annotations

import re

import pytest

from qreader.config.patterns import (
    MAX_SUBJECT_CHARACTERS,
    PatternError,
    first_match,
    matches,
    read_pattern,
)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "missing ), unterminated subpattern at character 1"),
        ("a**", "multiple repeat at character 3"),
        ("[a-", "unterminated character set at character 1"),
        ("(?P<1>a)", "bad character in group name"),
        ("x" * 501, "has more than 500 characters"),
        ("a{1,99999999999999999999}", "too large"),
        ("(a+)+$", "repeats a repetition at character 5"),
        ("(?:[a-z]+.)*x", "repeats a repetition at character 12"),
        ("((a*b)c){2,}", "repeats a repetition at character 9"),
        ("(x(?:y{2,}))+", "repeats a repetition at character 13"),
    ],
)
def test_a_pattern_that_is_not_taken_says_why_and_where(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=re.escape(reason)):
        read_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"youtube\.com|youtu\.be",
        r"\.(png|jpe?g)(\?.*)?$",
        r"([0-9a-f]{2}:){5}",
        r"(\(+|\[*\])x*",  # what is escaped is no group
        r"[(+]*[)*]+",  # nor what is in a set
        r"[]+)]+(a)+",
    ],
)
def test_what_looks_like_a_repeated_repetition_and_is_none_is_taken(pattern: str) -> None:
    assert read_pattern(pattern).pattern == pattern


def test_a_pattern_is_found_anywhere_in_an_address() -> None:
    pattern = read_pattern(r"youtu\.be/")
    assert matches(pattern, "https://youtu.be/x")
    assert not matches(pattern, "https://youtube.example/")


def test_a_longer_subject_than_any_address_of_use_matches_nothing() -> None:
    pattern = read_pattern("a$")
    assert matches(pattern, "a" * MAX_SUBJECT_CHARACTERS)
    assert not matches(pattern, "a" * (MAX_SUBJECT_CHARACTERS + 1))


def test_the_first_pattern_that_matches_counts() -> None:
    assert first_match(["x", "b", "a.*b"], "ab") == 1
    assert first_match(["x"], "ab") is None
    assert first_match([], "ab") is None

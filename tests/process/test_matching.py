"""Patterns on addresses from outside: none may hang the reader."""

from __future__ import annotations

import time

import pytest

from qreader.errors import UsageError
from qreader.process import matching


def test_the_first_pattern_that_matches_counts() -> None:
    patterns = [r"youtu\.be", r"\.png$", "example"]
    assert matching.first_match_in_time(patterns, "https://a.example/x.png") == 1
    assert matching.first_match_in_time(patterns, "https://b.test/") is None


@pytest.mark.parametrize("pattern", ["(a|a?)+$", ".*a.*a.*a.*a.*b$", "a?" * 40 + "a" * 40 + "$"])
def test_a_pattern_that_takes_for_ever_is_given_up(
    monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    monkeypatch.setattr(matching, "SECONDS", 1.0)
    begun = time.monotonic()
    with pytest.raises(UsageError, match="a pattern takes too long"):
        matching.first_match_in_time([pattern], "https://a.example/" + "a" * 1900 + "!")
    assert time.monotonic() - begun < 20


def test_without_patterns_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "Sandbox", None)
    assert matching.first_match_in_time((), "https://a.example/") is None

"""What the end of a message suggests for a misspelt name."""

from __future__ import annotations

from qreader.suggestion import did_you_mean, nearest


def test_the_known_name_most_like_a_misspelt_one_is_found() -> None:
    assert nearest("refesh", ["read", "refresh", "remove"]) == "refresh"


def test_no_name_is_found_where_all_are_unlike() -> None:
    assert nearest("zzz", ["read", "refresh"]) is None


def test_a_message_ends_in_the_suggestion_or_in_another_hint() -> None:
    assert did_you_mean("`read`", "see help") == "; did you mean `read`?"
    assert did_you_mean(None, "see help") == "; see help"
    assert did_you_mean(None) == ""

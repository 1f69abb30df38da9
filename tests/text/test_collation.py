"""Collation: names as people expect them in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qreader.text.collation import natural_key


def test_numbers_sort_by_their_value_and_case_makes_no_difference() -> None:
    names = ["part 10", "Part 9", "alpha", "Beta", "9 lives", "10 lives"]
    assert sorted(names, key=natural_key) == [
        "9 lives", "10 lives", "alpha", "Beta", "Part 9", "part 10",
    ]  # fmt: skip


def test_accents_make_no_difference() -> None:
    assert sorted(["Zebra", "éclair", "Eagle"], key=natural_key) == ["Eagle", "éclair", "Zebra"]


def test_digits_of_any_script_and_of_any_number_are_read() -> None:
    assert natural_key("٣") < natural_key("12")
    assert natural_key("9" * 5_000) > natural_key("8")


@given(st.text(), st.text())
def test_any_two_names_can_be_compared(one: str, other: str) -> None:
    before, after = natural_key(one), natural_key(other)
    assert (before < after) + (before > after) + (before == after) == 1

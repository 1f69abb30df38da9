"""What a feed says in many entries is no part of any."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qreader.related.boilerplate import REPEATED, without_boilerplate

HABIT = " Sign up for our newsletter and never miss a story."


def test_a_sentence_of_many_entries_goes_and_the_rest_stays() -> None:
    texts = [f"Story number {number} of the day.{HABIT} It ends so." for number in range(4)]
    assert without_boilerplate(texts) == [
        f"Story number {number} of the day. It ends so." for number in range(4)
    ]


def test_a_sentence_that_earlier_entries_hold_goes() -> None:
    assert without_boilerplate(["News." + HABIT], ["a." + HABIT, "b." + HABIT]) == ["News."]


def test_a_sentence_of_two_entries_stays() -> None:
    texts = ["One." + HABIT, "Two." + HABIT]
    assert without_boilerplate(texts) == texts


def test_a_sentence_said_again_within_one_entry_stays() -> None:
    texts = [HABIT * 5, "Other."]
    assert without_boilerplate(texts) == texts


def test_short_sentences_may_be_said_again() -> None:
    texts = ["Read more. A.", "Read more. B.", "Read more. C."]
    assert without_boilerplate(texts) == texts


def test_spaces_and_capitals_make_no_difference() -> None:
    habits = [HABIT, HABIT.upper(), HABIT.replace(" ", "\n ").replace("\n ", "  ")]
    assert without_boilerplate([f"{n}.{habit}" for n, habit in enumerate(habits)]) == [
        "0.", "1.", "2.",
    ]  # fmt: skip


def test_other_scripts_end_their_sentences_too() -> None:
    habit = "購読していただくと毎日のニュースをメールでお届けします。"
    assert without_boilerplate([f"地震があった。{habit}", f"雨。{habit}", habit]) == [
        "地震があった。", "雨。", "",
    ]  # fmt: skip


@given(st.lists(st.text(alphabet="ab. \n!", max_size=80), max_size=8))
def test_what_stays_stood_there_in_this_order(texts: list[str]) -> None:
    left = without_boilerplate(texts)
    assert len(left) == len(texts)
    for before, after in zip(texts, left, strict=True):
        letters = iter(before)
        assert all(letter in letters for letter in after)
    if len(texts) < REPEATED:
        assert left == texts

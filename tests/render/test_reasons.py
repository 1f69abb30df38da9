"""Reasons: why two articles are related, in words that read as such."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.render.reasons import both, shared
from qreader.text.safe import is_safe


@pytest.mark.parametrize(
    ("reasons", "titles", "said"),
    [
        (("Quillon bridge", "talks"), ["Quillon bridge talks go on"], ("Quillon", "bridge talks")),
        (("Imke Thal", "dam"), ["Imke Thal looks at the dam"], ("Imke Thal", "dam")),
        (("night", "ferry", "Sorli"), ["Night ferry stops"], ("night ferry", "Sorli")),
        (("bread", "price"), ["The price of bread"], ("bread", "price")),
        (("Sorli", "Harbour"), ["Sorli, Harbour and Post"], ("Sorli", "Harbour")),
        (("新幹線", "台風"), ["新幹線"], ("新幹線", "台風")),
        ((), ["A title"], ()),
    ],
)
def test_words_are_joined_that_stand_side_by_side(
    reasons: tuple[str, ...], titles: list[str], said: tuple[str, ...]
) -> None:
    assert shared(reasons, titles) == said


def test_the_sentence_begins_with_what_the_words_are() -> None:
    assert both(("dam", "rain"), []) == "both: dam · rain"
    assert both((), ["Dam"]) == ""


@given(st.lists(st.text(max_size=20), max_size=3), st.lists(st.text(max_size=60), max_size=2))
def test_no_shared_word_is_lost_or_said_twice(reasons: list[str], titles: list[str]) -> None:
    said = shared(reasons, titles)
    words = [word for part in said for word in part.split()]
    assert all(map(is_safe, said))
    assert len({word.casefold() for word in words}) == len({*words}) == len(words)

"""Which items of two sequences belong together."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.alignment import matching

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=40)


def matched(old: str, new: str) -> str:
    return "".join(old.split()[i] + " " for i, _ in matching(old.split(), new.split())).strip()


def test_equal_sequences_match_whole():
    assert matching("abc", "abc") == [(0, 0), (1, 1), (2, 2)]


def test_sequences_without_a_common_item_do_not_match():
    assert matching("abc", "xyz") == []
    assert matching("", "xyz") == []


def test_what_is_put_in_between_leaves_the_rest_matched():
    assert matching("abcd", "abXXcd") == [(0, 0), (1, 1), (2, 4), (3, 5)]


def test_unique_items_hold_a_long_sequence_together():
    old = [f"u{n}" if n % 5 == 0 else "the" for n in range(2_000)]
    new = [item if item != "u1000" else "changed" for item in old]
    new[3:3] = ["new", "words"]

    pairs = matching(old, new)

    assert len(pairs) == len(old) - 1
    assert all(old[i] == new[j] for i, j in pairs)


def test_a_block_that_moved_counts_at_one_of_its_places_only():
    head, body, tail = [f"a{n}" for n in range(200)], [f"b{n}" for n in range(300)], ["z"]
    pairs = matching(head + body + tail, body + head + tail)

    assert [i for i, _ in pairs] == [*range(200, 500), 500]


def test_common_words_alone_hold_no_long_texts_together():
    chance = random.Random(1)
    old = chance.choices(["a", "b"], k=5_000)
    new = chance.choices(["a", "b"], k=5_000)

    assert len(matching(["x", *old], ["y", *new])) < 30


@given(ITEMS, ITEMS)
def test_places_grow_on_both_sides_and_hold_equal_items(old: list[str], new: list[str]):
    pairs = matching(old, new)

    assert all(old[i] == new[j] for i, j in pairs)
    assert pairs == sorted(set(pairs))
    assert [j for _, j in pairs] == sorted({j for _, j in pairs})


@given(ITEMS, st.integers(0, 40), ITEMS)
def test_a_pure_insertion_loses_no_item(old: list[str], at: int, inserted: list[str]):
    new = old[:at] + inserted + old[at:]
    assert len(matching(old, new)) == len(old)


@pytest.mark.slow
def test_sequences_made_to_be_slow_are_not():
    chance = random.Random(2)
    gaps = [chance.choices("ab", k=100) for _ in range(1_000)]
    old = [item for n, gap in enumerate(gaps) for item in (f"u{n}", *gap)]
    new = [item for n, gap in enumerate(reversed(gaps)) for item in (f"u{n}", *gap)]
    nested_old = [f"w{n // 2 if n % 3 else n}" for n in range(50_000)]
    nested_new = [f"w{n // 2 if n % 5 else n}" for n in range(50_000)]

    began = time.process_time()
    matching(old, new)
    matching(nested_old, nested_new)
    matching(["x", *"ab" * 50_000], ["y", *"ba" * 50_000])

    # a hundred times what it takes, and a hundredth of what difflib alone would
    assert time.process_time() - began < 30

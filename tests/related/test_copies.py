from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.related.copies import share_most, shingles
from related.labelled import articles


def are_copies(one: str, other: str) -> bool:
    return share_most(shingles(one), shingles(other))


_WORDS = [
    "harbour",
    "council",
    "bridge",
    "miner",
    "copper",
    "tunnel",
    "governor",
    "village",
    "river",
    "school",
    "market",
    "winter",
    "minister",
    "budget",
    "rescue",
    "engine",
    "festival",
    "orchard",
    "teacher",
    "captain",
    "glacier",
    "railway",
    "hospital",
]
BOILERPLATE = (
    " Sign up for our morning newsletter and get the best of our reporting in your inbox every day."
)


def report(seed: int, sentences: int = 14) -> str:
    """Return a made-up report that shares only its words with others."""
    chance = random.Random(seed)
    lines = (" ".join(chance.choices(_WORDS, k=11)).capitalize() for _ in range(sentences))
    return ". ".join(lines) + "."


def with_few_words_changed(text: str) -> str:
    return " ".join("something" if at % 25 == 3 else word for at, word in enumerate(text.split()))


@pytest.mark.parametrize(
    "edited",
    [
        lambda text: text,
        lambda text: f"By Maud Keele, Staff Writer. PELLAN (Wire) — {text}",
        lambda text: "Our own editors wrote another first line. " + text.split(". ", 1)[1],
        lambda text: text[: len(text) // 2],
        lambda text: text + BOILERPLATE + " © 2026 Harbour Post. All rights reserved.",
        with_few_words_changed,
        str.upper,
    ],
    ids=["same", "byline", "lead", "half", "tail", "words", "capitals"],
)
@pytest.mark.parametrize("seed", range(5))
def test_light_edits_leave_a_copy(edited, seed: int):
    text = report(seed)
    assert are_copies(text, edited(text))
    assert are_copies(edited(text), text)


def test_different_reports_are_no_copies_however_alike_their_words():
    assert not any(are_copies(report(a), report(b)) for a in range(12) for b in range(a))


def test_boilerplate_in_both_makes_no_copies():
    assert not any(
        are_copies(report(a, 4) + BOILERPLATE, BOILERPLATE + report(b, 4))
        for a in range(8)
        for b in range(a)
    )


def test_boilerplate_alone_is_nobodys_copy():
    assert not are_copies(BOILERPLATE, BOILERPLATE)
    assert not are_copies(BOILERPLATE, report(1) + BOILERPLATE)


def test_a_teaser_is_not_the_report():
    text = report(1, 60)
    assert not are_copies(text, ". ".join(text.split(". ")[:4]))


def test_two_outlets_telling_of_one_event_are_no_copies():
    told = articles()
    assert not any(are_copies(a.text, b.text) for a in told for b in told if a.id < b.id)


def test_copies_are_known_without_spaces_between_words():
    typhoon = next(one.text for one in articles() if one.story == "taifu")
    assert are_copies(typhoon, "【港日報】" + typhoon)
    assert are_copies(typhoon, typhoon[: len(typhoon) * 2 // 3])
    assert not are_copies(typhoon, next(o.text for o in articles() if o.story == "sharyo"))


def test_empty_and_one_word_texts_are_nobodys_copies():
    assert not are_copies("", "")
    assert not are_copies("word", "word")
    assert not are_copies("", report(1))


def test_a_text_that_says_one_word_a_million_times_is_no_copy_of_another():
    assert not are_copies("word " * 200_000, "word " * 200_000 + report(1))
    assert not are_copies("x" * 1_000_000, "x" * 1_000_000)


def test_shingles_can_be_compared_without_the_texts():
    kept = shingles(report(1))
    assert share_most(kept, shingles(report(1)))
    assert not share_most(kept, shingles(report(2)))


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared_either_way(one: str, other: str):
    assert are_copies(one, other) == are_copies(other, one)

"""What changed between two texts, by words, as a person would say it."""

from __future__ import annotations

import random
import time
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.changes import Changed, Difference, Part, Piece, Unchanged, compare


def marked(pieces: tuple[Piece, ...]) -> str:
    signs = {Part.SAME: "{}", Part.REMOVED: "[-{}-]", Part.ADDED: "{{+{}+}}"}
    return "".join(signs[piece.part].format(piece.text) for piece in pieces)


def shown(difference: Difference) -> list[str]:
    return [
        marked(passage.pieces) if isinstance(passage, Changed) else f"({len(passage.paragraphs)})"
        for passage in difference.passages
    ]


def diff(old: str, new: str) -> list[str]:
    return shown(compare("Title", old, "Title", new))


# ---- words


def test_a_word_that_changed_is_shown_beside_the_one_it_was():
    assert diff("The bridge opens in May.", "The bridge opens in June.") == [
        "The bridge opens in [-May-] {+June+}."
    ]


def test_a_word_put_in_or_taken_out_leaves_the_spaces_right():
    assert diff("He left.", "He left quickly.") == ["He left {+quickly+}."]
    assert diff("He left quickly.", "He left.") == ["He left [-quickly-]."]
    assert diff("the big house", "the house") == ["the [-big-] house"]


def test_punctuation_changes_without_its_word():
    assert diff("They came, saw and won.", "They came; saw and won!") == [
        "They came[-,-]{+;+} saw and won[-.-]{+!+}"
    ]


def test_numbers_and_contractions_are_one_word():
    old, new = (
        "It costs 1,200 at every gate, don't ask.",
        "It costs 1,250 at every gate, can't ask.",
    )
    assert diff(old, new) == [
        "It costs [-1,200-] {+1,250+} at every gate, [-don't-] {+can't+} ask."
    ]


def test_words_alone_between_larger_changes_are_no_island():
    old = "The old house was big and stood by the river in Vellmar."
    new = "A new house is small and stood by the river in Vellmar."
    assert diff(old, new) == [
        "[-The old house was big-] {+A new house is small+} and stood by the river in Vellmar."
    ]


def test_scripts_without_spaces_change_by_characters():
    assert diff("東京は晴れです。明日は雨でしょう。", "東京は曇りです。明日は大雨でしょう。") == [
        "東京は[-晴れ-]{+曇り+}です。明日は{+大+}雨でしょう。"
    ]


def test_marks_stay_on_their_letters():
    assert diff("ที่นี่ดีมาก", "ที่นี่ดูมาก") == ["ที่นี่[-ดี-]{+ดู+}มาก"]
    assert diff("नमस्ते दुनिया आज", "नमस्कार दुनिया आज") == ["[-नमस्ते-] {+नमस्कार+} दुनिया आज"]


def test_pictures_made_of_several_characters_are_never_parted():
    pieces = [
        piece.text
        for passage in compare("", "We are 👨‍👩‍👧 here 🇩🇪", "", "We are 👨‍👩‍👦 here 🇩🇰").passages
        if isinstance(passage, Changed)
        for piece in passage.pieces
    ]
    assert {"👨‍👩‍👧", "👨‍👩‍👦", "🇩🇪", "🇩🇰"} <= set(pieces)


def test_lines_of_a_list_are_kept():
    assert diff("- one\n- two\n- three", "- one\n- two and more\n- three") == [
        "- one\n- two {+and more+}\n- three"
    ]


# ---- paragraphs


def test_paragraphs_that_stayed_are_counted_not_told():
    old = "One here.\n\nTwo here.\n\nThree here.\n\nFour here."
    new = "One here.\n\nTwo here.\n\nThree there.\n\nFour here."
    assert diff(old, new) == ["(2)", "Three [-here-] {+there+}.", "(1)"]


def test_a_new_paragraph_is_added_whole_and_one_taken_out_is_removed_whole():
    assert diff("One.\n\nTwo.", "One.\n\nNew one.\n\nTwo.") == ["(1)", "{+New one.+}", "(1)"]
    assert diff("One.\n\nOld one.\n\nTwo.", "One.\n\nTwo.") == ["(1)", "[-Old one.-]", "(1)"]


def test_a_new_paragraph_behind_a_changed_one_begins_where_it_begins():
    assert diff("It opens in May.", "It opens in June.\n\nMore words come.") == [
        "It opens in [-May-] {+June+}.",
        "{+More words come.+}",
    ]
    assert diff("It opens in June.\n\nMore words come.", "It opens in May.") == [
        "It opens in [-June-] {+May+}.",
        "[-More words come.-]",
    ]


def test_a_new_paragraph_before_a_changed_one_ends_where_it_ends():
    assert diff("The bridge opens soon.", "The road closed.\n\nThe bridge opens too soon.") == [
        "{+The road closed.+}",
        "The bridge opens {+too+} soon.",
    ]


def test_a_paragraph_parted_in_two_adds_no_word():
    whole = "One two three four five. Six seven eight nine ten."
    parted = whole.replace("five. ", "five.\n\n")

    apart = compare("T", whole, "T", parted)
    assert shown(apart) == ["One two three four five.{+¶+}", "Six seven eight nine ten."]
    together = compare("T", parted, "T", whole)
    assert shown(together) == ["One two three four five.[-¶-] Six seven eight nine ten."]
    assert (apart.added, apart.removed, together.added, together.removed) == (0, 0, 0, 0)
    assert not apart.is_empty


def test_what_has_little_in_common_is_replaced_whole():
    old = "The mayor, Ilse Brandt, opened the bridge on Monday after four years of work."
    new = "A storm closed the harbour for the second night, and ferries stayed on the quay."
    assert diff(old, new) == [f"[-{old}-]", f"{{+{new}+}}"]


def test_several_paragraphs_in_a_row_keep_their_partners():
    old = "Five people were hurt, police said.\n\nThe road stays closed until noon."
    new = "Seven people were hurt, police said.\n\nThe road was closed until noon."
    assert diff(old, new) == [
        "[-Five-] {+Seven+} people were hurt, police said.",
        "The road [-stays-] {+was+} closed until noon.",
    ]


# ---- the whole


def test_the_title_is_compared_too():
    difference = compare("Five hurt on bridge", "Text.", "Seven hurt on bridge", "Text.")
    assert marked(difference.title) == "[-Five-] {+Seven+} hurt on bridge"
    assert (difference.added, difference.removed, difference.is_empty) == (1, 1, False)


def test_another_title_altogether_stays_on_one_line():
    assert marked(compare("Moon ice", "x", "Ferry bakery", "x").title) == (
        "[-Moon ice-] {+Ferry bakery+}"
    )


def test_words_are_counted_not_signs():
    difference = compare("T", "One two three.", "T", "One two three, four 五六!")
    assert (difference.added, difference.removed) == (3, 0)


def test_other_spaces_are_no_difference():
    assert compare("T", "a b\n\nc", "T", "a  b\n \nc").is_empty
    assert compare("T", "", "T", "").is_empty


def test_a_text_that_came_or_went_is_added_or_removed():
    assert diff("", "One.\n\nTwo.") == ["{+One.+}", "{+Two.+}"]
    assert diff("One.", "") == ["[-One.-]"]


def test_values_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Piece("a").text = "b"  # type: ignore[misc]
    assert not hasattr(Unchanged(()), "__dict__")


VOCABULARY = ["the", "a", "of", "bridge,", "river.", "May", "東京", "です。", "don't", "x"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=12)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6).map("\n\n".join)


def words_of(difference: Difference, other: Part) -> str:
    told = []
    for passage in difference.passages:
        if isinstance(passage, Unchanged):
            told += passage.paragraphs
        else:
            told += [p.text for p in passage.pieces if p.part in {Part.SAME, other}]
    return "".join("".join(told).replace("¶", "").split())


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_out_of_the_difference(old: str, new: str):
    difference = compare("T", old, "T", new)

    assert words_of(difference, Part.REMOVED) == "".join(old.split())
    assert words_of(difference, Part.ADDED) == "".join(new.split())
    assert difference.is_empty == (
        [p.split() for p in old.split("\n\n") if p.strip()]
        == [p.split() for p in new.split("\n\n") if p.strip()]
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(old: str, new: str):
    difference = compare(old, old, new, new)
    assert difference.added >= 0
    assert compare(old, old, old, old).is_empty


@pytest.mark.slow
def test_long_articles_are_compared_in_no_time():
    chance = random.Random(3)
    vocabulary = ["".join(chance.choices("abcdefghijklmno", k=5)) for _ in range(5_000)]

    def text(words: list[str]) -> str:
        return "\n\n".join(" ".join(words[n : n + 60]) for n in range(0, len(words), 60))

    one, other = (chance.choices(vocabulary, k=300_000) for _ in range(2))
    edited = [word if chance.random() > 0.02 else "edited" for word in one]
    began = time.process_time()
    assert compare("T", text(one), "T", text(other)).added == 300_000
    assert compare("T", " ".join(one), "T", " ".join(other)).removed == 300_000
    assert 4_000 < compare("T", text(one), "T", text(edited)).added < 8_000
    compare("T", "x" * 1_000_000, "T", "." * 1_000_000)
    compare("T", "a\n\nb\n\n" * 100_000, "T", "b\n\nc\n\n" * 100_000)
    # they take about 0.2 s each: twenty times that is a mistake, not a slow machine
    assert time.process_time() - began < 20

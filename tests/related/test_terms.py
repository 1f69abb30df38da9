from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qreader.related.terms import hashed, surfaces, terms


def test_the_title_counts_more_than_the_lead_and_the_lead_more_than_the_rest():
    found = terms("copper", "silver " + "filler " * 100 + "iron")
    assert found["copper"] > found["silver"] > found["iron"]


def test_endings_and_long_tails_of_words_make_no_difference():
    assert terms("Floods flooded bridges", "").keys() & {"flood", "bridg"} == {"flood", "bridg"}
    turkish = terms("Cumhurbaşkanının", "").keys()
    assert turkish == terms("Cumhurbaşkanlığı", "").keys()


def test_stop_words_and_single_letters_are_no_terms():
    assert terms("the of and a x", "y los der с") == {}


def test_neighbours_in_the_title_are_a_term_of_their_own():
    assert "copper tunnel" in terms("Copper tunnel", "")


def test_a_stop_word_parts_neighbours():
    assert "copper tunnel" not in terms("copper of the tunnel", "")


def test_neighbours_in_the_text_are_a_term_only_where_both_are_names():
    found = terms("", "On Monday the minister Maud Keele saw copper tunnels.")
    assert "maud keel" in found
    assert "copper tunnel" not in found


def test_names_count_more_than_other_words():
    found = terms("", "They saw Pellan. They saw copper.")
    assert found["pellan"] > found["copper"]


def test_a_headline_in_capitals_names_nothing():
    shouted = terms("Copper Tunnel Closes Near Pellan", "")
    quiet = terms("Copper tunnel closes near Pellan", "")
    assert shouted["pellan"] == shouted["copper"]
    assert quiet["pellan"] > quiet["copper"]


def test_scripts_without_spaces_come_as_pairs_without_grammar():
    found = terms("地震が起きた", "")
    assert "地震" in found
    assert "きた" not in found
    assert not any(" " in term for term in found)


def test_the_arabic_article_makes_no_difference():
    assert terms("الحكومة", "").keys() == terms("حكومة", "").keys() == terms("والحكومة", "").keys()


def test_arabic_spellings_that_writers_mix_make_no_difference():
    assert terms("أمم إسلامية", "").keys() == terms("امم اسلاميه", "").keys()


def test_text_far_down_makes_no_difference_and_costs_nothing():
    start = "copper mine closes " * 200
    assert terms("t", start) == terms("t", start + "silver " * 200_000)


def test_articles_without_words_have_no_terms():
    assert terms("", "") == terms("—!", "…") == {}


def test_one_word_of_a_megabyte_is_a_term_like_any_other():
    assert all(len(term) <= 13 for term in terms("x" * 1_000_000, "y" * 1_000_000))


def test_surfaces_are_written_as_the_text_writes_them():
    written = surfaces(
        "Thieves Take Halloran Vase", "At night, thieves took the Halloran vase of Maud Keele."
    )
    assert written[hashed("vas")] == "vase"
    assert written[hashed("maud keel")] == "Maud Keele"
    assert written[hashed("hallor")] == "Halloran"


def test_surfaces_of_pairs_of_characters_are_the_word_around_them():
    written = surfaces("", "台風は青浜市に上陸した")
    assert written[hashed("青浜")] == written[hashed("浜市")] == "青浜市"


def test_no_pair_is_written_across_the_end_of_a_sentence():
    written = surfaces("", "They flew to Pellan. Keele stayed.")
    assert "Pellan Keele" not in written.values()


def test_words_with_vowel_signs_are_written_whole():
    for word in ("हिन्दी", "مُحَمَّد", "Café"):
        assert list(surfaces("", word).values()) == [word]


def test_a_hash_is_the_same_in_every_run():
    assert hashed("copper") == 0xBD8F7BF5


@given(st.text(max_size=60), st.text(max_size=300))
def test_any_text_has_terms_of_positive_weight(title: str, text: str):
    assert all(term and weight > 0 for term, weight in terms(title, text).items())


@given(st.lists(st.sampled_from(["copper", "Tunnel", "Pellan", "the", "2026", "saw"]), max_size=30))
def test_every_term_can_be_written(chosen: list[str]):
    text = " ".join(chosen)
    assert {hashed(term) for term in terms(text, text)} <= surfaces(text, text).keys()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import ArticleId
from qreader.related.frequencies import Frequencies, Seen
from qreader.related.signature import best_candidates, fingerprint, query_terms, read
from qreader.related.terms import hashed, terms
from qreader.store.signatures import posting_terms
from related.labelled import counted, hashes

NOTHING_SEEN = Frequencies()


def ids(*numbers: int) -> list[ArticleId]:
    return [ArticleId(number) for number in numbers]


# ---- signatures


def test_a_signature_reads_back_with_its_weights_nearly_right():
    weights = {"copper": 3.5, "tunnel": 1.0, "pellan": 0.4}
    found = read(fingerprint(hashes(weights), NOTHING_SEEN))
    for term, weight in weights.items():
        assert found[hashed(term)] == pytest.approx(weight, abs=0.02)


def test_a_signature_keeps_the_heaviest_terms_in_480_bytes():
    weights = {f"word{number}": 1 + number / 100 for number in range(200)}
    packed = fingerprint(hashes(weights), NOTHING_SEEN)
    assert len(packed) == 480
    assert hashed("word199") in read(packed)
    assert hashed("word0") not in read(packed)


def test_a_signature_prefers_rare_terms_to_common_ones():
    common = counted(*(("copper", "") for _ in range(50_000)))
    weights = {f"word{number}": 1.0 for number in range(96)} | {"copper": 1.0}
    assert hashed("copper") not in read(fingerprint(hashes(weights), common))


def test_an_article_without_words_has_an_empty_signature():
    assert fingerprint({}, NOTHING_SEEN) == b""
    assert read(b"") == {}


def test_a_damaged_signature_is_an_empty_one():
    assert read(fingerprint(hashes({"copper": 1.0}), NOTHING_SEEN)[:-1]) == {}


@given(st.binary(max_size=600))
def test_any_bytes_can_be_read(packed: bytes):
    assert all(weight >= 0 for weight in read(packed).values())


@given(st.dictionaries(st.text(min_size=1), st.floats(0.01, 100), max_size=300))
def test_signing_is_deterministic_and_of_any_order(weights: dict[str, float]):
    backwards = dict(reversed(weights.items()))
    assert fingerprint(hashes(weights), NOTHING_SEEN) == fingerprint(
        hashes(backwards), NOTHING_SEEN
    )


# ---- finding candidates


def test_a_query_asks_for_terms_that_its_copies_are_posted_under():
    packed = fingerprint(hashes(terms("Copper tunnel near Pellan", "word " * 50)), NOTHING_SEEN)
    assert query_terms(read(packed), NOTHING_SEEN).keys() <= set(posting_terms(packed))


def test_a_hit_on_a_rare_term_is_worth_more():
    frequencies = counted(*(("copper", "") for _ in range(2_000)))
    worth = query_terms({hashed("copper"): 1.0, hashed("pellan"): 1.0}, frequencies)
    assert worth[hashed("pellan")] > worth[hashed("copper")]


def test_what_several_terms_found_comes_first_and_the_newer_of_equals():
    hits = [(1.0, ids(1, 2, 3)), (0.5, ids(2, 9)), (0.5, ids(9))]
    assert best_candidates(hits) == ids(2, 9, 3, 1)
    assert best_candidates(hits, limit=1) == ids(2)


# ---- frequencies


def rarity(frequencies: Frequencies, term: str) -> float:
    return frequencies.rarity(hashed(term))


def test_a_term_in_more_articles_is_less_rare():
    frequencies = counted(*[("copper tunnel", "")] * 10, *[("copper", "")] * 500)
    assert rarity(frequencies, "pellan") > rarity(frequencies, "tunnel")
    assert rarity(frequencies, "tunnel") > rarity(frequencies, "copper")


def test_a_young_cache_does_not_call_its_few_words_common():
    young = counted(*[("copper tunnel", "")] * 3)
    assert rarity(young, "copper") > 0.95 * rarity(young, "pellan")


def test_a_term_in_every_article_of_many_says_nothing_much():
    seen = Seen()
    for _ in range(60_000):
        seen.add([hashed("copper")])
    frequencies = Frequencies()
    frequencies.merge(seen)
    assert rarity(frequencies, "copper") < 0.2 * rarity(frequencies, "pellan")


def test_all_rarities_at_once_are_those_of_one_by_one():
    frequencies = counted(("copper tunnel", ""), ("copper", ""))
    asked = [hashed(term) for term in ("copper", "tunnel", "pellan")]
    assert frequencies.rarities(asked) == [frequencies.rarity(term) for term in asked]


def test_frequencies_survive_packing():
    frequencies = counted(*[("copper tunnel", "")] * 40)
    packed = frequencies.to_bytes()
    again = Frequencies.from_bytes(packed)
    assert again.articles == 40
    assert rarity(again, "copper") == rarity(frequencies, "copper")
    assert len(packed) < 20_000


@pytest.mark.parametrize("damaged", [b"", b"nonsense", Frequencies().to_bytes()[:-9]])
def test_damaged_frequencies_count_as_nothing_seen(damaged: bytes):
    assert Frequencies.from_bytes(damaged).articles == 0


def test_what_is_deleted_is_taken_out_again_and_never_below_nothing():
    frequencies = counted(("copper", ""))
    for _ in range(2):
        gone = Seen()
        gone.add([hashed("copper")], times=-1)
        frequencies.merge(gone)
    assert frequencies.articles == 0
    assert rarity(frequencies, "copper") == rarity(NOTHING_SEEN, "copper")


def test_a_counter_that_would_overflow_halves_all_and_keeps_shares():
    seen, frequencies = Seen(), Frequencies()
    seen.articles = 80_000
    seen.cells.update({hashed("copper") >> 12: 70_000, hashed("tunnel") >> 12: 40_000})
    frequencies.merge(seen)
    assert frequencies.articles == 40_000
    assert rarity(frequencies, "tunnel") > rarity(frequencies, "copper")


def test_a_term_that_halving_leaves_rare_is_not_called_one_articles():
    seen, frequencies = Seen(), Frequencies()
    seen.cells.update({hashed("said") >> 12: 70_000, hashed("tunnel") >> 12: 3})
    seen.cells[hashed("pellan") >> 12] = 1
    frequencies.merge(seen)
    assert not frequencies.is_of_one(hashed("tunnel"))
    assert frequencies.is_of_one(hashed("pellan"))


def test_a_term_said_twice_by_an_article_counts_once():
    seen = Seen()
    seen.add([hashed("copper"), hashed("copper")])
    assert list(seen.cells.values()) == [1]

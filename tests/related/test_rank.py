from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import ArticleId
from qreader.related.rank import Profile, distinctive, rank, weigh

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def profile(number: int, title: str, text: str = "", days_ago: float = 0) -> Profile:
    dated = NOW - timedelta(days=days_ago)
    return Profile(ArticleId(number), dated, title, text, weigh(title, text))


def corpus(*profiles: Profile) -> tuple[Counter[str], int]:
    """Return document frequencies of these and of 200 articles about nothing in particular."""
    counted = Counter(term for p in profiles for term in p.weights)
    counted.update({"town": 40, "council": 30, "people": 60, "night": 30, "morning": 25})
    return counted, len(profiles) + 200


BRIDGE = profile(
    1,
    "Tarn Bridge reopens after four years",
    "The Tarn Bridge at Vellmar reopened this morning. Mayor Ilse Brandt cut a ribbon while "
    "people of the town walked across the arches that the flood had closed.",
)
SAME = profile(
    2,
    "Crowds cross restored Tarn Bridge in Vellmar",
    "Hundreds walked across the restored Tarn Bridge in Vellmar as Mayor Ilse Brandt reopened it.",
    0.1,
)
FOLLOW_UP = profile(
    3, "Vellmar counts the cost of its bridge", "Repairs of Tarn Bridge were dear, Brandt says.", 9
)
UNRELATED = profile(
    4,
    "Comet brightens in the morning sky",
    "People in the town saw the comet last night; the council switched the lamps off.",
)


def found(article: Profile, *candidates: Profile):
    frequencies, total = corpus(article, *candidates)
    return rank(article, candidates, frequencies, total)


def test_the_same_event_comes_first_then_the_follow_up_and_nothing_else():
    assert [m.id for m in found(BRIDGE, UNRELATED, FOLLOW_UP, SAME)] == [2, 3]


def test_reasons_are_the_shared_terms_as_the_article_writes_them():
    (match,) = found(BRIDGE, SAME)

    assert set(match.reasons) <= {"Tarn", "Bridge", "Vellmar", "Ilse", "Brandt", "reopened"}
    assert 1 <= len(match.reasons) <= 3


def test_an_article_is_not_related_to_itself():
    assert found(BRIDGE, BRIDGE) == []


def test_one_shared_word_is_not_enough():
    assert found(profile(1, "Vellmar"), profile(2, "Vellmar")) == []


def test_nothing_shared_is_nothing_shown():
    assert found(BRIDGE, UNRELATED) == []


def test_of_two_equals_the_nearer_in_time_comes_first():
    near = profile(5, SAME.title, SAME.text, 1)
    far = profile(6, SAME.title, SAME.text, 30)

    assert [m.id for m in found(BRIDGE, far, near)] == [5, 6]


def test_cjk_articles_are_related_by_pairs_of_characters():
    article = profile(1, "東京湾に新しい橋が開通", "東京湾の新しい橋が今朝開通した。")
    same = profile(2, "新しい橋、東京湾で開通式", "東京湾の橋の開通式に市民が集まった。")
    other = profile(3, "彗星が明るくなる", "夜空に彗星が見える。")

    assert [m.id for m in found(article, same, other)] == [2]


def test_scores_lie_between_zero_and_one_and_fall():
    scores = [
        m.score for m in found(BRIDGE, SAME, FOLLOW_UP, profile(9, BRIDGE.title, BRIDGE.text))
    ]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_stop_words_are_no_terms():
    assert "the" not in weigh("The bridge and the town", "")


def test_the_title_weighs_more_than_the_text():
    weights = weigh("harbour", " ".join(["word"] * 70) + " lighthouse")

    assert weights["harbour"] > weights["lighthouse"]


@pytest.mark.parametrize("frequency", [0, 1, 500])
def test_a_term_that_finds_nothing_or_everything_is_not_asked_for(frequency):
    assert distinctive({"harbour": 1.0}, {"harbour": frequency}, 1000, 9) == []


def test_distinctive_terms_are_few_and_the_rare_ones_first():
    weights = dict.fromkeys(["bridge", "tarn", "vellmar"], 1.0)

    assert distinctive(weights, {"bridge": 40, "tarn": 2, "vellmar": 3}, 1000, 2) == [
        "tarn",
        "vellmar",
    ]


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200)), min_size=1, max_size=6))
def test_ranking_takes_any_text_and_is_deterministic(texts):
    profiles = [profile(n, title, text) for n, (title, text) in enumerate(texts)]
    frequencies, total = corpus(*profiles)

    first = rank(profiles[0], profiles, frequencies, total)
    assert first == rank(profiles[0], list(reversed(profiles)), frequencies, total)

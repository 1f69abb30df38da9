from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qreader.model import ArticleId
from qreader.related.frequencies import Frequencies
from qreader.related.ranking import THRESHOLD, Weighed, nearness, rank, weigh
from qreader.related.signature import fingerprint, read
from qreader.related.terms import surfaces, terms
from related.labelled import Index, Told, articles, counted, hashes

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NOTHING_SEEN = Frequencies()


def signed(number: int, title: str, text: str = "", days_ago: float | None = 0) -> Weighed:
    published = None if days_ago is None else NOW - timedelta(days=days_ago)
    signature = read(fingerprint(hashes(terms(title, text)), NOTHING_SEEN))
    return weigh(ArticleId(number), published, signature, NOTHING_SEEN)


BRIDGE_TITLE = "Tarn Bridge reopens after four years"
BRIDGE_TEXT = (
    "The Tarn Bridge at Vellmar reopened this morning. Mayor Ilse Brandt cut a ribbon while "
    "people of the town walked across the arches that the flood had closed."
)
BRIDGE = signed(1, BRIDGE_TITLE, BRIDGE_TEXT)
SAME = signed(
    2,
    "Crowds cross restored Tarn Bridge in Vellmar",
    "Hundreds walked across the restored Tarn Bridge in Vellmar as Mayor Ilse Brandt reopened it.",
)
FOLLOW_UP = signed(
    3,
    "Vellmar counts the cost of its bridge",
    "Repairs of Tarn Bridge took four years, mayor Ilse Brandt says.",
    1,
)
UNRELATED = signed(
    4,
    "Comet brightens in the morning sky",
    "People in the town saw the comet last night; the council switched the lamps off.",
)


def found(article: Weighed, *candidates: Weighed) -> list[ArticleId]:
    return [match.id for match in rank(article, candidates)]


def test_the_same_event_comes_first_then_the_follow_up_and_nothing_else():
    assert found(BRIDGE, UNRELATED, FOLLOW_UP, SAME) == [2, 3]


def test_the_order_of_candidates_makes_no_difference():
    one = rank(BRIDGE, [UNRELATED, FOLLOW_UP, SAME])
    assert one == rank(BRIDGE, [SAME, UNRELATED, FOLLOW_UP])


def test_reasons_are_what_both_speak_of_as_the_article_writes_it():
    written = surfaces(BRIDGE_TITLE, BRIDGE_TEXT)
    (match,) = rank(BRIDGE, [SAME], written)
    assert set(match.reasons) <= set(written.values())
    assert {"Tarn", "Bridge"} & set(" ".join(match.reasons).split())


def test_reasons_say_no_word_twice():
    written = surfaces(BRIDGE_TITLE, BRIDGE_TEXT)
    (match,) = rank(BRIDGE, [SAME], written)
    said = Counter(" ".join(match.reasons).casefold().split())
    assert len(match.reasons) == 3
    assert set(said.values()) == {1}


def test_a_reason_is_the_whole_name_where_both_write_it():
    written = surfaces(BRIDGE_TITLE, BRIDGE_TEXT)
    (match,) = rank(BRIDGE, [SAME], written)
    assert match.reasons[0] == "Tarn Bridge"


def test_reasons_are_whole_words_where_none_are_spaced():
    told = {one.title: one for one in articles() if one.story == "taifu"}
    index = Index(articles())
    one = next(iter(told.values()))
    article = index.signed[one.id]
    (match, *_) = rank(article, index.candidates(article), surfaces(one.title, one.text))
    assert "青浜市" in match.reasons


def test_without_surfaces_there_are_no_reasons():
    assert rank(BRIDGE, [SAME])[0].reasons == ()


def test_the_article_itself_is_never_among_its_relatives():
    assert found(BRIDGE, BRIDGE) == []


def test_a_copy_scores_1_and_says_what_of():
    (match,) = rank(BRIDGE, [signed(9, BRIDGE_TITLE, BRIDGE_TEXT)])
    assert match.score > 0.99
    assert match.parts.likeness > 0.99
    assert match.parts.nearness == 1.0
    assert match.parts.competition == 0.0


def test_far_apart_in_time_counts_less_than_undated_and_that_less_than_near():
    near, undated, far = (
        rank(BRIDGE, [signed(number, BRIDGE_TITLE, BRIDGE_TEXT, days)])[0].score
        for number, days in enumerate((0, None, 60), 11)
    )
    assert near > undated > far


def test_a_candidate_with_better_friends_of_its_own_falls():
    article = signed(1, "Copper tunnel collapse near Pellan")
    stranger = signed(2, "Copper prices near Pellan climb sharply")
    friends = [
        signed(number, f"Copper prices climb sharply {word}")
        for number, word in enumerate(("Monday", "again", "everywhere"), 3)
    ]
    (alone,) = rank(article, [stranger], threshold=0)
    among = {m.id: m for m in rank(article, [stranger, *friends], threshold=0)}
    assert among[stranger.id].parts.competition > 0
    assert among[stranger.id].score < alone.score


def test_a_candidate_that_resembles_the_nearest_rises():
    article = signed(1, "Copper tunnel collapse near Pellan")
    nearest = signed(2, "Copper tunnel collapse near Pellan traps miners underground")
    other = signed(3, "Miners trapped underground: collapse")
    (alone,) = rank(article, [other], threshold=0)
    among = {m.id: m for m in rank(article, [nearest, other], threshold=0)}
    assert among[other.id].parts.consensus > alone.parts.consensus


def test_articles_without_words_have_no_relatives_and_are_none():
    empty = weigh(ArticleId(7), NOW, {}, NOTHING_SEEN)
    assert found(empty, BRIDGE, SAME) == []
    assert found(BRIDGE, empty) == []
    assert rank(BRIDGE, []) == []


@given(
    st.lists(st.dictionaries(st.integers(0, 40), st.floats(0.1, 8), max_size=12), max_size=8),
    st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=8, max_size=8),
)
def test_scores_are_between_0_and_1_and_fall(signatures, days):
    candidates = [
        weigh(
            ArticleId(n),
            None if days[n] is None else NOW - timedelta(days[n]),
            signature,
            NOTHING_SEEN,
        )
        for n, signature in enumerate(signatures)
    ]
    article = weigh(ArticleId(99), NOW, {1: 1.0, 2: 2.0, 3: 0.5}, NOTHING_SEEN)
    scores = [match.score for match in rank(article, candidates, threshold=0)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_vector_has_length_1_and_is_its_own_likeness():
    signature = read(fingerprint(hashes(terms(BRIDGE_TITLE, BRIDGE_TEXT)), NOTHING_SEEN))
    counts = counted((BRIDGE_TITLE, BRIDGE_TEXT))
    one, copy = (weigh(ArticleId(n), NOW, signature, counts) for n in (1, 2))
    assert abs(sum(value * value for value in one.vector.values()) - 1) < 1e-9
    assert abs(one.score(copy) - 1) < 1e-9


def test_two_articles_are_as_like_seen_from_either():
    assert BRIDGE.compared(FOLLOW_UP) == FOLLOW_UP.compared(BRIDGE)
    likeness, near = BRIDGE.compared(FOLLOW_UP)
    assert BRIDGE.score(FOLLOW_UP) == likeness * near > 0


def test_nearness_falls_with_the_days_and_not_below_a_quarter():
    falling = [nearness(NOW, NOW - timedelta(days=days)) for days in (0, 1, 2, 10, 1000)]
    assert falling == sorted(falling, reverse=True)
    assert falling[0] == 1
    assert falling[-1] >= 0.25


# ---- the labelled set


def shown(told: list[Told]) -> dict[ArticleId, list[ArticleId]]:
    index = Index(told)
    return {
        one.id: [
            match.id for match in rank(index.signed[one.id], index.candidates(index.signed[one.id]))
        ]
        for one in told
    }


def test_articles_of_one_event_find_each_other_in_three_languages_and_nothing_else():
    told = articles()
    story = {one.id: one.story for one in told}
    for one, others in shown(told).items():
        same = {other for other in story if story[other] == story[one] and other != one}
        assert set(others) == same, f"{one} of {story[one]}: {[story[other] for other in others]}"


def test_what_does_not_belong_stays_far_below_the_threshold():
    told = articles()
    index = Index(told)
    story = {one.id: one.story for one in told}
    right, wrong = [], []
    for one in index.signed.values():
        for match in rank(one, index.candidates(one), threshold=0):
            (right if story[match.id] == story[one.id] else wrong).append(match.score)
    assert min(right) > THRESHOLD
    assert max(wrong) < 0.7 * THRESHOLD

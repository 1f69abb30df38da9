"""What rises: stories by their sources, terms against their own month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from qreader.model import ArticleId, StoryId
from qreader.related.topics import (
    BASE_DAYS,
    Mention,
    rising_stories,
    rising_terms,
    trend,
    without_stories,
)

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
QUAKE, STRIKE, DAILY = 11, 12, 13
MONTH = [20] * (BASE_DAYS + 1)
numbers = count(1)


def mention(source: str, hours: float, number: int | None = None) -> Mention:
    """Return an article of a source, so many hours old."""
    article = ArticleId(next(numbers) if number is None else number)
    return Mention(article, source, NOW - timedelta(hours=hours))


def daily(source: str = "Post") -> list[Mention]:
    return [mention(source, 24 * day + 2) for day in range(BASE_DAYS)]


# ---- stories


def test_a_story_of_more_sources_stands_higher_whatever_their_articles() -> None:
    found = rising_stories(
        {
            StoryId(1): [mention("Post", hours) for hours in range(9)] + [mention("Times", 1)],
            StoryId(2): [mention("Post", 20), mention("Times", 20), mention("Echo", 20)],
        },
        NOW,
    )
    assert [(one.story, one.sources) for one in found] == [(2, 3), (1, 2)]


def test_a_story_of_one_source_is_not_front_of_mind() -> None:
    assert rising_stories({StoryId(1): [mention("Post", 1), mention("Post", 2)]}, NOW) == []


def test_of_two_stories_the_one_that_is_reported_lately_stands_higher() -> None:
    found = rising_stories(
        {
            StoryId(1): [mention("Post", 20), mention("Times", 22)],
            StoryId(2): [mention("Post", 1), mention("Times", 2)],
        },
        NOW,
    )
    assert [one.story for one in found] == [2, 1]


def test_what_was_reported_before_the_last_day_counts_for_the_curve_alone() -> None:
    (story,) = rising_stories(
        {StoryId(1): [mention("Post", 1), mention("Times", 3), mention("Echo", 50)]}, NOW
    )
    assert story.sources == 2
    assert story.trend == (0, 0, 0, 0, 1, 0, 2)
    assert [one.source for one in story.recent] == ["Post", "Times"]


def test_what_is_followed_comes_first_as_long_as_anybody_reports_it() -> None:
    stories = {
        StoryId(1): [mention("Post", 1), mention("Times", 2)],
        StoryId(2): [mention("Echo", 3)],
        StoryId(3): [mention("Echo", 30)],
    }
    found = rising_stories(stories, NOW, {StoryId(2), StoryId(3)})
    assert [one.story for one in found] == [2, 1]


# ---- terms


def test_a_term_that_is_new_today_rises_and_one_that_is_there_daily_does_not() -> None:
    terms = {
        QUAKE: [mention("Post", 1), mention("Times", 2), mention("Echo", 3)],
        DAILY: [*daily(), *daily("Times")],
    }
    (found,) = rising_terms(terms, MONTH, NOW)
    assert found.terms == (QUAKE,)
    assert found.story is None


def test_a_term_that_one_source_repeats_does_not_rise() -> None:
    assert rising_terms({QUAKE: [mention("Post", h) for h in range(20)]}, MONTH, NOW) == []


def test_two_articles_make_no_trend() -> None:
    assert rising_terms({QUAKE: [mention("Post", 1), mention("Times", 2)]}, MONTH, NOW) == []


def test_a_young_cache_does_not_know_what_is_usual() -> None:
    terms = {QUAKE: [mention("Post", 1), mention("Times", 2), mention("Echo", 3)]}
    assert rising_terms(terms, [0, 0, 5, 30], NOW) == []
    assert rising_terms(terms, [], NOW) == []
    assert rising_terms(terms, [5, 5, 5, 0], NOW) == []
    assert rising_terms(terms, [5, 5, 5, 30], NOW)


def test_the_words_of_one_thing_are_one_topic() -> None:
    same = [mention("Post", 1), mention("Times", 2), mention("Echo", 3)]
    other = [mention("Post", 1), mention("Times", 2), mention("Echo", 4)]
    found = rising_terms({QUAKE: same, STRIKE: other, DAILY: same}, MONTH, NOW)
    assert sorted(found[0].terms + found[1].terms) == [QUAKE, STRIKE, DAILY]
    assert {one.terms for one in found} == {(QUAKE, DAILY), (STRIKE,)}


def test_a_term_that_a_story_tells_already_is_left_out() -> None:
    mentions = [mention("Post", 1), mention("Times", 2), mention("Echo", 3)]
    other = [mention("Post", 1), mention("Times", 2), mention("Echo", 3)]
    stories = rising_stories({StoryId(1): mentions}, NOW)
    terms = rising_terms({QUAKE: mentions, STRIKE: other}, MONTH, NOW)
    assert [one.terms for one in without_stories(terms, stories)] == [(STRIKE,)]


@given(st.lists(st.floats(-50, 2000), max_size=50))
def test_the_curve_holds_what_lies_in_its_days(hours: list[float]) -> None:
    curve = trend([mention("Post", hour) for hour in hours], NOW)
    assert len(curve) == 7
    assert sum(curve) == sum(1 for hour in hours if -24 < hour < 7 * 24)


@given(
    st.dictionaries(
        st.integers(1, 5),
        st.lists(
            st.builds(mention, st.sampled_from("abc"), st.floats(0, 700), st.integers(1, 40)),
            max_size=40,
        ),
    )
)
def test_what_rises_has_sources_and_is_the_same_each_time(
    terms: dict[int, list[Mention]],
) -> None:
    found = rising_terms(terms, MONTH, NOW)
    assert found == rising_terms(dict(reversed(terms.items())), MONTH, NOW)
    for one in found:
        assert one.sources >= 2
        assert len(one.recent) >= 3

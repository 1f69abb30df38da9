"""The page of a feed says what it brings, when it is visited, and how it failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qreader.model import Feed, FeedId, FeedWeeks, Recipe, RecipeKind
from qreader.tui.feed_facts import facts_of

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
FEED = Feed(
    FeedId(7),
    "https://post.example/feed",
    "Post",
    articles=20,
    checked=NOW - timedelta(minutes=4),
    next_check=NOW + timedelta(minutes=26),
)
WEEKS = FeedWeeks((0, 2, 4, 8), 7, 3)


def test_a_feed_says_what_it_brings_and_how_much_of_it_was_opened() -> None:
    brings, visits = facts_of(FEED, WEEKS, NOW)
    assert brings == "▁▃▅█ 3.5 a week · you opened 50 % · 3 starred"
    assert visits.startswith("visited 4 min ago, next today ")


def test_a_feed_that_brings_nothing_has_no_curve() -> None:
    assert facts_of(FEED, FeedWeeks((0,) * 12, 0, 0), NOW)[0] == "nothing in 12 weeks"


def test_a_failing_feed_says_how_and_how_often() -> None:
    failing = replace(FEED, error="it answers 404 \x1b[31mNot Found", failures=3)
    _, visits, error = facts_of(failing, WEEKS, NOW)
    assert "3 failures in a row" in visits
    assert "it answers 404" in error and "\x1b" not in error


def test_a_feed_that_is_gone_has_no_next_visit_and_a_file_none_at_all() -> None:
    gone = facts_of(replace(FEED, gone=True), WEEKS, NOW)[1]
    assert "gone for good" in gone and "next" not in gone
    file = replace(FEED, url="file:///feeds/post.xml")
    assert facts_of(file, WEEKS, NOW)[1] == "read 4 min ago"
    assert facts_of(replace(FEED, checked=None, next_check=None), WEEKS, NOW)[1] == "never visited"


def test_a_page_without_a_feed_says_how_its_stories_are_found() -> None:
    by_hand = Recipe("main .story", link="a", kind=RecipeKind.CSS)
    found = facts_of(replace(FEED, recipe=by_hand), WEEKS, NOW)
    assert found[-1] == "a page without a feed: main .story · link a"
    recognised = facts_of(replace(FEED, recipe=Recipe("auto")), WEEKS, NOW)
    assert recognised[-1] == "a page without a feed: its stories are recognised"

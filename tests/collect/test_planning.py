"""What a visit changes is decided from plain values: no store, no network, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qreader.collect.identity import identity, reused
from qreader.collect.planning import Visit, decide, lookups
from qreader.model import (
    ArticleId,
    Entry,
    Feed,
    FeedId,
    FeedState,
    Kept,
    Known,
    Pace,
    ParsedFeed,
    Plan,
    Validators,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
FEED = Feed(FeedId(1), "https://example.org/feed", "Post", None, articles=2, unread=2)
ONE = Entry("One", guid="1", url="https://example.org/1", body_html="Words.", published=NOW)
TWO = Entry("Two", guid="2", url="https://example.org/2", body_html="Others.", published=NOW)


def decided(*entries: Entry, state: FeedState | None = None, feed: Feed = FEED, **named) -> Plan:
    visit = Visit(feed, ParsedFeed("Post", entries=entries), Validators(), **named)
    return decide(visit, state or FeedState(), NOW, HALF_AN_HOUR)


def known(*entries: Entry) -> dict[bytes, Known]:
    """Return what the store knows where it has these, numbered from 1."""
    items = decided(*entries).incoming
    return {
        item.identity: Known(ArticleId(number), item.source_hash, item.details_hash)
        for number, item in enumerate(items, 1)
    }


def kept(entry: Entry, number: int = 1) -> Kept:
    """Return an article as it is stored."""
    (one,) = known(entry).values()
    return Kept(
        ArticleId(number), identity(entry), entry.guid, entry.title, entry.url, entry.published,
        one.source_hash, (entry.body_html or "",),
    )  # fmt: skip


def test_what_is_stored_as_stated_needs_no_change() -> None:
    plan = decided(ONE, TWO, state=FeedState(known(ONE, TWO)))
    assert (plan.incoming, plan.restated, plan.renamed) == ([], [], [])


def test_what_is_new_what_changed_and_what_is_only_dated_anew_are_told_apart() -> None:
    later = NOW + timedelta(hours=1)
    new = Entry("Three", guid="3")
    plan = decided(
        new,
        replace(ONE, body_html="Other words."),
        replace(TWO, updated=later),
        state=FeedState(known(ONE, TWO)),
    )
    assert {(item.entry.title, item.known) for item in plan.incoming} == {
        ("Three", None),
        ("One", 1),
    }
    assert [(item.entry.title, item.known) for item in plan.restated] == [("Two", 2)]


def test_a_missing_article_under_a_new_guid_is_renamed_and_not_stored_again() -> None:
    moved = replace(ONE, guid="made up anew")
    plan = decided(moved, state=FeedState(missing=[kept(ONE)]))
    assert [(one.id, one.identity) for one in plan.renamed] == [(1, identity(moved))]
    assert plan.incoming == []


def test_nothing_is_renamed_where_a_part_is_stated_or_parsed_alone() -> None:
    moved = replace(ONE, guid="made up anew")
    state = FeedState(missing=[kept(ONE)])
    for part in ({"is_whole": False}, {"unparsed": {b"print": b"another"}}):
        plan = decided(moved, state=state, **part)
        assert plan.renamed == []
        assert [item.known for item in plan.incoming] == [None]


def test_a_guid_that_names_another_article_now_is_a_new_article() -> None:
    other = Entry("Else", guid="1", url="https://example.org/9", body_html="All else.")
    state = FeedState(known(ONE), changed={identity(ONE): kept(ONE)})
    (item,) = decided(other, state=state).incoming
    assert (item.identity, item.known) == (reused(other), None)


def test_an_article_whose_guid_was_given_away_before_is_known_by_its_other_identity() -> None:
    other = Entry("Else", guid="1", url="https://example.org/9", body_html="All else.")
    (stored,) = known(other).values()
    again = {reused(other): replace(stored, id=ArticleId(7))}
    state = FeedState({**known(ONE), **again}, changed={identity(ONE): kept(ONE)})
    plan = decided(other, state=state)
    assert plan.incoming == []
    assert {one.other_identity for one in lookups([other])} == {reused(other)}


def test_the_first_visit_alone_places_what_has_no_date_far_back() -> None:
    undated = Entry("Undated", guid="9")
    first = replace(FEED, articles=0)
    (old,), (new,) = (decided(undated, feed=feed).incoming for feed in (first, FEED))
    assert old.dated is not None
    assert new.dated is None


def test_the_next_visit_follows_the_feeds_habit_and_what_it_asks_for() -> None:
    often = [NOW - timedelta(minutes=n) for n in range(20)]
    assert decided(state=FeedState(dates=often)).next_check == NOW + HALF_AN_HOUR
    assert decided(fresh_seconds=7200).next_check == NOW + timedelta(hours=2)
    asking = replace(decided().parsed, pace=Pace(wait_seconds=10_800))
    visit = Visit(FEED, asking, Validators())
    assert decide(visit, FeedState(), NOW, HALF_AN_HOUR).next_check == NOW + timedelta(hours=3)


def test_prints_are_kept_of_what_was_parsed_and_of_what_was_not() -> None:
    parsed = ParsedFeed("Post", entries=(TWO,), entry_hashes=(b"seen", b"new"))
    visit = Visit(FEED, parsed, Validators(), unparsed={b"seen": identity(ONE)})
    plan = decide(visit, FeedState(known(ONE)), NOW, HALF_AN_HOUR)
    assert plan.entry_hashes == {b"seen": identity(ONE), b"new": identity(TWO)}

"""How often feeds want to be asked, as they state it: ttl, skipHours, skipDays, sy:updatePeriod."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Document, Pace
from qreader.sources.feeds.parse import parse_feed
from qreader.sources.statements import clean_pace

HOUR = 3600


def pace(stated: str, item: str = "<item><title>One</title></item>") -> Pace:
    feed = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
        f"<channel><title>Post</title>{stated}{item}</channel></rss>"
    )
    return parse_feed(Document("https://example.org/feed", feed.encode())).pace


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("", 0),
        ("<ttl>90</ttl>", 90 * 60),
        ("<ttl> 60 </ttl>", HOUR),
        ("<ttl>1000000000000</ttl>", 0),
        ("<ttl>99999</ttl>", 24 * HOUR),
        ("<ttl>-5</ttl>", 0),
        ("<ttl>soon</ttl>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        (
            "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            6 * HOUR,
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            24 * HOUR,
        ),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", 24 * HOUR),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", 0),
        ("<ttl>120</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 2 * HOUR),
    ],
)
def test_the_longest_wait_that_a_feed_states_counts_within_a_day(stated, seconds):
    assert pace(stated).wait_seconds == seconds


@pytest.mark.parametrize("item", ["<item><title>One</title></item>", "<item><title>A & B</title>"])
def test_hours_and_days_are_read_from_sound_and_broken_feeds(item):
    stated = (
        "<skipHours><hour>0</hour><hour>13</hour><hour> 24 </hour><hour>25</hour><hour>x</hour>"
        "</skipHours><skipDays><day>Saturday</day><day> sunday </day><day>Someday</day></skipDays>"
    )

    assert pace(stated, item) == Pace(0, frozenset({0, 13}), frozenset({5, 6}))


def test_an_entry_says_nothing_of_the_feed():
    assert pace("", "<item><title>One</title><hour>3</hour><ttl>500</ttl></item>") == Pace()


def test_a_million_hours_are_a_week_at_most():
    assert len(pace("<hour>5</hour>" * 20_000).quiet_hours) == 1


@given(st.text(), st.text(), st.text(), st.lists(st.text()), st.lists(st.text()))
def test_whatever_is_stated_is_a_pace_that_can_be_kept(ttl, period, frequency, hours, days):
    found = clean_pace(ttl, (period, frequency), hours, days)

    assert 0 <= found.wait_seconds <= 24 * HOUR
    assert found.quiet_hours <= set(range(24))
    assert found.quiet_days <= set(range(7))

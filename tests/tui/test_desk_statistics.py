"""Statistics: feeds that are not needed are named, and one that is chosen is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.model import FeedActivity, Query
from qreader.model import Statistics as Found
from qreader.tui.messages import ShowView
from qreader.tui.statistics import Statistics, choices_of


@pytest.fixture
def statistics(desk: SmallDesk, library: FakeLibrary) -> Statistics:
    return Statistics(desk, library)  # type: ignore[arg-type]


async def test_a_cache_of_which_all_is_needed_says_how_much_was_read(
    desk: SmallDesk, statistics: Statistics
) -> None:
    await statistics.show()
    assert desk.said[-1].startswith("Reading: 0 this week ")


async def test_a_feed_of_which_nothing_was_opened_can_be_chosen(
    desk: SmallDesk, library: FakeLibrary, statistics: Statistics
) -> None:
    feed = library.feeds.all()[0]
    now = library.now()
    old = FeedActivity(now - timedelta(days=90), now - timedelta(days=1), 3.5)
    new = FeedActivity(now, now)
    found = Found.of([feed], {feed.id: new}, (0,) * 28, now)
    assert found.never_opened == ()
    found = Found.of([feed], {feed.id: old}, (0,) * 28, now)
    heading, choice = choices_of(found, now)
    assert (heading.name, choice.text) == ("Never opened: 1", "3.5 a week")
    desk.choose_key = "enter"
    statistics._read = lambda: found  # type: ignore[method-assign]
    await statistics.show()
    assert [message.query for message in desk.messages(ShowView)] == [Query(feed_id=feed.id)]

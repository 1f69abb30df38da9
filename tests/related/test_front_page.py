"""The order of what one source alone has."""

from __future__ import annotations

from qreader.model import ArticleId, FeedId
from qreader.related.front import in_turns


def test_the_first_of_each_feed_comes_before_the_second_of_any() -> None:
    feeds = [1, 1, 1, 2, 1, 3, 2]
    articles = [(ArticleId(n), FeedId(feed)) for n, feed in enumerate(feeds)]
    assert in_turns(articles) == [0, 3, 5, 1, 6, 2, 4]


def test_nothing_is_nothing() -> None:
    assert in_turns([]) == []

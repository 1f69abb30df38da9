"""The order of what one source alone has."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import ArticleId, FeedId, Query
from qreader.related.front import front_page, in_turns, telling


def test_the_first_of_each_feed_comes_before_the_second_of_any() -> None:
    feeds = [1, 1, 1, 2, 1, 3, 2]
    articles = [(ArticleId(n), FeedId(feed)) for n, feed in enumerate(feeds)]
    assert in_turns(articles) == [0, 3, 5, 1, 6, 2, 4]


def test_nothing_is_nothing() -> None:
    assert in_turns([]) == []


def test_a_rising_topic_is_called_by_its_name_not_by_a_plain_word() -> None:
    assert telling(("bridge", "Tarnholt", "says")) == "Tarnholt"
    assert telling(("Ottilie", "night ferry", "Ottilie Brandt")) == "Ottilie Brandt"
    assert telling(("council", "night ferry")) == "night ferry"


def test_plain_words_alone_are_no_topic() -> None:
    assert telling(("people", "says")) == ""
    assert telling(()) == ""


def test_a_script_without_capitals_names_its_topic() -> None:
    assert telling(("青浜市",)) == "青浜市"


def test_after_a_month_away_it_has_what_is_newest(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("# An old page\n\nIt was dry, then it rained.\n")
    with closing(Library(find_paths(tmp_path / "cache"), Config())) as library:
        library.add(str(tmp_path / "old.md"))
        store, now = library._store, library.now()
        (number,) = library.lists.ids(Query())
        assert front_page(store, (), now).alone == (number,)
        assert front_page(store, (), now + timedelta(days=40)).alone == (number,)
        store.statuses.mark([number], read=True)
        assert front_page(store, (), now + timedelta(days=40)).alone == ()

"""Where feeds and folders come to lie: every feed in one place, and no folder in itself."""

from __future__ import annotations

import pytest

from qreader.collect.editing import Chosen, folder_renamed, meant, moved
from qreader.errors import UsageError
from qreader.model import Feed, FeedId, FeedSetting

PLACES = {1: "News", 2: "News/World", 3: "News/World/Asia", 4: "Newspapers", 5: None}
FEEDS = [Feed(FeedId(n), f"https://{n}.example", f"Feed {n}", place) for n, place in PLACES.items()]


def chosen(*feeds: int, folders: tuple[str, ...] = ()) -> Chosen:
    return Chosen(frozenset(map(FeedId, feeds)), folders)


def places(changes: object) -> dict[int, str | None]:
    assert isinstance(changes, dict)
    return {feed_id: change[FeedSetting.FOLDER] for feed_id, change in changes.items()}


def test_feeds_and_what_is_in_folders_are_meant_once():
    found = meant(FEEDS, chosen(2, 5, folders=("News/World",)))
    assert [feed.id for feed in found] == [2, 3, 5]


def test_a_folder_moves_with_all_in_it():
    assert places(moved(FEEDS, chosen(folders=("News/World",)), "Papers")) == {
        2: "Papers/World",
        3: "Papers/World/Asia",
    }
    assert places(moved(FEEDS, chosen(folders=("News/World",)), "")) == {
        2: "World",
        3: "World/Asia",
    }


def test_a_feed_that_is_chosen_with_its_folder_moves_with_that():
    changes = moved(FEEDS, chosen(3, 5, folders=("News", "News/World")), "Old")
    assert places(changes) == {
        1: "Old/News",
        2: "Old/News/World",
        3: "Old/News/World/Asia",
        5: "Old",
    }


@pytest.mark.parametrize("into", ["News", "News/World", " News / World / Asia "])
def test_no_folder_moves_into_itself(into: str):
    with pytest.raises(UsageError, match="News cannot be moved into itself"):
        moved(FEEDS, chosen(folders=("News",)), into)


def test_a_folder_may_move_beside_one_that_begins_like_it():
    assert places(moved(FEEDS, chosen(folders=("News",)), "Newspapers"))[1] == "Newspapers/News"


def test_a_renamed_folder_takes_its_feeds_along_and_joins_one_of_that_name():
    assert places(folder_renamed(FEEDS, "News", "Newspapers")) == {
        1: "Newspapers",
        2: "Newspapers/World",
        3: "Newspapers/World/Asia",
    }
    assert places(folder_renamed(FEEDS, "News/World", "Earth"))[3] == "News/Earth/Asia"


@pytest.mark.parametrize(("name", "why"), [(" / ", "needs a name"), ("World/x", "into itself")])
def test_a_folder_gets_no_name_that_it_cannot_have(name: str, why: str):
    with pytest.raises(UsageError, match=why):
        folder_renamed(FEEDS, "News/World", name)


def test_a_path_that_would_be_too_long_is_refused():
    long = "x" * 190
    with pytest.raises(UsageError, match="at most 200 characters"):
        moved(FEEDS, chosen(folders=("News/World",)), long)

"""What is changed of feeds reaches the server, and so does taking it back; both sides' changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greader_server import PASSWORD, USER, Reader, running_reader
from loopback import Loopback
from qreader.config.settings import Config, find_paths
from qreader.config.tables import SyncServer
from qreader.library import Library
from qreader.model import Feed, FeedSetting, Subscription
from refresh_world import rss

LABEL = "What was done"
TITLE, FOLDER = FeedSetting.TITLE, FeedSetting.FOLDER


@pytest.fixture
def reader() -> Iterator[Reader]:
    with running_reader() as made:
        yield made
    assert made.refused == []


@pytest.fixture
def library(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    server = SyncServer(reader.url, USER, ("echo", PASSWORD))
    library = Library(find_paths(tmp_path / "laptop"), Config(sync=server, fetch_seconds=10))
    yield library
    library.close()


@pytest.fixture
def moon(reader: Reader, library: Library) -> Feed:
    """Sync a feed that both sides have, in News, with an article."""
    stream = reader.follow("https://moon.example/feed", "Moon", "News")
    reader.publish(stream, "Base opens")
    library.sync()
    (feed,) = library.feeds.all()
    return feed


def there(reader: Reader) -> list[tuple[str, str, str | None]]:
    return [(one.url, one.title, one.folder) for one in reader.feeds.values()]


def here(library: Library) -> list[tuple[str, str, str | None]]:
    return [(one.url, one.title, one.folder) for one in library.feeds.all()]


@pytest.mark.parametrize("change", [{TITLE: "Mine"}, {FOLDER: "Sky/Night"}, {FOLDER: None}])
def test_an_edit_reaches_the_server_and_so_does_its_undo(
    reader: Reader, library: Library, moon: Feed, change: dict[FeedSetting, str | None]
):
    before = there(reader)
    library.edit_feeds({moon.id: change}, LABEL)
    library.sync()
    assert there(reader) == here(library) != before
    library.undo()
    library.sync()
    assert there(reader) == here(library) == before
    library.sync()
    assert there(reader) == here(library) == before


def test_an_edit_that_is_undone_before_a_sync_is_never_told(
    reader: Reader, library: Library, moon: Feed
):
    library.edit_feeds({moon.id: {TITLE: "Mine", FOLDER: "Sky"}}, LABEL)
    library.undo()
    asked = reader.count("/reader/api/0/subscription/edit")
    library.sync()
    assert reader.count("/reader/api/0/subscription/edit") == asked


def test_several_feeds_unsubscribed_from_come_back_there_with_names_and_folders(
    reader: Reader, library: Library, moon: Feed
):
    library.edit_feeds({moon.id: {TITLE: "Mine"}})
    reader.follow("https://sun.example/feed", "Sun", "Day/Light")
    library.sync()
    before = sorted(here(library))
    library.remove_feeds([feed.id for feed in library.feeds.all()], label=lambda _: LABEL)
    library.sync(accept=True)
    assert there(reader) == []
    undone = library.undo()
    assert undone is not None
    assert undone.taken_back == 2
    for _ in range(2):
        library.sync()
    assert sorted(here(library)) == sorted(there(reader))
    assert [(url, folder) for url, _, folder in sorted(here(library))] == [
        (url, folder) for url, _, folder in before
    ]
    assert "Mine" in {title for _, title, _ in there(reader)}


def test_a_list_whose_adding_is_undone_goes_from_the_server_and_what_was_there_stays(
    reader: Reader, library: Library, moon: Feed
):
    before = here(library)
    urls = ["https://a.example/feed", "https://b.example/feed", moon.url]
    library.subscribe([Subscription(url) for url in urls], "Added")
    library.sync()
    assert len(reader.feeds) == 3
    undone = library.undo()
    assert undone is not None
    assert (undone.action.label, undone.taken_back) == ("Added 2 feeds", 2)
    library.sync()
    assert here(library) == there(reader) == before


def test_a_feed_with_another_address_is_followed_there_alone_and_back_by_undo(
    reader: Reader, library: Library, moon: Feed, loopback: Loopback
):
    url = loopback.serve("/moved", rss("Moved story"))
    library.change_address(moon.id, url, LABEL)
    for _ in range(2):
        library.sync()
    assert [one for one, _, _ in there(reader)] == [url]
    assert [one for one, _, _ in here(library)] == [url]
    assert library.feeds.one(moon.id).articles == 2
    library.undo()
    for _ in range(2):
        library.sync()
    assert [one for one, _, _ in there(reader)] == [moon.url]
    assert [one for one, _, _ in here(library)] == [moon.url]
    assert library.feeds.one(moon.id).articles == 2


# ---- both sides


def test_of_two_names_or_two_folders_the_one_here_counts(
    reader: Reader, library: Library, moon: Feed
):
    library.edit_feeds({moon.id: {TITLE: "Mine", FOLDER: "Sky"}})
    (followed,) = reader.feeds.values()
    followed.title, followed.folder = "Theirs", "Day"
    library.sync()
    assert here(library) == there(reader) == [(moon.url, "Mine", "Sky")]


def test_a_name_given_here_and_a_folder_given_there_are_both_taken(
    reader: Reader, library: Library, moon: Feed
):
    library.edit_feeds({moon.id: {TITLE: "Mine"}})
    (followed,) = reader.feeds.values()
    followed.folder = "Day"
    library.sync()
    assert here(library) == there(reader) == [(moon.url, "Mine", "Day")]


def test_a_feed_unsubscribed_from_here_goes_though_it_was_renamed_there(
    reader: Reader, library: Library, moon: Feed
):
    library.remove_feeds([moon.id])
    (followed,) = reader.feeds.values()
    followed.title, followed.folder = "Theirs", "Day"
    library.sync()
    assert here(library) == there(reader) == []


def test_a_feed_unsubscribed_from_there_goes_though_it_was_renamed_here_and_comes_back_so(
    reader: Reader, library: Library, moon: Feed
):
    library.edit_feeds({moon.id: {TITLE: "Mine", FOLDER: "Sky"}}, LABEL)
    reader.feeds.clear()
    reader.articles.clear()
    library.sync(accept=True)
    assert here(library) == there(reader) == []
    undone = library.undo()
    assert undone is not None
    assert (undone.taken_back, undone.left) == (0, 1)
    library.bring_back(moon.id)
    library.sync()
    assert here(library) == there(reader) == [(moon.url, "Mine", "Sky")]

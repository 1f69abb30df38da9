"""Pictures: fetched once, kept in bounds, never from a private network on a feed's word."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopback import Loopback, Reply, loopback
from qreader.collect import pictures
from qreader.errors import FetchError
from qreader.sources.web.fetch import Fetcher

__all__ = ["loopback"]


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(seconds=5) as made:
        yield made


def test_a_picture_is_asked_for_once(fetcher: Fetcher, loopback: Loopback, tmp_path: Path):
    loopback.serve("/a.png", b"picture")
    url, feed = loopback.url("/a.png"), loopback.url("/feed")

    for _ in range(2):
        assert pictures.picture(fetcher, tmp_path / "kept", url, feed) == b"picture"
    assert loopback.count("/a.png") == 1
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_picture_that_is_not_there_is_an_error(fetcher, loopback, tmp_path):
    loopback.serve("/a.png", Reply(404))

    with pytest.raises(FetchError):
        pictures.picture(fetcher, tmp_path, loopback.url("/a.png"), loopback.url("/feed"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("feed", ["https://example.org/feed", "file:///home/somebody/feed.xml"])
def test_a_feed_reaches_no_private_network_with_a_picture(fetcher, loopback, tmp_path, feed):
    loopback.serve("/a.png", b"picture")

    with pytest.raises(FetchError, match="private network"):
        pictures.picture(fetcher, tmp_path, loopback.url("/a.png"), feed)
    assert loopback.count("/a.png") == 0


def test_the_oldest_go_where_there_are_too_many(fetcher, loopback, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_FOLDER_BYTES", 25)
    for number in range(4):
        loopback.serve(f"/{number}", bytes(10))
        pictures.picture(fetcher, tmp_path, loopback.url(f"/{number}"), loopback.url("/"))
        for path in tmp_path.iterdir():
            os.utime(path, (path.stat().st_mtime - 10,) * 2)

    assert len(list(tmp_path.iterdir())) == 2
    pictures.picture(fetcher, tmp_path, loopback.url("/3"), loopback.url("/"))
    assert loopback.count("/3") == 1


def test_a_folder_that_cannot_be_written_costs_no_picture(fetcher, loopback, tmp_path):
    loopback.serve("/a.png", b"picture")
    (tmp_path / "file").touch()

    folder = tmp_path / "file" / "inside"
    assert (
        pictures.picture(fetcher, folder, loopback.url("/a.png"), loopback.url("/")) == b"picture"
    )

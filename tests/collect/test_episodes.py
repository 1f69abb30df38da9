"""Episodes: a transcript is fetched within bounds, parsed apart, and kept with its article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopback import Loopback, Reply
from qreader.collect.episodes import MAX_BYTES
from qreader.config.settings import Config, find_paths
from qreader.errors import FetchError, ParseError, UsageError
from qreader.library import Library
from qreader.model import ArticleId

ONE = ArticleId(1)
VTT = b"WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ada>Welcome \x1b[31mto the harbour.\n"


@pytest.fixture
def library(tmp_path: Path, loopback: Loopback) -> Iterator[Library]:
    body = (
        '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
        "<title>Pod</title><item><title>One</title>"
        f'<podcast:transcript url="{loopback.url("/t.vtt")}" type="text/vtt"/>'
        f'<podcast:chapters url="{loopback.url("/c.json")}"/>'
        f'<enclosure url="{loopback.url("/a.mp3")}" type="audio/mpeg"/></item>'
        "<item><title>Two</title></item></channel></rss>"
    )
    feed = loopback.serve("/feed.xml", body.encode())
    with closing(Library(find_paths(tmp_path), Config())) as library:
        library.add(feed)
        yield library


def test_a_transcript_is_kept_and_clean(library: Library, loopback: Loopback) -> None:
    loopback.serve("/t.vtt", VTT)
    answer = library.fetch_episode_text(ONE, "transcript")
    assert answer.text.strip() == "Ada 0:00 Welcome to the harbour."
    assert [one.html for one in library.articles.one(ONE).answers] == [answer.html]


def test_chapters_of_another_file_are_kept_likewise(library: Library, loopback: Loopback) -> None:
    loopback.serve("/c.json", json.dumps({"chapters": [{"startTime": 7, "title": "In"}]}).encode())
    assert library.fetch_episode_text(ONE, "chapters").text.strip() == "0:07 In"


def test_what_is_not_there_or_too_large_or_no_text_is_said(
    library: Library, loopback: Loopback
) -> None:
    with pytest.raises(FetchError, match="404"):
        library.fetch_episode_text(ONE, "transcript")
    loopback.serve("/t.vtt", bytes(MAX_BYTES + 1))
    with pytest.raises(FetchError):
        library.fetch_episode_text(ONE, "transcript")
    loopback.serve("/t.vtt", Reply(302, headers={"Location": "file:///etc/passwd"}))
    with pytest.raises(FetchError):
        library.fetch_episode_text(ONE, "transcript")
    loopback.serve("/t.vtt", b"WEBVTT\n")
    loopback.serve("/c.json", b"[]")
    with pytest.raises(ParseError):
        library.fetch_episode_text(ONE, "chapters")
    with pytest.raises(UsageError, match="names no transcript"):
        library.fetch_episode_text(ArticleId(2), "transcript")
    assert library.articles.one(ONE).answers == ()

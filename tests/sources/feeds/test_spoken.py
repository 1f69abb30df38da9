"""What a feed says of an episode: its length, its chapters, its transcripts."""

from __future__ import annotations

import pytest

from qreader.model import Document, Enclosure
from qreader.sources.feeds import parse
from qreader.sources.feeds.parse import parse_feed
from qreader.sources.feeds.spoken import MAX_CHAPTERS, chapters
from qreader.text.playing_time import seconds_of

URL = "https://pod.example/feed.xml"
HEAD = (
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    ' xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Pod</title><item>'
    '<title>One</title><enclosure url="https://pod.example/a.mp3" type="audio/mpeg"/>'
)
PSC = (
    '<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2">'
    '<psc:chapter start="00:03:07.500" title="The old lock" href="https://x.example/"/>'
    '<psc:chapter start="0" title="Intro"/><psc:chapter start="soon" title="No time"/>'
    '<psc:chapter start="9"/></psc:chapters>'
)


@pytest.fixture(params=["own", "feedparser"])
def main(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Read an item's enclosure with each of the two parsers."""
    if request.param == "feedparser":
        monkeypatch.setattr(parse, "read_wellformed", lambda *_: None)

    def read(inside: str) -> Enclosure:
        text = f"{HEAD}{inside}</item></channel></rss>"
        (entry,) = parse_feed(Document(URL, text.encode())).entries
        return entry.enclosures[0]

    return read


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("1:02:00", 3720),
        ("62:00", 3720),
        ("3720", 3720),
        (" 01:02:00.5 ", 3720),
        ("0:07", 7),
        ("", None),
        ("1:2:3:4", None),
        ("-5", None),
        ("an hour", None),
        ("99999999999999", None),
        ("999:59:59", None),
        ("٣", None),
    ],
)
def test_a_length_is_read_in_each_of_its_forms(stated: str, seconds: int | None) -> None:
    assert seconds_of(stated) == seconds


def test_the_length_is_the_feeds(main) -> None:
    assert main("<itunes:duration>1:02:00</itunes:duration>").seconds == 3720
    media = '<media:content url="https://pod.example/a.mp3" duration="65" medium="audio"/>'
    assert main(media).seconds == 65
    assert main("").seconds is None
    assert main("<itunes:duration>0</itunes:duration>").seconds is None


def test_chapters_are_in_the_feed_or_at_an_address(main) -> None:
    assert main(PSC).chapters == ((0, "Intro"), (187, "The old lock"))
    there = '<podcast:chapters url="/c.json" type="application/json+chapters"/>'
    assert main(there).chapters_url == "https://pod.example/c.json"
    assert main('<podcast:chapters url="file:///etc/passwd"/>').chapters_url is None


def test_the_most_legible_transcript_comes_first(main) -> None:
    stated = "".join(
        f'<podcast:transcript url="{url}" type="{kind}"/>'
        for url, kind in (
            ("/a.json", "application/json"),
            ("/a.vtt", "text/vtt; charset=utf-8"),
            ("javascript:x", "text/plain"),
            ("/a.html", "text/html"),
        )
    )
    assert main(stated).transcripts == (
        ("https://pod.example/a.html", "text/html"),
        ("https://pod.example/a.vtt", "text/vtt"),
        ("https://pod.example/a.json", "application/json"),
    )


def test_titles_are_clean_and_there_are_not_too_many_chapters() -> None:
    stated = [{"start": str(n), "title": f"\x1b[31m{n}"} for n in range(5_000)]
    found = [*chapters(stated)]
    assert len(found) == MAX_CHAPTERS
    assert not any("\x1b" in title for _, title in found)
    assert [*chapters("nonsense")] == [*chapters(None)] == [*chapters([1, "x", {}])] == []

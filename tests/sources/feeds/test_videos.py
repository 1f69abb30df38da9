"""A video's entry: what is to be played, how long it is, how often it was seen."""

from __future__ import annotations

import pytest

from qreader.model import Document, Enclosure
from qreader.sources.feeds import parse
from qreader.sources.feeds.parse import parse_feed

WATCH = "https://www.youtube.com/watch?v=abcDEF-1234"


def youtube(page: str = WATCH, media: str = "", seen: str = 'views="136838"') -> str:
    """Return a channel's feed as YouTube writes it, with one video."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        "<title>Lanterns</title><entry><id>yt:video:abcDEF-1234</id>"
        "<yt:videoId>abcDEF-1234</yt:videoId><title>Lighting a lamp</title>"
        f'<link rel="alternate" href="{page}"/><published>2026-01-02T17:10:39+00:00</published>'
        "<media:group><media:title>Lighting a lamp</media:title>"
        f'<media:content url="https://www.youtube.com/v/abcDEF-1234?version=3"'
        f' type="application/x-shockwave-flash" width="640" height="390" {media}/>'
        '<media:thumbnail url="https://i1.ytimg.com/vi/abcDEF-1234/hqdefault.jpg"/>'
        "<media:description>By gas.</media:description><media:community>"
        f'<media:starRating count="5392" average="5.00"/><media:statistics {seen}/>'
        "</media:community></media:group></entry></feed>"
    )


def attached(text: str) -> tuple[Enclosure, ...]:
    (entry,) = parse_feed(Document("https://videos.example/feed", text.encode())).entries
    return entry.enclosures


@pytest.mark.parametrize("is_fast", [True, False])
def test_the_page_of_a_video_is_what_one_plays_and_its_views_are_said(
    is_fast: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_fast:
        monkeypatch.setattr(parse, "read_wellformed", lambda *_: None)
    assert attached(youtube()) == (Enclosure(WATCH, "video/youtube", views=140_000),)


def test_its_length_is_said_where_the_feed_says_it() -> None:
    (video,) = attached(youtube(media='duration="324"'))
    assert video.seconds == 324


@pytest.mark.parametrize(
    ("seen", "views"),
    [
        ('views="0"', 0),
        ('views="7"', 7),
        ('views="99"', 99),
        ('views="104"', 100),
        ('views="1234567"', 1_200_000),
        ('views="-1"', None),
        ('views="many"', None),
        ('views="9999999999999"', None),
        ("", None),
    ],
)
def test_views_are_kept_to_two_digits_so_that_they_seldom_change(
    seen: str, views: int | None
) -> None:
    (video,) = attached(youtube(seen=seen))
    assert video.views == views


@pytest.mark.parametrize(
    ("page", "media_type"),
    [
        ("https://www.youtube.com/shorts/abcDEF-1234", "video/youtube"),
        ("https://youtu.be/abcDEF-1234", "video/youtube"),
        ("https://www.youtube.com/watch?app=desktop&amp;v=abcDEF-1234", "video/youtube"),
        ("https://vimeo.com/123456789", "video/vimeo"),
        ("https://vimeo.com/channels/lamps/123456789", "video/vimeo"),
    ],
)
def test_the_pages_of_players_are_known(page: str, media_type: str) -> None:
    (video,) = attached(youtube(page))
    assert (video.url, video.media_type) == (page.replace("&amp;", "&"), media_type)


@pytest.mark.parametrize(
    "page",
    [
        "https://www.youtube.com/post/Ugkx",
        "https://www.youtube.com/@Lanterns",
        "https://youtube.com.example/watch?v=abcDEF-1234",
        "https://vimeo.com/keeper",
        "https://quay.example/watch?v=abcDEF-1234",
    ],
)
def test_other_pages_leave_what_is_attached_as_it_is(page: str) -> None:
    (one,) = attached(youtube(page))
    assert one.media_type == "application/x-shockwave-flash"


def test_a_file_beside_the_page_of_a_video_stays() -> None:
    feed = youtube().replace(
        "</entry>",
        '<link rel="enclosure" type="audio/mpeg" href="https://quay.example/a.mp3"/></entry>',
    )
    assert [one.media_type for one in attached(feed)] == ["video/youtube", "audio/mpeg"]

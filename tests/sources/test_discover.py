"""Where a site keeps its feeds."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Document
from qreader.sources.feeds.discover import feed_links, usual_paths


def links(html: str, url: str = "https://x.example/a/b") -> list[str]:
    return feed_links(Document(url, html.encode()))


def test_declared_feeds_come_first_then_links_then_comments(data: Path):
    page = Document("https://harbour.example/", (data / "feeds" / "page.html").read_bytes())
    assert feed_links(page) == [
        "https://harbour.example/news/feed.xml",
        "https://cdn.harbour.example/feed.json",
        "https://harbour.example/rss",
        "https://harbour.example/news/topics/boats/index.xml",
        "https://harbour.example/comments/feed/",
    ]


def test_a_relative_address_starts_at_the_page():
    html = '<link rel="alternate" type="application/atom+xml" href="feed.atom">'
    assert links(html) == ["https://x.example/a/feed.atom"]


def test_a_feed_may_be_declared_by_its_relation_alone():
    assert links('<link rel="feed" href="/f">') == ["https://x.example/f"]


def test_the_page_itself_is_no_feed_of_it():
    assert links('<a href="">Feed</a><a href="/feed">Feed</a>', "https://x.example/feed") == []


def test_links_that_only_sound_like_feeds_are_left_alone():
    names = ("/feedback", "/newsfeeder", "/atomic", "/press", "/rssi", "/about?x=/feed", "#feed")
    assert links("".join(f'<a href="{name}">x</a>' for name in names)) == []


def test_what_cannot_be_fetched_is_no_feed():
    html = '<link rel="alternate" type="application/rss+xml" href="javascript:feed()">'
    assert links(html + '<a href="mailto:feed@x.example">x</a><a href="file:///feed">x</a>') == []


def test_a_page_full_of_links_gives_a_few():
    assert len(links("".join(f'<a href="/feed/{n}">x</a>' for n in range(500)))) == 20


def test_usual_places_are_tried_beside_the_page_and_at_the_root():
    paths = usual_paths("https://x.example/blog/?page=2#top")
    assert paths[:4] == [
        "https://x.example/blog/feed",
        "https://x.example/blog/rss",
        "https://x.example/blog/feed.xml",
        "https://x.example/blog/rss.xml",
    ]
    assert "https://x.example/atom.xml" in paths
    assert "https://x.example/feed.json" in paths
    assert len(paths) == len(set(paths))


def test_at_the_root_of_a_site_there_is_one_place():
    assert usual_paths("https://x.example")[0] == "https://x.example/feed"
    assert usual_paths("nonsense") == []


@given(st.text(max_size=200))
def test_any_page_gives_web_addresses_or_none(html):
    found = links(f'<link rel="feed" href="{html}"><a href="/feed/{html}">')
    assert all(link.startswith(("http://", "https://")) for link in found)

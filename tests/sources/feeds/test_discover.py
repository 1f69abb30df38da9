"""Where a site keeps its feeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Document
from qreader.sources.feeds.discover import feed_links, usual_paths
from qreader.sources.pages.refresh import parsed_page, sent_to


def links(html: str, url: str = "https://x.example/a/b") -> list[str]:
    found = feed_links(Document(url, html.encode()))
    return [*found.feeds, *found.comments]


def test_declared_feeds_come_first_then_links_then_comments(data: Path):
    page = Document("https://harbour.example/", (data / "feeds" / "page.html").read_bytes())
    found = feed_links(page)
    assert [*found.feeds, *found.comments] == [
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


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/QCRSS.xml">latest</a>',
        '<a href="/external.php?type=RSS2&amp;ids=30">Posts</a>',
        '<a href="/?feed=rss">x</a>',
        '<a href="/news?rss">x</a>',
        '<a href="/syndicate"><img alt="RSS feed"></a>',
        '<a href="/x" title="Subscribe by RSS">+</a>',
        '<a href="/x" aria-label="Atom"><svg></svg></a>',
        '<a href="/x">Feed</a>',
        '<a href="https://feeds.example.org/harbour">x</a>',
        '<a href="feed://x.example/x">x</a>',
        '<a type="application/rss+xml" href="/x"></a>',
        '<link rel="alternate" href="/x" title="RSS">',
        '<link rel="alternate" type="application/rss" href="/x">',
        '<link rel="alternate" type="text/rdf+xml" href="/x">',
        '<link rel="alternate" type="application/x.atom+xml" href="/x">',
    ],
)
def test_a_feed_that_is_only_linked_or_oddly_declared_is_found(link: str):
    assert len(links(link)) == 1


def test_what_programs_ask_each_other_comes_after_feeds():
    declared = "".join(
        f'<link rel="alternate" type="{kind}" href="/{n}">'
        for n, kind in enumerate(
            ["application/json", "text/xml", "application/json+oembed", "application/rss+xml"]
        )
    )
    assert [url[-1] for url in links(declared)] == ["3", "0", "1"]


@pytest.mark.parametrize(
    "saying",
    ["Site » Comments Feed", "Blog » Kommentar-Feed", "Flux des commentaires", "评论 feed"],
)
def test_feeds_of_comments_are_known_by_what_they_are_called(saying: str):
    html = (
        f'<link rel="alternate" type="application/rss+xml" title="{saying}" href="/one">'
        '<link rel="alternate" type="application/rss+xml" title="Posts" href="/two">'
    )
    found = feed_links(Document("https://x.example/", html.encode()))
    assert (found.feeds, found.comments) == (("https://x.example/two",), ("https://x.example/one",))


def test_a_sentence_that_has_the_word_is_no_link_to_a_feed():
    sentence = "How the gulls of the harbour feed, and what an atom has to do with the tide"
    assert links(f'<a href="/gulls">{sentence}</a>') == []


@pytest.mark.parametrize(
    "header",
    [
        '</f>; rel="alternate"; type="application/rss+xml"',
        "</f>;rel=alternate;type=application/atom+xml",
        '<https://x.example/f>; type="application/feed+json"; rel="alternate"; title="a, b; c"',
        '</s.css>; rel=preload, </f>; rel="alternate"; type="application/rss+xml"',
        "<>; rel=feed, <\x00javascript:x>; rel=feed, </f>; rel=feed",
    ],
)
def test_the_servers_own_words_name_feeds(header: str):
    found = feed_links(Document("https://x.example/a", b"<p>x", links=header))
    assert found.feeds == ("https://x.example/f",)


@given(st.text(max_size=300))
def test_any_header_gives_web_addresses_or_none(header: str):
    found = feed_links(Document("https://x.example/a", b"<p>x", links=header))
    assert all(url.startswith(("http://", "https://")) for url in (*found.feeds, *found.comments))


@pytest.mark.parametrize(
    ("meta", "target"),
    [
        ('http-equiv="refresh" content="0; url=/b"', "https://x.example/b"),
        ('http-equiv="REFRESH" content="0;URL=\'b\'"', "https://x.example/a/b"),
        ('http-equiv="refresh" content="5, https://y.example/#top"', "https://y.example/"),
        ('http-equiv="refresh" content="1.5 ; url = /b"', "https://x.example/b"),
        ('http-equiv="refresh" content="0; /b"', "https://x.example/b"),
        ('http-equiv="refresh" content="30"', None),
        ('http-equiv="refresh" content="300; url=/b"', None),
        ('http-equiv="refresh" content="0; url=#top"', None),
        ('http-equiv="refresh" content="0; url=javascript:b"', None),
        ('http-equiv="refresh" content="0; url=file:///etc/passwd"', None),
        ('http-equiv="refresh" content="soon; url=/b"', None),
        ('name="refresh" content="0; url=/b"', None),
    ],
)
def test_where_a_page_sends_on_to(meta: str, target: str | None):
    document = Document("https://x.example/a/", f"<meta {meta}>".encode())
    assert sent_to(parsed_page(document), document) == target
    hidden = Document(document.url, f"<noscript><meta {meta}></noscript>".encode())
    assert sent_to(parsed_page(hidden), hidden) is None


def test_a_server_may_send_on_itself():
    document = Document("https://x.example/a/", b"<p>x", refresh="0; url=/b")
    assert sent_to(parsed_page(document), document) == "https://x.example/b"


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

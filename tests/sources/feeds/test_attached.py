"""What a feed attaches to an entry beside its text: in the hands of both readers of feeds."""

from __future__ import annotations

import pytest

from qreader.model import Document, Entry
from qreader.sources.feeds import parse
from qreader.sources.feeds.parse import parse_feed
from qreader.text.blocks import Block, Figure, Paragraph, Span
from qreader.text.html import entry_blocks
from qreader.text.plain import plain_text, spans_text

URL = "https://feeds.example/feed.xml"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
TEXT = "<description>&lt;p&gt;The text&lt;/p&gt;</description>"


@pytest.fixture(params=["fast", "feedparser"], autouse=True)
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "feedparser":
        monkeypatch.setattr(parse, "read_wellformed", lambda *_: None)


def item(inside: str) -> Entry:
    text = f'<rss version="2.0" {MEDIA}><channel><item>{inside}</item></channel></rss>'
    (entry,) = parse_feed(Document(URL, text.encode())).entries
    return entry


def atom_entry(inside: str) -> Entry:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inside}</entry></feed>'
    (entry,) = parse_feed(Document(URL, feed.encode())).entries
    return entry


def picture(url: str, inside: str = "", more: str = 'medium="image"') -> str:
    return f'<media:content url="{url}" {more}>{inside}</media:content>'


def said(words: str) -> str:
    return f'<media:description type="plain">{words}</media:description>'


def pictures(entry: Entry) -> list[tuple[str | None, str]]:
    """The address and the words of each picture of an entry's text."""
    blocks: tuple[Block, ...] = entry_blocks(entry)
    shown = [block for block in blocks if isinstance(block, Figure)]
    return [(block.url, spans_text(block.caption) or block.alt) for block in shown]


def test_pictures_are_part_of_the_article_with_what_is_said_of_them() -> None:
    entry = item(
        TEXT
        + picture("https://f.example/1.jpg", said("A red bridge at dawn"), 'type="image/jpeg"')
        + picture("https://f.example/2.jpg")
        + picture("/3.png", "<media:title>A map</media:title>")
        + picture("https://f.example/4.webp?x=1", more="")
    )
    assert pictures(entry) == [
        ("https://f.example/1.jpg", "A red bridge at dawn"),
        ("https://f.example/2.jpg", ""),
        ("https://feeds.example/3.png", "A map"),
        ("https://f.example/4.webp?x=1", ""),
    ]
    assert plain_text(entry_blocks(entry)) == "The text"
    assert entry.enclosures == ()


def test_an_article_may_be_nothing_but_a_picture() -> None:
    entry = item(picture("https://f.example/1.jpg", said("A red bridge")))
    assert pictures(entry) == [("https://f.example/1.jpg", "A red bridge")]
    assert entry.title == "A red bridge"
    assert pictures(item(picture("https://f.example/1.jpg"))) == [("https://f.example/1.jpg", "")]


def test_a_picture_that_the_text_shows_is_not_shown_again() -> None:
    body = "&lt;p&gt;&lt;img src='/a/1-300x200.jpg?w=9'&gt;&lt;a href='/b.png'&gt;b&lt;/a&gt;"
    entry = item(
        f"<description>{body}</description>"
        + picture("https://feeds.example/a/1.jpg")
        + picture("https://feeds.example/b.png")
        + picture("https://feeds.example/a/10.jpg")
    )
    assert [url for url, _ in pictures(entry)] == [
        "https://feeds.example/a/1-300x200.jpg?w=9",
        "https://feeds.example/a/10.jpg",
    ]


def test_a_picture_in_another_size_is_known_by_what_is_said_of_it() -> None:
    body = "&lt;img src='https://f.example/9f2.jpg' alt='A red bridge at dawn'&gt;"
    other = picture("https://f.example/9f2-1280-80.jpg", said("A red bridge at dawn"))
    assert len(pictures(item(f"<description>{body}</description>{other}"))) == 1
    other = picture("https://f.example/9f2-1280-80.jpg", said("Another"))
    assert len(pictures(item(f"<description>{body}</description>{other}"))) == 2


def test_of_one_picture_in_several_sizes_the_widest_is_shown() -> None:
    sizes = [(140, "a"), (700, "b"), (460, "c")]
    group = "".join(
        picture(f"https://i.example/9f2?width={w}&amp;s={s}", more=f'medium="image" width="{w}"')
        for w, s in sizes
    )
    entry = item(f"{TEXT}<media:group>{said('The harbour')}{group}</media:group>")
    assert pictures(entry) == [("https://i.example/9f2?width=700&s=b", "The harbour")]
    others = picture("https://i.example/p?id=1") + picture("https://i.example/p?id=2")
    assert len(pictures(item(TEXT + others))) == 2


def test_a_text_without_markup_keeps_its_lines_beside_a_picture() -> None:
    picture_and_text = picture("https://f.example/1.jpg")
    entry = item(f"<description>one\ntwo\n\nthree</description>{picture_and_text}")
    assert plain_text(entry_blocks(entry)) == "one\ntwo\n\nthree"


def test_a_file_of_any_kind_is_attached() -> None:
    entry = item(
        TEXT
        + '<media:content url="/a.mp4" medium="video"/>'
        + '<media:content url="https://v.example/v/1" type="application/x-shockwave-flash"/>'
        + '<media:content url="/b.pdf"/>'
        + '<media:player url="https://v.example/watch?v=1"/>'
    )
    assert [(one.url, one.media_type) for one in entry.enclosures] == [
        ("https://feeds.example/a.mp4", None),
        ("https://v.example/v/1", "application/x-shockwave-flash"),
        ("https://feeds.example/b.pdf", None),
        ("https://v.example/watch?v=1", "text/html"),
    ]


def test_a_text_that_stands_elsewhere_is_a_file() -> None:
    entry = atom_entry('<summary>short</summary><content type="video/mp4" src="/v.mp4"/>')
    assert [(one.url, one.media_type) for one in entry.enclosures] == [
        ("https://feeds.example/v.mp4", "video/mp4")
    ]
    assert plain_text(entry_blocks(entry)) == "short"


def test_a_picture_that_is_attached_anyway_is_told_of_where_somebody_describes_it() -> None:
    enclosure = '<enclosure url="https://f.example/1.jpg" type="image/jpeg" length="9"/>'
    assert pictures(item(TEXT + enclosure + picture("https://f.example/1.jpg"))) == []
    entry = item(TEXT + enclosure + picture("https://f.example/1.jpg", said("A bridge")))
    assert pictures(entry) == [("https://f.example/1.jpg", "A bridge")]


def test_what_is_said_of_a_picture_may_hold_addresses_and_lines() -> None:
    entry = item(TEXT + picture("https://f.example/1.jpg", said("By Ada\nhttps://ada.example/")))
    _, figure = entry_blocks(entry)
    assert isinstance(figure, Figure)
    assert figure.caption[-1] == Span("https://ada.example/", url="https://ada.example/")


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("<comments>https://c.example/7</comments>", "https://c.example/7"),
        ("<link>https://a.example/7/</link><comments>talk</comments>", "https://a.example/7/talk"),
        ("<comments>javascript:alert(1)</comments>", None),
        ("<comments/>", None),
        ("", None),
    ],
)
def test_the_comments_of_an_entry_have_their_address(stated: str, url: str | None) -> None:
    assert item(TEXT + stated).comments_url == url


def test_the_replies_of_atom_are_its_comments_where_they_are_a_page() -> None:
    feed = '<link rel="replies" type="application/atom+xml" href="https://c.example/feed"/>'
    page = '<link rel="replies" type="text/html" href="https://c.example/page"/>'
    assert atom_entry(feed + page).comments_url == "https://c.example/page"
    assert atom_entry(feed).comments_url is None
    assert atom_entry('<link rel="replies" href="/page"/>').comments_url == (
        "https://feeds.example/page"
    )


def test_hostile_pictures_are_bounded() -> None:
    many = "".join(picture(f"https://f.example/{at}.jpg") for at in range(500))
    assert len(pictures(item(TEXT + many))) == 50
    hostile = picture("javascript:x") + picture("https://f.example/1.jpg", said("&lt;script&gt;x"))
    assert all(isinstance(b, Paragraph | Figure) for b in entry_blocks(item(TEXT + hostile)))

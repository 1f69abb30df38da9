"""Feeds that are not well-formed: what they say is read as they say it, and nothing is guessed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qreader.model import Document, Entry, ParsedFeed
from qreader.sources.feeds.mend import mended
from qreader.sources.feeds.parse import parse_feed
from qreader.text.html import blocks
from qreader.text.plain import plain_text

URL = "https://example.org/news/feed.xml"
BAD = "<item><title>bad & item</title></item>"
"""An entry that no strict parser reads, beside the one that a test is about."""


def read(text: str) -> ParsedFeed:
    return parse_feed(Document(URL, text.encode()))


def one(inside: str) -> Entry:
    return read(f"<rss version='2.0'><channel><item>{inside}</item>{BAD}</channel></rss>").entries[
        0
    ]


def words(entry: Entry) -> str:
    return plain_text(blocks(entry.body_html or "", None))


# ---- ampersands


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("R&D, AT&T, Q&A: S&P 500", "R&D, AT&T, Q&A: S&P 500"),
        ("a && b & c&", "a && b & c&"),
        ("&rsquo;&hellip;&#8217;&#x2019;&ngE;", "’…’’≧̸"),
        ("&amp;amp", "&"),
        ("R&amp;D &lt;i>x&lt;/i>", "R&D x"),
        ("M&M;s &unknown;", "M&M;s &unknown;"),
        ("&#38;copy; &amp;copy;", "© ©"),
        ("&#x110000;&#0;&#xD83D;&#xDE00;&#55357;", "\ufffd😀\ufffd"),
        ("<![CDATA[Q&A &amp; R&D]]>", "Q&A & R&D"),
        ("<![cdata[a &amp;&amp; b]]>", "a && b"),
    ],
)
def test_an_ampersand_that_begins_no_entity_means_itself(written, read_as):
    entry = one(f"<title>{written}</title><description>{written}</description>")

    assert entry.title == read_as
    assert words(entry) == read_as


@pytest.mark.parametrize(
    "query", ["lang=en&copy=2", "b&section=7&reg=8", "x=1&amp=2&&theta", "c#a&para", "q=R&D&sub=1"]
)
def test_addresses_keep_their_parameters_whatever_they_are_called(query):
    url = f"https://a.example/?id=1&{query}"
    entry = one(
        f"<link>{url}</link><guid isPermaLink='false'>{url}</guid>"
        f"<enclosure url='{url}' type='audio/mpeg'/><category>A&B</category><author>J&J</author>"
        f"<description><a href='{url}'>here</a></description>"
    )
    (block,) = blocks(entry.body_html or "", None)

    assert entry.url == entry.guid == entry.enclosures[0].url == url
    assert (entry.tags, entry.authors) == (("A&B",), ("J&J",))
    assert url in repr(block)


def test_an_ampersand_is_read_alike_in_atom():
    url = "https://a.example/?id=1&lang=en&copy=2"
    (entry,) = read(
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>R&D</title><id>1</id>"
        f"<link href='{url}'/><author><name>J&J</name></author></entry></feed>"
    ).entries

    assert (entry.title, entry.url, entry.authors) == ("R&D", url, ("J&J",))


def test_an_entity_that_the_document_declares_is_its_own():
    feed = read(
        "<!DOCTYPE rss [<!ENTITY firm 'The Firm'>]><rss version='2.0'><channel>"
        "<item><title>&firm; & co</title></item></channel></rss>"
    )

    assert feed.entries[0].title == "The Firm & co"


# ---- tags


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ("I <3 it", "I <3 it"),
        ("Vec<u8> and List<String>", "Vec<u8> and List<String>"),
        ("Ann <ann@a.example>", "Ann <ann@a.example>"),
        ("a <b>bold</b> word", "a bold word"),
        ("a <b>bold word", "a bold word"),
        ("a bold</b> word", "a bold word"),
        ("use </script-x> here", "use </script-x> here"),
        ("x <!y", "x <!y"),
        ("]]> and ]]", "]]> and ]]"),
    ],
)
def test_an_angle_bracket_that_begins_no_element_means_itself(title, read_as):
    assert one(f"<title>{title}</title>").title == read_as


def test_html_that_stands_in_the_xml_needs_not_be_xml():
    entry = one(
        "<description><p class=lead data-x>One<br>two<p>three <img src='a.jpg' alt='A' alt='B'>"
        "<b><i>four</b></i></description><guid isPermaLink=false>7</guid>"
    )

    assert words(entry) == "One\ntwo\n\nthree four"
    assert entry.guid == "7"


def test_elements_that_nobody_closed_end_with_the_next():
    feed = read(
        "<rss version='2.0'><channel><title>Post<link>https://a.example/</link>"
        "<item><title>One<link>https://a.example/1</link><description>words<guid>1</guid>"
        "<item><title>Two</Title><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</item></channel></rss>"
    )

    assert feed.title == "Post"
    assert [(e.title, e.url, e.guid, words(e)) for e in feed.entries] == [
        ("One", "https://a.example/1", "1", "words"), ("Two", None, None, ""),
    ]  # fmt: skip
    assert feed.entries[1].published is not None


def test_a_section_that_nobody_ended_swallows_no_entry():
    feed = read(
        "<rss><channel><item><title><![CDATA[One]]</title><description><![CDATA[1]]></description>"
        "</item><item><title><![CDATA[Two</title></item><item><title>Three</title></item>"
        "</channel></rss>"
    )

    assert [entry.title for entry in feed.entries] == ["One", "Two", "Three"]


@pytest.mark.parametrize("around", ["", "<br /><b>Warning</b>: x & y in z.php<br />\n"])
def test_what_stands_around_the_feed_is_none_of_it(around):
    text = f"{around}<rss><channel>{BAD}</channel></rss>{around}\n<script>x</script>"

    assert [entry.title for entry in read(text).entries] == ["bad & item"]


def test_prefixes_that_nobody_declared_mean_what_they_mean_elsewhere():
    entry = one(
        "<title>One</title><dc:creator>Ann</dc:creator><own:thing own:x='1'>y</own:thing>"
        "<media:thumbnail url='https://a.example/t.jpg'/><content:encoded>full</content:encoded>"
    )

    assert (entry.authors, entry.image, entry.body_html) == (
        ("Ann",), "https://a.example/t.jpg", "full",
    )  # fmt: skip


WHOLE = (
    "<rss version='2.0'><channel><title>Post</title>"
    "<item><title>One</title><link>https://a.example/1</link><guid>guid-of-one</guid></item>"
    "<item><title>Two</title><link>https://a.example/2</link><guid>guid-of-two</guid>"
    "<description>Words of two</description></item></channel></rss>"
)


@pytest.mark.parametrize("end", range(WHOLE.index("<item>") + 6, len(WHOLE), 3))
def test_a_document_that_breaks_off_says_what_it_says_until_there(end):
    feed = read(WHOLE[:end])
    whole = read(WHOLE)

    assert feed.title == "Post"
    for entry, expected in zip(feed.entries, whole.entries, strict=False):
        assert entry.guid in {None, expected.guid}
        assert entry.url in {None, expected.url}
        assert words(expected).startswith(words(entry))
    assert len(feed.entries) == WHOLE[:end].count("</title>") - 1


def test_an_entry_is_not_read_again_beside_others_that_are_ill_formed(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("qreader.sources.feeds.parse.LARGE_CHARACTERS", 0)
    text = f"<rss><channel><item><title>One</title></item>{BAD}</channel></rss>"
    document = Document(URL, text.encode())
    first = parse_feed(document)
    more = text.replace("<item>", "<item><title>New & more</title></item><item>", 1)
    news = parse_feed(Document(URL, more.encode()), frozenset(first.entry_hashes))

    assert len(first.entry_hashes) == 2
    assert [entry.title for entry in news.entries] == ["New & more"]


# ---- whatever comes

PIECES = st.sampled_from([
    "<rss>", "<channel>", "<item>", "</item>", "</channel>", "</rss>", "<title>", "</title>", "<b>",
    "</b>", "<br>", "<p class=x>", "<u8>", "<a href='?a&b'>", "<![CDATA[", "]]>", "<!--", "-->",
    "<dc:x y:z='1'/>", "&", "&copy;", "&#", "&#0;", "<", ">", "'", '"', "/", " ", "word",
])  # fmt: skip


@given(st.lists(PIECES).map("".join))
@example("<rss a='1' a='2'/>")
@example("<rss><a b='" + "x" * 9001 + ">'>")
def test_what_is_mended_is_xml_and_mended_for_good(inside):
    once = mended(f"<rss><channel>{inside}")
    assert mended(once) == once
    if once.count("<rss") == once.count("</rss>") == 1 and once.endswith("</rss>"):
        ET.fromstring(once)


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"])), max_size=4))
def test_what_is_well_formed_says_the_same_when_it_is_mended(texts):
    root = ET.Element("rss")
    for text in texts:
        ET.SubElement(root, "title", {"x": text}).text = text
    text = ET.tostring(root, encoding="unicode")

    assert ET.canonicalize(mended(text)) == ET.canonicalize(text)

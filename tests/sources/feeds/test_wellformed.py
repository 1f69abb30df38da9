"""The fast reader of well-formed feeds: it says what feedparser says, or leaves the feed to it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.model import Document, ParsedFeed
from qreader.sources.feeds import parse
from qreader.sources.feeds.parse import parse_feed
from qreader.sources.feeds.wellformed import IllFormedError, read_wellformed
from qreader.sources.statements import UNTITLED
from qreader.text.html import blocks
from qreader.text.plain import plain_text
from qreader.text.reach import addresses

URL = "https://example.org/news/feed.xml"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="urn:of-our-own" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(inside: str, more: str = "") -> str:
    return f'<rss version="2.0" {NAMESPACES} {more}><channel>{inside}</channel></rss>'


def atom(inside: str, more: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES} {more}>{inside}</feed>'


def read(text: str) -> ParsedFeed:
    return parse_feed(Document(URL, text.encode()))


def read_slowly(text: str, monkeypatch: pytest.MonkeyPatch) -> ParsedFeed:
    with monkeypatch.context() as patch:
        patch.setattr(parse, "read_wellformed", lambda *_: None)
        return read(text)


def is_read_fast(text: str) -> bool:
    with suppress(IllFormedError):
        return read_wellformed(text, URL, 100) is not None
    return False


def comparable(feed: ParsedFeed) -> object:
    """What of a feed counts: markup may be written in more ways than one.

    feedparser keeps an entry of which nothing is known but that there is one.
    """
    entries = [
        (
            entry.title, entry.language, entry.guid, entry.url, entry.authors, entry.published,
            entry.updated, entry.image, entry.tags, entry.enclosures, entry.base_url,
            entry.comments_url, sorted(addresses(blocks(entry.body_html or "", None))),
            plain_text(blocks(entry.body_html or "", None)),
            plain_text(blocks(entry.summary_html or "", None)),
        )
        for entry in feed.entries
    ]  # fmt: skip
    entries = [entry for entry in entries if any(entry[2:10]) or entry[0] != UNTITLED]
    return feed.title, feed.site_url, feed.language, feed.pace, entries


# ---- the same as feedparser

TEXTS = st.sampled_from(
    ["", "Tide", "Sea &amp; sun", "<b>bold</b> and plain", "1 < 2", "caf\u00c3\u00a9", "a\x93b",
     "Söder 東京", "two\n\nparagraphs", "&copy; AT&T", "<made-up>x</made-up>", " \n "]
)  # fmt: skip
URLS = st.sampled_from(["https://a.example/1", "/2?a=1&b=2", "3.html", "", "mailto:x@a.example"])
DATES = st.sampled_from(["Tue, 02 Jun 2026 10:00:00 GMT", "2026-06-02T10:00:00Z", "soon", ""])
NAMES = st.sampled_from(["Ada", "ada@a.example (Ada)", "Ada <ada@a.example>", ""])
LANGS = st.sampled_from(["", ' xml:lang="de"', ' xml:lang="pt_BR"'])


def element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(text)}</{name}>"


def attribute(name: str, value: str) -> str:
    return f" {name}={quoteattr(value)}"


COMMON = st.one_of(
    st.builds(element, st.sampled_from(
        ["title", "itunes:subtitle", "itunes:summary", "dc:description", "media:description",
         "media:title", "dc:title", "category", "dc:subject", "media:category"]), TEXTS, LANGS),
    st.builds(
        element, st.sampled_from(["media:keywords", "itunes:keywords", "x:title"]), TEXTS),
    st.builds(element, st.sampled_from(["dc:date", "dcterms:created", "dcterms:modified"]), DATES),
    st.builds(element, st.sampled_from(["author", "dc:creator", "itunes:author"]), NAMES),
    st.builds(lambda u: f"<itunes:image{attribute('href', u)}/>", URLS),
    st.builds(lambda u: f"<media:thumbnail{attribute('url', u)}/>", URLS),
    st.builds(lambda u: f"<media:player{attribute('url', u)}/>", URLS),
    st.builds(
        lambda u, kind, inner: (
            f"<media:group><media:content{attribute('url', u)}{attribute('type', kind)}>"
            f"{element('media:title', inner)}{element('media:description', inner)}"
            "</media:content></media:group>"
        ),
        URLS, st.sampled_from(["image/png", "audio/mpeg"]), TEXTS),
    st.builds(
        lambda t, d: f"<category{attribute('term', t)}{attribute('label', d)}/>", TEXTS, TEXTS),
    st.builds(lambda u: element("feedburner:origLink", u), URLS),
)  # fmt: skip
RSS_ONLY = st.one_of(
    st.builds(element, st.sampled_from(["description", "content:encoded"]), TEXTS, LANGS),
    st.builds(element, st.sampled_from(["pubDate", "lastBuildDate"]), DATES),
    st.builds(element, st.sampled_from(["link", "guid", "comments"]), URLS),
    st.builds(
        lambda u, size: f"<enclosure{attribute('url', u)} type='audio/mpeg' length='{size}'/>",
        URLS, st.sampled_from(["", "12", "x"])),
)  # fmt: skip
TYPES = st.sampled_from(["", ' type="text"', ' type="html"', ' type="text/html"'])
ATOM_ONLY = st.one_of(
    st.builds(element, st.sampled_from(["title", "summary", "content", "subtitle"]), TEXTS, TYPES),
    st.builds(
        lambda name, t: (
            f'<{name} type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f'<p class="a">{escape(t)}<br/><a href="/b?x=1&amp;y">more</a> end</p></div></{name}>'
        ),
        st.sampled_from(["summary", "content"]), TEXTS),
    st.builds(element, st.sampled_from(["published", "updated", "issued"]), DATES),
    st.builds(element, st.just("id"), URLS),
    st.builds(
        lambda u, rel, kind: f"<link{attribute('href', u)}{rel}{kind}/>", URLS.filter(bool),
        st.sampled_from(["", ' rel="self"', ' rel="enclosure"', ' rel="ALTERNATE"', ' rel="via"',
                         ' rel="replies"']),
        st.sampled_from(["", ' type="text/html"', ' type="image/png"', ' type="x/json"'])),
    st.builds(
        lambda n, m: f"<author>{element('name', n)}{element('email', m)}</author>", NAMES, NAMES),
    st.builds(lambda n: f"<contributor>{element('name', n)}</contributor>", NAMES),
)  # fmt: skip
ABOVE = st.one_of(
    st.builds(element, st.sampled_from(["language", "ttl", "sy:updatePeriod"]), TEXTS),
    st.builds(element, st.just("language"), st.sampled_from(["de", "en-GB"])),
    st.builds(lambda t: f"<image>{element('title', t)}{element('link', t)}</image>", TEXTS),
    st.builds(lambda h: f"<skipHours>{element('hour', h)}</skipHours>", st.sampled_from("07x")),
)  # fmt: skip


def inside(of: st.SearchStrategy[str], name: str) -> st.SearchStrategy[str]:
    return st.builds(
        lambda parts, lang: f"<{name}{lang}>{''.join(parts)}</{name}>",
        st.lists(of, min_size=1, max_size=7),
        LANGS,
    )


RSS = st.builds(
    lambda above, items: rss(element("title", "News") + "".join(above) + "".join(items)),
    st.lists(ABOVE, max_size=3),
    st.lists(inside(st.one_of(COMMON, RSS_ONLY), "item"), max_size=3),
)
ATOM = st.builds(
    lambda above, items, lang: atom(
        element("title", "News") + "".join(above) + "".join(items), lang
    ),
    st.lists(ABOVE, max_size=2),
    st.lists(inside(st.one_of(COMMON, ATOM_ONLY), "entry"), max_size=3),
    LANGS,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(RSS, ATOM))
def test_it_says_what_feedparser_says(text: str) -> None:
    assert is_read_fast(text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        slowly = read_slowly(text, monkeypatch)
    assert comparable(read(text)) == comparable(slowly)


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "data").rglob("*.xml")))
def test_it_reads_our_fixtures_as_feedparser_does(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = path.read_text("utf-8", "replace")
    try:
        slowly = read_slowly(text, monkeypatch)
    except Exception as error:  # noqa: BLE001 - the same, whatever it is
        with pytest.raises(type(error)):
            read(text)
    else:
        assert comparable(read(text)) == comparable(slowly)


# ---- what is left to feedparser

ITEM = "<item><title>Tide</title></item>"


@pytest.mark.parametrize(
    "text",
    [
        rss(ITEM).replace("</item>", ""),
        rss("<item><title>a & b</title></item>"),
        '<!DOCTYPE rss [<!ENTITY a "b">]>' + rss(ITEM),
        rss("<item><title>Tide <b>table</b></title></item>"),
        rss("<item><description><p>Tide</p></description></item>"),
        rss("<item><content type='application/octet-stream'>VGlkZQ==</content></item>"),
        rss("<item><title mode='base64'>VGlkZQ==</title></item>"),
        rss("<item><image><url>https://a.example/</url></image></item>"),
        rss(f"<wrapped>{ITEM}</wrapped>"),
        rss(ITEM, 'xml:base="https://b.example/"'),
        "<rss version='2.0'><title>News</title></rss>",
        "<opml><body/></opml>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry/></feed>',
        rss("<item>" + "<x:a>" * 40 + "<title>deep</title>" + "</x:a>" * 40 + "</item>"),
    ],
)
def test_what_is_unusual_is_left_to_feedparser(text: str) -> None:
    assert not is_read_fast(text)


def test_a_known_prefix_counts_where_its_address_is_written_otherwise() -> None:
    text = rss("<item><dc:creator>Ada</dc:creator><title>Tide</title></item>").replace(
        "http://purl.org/dc/elements/1.1/", "https://purl.org/dc/elements/1.1"
    )
    assert is_read_fast(text)
    assert read(text).entries[0].authors == ("Ada",)


def test_what_the_source_of_an_entry_says_is_not_the_entrys() -> None:
    text = atom(
        "<entry><source><title>Elsewhere</title><id>x</id></source><title>Tide</title></entry>"
    )
    assert is_read_fast(text)
    assert [(e.title, e.guid) for e in read(text).entries] == [("Tide", None)]


def test_entries_past_the_limit_are_not_looked_at() -> None:
    raw = read_wellformed(rss(ITEM * 5), URL, 3)
    assert raw is not None
    assert len(raw.entries) == 3


def test_rdf_has_its_entries_beside_the_channel() -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>News</title></channel>'
        '<item rdf:about="https://a.example/1"><title>Tide</title></item></rdf:RDF>'
    )
    assert is_read_fast(text)
    feed = read(text)
    assert feed.title == "News"
    assert [(e.title, e.guid) for e in feed.entries] == [("Tide", "https://a.example/1")]


def test_a_usual_feed_is_read_without_feedparser(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from qreader.model import Document;"
        "from qreader.sources.feeds.parse import parse_feed;"
        f"assert parse_feed(Document({URL!r}, {rss(ITEM)!r}.encode())).entries;"
        "assert 'feedparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_line_break_in_xhtml_is_one() -> None:
    xhtml = (
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a<br/>b</div></content>"
    )
    (entry,) = read(atom(f"<entry>{xhtml}</entry>")).entries

    assert plain_text(blocks(entry.body_html or "", None)) == "a\nb"

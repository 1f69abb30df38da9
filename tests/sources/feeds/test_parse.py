"""RSS, RDF and Atom, well-formed and not, friendly and not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document, Enclosure, Entry, ParsedFeed
from qreader.sources import statements
from qreader.sources.feeds import parse as parse_module
from qreader.sources.feeds.parse import Kind, kind, parse_feed
from qreader.sources.statements import MAX_ENTRIES
from qreader.text.html import entry_blocks
from qreader.text.plain import plain_text
from qreader.text.safe import is_safe

FEED_URL = "https://feeds.example/all/feed.xml"


@pytest.fixture
def fixture(data: Path):
    def parsed(name: str) -> ParsedFeed:
        return parse_feed(Document(FEED_URL, (data / "feeds" / name).read_bytes()))

    return parsed


def parse(text: str | bytes, content_type: str | None = None) -> ParsedFeed:
    body = text if isinstance(text, bytes) else text.encode()
    return parse_feed(Document(FEED_URL, body, content_type))


def rss(inside: str, channel: str = "<title>t</title>") -> str:
    names = (
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<rss version="2.0" {names}><channel>{channel}{inside}</channel></rss>'


def item(inside: str) -> Entry:
    (entry,) = parse(rss(f"<item>{inside}</item>")).entries
    return entry


def atom_entry(inside: str, feed: str = "") -> Entry:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom">{feed}<entry>{inside}</entry></feed>'
    (entry,) = parse(text).entries
    return entry


# ---- whole feeds


def test_an_rss_2_feed_is_read(fixture):
    feed = fixture("rss2.xml")
    assert (feed.title, feed.site_url) == ("The Harbour & Tide", "https://harbour.example/")
    assert feed.language == "en-gb"
    assert feed.entries[0] == Entry(
        title="Ferry returns after “long” winter",
        guid="harbour-1001",
        url="https://harbour.example/2026/ferry",
        authors=("Ada Quay", "Ben Mole"),
        published=datetime(2026, 11, 2, 7, 30, tzinfo=UTC),
        summary_html="The ferry is back.",
        body_html='<p>The ferry is back, and <a href="timetable">its timetable</a> with it.</p>\n'
        '<figure><img src="https://harbour.example/pictures/small.jpg" alt=""></figure>\n'
        '<figure><img src="https://harbour.example/pictures/large.jpg" alt=""><figcaption><p>'
        "The ferry, seen from the mole on a bright morning in early November, with gulls above her"
        "</p></figcaption></figure>",
        base_url="https://harbour.example/2026/ferry",
        language="en-gb",
        image="https://harbour.example/pictures/large.jpg",
        tags=("Transport", "Harbour"),
    )


def test_an_entry_without_title_gets_the_start_of_its_text(fixture):
    entry = fixture("rss2.xml").entries[1]
    assert entry.title == "Nobody gave this note a title, yet it needs one in the list."
    assert entry.guid is None
    assert entry.published == entry.updated == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert entry.enclosures == (Enclosure("https://harbour.example/tide.mp3", "audio/mpeg", 4711),)


def test_a_guid_that_is_an_address_serves_as_link(fixture):
    entry = fixture("rss2.xml").entries[2]
    assert entry.url == entry.guid == "https://harbour.example/2026/only-an-id"


def test_an_atom_feed_is_read(fixture):
    feed = fixture("atom10.xml")
    assert (feed.title, feed.site_url) == ("Farol aceso", "https://faro.example/blog/")
    assert feed.language == "pt-br"
    entry = feed.entries[0]
    assert entry.title == "A luz voltou"
    assert entry.guid == "relative-id-7"  # not resolved against xml:base
    assert entry.url == "https://faro.example/blog/luz/"
    assert entry.authors == ("Clara Faria",)  # the feed's
    assert entry.published == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 3, 12, tzinfo=UTC)
    assert entry.body_html == '<p>Depois de uma semana, a <a href="foto">luz</a> voltou.</p>'
    assert entry.summary_html == "<p>Curto.</p>"
    assert entry.base_url == "https://faro.example/blog/luz/"
    assert entry.language == "pt-pt"
    assert entry.tags == ("Luz",)


def test_plain_text_becomes_paragraphs_and_its_brackets_stay(fixture):
    entry = fixture("atom10.xml").entries[1]
    assert entry.body_html == "<p>Primeira linha &lt;sem marcas&gt;.</p>\n<p>Segundo parágrafo.</p>"
    assert entry.authors == ("Davi Gama",)
    assert entry.url == "https://faro.example/blog/convidado"  # no link: the id is an address
    assert entry.base_url == "https://faro.example/blog/"


def test_an_atom_03_feed_is_read(fixture):
    entry = fixture("atom03.xml").entries[0]
    assert entry.title == "Tea & cake"
    assert entry.body_html == "<p>Tea at four.</p>"
    assert entry.published == datetime(2004, 5, 5, 8, tzinfo=UTC)
    assert entry.updated == datetime(2004, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_an_rss_10_feed_is_read(fixture):
    feed = fixture("rss10.xml")
    (entry,) = feed.entries
    assert (feed.title, feed.site_url) == ("Archive notes", "https://archive.example/")
    assert entry.guid == "https://archive.example/n/1"
    assert entry.url == "https://archive.example/n/1?from=rdf"
    assert (entry.authors, entry.tags) == (("E. Filing",), ("letters",))
    assert entry.published == datetime(2025, 12, 31, 22, tzinfo=UTC)


def test_an_rss_091_feed_with_a_doctype_is_read(fixture):
    feed = fixture("rss091.xml")
    assert [entry.title for entry in feed.entries] == ["First", "Second"]
    assert feed.language == "en-us"


def test_the_description_of_a_video_is_its_text(fixture):
    (entry,) = fixture("video.xml").entries
    assert entry.body_html == (
        "<p>The rabbit comes out of the hole &lt;see below&gt;.</p>\n<p>Music: none.</p>"
    )
    assert entry.image == "https://video.example/abc.jpg"
    assert entry.title == "How to tie a bowline"
    assert [one.url for one in entry.enclosures] == ["https://video.example/v/abc"]


def test_a_podcast_is_read(fixture):
    (entry,) = fixture("podcast.xml").entries
    assert entry.enclosures == (Enclosure("https://radio.example/12.mp3", "audio/mpeg", 123456),)
    assert entry.image == "https://radio.example/12.jpg"
    assert entry.authors == ("Low Tide",)
    assert entry.body_html == "<p>Twelve minutes on mud.</p>"


def test_a_damaged_feed_gives_what_came_before_the_damage(fixture):
    feed = fixture("damaged.xml")
    assert feed.title == "Fish & chips"
    assert feed.entries[0].title == "Cod & haddock compared"
    assert feed.entries[0].url == "http://fish.example/?a=1&b=2"
    assert feed.entries[0].body_html == "Some say cod <b>always</b>."


# ---- what a document is


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rss/>", Kind.XML_FEED),
        ("\n<?xml version='1.0'?><!-- <html> --><feed xmlns='x'/>", Kind.XML_FEED),
        ("<rdf:RDF xmlns='x'/>", Kind.XML_FEED),
        ("<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss/>", Kind.XML_FEED),
        ('{"version": "x"}', Kind.JSON),
        ("<!DOCTYPE html><p><rss", Kind.PAGE),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", Kind.PAGE),
        ("<opml/>", Kind.OTHER),
        ("feed me", Kind.OTHER),
        ("<feedback>", Kind.OTHER),
    ],
)
def test_a_document_is_known_by_how_it_begins(text, expected):
    document = Document(FEED_URL, text.encode())
    assert kind(document) is expected


def test_the_server_is_believed_where_nothing_else_tells():
    assert kind(Document(FEED_URL, b"<p>Hello", "text/html; charset=utf-8")) is Kind.PAGE


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<!doctype html><title>News</title>", "is a web page, not a feed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is no feed"),
        (b"<opml><body/></opml>", "is no feed"),
        (b"Hello <item><title>world</title>", None),
        (b'{"items": 1}', "is JSON, but no JSON Feed"),
        (b"{", "is no valid JSON"),
    ],
)
def test_what_is_no_feed_is_said_so(body, words):
    if words is None:  # a lone item is better read than refused
        assert len(parse(body).entries) == 1
        return
    with pytest.raises(ParseError) as caught:
        parse(body)
    assert (str(caught.value), caught.value.url) == (words, FEED_URL)


def test_a_feed_without_entries_is_no_error():
    assert parse(rss("")) == ParsedFeed("t")
    assert parse("<rss version='2.0'><channel></channel></rss>") == ParsedFeed(None)
    assert parse('<feed xmlns="http://www.w3.org/2005/Atom"/>') == ParsedFeed(None)


def test_what_a_broken_server_prints_first_is_passed_over():
    noise = "<br />\n<b>Warning</b>: mysql is gone in <b>/srv/x.php</b><br />\n"
    feed = parse(noise + '<?xml version="1.0"?>' + rss("<item><title>i</title></item>"))
    assert [entry.title for entry in feed.entries] == ["i"]


def test_a_prefix_that_nobody_declared_is_understood():
    text = "<rss:rss><rss:channel><rss:title>t</rss:title><rss:item><rss:title>i</rss:title>"
    feed = parse(f"{text}<rss:link>http://a.example/</rss:link></rss:item></rss:channel></rss:rss>")
    assert [(entry.title, entry.url) for entry in feed.entries] == [("i", "http://a.example/")]


# ---- fields


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("<![CDATA[AT&T <i>grows</i>]]>", "AT&T grows"),
        ("1 &lt; 2", "1 < 2"),
        ("  two\n\tlines  ", "two lines"),
        ("[/r/python] &lt;video&gt; tag", "[/r/python] <video> tag"),
        ("x&#x1b;[31mred", "xred"),
        ("a&#x202e;b", "ab"),
    ],
)
def test_a_title_is_one_clean_line(stated, shown):
    assert item(f"<title>{stated}</title>").title == shown


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<description>&lt;p&gt;First words.&lt;/p&gt;</description>", "First words."),
        ("<link>https://x.example/2026/the-long_way.html</link>", "the long way"),
        ("<title>&#8203;</title><link>https://x.example/a%20b/</link>", "a b"),
        ("<link>https://x.example/</link>", "(untitled)"),
        ("<guid isPermaLink='false'>7</guid>", "(untitled)"),
    ],
)
def test_an_entry_never_lacks_a_title(inside, title):
    assert item(inside).title == title


def test_a_long_title_is_cut():
    assert len(item(f"<title>{'word ' * 1000}</title>").title) <= 500


def test_the_longest_text_is_the_body_and_another_the_summary():
    entry = item("<content:encoded>short</content:encoded><description>a longer text</description>")
    assert (entry.body_html, entry.summary_html) == ("a longer text", "short")
    entry = item("<content:encoded>same</content:encoded><description>same</description>")
    assert (entry.body_html, entry.summary_html) == ("same", None)


def test_the_caption_of_a_picture_is_not_taken_for_the_text():
    caption = "<media:description>A caption that is longer than the text</media:description>"
    entry = item(
        f"<description>The text</description><media:content url='/x.jpg'>{caption}</media:content>"
    )
    assert entry.body_html is not None
    assert plain_text(entry_blocks(entry)) == "The text"
    assert entry.summary_html is None


def test_markup_in_what_is_called_plain_text_is_taken_as_markup():
    entry = atom_entry("<summary>&lt;p&gt;One&lt;/p&gt;</summary>")
    assert entry.body_html == "<p>One</p>"


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link>  https://x.example/a b </link>", "https://x.example/a%20b"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>mailto:me@x.example</link>", None),
        ("<link></link><guid>https://x.example/1</guid>", "https://x.example/1"),
        ("<guid>12</guid>", None),
        ("<link uri='at://did:plc:x/y'>https://x.example/2</link>", "https://x.example/2"),
        (
            "<link>https://tracker.example/</link>"
            "<feedburner:origLink>https://x.example/3</feedburner:origLink>",
            "https://x.example/3",
        ),
    ],
)
def test_the_link_of_an_rss_item(inside, url):
    assert item(inside).url == url


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link href='/1'/><link href='/2'/>", "https://feeds.example/1"),
        ("<link rel='self' href='/self'/><id>urn:1</id>", None),
        ("<link rel='related' href='/r'/>", "https://feeds.example/r"),
        ("<link rel='alternate' type='application/pdf' href='/p'/>", "https://feeds.example/p"),
        ("<link rel='enclosure' href='/e'/><link href='/a'/>", "https://feeds.example/a"),
    ],
)
def test_the_link_of_an_atom_entry(inside, url):
    assert atom_entry(inside).url == url


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ("<author>ed@x.example (Ed Itor)</author>", ("Ed Itor",)),
        ("<author>ed@x.example</author>", ("ed@x.example",)),
        ("<author>Ed Itor &lt;ed@x.example&gt;</author>", ("Ed Itor",)),
        ("<author>Ed (the Red)</author>", ("Ed (the Red)",)),
        (
            "<dc:creator>A</dc:creator><dc:creator>B</dc:creator><dc:creator>A</dc:creator>",
            ("A", "B"),
        ),
        (f"<author>{'x' * 401}</author>", ()),
        ("<author> </author>", ()),
    ],
)
def test_the_authors_of_an_item(inside, authors):
    assert item(inside).authors == authors


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        ("<media:thumbnail url='/t.jpg'/>", "https://feeds.example/t.jpg"),
        ("<enclosure url='/e.png' type='image/png'/>", "https://feeds.example/e.png"),
        ("<media:content url='/v.mp4' type='video/mp4'/>", None),
        ("<media:content url='data:image/png;base64,AAAA' medium='image'/>", None),
    ],
)
def test_the_image_of_an_item(inside, image):
    assert item(inside).image == image


def test_dates_are_aware_utc_or_absent():
    assert item("<pubDate>Mon, 02 Nov 2026 08:30:00 CET</pubDate>").published == datetime(
        2026, 11, 2, 7, 30, tzinfo=UTC
    )
    assert item("<pubDate>soon</pubDate>").published is None
    assert item("<pubDate>Thu, 01 Jan 9999 00:00:00 GMT</pubDate>").published is None


def test_relative_links_of_a_body_start_at_the_entry_unless_the_feed_says_otherwise():
    assert item("<description>x</description>").base_url == FEED_URL
    assert item("<link>/a/</link><description>x</description>").base_url == (
        "https://feeds.example/a/"
    )
    entry = atom_entry("<link href='/a/'/><content xml:base='/b/'>x</content>")
    assert entry.base_url == "https://feeds.example/b/"


def test_relative_links_of_a_local_feed_start_at_the_entry():
    text = rss("<item><link>https://x.example/a/</link><description>x</description></item>")
    local = parse_feed(Document("file:///home/me/feed.xml", text.encode())).entries[0]
    assert local.base_url == "https://x.example/a/"
    text = rss("<item><link>a/</link><description>x</description></item>")
    local = parse_feed(Document("file:///home/me/feed.xml", text.encode())).entries[0]
    assert (local.url, local.base_url) == (None, "file:///home/me/feed.xml")


# ---- characters


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "shift_jis"]
)
def test_a_feed_may_come_in_any_encoding(encoding):
    declaration = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text = declaration + rss("<item><title>灯台の光</title></item>")
    assert parse(text.encode(encoding)).entries[0].title == "灯台の光"


def test_the_body_is_believed_more_than_the_server():
    text = rss("<item><title>Zürich café</title></item>")
    assert parse(text, "text/xml; charset=iso-8859-1").entries[0].title == "Zürich café"


def test_forbidden_characters_do_not_spoil_a_feed():
    text = rss(
        "<item><title>a\x00b\x1b[0mc&#xFFFFFFFF;&#xD800;</title><link>http://x.example/</link></item>"
    )
    (entry,) = parse(text).entries
    assert entry.title.startswith("abc")
    assert is_safe(entry.title)


# ---- hostile feeds


@pytest.mark.slow
def test_entries_past_the_limit_are_left_out():
    many = "<item><title>i</title></item>" * (MAX_ENTRIES + 10)
    assert len(parse(rss(many)).entries) == MAX_ENTRIES
    assert len(parse(rss(many + "&")).entries) == MAX_ENTRIES  # not well-formed


def test_an_author_that_takes_feedparser_minutes_takes_us_no_time():
    author = "a@" + "a." * 20_000 + "!"
    entry = item(f"<title>i</title><author>{author}</author><dc:publisher>{author}</dc:publisher>")
    assert entry.authors == ()


def test_thousands_of_tags_are_cut():
    many = "".join(f"<category>tag {n}</category>" for n in range(5_000))
    assert item(many).tags[:2] == ("tag 0", "tag 1")
    assert len(item(many).tags) <= 60


def test_a_feed_names_no_file_and_no_address_that_is_read(tmp_path, loopback):
    secret = tmp_path / "secret.xml"
    secret.write_text(rss("<item><title>SECRET</title></item>"))
    for target in (secret.as_uri(), str(secret), loopback.url("/x")):
        doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>'
        feed = parse('<?xml version="1.0"?>' + doctype + rss("<item><title>&x;</title></item>"))
        assert "SECRET" not in repr(feed)
    with pytest.raises(ParseError):
        parse(str(secret))
    assert loopback.asked == []


@pytest.mark.slow
def test_entities_that_unfold_into_gigabytes_stay_folded():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>'
    feed = parse('<?xml version="1.0"?>' + doctype + rss("<item><title>&l9;</title></item>"))
    assert len(repr(feed)) < 10_000


def test_plain_entities_of_a_feed_are_understood():
    text = '<!DOCTYPE rss [<!ENTITY who "World">]>' + rss("<item><title>Hello &who;</title></item>")
    assert parse(text).entries[0].title == "Hello World"


def test_a_body_is_bounded_and_can_be_stored():
    entry = item(f"<description>{'x' * 2_100_000}</description>")
    assert len(entry.body_html) == 2_000_000
    entry.body_html.encode()


def is_clean(entry: Entry) -> bool:
    fields = (entry.title, entry.guid or "", entry.url or "", entry.image or "")
    names = (*entry.authors, *entry.tags, *(enclosure.url for enclosure in entry.enclosures))
    return all(is_safe(field) and "\n" not in field for field in (*fields, *names))


@given(st.text(max_size=60), st.text(max_size=60))
@example("&#27;]0;x&#7;", "\x1b]52;c;AAAA\x07")
@example("<![CDATA[", "]]>")
@example("&#x9b;31m", "\x9d")
def test_whatever_a_field_holds_the_entry_is_clean(first, second):
    inside = "".join(
        f"<{name}>{text}</{name}>"
        for name, text in (
            ("title", first), ("guid", second), ("link", f"http://x.example/{second}"),
            ("author", first), ("category", second), ("pubDate", first), ("description", second),
        )
    )  # fmt: skip
    try:
        feed = parse(rss(f"<item>{inside}</item>").encode("utf-8", "replace"))
    except ParseError:
        return
    for entry in feed.entries:
        assert entry.title
        assert is_clean(entry)


@given(st.binary(max_size=300))
def test_bytes_that_are_nothing_raise_a_parse_error_or_nothing(body):
    try:
        parse_feed(Document(FEED_URL, b"<rss><item>" + body))
        parse_feed(Document(FEED_URL, body))
    except ParseError as error:
        assert is_safe(str(error))


def test_a_link_that_ends_elsewhere_than_it_began_costs_nothing():
    # found by fuzzing: feedparser looked for the link where it ends
    parsed = parse(
        "<channel><item><title>One</title><link></item></x/link><item><title>Two</title>"
    )

    assert [entry.title for entry in parsed.entries] == ["One", "Two"]


# ---- what a feed's own address does not tell


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>http://site.example/blog/</link>", "http://site.example/blog/posts/1"),
        ("<link><![CDATA[ http://site.example/?a=1&b=2 ]]></link>", "http://site.example/posts/1"),
        ("<image><link>http://no.example/</link></image><link>http://site.example/</link>",
         "http://site.example/posts/1"),
        ("<a:link xmlns:a='http://www.w3.org/2005/Atom' href='http://no.example/' rel='self'/>"
         "<link>http://site.example/</link>", "http://site.example/posts/1"),
        ("<link>/blog/</link>", "https://feeds.example/blog/posts/1"),
        ("<link>site.example/</link>", "https://feeds.example/x/posts/1"),
        ("<link/>", "https://feeds.example/x/posts/1"),
        ("", "https://feeds.example/x/posts/1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["", " & "], ids=["well-formed", "ill-formed"])
def test_relative_links_of_rss_start_at_the_channels_link(link, url, around):
    text = (
        f"<rss version='2.0'><channel><title>Post{around}</title>{link}<item><title>One</title>"
        "<link>posts/1</link></item></channel></rss>"
    )
    (entry,) = parse_feed(Document("https://feeds.example/x/rss.xml", text.encode())).entries

    assert entry.url == url


def test_the_base_that_the_xml_states_goes_before_the_channels_link():
    text = (
        "<rss version='2.0' xml:base='http://base.example/'><channel><title>Post</title>"
        "<link>http://site.example/</link><item><title>One</title><link>1</link></item></channel></rss>"
    )
    (entry,) = parse_feed(Document("https://feeds.example/rss.xml", text.encode())).entries

    assert entry.url == "http://base.example/1"


@pytest.mark.parametrize("base", ["", " xml:base='http://x.example/'"], ids=["fast", "feedparser"])
def test_an_entry_that_a_planet_took_over_has_the_authors_of_its_own_feed(base):
    source = "<source><title>Ann's</title><author><name>Ann</name></author></source>"
    text = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'{base}><author><name>Planet</name></author>"
        f"<entry><title>1</title>{source}</entry><entry><title>2</title></entry>"
        f"<entry><title>3</title>{source}<author><name>Bob</name></author></entry></feed>"
    )
    entries = parse_feed(Document("http://x.example/", text.encode())).entries

    assert [entry.authors for entry in entries] == [("Ann",), ("Planet",), ("Bob",)]
    assert [entry.title for entry in entries] == ["1", "2", "3"]


# ---- more than is taken in


def dated(number: int) -> str:
    day = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return f"<item><title>{number}</title><pubDate>{format_datetime(day)}</pubDate></item>"


@pytest.mark.parametrize("order", [[1, 2, 3, 4], [4, 3, 2, 1], [3, 1, 4, 2]])
@pytest.mark.parametrize("bad", ["", "&"], ids=["well-formed", "ill-formed"])
def test_of_too_many_entries_the_newest_are_kept_in_their_order(monkeypatch, order, bad):
    for module in (parse_module, statements):
        monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    items = "".join(map(dated, order))
    text = f"<rss version='2.0'><channel><title>{bad}</title>{items}</channel></rss>"
    entries = parse_feed(Document("http://x.example/", text.encode())).entries

    assert [entry.title for entry in entries] == [str(n) for n in order if n > 2]


def test_of_too_many_entries_without_dates_the_first_are_kept(monkeypatch):
    for module in (parse_module, statements):
        monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    items = "".join(f"<item><title>{n}</title></item>" for n in range(4))
    text = f"<rss version='2.0'><channel>{items}</channel></rss>"
    entries = parse_feed(Document("http://x.example/", text.encode())).entries

    assert [entry.title for entry in entries] == ["0", "1"]

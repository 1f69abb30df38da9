"""JSON Feed, as specified and as written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document, Enclosure, Entry, ParsedFeed
from qreader.sources import statements
from qreader.sources.feeds.jsonfeed import parse_json_feed
from qreader.sources.feeds.parse import parse_feed
from qreader.sources.statements import MAX_ENTRIES
from qreader.text.safe import is_safe

VERSION = "https://jsonfeed.org/version/1.1"
FEED_URL = "https://log.example/feed.json"


def parse(value: object) -> ParsedFeed:
    if isinstance(value, dict):
        value = {"version": VERSION, **value}
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return parse_json_feed(Document(FEED_URL, body))


def item(**fields: object) -> Entry:
    (entry,) = parse({"items": [fields]}).entries
    return entry


def test_a_feed_of_version_1_1_is_read(data: Path):
    feed = parse((data / "feeds" / "feed11.json").read_bytes())
    assert (feed.title, feed.site_url) == ("Lighthouse log", "https://log.example/")
    assert feed.language == "en-ie"
    assert feed.entries[0] == Entry(
        title="Lamp <cleaned>",
        guid="42",
        url="https://log.example/entries/42",
        authors=("Second Keeper",),
        published=datetime(2026, 10, 10, 9, 10, 10, tzinfo=UTC),
        updated=datetime(2026, 10, 11, 10, 10, 10, tzinfo=UTC),
        summary_html="<p>Lamp.</p>",
        body_html='<p>Cleaned the <a href="lamp">lamp</a> with care.</p>',
        base_url="https://log.example/entries/42",
        language="en",
        image="https://log.example/lamp.png",
        tags=("lamp", "work"),
        enclosures=(Enclosure("https://log.example/log.mp3", "audio/mpeg", 900, 3),),
    )


def test_an_entry_of_plain_text_gets_paragraphs_a_title_and_the_authors_of_the_feed(data: Path):
    entry = parse((data / "feeds" / "feed11.json").read_bytes()).entries[1]
    assert entry.body_html == "<p>Fog all day.</p>\n<p>No ships &lt;seen&gt;.</p>"
    assert entry.title.startswith("Fog all day.")
    assert entry.guid is None
    assert entry.url == "https://fog.example/"
    assert entry.authors == ("Keeper",)
    assert entry.language == "en-ie"


def test_a_feed_of_version_1_0_is_read(data: Path):
    feed = parse((data / "feeds" / "feed10.json").read_bytes())
    assert [entry.authors for entry in feed.entries] == [("Writer",)]
    assert [entry.guid for entry in feed.entries] == ["https://notes.example/1"]


def test_json_is_handed_on_by_the_reader_of_feeds(data: Path):
    document = Document(FEED_URL, (data / "feeds" / "feed10.json").read_bytes())
    assert parse_feed(document) == parse_json_feed(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16"])
def test_a_feed_may_come_in_any_unicode(encoding):
    feed = parse('{"version": "1", "title": "灯台", "items": []}'.encode(encoding))
    assert feed == ParsedFeed("灯台")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is no valid JSON"),
        (b"{", "is no valid JSON"),
        (b'{"a": 1}', "is JSON, but no JSON Feed"),
        (b"[]", "is JSON, but no JSON Feed"),
        (b"null", "is JSON, but no JSON Feed"),
        (b'{"items": {}}', "is JSON, but no JSON Feed"),
        (b"[" * 100_000, "is no valid JSON"),
        (b'{"items": [{"id": ' + b"1" * 10_000 + b"}]}", "is no valid JSON"),
    ],
)
def test_what_is_no_json_feed_is_said_so(body, words):
    with pytest.raises(ParseError) as caught:
        parse(body)
    assert (str(caught.value), caught.value.url) == (words, FEED_URL)


def test_values_of_the_wrong_type_count_as_absent():
    names = "id url title content_html image date_published authors tags"
    wrong = {name: ["wrong"] for name in names.split()}
    entry = item(**{**wrong, "content_text": "right", "author": 5, "attachments": [None, {}]})
    assert entry == Entry(
        title="right", body_html="<p>right</p>", base_url=FEED_URL, tags=("wrong",),
        authors=("wrong",),
    )  # fmt: skip


def test_entries_that_say_nothing_are_left_out():
    assert parse({"items": [{}, None, 5, "x", [], {"id": "", "title": " "}]}).entries == ()


@pytest.mark.parametrize(("stated", "guid"), [(7, "7"), (1.5, "1.5"), (True, None), ("", None)])
def test_an_id_may_be_a_number(stated, guid):
    assert item(id=stated, title="t").guid == guid


def test_authors_may_be_plain_names():
    assert item(title="t", authors=["Ann", {"name": "Bo"}, {"url": "x"}]).authors == ("Ann", "Bo")


def test_lone_surrogates_and_escapes_do_not_get_through():
    entry = item(title="a\ud800\x1b[31mb", content_html="c\ud800\x00", id="\x1b]0;x\x07d")
    assert (entry.title, entry.guid) == ("a\ufffdb", "d")
    entry.body_html.encode("utf-8")


def test_line_ends_inside_of_texts_are_tolerated():
    assert parse(b'{"version": "1.0", "title": "two\nlines", "items": []}').title == "two lines"


def test_entries_past_the_limit_are_left_out():
    assert len(parse({"items": [{"title": "t"}] * (MAX_ENTRIES + 5)}).entries) == MAX_ENTRIES


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
ITEMS = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "image",
            "banner_image",
            "author",
            "date_published",
            "date_modified",
            "authors",
            "tags",
            "language",
            "attachments",
        ]
    ),
    VALUES,
)


@given(st.lists(ITEMS, max_size=3), VALUES)
def test_whatever_the_values_are_the_entries_are_clean(items, title):
    feed = parse({"title": title, "items": items})
    for entry in feed.entries:
        assert entry.title
        names = (*entry.authors, *entry.tags)
        assert all(map(is_safe, (entry.title, entry.guid or "", entry.url or "", *names)))


@pytest.mark.parametrize("version", [None, "", "2.4", 7, [1]])
def test_json_without_the_version_of_a_json_feed_is_none(version):
    body = json.dumps({"version": version, "title": "API", "items": [{"id": 1}]}).encode()

    with pytest.raises(ParseError, match="version"):
        parse(body)


def test_of_too_many_items_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(statements, "MAX_ENTRIES", 2)
    items = [{"id": str(n), "date_published": f"2026-01-0{n}T00:00:00Z"} for n in (2, 1, 3)]

    assert [entry.guid for entry in parse({"items": items}).entries] == ["2", "3"]


def test_how_long_an_attachment_plays_is_kept() -> None:
    files = [
        {"url": "/a.mp3", "mime_type": "audio/mpeg", "duration_in_seconds": 3720},
        {"url": "/b.mp3", "mime_type": "audio/mpeg", "duration_in_seconds": "soon"},
    ]
    found = item(title="One", attachments=files).enclosures
    assert [one.seconds for one in found] == [3720, None]

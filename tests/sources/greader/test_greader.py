"""What a server of the Google Reader API answers, read and bounded."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document
from qreader.sources.greader import answers
from qreader.sources.greader.answers import item_number, long_form

LONG = "tag:google.com,2005:reader/item/"


def document(value: object) -> Document:
    return Document("https://rss.example/api", json.dumps(value).encode())


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        # as the servers' own descriptions have them
        ("12345", "12345"),
        (f"{LONG}00000000148b9369", "344691561"),
        (f"{LONG}148b9369", "344691561"),
        (f"{LONG}5d0cfa30041d4348", "6705009029382226760"),
        (f"{LONG}ffffffffffffffff", "-1"),
        ("-1", "-1"),
        ("18446744073709551615", "-1"),
        ("1700000000000001", "1700000000000001"),  # sixteen digits, and no hexadecimal
        ("00157a17b192950b65be3791", "00157a17b192950b65be3791"),
        (f"{LONG}00157a17b192950b65be3791", "00157a17b192950b65be3791"),
        ("", None),
        ("a b\x1b[31m", None),
        ("1" * 200, None),
    ],
)
def test_both_forms_of_a_number_are_one(stated: str, number: str | None):
    assert item_number(stated) == number


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_number_survives_the_way_there_and_back(number: int):
    form = long_form(str(number))

    assert len(form) == len(LONG) + 16
    assert item_number(form) == item_number(str(number)) == str(number)


def test_an_article_is_cleaned_before_it_is_one():
    item = {
        "id": f"{LONG}000000000000000a",
        "title": "A <b>moon</b>\x1b[31m &amp; more",
        "published": "nonsense",
        "updated": 1790000000,
        "alternate": [{"href": "javascript:alert(1)"}, {"href": "https://a.example/1"}],
        "content": {"content": "<p>Short</p>"},
        "summary": {"content": "<p>Much longer</p>"},
        "categories": ["user/-/state/com.google/read", "user/1/label/Sky", "moon\u202e", 7],
        "enclosure": [{"href": "file:///etc/passwd"}, "x", {"href": "https://a.example/a.mp3"}],
        "origin": {"streamId": "feed/1"},
    }
    (found,) = answers.read_items(document({"items": [item, {}, {"id": "1"}, 7]}))

    assert (found.id, found.stream) == ("10", "feed/1")
    entry = found.entry
    assert (entry.title, entry.url) == ("A moon & more", "https://a.example/1")
    assert (entry.body_html, entry.summary_html) == ("<p>Much longer</p>", "<p>Short</p>")
    assert entry.published is not None
    assert entry.tags == ("moon",)
    assert [one.url for one in entry.enclosures] == ["https://a.example/a.mp3"]


def test_subscriptions_have_their_folders_and_no_address_of_another_kind():
    found = answers.read_subscriptions(document({"subscriptions": [
        {"id": "feed/1", "url": "https://a.example/", "title": "A &amp; B",
         "categories": [{"id": "user/12/label/News/Sky"}, {"id": "user/-/state/com.google/x"}]},
        {"id": "feed/https://b.example/"},
        {"id": "feed/3", "url": "file:///etc/passwd"},
        {"id": "user/1", "url": "https://c.example/"},
        None,
    ]}))  # fmt: skip

    assert [(one.stream, one.url, one.title, one.folders) for one in found] == [
        ("feed/1", "https://a.example/", "A & B", ("News/Sky",)),
        ("feed/https://b.example/", "https://b.example/", None, ()),
    ]


def test_the_last_page_of_miniflux_has_a_continuation_of_0():
    page = answers.read_page(document({"itemRefs": [{"id": "1"}], "continuation": "0"}))

    assert (page.items, page.continuation) == (("1",), None)


@pytest.mark.parametrize(
    "read", [answers.read_items, answers.read_page, answers.read_subscriptions]
)
@given(body=st.binary(max_size=60) | st.from_regex(rb'\{"(items|itemRefs)": .{0,20}\}'))
def test_no_answer_is_worse_than_a_sentence(read, body: bytes):
    try:
        read(Document("https://rss.example/", body))
    except ParseError as error:
        assert str(error)


@pytest.mark.parametrize("body", [b"", b"Error=BadAuthentication", b"Auth=a b", b"Auth=\x1b[31m"])
def test_a_login_that_grants_nothing_is_an_error(body: bytes):
    with pytest.raises(ParseError):
        answers.read_auth(Document("https://rss.example/", body))

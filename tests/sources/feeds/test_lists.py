"""Lists that other readers keep come in as they were meant; nothing that they name is ever run."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.config.settings import check_setting
from qreader.errors import FileError, ParseError
from qreader.model import Subscription
from qreader.sources.feeds.lists import (
    SNIFFED_BYTES,
    is_list,
    parse_newsraft,
    parse_org,
    parse_urls,
    read_list,
)
from qreader.sources.feeds.newsboat_filter import query_of
from qreader.text.query import read_query
from qreader.text.safe import is_safe

LISTS = Path(__file__).parents[2] / "data" / "opml"

# ---- newsboat's urls


def test_newsboats_tags_give_folder_title_and_tags() -> None:
    listed = parse_urls((LISTS / "urls").read_text("utf-8"))
    assert listed.subscriptions == (
        Subscription("https://lantern.example/feed.xml", "The Lantern", "coast"),
        Subscription("https://tides.example/rss", None, "low water", ("tides",)),
        Subscription("https://plain.example/rss"),
    )


def test_a_query_feed_is_a_saved_search() -> None:
    listed = parse_urls((LISTS / "urls").read_text("utf-8"))
    assert listed.searches == (("Unread", "is:unread"),)


def test_what_newsboat_would_run_is_reported_and_never_run() -> None:
    listed = parse_urls((LISTS / "urls").read_text("utf-8"))
    assert listed.skipped == (
        "exec:~/bin/make-feed.sh",
        "filter:~/bin/strip.py:https://salt.example/rss",
        "ftp://old.example/rss",
    )


def test_programs_of_newsboat_are_lines_to_copy_into_the_configuration() -> None:
    listed = parse_urls(
        'exec:/opt/wind "~The \\"Wind\\""\n'
        "\"exec:/opt/feed --of 'two words' x\" News\n"
        "filter:/opt/strip.py:https://salt.example/rss?a=1:2\n"
        '"exec:curl -s https://a.example/ | sed s/a/b/ > $HOME/x"\n'
        "exec:\nfilter:/opt/x:ftp://salt.example/\n"
    )

    assert listed.subscriptions == ()
    assert tomllib.loads("\n".join(listed.programs))["feed"] == [
        {"title": 'The "Wind"', "command": ["/opt/wind"]},
        {
            "title": "/opt/feed --of 'two words' x",
            "command": ["/opt/feed", "--of", "two words", "x"],
            "folder": "News",
        },
        {
            "title": "/opt/strip.py:https://salt.example/rss?a=1:2",
            "url": "https://salt.example/rss?a=1:2",
            "filter": ["/opt/strip.py"],
        },
        {
            "title": "curl -s https://a.example/ | sed s/a/b/ > $HOME/x",
            "command": ["sh", "-c", "curl -s https://a.example/ | sed s/a/b/ > $HOME/x"],
        },
    ]
    check_setting("feed", tomllib.loads("\n".join(listed.programs))["feed"])


def test_a_query_that_cannot_be_said_here_is_reported() -> None:
    line = '"query:Odd:link =~ \\"a.*b\\""'
    assert parse_urls(line).skipped == (line,)


def test_an_unclosed_quote_ends_with_its_line() -> None:
    listed = parse_urls('https://a.example/ "~Half a title\nhttps://b.example/ x\n')
    assert listed.subscriptions == (
        Subscription("https://a.example/", "Half a title"),
        Subscription("https://b.example/", None, "x"),
    )


@pytest.mark.parametrize(
    ("filter_", "query"),
    [
        ('unread = "yes"', "is:unread"),
        ('unread == "no" and flags # "s"', "is:read is:starred"),
        ('title =~ "moon base" or content =~ "mars"', 'title:"moon base" OR "mars"'),
        (
            '(title =~ "a b" or title =~ "c") and author !~ "Smith"',
            '(title:"a b" OR title:"c") -author:Smith',
        ),
        ('tags # "news"', "folder:news OR tag:news"),
        ('unread = "yes" and tags !# "news"', "is:unread -(folder:news OR tag:news)"),
        ('feedtitle =~ "The Lantern"', 'feed:"The Lantern"'),
        ('tags !# "x"', "-(folder:x OR tag:x)"),
        ('rssurl = "https://a.example/rss"', "feed:https://a.example/rss"),
        ("age < 3", "age:<3d"),
        ("age between 0:7", "age:<8d"),
        ("age between 2:7", "age:<8d age:>2d"),
        ('age > 30 and unread = "yes"', "age:>31d is:unread"),
    ],
)
def test_a_filter_becomes_the_query_that_finds_the_same(filter_: str, query: str) -> None:
    assert query_of(filter_) == query


@pytest.mark.parametrize(
    "filter_",
    [
        "",
        "unread",
        'unread = "perhaps"',
        'title =~ "a.*b"',
        'link =~ "x"',
        '(unread = "yes"',
        'unread = "yes" unread = "no"',
        "age between x:y",
        "age < 99999",
        'title =~ "' + "x" * 5000 + '"',
        "(" * 1000,
    ],
)
def test_a_filter_without_a_counterpart_has_no_query(filter_: str) -> None:
    assert query_of(filter_) is None


@given(st.text(alphabet='()"\\=~!#<>: abunreadyestilgo0', max_size=80))
def test_any_filter_is_a_readable_query_or_none(filter_: str) -> None:
    query = query_of(filter_)
    if query is not None:
        read_query(query)


def test_what_a_list_says_and_does_not_mean_here_is_named() -> None:
    listed = parse_urls(
        'https://a.example/ news "!"\n'
        'exec:ls "!"\n'
        'https://b.example/ !hide "~B"\n'
        '"query:Quake:title =~ \\"quake\\""\n'
        '"query:News:tags # \\"title\\""\n'
        '"query:Lines:content !~ \\"a.*b\\""\n'
    )

    assert listed.otherwise == (
        "Quake: narrowed to whole words, where parts of words match there",
        "https://a.example/: hidden there, shown here, so that the searches find it",
        "https://b.example/: hidden there, shown here, so that the searches find it",
    )
    assert [line.partition(" ")[0] for line in listed.skipped] == [
        "exec:ls",
        '"query:Lines:content',
    ]


def test_a_hidden_feed_begins_as_a_signal_where_no_search_is_to_find_it() -> None:
    listed = parse_urls('https://a.example/ news "!"\nhttps://b.example/ !hide "~B"\nhttps://c/\n')

    assert [one.signal_only for one in listed.subscriptions] == [True, True, False]
    assert [note.partition(": ")[2] for note in listed.otherwise] == [
        "hidden there; a new feed is signal only here, in no list but its own"
    ] * 2


def test_what_takes_a_local_file_is_said_where_a_list_names_one() -> None:
    listed = parse_urls("file:///home/ann/saved.xml\nhttps://a.example/\n")

    assert listed.skipped == (
        "file:///home/ann/saved.xml (a file: address; `qreader add FILE` takes it)",
    )


def test_the_settings_of_a_newsraft_feed_are_named() -> None:
    listed = parse_newsraft('https://a.example/ "A" < reload-period 0\nhttps://b.example/ "B"\n')

    assert listed.otherwise == ("https://a.example/: its settings are not taken over",)


# ---- others


def test_newsrafts_sections_are_folders() -> None:
    listed = parse_newsraft(
        '# mine\nhttps://a.example/ "A feed"\n@ News [reload 60]\n@ Tech <reload-period 30>\n'
        'https://b.example/ "B" <item-limit 9>\nhttps://c.example/ <item-limit 9>\n'
        '$(curl x) "run"\n'
    )
    assert listed.subscriptions == (
        Subscription("https://a.example/", "A feed"),
        Subscription("https://b.example/", "B", "Tech"),
        Subscription("https://c.example/", None, "Tech"),
    )
    assert listed.skipped == ('$(curl x) "run"',)


def test_org_headings_are_folders_and_feeds_with_the_tags_above_them() -> None:
    listed = parse_org(
        "#+title: feeds\n* Blogs :elfeed:\n** https://a.example/ :daily:\n"
        "** Sea/side                                :water:\n"
        "*** [[https://b.example/][The B]] :news:\n*** https://c.example/\n"
        "some text https://no.example/\n** [[https://d.example/]]\n"
    )
    assert listed.subscriptions == (
        Subscription("https://a.example/", None, None, ("daily",)),
        Subscription("https://b.example/", "The B", "Sea-side", ("water", "news")),
        Subscription("https://c.example/", None, "Sea-side", ("water",)),
        Subscription("https://d.example/"),
    )


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("* F :elfeed:\n** G\n*** https://a.example/\n", "G"),
        ("@ G\nhttps://a.example/\n", "G"),
        ("https://a.example/ G\n", "G"),
        ('<opml><outline text="G"><outline xmlUrl="https://a.example/"/></outline></opml>', "G"),
    ],
)
def test_the_kind_of_a_list_is_told_by_what_is_in_it(
    tmp_path: Path, text: str, folder: str
) -> None:
    path = tmp_path / "list"
    path.write_text(text, "utf-8")
    assert read_list(path).subscriptions == (Subscription("https://a.example/", None, folder),)


OUTLINES = '<opml><body><outline xmlUrl="https://a.example/"/></body></opml>'


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (OUTLINES.encode(), True),
        (OUTLINES.encode("utf-16"), True),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- kept by hand -->\n' + OUTLINES.encode(), True),
        (b'# mine\n\nhttps://a.example/ tag "~A"\nexec:~/bin/x\nquery:New:unread = "yes"', True),
        (b'@ Section\nhttps://a.example/ "A"', True),
        (b"* Blogs :elfeed:\n** https://a.example/", True),
        (b"https://a.example/\n" * 5000, True),
        (b"https://a.example/2026/lamps\n\nThe lamps of the quay went out at nine.", False),
        (b"# a comment alone", False),
        (b"* A heading\n** https://a.example/", False),
        (b"<rss><channel><title>opml</title></channel></rss>", False),
        (b'{"items": []}', False),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"", False),
    ],
)
def test_a_list_is_told_from_what_is_to_be_read(data: bytes, is_one: bool) -> None:
    assert is_list(data) == is_one
    assert is_list(data[:SNIFFED_BYTES]) == is_one


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_none(data: bytes) -> None:
    assert is_list(data) in {True, False}


def test_newsrafts_file_is_known_by_its_folder(tmp_path: Path) -> None:
    (tmp_path / "newsraft").mkdir()
    path = tmp_path / "newsraft" / "feeds"
    path.write_text('https://a.example/ "A"\n')
    assert read_list(path).subscriptions == (Subscription("https://a.example/", "A"),)


def test_a_list_without_a_feed_or_without_a_file_is_an_error_in_words(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("no feed here\n")
    with pytest.raises(ParseError, match="names no feed"):
        read_list(path)
    with pytest.raises(FileError, match="No such file"):
        read_list(tmp_path / "gone")


@given(st.text(max_size=200), st.sampled_from([parse_urls, parse_newsraft, parse_org]))
def test_any_text_is_a_list_of_some_kind(text: str, parse: object) -> None:
    listed = parse(text)  # type: ignore[operator]
    assert all(one.url.startswith(("http://", "https://")) for one in listed.subscriptions)
    assert all(map(is_safe, listed.skipped))
    assert all(is_safe(one.title or "") for one in listed.subscriptions)

"""What a person means by "add this"."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loopback import Loopback, Reply
from qreader.collect.looking import Look, look
from qreader.collect.subscribe import Source, find
from qreader.errors import FetchError, FileError, ParseError, UsageError
from qreader.model import Document, Offer
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds.parse import Kind
from qreader.sources.web.fetch import Fetcher
from qreader.text import urls

Find = Callable[..., Source]

RSS = (
    b"<rss version='2.0'><channel><title>Post</title>"
    b"<item><title>One</title><guid>1</guid></item><item><title>Two</title><guid>2</guid></item>"
    b"</channel></rss>"
)
NOTE = "# A note\n\nSome words on the quay."
PARAGRAPHS = b"<p>The lamps of the quay went out at nine, and people came to see the comet.</p>" * 8


def page(head: str = "", body: bytes = b"<p>Welcome</p>") -> bytes:
    return b"<!doctype html><html><head>%s</head><body>%s</body></html>" % (head.encode(), body)


def names(*addresses: str) -> str:
    """Return what a page's head says of its feeds."""
    return "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{address}">'
        for address in addresses
    )


class Asked(Fetcher):
    """Says which address it is asked for, and asks nobody: the names of these tests are public."""

    def fetch(self, url: str, *_: object, **__: object) -> Document:
        raise FetchError("asked", url)


@pytest.fixture
def found(sandbox: Sandbox) -> Iterator[Find]:
    fetcher = Fetcher(seconds=10)
    yield lambda target, folder=None: find(target, folder, fetcher, sandbox)
    fetcher.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which is empty."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def meant(target: str, sandbox: Sandbox) -> str:
    """Return the address that would be asked for."""
    with pytest.raises(FetchError) as caught:
        find(target, None, Asked(), sandbox)
    assert str(caught.value) == "asked", caught.value
    return caught.value.url


@pytest.mark.parametrize(
    "target",
    ["feed://ann:secret@example.org/", "ann:secret@example.org/feed", "<http://ann:secret@nas/>"],
)
def test_a_password_is_refused_however_its_address_is_spelled(here, sandbox, target: str):
    with pytest.raises(UsageError, match="keeps no password") as caught:
        find(target, None, Asked(), sandbox)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "target", ["ftp://example.org/", "mailto:ann@example.org", "javascript:alert(1)", "feed:feed:"]
)
def test_what_is_not_of_the_web_is_said_so(here, sandbox, target: str):
    with pytest.raises(FetchError, match="only http and https"):
        find(target, None, Asked(), sandbox)


def test_a_host_that_speaks_no_https_is_asked_over_http_where_nobody_said_https(
    here, sandbox: Sandbox
):
    asked: list[str] = []

    class Plain(Fetcher):
        def fetch(self, url: str, *_: object, **__: object) -> Document:
            asked.append(url)
            if url.startswith("https:"):
                raise FetchError("no secure connection", url)
            return Document(url, RSS)

    assert find("example.org/feed", None, Plain(), sandbox).subscription.url == asked[1]
    assert asked == ["https://example.org/feed", "http://example.org/feed"]
    with pytest.raises(FetchError, match="no secure connection"):
        find("https://example.org/feed", None, Plain(), sandbox)


# ---- an address


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("example.org", "https://example.org"),
        ("EXAMPLE.org/Feed", "https://EXAMPLE.org/Feed"),
        ("news.example.co.uk/a?b=c#d", "https://news.example.co.uk/a?b=c#d"),
        ("example.org:8080/feed", "https://example.org:8080/feed"),
        ("münchen.example/feed", "https://xn--mnchen-3ya.example/feed"),
        ("example.md/feed", "https://example.md/feed"),
        ("http://example.org/feed", "http://example.org/feed"),
        ("HTTP://example.org/feed", "http://example.org/feed"),
        ("https://notes.md", "https://notes.md"),
        ("http:/example.org/feed", "http://example.org/feed"),
        ("https:example.org/feed", "https://example.org/feed"),
        ("<https://example.org/feed>", "https://example.org/feed"),
        ('"https://example.org/feed"', "https://example.org/feed"),
        ("//example.org/feed", "https://example.org/feed"),
        ("example.org?feed=rss2", "https://example.org?feed=rss2"),
        ("example.org.", "https://example.org."),
        ("feed:https://example.org/feed", "https://example.org/feed"),
        ("feed://example.org/feed", "http://example.org/feed"),
        ("FEED:example.org/feed", "https://example.org/feed"),
        ("feed:feed://example.org/feed", "http://example.org/feed"),
        ("feeds://example.org/feed", "https://example.org/feed"),
        ("pcast://example.org/feed", "http://example.org/feed"),
        ("itpc://example.org/feed", "http://example.org/feed"),
        ("view-source:https://example.org/feed", "https://example.org/feed"),
        ("пример.рф/feed", "https://xn--e1afmkfd.xn--p1ai/feed"),
        ("例え。テスト", "https://xn--r8jz45g.xn--zckzah"),
        ("xn--e1afmkfd.xn--p1ai/feed", "https://xn--e1afmkfd.xn--p1ai/feed"),
        ("localhost:8080/feed", "http://localhost:8080/feed"),
        ("localhost", "http://localhost"),
        ("127.0.0.1:8080/feed", "http://127.0.0.1:8080/feed"),
        ("192.168.1.7/feed", "http://192.168.1.7/feed"),
        ("9.9.9.9/feed", "https://9.9.9.9/feed"),
        ("[::1]:8080/feed", "http://[::1]:8080/feed"),
        ("nas:8080/feed", "http://nas:8080/feed"),
        ("feed:8080/feed", "http://feed:8080/feed"),
    ],
)
def test_what_reads_as_an_address_is_asked_for(here, sandbox, target: str, address: str):
    asked = meant(target, sandbox)

    assert asked.lower().removesuffix("/") == address.lower().removesuffix("/")
    assert asked.partition("/Feed")[1] == address.partition("/Feed")[1], "paths keep their case"


@pytest.mark.parametrize(
    "target",
    ["notes.md", "feed.xml", "save.TXT", "page.html", "news", "a b.org", "~no-such-user/x"],
)
def test_what_reads_as_a_file_is_missed_as_a_file(here, found: Find, target: str):
    with pytest.raises(FileError, match="no such file") as caught:
        found(target)
    assert target in str(caught.value)


# ---- what is there comes first


def test_a_file_that_is_named_like_a_host_is_the_file(here: Path, found: Find):
    (here / "example.org").write_bytes(RSS)

    source = found("example.org")

    assert source.subscription.url == urls.file_url((here / "example.org").resolve())
    assert source.parsed.title == "Post"


def test_a_folder_that_is_named_like_a_host_is_the_folder(here: Path, found: Find):
    (here / "example.org").mkdir()
    (here / "example.org" / "note.md").write_text(NOTE)

    assert [entry.title for entry in found("example.org").parsed.entries] == ["A note"]


def test_a_scheme_says_address_whatever_files_there_are(here: Path, sandbox: Sandbox):
    (here / "https:").mkdir()
    (here / "https:" / "example.org").write_bytes(RSS)

    assert meant("https://example.org", sandbox).startswith("https://example.org")


# ---- files


def test_a_home_is_found_by_its_sign(found: Find, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "notes.md").write_text(NOTE)

    assert found("~/notes.md").subscription.url == urls.file_url(tmp_path.resolve() / "notes.md")


@pytest.mark.parametrize("name", ["note.md", "a note.md", "100%.md", "日本 #1?.md", "caf\udce9.md"])
def test_a_file_address_leads_to_the_file_whatever_its_name(here: Path, found: Find, name: str):
    (here / name).write_text(NOTE)
    address = urls.file_url(here.resolve() / name)

    assert found(address).subscription.url == address
    assert found(name).subscription.url == address


def test_a_file_address_may_name_this_machine(here: Path, found: Find):
    (here / "note.md").write_text(NOTE)
    address = urls.file_url(here.resolve() / "note.md")

    for prefix in ("file://localhost/", "file:/", "FILE:///"):
        target = address.replace("file:///", prefix)
        assert found(target).subscription.url == address, target


def test_one_file_is_one_feed_however_it_is_named(here: Path, found: Find):
    (here / "note.md").write_text(NOTE)
    (here / "linked.md").symlink_to(here / "note.md")

    addresses = {
        found(target).subscription.url
        for target in (
            "note.md",
            "./note.md",
            "../here/note.md",
            str(here / "note.md"),
            "linked.md",
        )
    }
    assert addresses == {urls.file_url((here / "note.md").resolve())}


@pytest.mark.parametrize("target", ["/", "/..", "file:///", "file://localhost#x"])
def test_everything_on_the_disk_is_no_source(found: Find, target: str) -> None:
    with pytest.raises(FileError, match="name a folder of it"):
        found(target)


def test_single_articles_go_into_a_folder_of_their_own_unless_told_otherwise(
    here: Path, found: Find
):
    (here / "note.md").write_text(NOTE)
    (here / "feed.xml").write_bytes(RSS)

    assert found("note.md").subscription.folder == "Files"
    assert found("note.md", "Mine").subscription.folder == "Mine"
    assert found("feed.xml").subscription.folder is None
    assert found(".").subscription.folder is None, "a folder is a feed of its own"


# ---- what an address holds


def test_what_is_there_decides_not_what_it_is_called(loopback: Loopback, found: Find):
    reply = Reply(body=RSS, headers={"Content-Type": "text/html", "ETag": '"1"'})
    url = loopback.serve("/index.html", reply)

    source = found(url)

    assert (source.subscription.url, source.subscription.folder) == (url, None)
    assert (source.is_page, source.validators.etag) == (False, '"1"')
    assert len(loopback.asked) == 1


def test_feeds_that_a_page_names_are_tried_in_its_order(loopback: Loopback, found: Find):
    loopback.serve("/blog/", page(names("/gone", "/login", "feed.rss", "/comments")))
    loopback.serve("/login", page())
    loopback.serve("/blog/feed.rss", RSS, etag='"rss"')
    loopback.serve("/comments", RSS)

    source = found(loopback.url("/blog/"))

    assert [asked.path for asked in loopback.asked] == [
        "/blog/", "/gone", "/login", "/blog/feed.rss",
    ]  # fmt: skip
    assert source.subscription.url == loopback.url("/blog/feed.rss")
    assert source.validators.etag == '"rss"', "of the feed, not of the page"


def test_usual_places_are_tried_once_the_named_ones_fail(loopback: Loopback, found: Find):
    loopback.serve("/blog", page(names("/gone")))
    loopback.serve("/blog/rss", RSS)

    assert found(loopback.url("/blog")).subscription.url == loopback.url("/blog/rss")
    assert [asked.path for asked in loopback.asked] == ["/blog", "/gone", "/blog/feed", "/blog/rss"]


def test_a_site_that_sends_elsewhere_names_its_feeds_there(loopback: Loopback, found: Find):
    loopback.serve("/", Reply(302, headers={"Location": loopback.url("/en/home")}))
    loopback.serve("/en/home", page(names("feed.xml")))
    loopback.serve("/en/feed.xml", RSS)

    assert found(loopback.url("/")).subscription.url == loopback.url("/en/feed.xml")


def test_a_page_leads_to_no_other_host_of_a_private_network(loopback: Loopback, found: Find):
    loopback.serve("/", page(names(loopback.url("/inside", host="localhost"))))
    loopback.serve("/inside", RSS)
    loopback.serve("/feed", RSS)

    assert found(loopback.url("/")).subscription.url == loopback.url("/feed")
    assert loopback.count("/inside") == 0


EMPTY = b"<rss version='2.0'><channel><title>Nothing yet</title></channel></rss>"
COMMENTS = RSS.replace(b"<title>Post<", b"<title>Comments on: Post<")


def test_an_empty_or_damaged_feed_is_taken_only_where_there_is_no_better(loopback, found: Find):
    loopback.serve("/", page(names("/damaged", "/empty", "/feed")))
    loopback.serve("/damaged", b"<feed><entry><oops></feed")
    loopback.serve("/empty", EMPTY)
    url = loopback.serve("/feed", RSS)

    assert found(loopback.url("/")).subscription.url == url
    loopback.serve("/feed", Reply(500))
    assert found(loopback.url("/")).subscription.url == loopback.url("/empty")


def test_a_feed_that_calls_itself_one_of_comments_is_the_last_choice(loopback, found: Find):
    loopback.serve("/", page(names("/talk", "/feed.rss")))
    loopback.serve("/talk", COMMENTS)
    url = loopback.serve("/feed.rss", RSS)

    assert found(loopback.url("/")).subscription.url == url
    loopback.serve("/feed.rss", Reply(404))
    assert found(loopback.url("/")).subscription.url == loopback.url("/talk")


def test_usual_places_come_before_a_feed_of_comments(loopback, found: Find):
    loopback.serve("/", page(names("/comments/feed")))
    loopback.serve("/comments/feed", RSS)
    loopback.serve("/atom.xml", RSS)

    assert found(loopback.url("/")).subscription.url == loopback.url("/atom.xml")
    loopback.serve("/atom.xml", Reply(404))
    assert found(loopback.url("/")).subscription.url == loopback.url("/comments/feed")


def test_of_several_feeds_the_others_are_said(loopback, found: Find):
    loopback.serve("/", page(names("/gone", "/feed", "/boats"), b'<a href="/rss">RSS</a>'))
    loopback.serve("/feed", RSS)

    assert found(loopback.url("/")).others == (Offer(loopback.url("/boats")),)


def test_a_feed_that_only_the_server_names_is_found(loopback, found: Find):
    declared = '</hidden>; rel="alternate"; type="application/rss+xml", </s.css>; rel=preload'
    loopback.serve("/", Reply(body=page(), headers={"Link": declared}))
    loopback.serve("/hidden", RSS)

    assert found(loopback.url("/")).subscription.url == loopback.url("/hidden")


# ---- pages that only send on


def sends_to(target: str, more: str = "") -> bytes:
    return page(f'<meta http-equiv="Refresh" content="0; url={target}">{more}')


def test_a_page_that_only_sends_on_is_followed_and_what_is_there_subscribed_to(loopback, found):
    loopback.serve("/old.xml", sends_to("/moved/"))
    loopback.serve("/moved/", sends_to("feed.xml"))
    loopback.serve("/moved/feed.xml", RSS)

    assert found(loopback.url("/old.xml")).subscription.url == loopback.url("/moved/feed.xml")


def test_a_server_that_sends_on_by_its_header_is_followed(loopback, found: Find):
    loopback.serve("/old", Reply(body=page(), headers={"Refresh": "0; url=/feed.xml"}))
    loopback.serve("/feed.xml", RSS)

    assert found(loopback.url("/old")).subscription.url == loopback.url("/feed.xml")


def test_a_front_page_that_sends_on_names_its_feeds_there(loopback, found: Find):
    loopback.serve("/", sends_to("/blog/"))
    loopback.serve("/blog/", page(names("posts")))
    loopback.serve("/blog/posts", RSS)

    assert found(loopback.url("/")).subscription.url == loopback.url("/blog/posts")


def test_pages_that_send_on_in_a_circle_end(loopback, found: Find):
    loopback.serve("/a", sends_to("/b"))
    loopback.serve("/b", sends_to("/a"))

    with pytest.raises(FetchError, match="sends on more than 5 times"):
        found(loopback.url("/a"))
    assert len(loopback.asked) <= 6


def test_a_page_sends_nobody_into_a_private_network(loopback, found: Find):
    loopback.serve("/secret", RSS)
    loopback.serve("/", sends_to(loopback.url("/secret", "localhost")))

    with pytest.raises(FetchError, match="private network"):
        found(loopback.url("/"))
    assert loopback.count("/secret") == 0


def test_a_page_that_names_its_feeds_is_not_left(loopback, found: Find):
    loopback.serve("/", sends_to("/?again", names("/feed")))
    loopback.serve("/feed", RSS)

    assert found(loopback.url("/")).subscription.url == loopback.url("/feed")
    assert loopback.count("/?again") == 0


def test_a_page_of_text_without_any_feed_is_an_article(loopback: Loopback, found: Find):
    url = loopback.serve("/lamps", page("<title>Lamps off</title>", PARAGRAPHS))

    source = found(url)

    assert (source.is_page, source.subscription.url, source.subscription.folder) == (
        True, url, "Pages",
    )  # fmt: skip
    assert found(url, "Mine").subscription.folder == "Mine"


TEXT = b"Lamps off\n\nThe lamps of the quay went out at nine,\nand people came to see the comet.\n"


def test_a_page_of_plain_text_is_an_article(loopback: Loopback, found: Find):
    url = loopback.serve("/lamps", Reply(200, TEXT, {"Content-Type": "text/plain"}))

    source = found(url)

    assert (source.is_page, source.subscription.folder) == (True, "Pages")
    assert [entry.title for entry in source.parsed.entries] == ["Lamps off"]


def test_a_feed_that_is_called_plain_text_is_a_feed(loopback: Loopback, found: Find):
    plain = {"Content-Type": "text/plain"}
    assert not found(loopback.serve("/feed.txt", Reply(200, RSS, plain))).is_page
    damaged = b"some words\n" + RSS.replace(b"</channel></rss>", b"")
    assert not found(loopback.serve("/damaged.txt", Reply(200, damaged, plain))).is_page


ARTICLE = '<meta property="og:type" content="article"><title>Lamps off</title>'


def test_a_page_that_calls_itself_an_article_is_taken_at_its_word(loopback, found: Find):
    url = loopback.serve("/lamps", page(ARTICLE + names("/feed"), PARAGRAPHS))
    loopback.serve("/feed", RSS)

    assert found(url).is_page
    assert loopback.count("/feed") == 0


def test_a_page_that_only_calls_itself_an_article_leads_to_its_feed(loopback, found: Find):
    url = loopback.serve("/blog", page(ARTICLE + names("/feed"), b"<form><input></form>"))
    loopback.serve("/feed", RSS)

    assert found(url).subscription.url == loopback.url("/feed")


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (500, "500")])
def test_a_page_that_is_not_there_is_the_servers_failure(loopback, found, status, words):
    with pytest.raises(FetchError, match=words):
        found(loopback.serve("/gone", Reply(status, page(names("/feed")))))
    assert len(loopback.asked) == 1


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.4", b"just some text"])
def test_what_is_neither_feed_nor_page_is_said_so(loopback: Loopback, found: Find, body: bytes):
    url = loopback.serve("/thing", body)

    with pytest.raises(ParseError) as caught:
        found(url)
    assert caught.value.url == url
    assert len(loopback.asked) == 1, "there is nothing on it to follow"


# ---- the first sight


def seen(body: bytes, url: str = "https://post.example/2026/lamps") -> Look:
    return look(Document(url, body))


def json_ld(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(values)}</script>'


@pytest.mark.parametrize(
    ("head", "is_article"),
    [
        ('<meta property="og:type" content="article">', True),
        ('<meta property="og:type" content="ARTICLE">', True),
        ('<meta property="og:type" content="website">', False),
        (json_ld(**{"@type": "NewsArticle", "datePublished": "2026-11-24"}), True),
        (json_ld(**{"@type": "NewsArticle", "headline": "x"}), False),
        (json_ld(**{"@type": "WebSite", "datePublished": "2026-11-24"}), False),
        ('<script type="application/ld+json">{"@type": [</script>', False),
        ("", False),
    ],
)
def test_a_page_is_an_article_where_it_says_so(head: str, is_article: bool):
    assert seen(page(head)) == Look(Kind.PAGE, is_article=is_article)


@pytest.mark.parametrize("root", ["https://post.example", "https://post.example/?ref=mail"])
def test_a_front_page_is_none_whatever_it_says(root: str):
    assert not seen(page('<meta property="og:type" content="article">'), root).is_article


def test_the_feeds_of_a_page_are_seen_with_it():
    assert seen(page(names("/feed", "x.rss"))).feeds == (
        "https://post.example/feed",
        "https://post.example/2026/x.rss",
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [(RSS, Kind.XML_FEED), (b'{"version": "x", "items": []}', Kind.JSON), (b"GIF89a", Kind.OTHER)],
)
def test_what_is_no_page_is_not_searched_for_feeds(body: bytes, kind: Kind):
    assert seen(body + names("/feed").encode()) == Look(kind)

"""Headers, passwords and proxies reach the addresses that they are for, and no others."""

from __future__ import annotations

import hashlib
import logging
import sys
import types
from base64 import b64encode
from pathlib import Path

import pytest

from loopback import Asked, Loopback, Reply, refused_port, running
from qreader.config.settings import Config, find_paths
from qreader.config.tables import Access
from qreader.errors import FetchError, UsageError
from qreader.library import Library
from qreader.model import Document
from qreader.sources.web.access import Accesses, Granted, for_address
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
BASIC = "Basic " + b64encode(b"ada:se cret").decode()


def telling(secret: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"print({secret!r}); print('not this')")


def fetched(url: str, *accesses: Access, typed_url: str | None = None) -> Document:
    with Fetcher(seconds=10, accesses=accesses) as fetcher:
        document = fetcher.fetch(url, typed_url=typed_url)
        assert isinstance(document, Document)
        return document


def failure(url: str, *accesses: Access) -> str:
    with pytest.raises(FetchError) as caught:
        fetched(url, *accesses)
    assert caught.value.url == url
    return str(caught.value)


def test_a_password_and_headers_are_sent_to_what_they_are_for(loopback: Loopback, caplog):
    caplog.set_level(logging.DEBUG)
    url = loopback.serve("/private/feed.xml", FEED)
    loopback.serve("/privateer.xml", FEED)
    access = Access(
        loopback.url("/private/"), {"Cookie": telling("id=1"), "X-Edition": "evening"}, "ada",
        telling("se cret"),
    )  # fmt: skip

    assert fetched(url, access).url == url
    fetched(loopback.url("/privateer.xml"), access)

    first, second = (asked.headers for asked in loopback.asked)
    assert (first["authorization"], first["cookie"], first["x-edition"]) == (
        BASIC,
        "id=1",
        "evening",
    )
    assert not {"authorization", "cookie", "x-edition"} & second.keys()
    assert "cret" not in caplog.text


CHALLENGE = 'Digest realm="news", nonce="{}", qop="auth", algorithm={}, opaque="5c"'


def digested(asked: Asked, nonce: str, algorithm: str = "MD5") -> Reply:
    """Answer as RFC 7616 has it: only who knows ada's password gets the feed."""
    kind, _, stated = asked.headers.get("authorization", "").partition(" ")
    told = dict(part.strip().split("=", 1) for part in stated.split(", ") if "=" in part)
    told = {name: value.strip('"') for name, value in told.items()}

    def hashed(*parts: str) -> str:
        named = {"MD5": "md5", "SHA-256": "sha256"}[algorithm]
        return hashlib.new(named, ":".join(parts).encode()).hexdigest()

    if kind == "Digest" and told["nonce"] == nonce:
        who, what = hashed("ada", "news", "se cret"), hashed("GET", asked.path)
        signed = hashed(who, nonce, told["nc"], told["cnonce"], told["qop"], what)
        if told["response"] == signed:
            return Reply(body=FEED)
    return Reply(401, b"who?", {"WWW-Authenticate": CHALLENGE.format(nonce, algorithm)})


@pytest.mark.parametrize(
    "before", ['Basic realm="x", ', 'Digest realm="news", nonce="q", algorithm=ROT13, ']
)
def test_a_challenge_is_found_behind_others(loopback, before: str):
    def route(asked: Asked) -> Reply:
        reply = digested(asked, "one")
        stated = {name: before + value for name, value in reply.headers.items()}
        return Reply(reply.status, reply.body, stated)

    url = loopback.serve("/feed.xml", route)
    assert fetched(url, Access(loopback.url("/"), {}, "ada", telling("se cret"))).body == FEED


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_a_server_that_asks_for_digest_gets_it_and_basic_no_more(loopback, algorithm: str):
    url = loopback.serve("/feed.xml", lambda asked: digested(asked, "one", algorithm))
    with Fetcher(accesses=[Access(loopback.url("/"), {}, "ada", telling("se cret"))]) as fetcher:
        assert fetcher.fetch(url).body == fetcher.fetch(url).body == FEED
        loopback.serve("/feed.xml", lambda asked: digested(asked, "two", algorithm))
        assert fetcher.fetch(url).body == FEED  # its first challenge no longer counts
    schemes = [asked.headers["authorization"].partition(" ")[0] for asked in loopback.asked]
    assert schemes == ["Basic", "Digest", "Digest", "Digest", "Digest"]


def test_where_digest_is_wished_for_no_password_is_sent_in_the_clear(loopback):
    url = loopback.serve("/feed.xml", lambda asked: digested(asked, "one"))
    access = Access(loopback.url("/"), {}, "ada", telling("se cret"), auth="digest")
    assert fetched(url, access).body == FEED
    assert "authorization" not in loopback.asked[0].headers
    assert loopback.asked[1].headers["authorization"].startswith("Digest ")


@pytest.mark.parametrize(
    "challenge",
    ["Digest", "Digest realm", 'Digest realm="x"', 'Digest realm="x", nonce="y", algorithm=ROT13',
     'Digest realm="x", nonce="y", qop="auth-int"', "Negotiate", 'Basic realm="x"'],
)  # fmt: skip
def test_a_challenge_that_cannot_be_answered_is_a_refusal(loopback, challenge: str):
    url = loopback.serve("/feed.xml", Reply(401, headers={"WWW-Authenticate": challenge}))
    with Fetcher(accesses=[Access(loopback.url("/"), {}, "ada", telling("x"))]) as fetcher:
        for _ in range(2):
            with pytest.raises(FetchError, match="401 Unauthorized"):
                fetcher.fetch(url)
    assert len(loopback.asked) == 2


def test_a_wrong_password_is_tried_once(loopback):
    url = loopback.serve("/feed.xml", lambda asked: digested(asked, "one"))
    words = failure(url, Access(loopback.url("/"), {}, "ada", telling("wrong")))
    assert "401 Unauthorized" in words
    assert len(loopback.asked) == 2


def test_a_users_own_agent_is_sent_instead_of_ours(loopback: Loopback):
    fetched(loopback.serve("/feed.xml", FEED), Access(loopback.url("/"), {"User-Agent": "mine/1"}))
    assert loopback.asked[0].headers["user-agent"] == "mine/1"


def test_nothing_follows_a_redirect_to_another_host_port_or_path(loopback: Loopback):
    with running() as other:
        access = Access(loopback.url("/private"), {"Cookie": "id=1"}, "ada", telling("se cret"))
        loopback.serve("/private/a", Reply(301, headers={"Location": "/open/b"}))
        loopback.serve("/open/b", Reply(301, headers={"Location": "/private/c"}))
        loopback.serve("/private/c", Reply(301, headers={"Location": other.url("/private/d")}))
        other.serve("/private/d", FEED)
        fetched(loopback.url("/private/a"), access)
        sent = [asked.headers.get("authorization") for asked in (*loopback.asked, *other.asked)]
        assert sent == [BASIC, None, BASIC, None]
        assert "cookie" not in other.asked[0].headers


def test_a_foreign_address_is_not_asked_with_what_is_the_persons(loopback: Loopback):
    """Neither where somebody's feed redirects to it, nor where it names it as an article."""
    access = Access(loopback.url("/", "localhost"), {"Cookie": "id=1"})
    loopback.serve("/private", FEED)
    loopback.serve("/feed", Reply(302, headers={"Location": loopback.url("/private", "localhost")}))
    with pytest.raises(FetchError):
        fetched(loopback.url("/feed"), access)
    with pytest.raises(FetchError):
        fetched(loopback.url("/private", "localhost"), access, typed_url=loopback.url("/feed"))
    assert all("cookie" not in asked.headers for asked in loopback.asked)


def test_pages_of_the_feeds_own_host_are_asked_with_what_is_the_persons(loopback: Loopback):
    access = Access(loopback.url("/"), {"Cookie": "id=1"})
    fetched(loopback.serve("/page", FEED), access, typed_url=loopback.url("/feed"))
    assert loopback.asked[0].headers["cookie"] == "id=1"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("/no/such/tool",), "cannot be run"),
        ((sys.executable, "-c", "import sys; print('hunter2'); sys.exit(3)"), "failed with 3"),
        ((sys.executable, "-c", ""), "empty or no plain text"),
        ((sys.executable, "-c", "print('a\\x1bhunter2')"), "empty or no plain text"),
    ],
)
def test_a_command_that_fails_is_said_and_its_words_are_not(
    loopback: Loopback, command: tuple[str, ...], words: str
):
    url = loopback.serve("/feed.xml", FEED)
    said = failure(url, Access(loopback.url("/"), {}, "ada", command))
    assert words in said
    assert "hunter2" not in said
    assert loopback.asked == []


def test_a_secret_that_cannot_be_had_costs_no_other_feed(loopback: Loopback):
    url = loopback.serve("/feed.xml", FEED)
    with Fetcher(
        seconds=10, accesses=[Access("https://paper.example/", {}, "ada", ("/no/such/tool",))]
    ) as fetcher:
        requests = [("bad", Request("https://paper.example/feed")), ("good", Request(url))]
        answers = dict(fetcher.fetch_many(requests))
    assert isinstance(answers["bad"], FetchError)
    assert isinstance(answers["good"], Document)


def test_a_command_is_run_once_and_by_no_shell(loopback: Loopback, tmp_path: Path):
    count = tmp_path / "count"
    code = f"open({str(count)!r}, 'a').write('x'); import sys; print(sys.argv[1])"
    access = Access(loopback.url("/"), {}, "ada", (sys.executable, "-c", code, "$HOME;`id`"))
    url = loopback.serve("/feed.xml", FEED)
    with Fetcher(seconds=10, accesses=[access]) as fetcher:
        fetcher.fetch(url)
        fetcher.fetch(url)
    sent = "Basic " + b64encode(b"ada:$HOME;`id`").decode()
    assert [asked.headers["authorization"] for asked in loopback.asked] == [sent, sent]
    assert count.read_text() == "x"


def test_the_keyring_is_asked_where_no_command_is_named(loopback: Loopback, monkeypatch):
    ring = types.ModuleType("keyring")
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = RuntimeError  # type: ignore[attr-defined]
    kept = {(loopback.url("/"), "ada"): "se cret"}
    ring.get_password = lambda service, user: kept.get((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    url = loopback.serve("/feed.xml", FEED)
    fetched(url, Access(loopback.url("/"), {}, "ada"))
    assert loopback.asked[0].headers["authorization"] == BASIC
    assert "`keyring set" in failure(url, Access(loopback.url("/"), {}, "eve"))

    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "install the package keyring" in failure(url, Access(loopback.url("/"), {}, "ada"))


def test_one_feed_goes_through_its_own_proxy_with_all_it_redirects_to(loopback: Loopback):
    with running() as proxy:
        proxy.serve(
            "http://far.example/a", Reply(302, headers={"Location": "http://else.example/"})
        )
        proxy.serve("http://else.example/", FEED)
        fetched("http://far.example/a", Access("http://far.example/", proxy=proxy.url("")))
        page = "http://pages.example/1"
        proxy.serve(page, FEED)
        fetched(
            page, Access("http://far.example/", proxy=proxy.url("")),
            typed_url="http://far.example/a",
        )  # fmt: skip
        assert proxy.count(page) == 1


def test_one_feed_may_go_without_the_proxy_of_all(loopback: Loopback):
    url = loopback.serve("/feed.xml", FEED)
    access = Access(loopback.url("/"), proxy="direct")
    proxy = f"http://127.0.0.1:{refused_port()}"
    with Fetcher(seconds=10, proxy=proxy, accesses=[access]) as fetcher:
        assert isinstance(fetcher.fetch(url), Document)


@pytest.mark.parametrize(
    ("prefix", "url", "meant"),
    [
        ("https://a.example/", "https://a.example/x", True),
        ("https://a.example", "https://a.example:443/", True),
        ("https://a.example/x", "https://a.example/x", True),
        ("https://a.example/x/", "https://a.example/x?y", True),
        ("https://a.example/x", "https://a.example/xy", False),
        ("https://a.example/", "http://a.example/", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://a.example.evil.example/", False),
        ("https://a.example/", "https://b.a.example/", False),
    ],
)
def test_which_addresses_begin_so(prefix: str, url: str, meant: bool):
    assert (for_address([Granted(prefix)], url) is not None) == meant


def test_of_several_the_longest_counts():
    two = [Granted("https://a.example/"), Granted("https://a.example/x")]
    assert for_address(two, "https://a.example/x/1") == two[1]
    assert for_address(two, "https://a.example/y") == two[0]
    accesses = Accesses([Access("https://a.example/", proxy="http://p:1"), Access("https://b/")])
    assert accesses.proxy("https://b/x", "https://a.example/") == "http://p:1"


def test_an_address_with_a_password_is_not_kept(tmp_path: Path):
    library = Library(find_paths(tmp_path), Config())
    with pytest.raises(UsageError, match="keeps no password") as caught:
        library.add("https://ada:hunter2@paper.example/feed")
    assert "hunter2" not in str(caught.value)
    urls = tmp_path / "urls"
    urls.write_text("https://ada:hunter2@paper.example/feed\nhttps://ada@b.example/feed\n")
    imported = library.bring_in(str(urls), rather_list=True)
    assert [added.feed for added in imported.added] == ["https://ada@b.example/feed"]
    assert "hunter2" not in " ".join(imported.skipped)
    library.close()
    for file in tmp_path.glob("*.db*"):
        assert b"hunter2" not in file.read_bytes()

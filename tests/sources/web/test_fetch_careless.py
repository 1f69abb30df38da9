"""Servers as they are: cookie walls, encodings by word only, bad lines, connections that drop."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from loopback import Asked, Reply, running
from qreader.errors import FetchError
from qreader.sources.web.cookies import Cookies
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.heads import clean_head

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(seconds=10) as made:
        yield made


def redirect(location: str, *cookies: str) -> Reply:
    lines = "".join(f"Set-Cookie: {cookie}\r\n" for cookie in cookies)
    head = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n{lines}Content-Length: 0\r\n\r\n"
    return Reply(raw=head.encode())


# ---- cookies


def test_a_cookie_set_with_a_redirect_is_told_where_it_leads(fetcher, loopback):
    def wall(asked: Asked) -> Reply:
        if asked.headers.get("cookie") == "seen=1":
            return Reply(body=FEED)
        return redirect(asked.path, "seen=1; Path=/")

    assert fetcher.fetch(loopback.serve("/feed.xml", wall)).body == FEED
    assert loopback.count("/feed.xml") == 2
    fetcher.fetch(loopback.url("/feed.xml"))
    assert "cookie" not in loopback.asked[2].headers  # the next exchange knows nothing of it


def test_cookies_add_up_along_the_way_and_the_newest_of_a_name_counts(fetcher, loopback):
    loopback.serve("/a", redirect("/b", "one=1; Path=/", "two=1; Path=/"))
    loopback.serve("/b", redirect("/c", "two=2; Path=/", "one=; Max-Age=0; Path=/"))
    loopback.serve("/c", FEED)
    fetcher.fetch(loopback.url("/a"))
    assert loopback.asked[2].headers["cookie"] == "two=2"


@pytest.mark.parametrize(
    "cookie", ["a=1; Secure", "a=1; Path=/other", "a=1; Domain=example.org", "a=1; Max-Age=0"]
)
def test_a_cookie_is_not_told_where_it_must_not_be(fetcher, loopback, cookie):
    loopback.serve("/a", redirect("/b", cookie))
    loopback.serve("/b", FEED)
    fetcher.fetch(loopback.url("/a"))
    assert "cookie" not in loopback.asked[1].headers


def test_a_cookie_stays_with_its_host(fetcher, loopback, monkeypatch):
    monkeypatch.setattr("qreader.sources.web.lookup.is_public", lambda _: True)
    with running() as other:
        loopback.serve("/c", redirect(other.url("/d", "localhost"), "who=you"))
        other.serve("/d", FEED)
        fetcher.fetch(loopback.url("/c"))
        assert [asked.headers.get("cookie") for asked in other.asked] == [None]


def test_the_persons_own_cookie_is_told_beside_those_of_the_way():
    response = answer_of("https://example.org/a", "id=2", "more=3")
    cookies = Cookies()
    assert cookies.header("https://example.org/b", "id=1; own=1") == "id=1; own=1"
    cookies.take(response)
    assert cookies.header("https://example.org/b", "id=1; own=1") == "id=2; own=1; more=3"
    assert cookies.header("https://example.org/b") == "id=2; more=3"


@pytest.mark.parametrize(
    ("set_by", "cookie", "told_to", "told"),
    [
        ("https://a.example.org/", "x=1", "https://a.example.org/", True),
        ("https://a.example.org/", "x=1", "https://b.a.example.org/", False),
        ("https://a.example.org/", "x=1; Domain=example.org", "https://b.example.org/", True),
        ("https://a.example.org/", "x=1; Domain=example.org", "https://example.com/", False),
        ("https://a.co.uk/", "x=1; Domain=co.uk", "https://b.co.uk/", False),
        ("https://evilexample.org/", "x=1; Domain=example.org", "https://example.org/", False),
        ("https://example.org/", "x=1; Secure", "http://example.org/", False),
        ("http://127.0.0.1:1/", "x=1", "http://127.0.0.1:2/", True),
    ],
)
def test_which_address_a_cookie_is_told_to(set_by, cookie, told_to, told):
    cookies = Cookies()
    cookies.take(answer_of(set_by, cookie))
    assert cookies.header(told_to) == ("x=1" if told else "")


def test_cookies_forge_no_header_and_are_never_endless():
    cookies = Cookies()
    cookies.take(
        answer_of(
            "https://example.org/", "a=\x01b", "b=é", *(f"c{n}={'v' * 900}" for n in range(50))
        )
    )
    header = cookies.header("https://example.org/")
    assert header.isascii() and header.isprintable()
    assert 4000 < len(header) <= 8000


def answer_of(url: str, *cookies: str):
    import httpx2

    headers = [(b"Set-Cookie", cookie.encode("latin-1")) for cookie in cookies]
    return httpx2.Response(302, headers=headers, request=httpx2.Request("GET", url))


def test_a_server_that_sends_back_once_it_knows_who_asks_is_followed(fetcher, loopback):
    known: list[bool] = []

    def wall(_: Asked) -> Reply:
        return Reply(body=FEED) if known else redirect("/gate")

    def gate(_: Asked) -> Reply:
        known.append(True)
        return redirect("/feed.xml")

    loopback.serve("/gate", gate)
    assert fetcher.fetch(loopback.serve("/feed.xml", wall)).body == FEED


# ---- encodings


@pytest.mark.parametrize(
    "coding", ["UTF-8", "none", "binary", "aws-chunked", "identity", "8bit, x"]
)
def test_a_coding_that_nobody_knows_means_the_bytes_as_they_are(fetcher, loopback, coding):
    reply = Reply(body=FEED, headers={"Content-Encoding": coding})
    assert fetcher.fetch(loopback.serve("/feed.xml", reply)).body == FEED


@pytest.mark.parametrize(
    ("coding", "layers"),
    [(None, 1), ("gzip, gzip", 2), ("identity, gzip", 1), ("gzip", 2), ("aws-chunked,gzip", 1)],
)
def test_gzip_is_unpacked_as_often_as_it_was_packed(fetcher, loopback, coding, layers):
    body = FEED
    for _ in range(layers):
        body = gzip.compress(body)
    headers = {"Content-Encoding": coding} if coding else {}
    reply = Reply(body=body, headers=headers)
    document = fetcher.fetch(loopback.serve("/feed.xml.gz", reply))
    assert document.body == FEED
    assert (
        document.validators.body_hash
        == fetcher.fetch(loopback.serve("/", FEED)).validators.body_hash
    )


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_what_is_packed_by_word_only_is_taken_as_it_is(fetcher, loopback, coding):
    reply = Reply(body=b"\xef\xbb\xbf\n" + FEED, headers={"Content-Encoding": coding})
    assert fetcher.fetch(loopback.serve("/feed.xml", reply)).body == reply.body


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_that_says_nothing_of_gzip_stops_at_the_limit(fetcher, loopback, layers):
    body = bytes(50_000_000)
    for _ in range(layers):
        body = gzip.compress(body)
    with pytest.raises(FetchError, match="sent more than"):
        fetcher.fetch(loopback.serve("/feed.xml", body))


def test_a_cut_gzip_file_is_said_to_be_cut(fetcher, loopback):
    with pytest.raises(FetchError, match="ended too soon"):
        fetcher.fetch(loopback.serve("/feed.xml.gz", gzip.compress(FEED)[:-10]))


# ---- heads


BAD_LINES = {
    "space before the colon": b"X-Foo : bar\r\n",
    "no colon": b"garbage line\r\n",
    "a path as its name": b"cache/x.php: userdata\r\n",
    "no name": b": x\r\n",
    "a name of other letters": "é: x\r\n".encode(),
    "a zero byte": b"X-Foo: a\0b\r\n",
    "a folded line of a bad one": b"bad one: x\r\n  and more\r\n",
    "a folded line that follows nothing": b"  and more\r\n",
    "a length that is none": b"Content-Length: unknown\r\n",
    "an empty length": b"Content-Length:\r\n",
    "a coding that is none": b"Transfer-Encoding: binary\r\n",
    "a coding that says nothing": b"Transfer-Encoding: identity\r\n",
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES)
@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["crlf", "lf"])
def test_one_bad_line_in_its_head_does_not_cost_the_answer(fetcher, loopback, line, end):
    head = b"HTTP/1.1 200 OK\r\n" + line + b'ETag: "1"\r\nContent-Length: %d\r\n\r\n' % len(FEED)
    reply = Reply(raw=head.replace(b"\r\n", end) + FEED)
    document = fetcher.fetch(loopback.serve("/feed.xml", reply))
    assert (document.body, document.validators.etag) == (FEED, '"1"')


def test_a_field_with_a_space_before_its_colon_is_that_field(fetcher, loopback):
    head = b'HTTP/1.1 200 OK\r\nContent-Length : %d\r\nETag : "1"\r\n\r\n' % len(FEED)
    document = fetcher.fetch(loopback.serve("/feed.xml", Reply(raw=head + FEED + b"more")))
    assert (document.body, document.validators.etag) == (FEED, '"1"')


def test_a_coding_named_twice_is_meant_once(fetcher, loopback):
    head = b"HTTP/1.1 200 OK\r\n" + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n"
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(FEED), FEED)
    assert fetcher.fetch(loopback.serve("/feed.xml", Reply(raw=head + chunks))).body == FEED


def test_an_answer_that_is_packed_on_its_way_is_unpacked(fetcher, loopback):
    packed = gzip.compress(FEED)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    assert fetcher.fetch(loopback.serve("/feed.xml", Reply(raw=head + chunks))).body == FEED


@pytest.mark.parametrize("before", [b"\r\n", b"\r\n\r\n", b"HTTP/1.1 103 Early\r\nbad\r\n\r\n"])
def test_what_comes_before_the_answer_does_not_cost_it(fetcher, loopback, before):
    head = b"HTTP/1.1 200 OK\r\nbad line\r\nContent-Length: %d\r\n\r\n" % len(FEED)
    assert fetcher.fetch(loopback.serve("/f", Reply(raw=before + head + FEED))).body == FEED


@pytest.mark.parametrize("raw", [b"SSH-2.0-x\r\n", b"\x16\x03\x01", b"HTTP/1.1 200 OK\r\nbad", b""])
def test_what_is_no_answer_is_none_whatever_was_put_right(fetcher, loopback, raw):
    with pytest.raises(FetchError):
        fetcher.fetch(loopback.serve("/feed.xml", Reply(raw=raw)))


def test_a_head_without_end_is_given_up(fetcher, loopback):
    with pytest.raises(FetchError):
        fetcher.fetch(
            loopback.serve("/f", Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200_000))
        )


def test_what_is_left_of_a_head_is_proper_and_stays_as_it_is():
    head = b"HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\nbad\r\nB:2\r\n\r\n"
    assert clean_head(head) == b"HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\nB:2\r\n\r\n"
    assert clean_head(clean_head(head)) == clean_head(head)


# ---- connections that drop


@contextmanager
def dropping(answers: int = 1, *, says_nothing: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """A server that leaves a connection open after so many answers, and drops the next request."""
    asked: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        with connection:
            for turn in range(answers + 1):
                came = b""
                while b"\r\n\r\n" not in came:
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    came += piece
                asked.append(came)
                if says_nothing or turn == answers:
                    return
                head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FEED)
                connection.sendall(head + FEED)

    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=speak, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/f", asked
        server.shutdown(socket.SHUT_RDWR)


def test_a_request_on_a_kept_connection_that_drops_is_asked_once_more(fetcher):
    with dropping() as (url, asked):
        assert [fetcher.fetch(url).body for _ in range(4)] == [FEED] * 4
        assert len(asked) == 4 + 3


def test_many_at_once_do_not_run_into_each_others_dropped_connections(fetcher):
    with dropping() as (url, _):
        for _ in range(3):
            answers = fetcher.fetch_many((n, Request(f"{url}{n}")) for n in range(6))
            assert all(not isinstance(answer, FetchError) for _, answer in answers)


def test_a_server_that_never_answers_is_asked_once(fetcher):
    with dropping(says_nothing=True) as (url, asked):
        with pytest.raises(FetchError, match="closed the connection without an answer"):
            fetcher.fetch(url)
        assert len(asked) == 1


def test_what_is_posted_is_posted_once(fetcher):
    with dropping() as (url, asked):
        fetcher.fetch(url)
        with pytest.raises(FetchError):
            fetcher.ask(Request(url, form="a=1"))
        assert [line.partition(b" ")[0] for line in asked] == [b"GET", b"POST"]

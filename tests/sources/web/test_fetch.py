"""The fetcher against real sockets: conditions, redirects, limits, failures, and quitting."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import subprocess
import sys
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from loopback import Asked, Loopback, Reply, refused_port, running
from qreader import __version__
from qreader.errors import FetchError
from qreader.model import Document, NotModified, Validators
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
PACKED = gzip.compress(FEED)


@pytest.fixture
def fetcher():
    with Fetcher(seconds=10) as made:
        yield made


def failure(fetcher: Fetcher, url: str, validators: Validators = Validators()) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, validators)
    assert caught.value.url == url
    return caught.value


# ---- what is asked and answered


def test_a_first_fetch_brings_the_bytes_and_what_the_server_calls_them(fetcher, loopback):
    reply = Reply(body=FEED, headers={"Content-Type": "application/rss+xml; charset=utf-8"})
    url = loopback.serve("/feed.xml", reply, etag='"v1"')
    assert fetcher.fetch(url) == Document(
        url,
        FEED,
        "application/rss+xml; charset=utf-8",
        Validators('"v1"', None, hashlib.sha256(FEED).hexdigest()),
    )


def test_the_request_says_who_asks_and_prefers_feeds(fetcher, loopback):
    fetcher.fetch(loopback.serve("/feed.xml", FEED))
    headers = loopback.asked[0].headers
    assert headers["user-agent"] == f"qreader/{__version__} (+https://pypi.org/project/qreader/)"
    assert headers["accept"].startswith("application/atom+xml, application/rss+xml")
    assert headers["accept-encoding"].startswith("gzip, deflate")
    assert "if-none-match" not in headers
    assert "cookie" not in headers


def test_a_known_etag_is_sent_and_a_304_keeps_the_validators(fetcher, loopback):
    url = loopback.serve("/feed.xml", FEED, etag='"v1"')
    known = fetcher.fetch(url).validators
    assert fetcher.fetch(url, known) == NotModified(url, known)
    assert loopback.asked[1].headers["if-none-match"] == '"v1"'


def test_a_known_date_is_sent_and_a_304_may_bring_new_validators(fetcher, loopback):
    def route(asked: Asked) -> Reply:
        assert asked.headers["if-modified-since"] == "Mon, 02 Nov 2026 08:30:00 GMT"
        return Reply(304, headers={"ETag": '"new"'})

    url = loopback.serve("/feed.xml", route)
    known = Validators(None, "Mon, 02 Nov 2026 08:30:00 GMT", "hash")
    kept = Validators('"new"', "Mon, 02 Nov 2026 08:30:00 GMT", "hash")
    assert fetcher.fetch(url, known) == NotModified(url, kept)


def test_the_same_bytes_again_count_as_not_modified(fetcher, loopback):
    url = loopback.serve("/feed.xml", FEED)
    known = fetcher.fetch(url).validators
    assert fetcher.fetch(url, known) == NotModified(url, known)
    loopback.serve("/feed.xml", FEED + b" ")
    assert isinstance(fetcher.fetch(url, known), Document)


def test_a_304_to_a_first_question_is_an_error(fetcher, loopback):
    error = failure(fetcher, loopback.serve("/feed.xml", Reply(304)))
    assert str(error) == "127.0.0.1: says 304 Not Modified to a first request"
    assert error.status == 304


@pytest.mark.parametrize("etag", ["\xff\xfe", "x" * 5000])
def test_an_etag_that_could_not_be_sent_back_is_not_kept(fetcher, loopback, etag):
    url = loopback.serve("/feed.xml", Reply(body=FEED, headers={"ETag": etag}))
    assert fetcher.fetch(url).validators.etag is None


def test_cookies_are_not_kept(fetcher, loopback):
    reply = Reply(body=FEED, headers={"Set-Cookie": "who=you; Path=/"})
    url = loopback.serve("/feed.xml", reply)
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert "cookie" not in loopback.asked[1].headers


# ---- redirects


def test_a_chain_of_permanent_redirects_tells_the_new_address(fetcher, loopback):
    loopback.serve("/old", Reply(301, headers={"Location": "/newer"}))
    loopback.serve("/newer", Reply(308, headers={"Location": "/feed.xml?x=1#top"}))
    loopback.serve("/feed.xml", FEED)
    document = fetcher.fetch(loopback.url("/old"))
    assert document.url == document.moved_to == loopback.url("/feed.xml?x=1")


def test_one_passing_redirect_in_the_chain_keeps_the_address(fetcher, loopback):
    loopback.serve("/old", Reply(301, headers={"Location": "/today"}))
    loopback.serve("/today", Reply(302, headers={"Location": "/feed.xml"}))
    loopback.serve("/feed.xml", FEED)
    document = fetcher.fetch(loopback.url("/old"))
    assert (document.url, document.moved_to) == (loopback.url("/feed.xml"), None)


def test_twenty_redirects_are_followed_and_one_more_is_not(fetcher, loopback):
    for step in range(21):
        loopback.serve(f"/{step}", Reply(302, headers={"Location": f"/{step + 1}"}))
    loopback.serve("/21", FEED)
    assert fetcher.fetch(loopback.url("/1")).body == FEED
    error = failure(fetcher, loopback.url("/0"))
    assert str(error) == "127.0.0.1: redirects more than 20 times"


@pytest.mark.parametrize("back_to", ["/1", "/2"])
def test_a_circle_of_redirects_is_left_early(fetcher, loopback, back_to):
    loopback.serve("/1", Reply(302, headers={"Location": "/2"}))
    loopback.serve("/2", Reply(302, headers={"Location": back_to}))
    error = failure(fetcher, loopback.url("/1"))
    assert str(error) == "127.0.0.1: redirects in a circle"
    assert len(loopback.asked) <= 5


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "gopher://x/"])
def test_a_redirect_leaves_the_web_for_nothing(fetcher, loopback, target):
    url = loopback.serve("/feed.xml", Reply(302, headers={"Location": target}))
    assert str(failure(fetcher, url)) == "127.0.0.1: redirects to what is not a web address"


def test_control_characters_in_a_redirect_do_not_reach_the_message(fetcher, loopback):
    raw = b"HTTP/1.1 302 Found\r\nLocation: /\x1b]0;pwned\x07\r\nContent-Length: 0\r\n\r\n"
    error = failure(fetcher, loopback.serve("/feed.xml", Reply(raw=raw)))
    assert "\x1b" not in str(error)
    assert "pwned" not in str(error)


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "2130706433", "[::1]"])
def test_a_redirect_into_a_private_network_is_refused(fetcher, loopback, host):
    loopback.serve("/secret", FEED)
    target = loopback.url("/secret", host)
    url = loopback.serve("/feed.xml", Reply(302, headers={"Location": target}))
    assert "private network" in str(failure(fetcher, url))
    assert loopback.count("/secret") == 0


def test_a_connection_that_is_open_opens_no_door_to_a_private_host(fetcher, loopback):
    private = loopback.url("/secret", "localhost")
    loopback.serve("/secret", FEED)
    fetcher.fetch(private)  # typed, so allowed, and kept alive
    url = loopback.serve("/feed.xml", Reply(302, headers={"Location": private}))
    assert "private network" in str(failure(fetcher, url))
    assert loopback.count("/secret") == 1


def test_an_address_found_on_a_page_is_trusted_on_the_host_that_was_typed_only(fetcher, loopback):
    loopback.serve("/feed.xml", FEED)
    typed = loopback.url("/page")
    assert fetcher.fetch(loopback.url("/feed.xml"), typed_url=typed).body == FEED
    with pytest.raises(FetchError, match="private network"):
        fetcher.fetch(loopback.url("/feed.xml", "localhost"), typed_url=typed)


def test_name_and_password_travel_within_the_origin_only(fetcher, loopback):
    with running() as other:
        loopback.serve("/a", Reply(302, headers={"Location": loopback.url("/b")}))
        loopback.serve("/b", Reply(302, headers={"Location": other.url("/c")}))
        other.serve("/c", FEED)
        address = loopback.url("/a").replace("http://", "http://me:secret@")
        document = fetcher.fetch(address)
    assert loopback.asked[0].headers["authorization"] == "Basic bWU6c2VjcmV0"
    assert loopback.asked[1].headers["authorization"] == "Basic bWU6c2VjcmV0"
    assert "authorization" not in other.asked[0].headers
    assert document.url == other.url("/c")


def test_the_base_of_relative_links_holds_no_password(fetcher, loopback):
    url = loopback.serve("/feed.xml", FEED)
    assert fetcher.fetch(url.replace("http://", "http://me:secret@")).url == url


def test_a_password_does_not_reach_the_message(fetcher):
    url = f"http://me:secret@127.0.0.1:{refused_port()}/feed.xml"
    assert str(failure(fetcher, url)) == "127.0.0.1: connection refused"


# ---- limits


def test_compressed_answers_are_unpacked(fetcher, loopback):
    packed = {
        "gzip": gzip.compress(FEED[:20]) + gzip.compress(FEED[20:]) + b"\0\0",
        "deflate": zlib.compress(FEED),
        "x-gzip": PACKED,
    }
    raw = zlib.compressobj(wbits=-15)
    packed["Deflate"] = raw.compress(FEED) + raw.flush()
    for encoding, body in packed.items():
        headers = {"Content-Encoding": encoding}
        url = loopback.serve(f"/{encoding}", Reply(body=body, headers=headers))
        assert fetcher.fetch(url).body == FEED


def test_a_gzip_bomb_stops_early(fetcher, loopback):
    bomb = gzip.compress(bytes(50_000_000))
    url = loopback.serve("/bomb", Reply(body=bomb, headers={"Content-Encoding": "gzip"}))
    assert str(failure(fetcher, url)) == "127.0.0.1: sent more than 10 MB"


def test_an_answer_may_be_as_long_as_the_limit_but_no_byte_longer(loopback):
    packed = gzip.compress(bytes(b"x" * 1001))
    loopback.serve("/fits", b"x" * 1000)
    loopback.serve("/long", b"x" * 1001)
    loopback.serve("/packed", Reply(body=packed, headers={"Content-Encoding": "gzip"}))
    with Fetcher(seconds=10, max_bytes=1000) as fetcher:
        assert len(fetcher.fetch(loopback.url("/fits")).body) == 1000
        assert "sent more than 0.001 MB" in str(failure(fetcher, loopback.url("/long")))
        assert "sent more than" in str(failure(fetcher, loopback.url("/packed")))


def test_an_encoding_that_was_not_asked_for_is_refused(fetcher, loopback):
    packed = Reply(body=b"\x1f\x9d\x90", headers={"Content-Encoding": "compress"})
    url = loopback.serve("/feed.xml", packed)
    assert "encoding that was not asked for: compress" in str(failure(fetcher, url))


@pytest.mark.parametrize("body", [b"\x1f\x8b broken", PACKED[:-20]], ids=["broken", "cut"])
def test_a_damaged_compressed_answer_is_an_error(fetcher, loopback, body):
    url = loopback.serve("/feed.xml", Reply(body=body, headers={"Content-Encoding": "gzip"}))
    assert "127.0.0.1: " in str(failure(fetcher, url))


def test_the_time_limit_holds_for_the_whole_chain(loopback):
    loopback.serve("/a", Reply(302, headers={"Location": "/b"}))
    loopback.serve("/b", lambda _: loopback.hold())
    with Fetcher(seconds=0.3) as fetcher:
        assert str(failure(fetcher, loopback.url("/a"))) == "127.0.0.1: timed out after 0.3 s"


def test_a_body_that_trickles_is_cut_off_at_the_limit(loopback):
    started = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss"

    def trickle(_: Asked) -> Reply:
        return Reply(body=started[-4:], headers={"Content-Length": "99"})

    url = loopback.serve("/feed.xml", trickle)
    with Fetcher(seconds=0.3) as fetcher:
        assert "timed out" in str(failure(fetcher, url))


# ---- what goes wrong, in words


def test_a_server_that_is_not_there_is_said_so(fetcher):
    url = f"http://127.0.0.1:{refused_port()}/"
    assert str(failure(fetcher, url)) == "127.0.0.1: connection refused"


def test_a_host_that_does_not_exist_is_said_so(fetcher):
    assert str(failure(fetcher, "http://no-such-host.invalid/")).startswith("no-such-host.invalid:")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "127.0.0.1: 401 Unauthorized: it wants a name and a password"),
        (404, "127.0.0.1: 404 Not Found"),
        (
            410,
            "127.0.0.1: 410 Gone: it no longer exists, and is not asked again unless you name it",
        ),
        (500, "127.0.0.1: 500 Internal Server Error"),
        (599, "127.0.0.1: 599"),
        (300, "127.0.0.1: 300 Multiple Choices"),
    ],
)
def test_an_error_status_is_told_in_the_words_of_the_standard(fetcher, loopback, status, words):
    error = failure(fetcher, loopback.serve("/feed.xml", Reply(status, FEED)))
    assert (str(error), error.status) == (words, status)


def test_the_servers_own_words_are_not_repeated(fetcher, loopback):
    raw = b"HTTP/1.1 500 \xc2\x9b31mHacked\r\nContent-Length: 0\r\n\r\n"
    error = failure(fetcher, loopback.serve("/feed.xml", Reply(raw=raw)))
    assert str(error) == "127.0.0.1: 500 Internal Server Error"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("999999999999", 86400),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
        ("soon", 600),
        ("-5", 600),
        ("", 600),
    ],
)
def test_the_pause_that_a_server_asks_for_is_told(fetcher, loopback, value, seconds):
    reply = Reply(429, headers={"Retry-After": value})
    error = failure(fetcher, loopback.serve("/feed.xml", reply))
    assert error.retry_after_seconds == seconds


def test_a_pause_asked_for_as_a_date_is_counted_from_now(fetcher, loopback):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    url = loopback.serve("/feed.xml", Reply(503, headers={"Retry-After": date}))
    assert 90 <= failure(fetcher, url).retry_after_seconds <= 100


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
def test_an_empty_answer_is_an_error(fetcher, loopback, body):
    url = loopback.serve("/feed.xml", body)
    assert str(failure(fetcher, url)) == "127.0.0.1: sent an empty answer"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "closed the connection without an answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "its answer is no proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>", "the answer ended too soon"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>",
            "the answer ended too soon",
        ),
    ],
)
def test_an_answer_that_is_none_is_an_error(fetcher, loopback, raw, words):
    assert str(failure(fetcher, loopback.serve("/x", Reply(raw=raw)))) == f"127.0.0.1: {words}"


def test_https_to_a_server_without_it_is_an_error(fetcher, loopback):
    url = loopback.serve("/feed.xml", FEED).replace("http:", "https:")
    assert "no secure connection" in str(failure(fetcher, url))


@pytest.mark.parametrize(
    "url",
    ["nonsense", "", "http://", "http://[::1", "ftp://x/", "http://a:b:c/", "http://\udcff/"],
)
def test_what_is_no_address_is_an_error_and_nothing_worse(fetcher, url):
    assert "address" in str(failure(fetcher, url))


def test_a_proxy_of_the_environment_is_used(loopback, monkeypatch):
    monkeypatch.setenv("http_proxy", loopback.url(""))
    loopback.serve("http://far.example/feed.xml", FEED)
    with Fetcher(seconds=10) as fetcher:
        assert fetcher.fetch("http://far.example/feed.xml").body == FEED


def test_a_proxy_of_ones_own_goes_before_the_environments(loopback, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{refused_port()}")
    loopback.serve("http://far.example/feed.xml", FEED)
    with Fetcher(seconds=10, proxy=loopback.url("")) as fetcher:
        assert fetcher.fetch("http://far.example/feed.xml").body == FEED


def test_a_proxy_of_ones_own_that_cannot_be_used_is_an_error():
    with (
        Fetcher(seconds=10, proxy="nonsense://x") as fetcher,
        pytest.raises(FetchError, match="the configuration names"),
    ):
        fetcher.fetch("http://far.example/feed.xml")


def test_a_socks_proxy_names_the_package_that_it_needs():
    with (
        Fetcher(seconds=10, proxy=f"socks5://127.0.0.1:{refused_port()}") as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.fetch("http://far.example/feed.xml")
    has_socks = importlib.util.find_spec("socksio") is not None
    assert ("refused" if has_socks else "socksio") in str(caught.value)


def test_a_proxy_that_cannot_be_used_is_an_error(monkeypatch):
    monkeypatch.setenv("http_proxy", "nonsense://x")
    with Fetcher(seconds=10) as fetcher, pytest.raises(FetchError, match="proxy"):
        fetcher.fetch("http://far.example/feed.xml")


# ---- many at once


def test_every_request_of_many_is_answered_under_its_key(fetcher, loopback):
    wanted = {number: loopback.serve(f"/{number}", FEED + b" " * number) for number in range(30)}
    wanted[99] = loopback.url("/missing")
    answers = dict(fetcher.fetch_many((key, Request(url)) for key, url in wanted.items()))
    assert answers.keys() == wanted.keys()
    assert str(answers.pop(99)) == "127.0.0.1: 404 Not Found"
    assert all(len(answer.body) == len(FEED) + key for key, answer in answers.items())


def test_nothing_to_fetch_ends_at_once(fetcher):
    assert list(fetcher.fetch_many([])) == []


def test_answers_come_as_they_arrive(fetcher, loopback):
    first_taken = threading.Event()

    def slow(_: Asked) -> bytes:
        first_taken.wait(10)
        return FEED

    slow_url, fast_url = loopback.serve("/slow", slow), loopback.serve("/fast", FEED)
    answers = fetcher.fetch_many([("slow", Request(slow_url)), ("fast", Request(fast_url))])
    assert next(answers)[0] == "fast"
    first_taken.set()
    assert next(answers)[0] == "slow"


def test_a_host_gets_two_requests_at_a_time(fetcher, loopback):
    now, most, lock = [0], [0], threading.Lock()
    both_here = threading.Barrier(2)

    def route(_: Asked) -> bytes:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        both_here.wait(10)  # passes by twos: it would break if the host got one at a time
        with lock:
            now[0] -= 1
        return FEED

    loopback.serve("/feed.xml", route)
    requests = [(key, Request(loopback.url(f"/feed.xml?{key}"))) for key in range(8)]
    assert all(isinstance(answer, Document) for _, answer in fetcher.fetch_many(requests))
    assert most[0] == 2


def test_a_host_that_hangs_holds_up_no_other(loopback):
    with running() as hanging, Fetcher(at_once=3, seconds=10) as fetcher:
        hanging.serve("/feed.xml", lambda _: hanging.hold())
        stuck = [
            (f"stuck {n}", Request(hanging.url(f"/feed.xml?{n}", "localhost"))) for n in range(9)
        ]
        loopback.serve("/feed.xml", FEED)
        answers = fetcher.fetch_many([*stuck, ("good", Request(loopback.url("/feed.xml")))])
        assert next(answers)[0] == "good"
        answers.close()


def test_answers_that_nobody_takes_hold_back_further_requests(loopback):
    loopback.serve("/feed.xml", FEED)
    with Fetcher(at_once=2, seconds=10) as fetcher:
        requests = [(key, Request(loopback.url(f"/feed.xml?{key}"))) for key in range(12)]
        answers = fetcher.fetch_many(requests)
        next(answers)
        assert fetcher.fetch(loopback.url("/feed.xml")).body == FEED  # the loop had its time
        assert len(loopback.asked) <= 5
        assert len(list(answers)) == 11


def test_closing_the_iterator_gives_up_what_is_under_way(fetcher, loopback):
    asked = threading.Event()

    def hang(_: Asked) -> Reply:
        asked.set()
        return loopback.hold()

    hung = loopback.serve("/hung", hang)
    good = loopback.serve("/good", FEED)
    answers = fetcher.fetch_many([("hung", Request(hung)), ("good", Request(good))])
    assert next(answers)[0] == "good"
    assert asked.wait(10)
    answers.close()
    assert fetcher.fetch(good).body == FEED


def test_closing_the_fetcher_ends_a_fetch_in_another_thread(loopback):
    fetcher, said = Fetcher(seconds=60), []
    asked = threading.Event()

    def hang(_: Asked) -> Reply:
        asked.set()
        return loopback.hold()

    url = loopback.serve("/hung", hang)

    def fetch() -> None:
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(url)
        said.append(str(caught.value))

    thread = threading.Thread(target=fetch)
    thread.start()
    assert asked.wait(10)
    started = time.monotonic()
    fetcher.close()
    thread.join(10)
    assert said == ["127.0.0.1: the fetch was given up"]
    assert time.monotonic() - started < 8  # the fetch alone would take 10
    fetcher.close()


def test_a_closed_fetcher_fetches_no_more():
    fetcher = Fetcher()
    fetcher.close()
    with pytest.raises(RuntimeError, match="closed"):
        fetcher.fetch("http://127.0.0.1/")


QUITTER = """
import socket, sys, threading
from qreader.sources.web.fetch import Fetcher
url, looked_up = sys.argv[1], threading.Event()
if url.startswith("http://name-server-sleeps."):
    def getaddrinfo(*_, **__):
        looked_up.set()
        threading.Event().wait()
    socket.getaddrinfo = getaddrinfo
fetcher = Fetcher(seconds=60)
threading.Thread(target=lambda: fetcher.fetch(url), daemon=True).start()
if url.startswith("http://name-server-sleeps."):
    looked_up.wait()
    print("waiting", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("where", ["read", "look-up"])
def test_the_process_quits_at_once_while_a_fetch_hangs(loopback, where):
    asked = threading.Event()

    def hang(_: Asked) -> Reply:
        asked.set()
        return loopback.hold()

    url = loopback.serve("/hung", hang) if where == "read" else "http://name-server-sleeps.example/"
    with subprocess.Popen(
        [sys.executable, "-c", QUITTER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert asked.wait(20) if where == "read" else process.stdout.readline()
        started = time.monotonic()
        process.communicate(b"\n", timeout=20)
        assert process.returncode == 0
        assert time.monotonic() - started < 15  # 0.02 s, on a machine that others use


def test_a_certificate_that_nobody_vouches_for_is_named(fetcher, tls_server):
    error = failure(fetcher, tls_server.serve("/feed.xml", FEED))
    assert "its certificate is not accepted: self-signed certificate" in str(error)
    assert tls_server.asked == []


@pytest.fixture
def tls_server(tmp_path):
    import shutil
    import ssl

    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1"
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with running(context) as server:
        yield server


def test_the_loopback_server_is_what_the_tests_think(loopback: Loopback):
    assert loopback.url("/x").startswith("http://127.0.0.1:")
    assert loopback.count("/x") == 0

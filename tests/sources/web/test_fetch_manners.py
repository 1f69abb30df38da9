"""How the fetcher treats hosts: two at a time, a rest, pauses, freshness; real sockets."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from loopback import Asked, Loopback, Reply, refused_port
from qreader.errors import FetchError
from qreader.model import Document, NotModified
from qreader.sources.web import follow as follow_module
from qreader.sources.web import hosts as hosts_module
from qreader.sources.web import lookup as lookup_module
from qreader.sources.web.exchange import PAUSE_SECONDS, Request
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.hosts import (
    MAX_PAUSE_SECONDS,
    MAX_SILENCES,
    PER_HOST,
    REST_SECONDS,
)
from qreader.sources.web.inflate import inflate
from qreader.sources.web.lookup import is_own
from qreader.sources.web.times import fresh_seconds, http_date, retry_after

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def fetcher():
    """One that takes the loopback server for somebody else's host."""
    with Fetcher(seconds=10, is_own=lambda _: False) as made:
        yield made


def requests(
    loopback: Loopback, path: str, count: int, **more: object
) -> list[tuple[int, Request]]:
    return [(n, Request(loopback.url(f"{path}?{n}"), **more)) for n in range(count)]


# ---- places


def test_a_host_that_many_feeds_are_redirected_to_is_asked_by_two_at_a_time(loopback, monkeypatch):
    # nothing on the loopback address is public: for this test, it is
    monkeypatch.setattr(follow_module, "is_private_literal", lambda _: False)
    monkeypatch.setattr(lookup_module, "is_public", lambda _: True)
    now, most, lock = [0], [0], threading.Lock()
    one_too_many = threading.Barrier(PER_HOST + 1)

    def route(_: Asked) -> bytes:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        with suppress(threading.BrokenBarrierError):
            one_too_many.wait(0.3)  # the first two give a third its chance
        with lock:
            now[0] -= 1
        return FEED

    loopback.serve("/feed", route)
    location = {"Location": loopback.url("/feed", "localhost")}
    loopback.serve("/moved", lambda asked: Reply(301, headers=location))
    hosts = ["127.0.0.1", "0.0.0.0", "127.1", "0"]  # four names of one machine
    with Fetcher(seconds=10) as fetcher:
        asked = [(n, Request(loopback.url(f"/moved?{n}", hosts[n % 4]))) for n in range(8)]
        answers = [answer for _, answer in fetcher.fetch_many(asked)]

    assert [getattr(answer, "body", answer) for answer in answers] == [FEED] * 8
    assert most[0] == PER_HOST


def test_waiting_for_a_place_does_not_count_as_time_of_the_feed(loopback):
    release = threading.Event()

    def slow(_: Asked) -> bytes:
        release.wait(0.3)
        return FEED

    loopback.serve("/feed", slow)
    with Fetcher(seconds=1.0) as fetcher:
        answers = [answer for _, answer in fetcher.fetch_many(requests(loopback, "/feed", 8))]

    assert all(isinstance(answer, Document) for answer in answers)


def test_a_place_rests_before_it_is_taken_again(fetcher, loopback):
    moments: list[float] = []

    def route(_: Asked) -> bytes:
        moments.append(time.monotonic())
        return FEED

    loopback.serve("/feed", route)
    assert len(list(fetcher.fetch_many(requests(loopback, "/feed", 6)))) == 6
    first, _, third, _, fifth, _ = sorted(moments)

    assert third - first >= REST_SECONDS
    assert fifth - third >= REST_SECONDS


def test_the_persons_own_machine_needs_no_rest(loopback, monkeypatch):
    monkeypatch.setattr(hosts_module, "REST_SECONDS", 60)
    loopback.serve("/feed", FEED)
    with Fetcher(seconds=10) as fetcher:
        began = time.monotonic()
        assert len(list(fetcher.fetch_many(requests(loopback, "/feed", 40)))) == 40

    assert time.monotonic() - began < hosts_module.REST_SECONDS


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("reader.localhost", True),
        ("192.168.1.5", True),
        ("::1", True),
        ("example.org", False),
        ("93.184.216.34", False),
        ("notlocalhost", False),
    ],
)
def test_which_hosts_are_the_persons_own(host, own):
    assert is_own(host) is own


# ---- pauses


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_wants_to_be_left_alone_is_not_asked_for_its_other_feeds(
    fetcher, loopback, status
):
    loopback.serve("/feed", Reply(status, headers={"Retry-After": "120"}))
    answers = [answer for _, answer in fetcher.fetch_many(requests(loopback, "/feed", 20))]

    assert len(answers) == 20
    assert len(loopback.asked) <= 2 * PER_HOST, "those that were under way, and no more"
    for answer in answers:
        assert isinstance(answer, FetchError)
        assert 110 <= answer.retry_after_seconds <= 120
        assert "rate-limited for 2 min" in str(answer)


def test_a_feed_that_the_person_named_is_asked_all_the_same(fetcher, loopback):
    loopback.serve("/busy", Reply(429))
    loopback.serve("/feed", FEED)
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(loopback.url("/busy"))
    assert caught.value.retry_after_seconds == PAUSE_SECONDS

    (_, held_back), (_, asked) = [
        *fetcher.fetch_many([(0, Request(loopback.url("/feed")))]),
        *fetcher.fetch_many([(0, Request(loopback.url("/feed"), insists=True))]),
    ]
    assert isinstance(held_back, FetchError)
    assert isinstance(asked, Document)


def test_a_feed_cannot_silence_its_whole_host_for_a_day(fetcher, loopback):
    loopback.serve("/busy", Reply(429, headers={"Retry-After": "86400"}))
    loopback.serve("/feed", FEED)
    with pytest.raises(FetchError) as busy:
        fetcher.fetch(loopback.url("/busy"))
    with pytest.raises(FetchError) as other:
        fetcher.fetch(loopback.url("/feed"))

    assert busy.value.retry_after_seconds == 86400
    assert other.value.retry_after_seconds <= MAX_PAUSE_SECONDS


def test_on_the_persons_own_machine_each_feed_speaks_for_itself(loopback):
    loopback.serve("/busy", Reply(429, headers={"Retry-After": "120"}))
    loopback.serve("/feed", FEED)
    with Fetcher(seconds=10) as fetcher:
        with pytest.raises(FetchError):
            fetcher.fetch(loopback.url("/busy"))
        assert isinstance(fetcher.fetch(loopback.url("/feed")), Document)


def test_a_server_that_fails_is_not_taken_for_one_that_wants_to_be_left_alone(fetcher, loopback):
    loopback.serve("/broken", Reply(503))
    loopback.serve("/feed", FEED)
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(loopback.url("/broken"))

    assert caught.value.retry_after_seconds is None
    assert isinstance(fetcher.fetch(loopback.url("/feed")), Document)


def test_a_pause_asked_for_by_seconds_or_by_date_is_bounded():
    ahead = format_datetime(NOW + timedelta(minutes=5), usegmt=True)
    far = format_datetime(NOW + timedelta(days=900), usegmt=True)

    assert retry_after({"retry-after": ahead}, NOW) == 300
    assert retry_after({"retry-after": far}, NOW) == 86400
    assert retry_after({"retry-after": "1" * 500}, NOW) == 86400
    assert retry_after({}, NOW) is None


@pytest.mark.parametrize(
    "value",
    ["", "soon", "Fri, 99 Feb 2026 00:00:00 GMT", "Mon, 01 Jan 99999 00:00:00 GMT", "1 2 3 4 5 6 7",
     "Mon, 01 Jan 2026 00:00:00 +999999999999", "\x00", "Mon, 01", ",,,", "-1", "0"],
)  # fmt: skip
def test_what_is_no_date_is_none(value):
    assert http_date(value) is None


# ---- silence


def test_a_host_that_cannot_be_reached_is_given_up_soon(fetcher):
    dead = [(n, Request(f"http://127.0.0.1:{refused_port()}/{n}")) for n in range(60)]
    words = Counter(str(answer).partition(": ")[2] for _, answer in fetcher.fetch_many(dead))

    assert words.keys() == {
        "connection refused",
        "not asked, as it could not be reached just now",
    }
    assert words["connection refused"] <= MAX_SILENCES + PER_HOST


def test_a_host_that_hangs_costs_some_times_the_limit_and_not_hundreds(loopback):
    loopback.serve("/feed", lambda _: loopback.hold())
    with Fetcher(seconds=0.3, is_own=lambda _: False) as fetcher:
        began = time.monotonic()
        answers = [answer for _, answer in fetcher.fetch_many(requests(loopback, "/feed", 200))]

    assert len(answers) == 200
    assert time.monotonic() - began < 15  # 30 s, were all of them waited for
    assert len(loopback.asked) <= MAX_SILENCES + PER_HOST


def test_a_feed_that_hangs_costs_no_other_of_its_host(loopback):
    loopback.serve("/hangs", lambda _: loopback.hold())
    loopback.serve("/feed", FEED)
    with Fetcher(seconds=0.5, is_own=lambda _: False) as fetcher:
        asked = requests(loopback, "/feed", 12)
        for place in (0, 4, 8, 12):
            asked.insert(place, (f"hangs {place}", Request(loopback.url("/hangs"))))
        answers = dict(fetcher.fetch_many(asked))

    assert sum(isinstance(answer, Document) for answer in answers.values()) == 12


def test_whoever_is_named_is_asked_though_the_host_was_silent(fetcher, loopback):
    dead = [(n, Request(f"http://127.0.0.1:{refused_port()}/{n}")) for n in range(9)]
    list(fetcher.fetch_many(dead))
    url = loopback.serve("/feed", FEED)
    with pytest.raises(FetchError, match="not asked"):
        fetcher.fetch(url)
    ((_, answer),) = fetcher.fetch_many([(0, Request(url, insists=True))])

    assert isinstance(answer, Document)
    assert isinstance(fetcher.fetch(url), Document), "it answered: it is not down"


# ---- how long an answer holds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, Max-Age = 600"}, 600),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=31536000"}, 86400),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"cache-control": "s-maxage"}, 0),
        ({"expires": "Tue, 24 Nov 2026 12:10:00 GMT"}, 600),
        ({"expires": "0"}, 0),
        ({"expires": "-1", "cache-control": "max-age=60"}, 60),
        ({"expires": "Mon, 23 Nov 2026 12:00:00 GMT"}, 0),
        (
            {
                "expires": "Tue, 24 Nov 2020 12:10:00 GMT",
                "date": "Tue, 24 Nov 2020 12:00:00 GMT",
            },
            600,
        ),
        ({}, 0),
    ],
)
def test_how_long_an_answer_holds_is_what_the_server_says_within_a_day(headers, seconds):
    assert fresh_seconds(headers, NOW) == seconds


def test_how_long_it_holds_travels_with_a_document_and_with_a_304(fetcher, loopback):
    reply = Reply(body=FEED, headers={"Cache-Control": "max-age=600"})
    url = loopback.serve("/feed", reply, etag='"1"')
    document = fetcher.fetch(url)
    assert document.fresh_seconds == 600

    loopback.serve("/feed", Reply(304, headers={"Cache-Control": "max-age=900"}))
    again = fetcher.fetch(url, document.validators)
    assert isinstance(again, NotModified)
    assert again.fresh_seconds == 900


def test_a_move_is_told_with_a_304_and_with_the_same_bytes(fetcher, loopback):
    target = loopback.serve("/new", FEED, etag='"1"')
    url = loopback.serve("/old", Reply(301, headers={"Location": "/new"}))
    known = fetcher.fetch(url).validators
    assert fetcher.fetch(url, known) == NotModified(target, known, target)

    loopback.serve("/new", FEED)
    assert fetcher.fetch(url, known).moved_to == target


# ---- bounds


def test_a_body_of_half_a_million_members_costs_no_minutes(fetcher, loopback):
    body = gzip.compress(b"") * 400_000
    url = loopback.serve("/feed", Reply(body=body, headers={"Content-Encoding": "gzip"}))
    began = time.process_time()
    with pytest.raises(FetchError, match="compressed answer is damaged"):
        fetcher.fetch(url)
    assert time.process_time() - began < 5


def test_some_members_are_one_body():
    assert inflate(b"".join(gzip.compress(b"%d," % n) for n in range(50)), 1000).count(b",") == 50

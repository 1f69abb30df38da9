"""Refresh: a real fetcher, a real parser process and a real store, on the loopback address."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loopback import Asked, Reply
from qreader.collect.fulltext import fetch_pages
from qreader.collect.parsing import News
from qreader.errors import ParseError
from qreader.model import ArticleId, Query, Refreshed
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds.parse import LARGE_CHARACTERS
from qreader.sources.web.fetch import Fetcher
from qreader.text import urls
from refresh_world import INTERVAL, NOW, rss


class Breaking:
    """A sandbox that is real but for the functions that it is told to break at."""

    def __init__(self, real: Sandbox, *names: str) -> None:
        self.real, self.names = real, names

    def call(self, function: Callable[[Any], Any], argument: Any) -> Any:
        if function.__name__ in self.names:
            url = argument.document.url if isinstance(argument, News) else argument.url
            raise ParseError("took longer than 15 s to read", url)
        return self.real.call(function, argument)


# ---- what a server is told it need not send again


def test_what_a_server_wants_to_hear_is_told_once_the_articles_are_here(world, loopback):
    reply = Reply(
        body=rss("One"),
        headers={"ETag": '"1"', "Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"},
    )
    world.subscribe(loopback.serve("/feed", reply))
    world.run()
    world.run()

    first, second = loopback.asked
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == '"1"'
    assert second.headers["if-modified-since"] == "Tue, 24 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize("broken", [b"<html><body>Log in</body></html>", b"", b"{", b"\xff\xfe"])
def test_the_tag_of_what_could_not_be_read_is_not_kept(world, loopback, broken: bytes):
    world.subscribe(loopback.serve("/feed", rss("One"), etag='"1"'))
    world.run()
    loopback.serve("/feed", broken, etag='"2"')
    (failed,) = world.run().values()
    loopback.serve("/feed", rss("One", "Two"), etag='"2"')
    world.run()

    assert failed.error
    assert loopback.asked[-1].headers["if-none-match"] == '"1"'
    assert world.titles() == {"One", "Two"}
    assert world.feed().validators.etag == '"2"'


def test_a_feed_that_breaks_off_gives_what_it_says_and_no_stump(world, loopback):
    body = rss("One", "Two")
    world.subscribe(loopback.serve("/feed", body[: body.index(b"Two")]))
    world.run()
    assert world.titles() == {"One"}
    loopback.serve("/feed", body)
    world.run()

    assert world.titles() == {"One", "Two"}


def test_a_transfer_that_breaks_off_is_no_feed_and_its_tag_is_not_kept(world, loopback):
    whole = rss("One", "Two")
    head = f'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: {len(whole)}\r\n\r\n'.encode()
    world.subscribe(loopback.serve("/feed", Reply(raw=head + whole[:-40])))
    (failed,) = world.run().values()
    loopback.serve("/feed", whole, etag='"1"')
    world.run()

    assert failed.error
    assert "if-none-match" not in loopback.asked[-1].headers
    assert world.titles() == {"One", "Two"}


def test_a_parser_that_is_killed_at_a_new_feed_leaves_nothing_stored(world, loopback):
    world.subscribe(loopback.serve("/feed", rss("One"), etag='"1"'))
    healthy = world.refresh
    world.refresh = replace(healthy, sandbox=Breaking(healthy.sandbox, "read_new_document"))
    (failed,) = world.run().values()
    assert "took longer" in failed.error
    assert (world.titles(), world.feed().validators.etag) == (set(), None)
    assert world.feed().error == failed.error

    world.refresh = healthy
    (done,) = world.run().values()
    assert (done.new, done.error) == (1, None)


@pytest.mark.parametrize("step", ["read_news", "digests"])
def test_a_parser_that_is_killed_leaves_nothing_half_stored(world, loopback, step: str):
    world.subscribe(loopback.serve("/feed", rss("One"), etag='"1"'))
    world.run()
    # in another language all of it is read, and only then what is new in it
    known = rss("One", "Two", "Three").replace(b"<channel>", b"<channel><language>de</language>")
    loopback.serve("/feed", known, etag='"2"')
    healthy = world.refresh
    world.refresh = replace(healthy, sandbox=Breaking(healthy.sandbox, step))
    (failed,) = world.run().values()
    assert "took longer" in failed.error
    assert (world.titles(), world.feed().validators.etag) == ({"One"}, '"1"')
    assert world.feed().error == failed.error

    world.refresh = healthy
    (done,) = world.run().values()
    assert (done.new, done.error) == (2, None)


def test_the_text_of_a_feed_is_read_in_the_call_that_reads_its_news(world, loopback):
    called: list[str] = []

    class Noting(Breaking):
        def call(self, function: Callable[[Any], Any], argument: Any) -> Any:
            called.append(function.__name__)
            return super().call(function, argument)

    text = "Words. " * LARGE_CHARACTERS
    world.subscribe(loopback.serve("/feed", rss("One", text=text)))
    world.refresh = replace(world.refresh, sandbox=Noting(world.refresh.sandbox))
    world.run()
    loopback.serve("/feed", rss("One", text=text) + b"<!-- the same -->")
    world.run()
    loopback.serve("/feed", rss("One", "Two", text=text))
    world.run()

    assert called == ["read_new_document", "read_news", "read_news"]
    assert world.titles() == {"One", "Two"}


def test_the_same_bytes_without_a_tag_cost_no_parser(world, loopback):
    world.subscribe(loopback.serve("/feed", rss("One")))
    world.run()
    world.refresh = replace(world.refresh, sandbox=Breaking(world.refresh.sandbox, "read_news"))
    (again,) = world.run().values()

    assert (again.error, again.new, again.changed) == (None, 0, 0)
    assert loopback.count("/feed") == 2


# ---- when a feed is asked again


def test_a_success_and_a_304_are_noted_with_the_time_of_the_next_visit(world, loopback):
    world.subscribe(loopback.serve("/feed", rss("One"), etag='"1"'))
    for minutes in (0, 60):
        world.now = NOW + timedelta(minutes=minutes)
        world.run()
        assert world.feed().checked == world.now
        assert world.feed().next_check == world.now + INTERVAL


def test_failures_in_a_row_wait_longer_and_a_success_forgets_them(world, loopback):
    world.subscribe(loopback.url("/feed"))
    waits = []
    for _ in range(3):
        world.run()
        waits.append(world.feed().next_check - world.now)
    for wait, doubled in zip(waits, (2, 4, 8), strict=True):
        assert 0.8 * doubled * INTERVAL <= wait <= doubled * INTERVAL
    assert world.feed().failures == 3

    loopback.serve("/feed", rss("One"))
    world.run()
    assert (world.feed().failures, world.feed().next_check) == (0, NOW + INTERVAL)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_names_a_time_is_left_alone_so_long(world, loopback, status: int):
    world.subscribe(loopback.serve("/feed", Reply(status, headers={"Retry-After": "14400"})))
    (failed,) = world.run().values()

    assert str(status) in failed.error
    assert world.feed().next_check == NOW + timedelta(hours=4)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 500])
def test_whatever_a_server_refuses_the_articles_stay(world, loopback, status: int):
    world.subscribe(loopback.serve("/feed", rss("One"), etag='"1"'))
    world.run()
    loopback.serve("/feed", Reply(status, rss("Not this")))
    world.run()

    assert world.titles() == {"One"}
    assert world.feed().validators.etag == '"1"'
    assert (world.feed().articles, world.feed().failures) == (1, 1)


# ---- one source and the others


def test_a_feed_is_stored_when_it_is_yielded_and_giving_up_waits_for_no_other(world, loopback):
    world.subscribe(
        loopback.serve("/hangs", lambda _: loopback.hold()), loopback.serve("/good", rss("One"))
    )
    running = world.refresh.run(world.store.feeds.all())

    first = next(running)
    assert (first.url, world.titles()) == (loopback.url("/good"), {"One"})

    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < 8  # 10, were it waited for
    assert world.feed(0).checked is None, "nothing became of it, so nothing is said of it"
    assert next(world.refresh.run([world.feed(1)])).error is None


def test_files_and_addresses_are_refreshed_together_and_fail_alone(world, loopback, tmp_path):
    good, gone = tmp_path / "good.xml", tmp_path / "gone.xml"
    good.write_bytes(rss("Local"))
    addresses = [
        loopback.serve("/feed", rss("Remote")), loopback.url("/404"),
        urls.file_url(good), urls.file_url(gone),
    ]  # fmt: skip
    world.subscribe(*addresses)
    outcomes = world.run()

    assert [bool(outcomes[address].error) for address in addresses] == [False, True, False, True]
    assert world.titles() == {"Local", "Remote"}
    assert "gone.xml" in outcomes[addresses[3]].error


def test_a_feed_that_is_removed_while_it_is_fetched_stops_no_other(world, loopback):
    def remove_meanwhile(_: Asked) -> bytes:
        world.store.removed.remove(world.feeds[0].id, now=NOW)
        return rss("Unwanted")

    world.subscribe(loopback.serve("/gone", remove_meanwhile), loopback.serve("/good", rss("One")))
    outcomes = world.run()

    assert outcomes[loopback.url("/good")].new == 1
    assert outcomes[loopback.url("/gone")].new == 0
    assert world.titles() == {"One"}
    assert [feed.url for feed in world.store.feeds.all()] == [loopback.url("/good")]


@pytest.mark.parametrize("answer", [Reply(500), Reply(304)])
def test_a_feed_that_is_removed_while_it_fails_is_not_missed(world, loopback, answer: Reply):
    def remove_meanwhile(_: Asked) -> Reply:
        world.store.removed.remove(world.feeds[0].id, now=NOW)
        return answer

    world.subscribe(loopback.serve("/gone", remove_meanwhile))

    assert len(world.run()) == 1
    assert world.store.feeds.all() == []


def test_a_page_that_fails_after_its_article_was_removed_is_not_missed(world, loopback):
    world.subscribe(loopback.serve("/feed", rss("One")))
    world.run()
    (number,) = world.store.lists.ids(Query())
    world.store.removed.remove(world.feeds[0].id, now=NOW)

    world.store.pages.note_failure(number, "404 Not Found")
    world.store.pages.note_failure(ArticleId(99), "404 Not Found")

    assert world.store.pages.wanted() == []


def test_an_article_that_is_removed_while_its_page_is_fetched_stops_no_other(world, loopback):
    def remove_meanwhile(_: Asked) -> bytes:
        world.store.removed.remove(world.feeds[0].id, now=NOW)
        return b"<html><body><article><p>Too late.</p></article></body></html>"

    world.subscribe(loopback.serve("/a/feed", rss("gone")), loopback.serve("/b/feed", rss("kept")))
    world.run()
    numbers = world.store.lists.ids(Query())
    loopback.serve("/gone", remove_meanwhile)
    wanted = [page for number in numbers if (page := world.store.pages.of_article(number))]
    outcomes = {page.title: page.error for page in fetch_pages(world.refresh, wanted)}

    assert len(outcomes) == 2
    assert "404" in outcomes["kept"]
    assert "no article has the number" in outcomes["gone"]
    assert world.titles() == {"kept"}


# ---- what is stored


def test_links_of_a_feed_that_moved_start_where_it_was_found(world, loopback):
    loopback.serve("/new/feed", rss("one"))
    world.subscribe(
        loopback.serve("/feed", Reply(301, headers={"Location": loopback.url("/new/feed")}))
    )
    (done,) = world.run().values()

    assert done.new == 1
    (row,) = world.store.articles.rows(world.store.lists.ids(Query()))
    assert row.url == loopback.url("/one")
    assert world.feed().url == loopback.url("/feed"), "what was asked for stays what is asked"


def test_two_threads_that_refresh_one_feed_store_it_once(world, loopback):
    both = threading.Barrier(2)

    def answer(_: Asked) -> bytes:
        both.wait(20)  # neither is stored before both were asked for
        return rss("One", "Two", "Three")

    world.subscribe(loopback.serve("/feed", answer))
    outcomes: list[Refreshed] = []
    threads = [
        threading.Thread(target=lambda: outcomes.extend(world.refresh.run([world.feed()])))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sum(done.new for done in outcomes) == 3
    assert [done.error for done in outcomes] == [None, None]
    assert (world.feed().articles, len(world.titles())) == (3, 3)


def test_closing_ends_a_refresh_that_waits(world, loopback, tmp_path):
    asked = threading.Event()

    def hang(_: Asked) -> Reply:
        asked.set()
        return loopback.hold()

    world.subscribe(loopback.serve("/hangs", hang))
    refresh = replace(world.refresh, fetcher=Fetcher(seconds=60), sandbox=Sandbox())
    outcomes: list[Refreshed] = []
    thread = threading.Thread(target=lambda: outcomes.extend(refresh.run(world.store.feeds.all())))
    thread.start()
    assert asked.wait(20)
    refresh.close()
    thread.join(5)

    assert not thread.is_alive()
    assert outcomes == []
    assert world.feed().error is None, "that qreader was closed is no failure of the feed"


# ---- what a feed states otherwise besides the words


def test_a_new_attachment_date_and_picture_are_shown_and_nothing_has_changed(world, loopback):
    item = (
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item>"
        "<title>One</title><guid>1</guid><description>Words.</description>"
        "<pubDate>{date}</pubDate><category>{tag}</category><media:thumbnail url='{picture}'/>"
        "<enclosure url='{file}' type='audio/mpeg' length='3'/></item></channel></rss>"
    )
    first = {
        "date": "Mon, 02 Nov 2026 10:00:00 GMT", "tag": "sea", "picture": "https://a.example/1.jpg",
        "file": "https://a.example/1.mp3?token=1",
    }  # fmt: skip
    second = {
        "date": "Sun, 01 Nov 2026 10:00:00 GMT", "tag": "sky", "picture": "https://a.example/2.jpg",
        "file": "https://a.example/1.mp3?token=2",
    }  # fmt: skip
    url = loopback.serve("/feed", item.format(**first).encode())
    world.subscribe(url)
    world.run()
    (number,) = world.store.lists.ids(Query())
    world.store.statuses.mark([number], read=True)
    loopback.serve("/feed", item.format(**second).encode())
    world.now += INTERVAL
    done = world.run()[url]
    article = world.store.articles.one(number)

    assert (done.new, done.changed) == (0, 0)
    assert article.entry.enclosures[0].url == second["file"]
    assert article.entry.image == second["picture"]
    assert article.entry.tags == ("sky",)
    assert article.row.published == article.row.dated == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert (article.row.status.read, article.row.changed) == (True, False)
    assert world.store.revisions.of_article(number) == []


def test_an_article_is_not_brought_to_the_top_by_dates_that_rise_with_every_visit(world, loopback):
    def feed(date: datetime) -> bytes:
        return rss("One").replace(b"<item>", f"<item><pubDate>{date}</pubDate>".encode())

    world.subscribe(loopback.serve("/feed", feed(NOW)))
    world.run()
    for _ in range(3):
        world.now += INTERVAL
        loopback.serve("/feed", feed(world.now))
        world.run()
    (row,) = world.store.articles.rows(world.store.lists.ids(Query()))

    assert (row.published, row.dated) == (world.now, NOW)


def test_a_feed_that_numbers_its_places_brings_new_articles(world, loopback):
    def top(*names: str) -> bytes:
        items = "".join(
            f"<item><guid isPermaLink='false'>{n}</guid><title>{name}</title><link>/{name}</link>"
            f"<description>All about {name}</description></item>"
            for n, name in enumerate(names)
        )
        return f"<rss version='2.0'><channel><title>Top</title>{items}</channel></rss>".encode()

    url = loopback.serve("/feed", top("One", "Two"))
    world.subscribe(url)
    world.run()
    world.store.statuses.mark(world.store.lists.ids(Query()), read=True)
    found = []
    for names in (("Three", "Four"), ("Three", "Four"), ("Three", "Five")):
        loopback.serve("/feed", top(*names))
        world.now += INTERVAL
        done = world.run()[url]
        found.append((done.new, done.changed))

    assert found == [(2, 0), (0, 0), (1, 0)]
    assert world.titles() == {"One", "Two", "Three", "Four", "Five"}
    assert world.feed().unread == 3


def test_a_title_that_is_corrected_makes_no_second_article(world, loopback):
    item = "<item><title>{}</title><description>{}</description><pubDate>{}</pubDate></item>"
    feed = f"<rss version='2.0'><channel><title>Post</title>{item}</channel></rss>"
    text, date = "A text of its own, long enough. " * 4, "Mon, 02 Nov 2026 10:00:00 GMT"
    url = loopback.serve("/feed", feed.format("Teh tide", text, date).encode())
    world.subscribe(url)
    world.run()
    loopback.serve("/feed", feed.format("The tide", text, date).encode())
    world.now += INTERVAL
    done = world.run()[url]

    assert (done.new, done.changed) == (0, 1)
    assert world.titles() == {"The tide"}

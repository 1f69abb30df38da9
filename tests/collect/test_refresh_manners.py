"""A refresh and what feeds and servers ask of it, over days: a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loopback import Asked, Loopback, Reply
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import ArticleId, FeedId, Move, Query, Subscription
from refresh_world import INTERVAL, NOW, rss

DAY = timedelta(days=1)


class LibraryAt(Library):
    """A library whose clock is moved by hand."""

    time = NOW

    def now(self):
        return self.time


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LibraryAt]:
    opened = LibraryAt(find_paths(tmp_path / "cache"), Config(min_interval_minutes=30))
    yield opened
    opened.close()


def subscribe(library: Library, *addresses: str) -> list[FeedId]:
    return [one.feed_id for one in library.subscribe(Subscription(url) for url in addresses)]


def titles(library: Library) -> list[str]:
    return sorted(row.title for row in library.articles.rows(library.lists.ids(Query())))


def moved(loopback: Loopback, target: str = "/new") -> Reply:
    return Reply(301, headers={"Location": loopback.url(target)})


# ---- a refresh of all, and of one that is named


def test_a_feed_that_is_gone_is_kept_and_asked_again_only_where_it_is_named(library, loopback):
    url = loopback.serve("/feed", rss("One"))
    (number,) = subscribe(library, url)
    list(library.refresh())
    loopback.serve("/feed", Reply(410))
    (gone,) = library.refresh()

    assert "410 Gone" in gone.error
    assert "unless you name it" in gone.error
    library.time += 30 * DAY
    assert (list(library.refresh()), list(library.refresh(only_due=True))) == ([], [])
    assert (titles(library), library.feeds.one(number).error) == (["One"], gone.error)

    loopback.serve("/feed", rss("One", "Two"))
    (back,) = library.refresh([number])
    assert (back.error, back.new) == (None, 1)
    assert len(list(library.refresh())) == 1, "it is a feed like any other again"


@pytest.mark.parametrize("status", [429, 503])
def test_a_feed_whose_server_wants_to_be_left_alone_is_left_alone(library, loopback, status):
    url = loopback.serve("/feed", Reply(status, headers={"Retry-After": "3600"}))
    (number,) = subscribe(library, url)
    (busy,) = library.refresh()
    assert "rate-limited for 60 min" in busy.error

    library.time += timedelta(minutes=59)
    assert list(library.refresh()) == []
    assert len(list(library.refresh([number]))) == 1, "the person insists"
    library.time += timedelta(hours=1)
    loopback.serve("/feed", rss("One"))
    (done,) = library.refresh()
    assert done.error is None
    assert loopback.count("/feed") == 3


def test_a_refresh_by_hand_asks_a_feed_that_is_not_yet_due(library, loopback):
    reply = Reply(body=rss("One"), headers={"Cache-Control": "max-age=7200"})
    subscribe(library, loopback.serve("/feed", reply))
    list(library.refresh())

    library.time += timedelta(minutes=119)
    assert list(library.refresh(only_due=True)) == []
    library.time += timedelta(minutes=2)
    assert len(list(library.refresh(only_due=True))) == 1
    assert len(list(library.refresh())) == 1


def test_one_feed_that_is_left_alone_holds_up_no_other(library, loopback):
    busy = Reply(429, headers={"Retry-After": "3600"})
    good = [loopback.serve(f"/good{n}", rss(f"Good {n}")) for n in range(50)]
    subscribe(library, loopback.serve("/busy", busy), *good)
    outcomes = list(library.refresh())

    assert [done.error is None for done in outcomes].count(True) == 50
    assert len(titles(library)) == 50


# ---- how often


def test_what_a_feed_says_of_its_pace_holds_for_a_304_as_well(world, loopback):
    body = rss("One").replace(b"<item>", b"<ttl>180</ttl><item>", 1)
    world.subscribe(loopback.serve("/feed", body, etag='"1"'))
    for _ in range(2):
        world.run()
        assert world.feed().pace.wait_seconds == 3 * 3600
        assert world.feed().next_check == world.now + timedelta(hours=3)
        world.now += timedelta(minutes=5)
    assert loopback.asked[1].headers["if-none-match"] == '"1"'


def test_a_feed_that_takes_its_wish_back_is_asked_as_before(world, loopback):
    body = rss("One").replace(b"<item>", b"<ttl>180</ttl><item>", 1)
    world.subscribe(loopback.serve("/feed", body))
    world.run()
    loopback.serve("/feed", rss("One", "Two"))
    world.run()

    assert world.feed().next_check == NOW + INTERVAL


def test_a_feed_is_asked_as_often_as_it_brings_something(world, loopback):
    world.subscribe(loopback.serve("/feed", rss("One"), etag='"1"'))
    world.run()
    waits = []
    for days in (1, 2, 4, 30):
        world.now = NOW + days * DAY
        world.run()
        waits.append(world.feed().next_check - world.now)

    assert waits == [timedelta(hours=6), timedelta(hours=12), DAY, DAY]


def test_a_local_feed_is_read_again_as_soon_as_may_be(world, tmp_path):
    (tmp_path / "feed.xml").write_bytes(rss("One"))
    world.subscribe((tmp_path / "feed.xml").as_uri())
    world.run()
    world.now += 30 * DAY
    world.run()

    assert world.feed().next_check == world.now + INTERVAL


# ---- moves


def test_a_move_for_good_is_taken_over_when_it_was_seen_on_two_days(world, loopback):
    world.subscribe(loopback.serve("/feed", moved(loopback)))
    loopback.serve("/new", rss("One"), etag='"1"')
    world.run()
    assert world.feed().url == loopback.url("/feed")
    assert world.feed().move == Move(loopback.url("/new"), NOW)

    world.now += timedelta(hours=3)
    world.run()
    assert world.feed().url == loopback.url("/feed"), "on one day"

    world.now += DAY
    world.run()
    assert (world.feed().url, world.feed().move) == (loopback.url("/new"), None)
    assert world.feed().typed_url == loopback.url("/feed")
    asked = loopback.count("/feed")
    world.run()
    assert loopback.count("/feed") == asked, "it is asked where it is"
    assert (world.feed().articles, world.titles()) == (1, {"One"})


def test_a_move_that_is_taken_back_is_forgotten(world, loopback):
    world.subscribe(loopback.serve("/feed", moved(loopback)))
    loopback.serve("/new", rss("One"))
    world.run()
    loopback.serve("/feed", rss("One"))
    world.run()
    assert world.feed().move is None

    loopback.serve("/feed", moved(loopback))
    world.now += 2 * DAY
    world.run()
    assert world.feed().url == loopback.url("/feed")


def test_a_redirect_for_now_moves_nothing(world, loopback):
    reply = Reply(302, headers={"Location": loopback.url("/new")})
    world.subscribe(loopback.serve("/feed", reply))
    loopback.serve("/new", rss("One"))
    for _ in range(3):
        world.run()
        world.now += DAY

    assert (world.feed().url, world.feed().move) == (loopback.url("/feed"), None)


def test_a_redirect_to_what_is_no_feed_moves_nothing(world, loopback):
    world.subscribe(loopback.serve("/feed", moved(loopback)))
    loopback.serve("/new", b"<html><body>This site was sold.</body></html>")
    for _ in range(3):
        (failed,) = world.run().values()
        world.now += DAY

    assert failed.error
    assert (world.feed().url, world.feed().move) == (loopback.url("/feed"), None)


def test_a_feed_never_moves_onto_another(world, loopback):
    loopback.serve("/new", rss("One"))
    world.subscribe(loopback.serve("/feed", moved(loopback)), loopback.url("/new"))
    for _ in range(3):
        assert all(done.error is None for done in world.run().values())
        world.now += DAY

    assert [world.feed(n).url for n in (0, 1)] == [loopback.url("/feed"), loopback.url("/new")]


def test_who_subscribes_to_the_old_address_again_gets_the_feed_that_moved(world, loopback):
    world.subscribe(loopback.serve("/feed", moved(loopback)))
    loopback.serve("/new", rss("One"))
    for _ in range(2):
        world.run()
        world.now += DAY
    found, is_new = world.store.subscriptions.add(
        Subscription(loopback.url("/feed")), now=world.now
    )

    assert (found.id, is_new) == (world.feeds[0].id, False)


def test_a_feed_that_moves_back_is_asked_where_it_was(world, loopback):
    world.subscribe(loopback.serve("/feed", moved(loopback)))
    loopback.serve("/new", rss("One"))
    for _ in range(2):
        world.run()
        world.now += DAY
    assert world.feed().url == loopback.url("/new")

    loopback.serve("/feed", rss("One", "Two"))
    loopback.serve("/new", moved(loopback, "/feed"))
    for _ in range(2):
        world.run()
        world.now += DAY
    assert world.feed().url == loopback.url("/feed")


def test_a_feed_that_moved_gives_its_new_host_no_way_into_a_private_network(world, loopback):
    """The new address was found by following the old one, which the person typed."""
    world.subscribe(loopback.serve("/feed", rss("One")))
    world.run()
    stranger = replace(
        world.feed(), url=loopback.url("/feed", "127.0.0.2"), typed_url="https://example.org/feed"
    )
    (failed,) = world.refresh.run([stranger])

    assert "private network" in failed.error
    assert loopback.count("/feed") == 1


# ---- the same articles under other names


def churning(title: str = "Item"):
    """Return a route that makes up its guids anew at every visit."""
    visits = []

    def route(_: Asked) -> bytes:
        visits.append(None)
        items = "".join(
            f"<item><title>{title} {n}</title><guid>{len(visits)}-{n}</guid>"
            f"<link>/{n}</link><description>Text {n}.</description></item>"
            for n in range(20)
        )
        return f"<rss version='2.0'><channel><title>C</title>{items}</channel></rss>".encode()

    return route


def test_a_feed_that_makes_up_its_guids_anew_floods_nothing(world, loopback):
    world.subscribe(loopback.serve("/feed", churning()))
    world.run()
    numbers = world.store.lists.ids(Query())
    world.store.statuses.mark(numbers[:5], read=True)
    for _ in range(3):
        (done,) = world.run().values()
        assert (done.new, done.changed, done.error) == (0, 0, None)

    assert sorted(world.store.lists.ids(Query())) == sorted(numbers)
    assert world.feed().unread == 15
    guids = {row.guid for row in world.store.articles.rows(numbers)}
    assert guids == {f"4-{n}" for n in range(20)}, "they are known by the latest"


def test_an_article_that_is_renamed_and_changed_is_one_that_changed(world, loopback):
    date = "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
    first = rss("one").replace(b"<guid>", f"{date}<guid>".encode())
    world.subscribe(loopback.serve("/feed", first))
    world.run()
    (number,) = world.store.lists.ids(Query())
    world.store.statuses.mark([number], read=True)
    second = first.replace(b"<guid>one", b"<guid>one-again").replace(b"Words.", b"Other words.")
    loopback.serve("/feed", second)
    (done,) = world.run().values()

    assert (done.new, done.changed) == (0, 1)
    (row,) = world.store.articles.rows(world.store.lists.ids(Query()))
    assert (row.id, row.guid, row.changed) == (number, "one-again", True)
    assert len(world.store.revisions.of_article(ArticleId(number))) == 1


def test_what_another_feed_states_under_that_address_stays_its_own(world, loopback):
    world.subscribe(loopback.serve("/a", rss("one")))
    world.run()
    loopback.serve("/b", rss("one").replace(b"<guid>one", b"<guid>other"))
    world.subscribe(loopback.url("/b"))
    world.run()

    assert [world.feed(n).articles for n in (0, 1)] == [1, 1]

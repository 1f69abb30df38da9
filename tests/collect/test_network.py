"""Network: what a refresh makes of servers that are all out of reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from qreader.collect.network import ENOUGH_HOSTS, PROBES, Network
from qreader.errors import FetchError, Unreached
from qreader.model import Feed, Refreshed
from qreader.sources.web.exchange import Request
from refresh_world import World

HOST = FetchError("no such host", "", unreached=Unreached.HOST)
NETWORK = FetchError("cannot be looked up", "", unreached=Unreached.NETWORK)
REFUSED = FetchError("connection refused", "")
ANSWERED = FetchError("404 Not Found", "", 404)


def url(host: int) -> str:
    return f"https://n{host}.example/feed"


class Servers:
    """A fetcher whose servers answer as they are told; those that are not told are not there."""

    def __init__(self, answers: Mapping[str, object], otherwise: object = HOST) -> None:
        self.answers = answers
        self.otherwise = otherwise
        self.asked: list[str] = []

    def begin(self, requests: list[tuple[Feed, Request]]) -> tuple[Iterator[Any], Any]:
        def answers() -> Iterator[tuple[Feed, object]]:
            for feed, request in requests:
                self.asked.append(request.url)
                yield feed, self.answers.get(request.url, self.otherwise)

        return answers(), lambda: None


def refreshed(world: World, servers: Servers, network: Network) -> list[Refreshed]:
    refresh = replace(world.refresh, fetcher=servers)
    return list(refresh.run(world.store.feeds.all(), network=network))


@pytest.mark.parametrize(
    ("answers", "is_down"),
    [
        ([], False),
        ([HOST], False),
        ([NETWORK], True),
        ([HOST, HOST], True),
        ([HOST, REFUSED], False),
        ([ANSWERED, HOST, NETWORK], False),
        ([HOST, HOST, None], False),
    ],
)
def test_a_network_is_down_where_all_were_out_of_reach_and_not_only_one_host(answers, is_down):
    network = Network()
    for host, answer in enumerate(answers):
        network.hear(url(host), answer)

    assert network.is_down is is_down


def test_two_feeds_of_one_host_say_no_more_than_one():
    network = Network()
    network.hear(url(1), HOST)
    network.hear(url(1), HOST)

    assert not network.is_down


def test_a_server_in_the_persons_own_network_tells_nothing_of_the_world_outside():
    network = Network()
    network.hear("http://127.0.0.1/feed", None)
    network.hear("http://192.168.1.5/feed", NETWORK)
    assert not network.is_down
    network.hear(url(1), NETWORK)

    assert network.is_down
    assert network.has_answered


def test_where_the_network_is_down_no_feed_answers_for_it(world: World):
    world.subscribe(url(1), url(2))
    before = world.store.feeds.all()
    network = Network()
    done = refreshed(world, Servers({}), network)

    assert [one.error for one in done] == ["no such host"] * 2
    assert network.is_down
    assert world.store.feeds.all() == before


def test_where_one_server_answers_the_others_have_failed_and_wait(world: World):
    world.subscribe(url(1), url(2), url(3))
    done = refreshed(world, Servers({url(3): ANSWERED}), Network())

    assert {one.error for one in done} == {"no such host", "404 Not Found"}
    assert [feed.failures for feed in world.store.feeds.all()] == [1, 1, 1]


def test_many_hosts_that_answered_last_time_end_a_refresh_where_all_are_out_of_reach(world: World):
    world.subscribe(*map(url, range(50)))
    servers, network = Servers({}), Network()
    refreshed(world, servers, network)

    assert network.is_down
    assert ENOUGH_HOSTS <= len(servers.asked) < 20


def test_hosts_that_were_dead_before_end_no_refresh(world: World):
    world.subscribe(*map(url, range(20)))
    for feed in world.store.feeds.all():
        world.store.feeds.note_failure(feed.id, "no such host", now=world.now, next_check=None)
    world.subscribe(url(99))
    servers, network = Servers({url(99): ANSWERED}), Network()
    refreshed(world, servers, network)

    assert not network.is_down
    assert len(servers.asked) == 21


def test_a_network_that_was_down_is_probed_with_a_few_feeds(world: World):
    world.subscribe(*map(url, range(20)))
    servers, network = Servers({}, NETWORK), Network(was_down=True)
    refreshed(world, servers, network)

    assert network.is_down
    assert len(servers.asked) == PROBES


def test_behind_a_probe_that_is_answered_all_are_asked_once(world: World):
    world.subscribe(*map(url, range(20)))
    servers, network = Servers({}, ANSWERED), Network(was_down=True)
    refreshed(world, servers, network)

    assert not network.is_down
    assert sorted(servers.asked) == sorted(map(url, range(20)))


def test_files_are_read_where_the_network_is_down(world: World, tmp_path):
    (tmp_path / "Here.md").write_text("# Here\n\nText.")
    world.subscribe(url(1), url(2), (tmp_path / "Here.md").as_uri())
    refreshed(world, Servers({}), Network())

    assert world.titles() == {"Here"}

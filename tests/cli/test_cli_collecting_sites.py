"""`add` with addresses of known sites: which of their feeds is taken, and how to take another."""

from __future__ import annotations

import pytest
from gazette import Run

from loopback import Loopback


def feed(title: str, *items: str) -> bytes:
    entries = "".join(f"<item><title>{one}</title><guid>{one}</guid></item>" for one in items)
    return f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>".encode()


@pytest.fixture
def profile(loopback: Loopback) -> str:
    """The address of a profile with three feeds."""
    loopback.serve("/@keeper.rss", feed("Keeper", "one", "two"))
    loopback.serve("/@keeper/with_replies.rss", feed("Keeper, answering", "one", "two", "three"))
    loopback.serve("/@keeper/media.rss", feed("Keeper in pictures", "one"))
    return loopback.url("/@keeper")


def test_the_best_is_taken_and_the_others_are_said_with_their_numbers(
    run: Run, profile: str
) -> None:
    result = run("add", profile)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "Keeper: 2 new articles (feed 1)",
        "also there: with replies (--feed 2), with media (--feed 3)",
    ]


def test_another_is_taken_by_its_number(run: Run, profile: str) -> None:
    result = run("add", profile, "--feed", "2")
    assert result.out == "Keeper, answering: 3 new articles (feed 1)\n"
    assert run("feeds", "--json").document[0]["url"] == f"{profile}/with_replies.rss"


def test_a_sites_feeds_are_listed_without_adding_one(run: Run, profile: str) -> None:
    result = run("add", profile, "--feed", "list")
    assert result.out.splitlines() == [
        f"1  posts: {profile}.rss",
        f"2  with replies: {profile}/with_replies.rss",
        f"3  with media: {profile}/media.rss",
    ]
    assert run("feeds", "--json").document == []
    listed = run("add", profile, "--feed", "list", "--json").document
    assert listed[1] == {
        "number": 2,
        "what": "with replies",
        "url": f"{profile}/with_replies.rss",
    }


def test_scripts_see_the_other_feeds_with_their_numbers(run: Run, profile: str) -> None:
    (added,) = run("add", profile, "--json").documents
    assert [one["number"] for one in added["offers"]] == [2, 3]
    assert added["others"] == [one["url"] for one in added["offers"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--feed", "4"], "there are 3; `--feed list` lists them"),
        (["--feed", "0"], "--feed"),
        (["--feed", "-1"], "--feed"),
        (["--feed", "all"], "--feed"),
        (["example.org", "--feed", "2"], "--feed is for one address at a time"),
    ],
)
def test_a_feed_that_is_not_there_is_told(
    run: Run, profile: str, arguments: list[str], said: str
) -> None:
    result = run("add", profile, *arguments)
    assert result.code == 2
    assert said in result.err
    assert run("feeds", "--json").document == []


def test_a_site_that_is_not_known_has_no_feeds_to_choose_from(run: Run, loopback: Loopback) -> None:
    site = loopback.serve("/feed", feed("Quay", "one"))
    assert "of no site that qreader knows" in run("add", site, "--feed", "2").err
    assert "of no site that qreader knows" in run("add", site, "--feed", "list").out

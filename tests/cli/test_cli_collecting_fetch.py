"""The verbs of the full text: fetch, set, and what a refresh adds to itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from gazette import Run

from loopback import Loopback, Reply

SUMMARY = "The harbour opens its old lock again this Sunday, after nine years of waiting."
STORY = (
    f"{SUMMARY} The gates were taken out in spring and turned on a bench as long as a tram. "
    "Divers found an anchor, two bicycles and the bell of a ferry in the mud below them. "
    "The lock keeper says that the first boat through on the day will be nobody's but hers. "
    "From Monday on the barges of the sugar works can save the long way round the cape. "
    "The town has planted forty willows along the basin, one for each year of the old wall"
)


@pytest.fixture
def feed(loopback: Loopback) -> str:
    """A feed of one summary, whose page holds the whole story."""
    paragraphs = "".join(f"<p>{part}.</p>" for part in STORY.split(". "))
    page = (
        "<!doctype html><html lang='en'><head><title>The old lock opens again</title></head>"
        f"<body><article><h1>The old lock opens again</h1>{paragraphs}</article></body></html>"
    )
    loopback.serve("/lock", page.encode())
    body = (
        "<rss version='2.0'><channel><title>Harbour News</title><item><guid>1</guid>"
        f"<title>The old lock opens again</title><link>{loopback.url('/lock')}</link>"
        f"<description>{SUMMARY}</description></item></channel></rss>"
    )
    return loopback.serve("/feed.xml", body.encode())


def body_of(run: Run, number: int = 1) -> str:
    return run("show", str(number), "--json").document["body"]


def test_a_refresh_fetches_the_pages_of_summaries(run: Run, feed: str, tmp_path: Path) -> None:
    urls = tmp_path / "urls"
    urls.write_text(f"{feed}\n")
    run("import", str(urls))

    result = run("refresh")

    assert result.out == "1 feed: 1 new, 0 changed, 0 failed, 1 full text\n"
    assert "the bell of a ferry" in body_of(run)


def test_a_refresh_as_json_says_nothing_of_pages_but_fetches_them(run: Run, feed: str) -> None:
    run("add", feed)

    result = run("refresh", "--json")

    assert len(result.out.splitlines()) == 1
    assert "the bell of a ferry" in body_of(run)


def test_a_page_that_fails_is_no_failure_of_the_feed(run: Run, feed: str, loopback) -> None:
    loopback.serve("/lock", Reply(404))
    run("add", feed)

    result = run("refresh")

    assert (result.code, result.err) == (0, "")
    assert body_of(run) == SUMMARY


def test_fetch_brings_the_page_of_one_article(run: Run, feed: str) -> None:
    run("add", feed)
    assert body_of(run) == SUMMARY

    result = run("fetch", "1")

    assert (result.code, result.out) == (0, "1 full text, 0 failed\n")
    assert "the bell of a ferry" in body_of(run)


def test_fetch_brings_what_is_wanted(run: Run, feed: str) -> None:
    run("add", feed)

    assert run("fetch", "--want").out == "1 full text, 0 failed\n"
    assert run("fetch", "--want", "--quiet").out == ""


def test_a_page_that_cannot_be_had_is_one_sentence(run: Run, feed: str, loopback) -> None:
    loopback.serve("/lock", Reply(404))
    run("add", feed)

    result = run("fetch", "1")

    assert result.code == 1
    assert "404" in result.err
    assert result.err.startswith("qreader: The old lock opens again: ")


@pytest.mark.parametrize("arguments", [["fetch"], ["fetch", "1", "--want"]])
def test_fetch_wants_to_know_what(run: Run, feed: str, arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.code == 2
    assert "--want" in result.err


def test_fetch_of_an_unknown_article_is_wrong_usage(run: Run) -> None:
    assert run("fetch", "99").code == 2


def test_a_feed_can_be_told_to_fetch_no_pages(run: Run, feed: str, loopback: Loopback) -> None:
    run("add", feed)
    result = run("set", "1", "--full-text", "never")
    assert (result.code, result.out) == (0, "Harbour News: full text never\n")

    second = b"<item><guid>2</guid><title>Another</title><link>http://127.0.0.1:9/x</link></item>"
    loopback.serve(
        "/feed.xml",
        b"<rss version='2.0'><channel><title>Harbour News</title>" + second + b"</channel></rss>",
    )
    run("fetch", "--want")
    assert run("refresh").out == "1 feed: 1 new, 0 changed, 0 failed\n"


@pytest.mark.parametrize("arguments", [["1"], ["1", "--full-text", "sometimes"], ["7"]])
def test_set_is_strict(run: Run, feed: str, arguments: list[str]) -> None:
    assert run("set", *arguments).code == 2

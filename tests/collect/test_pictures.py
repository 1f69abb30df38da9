"""Pictures: fetched once, kept in bounds, never from a private network on a feed's word."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loopback import Loopback, Reply, loopback
from qreader.collect import pictures
from qreader.collect.pictures import Wanted, fetch_ahead, is_picture, picture
from qreader.errors import FetchError
from qreader.model import Article, ArticleId, Entry, FeedId, Row
from qreader.sources.web.fetch import Fetcher

__all__ = ["loopback"]

PNG = b"\x89PNG\r\n\x1a\n"
LIMIT = 100_000_000


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(seconds=5) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def wanted(loopback: Loopback, path: str) -> Wanted:
    return Wanted(loopback.url(path), loopback.url("/feed"))


def age(folder: Path, seconds: float) -> None:
    """Let all that is kept be older."""
    for path in folder.iterdir():
        os.utime(path, (path.stat().st_mtime - seconds,) * 2)


def article(loopback: Loopback, *names: str, number: int = 1, **fields: str) -> Article:
    body = "".join(f'<p>Words.</p><img src="{loopback.url(name)}">' for name in names)
    entry = Entry("A title", body_html=body or "<p>Words.</p>", **fields)  # type: ignore[arg-type]
    row = Row(
        ArticleId(number), FeedId(1), "Post", "A title", datetime(2026, 11, 30, tzinfo=UTC),
        feed_url=loopback.url("/feed"),
    )  # fmt: skip
    return Article(row, entry)


# ---- one


def test_a_picture_is_asked_for_once(fetcher: Fetcher, loopback: Loopback, folder: Path):
    loopback.serve("/a.png", PNG)

    for _ in range(2):
        assert picture(fetcher, folder, wanted(loopback, "/a.png"), LIMIT) == PNG
    assert loopback.count("/a.png") == 1
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404),
        Reply(200, b"<!doctype html><title>Log in</title>"),
        Reply(200, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_an_answer_without_a_picture_is_an_error_and_is_not_kept(
    fetcher: Fetcher, loopback: Loopback, folder: Path, reply: Reply
):
    loopback.serve("/a.png", reply)

    with pytest.raises(FetchError):
        picture(fetcher, folder, wanted(loopback, "/a.png"), LIMIT)
    assert not folder.exists()


def test_a_picture_of_too_many_bytes_is_not_read(
    fetcher: Fetcher, loopback: Loopback, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pictures, "MAX_BYTES", 1_000)
    loopback.serve("/a.png", PNG + bytes(2_000))

    with pytest.raises(FetchError, match="more than"):
        picture(fetcher, folder, wanted(loopback, "/a.png"), LIMIT)


@pytest.mark.parametrize("feed", ["https://example.org/feed", "file:///home/somebody/feed.xml"])
def test_a_feed_reaches_no_private_network_with_a_picture(
    fetcher: Fetcher, loopback: Loopback, folder: Path, feed: str
):
    loopback.serve("/a.png", PNG)

    with pytest.raises(FetchError, match="private network"):
        picture(fetcher, folder, Wanted(loopback.url("/a.png"), feed), LIMIT)
    assert loopback.count("/a.png") == 0


def test_the_pictures_that_were_not_seen_for_longest_go(
    fetcher: Fetcher, loopback: Loopback, folder: Path
):
    data = PNG + bytes(2)
    for number in range(4):
        loopback.serve(f"/{number}", data)
    for number in (0, 1):
        picture(fetcher, folder, wanted(loopback, f"/{number}"), 25)
        age(folder, 100_000)
    picture(fetcher, folder, wanted(loopback, "/0"), 25)  # it is seen again
    picture(fetcher, folder, wanted(loopback, "/2"), 25)

    assert pictures.kept(folder) == (2, 20)
    picture(fetcher, folder, wanted(loopback, "/0"), 25)
    assert loopback.count("/0") == 1
    picture(fetcher, folder, wanted(loopback, "/1"), 25)
    assert loopback.count("/1") == 2


def test_a_folder_that_cannot_be_written_costs_no_picture(
    fetcher: Fetcher, loopback: Loopback, tmp_path: Path
):
    loopback.serve("/a.png", PNG)
    (tmp_path / "file").touch()

    folder = tmp_path / "file" / "inside"
    assert picture(fetcher, folder, wanted(loopback, "/a.png"), LIMIT) == PNG
    assert pictures.kept(folder) == (0, 0)


def test_pictures_are_known_by_how_they_begin():
    for data in (PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF....WEBPVP8 ", b"\0\0\0 ftypavif"):
        assert is_picture(data)
    for data in (b"", b"<svg", b"\n<html>", b"RIFF....WAVE", b"\0\0\0 ftypmp42", b"%PDF-1.7"):
        assert not is_picture(data)


# ---- ahead


def test_the_pictures_of_articles_are_fetched_before_they_are_opened(
    fetcher: Fetcher, loopback: Loopback, folder: Path
):
    for name in ("/a.png", "/b.png", "/lead.png"):
        loopback.serve(name, PNG)
    articles = [
        article(loopback, "/a.png", "/b.png"),
        article(loopback, "/a.png", number=2, image=loopback.url("/no.png")),
        article(loopback, number=3, image=loopback.url("/lead.png")),
    ]

    assert fetch_ahead(fetcher, folder, articles, LIMIT) == 3
    assert fetch_ahead(fetcher, folder, articles, LIMIT) == 0
    for name in ("/a.png", "/b.png", "/lead.png"):
        picture(fetcher, folder, wanted(loopback, name), LIMIT)
        assert loopback.count(name) == 1
    assert loopback.count("/no.png") == 0


def test_a_picture_that_failed_is_not_fetched_ahead_again_on_the_same_day(
    fetcher: Fetcher, loopback: Loopback, folder: Path
):
    loopback.serve("/a.png", b"<html>")
    articles = [article(loopback, "/a.png")]

    assert [fetch_ahead(fetcher, folder, articles, LIMIT) for _ in range(2)] == [0, 0]
    assert loopback.count("/a.png") == 1
    assert pictures.kept(folder) == (0, 0)
    with pytest.raises(FetchError):
        picture(fetcher, folder, wanted(loopback, "/a.png"), LIMIT)  # who opens it asks
    loopback.serve("/a.png", PNG)
    age(folder, pictures.FAILED_SECONDS + 1)
    assert fetch_ahead(fetcher, folder, articles, LIMIT) == 1


def test_a_refresh_stays_within_its_bytes_for_pictures(
    fetcher: Fetcher, loopback: Loopback, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pictures, "MAX_AHEAD_BYTES", 1_000)
    names = [f"/{number}.png" for number in range(12)]
    for name in names:
        loopback.serve(name, PNG + bytes(900))
    loopback.serve("/large.png", PNG + bytes(1_100))
    articles = [article(loopback, "/large.png", *names[:6]), article(loopback, *names[6:])]

    came = fetch_ahead(fetcher, folder, articles, 4 * 5_000)
    assert came == 5
    assert pictures.kept(folder).size_bytes <= 5_000


def test_of_an_article_with_thousands_of_pictures_a_few_are_fetched_ahead(
    fetcher: Fetcher, loopback: Loopback, folder: Path
):
    names = [f"/{number}.png" for number in range(2_000)]
    for name in names:
        loopback.serve(name, PNG)

    came = fetch_ahead(fetcher, folder, [article(loopback, *names)], LIMIT)
    assert came == pictures.MAX_OF_ARTICLE


def test_pictures_end_where_the_time_of_a_refresh_is_spent(
    fetcher: Fetcher, loopback: Loopback, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    loopback.serve("/a.png", PNG)
    monkeypatch.setattr(pictures, "SECONDS", 0.0)
    began = time.monotonic()
    assert fetch_ahead(fetcher, folder, [article(loopback, "/a.png")], LIMIT) == 0
    assert time.monotonic() - began < 5
    assert loopback.count("/a.png") == 0


def test_nothing_is_fetched_ahead_from_a_private_network_or_from_the_sampler(
    fetcher: Fetcher, loopback: Loopback, folder: Path
):
    loopback.serve("/a.png", PNG)
    one = article(loopback, "/a.png")
    row = one.row.__class__(
        one.row.id, FeedId(1), "Post", "A title", one.row.dated, feed_url="https://example.org/"
    )
    made_up = Entry("A title", image="https://sampler.qreader.example/a.jpg")
    articles = [Article(row, one.entry), Article(one.row, made_up)]

    assert fetch_ahead(fetcher, folder, articles, LIMIT) == 0
    assert loopback.count("/a.png") == 0

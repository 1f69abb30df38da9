"""Downloads: whole or gone on with, never mixed of two files, never from where nobody sent us."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loopback import Asked, Loopback, Reply, loopback, running
from qreader.config.tables import Access
from qreader.errors import FetchError, FileError
from qreader.sources.web.access import Accesses
from qreader.sources.web.download import Download, fetch_file, note, noted

__all__ = ["loopback"]

BODY = bytes(range(256)) * 40
ETAG = '"one"'


def ranged(body: bytes = BODY, etag: str = ETAG) -> object:
    """Return a route that serves a file as RFC 9110 has it."""

    def answer(asked: Asked) -> Reply:
        wanted = asked.headers.get("range", "")
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        if wanted and asked.headers.get("if-range") == etag:
            stated = f"bytes {start}-{len(body) - 1}/{len(body)}"
            return Reply(206, body[start:], {"ETag": etag, "Content-Range": stated})
        return Reply(200, body, {"ETag": etag})

    return answer


def cut_off(length: int, etag: str = ETAG) -> Reply:
    """Return an answer that ends early."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\nETag: {etag}\r\n\r\n"
    return Reply(raw=head.encode() + BODY[:length])


def wanted(server: Loopback, tmp_path: Path, path: str = "/a.mp3") -> Download:
    return Download(server.url(path), tmp_path / "files" / "a.mp3", server.url("/feed"))


def fetched(download: Download, *accesses: Access) -> list[tuple[int, int | None]]:
    heard: list[tuple[int, int | None]] = []
    fetch_file(download, Accesses(accesses), None, lambda *state: heard.append(state))
    return heard


def test_a_file_comes_whole_and_leaves_nothing_beside_it(loopback: Loopback, tmp_path: Path):
    loopback.serve("/a.mp3", ranged())  # type: ignore[arg-type]
    heard = fetched(wanted(loopback, tmp_path))

    assert (tmp_path / "files" / "a.mp3").read_bytes() == BODY
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["a.mp3"]
    assert heard[0] == (0, len(BODY))
    assert heard[-1] == (len(BODY), len(BODY))
    assert loopback.asked[0].headers["accept-encoding"] == "identity"


def test_what_was_cut_off_goes_on_where_it_was(loopback: Loopback, tmp_path: Path):
    loopback.serve("/a.mp3", cut_off(3000))
    with pytest.raises(FetchError):
        fetched(wanted(loopback, tmp_path))
    loopback.serve("/a.mp3", ranged())  # type: ignore[arg-type]
    (left,) = noted(tmp_path / "files")
    heard = fetched(left)

    assert left.path.read_bytes() == BODY
    assert heard[0][0] > 0
    assert loopback.asked[-1].headers["range"] == f"bytes={heard[0][0]}-"
    assert loopback.asked[-1].headers["if-range"] == ETAG
    assert list(noted(tmp_path / "files")) == []


@pytest.mark.parametrize("route", [ranged(BODY[::-1], '"two"'), Reply(200, BODY[::-1])])
def test_another_file_of_that_name_is_begun_anew(loopback: Loopback, tmp_path: Path, route: Reply):
    loopback.serve("/a.mp3", cut_off(3000))
    with pytest.raises(FetchError):
        fetched(wanted(loopback, tmp_path))
    loopback.serve("/a.mp3", route)
    (left,) = noted(tmp_path / "files")
    fetched(left)

    assert left.path.read_bytes() == BODY[::-1]


@pytest.mark.parametrize(
    "odd",
    [
        Reply(416, b""),
        Reply(206, BODY[5:], {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"}),
        Reply(206, BODY, {}),
    ],
)
def test_an_answer_that_does_not_fit_what_is_here_is_not_mixed_in(
    loopback: Loopback, tmp_path: Path, odd: Reply
):
    loopback.serve("/a.mp3", cut_off(3000))
    with pytest.raises(FetchError):
        fetched(wanted(loopback, tmp_path))
    loopback.serve("/a.mp3", lambda asked: odd if "range" in asked.headers else Reply(200, BODY))
    (left,) = noted(tmp_path / "files")
    fetched(left)

    assert left.path.read_bytes() == BODY


def test_a_weak_etag_says_nothing_about_bytes(loopback: Loopback, tmp_path: Path):
    loopback.serve("/a.mp3", cut_off(3000, 'W/"weak"'))
    with pytest.raises(FetchError):
        fetched(wanted(loopback, tmp_path))
    loopback.serve("/a.mp3", Reply(200, BODY))
    (left,) = noted(tmp_path / "files")
    fetched(left)

    assert "range" not in loopback.asked[-1].headers
    assert left.path.read_bytes() == BODY


def test_a_feed_from_elsewhere_reaches_no_private_network(loopback: Loopback, tmp_path: Path):
    loopback.serve("/a.mp3", BODY)
    elsewhere = Download(loopback.url("/a.mp3"), tmp_path / "a", "https://feed.example/")

    with pytest.raises(FetchError, match="private"):
        fetched(elsewhere)
    assert loopback.asked == []


def test_a_redirect_is_followed_and_a_failure_is_a_sentence(loopback: Loopback, tmp_path: Path):
    loopback.serve("/moved", Reply(302, headers={"Location": "/a.mp3"}))
    loopback.serve("/a.mp3", BODY)
    fetched(wanted(loopback, tmp_path, "/moved"))
    assert (tmp_path / "files" / "a.mp3").read_bytes() == BODY

    with pytest.raises(FetchError, match="answered 404"):
        fetched(Download(loopback.url("/gone"), tmp_path / "b", loopback.url("/")))
    with pytest.raises(FetchError):
        fetched(Download("ftp://a.example/", tmp_path / "b", None))


def test_where_nothing_can_be_written_is_a_sentence(loopback: Loopback, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        fetched(Download(loopback.url("/a"), tmp_path / "file" / "a", None))


def test_what_is_no_note_of_ours_is_left_alone(tmp_path: Path):
    (tmp_path / "x.part.json").write_text("no json")
    (tmp_path / "y.part.json").write_text('{"url": 1}')
    (tmp_path / "z.part.json").write_text('{"other": "x"}')
    note(Download("https://a.example/", tmp_path / "a.mp3", None, '"v"'))

    assert [one.path.name for one in noted(tmp_path)] == ["a.mp3"]
    assert json.loads((tmp_path / "a.mp3.part.json").read_text())["validator"] == '"v"'


def test_a_file_is_asked_for_as_its_feed_is(loopback: Loopback, tmp_path: Path):
    access = Access(
        loopback.url("/"), {"user-agent": "mine/1", "X-Edition": "evening"}, "ada", ("echo", "x")
    )
    loopback.serve("/a.mp3", Reply(302, headers={"Location": "/b.mp3"}))
    loopback.serve("/b.mp3", BODY)
    fetched(wanted(loopback, tmp_path), access)

    for asked in loopback.asked:
        assert asked.headers["authorization"] == "Basic YWRhOng="
        assert (asked.headers["user-agent"], asked.headers["x-edition"]) == ("mine/1", "evening")
        assert asked.headers["accept-encoding"] == "identity"


def test_what_is_the_persons_stays_on_the_host_that_it_is_for(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("qreader.sources.web.lookup.is_public", lambda _: True)
    with running() as other:
        target = other.url("/b.mp3", "localhost")
        loopback.serve("/a.mp3", Reply(302, headers={"Location": target}))
        other.serve("/b.mp3", BODY)
        access = Access(loopback.url("/"), {"X-Edition": "evening"}, "ada", ("echo", "x"))
        there = Access(other.url("/", "localhost"), {"X-Edition": "morning"}, "bob", ("echo", "y"))
        fetched(wanted(loopback, tmp_path), access, there)

        assert not {"authorization", "x-edition"} & other.asked[0].headers.keys()


def test_a_file_comes_through_the_proxy_of_its_feed(loopback: Loopback, tmp_path: Path):
    with running() as proxy:
        proxy.serve(loopback.url("/a.mp3"), BODY)
        fetched(wanted(loopback, tmp_path), Access(loopback.url("/"), proxy=proxy.url("/")))
        assert (len(proxy.asked), len(loopback.asked)) == (1, 0)


def test_a_chain_of_nine_that_count_downloads_is_followed(loopback: Loopback, tmp_path: Path):
    for step in range(9):
        loopback.serve(f"/{step}", Reply(302, headers={"Location": f"/{step + 1}"}))
    loopback.serve("/9", BODY)
    fetched(wanted(loopback, tmp_path, "/0"))
    assert (tmp_path / "files" / "a.mp3").read_bytes() == BODY

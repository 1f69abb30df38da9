"""The queue: what is put on it is downloaded within bounds, played, and never lost."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gazette import Run

from loopback import Asked, Loopback, Reply
from qreader.collect.queueing import LOCK
from qreader.config.settings import find_paths, load_config
from qreader.library import Library
from qreader.model import ArticleId, QueueKey, QueueState

BODY = bytes(range(256)) * 4000
"""A megabyte and a bit."""
ETAG = '"one"'


def item(title: str, url: str, size: int = len(BODY), more: str = "") -> str:
    return (
        f"<item><title>{title}</title><guid>{title}</guid>{more}"
        f'<enclosure url="{url}" type="audio/mpeg" length="{size}"/></item>'
    )


def feed_of(*items: str) -> bytes:
    body = "".join(items)
    return f"<rss version='2.0'><channel><title>Pod</title>{body}</channel></rss>".encode()


def ranged(asked: Asked) -> Reply:
    """Serve BODY as RFC 9110 has it."""
    wanted = asked.headers.get("range", "")
    start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
    if wanted and asked.headers.get("if-range") == ETAG:
        stated = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
        return Reply(206, BODY[start:], {"ETag": ETAG, "Content-Range": stated})
    return Reply(200, BODY, {"ETag": ETAG})


@pytest.fixture
def pods(tmp_path: Path) -> Path:
    return tmp_path / "pods"


@pytest.fixture
def settings(data_dir: Path, pods: Path) -> str:
    data_dir.mkdir()
    text = f'download_folder = "{pods}"\nqueue_megabytes = 3\n'
    (data_dir / "config.toml").write_text(text)
    return text


@pytest.fixture
def podcast(run: Run, loopback: Loopback, settings: str) -> Run:
    """Give a program whose cache holds three episodes, one of whose files is not there."""
    for path in ("/a.mp3", "/b.mp3"):
        loopback.serve(path, ranged)
    body = feed_of(
        item("One", loopback.url("/a.mp3")),
        item("Two", loopback.url("/b.mp3")),
        item("Gone", loopback.url("/gone.mp3")),
    )
    assert run("add", loopback.serve("/pod.xml", body)).code == 0
    return run


@pytest.fixture
def library(podcast: Run, data_dir: Path) -> Iterator[Library]:
    paths = find_paths(data_dir)
    with closing(Library(paths, load_config(paths.config_file))) as library:
        yield library


def ids(run: Run) -> dict[str, str]:
    return {one["title"]: str(one["id"]) for one in run("enclosures", "--json").document}


def states(run: Run) -> dict[str, str]:
    return {one["title"]: one["state"] for one in run("queue", "--json").document}


def test_what_is_added_is_listed_in_that_order_and_once(podcast: Run) -> None:
    known = ids(podcast)
    assert podcast("queue", "add", known["Two"], known["One"]).out == "2 files added\n"
    assert podcast("queue", "add", f"{known['Two']}.1").out == "0 files added\n"
    assert [*states(podcast).items()] == [("Two", "waiting"), ("One", "waiting")]
    line = podcast("queue").out.splitlines()[0]
    assert line.split() == [f"{known['Two']}.1", "waiting", "Pod", "Two"]

    podcast("queue", "remove", known["Two"])
    assert list(states(podcast)) == ["One"]
    assert podcast("queue", "remove", known["Two"]).code == 2


def test_what_cannot_be_is_said(podcast: Run) -> None:
    for words in (["fly"], ["add"], ["add", "x"], ["add", "99999"], ["add", "1.7"], ["play"]):
        result = podcast("queue", *words)
        assert result.code == 2, words
        assert result.err.strip()


def test_the_queue_is_downloaded_in_its_order_and_a_failure_holds_up_no_other(
    podcast: Run, pods: Path
) -> None:
    known = ids(podcast)
    podcast("queue", "add", known["Gone"], known["One"], known["Two"])
    result = podcast("queue", "download")
    assert result.code == 1
    assert result.out.splitlines() == ["One", "Two"]
    assert "answered 404" in result.err
    assert states(podcast) == {"Gone": "failed", "One": "downloaded", "Two": "downloaded"}
    assert {path.read_bytes() for path in pods.glob("*.mp3")} == {BODY}


def test_what_was_begun_goes_on_and_is_no_whole_file_before(
    podcast: Run, loopback: Loopback, pods: Path
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\nETag: {ETAG}\r\n\r\n"
    loopback.serve("/a.mp3", Reply(raw=head.encode() + BODY[:500_000]))
    podcast("queue", "add", ids(podcast)["One"])
    assert podcast("queue", "download").code == 1
    assert states(podcast) == {"One": "failed"}
    assert not [*pods.glob("*.mp3")]

    loopback.serve("/a.mp3", ranged)
    assert podcast("queue", "download").code == 0
    assert loopback.asked[-1].headers["range"] == "bytes=500000-"
    (file,) = pods.glob("*")
    assert file.read_bytes() == BODY


def test_a_killed_download_goes_on_where_it_was(
    podcast: Run, loopback: Loopback, data_dir: Path, pods: Path
) -> None:
    podcast("queue", "add", ids(podcast)["One"])
    with closing(_Stopping(400_000)) as server:
        with sqlite3.connect(data_dir / "qreader.db") as connection:
            files = json.dumps([[server.url, "audio/mpeg", len(BODY)]])
            connection.execute("UPDATE body SET enclosures = ?", (files,))
        connection.close()
        command = [sys.executable, "-m", "qreader", "--data-dir", str(data_dir)]
        with subprocess.Popen([*command, "queue", "download", "-q"]) as process:
            until = time.monotonic() + 60
            while not any(part.stat().st_size >= 300_000 for part in pods.glob("*.part")):
                assert time.monotonic() < until
                server.sent.wait(0.05)
            assert states(podcast) == {"One": "downloading"}
            process.kill()
    assert states(podcast) == {"One": "waiting"}
    assert not [*pods.glob("*.mp3")]

    (part,) = pods.glob("*.part")
    here = part.stat().st_size
    with sqlite3.connect(data_dir / "qreader.db") as connection:
        files = json.dumps([[loopback.url("/a.mp3"), "audio/mpeg", len(BODY)]])
        connection.execute("UPDATE body SET enclosures = ?", (files,))
    connection.close()
    assert podcast("queue", "download").code == 0
    assert loopback.asked[-1].headers["range"] == f"bytes={here}-"
    (file,) = pods.iterdir()
    assert file.read_bytes() == BODY


class _Stopping:
    """A server that sends the beginning of BODY, and then nothing."""

    def __init__(self, count: int) -> None:
        self.sent = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/a.mp3"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(count,))
        self._thread.start()

    def _serve(self, count: int) -> None:
        connection, _ = self._socket.accept()
        with connection:
            connection.recv(10_000)
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\nETag: {ETAG}\r\n\r\n"
            connection.sendall(head.encode() + BODY[:count])
            self._over.wait(60)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._socket.close()


def test_a_page_in_place_of_the_file_is_a_failure(
    podcast: Run, loopback: Loopback, pods: Path
) -> None:
    loopback.serve("/a.mp3", Reply(200, b"<p>Log in</p>", {"Content-Type": "text/html"}))
    podcast("queue", "add", ids(podcast)["One"])
    assert "sent a page in place of the file" in podcast("queue", "download").err
    assert not [*pods.glob("*.mp3")]


def test_a_folder_that_takes_nothing_ends_the_downloads(
    podcast: Run, loopback: Loopback, pods: Path
) -> None:
    pods.write_text("no folder")
    known = ids(podcast)
    podcast("queue", "add", known["One"], known["Two"])
    result = podcast("queue", "download")
    assert result.code == 1
    assert result.err.count("cannot be written") == 1
    assert states(podcast) == {"One": "failed", "Two": "waiting"}


def test_an_empty_file_is_a_failure(podcast: Run, loopback: Loopback, pods: Path) -> None:
    loopback.serve("/a.mp3", b"")
    podcast("queue", "add", ids(podcast)["One"])
    assert "sent an empty file" in podcast("queue", "download").err
    assert not [*pods.glob("*.mp3")]


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://x.example/a.mp3"])
def test_a_redirect_leads_to_the_web_alone(
    podcast: Run, loopback: Loopback, pods: Path, where: str
) -> None:
    loopback.serve("/a.mp3", Reply(302, headers={"Location": where}))
    podcast("queue", "add", ids(podcast)["One"])
    assert podcast("queue", "download").code == 1
    assert not [*pods.glob("*.mp3")]


def test_files_stay_within_the_room_for_them_and_what_was_played_goes_first(
    podcast: Run, data_dir: Path, pods: Path
) -> None:
    text = (data_dir / "config.toml").read_text().replace("megabytes = 3", "megabytes = 2")
    (data_dir / "config.toml").write_text(text)
    known = ids(podcast)
    podcast("queue", "add", known["One"], known["Two"])
    assert podcast("queue", "download").out == "One\n"
    assert states(podcast) == {"One": "downloaded", "Two": "waiting"}
    assert not [*pods.glob("*.part*")]

    podcast("queue", "played", known["One"])
    assert podcast("queue", "download").code == 0
    assert states(podcast) == {"One": "played", "Two": "downloaded"}
    assert ["-two-" in path.name for path in pods.iterdir()] == [True]


def test_a_file_larger_than_stated_ends_at_the_bound(
    podcast: Run, loopback: Loopback, pods: Path
) -> None:
    loopback.serve("/a.mp3", Reply(raw=b"HTTP/1.0 200 OK\r\n\r\n" + bytes(4_000_000)))
    podcast("queue", "add", ids(podcast)["One"])
    assert "more than queue_megabytes allows" in podcast("queue", "download").err
    assert not [*pods.glob("*")]


def test_a_file_that_is_larger_than_its_feed_says_gets_the_room_of_what_was_played(
    podcast: Run, loopback: Loopback
) -> None:
    body = feed_of(item("Large", loopback.serve("/large.mp3", bytes(2_500_000)), 7))
    podcast("add", loopback.serve("/large.xml", body))
    known = ids(podcast)
    podcast("queue", "add", known["One"], known["Large"])
    assert podcast("queue", "download").code == 0
    assert states(podcast) == {"One": "downloaded", "Large": "waiting"}
    podcast("queue", "played", known["One"])
    assert podcast("queue", "download").code == 0
    assert states(podcast) == {"One": "played", "Large": "downloaded"}


def test_nothing_is_downloaded_where_no_room_is_given(podcast: Run, data_dir: Path) -> None:
    text = (data_dir / "config.toml").read_text().replace("megabytes = 3", "megabytes = 0")
    (data_dir / "config.toml").write_text(text)
    podcast("queue", "add", ids(podcast)["One"])
    assert podcast("queue", "download", "--json").document == []
    assert states(podcast) == {"One": "waiting"}


def test_one_process_downloads_at_a_time(podcast: Run, data_dir: Path, loopback: Loopback) -> None:
    known = ids(podcast)
    podcast("queue", "add", known["One"])
    lock = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT)
    os.write(lock, f"{known['One']}.1".encode())
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert podcast("queue", "download", "--json").document == []
    assert loopback.count("/a.mp3") == 0
    assert states(podcast) == {"One": "downloading"}
    os.close(lock)  # as a kill does
    assert states(podcast) == {"One": "waiting"}
    assert podcast("queue", "download").code == 0


def test_no_title_leads_out_of_the_folder(run: Run, loopback: Loopback, settings: str, pods: Path):
    titles = ["../" * 9 + "etc/passwd", "a" * 300, "-rf", "\u202eevil\x00", "…"]
    loopback.serve("/a.mp3", ranged)
    items = [item(title.replace("\x00", ""), loopback.url("/a.mp3")) for title in titles]
    run("add", loopback.serve("/pod.xml", feed_of(*items)))
    numbers = [str(one["id"]) for one in run("enclosures", "--json").document]
    run("queue", "add", *numbers)
    run("queue", "download")
    assert len([*pods.glob("*.mp3")]) == 2  # as many as there is room for
    assert all(path.parent == pods and len(path.name) < 143 for path in pods.rglob("*"))


def test_ten_thousand_are_added_listed_and_moved(library: Library) -> None:
    key = QueueKey(ArticleId(1), 1)
    with library._store._database.transaction() as connection:
        connection.executemany(
            "INSERT INTO queue (article_id, number, place, added) VALUES (?, ?, ?, 0)",
            [(1, number, number) for number in range(1, 10_001)],
        )
        files = "[" + ",".join(['["https://pod.example/a.mp3", null, null]'] * 10_000) + "]"
        connection.execute("UPDATE body SET enclosures = ? WHERE id = 1", (files,))
    library.queue.move(key, 10_000)
    found = library._store.queue.one(key)
    assert found is not None
    last = library._store._database.reading()
    with last as connection:
        (place,) = connection.execute("SELECT max(place) FROM queue").fetchone()
        row = connection.execute("SELECT number FROM queue WHERE place = ?", (place,)).fetchone()
    assert row == (1,)


def test_each_change_is_undone_but_for_what_changed_since(library: Library) -> None:
    queue, now = library.queue, library.now()
    one, two = (key.key for key in _added(library, "One", "Two"))
    queue.remove([one], "Off the queue")
    assert [item.key for item in queue.items()] == [two]
    undone = library.undo()
    assert undone is not None
    assert (undone.taken_back, undone.left) == (1, 0)
    assert [item.key for item in queue.items()] == [one, two]

    queue.set_played([one], played=now, label="Played")
    queue.remove([one])
    undone = library.undo()
    assert undone is not None
    assert (undone.taken_back, undone.left) == (0, 1)
    undone = library.undo()  # of the adding
    assert undone is not None
    assert (undone.taken_back, undone.left) == (1, 1)
    assert queue.items() == []


def test_a_rule_puts_what_arrives_on_the_queue_and_no_whole_archive(
    run: Run, loopback: Loopback, settings: str
) -> None:
    assert run("rules", "--add", "Pod", 'feed:"Pod" has:enclosure', "queue").code == 0
    dated = [
        item(f"No {n:02}", loopback.url(f"/{n}.mp3"), more=f"<pubDate>{n} Nov 2026</pubDate>")
        for n in range(1, 29)
    ]
    run("add", loopback.serve("/pod.xml", feed_of(*dated)))
    assert list(states(run)) == [f"No {n:02}" for n in range(9, 29)]
    assert len(run("rules", "--apply", "Pod", "--json").document["changed"]) == 8
    assert len(states(run)) == 28


def test_what_is_queued_is_kept_by_a_prune_and_a_removal(library: Library) -> None:
    (one,) = _added(library, "One")
    (feed,) = library.feeds.all()
    library.mark([one.key.article_id], read=True)
    from qreader.model import Limits

    for _ in library.prune(None, Limits(days=0, articles=1, megabytes=0, unread=False)):
        pass
    library.remove_feed(feed.id)
    assert [item.key for item in library.queue.items()] == [one.key]


def _added(library: Library, *titles: str) -> list:
    numbers = {
        row.title: row.id for row in library.articles.rows([ArticleId(n) for n in range(1, 9)])
    }
    keys = library.queue.keys_of((numbers[title], None) for title in titles)
    library.queue.add(keys, "On the queue")
    return [library.queue.one(key) for key in keys]


# ---- playing


MPV = """#!{python}
import os, sys
from pathlib import Path
Path({said!r}).write_text(sys.argv[-1])
{does}
"""


def player(tmp_path: Path, data_dir: Path, does: str = "", *arguments: str) -> Path:
    """Configure a program that is called as mpv is, and does this when it ends."""
    path = tmp_path / "bin" / "mpv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(MPV.format(python=sys.executable, said=str(tmp_path / "said"), does=does))
    path.chmod(0o755)
    words = ", ".join(f'"{word}"' for word in (str(path), *arguments, "{url}"))
    config = data_dir / "config.toml"
    config.write_text(config.read_text().partition("[open]")[0] + f'[open]\n"audio/*" = [{words}]')
    return tmp_path / "said"


def kept(tmp_path: Path, target: str) -> Path:
    name = hashlib.md5(target.encode()).hexdigest().upper()
    return tmp_path / "state" / "mpv" / "watch_later" / name


@pytest.fixture
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    folder = tmp_path / "state" / "mpv" / "watch_later"
    folder.mkdir(parents=True)
    return folder


def test_where_mpv_stopped_is_kept_and_its_end_is_known(
    podcast: Run, tmp_path: Path, data_dir: Path, loopback: Loopback, state_home: Path
) -> None:
    podcast("queue", "add", ids(podcast)["One"])
    place = kept(tmp_path, loopback.url("/a.mp3"))
    writes = f"Path({str(place)!r}).write_text('# x\\nstart=2050.5\\nvolume=80\\n')"
    said = player(tmp_path, data_dir, writes, "--save-position-on-quit")
    assert podcast("queue", "play").code == 0
    assert said.read_text() == loopback.url("/a.mp3")
    (one,) = podcast("queue", "--json").document
    assert (one["position"], one["played"]) == (2050, None)
    assert "34:10" in podcast("queue").out

    player(tmp_path, data_dir, f"Path({str(place)!r}).unlink()", "--save-position-on-quit")
    assert podcast("queue", "play").code == 0
    (one,) = podcast("queue", "--json").document
    assert (one["position"], one["state"]) == (None, "played")
    assert podcast("queue", "play").code == 2


def test_a_downloaded_file_is_played_and_found_by_its_path(
    podcast: Run, tmp_path: Path, data_dir: Path, pods: Path, state_home: Path
) -> None:
    podcast("queue", "add", ids(podcast)["One"])
    podcast("queue", "download")
    (file,) = pods.iterdir()
    place = kept(tmp_path, str(file))
    said = player(tmp_path, data_dir, f"Path({str(place)!r}).write_text('start=7.000000\\n')")
    assert podcast("queue", "play").code == 0
    assert said.read_text() == str(file)
    assert podcast("queue", "--json").document[0]["position"] == 7


def test_a_player_that_fails_or_says_nothing_marks_nothing(
    podcast: Run, tmp_path: Path, data_dir: Path, state_home: Path
) -> None:
    podcast("queue", "add", ids(podcast)["One"])
    player(tmp_path, data_dir, "sys.exit(2)", "--save-position-on-quit")
    assert podcast("queue", "play").code == 1
    player(tmp_path, data_dir)  # quit with q: mpv keeps nothing of that
    assert podcast("queue", "play").code == 0
    assert states(podcast) == {"One": "waiting"}
    assert QueueState.PLAYED.value not in podcast("queue").out

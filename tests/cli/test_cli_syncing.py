"""`qreader sync`: what it prints, and how it ends, also when it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gazette import Run

from greader_server import PASSWORD, USER, Asked, Reader, running_reader


@pytest.fixture
def reader() -> Iterator[Reader]:
    with running_reader() as made:
        yield made
    assert made.refused == []


@pytest.fixture
def configured(data_dir: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    command = json.dumps(["echo", PASSWORD], ensure_ascii=False)
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(
        f'[sync]\nurl = "{reader.url}"\nuser = "{USER}"\npassword_command = {command}\n', "utf-8"
    )
    return reader


def test_a_sync_says_what_it_did(run: Run, configured: Reader):
    stream = configured.follow("https://moon.example/feed", "Moon")
    configured.publish(stream, "Base opens")
    first, second = run("sync"), run("sync", "-q")

    assert (first.code, first.out) == (0, "127.0.0.1: 1 new article, 1 feed added\n")
    assert (second.code, second.out, second.err) == (0, "", "")


def test_a_sync_as_json(run: Run, configured: Reader):
    configured.publish(configured.follow("https://moon.example/feed", "Moon"), "Base opens")

    assert run("sync", "--json").document == {
        "server": "127.0.0.1",
        "new": 1,
        "taken": 0,
        "sent": 0,
        "feeds_added": 1,
        "feeds_removed": 0,
        "subscribed": 0,
        "unsubscribed": 0,
        "errors": [],
    }


def test_a_server_that_fails_is_one_sentence_and_code_1(run: Run, configured: Reader):
    configured.fail = lambda _asked: 503
    result = run("sync")

    assert (result.code, result.out) == (1, "")
    assert result.err == "qreader: 127.0.0.1: 503 Service Unavailable\n"


def test_the_configuration_is_shown_without_how_the_password_is_told(run: Run, configured: Reader):
    (shown,) = [one for one in run("config", "--json").document if one["key"] == "sync"]

    assert shown["value"] == {"url": configured.url, "user": USER, "labels": False}
    assert run("config").code == 0


def test_without_a_server_it_is_wrong_usage(run: Run):
    result = run("sync")

    assert result.code == 2
    assert "[sync]" in result.err


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('url = "ftp://a"', "sync.url must be such as https://"),
        ('url = "https://ada:secret@a.example"', "sync.url must be such as https://"),
        ('url = "https://a.example"\nuser = 7', "sync.user must be a text"),
        (
            'url = "https://a.example"\nuser = "a"\npassword_command = "secret"',
            "a list of its words",
        ),
        ('password = "secret"', "sync.password is no setting"),
    ],
)
def test_a_table_that_makes_no_sense_is_said_without_its_secret(
    run: Run, data_dir: Path, table: str, words: str
):
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(f"[sync]\n{table}\n")
    result = run("sync")

    assert result.code == 2
    assert words in result.err
    assert "secret" not in result.err


@pytest.mark.slow
def test_a_process_killed_in_the_middle_of_a_sync_loses_and_doubles_nothing(
    run: Run, configured: Reader, data_dir: Path
):
    stream = configured.follow("https://moon.example/feed", "Moon")
    for title in ("One", "Two", "Three"):
        configured.publish(stream, title)
    command = [sys.executable, "-m", "qreader", "--data-dir", str(data_dir), "sync"]
    for path in ("subscription/list", "stream/items/ids", "stream/items/contents", "edit-tag"):
        if path == "edit-tag":
            run("sync")
            run("mark", *[str(r["id"]) for r in run("list", "--json").document], "--read")
        process = subprocess.Popen(command)

        def kill(asked: Asked, path: str = path, pid: int = process.pid) -> None:
            if asked.path.endswith(path):
                os.kill(pid, signal.SIGKILL)

        configured.after = kill
        assert process.wait(60) == -signal.SIGKILL
        configured.after = lambda _asked: None
    result = run("sync", "--json").document

    assert (result["new"], result["sent"], result["errors"]) == (0, 0, [])
    rows = run("list", "--json").document
    assert sorted(row["title"] for row in rows) == ["One", "Three", "Two"]
    assert all(row["read"] for row in rows)
    assert all(kept.read for kept in configured.articles.values())

"""A first evening with qreader, in a real terminal: from nothing to a starred article, and out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pseudo_terminal import Terminal, assert_restored, filled

PROGRAM = f"{sys.executable} -m qreader"
TITLES = (
    "Ferry strike in Antwerp harbour",
    "Antwerp ferry strike goes on",
    "Bread prices rise",
    *(f"Cheese of the cellar, number {n}" for n in range(12)),
)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    items = "".join(
        f"<item><title>{title}</title><guid>{n}</guid>"
        f"<pubDate>{28 - n} Feb 2026 10:00:00 GMT</pubDate>"
        f"<description>All there is to know: {title.lower()}.</description></item>"
        for n, title in enumerate(TITLES)
    )
    path = tmp_path / "post.xml"
    path.write_text(f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def listed(cache: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache), "list", "--json"],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    return [row for row in json.loads(done.stdout) if row["feed"] == "Post"]


def marks(cache: Path) -> dict[object, tuple[object, object]]:
    return {row["title"]: (row["read"], row["starred"]) for row in listed(cache)}


# ---- a bare terminal


def read_all(terminal: Terminal, *wanted: bytes) -> None:
    """Read until all of it was written, in any order."""
    start = len(terminal.output)
    for words in wanted:
        if words not in terminal.output[start:] and words not in terminal.screen_text:
            terminal.read_until(words)


def test_from_the_first_start_to_a_starred_article_and_out(cache: Path, feed: Path) -> None:
    shell = f"stty > before; {PROGRAM} --data-dir {cache}; echo left with $?; stty > after"
    terminal = Terminal(
        ["/bin/sh", "-c", f"cd {feed.parent}; {shell}; echo typed; cat"], TERM="xterm-256color"
    )
    terminal.read_until(b"Welcome to qreader")
    # as a slow line brings it: the key that asks and the answer at once
    terminal.write(f"a{feed}\r".encode())
    # the list may show it before the welcome has given the keys up
    read_all(terminal, b"Antwerp ferry strike goes on", b"space read on")  # the list's own keys
    terminal.write(b"/ferry strike goes\r")
    terminal.read_until(b"Search: ferry strike goes")
    terminal.write(b"\r")
    read_all(terminal, b"All there is to know", b"RELATED", b"Antwerp harbour")  # the strip
    terminal.write(b"s")
    terminal.read_until(b"Starred")
    terminal.write(b"Q")
    # one wait: both lines may come in one read
    assert b"left with 0" in terminal.read_until(b"typed")
    assert_restored(terminal.output)
    before, after = ((feed.parent / name).read_text() for name in ("before", "after"))
    assert before == after
    terminal.write(b"hello\r")  # a line goes to the next program, and is shown as it is typed
    assert terminal.read_until(b"hello\r\nhello")
    terminal.close()
    assert marks(cache)["Antwerp ferry strike goes on"] == (True, True)
    assert marks(cache)["Bread prices rise"] == (False, False)


def test_a_first_start_can_be_left_at_once(cache: Path) -> None:
    terminal = Terminal(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache)], TERM="xterm-256color"
    )
    terminal.read_until(b"Welcome to qreader")
    began = time.monotonic()
    terminal.write(b"Q")
    assert terminal.wait() == 0
    assert time.monotonic() - began < 5, "nothing that is still being read is waited for"
    assert_restored(terminal.output)
    terminal.close()


# ---- in tmux


class Tmux:
    """A tmux server of its own, with one window."""

    def __init__(self, folder: Path) -> None:
        self._command = ["tmux", "-S", str(folder / "s"), "-f", os.devnull]
        # a size that the environment states would hide the window's
        self(
            "new-session",
            "-d",
            "-x",
            "110",
            "-y",
            "32",
            "env -u COLUMNS -u LINES PS1='ready$ ' /bin/sh",
        )

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._command, *arguments], check=True, capture_output=True, text=True, timeout=20
        )
        return done.stdout

    def type(self, *keys: str) -> None:
        self("send-keys", *keys)

    def wait_for(self, words: str, *, gone: bool = False) -> str:
        """Return the screen once it shows words, or no longer does."""
        give_up = time.monotonic() + 20
        while (words in (screen := self("capture-pane", "-p"))) is gone:
            assert time.monotonic() < give_up, screen
            threading.Event().wait(0.05)
        return screen


@pytest.fixture
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path_factory.mktemp("t"))
    yield server
    server("kill-server")


def test_it_reads_in_tmux_and_leaves_the_screen_as_it_was(
    tmux: Tmux, cache: Path, feed: Path
) -> None:
    filled(cache, feed)
    tmux.wait_for("ready$")
    tmux.type("echo left standing", "Enter")
    tmux.wait_for("\nleft standing")
    tmux.type(f"{PROGRAM} --data-dir {cache}", "Enter")
    screen = tmux.wait_for(TITLES[2])
    assert "left standing" not in screen
    tmux.type("/goes", "Enter")
    tmux.wait_for("Search: goes")
    tmux.type("Enter")
    tmux.wait_for("All there is to know")
    tmux.wait_for("RELATED")
    tmux.wait_for("antwerp ferry")  # why it is related
    tmux.type("s")
    tmux.wait_for("Starred")
    tmux("resize-window", "-x", "60", "-y", "20")
    tmux.wait_for("Antwerp ferry strike goes on")
    assert all(len(line) <= 60 for line in tmux("capture-pane", "-p").splitlines())
    tmux.type("Q")
    screen = tmux.wait_for("left standing")
    assert "All there is to know" not in screen
    tmux.type("echo still $((40 + 2))", "Enter")
    tmux.wait_for("still 42")
    assert marks(cache)[TITLES[1]] == (True, True)

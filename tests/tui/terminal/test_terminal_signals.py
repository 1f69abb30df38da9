"""Signals meet the reader in a real pseudo-terminal: all is kept, and the screen restored."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopback import Loopback
from pseudo_terminal import Terminal, assert_restored, filled
from qreader.tui.terminal import signals

pytestmark = pytest.mark.usefixtures("signals_as_usual")

LONG = "".join(f"<p>Paragraph {n} of a long story about the harbour.</p>" for n in range(200))
FEED = f"""<rss version="2.0"><channel><title>Harbour Post</title><link>https://example.org</link>
<item><title>Ferries wait for wind</title><guid>1</guid>
<description><![CDATA[{LONG}]]></description></item></channel></rss>"""

SHELL = """
import os, signal, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
while True:
    _, status = os.waitpid(child, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        print("ENDED", os.waitstatus_to_exitcode(status), flush=True)
        break
    print("STOPPED", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, child)
    os.kill(child, signal.SIGCONT)
"""
"""As much of a shell's job control as ctrl+z and fg need."""

COUNTING = """
import sys
from qreader.__main__ import run
from qreader.tui.terminal.driver import WakingDriver
counts, reads, read = sys.argv.pop(1), [], WakingDriver.run_input_thread
def counted(driver):
    reads.append(driver)
    with open(counts, "a") as file:
        print(len(reads), file=file)
    try:
        read(driver)
    finally:
        reads.pop()
WakingDriver.run_input_thread = counted
run()
"""
"""The reader, with how many threads read keys written down whenever one begins to."""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, "utf-8")
    return filled(tmp_path / "cache", feed)


def started(cache: Path, *before: str) -> Terminal:
    program = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
    return Terminal([*before, *program], TERM="xterm-256color")


@pytest.fixture
def reader(cache: Path) -> Iterator[Terminal]:
    it = started(cache)
    yield it
    it.close()


def asked(cache: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(cache / "qreader.db")) as sql:
        return sql.execute(statement).fetchall()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGTERM, signals.TERMINATED),
        (signal.SIGINT, signals.INTERRUPTED),
        (signal.SIGHUP, 128 + signal.SIGHUP),
    ],
)
def test_marks_and_the_place_in_an_article_are_kept(
    reader: Terminal, cache: Path, number: signal.Signals, code: int
) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"s\r")
    reader.read_until(b"Paragraph 5")
    reader.write(b"  ")
    reader.read_until(b"Paragraph 50")
    os.kill(reader.pid, number)
    assert reader.wait() == code
    if number != signal.SIGHUP:
        assert_restored(reader.output)
    assert asked(cache, "SELECT starred, read FROM status") == [(1, 1)]
    ((block,),) = asked(cache, "SELECT block FROM place")
    assert isinstance(block, int)
    assert block > 5
    assert asked(cache, "PRAGMA integrity_check") == [("ok",)]


SLOW = """
import sys, threading, time
from qreader.library import Library
from qreader.tui.reader import Reader
left, keep, mark = threading.Event(), Reader.keep, Library.mark
def slow(*arguments, **named):
    assert left.wait(30)
    return mark(*arguments, **named)
def leave(reader):
    left.set()
    keep(reader)
Library.mark, Reader.keep = slow, leave
sys.argv[1:] = ["--data-dir", sys.argv[1]]
from qreader.__main__ import run
run()
"""
"""A reader in which a mark is written only once it is being left."""


@pytest.mark.parametrize("end", ["key", signal.SIGTERM, signal.SIGHUP])
def test_what_is_still_to_be_written_when_the_reader_is_left_is_kept(
    cache: Path, end: signal.Signals | str
) -> None:
    it = Terminal([sys.executable, "-c", SLOW, str(cache)], TERM="xterm-256color")
    it.read_until(b"Ferries wait for wind")
    if isinstance(end, signal.Signals):
        it.write(b"sb?")
        it.read_until(b"esc closes")  # which follows the marks
        os.kill(it.pid, end)
        assert it.wait() == 128 + end
    else:
        it.write(b"sbQ")  # all in one read
        assert it.wait() == 0
    assert asked(cache, "SELECT starred, later FROM status") == [(1, 1)]


@pytest.mark.parametrize("key", [b"\x03", b"\x1c"])  # ctrl+c, and ctrl+\\
def test_ctrl_c_ends_a_program_that_has_the_terminal_and_not_the_reader(
    reader: Terminal, key: bytes
) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"|sh -c 'printf G%s OES; exec sleep 60'\r")
    reader.read_until(b"GOES")
    reader.write(key)
    reader.read_until(b"enter goes back to qreader")
    assert b"sh ended with -" in reader.output
    reader.write(b"\r")
    reader.read_until(b"\x1b[?1049h")
    reader.write(b"s")
    reader.read_until(b"Starred")
    os.kill(reader.pid, signal.SIGINT)
    assert reader.wait() == signals.INTERRUPTED
    assert_restored(reader.output)


def test_ctrl_c_in_an_editor_is_the_editors(cache: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    # in short waits: a signal just before a long one is lost on it
    waiting = "while :; do sleep 0.1; done"
    editor.write_text(f"#!/bin/sh\ntrap 'echo HEARD; exit 0' INT\necho EDITS\n{waiting}\n")
    editor.chmod(0o755)
    command = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
    reader = Terminal(command, TERM="xterm-256color", VISUAL=str(editor))
    try:
        reader.read_until(b"Ferries wait for wind")
        reader.write(b":configure\r")
        reader.read_until(b"EDITS")
        reader.write(b"\x03")
        reader.read_until(b"HEARD")
        reader.read_until(b"Nothing changed")
        reader.write(b"Q")
        assert reader.wait() == 0
        assert_restored(reader.output)
    finally:
        reader.close()


def test_keys_that_come_in_one_read_each_mean_what_the_one_before_led_to(
    reader: Terminal, cache: Path
) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"t" + b"news" + b"\rs?qqgsA:search ferries\rb")
    reader.read_until(b"Kept for later")
    assert asked(cache, "SELECT starred, later, read FROM status") == [(1, 1, 1)]
    assert asked(cache, "SELECT name FROM tag") == [("news",)]
    reader.write(b"qqq")
    assert reader.wait() == 0
    assert_restored(reader.output)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_refresh_under_way_holds_no_end(
    cache: Path, loopback: Loopback, number: signal.Signals
) -> None:
    (cache.parent / "urls").write_text(loopback.serve("/hangs", lambda _: loopback.hold()))
    command = [sys.executable, "-m", "qreader", "--data-dir", str(cache), "import"]
    subprocess.run([*command, str(cache.parent / "urls")], check=True, capture_output=True)
    reader = started(cache)
    try:
        reader.read_until(b"Ferries wait for wind")
        reader.write(b"R")
        until = time.monotonic() + 20
        while not loopback.asked:
            assert time.monotonic() < until
            reader.read_until(None, 0.05)
        began = time.monotonic()
        os.kill(reader.pid, number)
        assert reader.wait() == 128 + number
        assert time.monotonic() - began < 10  # the fetch alone may take 20
        assert asked(cache, "PRAGMA integrity_check") == [("ok",)]
    finally:
        reader.close()


def test_a_reader_that_was_stopped_from_outside_is_left_with_the_terminal_as_it_was(
    cache: Path,
) -> None:
    counts = cache.parent / "counts"
    command = [sys.executable, "-c", COUNTING, str(counts), "--data-dir", str(cache)]
    reader = Terminal(command, TERM="xterm-256color")
    before = termios.tcgetattr(reader.fd)
    reader.read_until(b"Ferries wait for wind")
    os.kill(reader.pid, signal.SIGSTOP)
    os.kill(reader.pid, signal.SIGCONT)
    until = time.monotonic() + 20
    while len(begun := counts.read_text().split()) < 2:
        assert time.monotonic() < until
        reader.read_until(None, 0.05)
    assert begun == ["1", "1"]
    reader.write(b"Q")
    assert reader.wait() == 0
    assert_restored(reader.output)
    assert termios.tcgetattr(reader.fd) == before
    reader.close()


def test_ctrl_z_gives_the_terminal_back_and_fg_the_screen(cache: Path) -> None:
    reader = started(cache, sys.executable, "-c", SHELL)
    try:
        reader.read_until(b"Ferries wait for wind")
        reader.write(b"\x1a")
        reader.read_until(b"STOPPED")
        assert_restored(reader.output.partition(b"STOPPED")[0])
        reader.write(b"\n")
        again = reader.read_until(b"Ferries wait for wind")
        assert b"\x1b[?1049h" in again
        reader.write(b"s")
        reader.read_until(b"Starred")
        reader.write(b"Q")
        reader.read_until(b"ENDED 0")
        assert_restored(reader.output)
        assert asked(cache, "SELECT starred FROM status") == [(1,)]
    finally:
        reader.close()

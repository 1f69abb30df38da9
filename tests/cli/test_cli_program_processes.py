"""The real program in a process of its own: pipes, charsets, signals, what it imports."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from gazette import BREAD, MOON_AGAIN, Item, Run, rss

from loopback import Asked, Loopback, Reply

PROGRAM = [sys.executable, "-m", "qreader"]
HEAVY = (
    *("textual", "rich", "httpx2", "feedparser", "trafilatura", "sqlite3", "selectolax"),
    *("asyncio", "multiprocessing", "platformdirs"),
)


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        **more,
    )


def test_version_imports_nothing_heavy() -> None:
    code = (
        "import sys; from qreader.cli import main; code = main(['--version']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
    assert done.stdout.decode().splitlines()[1] == "[] 0"


@pytest.mark.parametrize("command", [PROGRAM, [str(Path(sys.executable).parent / "qreader")]])
def test_both_doors_lead_in(command: list[str]) -> None:
    done = subprocess.run([*command, "--version"], check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"qreader ")


def test_without_a_terminal_the_reader_writes_no_control_code(data_dir: Path) -> None:
    done = process("--data-dir", str(data_dir))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"qreader: ")
    assert b"\x1b" not in done.stderr


def test_a_reader_that_leaves_early_ends_the_program_quietly(run: Run, data_dir: Path) -> None:
    file = data_dir.parent / "many.xml"
    file.write_text(rss("Many", *(Item(f"n-{n}", f"Title {n} " * 20) for n in range(900))))
    run("add", str(file))
    with subprocess.Popen(
        [*PROGRAM, "--data-dir", str(data_dir), "list", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == b"[\n"
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 141


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_descriptors_are_no_reason_to_fail(closed: str, filled: Run, data_dir: Path) -> None:
    command = f'exec "$0" -m qreader --data-dir "$1" list {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(data_dir)],
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_a_poor_locale_ends_no_command(
    run: Run, data_dir: Path, environment: dict[str, str]
) -> None:
    file = data_dir.parent / "letters.xml"
    file.write_text(rss("Größe 日本", Item("a", "Żółć 🦊 “quoted”", "<p>Ünï</p>")), "utf-8")
    run("add", str(file))
    for arguments in (("list",), ("list", "--json"), ("show", "1"), ("feeds",)):
        done = process("--data-dir", str(data_dir), *arguments, env={**os.environ, **environment})
        assert (done.returncode, done.stderr) == (0, b""), arguments
        assert done.stdout


def read_terminal(command: list[str], environment: dict[str, str]) -> tuple[int, bytes]:
    """Run a command on a pseudo-terminal; return its exit code and all that it wrote."""
    main_end, child_end = pty.openpty()
    with subprocess.Popen(
        command, stdin=child_end, stdout=child_end, stderr=child_end, env=environment
    ) as child:
        os.close(child_end)
        said = b""
        try:
            while chunk := os.read(main_end, 65536):
                said += chunk
        except OSError:  # how Linux says that the other end is closed
            pass
        code = child.wait(60)
    os.close(main_end)
    return code, said


def test_a_terminal_gets_lines_of_its_width(filled: Run, data_dir: Path) -> None:
    environment = {**os.environ, "COLUMNS": "50", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    code, said = read_terminal([*PROGRAM, "--data-dir", str(data_dir), "list"], environment)
    assert code == 0
    lines = said.decode().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("\x1b[1m")
    assert MOON_AGAIN.title not in lines[0]
    assert "…" in lines[0]


def test_a_refresh_on_a_terminal_shows_a_bar_and_gives_the_cursor_back(
    filled: Run, feed_file: Path, data_dir: Path
) -> None:
    feed_file.unlink()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm-256color"}
    code, said = read_terminal([*PROGRAM, "--data-dir", str(data_dir), "refresh"], environment)
    assert code == 1
    text = said.decode()
    assert "1/1" in text
    assert "qreader: Tarnholt Gazette: " in text
    assert "1 feed: 0 new, 0 changed, 1 failed" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


HANGING = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
import qreader.__main__
pool = ThreadPoolExecutor(1)
pool.submit(threading.Event().wait)
sys.argv = ["qreader", "--data-dir", sys.argv[1], "feeds", "--json"]
qreader.__main__.run()
"""


def test_a_thread_that_hangs_holds_nobody_up(data_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING, str(data_dir)], check=False, capture_output=True, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"[]\n", b"")


WAITING = """
import select, sys
import qreader.__main__, qreader.cli.program
def wait(*_):
    try:
        print("ready", flush=True)
        while True:  # in short waits: a signal just before a long one would go unseen
            select.select([], [], [], 0.05)
    finally:
        print("in order", flush=True)
qreader.cli.program.load_config = wait
sys.argv = ["qreader", "list"]
qreader.__main__.run()
"""


@contextmanager
def started(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program, which does not outlive a test that fails."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    ) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.mark.usefixtures("signals_as_usual")
def test_an_interrupt_ends_a_refresh_at_once_while_a_server_hangs(
    run: Run, data_dir: Path, loopback: Loopback
) -> None:
    asked = threading.Event()

    def hang(_: Asked) -> Reply:
        asked.set()
        loopback.hold()
        return Reply()

    run("add", loopback.serve("/feed.xml", rss("Hangs", BREAD).encode()))
    loopback.serve("/feed.xml", hang)
    with started(*PROGRAM, "--data-dir", str(data_dir), "refresh") as child:
        assert asked.wait(30)
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (130, b"", b"")
    assert time.monotonic() - began < 10  # the fetch alone may take 20


@pytest.mark.usefixtures("signals_as_usual")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_program_in_order(number: signal.Signals, tmp_path: Path) -> None:
    with started(sys.executable, "-c", WAITING, QREADER_DATA_DIR=str(tmp_path)) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        child.send_signal(number)
        out, err = child.communicate(timeout=30)
    assert (out, err) == (b"in order\n", b"")
    assert child.returncode == 128 + number

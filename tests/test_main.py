"""The program's door, in real processes: signals, exit codes, closed pipes, hanging waits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from loopback import Asked, Loopback, refused_port
from qreader.model import Subscription
from qreader.store import Store

pytestmark = pytest.mark.usefixtures("signals_as_usual")

PROGRAM = [sys.executable, "-m", "qreader"]
PROMPT_SECONDS = 10.0
"""What an end may take at most; the waits that it must not wait for take 20 and more."""


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><title>{t}</title><guid>{t}</guid></item>" for t in titles)
    return f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>".encode()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def subscribe(cache: Path, now) -> Callable[..., None]:
    def _subscribe(*addresses: str) -> None:
        store = Store(cache / "qreader.db")
        store.subscriptions.add_all([Subscription(address) for address in addresses], now=now)
        store.close()

    return _subscribe


def start(cache: Path, *arguments: str, before: str = "") -> subprocess.Popen[bytes]:
    """Start the program; `before` is run in its process first."""
    command = [*PROGRAM]
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    if before:
        run = f"import sys; sys.argv[0] = 'qreader'\n{before}\nimport qreader.__main__ as door"
        command = [sys.executable, "-c", f"{run}\ndoor.run()"]
    return subprocess.Popen(
        [*command, "--data-dir", str(cache), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=cache.parent, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def ended(child: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    """Return its code and what it said, once it has ended; kill it where it does not."""
    try:
        out, err = child.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        pytest.fail("it did not end")
    return child.returncode, out, err


def run(cache: Path, *arguments: str, before: str = "") -> tuple[int, bytes, bytes]:
    return ended(start(cache, *arguments, before=before))


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


# ---- signals

SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_a_refresh_at_once_and_keeps_what_it_stored(
    cache: Path, subscribe, loopback: Loopback, number: signal.Signals
) -> None:
    subscribe(
        loopback.serve("/good", rss("One")), loopback.serve("/hangs", lambda _: loopback.hold())
    )
    with start(cache, "refresh", "--json") as child:
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["new"] == 1
        began = time.monotonic()
        child.send_signal(number)
        assert ended(child) == (128 + number, b"", b"")
    assert time.monotonic() - began < PROMPT_SECONDS
    code, listed, _ = run(cache, "list", "--json")
    assert (code, [row["title"] for row in json.loads(listed)]) == (0, ["One"])


def test_a_refresh_that_was_stopped_goes_on(cache: Path, subscribe, loopback: Loopback) -> None:
    let_go = threading.Event()
    subscribe(loopback.serve("/feed", lambda _: (let_go.wait(20), rss("One"))[1]))
    with start(cache, "refresh", "--json") as child:
        give_up = time.monotonic() + 20
        while not loopback.asked:
            assert time.monotonic() < give_up
            threading.Event().wait(0.01)
        child.send_signal(signal.SIGSTOP)
        let_go.set()
        child.send_signal(signal.SIGCONT)
        code, out, err = ended(child)
    assert (code, json.loads(out)["new"], err) == (0, 1, b"")


PARSE_HANGS = """
import qreader.collect.refresh
from test_main import hang_in_the_parser
qreader.collect.refresh.read_new_document = hang_in_the_parser
"""


def hang_in_the_parser(_: object) -> None:
    """Say in the current folder which process reads, and never end."""
    Path("reader").write_text(str(os.getpid()))
    threading.Event().wait()


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_a_parser_that_hangs(
    cache: Path, subscribe, loopback: Loopback, number: signal.Signals
) -> None:
    note = cache.parent / "reader"
    subscribe(loopback.serve("/feed", rss("One")))
    with start(cache, "refresh", before=PARSE_HANGS) as child:
        give_up = time.monotonic() + 20
        while not (note.exists() and note.read_text()):
            assert time.monotonic() < give_up
            assert child.poll() is None, child.stderr.read()
            threading.Event().wait(0.01)
        child.send_signal(number)
        assert ended(child)[0] == 128 + number
    assert not is_running(int(note.read_text()))


def test_what_is_started_to_outlive_its_terminal_does(
    cache: Path, subscribe, loopback: Loopback
) -> None:
    child: subprocess.Popen[bytes]

    def hang_up(_: Asked) -> bytes:
        child.send_signal(signal.SIGHUP)
        return rss("One")

    subscribe(loopback.serve("/feed", hang_up))
    ignoring = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"  # as nohup does
    with start(cache, "refresh", before=ignoring) as child:
        code, out, err = ended(child)
    assert (code, err) == (0, b"")
    assert out.startswith(b"1 feed: 1 new")


# ---- waits that nothing can interrupt

LOOK_UP_HANGS = """
import socket, threading
def hang(*_, **__):
    print("looking up", flush=True)
    threading.Event().wait()
socket.getaddrinfo = hang
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_name_server_that_does_not_answer_holds_no_exit(
    cache: Path, subscribe, number: signal.Signals
) -> None:
    subscribe("http://slow.example/feed")
    with start(cache, "refresh", before=LOOK_UP_HANGS) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"looking up\n"
        began = time.monotonic()
        child.send_signal(number)
        assert ended(child)[0] == 128 + number
    assert time.monotonic() - began < PROMPT_SECONDS


def test_a_look_up_that_was_given_up_holds_no_exit_either(cache: Path, subscribe) -> None:
    cache.mkdir()
    (cache / "config.toml").write_text("fetch_seconds = 2\n")
    subscribe("http://slow.example/feed")
    began = time.monotonic()
    code, out, err = run(cache, "refresh", before=LOOK_UP_HANGS)
    assert (code, out.splitlines()[-1][:8]) == (1, b"1 feed: ")
    assert b"slow.example" in err
    assert time.monotonic() - began < 2 + PROMPT_SECONDS


# ---- exit codes and pipes


def test_each_end_has_its_exit_code(cache: Path, subscribe) -> None:
    assert run(cache, "feeds")[0] == 0
    subscribe(f"http://127.0.0.1:{refused_port()}/feed")
    for arguments, code in (
        (("refresh",), 1),
        (("show", "4711"), 2),
        (("--nonsense",), 2),
        ((), 2),  # there is no terminal here
    ):
        ended_with, _, err = run(cache, *arguments)
        assert ended_with == code, arguments
        assert b"Traceback" not in err
    (cache / "qreader.db").write_bytes(b"no database, but something that somebody may want " * 90)
    assert run(cache, "feeds")[0] == 3


def test_a_bug_is_exit_code_70_and_a_log(cache: Path) -> None:
    bug = "from qreader.store.feeds import Feeds; Feeds.all = lambda self: 1 / 0"
    code, out, err = run(cache, "feeds", before=bug)
    assert (code, out) == (70, b"")
    assert err.count(b"\n") == 1
    assert b"ZeroDivisionError" in (cache / "qreader.log").read_bytes()


def test_a_reader_that_leaves_ends_a_refresh_and_what_it_was_told_is_stored(
    cache: Path, subscribe, loopback: Loopback
) -> None:
    subscribe(*(loopback.serve(f"/{n}", rss(f"Story {n}")) for n in range(12)))
    with start(cache, "refresh", "--json") as child:
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["new"] == 1
        child.stdout.close()
        child.stdout = None
        code, _, err = ended(child)
    assert (code, err) == (141, b"")
    assert run(cache, "list", "--json")[1].count(b"Story") >= 1


def test_nobody_who_listens_to_complaints_changes_no_exit_code(cache: Path, subscribe) -> None:
    subscribe(*(f"http://127.0.0.1:{refused_port()}/{n}" for n in range(3)))
    with start(cache, "refresh") as child:
        assert child.stderr is not None
        child.stderr.close()
        child.stderr = None
        code, out, _ = ended(child)
    assert (code, out) == (1, b"3 feeds: 0 new, 0 changed, 3 failed\n")


# ---- the collector

COLLECTOR = """
import gc
import qreader.cli.program as program
from qreader.store.feeds import Feeds
load, feeds = program.load_config, Feeds.all
program.load_config = lambda path: (print("at the start", gc.isenabled()), load(path))[1]
Feeds.all = lambda self: (print("in the verb", gc.isenabled()), feeds(self))[1]
"""


def test_the_collector_rests_during_the_start_and_works_in_a_verb(cache: Path) -> None:
    code, out, err = run(cache, "feeds", before=COLLECTOR)
    assert (code, err) == (0, b"")
    assert out.splitlines()[:2] == [b"at the start False", b"in the verb True"]

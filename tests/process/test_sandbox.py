"""A process that can be killed, and that is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from qreader.collect.importing import Left
from qreader.collect.parsing import News
from qreader.errors import FileError, ParseError
from qreader.model import Document
from qreader.process import pipe
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds.parse import parse_feed

URL = "https://x.example/"


@pytest.fixture(scope="module")
def sandbox():
    """One for all tests: it has a new process after each that has broken one."""
    made = Sandbox()
    yield made
    made.close()


def process_id(_: object) -> int:
    return os.getpid()


def hang(_: object) -> None:
    threading.Event().wait()


def announce_and_hang(path: Path) -> None:
    path.write_text(str(os.getpid()))
    hang(path)


def spin(_: object) -> None:
    while True:
        pass


def devour(_: object) -> int:
    return len(b"x" * 4_000_000_000)


def vanish(_: object) -> None:
    os._exit(3)


def stumble(_: object) -> None:
    raise KeyError("\x1b[31m")


def refuse(path: Path) -> None:
    raise FileError(f"{path}: cannot be read", str(path))


def chatter(text: str) -> str:
    print(text)
    os.write(1, text.encode())
    return text


class Undescribed:
    """Stands for megabytes: to put them in words takes longer than to send them."""

    def __repr__(self) -> str:
        raise AssertionError


def echo(value: object) -> object:
    return value


def test_a_function_runs_elsewhere_and_its_result_comes_back(sandbox):
    body = b'<rss version="2.0"><channel><title>Elsewhere</title></channel></rss>'
    assert sandbox.call(parse_feed, Document("https://x.example/", body)).title == "Elsewhere"


def test_the_process_is_another_and_stays_the_same(sandbox):
    first, second = (sandbox.call(process_id, None) for _ in range(2))
    assert first == second != os.getpid()


def test_nothing_runs_before_the_first_call():
    sandbox = Sandbox()
    assert sandbox._process is None
    sandbox.close()


def test_megabytes_travel_both_ways(sandbox):
    body = os.urandom(3_000_000)
    assert sandbox.call(echo, body) == body


def test_what_travels_is_not_described_unless_it_fails(sandbox):
    assert isinstance(sandbox.call(echo, Undescribed()), Undescribed)


@pytest.mark.parametrize("task", [News(Document(URL, b""), frozenset()), Left(URL, "", ())])
def test_a_failure_names_the_address_alone(sandbox, task):
    with pytest.raises(ParseError) as caught:
        sandbox.call(vanish, task)
    assert caught.value.url == URL


@pytest.mark.parametrize("endless", [hang, spin])
def test_a_function_that_does_not_end_is_killed_and_the_next_call_works(sandbox, endless):
    before = sandbox.call(process_id, None)
    document = Document("https://slow.example/", b"")
    with pytest.raises(ParseError) as caught:
        sandbox.call(endless, document, seconds=0.2)
    assert str(caught.value) == "took longer than 0.2 s to read"
    assert caught.value.url == "https://slow.example/"
    assert sandbox.call(process_id, None) != before


def test_a_function_that_devours_memory_is_stopped():
    sandbox = Sandbox(memory_bytes=500_000_000)
    with pytest.raises(ParseError, match="needs too much memory"):
        sandbox.call(devour, "x")
    assert sandbox.call(echo, 1) == 1
    sandbox.close()


def test_a_process_that_vanishes_is_replaced(sandbox):
    with pytest.raises(ParseError, match="the reading process broke down"):
        sandbox.call(vanish, "x")
    assert sandbox.call(echo, 1) == 1


def test_a_process_that_was_killed_meanwhile_is_replaced(sandbox):
    sandbox.call(echo, 1)
    sandbox._process.kill()
    sandbox._process.wait()
    assert sandbox.call(echo, 2) == 2


def test_an_error_that_qreader_knows_is_raised_here(sandbox):
    with pytest.raises(FileError) as caught:
        sandbox.call(refuse, Path("/x"))
    assert (str(caught.value), caught.value.url) == ("/x: cannot be read", "/x")


def test_a_bug_is_told_without_foreign_text_and_the_process_goes_on(sandbox):
    before = sandbox.call(process_id, None)
    with pytest.raises(ParseError) as caught:
        sandbox.call(stumble, "https://x.example/")
    assert str(caught.value) == "could not be read: a bug in qreader (KeyError)"
    assert caught.value.url == "https://x.example/"
    assert sandbox.call(process_id, None) == before


def test_a_result_that_cannot_travel_is_a_bug_too(sandbox):
    with pytest.raises(ParseError, match="a bug in qreader"):
        sandbox.call(open_lock, "x")


def open_lock(_: object) -> object:
    return threading.Lock()


def test_what_a_library_prints_breaks_nothing(capfd):
    sandbox = Sandbox()  # of its own, which would print where `capfd` looks
    assert sandbox.call(chatter, "Warning!") == "Warning!"
    assert sandbox.call(chatter, "Again!") == "Again!"
    assert capfd.readouterr() == ("", "")
    sandbox.close()


def test_several_threads_take_turns(sandbox):
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(sandbox.call(echo, n))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == list(range(8))


def test_closing_ends_a_call_in_another_thread(tmp_path):
    sandbox, said = Sandbox(), []
    note = tmp_path / "pid"

    def call() -> None:
        with pytest.raises(ParseError) as caught:
            sandbox.call(announce_and_hang, note, seconds=60)
        said.append(str(caught.value))

    thread = threading.Thread(target=call)
    thread.start()
    wait_for(lambda: note.exists() and note.read_text())
    sandbox.close()
    thread.join(20)
    assert said == ["could not be read: the reading process broke down"]
    sandbox.close()
    with pytest.raises(ParseError, match="closing"):
        sandbox.call(echo, 1)


def test_a_process_that_is_killed_from_outside_costs_one_call(sandbox, tmp_path):
    note, said = tmp_path / "pid", []

    def call() -> None:
        with pytest.raises(ParseError) as caught:
            sandbox.call(announce_and_hang, note, seconds=60)
        said.append(str(caught.value))

    thread = threading.Thread(target=call)
    thread.start()
    wait_for(lambda: note.exists() and note.read_text())
    os.kill(int(note.read_text()), signal.SIGKILL)  # as the kernel does when memory runs out
    thread.join(20)
    assert said == ["could not be read: the reading process broke down"]
    assert sandbox.call(echo, 2) == 2


def test_an_answer_that_cannot_be_read_costs_one_call(sandbox):
    with pytest.raises(ParseError, match="the reading process broke down"):
        sandbox.call(poison, "https://x.example/")
    assert sandbox.call(echo, 1) == 1


@pytest.mark.parametrize("frame", [b"\0" * 7, b"\0" * 8, b"\xff" * 30, b"\0" * 7 + b"\x03abc"])
def test_a_stray_answer_costs_one_call(sandbox, frame):
    with pytest.raises(ParseError, match="the reading process broke down"):
        sandbox.call(babble, frame)
    assert sandbox.call(echo, 1) == 1


class Poison:
    """Travels, but cannot be made again on the other side."""

    def __reduce__(self) -> tuple[object, ...]:
        return int, ("no number",)


def poison(_: object) -> Poison:
    return Poison()


def babble(frame: bytes) -> None:
    """Write into every pipe that could be the one of the answers, and vanish."""
    for descriptor in range(3, 20):
        with contextlib.suppress(OSError):
            os.write(descriptor, frame)
    os._exit(0)


def test_a_call_that_was_interrupted_leaves_its_answer_to_nobody(sandbox, monkeypatch):
    sandbox.call(echo, 0)
    real = pipe.read

    def interrupted(_: object) -> bytes:
        monkeypatch.setattr(pipe, "read", real)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipe, "read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sandbox.call(echo, "of the first call")
    assert sandbox.call(echo, "of the second call") == "of the second call"


def test_a_call_that_waits_for_its_turn_ends_with_the_sandbox(tmp_path):
    sandbox, said = Sandbox(), []
    note = tmp_path / "pid"

    def call(function, argument) -> None:
        with pytest.raises(ParseError) as caught:
            sandbox.call(function, argument, seconds=60)
        said.append(str(caught.value))

    first = threading.Thread(target=call, args=(announce_and_hang, note))
    first.start()
    wait_for(lambda: note.exists() and note.read_text())
    second = threading.Thread(target=call, args=(echo, 1))
    second.start()
    sandbox.close()
    first.join(20)
    second.join(20)

    assert "was not read: qreader is closing" in said
    assert len(said) == 2
    assert sandbox._process is None


def test_the_process_ends_with_its_parent(tmp_path):
    note = tmp_path / "pid"
    program = (
        "import sys, pathlib, os; from qreader.process.sandbox import Sandbox;"
        "s = Sandbox();"
        "import test_sandbox; pid = s.call(test_sandbox.process_id, None);"
        "pathlib.Path(sys.argv[1]).write_text(str(pid)); os._exit(0)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", program, str(note)], check=True, env=environment)
    child = int(note.read_text())
    wait_for(lambda: not is_running(child))


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc to look at")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for(condition) -> None:
    """Poll: there is nothing to wait on in a process that is not ours."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        threading.Event().wait(0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    "inside",
    [
        "<author>a@" + "a." * 20_000 + "!</author>",
        "<description>" + "<!--" * 100_000 + "</description>",
        "<description>" + "&lt;!--" * 100_000 + "</description>",
        "<description>" + "<![CDATA[" * 50_000 + "</description>",
        "<a>" * 50_000,
        "<link " + " ".join(f'a{n}="1"' for n in range(8_000)) + "/>",
    ],
    ids=["author", "comments", "escaped comments", "cdata", "depth", "attributes"],
)
def test_what_makes_feedparser_hang_ends_in_time(sandbox, inside):
    body = f'<rss version="2.0"><channel><item><title>i</title>{inside}</item></channel></rss>'
    document = Document("https://x.example/", body.encode())
    try:
        assert len(sandbox.call(parse_feed, document, seconds=2).entries) == 1
    except ParseError as error:
        assert "took longer than 2 s" in str(error)

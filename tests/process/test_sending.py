"""Commands of the configuration: their arguments, and how they end, whatever they do."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qreader.errors import UsageError
from qreader.process.sending import KEPT_ERROR_BYTES, arguments, failure_on_terminal, run


def python(program: str, *words: str) -> list[str]:
    """Return a command that runs a Python program."""
    return [sys.executable, "-c", program, *words]


def until_gone(path: Path) -> Iterator[int]:
    """Yield while the process whose number stands in a file is alive."""
    while path.read_text() and Path(f"/proc/{path.read_text()}").exists():
        if "\nState:\tZ" in Path(f"/proc/{path.read_text()}/status").read_text():
            return
        yield 1
        time.sleep(0.01)


# ---- arguments


def test_each_place_stays_one_argument() -> None:
    values = {"url": "https://a.example/?x=1&y=$(id)", "title": 'two words; "and" more\n`id`'}
    made = arguments(["x", "{url}", "--title={title}", "{{url}}", "{a b}"], values)
    assert made == ["x", values["url"], f"--title={values['title']}", "{url}", "{a b}"]


def test_a_value_is_not_looked_at_for_places() -> None:
    assert arguments(["x", "{title}"], {"title": "{url}", "url": "y"}) == ["x", "{url}"]


@pytest.mark.parametrize("title", ["-rf", "--config=/etc/passwd", "@/etc/passwd", "+:!id"])
def test_no_value_is_an_option_or_a_file_of_a_program(title: str) -> None:
    assert arguments(["x", "{title}", "t={title}"], {"title": title}) == [
        "x",
        f" {title}",
        f"t={title}",
    ]


def test_a_nul_in_a_value_does_not_keep_a_command_from_running() -> None:
    made = arguments(
        [*python("import sys; sys.exit(sys.argv[1] != 'ab')"), "{title}"], {"title": "a\0b"}
    )
    assert run(made).code == 0


# ---- running


def test_what_is_given_is_read_and_what_is_answered_is_returned() -> None:
    program = "import sys; sys.stdout.write(sys.stdin.read().upper())"
    ended = run(python(program), "grüße".encode(), output_bytes=100)
    assert (ended.output.decode(), ended.failure) == ("GRÜSSE", "")


def test_an_answer_that_nobody_wants_is_dropped() -> None:
    assert run(python("print('x' * 10_000_000)")).output == b""


def test_a_failure_is_said_with_the_last_line_of_what_it_said() -> None:
    program = "import sys; sys.exit('first\\nno such tag \\x1b[31mred\\x1b[0m\\x07\\n\\n')"
    ended = run(python(program))
    assert ended.failure == "ended with 1: no such tag red"
    assert ended.errors.startswith("first\n")


def test_a_failure_without_a_word_is_said_by_its_number() -> None:
    assert run(python("raise SystemExit(3)")).failure == "ended with 3"


def test_a_long_last_line_is_cut() -> None:
    assert len(run(python("raise SystemExit('x' * 5000)")).failure) < 250


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL"])
def test_a_command_that_a_signal_kills_is_said_to_be(name: str) -> None:
    program = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    assert run(python(program)).failure == f"was killed by {name}"


@pytest.mark.parametrize("given", [b"", b"x" * 3_000_000], ids=["nothing", "much"])
def test_a_command_that_reads_no_input_is_no_failure(given: bytes) -> None:
    assert run(python("import os; os.close(0)"), given).failure == ""
    assert run(python("import sys; sys.stdin.buffer.read(1)"), given).failure == ""


def test_a_command_without_a_time_limit_that_ends_soon_is_not_waited_for_long() -> None:
    begun = time.monotonic()
    run(["true"])
    assert time.monotonic() - begun < 0.9  # far below the pause between two late looks


def test_a_command_that_hangs_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    told = tmp_path / "child"
    program = (
        "import subprocess, sys, time\n"
        "one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open(sys.argv[1], 'w').write(str(one.pid))\n"
        "time.sleep(600)\n"
    )
    ended = run(python(program, str(told)), seconds=2)
    assert ended.failure == "took longer than 2 seconds"
    for _ in until_gone(told):
        pass


def test_a_child_that_a_command_leaves_behind_does_not_hold_it_up(tmp_path: Path) -> None:
    told = tmp_path / "child"
    program = (
        "import subprocess, sys\n"
        "one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open(sys.argv[1], 'w').write(str(one.pid)); print('done')\n"
    )
    ended = run(python(program, str(told)), seconds=60, output_bytes=100)
    os.kill(int(told.read_text()), 9)
    assert (ended.output, ended.failure) == (b"done\n", "")


def test_a_command_that_closes_all_that_it_has_is_waited_for() -> None:
    program = "import os, time\nfor n in range(3): os.close(n)\ntime.sleep(0.3)\nos._exit(5)"
    assert run(python(program), b"x" * 100_000, output_bytes=10).failure == "ended with 5"


def test_a_command_that_ignores_requests_to_end_is_killed(tmp_path: Path) -> None:
    program = (
        "import signal, time\nfor n in (1, 2, 15): signal.signal(n, lambda *_: 0)\ntime.sleep(600)"
    )
    assert run(python(program), seconds=0.5).failure == "took longer than 0.5 seconds"


def test_a_command_that_is_stopped_ends_at_once() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    assert run(python("import time; time.sleep(600)"), stop=stop).failure == "was stopped"


def test_a_gigabyte_of_answer_is_cut_off_and_not_kept() -> None:
    program = "import os\nfor _ in range(1024): os.write(1, b'x' * 1048576)"
    ended = run(python(program), seconds=60, output_bytes=1_000_000)
    assert (ended.failure, ended.output) == ("wrote more than 1 MB", b"")


def test_a_short_answer_that_is_too_long_is_not_kept_either() -> None:
    ended = run(python("print('x' * 200)"), output_bytes=100)
    assert (ended.failure, ended.output) == ("wrote more than 100 bytes", b"")


def test_a_gigabyte_of_complaints_is_cut_off() -> None:
    program = "import os\nfor _ in range(1024): os.write(2, b'x\\n' * 524288)"
    ended = run(python(program))
    assert ended.failure == "wrote more than 1 MB: x"
    assert len(ended.errors) <= KEPT_ERROR_BYTES


def test_a_gigabyte_that_nobody_wants_costs_nothing() -> None:
    program = "import os\nfor _ in range(1024): os.write(1, b'x' * 1048576)"
    assert run(python(program)).failure == ""


@pytest.mark.parametrize("name", ["no-such-program-here", "/no/such/folder/x", "a\0b"])
def test_a_program_that_is_absent_is_said(name: str) -> None:
    with pytest.raises(UsageError, match=r"is not there|cannot be run"):
        run([name])


def test_a_program_that_may_not_be_run_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no program")
    with pytest.raises(UsageError, match=r"notes\.txt may not be run"):
        run([str(path)])
    with pytest.raises(UsageError, match="may not be run"):
        run([str(tmp_path)])


def test_a_file_that_is_no_program_is_said(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text("no first line that names a program")
    path.chmod(0o755)
    with pytest.raises(UsageError, match="script cannot be run: Exec format error"):
        run([str(path)])


def test_a_command_is_of_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it() -> None:
    program = "import os, sys; sys.exit(os.getsid(0) == int(sys.argv[1]))"
    assert run(python(program, str(os.getsid(0)))).failure == ""


@pytest.mark.parametrize(
    ("program", "said"),
    [("", ""), ("raise SystemExit(3)", "ended with 3"), ("os.kill(os.getpid(), 2)", "SIGINT")],
)
def test_a_program_on_the_terminal_that_is_interrupted_is_said_so(program: str, said: str) -> None:
    begin = "import os, signal; signal.signal(2, signal.SIG_DFL); "
    failure = failure_on_terminal(python(begin + program))
    assert failure.endswith(said)
    assert bool(failure) == bool(said)

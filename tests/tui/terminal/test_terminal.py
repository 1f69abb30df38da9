"""The reader in a real pseudo-terminal, as `qreader` starts it, on a real cache."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pseudo_terminal import Terminal, assert_restored, filled
from qreader.tui.terminal import environment, signals
from reader_that_tells import POLL_SECONDS
from watched import Watched

FEED = """<rss version="2.0"><channel><title>Harbour Post</title><link>https://example.org</link>
<item><title>Ferries wait for wind</title><guid>1</guid><link>https://example.org/1</link>
<pubDate>Tue, 02 Jun 2026 10:00:00 GMT</pubDate>
<description>The harbour lay quiet.</description></item>
<item><title>[/b] Markup \u202e and &#x9b;31m all</title><guid>2</guid>
<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate><description>Two</description></item>
</channel></rss>"""
BUG = "import qreader.tui.widgets.row_list as r; r.RowList.down = lambda self, count: 1 / 0"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, "utf-8")
    return filled(tmp_path / "cache", feed)


@pytest.fixture
def reader(cache: Path) -> Iterator[Terminal]:
    started = Terminal(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache)], TERM="xterm-256color"
    )
    yield started
    started.close()


def test_it_starts_reads_stars_and_quits(reader: Terminal, cache: Path) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"\r")
    reader.read_until(b"The harbour lay quiet")
    reader.write(b"s")
    reader.read_until(b"Starred")
    reader.write(b"Q")
    assert reader.wait() == 0
    assert_restored(reader.output)
    listed = subprocess.run(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache), "list", "--json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert re.search(r'"read": true, "starred": true', listed.stdout)


def test_no_forbidden_byte_of_a_feed_reaches_the_terminal(reader: Terminal) -> None:
    reader.read_until(b"Markup")
    reader.write(b"j\r")
    reader.read_until(b"Two")
    reader.write(b"Q")
    reader.wait()
    text = reader.output.decode("utf-8")
    assert "[/b] Markup" in text
    assert "\u202e" not in text
    assert "\x9b" not in text


@pytest.fixture
def watched(cache: Path) -> Iterator[Watched]:
    started = Watched(cache, 120, 40)
    yield started
    started.terminal.close()


def test_an_idle_screen_writes_nothing(watched: Watched) -> None:
    watched.rest()
    written = len(watched.terminal.output)
    # in which others' changes are looked for again and again
    watched.terminal.read_until(None, 12 * POLL_SECONDS)
    assert watched.terminal.output[written:] == b""


def test_a_cursor_move_is_cheap(watched: Watched) -> None:
    watched.written_for("jk")  # a message of the start goes with the first key
    assert 50 < len(watched.written_for("j")) <= 400


def test_sigterm_restores_the_terminal(reader: Terminal) -> None:
    reader.read_until(b"Ferries wait for wind")
    os.kill(reader.pid, signal.SIGTERM)
    assert reader.wait() == signals.TERMINATED
    assert_restored(reader.output)


def test_sighup_ends_it_at_once(reader: Terminal) -> None:
    reader.read_until(b"Ferries wait for wind")
    began = time.monotonic()
    os.kill(reader.pid, signal.SIGHUP)
    assert reader.wait() == 128 + signal.SIGHUP
    assert time.monotonic() - began < 10


def test_a_terminal_that_goes_away_ends_it(cache: Path) -> None:
    started = Terminal(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache)], TERM="xterm-256color"
    )
    started.read_until(b"Ferries wait for wind")
    os.close(started.fd)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if os.waitpid(started.pid, os.WNOHANG)[0]:
            return
        time.sleep(0.05)
    os.kill(started.pid, signal.SIGKILL)
    pytest.fail("an orphan stayed behind")


def _started_with(cache: Path, change: str) -> Terminal:
    """Start a reader in which something is otherwise."""
    options = f"import sys; sys.argv[1:] = ['--data-dir', {str(cache)!r}]"
    code = f"{change}; {options}; from qreader.__main__ import run; run()"
    return Terminal([sys.executable, "-c", code], TERM="xterm-256color")


def test_a_bug_is_said_and_logged_and_the_reader_goes_on(cache: Path) -> None:
    started = _started_with(cache, BUG)
    started.read_until(b"Ferries wait for wind")
    started.write(b"j")
    started.read_until(b"this is a mistake in qreader")
    started.write(b"\r")
    started.read_until(b"The harbour lay quiet")
    started.write(b"Q")
    assert started.wait() == 0
    assert_restored(started.output)
    assert b"Traceback" not in started.output
    assert b"ZeroDivisionError" in (cache / "qreader.log").read_bytes()
    started.close()


def test_a_bug_that_nothing_can_be_drawn_for_restores_the_terminal_and_says_where_the_log_is(
    cache: Path,
) -> None:
    fails = "import qreader.tui.widgets.status as s; s.StatusBar.render_line = lambda *_: 1 / 0"
    started = _started_with(cache, fails)
    assert started.wait(30) == 70
    assert_restored(started.output)
    said = started.output[started.output.rfind(b"\x1b[?1004l") :]
    assert b"qreader.log" in said
    assert b"Traceback" not in said
    assert b"ZeroDivisionError" in (cache / "qreader.log").read_bytes()
    started.close()


def test_a_start_with_standard_error_in_a_file_draws_on_the_terminal(
    cache: Path, tmp_path: Path
) -> None:
    errors = tmp_path / "errors"
    command = f"{sys.executable} -m qreader --data-dir {cache} 2>{errors}"
    started = Terminal(["/bin/sh", "-c", command], TERM="xterm-256color")
    started.read_until(b"Ferries wait for wind")
    started.write(b"Q")
    assert started.wait() == 0
    assert_restored(started.output)
    assert errors.read_bytes() == b""
    started.close()


def test_a_key_that_nobody_can_read_is_no_end(reader: Terminal) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"\x1b[97;1:3u")  # a terminal that says which keys were let go
    reader.write(b"\x1b[99999999999u")
    for _ in range(100):  # what comes in one read with it goes with it
        reader.write(b"\r")
        if b"The harbour lay quiet" in reader.read_until(None, 0.2):
            break
    reader.write(b"Q")
    assert reader.wait() == 0
    assert b"The harbour lay quiet" in reader.output


def run_without_terminal(cache: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=20,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_without_a_terminal_there_is_a_sentence_and_no_control_code(cache: Path) -> None:
    ended = run_without_terminal(cache, TERM="xterm-256color")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "qreader list" in ended.stderr
    assert "\x1b" not in ended.stderr


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_dumb_terminal_gets_the_same(cache: Path, term: str) -> None:
    started = Terminal([sys.executable, "-m", "qreader", "--data-dir", str(cache)], TERM=term)
    assert started.wait() == 2
    assert b"qreader list" in started.output
    assert b"\x1b" not in started.output
    started.close()


COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m")
RICH_COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?[34]8;[25];[\d;]*m")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
LINK = re.compile(rb"\x1b\]8;")


@pytest.mark.parametrize(
    ("term", "never"),
    [
        ("linux", (RICH_COLOUR, LINK)),
        ("screen", (RICH_COLOUR, LINK)),
        ("xterm-mono", (COLOUR,)),
        ("vt100", (COLOUR, LINK, BEYOND_ASCII)),
        ("tmux-256color", ()),
    ],
)
def test_a_terminal_is_sent_only_what_it_knows(
    cache: Path, term: str, never: tuple[re.Pattern[bytes], ...]
) -> None:
    command = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
    # an empty variable is as good as none
    started = Terminal(command, TERM=term, COLORTERM="", NO_COLOR="", LC_ALL="C.UTF-8", TMUX="")
    started.read_until(b"Ferries wait for wind")
    started.write(b"\r")
    started.read_until(b"The harbour lay quiet")
    started.write(b"Q")
    assert started.wait() == 0
    for pattern in never:
        assert pattern.findall(started.output) == []
    assert_restored(started.output)
    started.close()


def test_importing_the_app_fetches_and_parses_nothing() -> None:
    code = (
        "import sys, qreader.tui.app; "
        "print([m for m in ('httpx2', 'feedparser', 'trafilatura', 'sqlite3') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"


# ---- other programs


def test_an_article_goes_through_a_program_and_back_to_the_screen(reader: Terminal) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"|tr a-z A-Z\r")
    reader.read_until(b"enter goes back to qreader")
    assert b"THE HARBOUR LAY QUIET" in reader.output
    reader.write(b"\n")
    reader.read_until(b"\x1b[?1049h")
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"|no-such-program\r")
    reader.read_until(b"enter goes back to qreader")
    assert b"no-such-program: No such file" in reader.output
    reader.write(b"\n")
    reader.read_until(b"\x1b[?1049h")
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"Q")
    assert reader.wait() == 0
    assert_restored(reader.output)


def test_the_configuration_is_edited_and_read(cache: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf \'[keys]\\nstar = "b"\\nlater = "b"\\n\' > "$1"\n')
    editor.chmod(0o755)
    reader = Terminal(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache)],
        TERM="xterm-256color",
        EDITOR=str(editor),
    )
    reader.read_until(b"Ferries wait for wind")
    reader.write(b":configure\r")
    reader.read_until(b"cannot mean both")
    reader.write(b"Q")
    assert reader.wait() == 0
    assert_restored(reader.output)
    reader.close()
    refused = subprocess.run(
        [sys.executable, "-m", "qreader", "--data-dir", str(cache), "feeds"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert refused.returncode == 0, "keys are no concern of the command line"


def test_quitting_waits_for_no_key(cache: Path) -> None:
    options = f"import sys; sys.argv[1:] = ['--data-dir', {str(cache)!r}]"
    code = (
        "import qreader.tui.terminal.driver as driver; driver.LOOK_SECONDS = 600; "
        f"{options}; from qreader.__main__ import run; run()"
    )
    started = Terminal([sys.executable, "-c", code], TERM="xterm-256color")
    started.read_until(b"Ferries wait for wind")
    started.write(b"Q")
    assert started.wait() == 0
    assert_restored(started.output)
    started.close()


@pytest.mark.parametrize("size", ["99999;99999;1;1", "0;0;0;0"])
def test_a_size_that_no_screen_has_is_no_reason_to_end(reader: Terminal, size: str) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"\x1b[48;%bt\x1b[<0;9;9M" % size.encode())
    reader.read_while_written(0.2)
    reader.write(b"ga\r")
    reader.read_until(b"The harbour lay quiet")
    reader.write(b"Q")
    assert reader.wait() == 0
    assert_restored(reader.output)


def test_bytes_that_are_no_text_are_no_reason_to_end(reader: Terminal) -> None:
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"\xff\xfe\xc3")
    reader.write(b"\r")
    reader.read_until(b"The harbour lay quiet")


@pytest.mark.parametrize(
    ("environ", "erases", "synchronized"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "linux"}, True, True),
        ({"TERM": "xterm-kitty"}, False, True),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, False, True),
        ({"TERM": "screen-256color", "STY": "1.tty"}, False, True),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/s,1,0"}, False, False),
        ({"TERM": "tmux-256color"}, False, False),
        ({}, False, True),
    ],
)
def test_how_frames_are_written_goes_by_the_terminals_name(
    environ: dict[str, str], erases: bool, synchronized: bool
) -> None:
    chosen = environment.choose_output(environ)
    assert chosen == environment.Output(True, erases, synchronized)


def test_settings_have_the_last_word_on_frames() -> None:
    tmux = {"TERM": "tmux-256color"}
    assert environment.choose_output(tmux, synchronized="always").synchronized
    xterm = {"TERM": "xterm-256color"}
    assert not environment.choose_output(xterm, synchronized="never").synchronized
    assert not environment.choose_output(xterm, whole_frames=True).differences


def test_a_browser_is_a_terminal_where_it_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    assert environment.why_not() is None


def test_the_mouse_can_be_left_to_the_terminal(cache: Path) -> None:
    (cache / "config.toml").write_text("mouse = false\n")
    started = Watched(cache, 80, 24)
    try:
        started.rest()
        assert b"\x1b[?1000h" not in started.terminal.output
        started.written_for(":")
        assert b"\x1b[?1000h" in started.written_for("set mouse true\r")
        started.written_for(":")
        assert b"\x1b[?1000l" in started.written_for("set mouse false\r")
    finally:
        started.terminal.close()


def test_the_window_is_called_by_what_is_unread_and_has_its_own_name_back(
    reader: Terminal,
) -> None:
    reader.read_until(b"\x1b[22;2t\x1b]2;qreader \xc2\xb7 2 unread\x07")
    reader.write(b"Q")
    assert reader.wait() == 0
    assert reader.output.count(b"\x1b[23;2t") == 1


def test_a_window_keeps_its_name_where_the_configuration_says_so(cache: Path) -> None:
    (cache / "config.toml").write_text("window_title = false\n", "utf-8")
    command = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
    reader = Terminal(command, TERM="xterm-256color")
    reader.read_until(b"Ferries wait for wind")
    reader.write(b"gf")
    reader.read_until(b"Starred")
    reader.write(b"Q")
    assert reader.wait() == 0
    assert b"\x1b]2;" not in reader.output
    reader.close()

"""What reaches a real terminal: the screen is right after all that happens to one, in few bytes."""

from __future__ import annotations

import codecs
import fcntl
import os
import signal
import struct
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulated import Emulated
from pseudo_terminal import Terminal, filled

ITEM = """<item><title>Ferries {n} wait for wind</title><guid>{n}</guid>
<link>https://example.org/{n}</link><pubDate>Tue, 02 Jun 2026 10:{n}:00 GMT</pubDate>
<description>{text}</description></item>"""
SENTENCE = (
    "The harbour lay quiet, and nobody in Zürich knew {n} of the names that were called out. "
)
MOVE_BYTES, SCROLL_BYTES, PAGE_BYTES, OPEN_BYTES = 350, 2_000, 6_000, 9_000
QUIET_SECONDS = 0.3


def feed_text() -> str:
    paragraphs = "".join(f"&lt;p&gt;Paragraph {n}. {SENTENCE * 3}&lt;/p&gt;" for n in range(40))
    items = "".join(ITEM.format(n=n, text=paragraphs) for n in range(10, 40))
    title = "<title>Harbour Post</title><link>https://example.org</link>"
    return f'<rss version="2.0"><channel>{title}{items}</channel></rss>'


class Watched:
    """The reader, and what a person sees of it."""

    def __init__(self, cache: Path) -> None:
        command = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
        self.terminal = Terminal(
            command, TERM="xterm-256color", TMUX="", STY="", KITTY_WINDOW_ID=""
        )
        self.screen = Emulated(120, 40)
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._fed = 0
        self.press("", "Ferries 30 wait")
        self.press("j")  # what is made after the first frame is there now

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def press(self, keys: str, until: str = "") -> int:
        """Press keys; wait for a text on the screen, and until all is quiet; return the bytes."""
        before = self._fed
        self.terminal.write(keys.encode())
        for _ in range(60):
            self.terminal.read_while_written(QUIET_SECONDS)
            data = self.terminal.output[self._fed :]
            self.screen.feed(self._decode(data))
            self._fed += len(data)
            if until in self.text:
                return self._fed - before
        pytest.fail(f"{until!r} never came:\n{self.text}")

    def assert_as_redrawn(self) -> None:
        """A redraw changes nothing but the last line, whose message ends with a key."""
        before = self.screen
        self.screen = Emulated(before.columns, before.lines)
        self.press("\x0c")
        assert before.difference(self.screen, but_last=1) == ""

    def resize(self, width: int, height: int) -> None:
        self.screen = Emulated(width, height)
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self.terminal.fd, termios.TIOCSWINSZ, size)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    (tmp_path / "feed.xml").write_text(feed_text(), "utf-8")
    folder = filled(tmp_path / "cache", tmp_path / "feed.xml")
    (folder / "config.toml").write_text("group_stories = false\n")
    return folder


@pytest.fixture
def reader(cache: Path) -> Iterator[Watched]:
    watched = Watched(cache)
    yield watched
    watched.terminal.close()


def test_what_is_on_the_screen_is_what_a_redraw_shows(reader: Watched) -> None:
    reader.press("\r", "Paragraph 0.")
    reader.press("jjj")
    reader.assert_as_redrawn()
    reader.press("/zürich", "of ")
    reader.press("\rnn")
    reader.assert_as_redrawn()
    reader.press("\x1b")
    reader.press("?", "Keys")
    reader.press("\x1b")
    reader.assert_as_redrawn()
    reader.press("zG", "Paragraph 39.")
    reader.press("kkk")
    reader.assert_as_redrawn()
    reader.press("q", "Unread")
    reader.assert_as_redrawn()


def test_what_a_person_does_all_day_is_cheap(reader: Watched) -> None:
    assert 0 < reader.press("j") <= MOVE_BYTES
    assert 0 < reader.press("\r", "Paragraph 0.") <= OPEN_BYTES
    assert 0 < sorted(reader.press("j") for _ in range(5))[2] <= SCROLL_BYTES
    assert 0 < reader.press("\x1b[6~") <= PAGE_BYTES
    assert reader.press("") == 0


def test_a_pane_that_fills_the_width_is_scrolled_by_the_terminal(reader: Watched) -> None:
    reader.press("\r", "Paragraph 0.")
    reader.press("z")
    assert 0 < max(reader.press("j") for _ in range(3)) <= SCROLL_BYTES / 5
    reader.assert_as_redrawn()


def test_after_a_resize_nothing_is_left_of_what_was_there(reader: Watched) -> None:
    reader.press("\r", "Paragraph 0.")
    for width, height in ((90, 30), (120, 40)):
        reader.resize(width, height)
        reader.press("", "Paragraph 0.")
        reader.assert_as_redrawn()


def test_after_a_pause_all_is_drawn_again(reader: Watched) -> None:
    reader.press("\r", "Paragraph 0.")
    before = reader.screen.seen
    os.kill(reader.terminal.pid, signal.SIGTSTP)
    os.waitpid(reader.terminal.pid, os.WUNTRACED)
    reader.press("")
    reader.screen = Emulated(120, 40)
    os.kill(reader.terminal.pid, signal.SIGCONT)
    reader.press("", "Paragraph 0.")
    assert before == reader.screen.seen


def test_a_setting_sends_all_that_is_drawn(cache: Path) -> None:
    (cache / "config.toml").write_text("group_stories = false\nwhole_frames = true\n")
    watched = Watched(cache)
    assert watched.press("\r", "Paragraph 0.") > OPEN_BYTES
    watched.terminal.close()


@pytest.mark.parametrize(("term", "wanted"), [("xterm-256color", True), ("tmux-256color", False)])
def test_a_frame_says_where_it_begins_and_ends_where_that_helps(
    cache: Path, term: str, wanted: bool
) -> None:
    command = [sys.executable, "-m", "qreader", "--data-dir", str(cache)]
    terminal = Terminal(command, TERM=term, TMUX="")
    terminal.read_until(b"\x1b[?2026$p")
    terminal.write(b"\x1b[?2026;2$y")  # it can
    terminal.read_until(b"Ferries")
    terminal.read_until(None, QUIET_SECONDS)
    terminal.write(b"j")
    written = terminal.read_until(None, QUIET_SECONDS)
    assert (b"\x1b[?2026h" in written) is wanted
    assert written.endswith(b"\x1b[?2026l") is wanted
    terminal.close()

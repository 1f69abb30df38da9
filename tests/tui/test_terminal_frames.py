"""The frames in a real pseudo-terminal: what stands there is what a redraw shows; and it is cheap.

The limits are those of issue 5, at 120x40.
"""

from __future__ import annotations

import fcntl
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from cell_screen import UNKNOWN, CellScreen

from pseudo_terminal import Terminal

WORDS = "The harbour lay quiet that morning and the ferries waited for a wind from the north. "
ODD = "<p>東京の港 👩‍🚀 ❤️ Zürich <a href='https://example.org/x'>a link</a> Ελλάδα กาแฟ.</p>"
BODY = "".join(
    f"<p>Paragraph {n}. {WORDS * 3}</p>" + (ODD if n % 4 == 0 else "") for n in range(40)
)
ITEMS = "".join(
    f"<item><title>Ferries {n} wait for wind</title><guid>{n}</guid>"
    f"<link>https://example.org/{n}</link>"
    f"<pubDate>Tue, 02 Jun 2026 10:{n:02}:00 GMT</pubDate>"
    f"<description><![CDATA[{BODY}]]></description></item>"
    for n in range(12)
)
FEED = f"<rss version='2.0'><channel><title>Post</title>{ITEMS}</channel></rss>"
OPEN_BYTES, SCROLL_BYTES, PAGE_BYTES, MOVE_BYTES = 9_000, 2_100, 6_000, 400


class Watched:
    """A running reader and the screen that it writes to."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.screen = CellScreen(120, 40)
        self._rest = b""

    def press(self, keys: str, until: str | None = None) -> int:
        """Press keys; return the bytes written until the screen is quiet, and shows `until`."""
        if keys:
            self.terminal.write(keys.encode())
        count = self._take()
        for _ in range(60):
            text = "\n".join(self.screen.lines)
            if UNKNOWN not in text and (until is None or until in text):
                return count
            count += self._take()
        pytest.fail(f"{until!r} is not on the screen:\n{text}")

    def _take(self) -> int:
        data = self._rest + self.terminal.read_until(None, 0.15)
        whole = data.decode("utf-8", "ignore")
        self._rest = data[len(whole.encode()) :]
        self.screen.feed(whole)
        return len(data)

    def assert_drawn_right(self) -> None:
        """Draw everything again: nothing changes."""
        before, lines = self.screen.seen, self.screen.lines
        self.screen.resize(self.screen.width, self.screen.height)
        assert self.press("\x0c") > 1_000
        assert self.screen.lines == lines
        assert self.screen.seen == before


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Watched]:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, "utf-8")
    cache = ["--data-dir", str(tmp_path / "cache")]
    added = subprocess.run(
        [sys.executable, "-m", "qreader", *cache, "add", str(feed)], check=False, timeout=60
    )
    assert added.returncode == 0
    started = Terminal([sys.executable, "-m", "qreader", *cache], TERM="xterm-256color")
    watched = Watched(started)
    watched.press("", until="Ferries 11 wait")
    yield watched
    started.close()


def test_what_is_on_the_screen_is_what_a_redraw_shows(reader: Watched) -> None:
    steps = [
        ("jj", None),
        ("\r", "Paragraph 0."),
        ("jjj", None),
        ("  ", None),
        ("/zürich", "of 10"),
        ("\r", "4 of 10"),
        ("nn", "6 of 10"),
        ("f", "Type the letters"),
        ("\x1b", None),
        ("?", "Keys"),
        ("\x1b", None),
        ("zG", "Paragraph 39."),
        ("q", "Unread"),
    ]
    for number, (keys, until) in enumerate(steps):
        reader.press(keys, until)
        if number in {2, 3, 6, 8, 10, 11, 12}:
            reader.assert_drawn_right()


def test_what_a_person_does_all_day_is_cheap(reader: Watched) -> None:
    assert 0 < reader.press("j") <= MOVE_BYTES
    assert 0 < reader.press("\r", until="Paragraph 0.") <= OPEN_BYTES
    scrolled = [reader.press("j") for _ in range(6)]
    assert 0 < sorted(scrolled)[3] <= SCROLL_BYTES
    assert 0 < reader.press("\x1b[6~") <= PAGE_BYTES
    assert 0 < reader.press("/") <= MOVE_BYTES
    assert reader.press("") == 0


def test_after_a_resize_nothing_is_left_of_what_was_there(reader: Watched) -> None:
    reader.press("\r", until="Paragraph 0.")
    for width, height in ((90, 30), (120, 40)):
        reader.screen.resize(width, height)
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(reader.terminal.fd, termios.TIOCSWINSZ, size)
        reader.press("", until="Paragraph 0.")
        reader.assert_drawn_right()

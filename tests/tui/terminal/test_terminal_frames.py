"""What reaches a real terminal: the screen is right after all that happens to one, in few bytes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulated import Emulated
from pseudo_terminal import filled
from watched import Watched

ITEM = """<item><title>Ferries {n} wait for wind</title><guid>{n}</guid>
<link>https://example.org/{n}</link><pubDate>Tue, 02 Jun 2026 10:{n}:00 GMT</pubDate>
<description>{text}</description></item>"""
SENTENCE = (
    "The harbour lay quiet, and nobody in Zürich knew {n} of the names that were called out. "
)
MOVE_BYTES, SCROLL_BYTES, PAGE_BYTES, OPEN_BYTES = 350, 600, 6_000, 9_000


def feed_text() -> str:
    paragraphs = "".join(f"&lt;p&gt;Paragraph {n}. {SENTENCE * 3}&lt;/p&gt;" for n in range(40))
    items = "".join(ITEM.format(n=n, text=paragraphs) for n in range(10, 40))
    title = "<title>Harbour Post</title><link>https://example.org</link>"
    return f'<rss version="2.0"><channel>{title}{items}</channel></rss>'


class Frames(Watched):
    """The reader, what a person sees of it, and what that costs."""

    def press_until(self, keys: str, until: str = "") -> int:
        """Press keys; wait until the reader rests, with a text on the screen; return the bytes."""
        written = len(self.written_for(keys))
        assert until in self.text, f"{until!r} never came:\n{self.text}"
        return written

    def assert_as_redrawn(self) -> None:
        """A redraw changes nothing but the last line, whose message ends with a key."""
        before = self.rest()
        self.screen = Emulated(before.columns, before.lines)
        self.press("\x0c")
        assert before.difference(self.rest(), but_last=1) == ""


def started(cache: Path, **options: str) -> Frames:
    reader = Frames(cache, 120, 40, **options)
    reader.press_until("j")  # what is made after the first frame is there now
    return reader


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    (tmp_path / "feed.xml").write_text(feed_text(), "utf-8")
    folder = filled(tmp_path / "cache", tmp_path / "feed.xml")
    (folder / "config.toml").write_text("group_stories = false\n")
    return folder


@pytest.fixture
def reader(cache: Path) -> Iterator[Frames]:
    watched = started(cache)
    yield watched
    watched.terminal.close()


def test_what_is_on_the_screen_is_what_a_redraw_shows(reader: Frames) -> None:
    reader.press_until("\r", "Paragraph 0.")
    reader.press_until("jjj")
    reader.assert_as_redrawn()
    reader.press_until("/zürich", "of ")
    reader.press_until("\rnn")
    reader.assert_as_redrawn()
    reader.press_until("\x1b")
    reader.press_until("?", "Keys")
    reader.press_until("\x1b")
    reader.assert_as_redrawn()
    reader.press_until("zG", "Paragraph 39.")
    reader.press_until("kkk")
    reader.assert_as_redrawn()
    reader.press_until("q", "Unread")
    reader.assert_as_redrawn()


def test_what_a_person_does_all_day_is_cheap(reader: Frames) -> None:
    assert 0 < reader.press_until("j") <= MOVE_BYTES
    assert 0 < reader.press_until("\r", "Paragraph 0.") <= OPEN_BYTES
    assert 0 < sorted(reader.press_until("j") for _ in range(5))[2] <= SCROLL_BYTES
    assert 0 < reader.press_until("\x1b[6~") <= PAGE_BYTES
    assert reader.press_until("") == 0


def test_a_text_beside_a_sidebar_is_scrolled_by_the_terminal(reader: Frames) -> None:
    reader.press_until("\r", "SAME STORY")
    for keys in ("j", "3j", "k", "jjk"):
        assert 0 < reader.press_until(keys, "SAME STORY") <= SCROLL_BYTES * len(keys)
        reader.assert_as_redrawn()


def test_a_pane_that_fills_the_width_is_scrolled_by_the_terminal(reader: Frames) -> None:
    reader.press_until("\r", "Paragraph 0.")
    reader.press_until("z")
    assert 0 < max(reader.press_until("j") for _ in range(3)) <= SCROLL_BYTES / 1.5
    reader.assert_as_redrawn()


def test_after_a_resize_nothing_is_left_of_what_was_there(reader: Frames) -> None:
    reader.press_until("\r", "Paragraph 0.")
    for width, height in ((90, 30), (120, 40)):
        reader.resize(width, height)
        reader.rest_with("Paragraph 0.")
        reader.assert_as_redrawn()


def test_after_a_pause_all_is_drawn_again(reader: Frames) -> None:
    reader.press_until("\r", "Paragraph 0.")
    before = reader.rest()
    os.kill(reader.terminal.pid, signal.SIGTSTP)
    os.waitpid(reader.terminal.pid, os.WUNTRACED)
    reader.forget()
    os.kill(reader.terminal.pid, signal.SIGCONT)
    reader.rest_with("Paragraph 0.")
    assert before.difference(reader.screen) == ""


def test_a_setting_sends_all_that_is_drawn(cache: Path) -> None:
    (cache / "config.toml").write_text("group_stories = false\nwhole_frames = true\n")
    watched = started(cache)
    assert watched.press_until("\r", "Paragraph 0.") > OPEN_BYTES
    watched.terminal.close()


@pytest.mark.parametrize(("term", "wanted"), [("xterm-256color", True), ("tmux-256color", False)])
def test_a_frame_says_where_it_begins_and_ends_where_that_helps(
    cache: Path, term: str, wanted: bool
) -> None:
    reader = started(cache, term=term)
    assert b"\x1b[?2026$p" in reader.terminal.output
    reader.press_until("\x1b[?2026;2$y")  # it can
    written = reader.written_for("j")
    assert (b"\x1b[?2026h" in written) is wanted
    assert written.endswith(b"\x1b[?2026l") is wanted
    reader.terminal.close()

"""What a list of windows shows of the reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qreader.tui.terminal.window_title import WindowTitle, has_titles, sequence


class Clock:
    """Calls what is wanted later when told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def later(self, _: float, call: Callable[[], None]) -> None:
        self.waiting.append(call)

    def pass_by(self) -> None:
        waiting, self.waiting = self.waiting, []
        for call in waiting:
            call()


def test_a_title_is_written_on_change_and_seldom() -> None:
    clock = Clock()
    written: list[str] = []
    title = WindowTitle(written.append, clock.later, is_wanted=True)
    for number in (9, 8, 7, 6):
        title.show_unread(number)
    assert written == ["qreader · 9 unread"]
    clock.pass_by()
    assert written == ["qreader · 9 unread", "qreader · 6 unread"]
    clock.pass_by()
    title.show_unread(6)
    assert written == ["qreader · 9 unread", "qreader · 6 unread"]
    assert clock.waiting == []
    title.show_unread(0)
    assert written[-1] == "qreader"


def test_a_window_gets_its_own_title_back_when_a_setting_says_so() -> None:
    clock = Clock()
    written: list[str] = []
    title = WindowTitle(written.append, clock.later, is_wanted=False)
    title.show_unread(9)
    assert written == []
    title.configure(True)
    clock.pass_by()
    title.configure(False)
    assert written == ["qreader · 9 unread", ""]


def test_nothing_in_a_title_ends_its_sequence() -> None:
    assert sequence("a\x07b\x1b\\c\nd") == "\x1b]2;abc d\x07"
    assert sequence("x" * 999).count("x") <= 80


@pytest.mark.parametrize(
    ("environ", "known"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux"}, True),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt220"}, False),
        ({"TERM": "screen-256color", "STY": "1.pts"}, False),
    ],
)
def test_a_terminal_that_would_print_it_or_keep_it_gets_none(
    environ: dict[str, str], known: bool
) -> None:
    assert has_titles(environ) is known

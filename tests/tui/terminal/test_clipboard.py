"""The clipboard: OSC 52 as the terminal, tmux and screen want it."""

from __future__ import annotations

import base64
import re

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.model import ArticleId
from qreader.tui.terminal.clipboard import MAX_TEXT_BYTES, sequence, way
from qreader.tui.terminal.environment import hyperlinks, multiplexer, remote

FIRST = ArticleId(3)
TEXT = "https://example.org/ü?" + "a=1&" * 400


def copied(asked: str) -> str:
    """Return what a terminal would put into its clipboard."""
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", asked)
    assert found
    return base64.b64decode(found[1]).decode()


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"TERM": "xterm-256color"}, "osc52"),
        ({"TERM": "linux"}, "none"),
        ({"TERM": "vt220"}, "none"),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux-1/default,1,0"}, "tmux"),
        ({"TERM": "tmux-256color"}, "tmux"),
        ({"TERM": "screen.xterm-256color", "STY": "1.pts"}, "screen"),
        ({"TERM": "screen"}, "screen"),
    ],
)
def test_the_way_follows_the_environment(environ, name):
    assert way(environ).name == name
    assert bool(sequence("x", environ)) is (name != "none")


def test_a_terminal_is_asked_directly():
    assert copied(sequence(TEXT, {"TERM": "xterm"})) == TEXT


def test_tmux_is_asked_in_both_of_its_ways():
    asked = sequence(TEXT, {"TERM": "tmux-256color", "TMUX": "x"})

    direct, wrapped = asked.split("\x1bPtmux;")
    assert copied(direct) == TEXT
    assert copied(wrapped.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b")) == TEXT


def test_screen_passes_it_on_in_pieces_that_it_takes():
    asked = sequence(TEXT, {"TERM": "screen", "STY": "x"})

    pieces = re.findall(r"\x1bP(.*?)\x1b\\", asked, re.DOTALL)
    assert len(pieces) > 1
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == asked
    assert max(map(len, pieces)) <= 508
    assert copied("".join(pieces)) == TEXT


def test_what_no_terminal_would_take_is_not_sent():
    assert sequence("x" * (MAX_TEXT_BYTES + 1), {"TERM": "xterm"}) == ""
    assert copied(sequence("a\x1b]\x07b", {"TERM": "xterm"})) == "a\x1b]\x07b"


@pytest.mark.parametrize(
    ("environ", "links", "between", "is_remote"),
    [
        ({"TERM": "xterm-256color"}, "on", "none", "no"),
        ({"TERM": "tmux-256color", "TMUX": "x", "SSH_TTY": "/dev/pts/1"}, "on", "tmux", "yes"),
        ({"TERM": "xterm", "STY": "1.x", "SSH_CONNECTION": "::1"}, "off", "screen", "yes"),
        ({"TERM": "screen"}, "off", "screen", "no"),
        ({"TERM": "linux"}, "off", "none", "no"),
        ({"TERM": "vt100"}, "off", "none", "no"),
        ({}, "on", "none", "no"),
    ],
)
def test_what_stands_between_is_told_by_the_environment(environ, links, between, is_remote):
    assert hyperlinks(environ).name == links
    assert multiplexer(environ).name == between
    assert remote(environ).name == is_remote


@pytest.mark.parametrize(("term", "has_links"), [("xterm-256color", True), ("linux", False)])
async def test_links_are_not_sent_where_a_terminal_would_write_them_out(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, term: str, has_links: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    library.restate(FIRST, body_html='<p>As <a href="https://example.org/a">said</a>.</p>')
    async with start(library) as driver:
        await driver.press("enter")
        strips = driver.app.screen._compositor.render_strips()
        links = {s.style.link for strip in strips for s in strip if s.style and s.style.link}
        assert driver.reader.article_view.links
        assert bool(links) is has_links


async def test_copying_says_where_there_is_no_clipboard(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(library) as driver:
        await driver.press("y")
        assert driver.status.startswith("Copied https://")
        monkeypatch.setenv("TERM", "linux")
        await driver.press("y")
        assert driver.status.startswith("No clipboard here: https://")

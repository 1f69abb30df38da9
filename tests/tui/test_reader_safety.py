"""Nothing that a feed, a page or a file says may steer the terminal or the interface."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fake_library import FakeLibrary
from rich.console import Console
from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from conftest import Driver, Start
from qreader.model import FeedId, Link, Pack, Subscription
from qreader.text.safe import is_safe
from qreader.tui.terminal import inside

MARKUP = [
    "[/r/python] weekly",
    "[b]bold[/b] [@click=app.quit]click[/]",
    "[link=file:///etc/passwd]here[/link]",
    "[not closed",
    "\\[escaped] $variable ${x} %s {0} {",
    ":smile: [red on blue]",
]
CONTROLS = [
    "a\x1b]52;c;aGk=\x07b",
    "a\x1b[2Jb\x1b[31m",
    "a\x9b31mb\x9d0;title\x9c",
    "a\u202eb\u2066c\u2069",
    "a\U000e0041\U000e0042b",
    "a\rb\x08c\x00d\ud800e",
    "a\nb\tc\vd",
]


def hostile_library(texts: list[str]) -> FakeLibrary:
    library = FakeLibrary()
    for number, whole in enumerate(texts):
        text = whole.replace("\ud800", "")  # which no cache can hold
        feed = library.put_feed(f"F{number} {text}", folder=f"D{number} {text}")
        links = [Link(f"L{number} {text}", None, f"C{number} {text}")]
        library.put(
            feed,
            f"T{number} {text}",
            timedelta(hours=number),
            own=links,
            heading=f"H{number} {text}",
        )
        library.fail(feed, f"E{number} {text}")
    first = next(iter(library.stored))
    for article_id in list(library.stored)[1:]:
        library.relate(first, article_id, *texts)
    library.pack_values = [
        Pack(text, (Subscription("https://example.org", text, text),)) for text in texts
    ]
    return library


async def walk_everywhere(driver: Driver) -> list[str]:
    """Visit every place that shows outside text; return what the screen said in each."""
    seen = []
    for keys in ["", "enter", "tab", "]", "q q", "g f", "G", "k", "g e", "j", "escape", "g p",
                 "space", "escape", "g a", "h j j j enter", "enter", "s", "A", "u"]:  # fmt: skip
        await driver.press(*keys.split())
        seen.append(driver.screen_text)
    await driver.press("/", *"zq[", "enter")
    seen.append(driver.screen_text)
    return seen


@pytest.mark.parametrize("size", [(160, 45), (120, 40), (60, 20)])
async def test_markup_is_shown_as_it_stands(start: Start, size: tuple[int, int]) -> None:
    async with start(hostile_library(MARKUP), size) as driver:
        seen = await walk_everywhere(driver)
        assert driver.app.is_running
        assert "T0 [/r/python] weekly" in "".join(seen)


@pytest.mark.parametrize("size", [(160, 45), (120, 40), (60, 20)])
async def test_no_forbidden_character_reaches_the_screen(
    start: Start, size: tuple[int, int]
) -> None:
    async with start(hostile_library(CONTROLS), size) as driver:
        seen = await walk_everywhere(driver)
        assert driver.app.is_running
        for text in seen:
            for line in text.split("\n"):
                assert is_safe(line), repr(line)
                assert "\t" not in line


async def test_messages_are_cleaned(start: Start) -> None:
    async with start(hostile_library(MARKUP)) as driver:
        driver.reader.say("bad \x1b]0;x\x07 \u202e news\n[b]two")
        await driver.settle()
        assert driver.status == "bad news [b]two"
        assert "bad news [b]two" in driver.screen_text


async def test_an_address_with_controls_is_neither_opened_nor_copied(start: Start) -> None:
    library = FakeLibrary()
    library.put(library.put_feed("A"), "T", url="https://example.org/\x1b]52;c;x\x07")
    async with start(library) as driver:
        await driver.press("o")
        assert driver.app.clipboard == ""
        await driver.press("y")
        assert "\x1b" not in driver.app.clipboard
        assert is_safe(driver.status)


async def test_a_very_long_title_is_no_burden(start: Start) -> None:
    library = FakeLibrary()
    for number in range(4):
        library.put(library.put_feed("S" * 100_000), f"{number} " + "界" * 200_000)
    async with start(library) as driver:
        await driver.press("j", "j", "enter")
        assert driver.app.is_running


def test_the_backstop_cleans_whatever_textual_and_rich_are_given() -> None:
    inside.install_backstop()
    for bad in CONTROLS:
        shown = Content(bad).plain
        assert is_safe(shown), repr(shown)
        assert is_safe(Text(bad).plain)


async def test_the_backstop_cleans_a_widget_that_forgot(capsys: pytest.CaptureFixture[str]) -> None:
    inside.install_backstop()

    class Forgetful(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("\x1b]52;c;aGk=\x07 \x9b31m \u202e", markup=False)
            yield Static(Text("\x1b[2J \x9d \U000e0041"))

    app = Forgetful()
    async with app.run_test() as pilot:
        await pilot.pause()
        text = "".join(strip.text for strip in app.screen._compositor.render_strips())
    assert is_safe(text)
    assert not re.search("[\x1b\x9b\x9d\u202e\U000e0041]", text)
    console = Console(width=40)
    console.print(Text("\x1b]0;x\x07\u202e"))
    assert is_safe(capsys.readouterr().out.replace("\n", ""))


def test_the_backstop_leaves_honest_text_alone() -> None:
    inside.install_backstop()
    honest = "\u200d\u200e\u200f\u200c é 新しい 👩‍👩‍👧 naïve\tx\n"
    assert Content(honest).plain == honest


def test_feed_ids_start_at_one() -> None:
    assert FeedId(1) in hostile_library(["x"]).feed_values

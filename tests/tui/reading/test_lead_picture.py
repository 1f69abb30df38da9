"""The lead picture: drawn where it can be and is wanted, else the article is as it was."""

from __future__ import annotations

import io

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.config.settings import Config
from qreader.errors import FetchError, ParseError
from qreader.model import ArticleId
from qreader.process.sandbox import Sandbox
from qreader.tui.reading.draw_picture import BLOCKS, KITTY, MAX_PIXELS, PictureJob, draw
from qreader.tui.reading.lead_picture import choose

FIRST = ArticleId(3)
URL = "https://example.org/a.png"
MANY = {"TERM": "xterm-256color"}
KITTY_TERM = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}


def png(width: int = 80, height: int = 40) -> bytes:
    image = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    pytest.importorskip("textual_image._geometry", reason="needs qreader[images]")
    data = io.BytesIO()
    image.new("RGB", (width, height), "#d05030").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("configured", "environ", "can_draw", "name"),
    [
        ("auto", MANY, True, BLOCKS),
        ("auto", MANY, False, "off"),
        ("never", MANY, True, "off"),
        ("auto", {**MANY, "SSH_CONNECTION": "::1"}, True, "off"),
        ("always", {**MANY, "SSH_CONNECTION": "::1"}, True, BLOCKS),
        ("always", {"TERM": "linux"}, True, "off"),
        ("always", {**MANY, "NO_COLOR": "1"}, True, "off"),
        ("auto", KITTY_TERM, True, KITTY),
        ("auto", {**KITTY_TERM, "TMUX": "x"}, True, BLOCKS),
        ("auto", {"TERM": "xterm-kitty"}, True, BLOCKS),
    ],
)
def test_pictures_are_drawn_where_they_can_be_and_are_wanted(configured, environ, can_draw, name):
    assert choose(configured, environ, can_draw=can_draw).name == name


def test_a_picture_keeps_its_shape_in_the_cells_there_are():
    sandbox = Sandbox()
    try:
        wide = sandbox.call(draw, PictureJob(URL, png(80, 40), BLOCKS, 40, 16))
        high = sandbox.call(draw, PictureJob(URL, png(40, 80), BLOCKS, 40, 16))
        kitty = sandbox.call(draw, PictureJob(URL, png(80, 40), KITTY, 40, 16))
    finally:
        sandbox.close()

    assert (len(wide.lines), sum(len(piece.text) for piece in wide.lines[0])) == (10, 40)
    assert (len(high.lines), sum(len(piece.text) for piece in high.lines[0])) == (16, 16)
    assert wide.lines[0][0].colour == wide.lines[0][0].background == "#d05030"
    assert wide.control == ""
    assert kitty.control.startswith("\x1b_G")
    assert kitty.control.endswith("\x1b\\")
    assert "\U0010eeee" in kitty.lines[0][0].text


@pytest.mark.parametrize("data", [b"", b"<html>", b"GIF89a\xff\xff\xff\xff", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_an_error(data):
    png()  # skips where nothing can draw
    with pytest.raises(ParseError):
        draw(PictureJob(URL, data, BLOCKS, 40, 16))


@pytest.mark.slow
def test_a_picture_of_too_many_pixels_is_not_decoded():
    data = png(MAX_PIXELS // 4_000 + 1, 4_000)

    with pytest.raises(ParseError, match="too large"):
        draw(PictureJob(URL, data, BLOCKS, 40, 16))


def with_picture(library: FakeLibrary) -> FakeLibrary:
    library.restate(FIRST, image=URL)
    return library


async def test_the_picture_stands_between_facts_and_text(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = png()
    monkeypatch.setattr(library, "picture", lambda url, feed_url: data, raising=False)
    async with start(with_picture(library), config=Config(images="always")) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: "▀▀▀▀" in driver.screen_text)
        shown = driver.screen_text.splitlines()
        drawn = [number for number, line in enumerate(shown) if "▀▀▀▀" in line]
        facts = next(number for number, line in enumerate(shown) if " min" in line)
        assert facts < drawn[0]
        assert drawn == list(range(drawn[0], drawn[-1] + 1))
        await driver.pilot.resize_terminal(40, 12)
        await driver.wait_for(lambda: driver.app.screen.size.width == 40)
        await driver.pilot.resize_terminal(120, 40)
        await driver.wait_for(lambda: "▀▀▀▀" in driver.screen_text)
        await driver.press("J")
        assert "▀▀▀▀" not in driver.screen_text


async def test_without_its_picture_an_article_reads_as_ever(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fails(url: str, feed_url: str) -> bytes:
        asked.append(url)
        raise FetchError("gone", url)

    monkeypatch.setattr(library, "picture", fails, raising=False)
    png()
    async with start(with_picture(library), config=Config(images="always")) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: asked == [URL])
        await driver.settle()
        assert driver.reading == FIRST
        assert driver.status == ""
        assert "▀▀▀▀" not in driver.screen_text


async def test_pictures_that_are_not_wanted_are_not_fetched(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(library, "picture", lambda url, _: asked.append(url), raising=False)
    async with start(with_picture(library), config=Config(images="never")) as driver:
        await driver.press("enter", "J", "K")
        assert asked == []

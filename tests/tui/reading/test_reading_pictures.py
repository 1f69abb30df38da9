"""The pictures of an article: drawn in place as they are ready, and one of them large."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.commands import Sender
from qreader.config.settings import Config
from qreader.errors import FetchError
from qreader.model import ArticleId
from qreader.tui.actions import Where
from qreader.tui.reading import picture_way, pictures
from qreader.tui.reading.pictures import Pictures

FIRST = ArticleId(3)
SITE = "https://example.org"
ALWAYS = Config(images="always")
Serve = Callable[[dict[str, bytes]], list[str]]


def png(width: int = 640, height: int = 320, colour: str = "#d05030") -> bytes:
    image = pytest.importorskip("PIL.Image", reason="needs qreader[images]")
    data = io.BytesIO()
    image.new("RGB", (width, height), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def serve(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Serve pictures by their names; returns the list of the names that are asked for."""
    png()  # skips where nothing can draw

    def served(files: dict[str, bytes]) -> list[str]:
        asked: list[str] = []

        def picture(url: str, feed_url: str) -> bytes:
            name = url.removeprefix(f"{SITE}/")
            asked.append(name)
            if name not in files:
                raise FetchError("gone", url)
            return files[name]

        monkeypatch.setattr(library, "picture", picture)
        return asked

    return served


def rows_of(driver: Driver, name: str) -> list[int]:
    """The lines of the article that hold rows of a picture."""
    url = f"{SITE}/{name}"
    return [
        number
        for number, line in enumerate(driver.reader.article_view.lines)
        if any(run.picture and run.picture.url == url for run in line.runs)
    ]


def is_drawn(driver: Driver, name: str) -> bool:
    view = driver.reader.article_view
    rows = rows_of(driver, name)
    source = view.large or view.pictures
    run = next((r for n in rows[:1] for r in view.lines[n].runs if r.picture), None)
    return bool(
        run and run.picture and source and source.row(run.picture._replace(row=len(rows) // 2))
    )


def screens(number: int) -> str:
    """Paragraphs that fill so many screens."""
    return "".join(f"<p>Paragraph {at}.</p>" for at in range(number * 20))


async def test_every_picture_stands_in_its_place_with_its_caption_below(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    serve({"a.png": png(), "b.png": png(colour="#3050d0")})
    library.restate(
        FIRST,
        body_html='<p>Above.</p><img src="/a.png" alt="The dam"><p>Between.</p>'
        '<figure><img src="/b.png"><figcaption>The lake</figcaption></figure>',
        url=f"{SITE}/page",
    )
    async with start(library, size=(100, 60), config=ALWAYS) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: is_drawn(driver, "a.png") and is_drawn(driver, "b.png"))
        lines = [line.text.strip() for line in driver.reader.article_view.lines]
        a, b = rows_of(driver, "a.png"), rows_of(driver, "b.png")
        assert lines.index("Above.") < a[0]
        assert lines[a[-1] + 1] == "The dam[1]"
        assert lines[b[-1] + 1] == "The lake[2]"
        assert a[-1] < lines.index("Between.") < b[0]
        assert not any("▣" in line for line in lines)
        await driver.press("J")
        assert not rows_of(driver, "a.png")


async def test_a_stated_picture_stands_above_a_text_without_one(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    serve({"a.png": png()})
    library.restate(FIRST, image=f"{SITE}/a.png")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        rows = rows_of(driver, "a.png")
        assert rows == list(range(rows[0], rows[-1] + 1))
        assert {driver.reader.article_view.lines[row].block for row in rows} == {-1}


async def test_a_stated_size_reserves_the_rows_before_the_picture_has_come(
    start: Start, library: FakeLibrary, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    serve({"a.png": png()})
    picture = library.picture

    def slow(url: str, feed_url: str) -> bytes:
        assert gate.wait(10)
        return picture(url, feed_url)

    monkeypatch.setattr(library, "picture", slow)
    body = '<img src="/a.png" alt="A" width="640" height="320"><p>Text.</p>'
    library.restate(FIRST, body_html=body, url=f"{SITE}/page")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        before = rows_of(driver, "a.png")
        assert len(before) > 5
        assert not is_drawn(driver, "a.png")
        gate.set()
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        assert rows_of(driver, "a.png") == before


class Late:
    """Lets pictures come when a test says so."""

    def __init__(self, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate, picture = threading.Event(), library.picture

        def late(url: str, feed_url: str) -> bytes:
            assert self.gate.wait(10)
            return picture(url, feed_url)

        monkeypatch.setattr(library, "picture", late)

    async def come(self, driver: Driver) -> None:
        """Let them come, and wait until what is near the page is there."""
        self.gate.set()
        found = driver.reader.article_view.pictures
        assert isinstance(found, Pictures)
        await driver.wait_for(lambda: found._painted and not found._loading)
        await driver.settle()


def top_of(driver: Driver) -> str:
    view = driver.reader.article_view
    return view.lines[view.visible_lines.start].text


async def test_a_picture_that_comes_late_moves_no_text_that_is_read(
    start: Start, library: FakeLibrary, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "EARLY_SECONDS", 0)
    serve({"a.png": png()})
    late = Late(library, monkeypatch)
    body = f'<p>Above.</p><img src="/a.png" alt="A">{screens(3)}'
    library.restate(FIRST, body_html=body, url=f"{SITE}/page")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        await late.come(driver)
        assert not rows_of(driver, "a.png")
        assert "▣ A[1]" in driver.screen_text
        await driver.press("j")
        assert not rows_of(driver, "a.png")
        await driver.press("space")
        top = top_of(driver)
        await driver.press("space", "pageup")
        assert len(rows_of(driver, "a.png")) > 10
        assert top_of(driver) == top


@pytest.mark.parametrize("above", [24, 14])
async def test_a_late_picture_is_shown_among_lines_that_have_just_come_on_the_screen(
    start: Start,
    library: FakeLibrary,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    above: int,
) -> None:
    monkeypatch.setattr(pictures, "EARLY_SECONDS", 1_000)
    serve({"a.png": png()})
    late = Late(library, monkeypatch)
    before = "".join(f"<p>Paragraph {at}.</p>" for at in range(above))
    library.restate(
        FIRST, body_html=f'{before}<img src="/a.png" alt="A">{screens(3)}', url=f"{SITE}/page"
    )
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter", "ctrl+d")
        top = top_of(driver)
        assert "▣ A[1]" in driver.screen_text
        await late.come(driver)
        assert bool(rows_of(driver, "a.png")) is (above == 24)
        assert top_of(driver) == top


async def test_pictures_far_below_are_asked_for_as_they_come_near(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    asked = serve({"a.png": png(), "b.png": png()})
    body = f'<img src="/a.png">{screens(10)}<img src="/b.png">'
    library.restate(FIRST, body_html=body, url=f"{SITE}/page")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        assert asked == ["a.png"]
        await driver.press("G")
        await driver.wait_for(lambda: is_drawn(driver, "b.png"))


async def test_ten_thousand_pictures_are_neither_all_fetched_nor_all_drawn(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    asked = serve({f"{at}.png": png(64, 64) for at in range(10_000)})
    body = "".join(f'<img src="/{at}.png" width="64" height="64">' for at in range(10_000))
    library.restate(FIRST, body_html=body, url=f"{SITE}/page")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: is_drawn(driver, "0.png"))
        await driver.press("G", "space", "q")
        assert len(asked) <= pictures.MAX_PICTURES


async def test_who_leafs_through_articles_fetches_none_of_their_pictures(
    start: Start, library: FakeLibrary, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PAUSE_SECONDS", 1_000)
    asked = serve({"a.png": png()})
    library.restate(FIRST, image=f"{SITE}/a.png")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        found = driver.reader.article_view.pictures
        assert isinstance(found, Pictures)
        assert list(found._loading) == [f"{SITE}/a.png"]
        await driver.press("J")
        assert not found._loading
        monkeypatch.setattr(pictures, "PAUSE_SECONDS", 0)
        await driver.press("K")
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        assert asked == ["a.png"]


async def test_what_cannot_be_drawn_leaves_its_caption(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    asked = serve({"page.png": b"<html>no</html>", "icon.png": png(16, 16)})
    names = ("gone.png", "page.png", "icon.png")
    body = "".join(f'<img src="/{name}" alt="Words of {name[:4]}">' for name in names)
    body += '<img src="data:image/png;base64,AAAA" alt="Within">'
    library.restate(FIRST, body_html=body, url=f"{SITE}/page")
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: sorted(asked) == sorted(names))
        await driver.settle()
        for name in names:
            assert f"▣ Words of {name[:4]}" in driver.screen_text
        assert "▣ Within" in driver.screen_text
        assert driver.status == ""


@pytest.mark.parametrize("config", [Config(images="never"), Config(images="auto")])
async def test_pictures_that_are_not_wanted_are_not_fetched(
    start: Start,
    library: FakeLibrary,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    config: Config,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "::1")
    asked = serve({"a.png": png()})
    library.restate(FIRST, image=f"{SITE}/a.png")
    async with start(library, config=config) as driver:
        await driver.press("enter", "J", "K")
        assert asked == []


# ---- large


def with_three(library: FakeLibrary) -> None:
    shown = [f'<img src="/{name}.png" alt="Picture {name}">' for name in "abc"]
    body = f"<p>Above.</p>{shown[0]}{screens(2)}{shown[1]}{screens(2)}{shown[2]}"
    library.restate(FIRST, body_html=body, url=f"{SITE}/page")


async def test_i_shows_one_picture_after_the_other_in_all_of_the_pane(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    serve({f"{name}.png": png(600, 800) for name in "abc"})
    with_three(library)
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter", "i")
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        view = driver.reader.article_view
        assert view.large is not None
        assert len(rows_of(driver, "a.png")) > view.room.height * 2 // 3
        assert "Picture a[1]" in driver.screen_text
        assert "Above." not in driver.screen_text
        assert driver.status == "Picture 1 of 3"
        await driver.press("i")
        await driver.wait_for(lambda: is_drawn(driver, "b.png"))
        await driver.press("i", "i")
        assert view.large is None
        assert driver.status == "That was the last picture"
        assert "Above." in driver.screen_text


async def test_keys_for_an_address_mean_the_picture_that_is_shown_large(
    start: Start, library: FakeLibrary, serve: Serve, tmp_path: Path
) -> None:
    serve({f"{name}.png": png() for name in "abc"})
    with_three(library)
    said = tmp_path / "said"
    program = "import sys; open(sys.argv[1], 'w').write(' '.join(sys.argv[2:]))"
    command = (sys.executable, "-c", program, str(said), "{url}", "{title}")
    config = Config(images="always", send=[Sender("feh", command)])
    async with start(library, config=config) as driver:
        await driver.press("enter", "2", "i", "y")
        assert driver.app.clipboard == f"{SITE}/b.png"
        await driver.press(":", *"send", "space", *"feh", "enter")
        await driver.wait_for(lambda: driver.status == "Sent to feh")
        assert said.read_text() == f"{SITE}/b.png Picture b"
        await driver.press("s", "escape", "y")
        assert driver.app.clipboard == f"{SITE}/page"
        assert library.status(FIRST).starred


@pytest.mark.parametrize("key", ["escape", "q", "h"])
async def test_a_large_picture_is_left_for_the_place_in_the_text(
    start: Start, library: FakeLibrary, serve: Serve, key: str
) -> None:
    serve({f"{name}.png": png() for name in "abc"})
    with_three(library)
    async with start(library, config=Config(images="auto")) as driver:
        await driver.press("enter", "space", "space")
        view = driver.reader.article_view
        await driver.settle()
        top = view.lines[view.visible_lines.start].text
        await driver.press("3", "i")
        await driver.wait_for(lambda: is_drawn(driver, "c.png"))
        await driver.press(key)
        assert view.large is None
        assert driver.pane is Where.ARTICLE
        assert view.lines[view.visible_lines.start].text == top
        await driver.press("4", "i")
        assert driver.status == "The article has 3 pictures"


async def test_a_click_shows_a_picture_large_and_another_the_article(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    serve({f"{name}.png": png() for name in "abc"})
    with_three(library)
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: rows_of(driver, "a.png"))
        view = driver.reader.article_view
        await driver.pilot.click(view, offset=(view.size.width // 2, rows_of(driver, "a.png")[2]))
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        assert view.large is not None
        await driver.pilot.click(view, offset=(view.size.width // 2, rows_of(driver, "a.png")[2]))
        await driver.settle()
        assert view.large is None


async def test_i_shows_a_picture_over_ssh_where_none_is_drawn_by_itself(
    start: Start, library: FakeLibrary, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    serve({f"{name}.png": png() for name in "abc"})
    with_three(library)
    async with start(library) as driver:
        await driver.press("enter", "i")
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))


async def test_a_large_picture_that_does_not_come_says_why(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    serve({})
    with_three(library)
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter", "i")
        await driver.wait_for(lambda: "cannot be shown" in driver.screen_text)
        await driver.pilot.resize_terminal(60, 20)
        await driver.settle()
        assert "cannot be shown" in driver.screen_text


async def test_a_large_picture_is_drawn_again_for_another_size_of_the_pane(
    start: Start, library: FakeLibrary, serve: Serve
) -> None:
    serve({f"{name}.png": png() for name in "abc"})
    with_three(library)
    async with start(library, config=ALWAYS) as driver:
        await driver.press("enter", "i")
        await driver.wait_for(lambda: is_drawn(driver, "a.png"))
        before = len(rows_of(driver, "a.png"))
        await driver.pilot.resize_terminal(60, 10)
        await driver.wait_for(lambda: 0 < len(rows_of(driver, "a.png")) < before)


async def test_without_the_extra_it_is_said_once_how_to_get_it(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_way, "can_draw", lambda: False)
    with_three(library)
    async with start(library) as driver:
        await driver.press("enter")
        assert "pip install 'qreader[images]'" in driver.status
        await driver.press("i")
        assert "pip install 'qreader[images]'" in driver.status
        await driver.press("J", "K")
        assert "pip install" not in driver.status

"""What the screen looks like; a change of a picture needs a reason in its commit."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from tui_sample import empty_library, sample_library

from conftest import Driver
from qreader.config.settings import Config
from qreader.model import ArticleId, Query, Topic
from qreader.tui.app import QReaderApp

STRIKE = ArticleId(3)
LINKS = (
    '<p>As <a href="https://example.org/a">we wrote</a><sup><a href="#n">1</a></sup>, and as '
    '<a href="https://example.org/b">others</a> did.</p><dl><dt>Strike<dd id="n">No work.</dl>'
)
SIZES = [(80, 24), (120, 40), (160, 45), (200, 55), (40, 12)]
PLACES = {
    "list": "",
    "article": "enter",
    "walking": "enter ] ]",
    "related": "enter tab",
    "feeds": "g f G",
    "search": "/ t h e enter",
    "empty": "g l m b g l",
    "zen": "enter z",
    "finding": "enter / f e r r enter n",
    "typing": "enter / x y z",
    "hints": "enter f",
    "help": "?",
    "packs": "g p space",
    "command": ": g o",
    "failed": "g e",
    "story": "T",
    "changes": "v",
    "today": "g t",
    "palette": "ctrl+p",
    "theme": ": t h e m e enter",
    "feed": "g f G e",
    "catch up": "g c",
}


def name(value: object) -> str:
    return f"{value[0]}x{value[1]}" if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("place", PLACES)
def test_the_screen_looks_as_it_did(snap_compare: Any, place: str, size: tuple[int, int]) -> None:
    library = empty_library() if place == "empty" else sample_library()
    if place == "hints":
        article = library.stored[STRIKE]
        library.restate(STRIKE, body_html=LINKS + (article.entry.body_html or ""))
    if place == "story":
        library.tell(STRIKE, ArticleId(7), ArticleId(10))
    if place == "today":
        rows = library.articles.rows(library.lists.ids(Query()))
        library.tell(*{row.feed: row.id for row in rows}.values())
        (row,) = library.articles.rows([STRIKE])
        library.topics_found = [
            Topic(row.title, 2.0, 3, (row,), (), (0,) * 7, row.story, row.story_size)
        ]
    if place == "changes":
        body = library.stored[STRIKE].entry.body_html or ""
        library.change(STRIKE, body.replace("quiet that", "loud all").replace("gulls", "dogs", 9))
    app = QReaderApp(library, Config(on_start="list"))  # type: ignore[arg-type]

    async def come_here(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.started()
        await driver.press(*PLACES[place].split())
        app.reader.query("#prompt-input").blur()

    assert snap_compare(app, terminal_size=size, run_before=come_here)


@pytest.mark.parametrize("place", ["list", "article", "today", "feeds", "story", "help"])
async def test_every_cell_has_the_ground_of_the_theme(place: str) -> None:
    """A cell without one shows the terminal's, which may be of another colour."""
    library = sample_library()
    rows = library.articles.rows(library.lists.ids(Query()))
    library.tell(*(row.id for row in rows))
    app = QReaderApp(library, Config(theme="dark", on_start="list"))  # type: ignore[arg-type]
    async with app.run_test(size=(120, 40)) as pilot:
        driver = Driver(app, pilot)
        await driver.started()
        await driver.press(*PLACES[place].split())
        assert ("┊" in driver.screen_text) is (place == "story")  # silences stand between rows
        bare = [
            (y, segment.text)
            for y, strip in enumerate(app.screen._compositor.render_strips())
            for segment in strip
            if segment.text and (segment.style is None or segment.style.bgcolor is None)
        ]
    assert bare == []

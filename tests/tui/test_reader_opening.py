"""Opening an article: its first frame is whole, and its text stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from fake_library import FakeLibrary
from textual._compositor import CompositorUpdate

from conftest import Start
from qreader.model import ArticleId, Related
from qreader.tui.app import QReaderApp
from qreader.tui.widgets import article_view

WIND, HARBOUR, CHESS = "Ferries wait for wind", "Harbour lies quiet", "Chess final ends"
ORDER = (WIND, HARBOUR, CHESS)
"""The titles, newest first; the first two are related, the last is alone."""


@pytest.fixture
def library() -> FakeLibrary:
    """Three articles, of which two are related."""
    library = FakeLibrary()
    post = library.put_feed("Post")
    ids = [
        library.put(post, title, timedelta(hours=hours), f"<p>The text of {title}.</p>")
        for hours, title in enumerate(ORDER)
    ]
    library.relate(ids[0], ids[1], "ferries")
    library.relate(ids[1], ids[0], "ferries")
    return library


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The lines of each frame that is drawn."""
    seen: list[list[str]] = []
    display: Callable[..., None] = QReaderApp._display

    def watched(app: QReaderApp, screen: Any, update: object) -> None:
        display(app, screen, update)
        if isinstance(update, CompositorUpdate) and not app._batch_count and app._running:
            seen.append([strip.text for strip in screen._compositor.render_strips()])

    monkeypatch.setattr(QReaderApp, "_display", watched)
    return seen


def _text_of(title: str) -> str:
    return f"The text of {title}."


def _is_list(frame: Sequence[str]) -> bool:
    return sum(title in line for line in frame for title in ORDER) >= len(ORDER)


def _column(frame: Sequence[str], title: str) -> int | None:
    text = _text_of(title)
    return next((line.index(text) for line in frame if text in line), None)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (160, 45)], ids=str)
async def test_no_frame_of_an_article_that_opens_is_without_its_text(
    start: Start, library: FakeLibrary, frames: list[list[str]], size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        frames.clear()
        await driver.press("enter")
        opened = [frame for frame in frames if not _is_list(frame)]
        assert opened
        assert [frame for frame in opened if _column(frame, WIND) is None] == []


@pytest.mark.parametrize("size", [(120, 40), (160, 45)], ids=str)
async def test_text_stands_in_one_column_whether_or_not_stories_come_beside_it(
    start: Start, library: FakeLibrary, frames: list[list[str]], size: tuple[int, int]
) -> None:
    async with start(library, size) as driver:
        frames.clear()
        for key in ("enter", "J", "J", "K"):
            await driver.press(key)
        columns = {_column(frame, title) for frame in frames for title in ORDER} - {None}
        assert len(columns) == 1


async def test_what_is_related_is_looked_for_when_the_text_is_on_the_screen(
    start: Start, library: FakeLibrary, frames: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bool] = []
    related = library.related

    def looked_for(article_id: ArticleId, *more: Any) -> list[Related]:
        shows_text = _column(frames[-1], ORDER[article_id - 1]) is not None
        shown.append(shows_text and not _is_list(frames[-1]))
        return related(article_id, *more)

    monkeypatch.setattr(library, "related", looked_for)
    async with start(library) as driver:
        for key in ("enter", "J"):
            await driver.press(key)
    assert shown == [True, True]


async def test_an_article_is_laid_out_once_whatever_is_found_for_it(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    render = article_view.render_article

    def counted(article: Any, *given: Any, **options: Any) -> Any:
        rendered.append(article.row.title)
        return render(article, *given, **options)

    monkeypatch.setattr(article_view, "render_article", counted)
    async with start(library) as driver:
        for key in ("enter", "J", "J", "q", "enter"):
            await driver.press(key)
    assert rendered == list(ORDER)


async def test_what_marks_lines_hears_of_those_that_a_layout_wraps_anew(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    async with start(library) as driver:
        reading = driver.reader.reading
        monkeypatch.setattr(
            reading, "lines_changed", lambda: heard.append(driver.reader.article_view.text_columns)
        )
        await driver.press("enter")
        assert heard[-1] == 76
        await driver.pilot.resize_terminal(60, 24)
        await driver.settle()
        assert heard[-1] == 58

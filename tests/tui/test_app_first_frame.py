"""The first frame takes no more work than there is on the screen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from fake_library import FakeLibrary
from textual._compositor import CompositorUpdate
from textual._styles_cache import StylesCache
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from conftest import Start
from qreader.tui.app import QReaderApp


@dataclass
class Work:
    """What Textual was asked to do until the first frame stood."""

    cells: int = 0
    """Drawn, those included that others cover."""
    styled: Counter[Widget] = field(default_factory=Counter)
    """How often each widget was given its styles."""
    is_done: bool = False


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()
    draw, style, display = StylesCache.render_widget, Stylesheet.apply, QReaderApp._display

    def drawn(cache: StylesCache, widget: Widget, crop: Region) -> list[Strip]:
        if not done.is_done:
            done.cells += crop.area
        return draw(cache, widget, crop)

    def styled(sheet: Stylesheet, node: DOMNode, **how: object) -> None:
        if not done.is_done and isinstance(node, Widget) and node.id:
            done.styled[node] += 1
        style(sheet, node, **how)  # type: ignore[arg-type]

    def displayed(app: QReaderApp, screen: object, renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and app._running and not app._batch_count:
            done.is_done = True
        display(app, screen, renderable)  # type: ignore[arg-type]

    monkeypatch.setattr(StylesCache, "render_widget", drawn)
    monkeypatch.setattr(Stylesheet, "apply", styled)
    monkeypatch.setattr(QReaderApp, "_display", displayed)
    return done


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_first_frame_draws_no_cell_twice(
    start: Start, library: FakeLibrary, work: Work, size: tuple[int, int]
) -> None:
    async with start(library, size):
        assert work.is_done
        assert 0 < work.cells <= size[0] * size[1]


async def test_until_the_first_frame_each_widget_is_styled_once(
    start: Start, library: FakeLibrary, work: Work
) -> None:
    async with start(library) as driver:
        assert work.styled[driver.reader.articles] == 1
        assert set(work.styled.values()) == {1}

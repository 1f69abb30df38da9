"""What is laid over the article: matches and letters; and the place where it is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.strip import Strip

from conftest import Styled
from qreader.model import Article, ArticleId, Entry, FeedId, Row
from qreader.tui.widgets.article_view import ArticleView
from qreader.tui.widgets.paint import Paint, painted

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MARK = Style(bgcolor="#ff0000")
PARAGRAPH = "The committee met again on Tuesday and agreed on nothing but the next date. " * 4


def _article(body: str, number: int = 1) -> Article:
    entry = Entry("A title", body_html=body, url="https://example.org/a/")
    return Article(Row(ArticleId(number), FeedId(1), "News", "A title", NOW), entry, minutes=4)


LONG = _article("".join(f"<p>P{number}. {PARAGRAPH}</p>" for number in range(40)))


class Pane(Styled):
    """An app of nothing but the pane; counts the lines that are drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.laid_out = 0

    def compose(self) -> ComposeResult:
        yield ArticleView(id="article")

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)

    def on_article_view_laid_out(self) -> None:
        self.laid_out += 1

    def looks(self, y: int) -> list[tuple[str, Style]]:
        return [(s.text, s.style) for s in self.view.render_line(y) if s.style is not None]


# ---- strips


def _over(text: str, paint: Paint, margin: int = 2) -> Strip:
    strip = Strip([Segment(" " * margin), Segment(text, Style(underline=True))])
    strip = strip.adjust_cell_length(30)
    return painted(strip, margin, paint, text, MARK)


def _marked(strip: Strip) -> str:
    return "".join(s.text for s in strip if s.style is not None and s.style.bgcolor is not None)


@pytest.mark.parametrize(
    ("text", "start", "end"), [("a harbour", 2, 9), ("日本の港", 1, 3), ("Zu\u0308rich ü", 0, 4)]
)
def test_a_part_is_painted_in_its_cells(text: str, start: int, end: int) -> None:
    strip = _over(text, Paint(start, end, "found"))
    assert _marked(strip) == text[start:end]
    assert strip.text == "  " + text + " " * (28 - Strip([Segment(text)]).cell_length)


def test_what_was_set_otherwise_stays_so() -> None:
    strip = _over("a harbour", Paint(2, 9, "found"))
    styles = [s.style for s in strip if s.text == "harbour"]
    assert styles[0] is not None
    assert styles[0].underline


@pytest.mark.parametrize(
    ("text", "paint", "shown"),
    [
        ("see[3] it", Paint(3, 6, "hint", "a"), "see a  it"),
        ("see[3] it", Paint(3, 6, "hint", "as"), "see as it"),
        ("see[12] it", Paint(3, 7, "hint", "a"), "see a   it"),
        ("x¹", Paint(1, 2, "hint", "as"), "xas"),
        ("日本", Paint(0, 1, "hint", "a"), "a 本"),
    ],
)
def test_letters_stand_in_the_place_of_a_number(text: str, paint: Paint, shown: str) -> None:
    strip = _over(text, paint)
    assert strip.text.strip() == shown.strip()
    assert paint.text in _marked(strip)
    assert strip.cell_length == 30


@given(
    st.text(alphabet="ab 日é", max_size=20), st.integers(0, 20), st.integers(0, 20),
    st.sampled_from(["", "a", "as"]),
)  # fmt: skip
def test_paint_changes_no_width(text: str, start: int, end: int, letters: str) -> None:
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    if start < end:
        width = Strip([Segment(text)]).cell_length + 4
        strip = Strip([Segment("  "), Segment(text, Style())]).adjust_cell_length(width)
        paint = Paint(start, end, "hint", letters)
        assert painted(strip, 2, paint, text, MARK).cell_length == width


# ---- in the article


async def test_a_painted_line_shows_it_and_takes_it_back() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)):
        app.view.show(LONG, NOW)
        plain = app.looks(4)
        app.view.paint("find", {4: [Paint(0, 3, "found")]})
        assert app.looks(4) != plain
        assert any(text == "P0." for text, _ in app.looks(4))
        app.view.paint("find", {})
        assert app.looks(4) == plain


async def test_layers_do_not_touch_each_other() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)):
        app.view.show(LONG, NOW)
        app.view.paint("find", {3: [Paint(0, 3, "found")]})
        found = app.looks(3)
        app.view.paint("hints", {3: [Paint(4, 7, "hint", "a")]})
        assert "a" in [text.strip() for text, _ in app.looks(3)]
        app.view.paint("hints", {})
        assert app.looks(3) == found


async def test_only_the_lines_that_are_painted_otherwise_are_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)) as pilot:
        app.view.show(LONG, NOW)
        app.view.paint("find", {3: [Paint(0, 3, "found")], 4: [Paint(0, 3, "found")]})
        await pilot.pause()
        drawn: list[int] = []
        render_line = ArticleView.render_line

        def watched(view: ArticleView, y: int) -> Strip:
            drawn.append(y)
            return render_line(view, y)

        monkeypatch.setattr(ArticleView, "render_line", watched)
        app.view.paint(
            "find",
            {3: [Paint(0, 3, "found-here")], 4: [Paint(0, 3, "found")], 90: [Paint(0, 1, "found")]},
        )
        await pilot.pause()
        assert set(drawn) == {3}


async def test_another_layout_takes_the_paint_away_and_says_so() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)) as pilot:
        app.view.show(LONG, NOW)
        await pilot.pause()
        before = app.laid_out
        app.view.paint("find", {3: [Paint(0, 3, "found")]})
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert app.laid_out > before
        assert all(text != "P0." for text, _ in app.looks(3))


# ---- places


async def test_a_line_on_the_screen_is_shown_where_it_is() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)):
        app.view.show(LONG, NOW)
        app.view.show_line(11)
        assert app.view.scroll_offset.y == 0
        app.view.show_line(12)
        assert app.view.scroll_offset.y == 8
        assert 12 in app.view.visible_lines


async def test_a_line_near_the_end_is_shown_with_the_end() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)):
        app.view.show(LONG, NOW)
        last = len(app.view.lines) - 1
        app.view.show_line(last)
        assert app.view.at_end
        assert app.view.visible_lines == range(last - 11, last + 1)


async def test_a_place_is_found_again_at_another_width() -> None:
    app = Pane()
    async with app.run_test(size=(100, 12)) as pilot:
        app.view.show(LONG, NOW)
        while "P20." not in app.view.render_line(0).text:
            app.view.scroll_lines(1)
        place = app.view.place
        app.view.top()
        assert app.view.place is None
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        app.view.go_to_place(place)
        assert "P20." in app.view.render_line(0).text
        app.view.go_to_place(None)
        assert app.view.scroll_offset.y == 0


async def test_the_visible_lines_end_with_the_text() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)):
        app.view.show(_article("<p>short</p>"), NOW)
        assert app.view.visible_lines == range(7)
        app.view.show(None, NOW)
        assert app.view.visible_lines == range(0)

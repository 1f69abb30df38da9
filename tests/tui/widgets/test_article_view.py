"""ArticleView: the reading pane draws the seen lines, keeps its place and tells which link."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.style import Style
from textual import events
from textual.app import ComposeResult

from conftest import Styled
from qreader.model import Article, ArticleId, Entry, FeedId, Row
from qreader.render.wrap import Run
from qreader.tui.widgets.article_view import ArticleView

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PARAGRAPH = "The committee met again on Tuesday and agreed on nothing but the next date. " * 4


def _article(body: str, number: int = 1, title: str = "A title") -> Article:
    entry = Entry(title, body_html=body, url="https://example.org/a/")
    return Article(Row(ArticleId(number), FeedId(1), "Example News", title, NOW), entry, minutes=4)


LONG = _article("".join(f"<p>P{number}. {PARAGRAPH}</p>" for number in range(40)))
LINKS = _article('<p>See <a href="/one">one</a> and <a href="https://b.org/ü?a=1">two</a>.</p>')


class Pane(Styled):
    """An app of nothing but the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.clicked: list[str] = []
        self.moved: list[str] = []

    def compose(self) -> ComposeResult:
        yield ArticleView(id="article")

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)

    @property
    def screen_lines(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]

    def on_article_view_link_clicked(self, message: ArticleView.LinkClicked) -> None:
        self.clicked.append(message.url)

    def on_article_view_moved(self, message: ArticleView.Moved) -> None:
        self.moved.append(message.progress)


def _style_of(view: ArticleView, y: int, text: str) -> Style:
    styles = [segment.style for segment in view.render_line(y) if text in segment.text]
    assert styles, f"{text!r} is not in line {y}"
    assert styles[0] is not None
    return styles[0]


async def test_with_nothing_open_the_pane_says_what_to_do() -> None:
    app = Pane()
    async with app.run_test(size=(60, 11)):
        app.view.show(None, NOW)
        said = [line.strip() for line in app.screen_lines if line]
        assert said == ["Nothing open", "Choose an article in the list and press enter."]
        assert app.view.at_end
        assert app.view.links == ()


async def test_an_article_stands_in_a_centred_column() -> None:
    app = Pane()
    async with app.run_test(size=(101, 20)) as pilot:
        app.view.show(LONG, NOW)
        await pilot.pause()
        margin = (app.view.size.width - 76) // 2
        lines = app.screen_lines
        assert lines[:5] == [
            "",
            " " * margin + "A title",
            " " * margin + "Example News · 24 Nov 12:00 · 4 min",
            " " * margin + "example.org/a",
            "",
        ]
        assert all(line.startswith(" " * margin) for line in lines if line)
        assert max(map(len, lines)) <= margin + 76


async def test_every_line_fills_the_pane_exactly() -> None:
    app = Pane()
    async with app.run_test(size=(40, 12)):
        app.view.show(_article("<p>日本語の文章</p><pre>x</pre><ul><li>a</ul>"), NOW)
        for y in range(app.view.size.height):
            assert app.view.render_line(y).cell_length == app.view.size.width


async def test_a_page_keeps_one_line_in_sight() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        app.view.show(LONG, NOW)
        last = app.screen_lines[-1]
        app.view.page_down()
        assert app.view.scroll_offset.y == 9
        assert app.screen_lines[0] == last
        app.view.page_up()
        assert app.view.scroll_offset.y == 0


async def test_moving_by_lines_and_half_pages_stays_within_the_text() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        view = app.view
        view.show(LONG, NOW)
        view.scroll_lines(-1)
        assert view.scroll_offset.y == 0
        view.scroll_lines(3)
        view.half_page_down()
        assert view.scroll_offset.y == 8
        view.half_page_up()
        view.scroll_pages(2)
        assert view.scroll_offset.y == 3 + 18
        view.scroll_lines(100_000)
        assert view.at_end
        assert app.screen_lines[-1].strip()


async def test_the_ends_are_known_and_reached() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        view = app.view
        view.show(LONG, NOW)
        assert (view.position, view.at_end) == (0.0, False)
        view.bottom()
        assert (view.position, view.at_end) == (1.0, True)
        view.top()
        assert (view.position, view.at_end) == (0.0, False)


async def test_an_article_that_fits_is_read_at_once() -> None:
    app = Pane()
    async with app.run_test(size=(80, 20)):
        app.view.show(LINKS, NOW)
        assert (app.view.position, app.view.at_end) == (1.0, True)
        app.view.page_down()
        assert app.view.scroll_offset.y == 0


async def test_another_article_opens_at_its_top_and_the_same_one_stays() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        app.view.show(LONG, NOW)
        app.view.scroll_lines(30)
        app.view.show(replace(LONG, minutes=5), NOW)
        assert app.view.scroll_offset.y == 30
        app.view.show(_article(f"<p>{PARAGRAPH * 9}</p>", number=2), NOW)
        assert app.view.scroll_offset.y == 0


async def test_a_narrower_pane_keeps_the_paragraph_at_its_top() -> None:
    app = Pane()
    async with app.run_test(size=(100, 12)) as pilot:
        app.view.show(LONG, NOW)
        while "P20." not in app.screen_lines[0]:
            app.view.scroll_lines(1)
        for width in (40, 70, 30, 100):
            await pilot.resize_terminal(width, 12)
            await pilot.pause()
            assert any("P20." in line for line in app.screen_lines[:2]), width


@pytest.mark.parametrize("lines", [1, 2, 7, 8, 9, 13, 14, 15, 10_000])
async def test_a_resize_and_back_changes_nothing(lines: int) -> None:
    app = Pane()
    async with app.run_test(size=(40, 12)) as pilot:
        app.view.show(LONG, NOW)
        app.view.scroll_lines(lines)
        before = app.screen_lines
        for size in [(41, 12), (100, 12), (40, 30), (90, 40), (20, 4)]:
            for width, height in (size, (40, 12)) * 2:
                await pilot.resize_terminal(width, height)
                await pilot.pause()
            assert app.screen_lines == before, size


async def test_who_moves_after_a_resize_is_where_that_leads() -> None:
    app = Pane()
    async with app.run_test(size=(40, 12)) as pilot:
        app.view.show(LONG, NOW)
        app.view.bottom()
        await pilot.resize_terminal(40, 30)
        await pilot.pause()
        app.view.scroll_lines(-5)
        moved = app.screen_lines[0]
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert app.screen_lines[0] == moved


async def test_a_pane_not_on_the_screen_waits_until_it_is() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.display = False
        await pilot.pause()
        app.view.show(LINKS, NOW)
        app.view.display = True
        await pilot.pause()
        assert "A title" in app.screen_lines[0]
        assert len(app.view.links) == 2


async def test_links_are_numbered_and_carry_encoded_addresses_alone() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        app.view.show(LINKS, NOW)
        assert app.view.links == ("https://example.org/one", "https://b.org/%C3%BC?a=1")
        assert app.screen_lines[4].strip() == "See one[1] and two[2]."
        assert _style_of(app.view, 4, "two").link == "https://b.org/%C3%BC?a=1"
        assert _style_of(app.view, 4, "two").underline
        assert _style_of(app.view, 4, "See").link is None


@pytest.mark.parametrize(
    ("x_of", "url"), [("one", 0), ("[2]", 1), (" and", None), ("A title", None)]
)
async def test_a_click_says_which_link(x_of: str, url: int | None) -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LINKS, NOW)
        await pilot.pause()
        y = next(y for y, line in enumerate(app.screen_lines) if x_of in line)
        await pilot.click(ArticleView, offset=(app.screen_lines[y].index(x_of) + 1, y))
        await pilot.pause()
        assert app.clicked == ([] if url is None else [app.view.links[url]])


async def test_a_click_beside_the_text_is_none() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LINKS, NOW)
        for offset in ((0, 4), (78, 4), (5, 5)):
            await pilot.click(ArticleView, offset=offset)
        assert app.clicked == []


async def test_markup_in_an_article_is_text() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        app.view.show(_article("<p>[bold]x[/] [@click=app.quit]y</p>", title="[/r/python]"), NOW)
        assert app.screen_lines[0].strip() == "[/r/python]"
        assert app.screen_lines[4].strip() == "[bold]x[/] [@click=app.quit]y"


async def test_looks_add_up_and_come_from_the_theme() -> None:
    app = Pane()
    async with app.run_test(size=(80, 12)) as pilot:
        app.view.show(
            _article("<h2>Head</h2><p><b>a<i>b</i></b></p><blockquote>q</blockquote>"), NOW
        )
        both = _style_of(app.view, 6, "b")
        assert (both.bold, both.italic) == (True, True)
        heading = _style_of(app.view, 4, "Head")
        assert heading.color != _style_of(app.view, 8, "q").color
        app.theme = "textual-light"
        await pilot.pause()
        assert _style_of(app.view, 6, "a").color != both.color
        assert _style_of(app.view, 4, "Head").bgcolor != heading.bgcolor


async def test_the_pane_has_no_keys_of_its_own() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LONG, NOW)
        app.view.focus()
        await pilot.press("down", "pagedown", "end")
        assert app.view.scroll_offset.y == 0


async def test_the_wheel_scrolls() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LONG, NOW)
        wheel = events.MouseScrollDown(app.view, 5, 5, 0, 0, 0, False, False, False)
        app.view.post_message(wheel)
        await pilot.pause()
        assert app.view.scroll_offset.y > 0


# ---- the foot


async def test_the_end_of_the_text_counts_not_that_of_the_foot() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        view = app.view
        links = "".join(f'<a href="https://b.org/{n}">No. {n}</a> ' for n in range(12))
        view.show(_article(f"<p>{PARAGRAPH * 9}</p><p>{links}</p>"), NOW)
        assert not view.at_end
        while not view.at_end:
            view.scroll_lines(1)
        assert view.visible_lines[-1] + 1 == len(view.text_lines)
        assert (view.position, view.progress) == (1.0, "end")
        view.bottom()
        assert app.screen_lines[-1].strip().startswith("12  No. 11")
        assert view.position == 1.0


async def test_a_section_below_the_links_comes_and_goes_and_nothing_moves() -> None:
    app = Pane()
    async with app.run_test(size=(80, 24)):
        view = app.view
        view.show(LINKS, NOW)
        before = app.screen_lines
        view.show_below("story", lambda width: [[], [Run(f"A story {width} wide", "foot-heading")]])
        assert [line.strip() for line in app.screen_lines if line][-1] == "A story 76 wide"
        assert app.screen_lines[:12] == before[:12]
        view.show_below("story", None)
        assert app.screen_lines == before
        view.show_below("story", lambda _width: [[Run("A story")]])
        view.show(_article("<p>Another.</p>", number=2), NOW)
        assert "A story" not in "".join(app.screen_lines)


async def test_a_section_that_comes_later_moves_no_line() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)):
        view = app.view
        view.show(LONG, NOW)
        view.bottom()
        before = app.screen_lines
        view.show_below("story", lambda _width: [[], [Run("A story")], [Run("and more of it")]])
        assert app.screen_lines == before
        view.bottom()
        assert app.screen_lines[-1].strip() == "and more of it"


async def test_how_far_the_reader_is_is_told_at_each_move() -> None:
    app = Pane()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LONG, NOW)
        await pilot.pause()
        told = app.moved
        assert told[-1].endswith("% · 4 min left")
        app.view.half_page_down()
        await pilot.pause()
        assert len(told) > 1
        assert told[-1] != told[-2]
        app.view.show(_article("<p>Short.</p>", number=2), NOW)
        await pilot.pause()
        assert told[-1] == "all of it on this page"


async def test_a_low_pane_has_no_empty_line_above_the_title() -> None:
    app = Pane()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.show(LINKS, NOW)
        assert [line.strip() for line in app.screen_lines[:2]] == ["", "A title"]
        await pilot.resize_terminal(80, 12)
        await pilot.pause()
        assert app.screen_lines[0].strip() == "A title"


# ---- a selection


class Selecting(Pane):
    """Keeps what was selected."""

    def __init__(self) -> None:
        super().__init__()
        self.selected: list[str] = []

    def on_article_view_selected(self, message: ArticleView.Selected) -> None:
        self.selected.append(message.text)

    async def mouse(self, kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> None:
        """Post what the terminal tells of the mouse."""
        event = kind(
            None, x, y, 0, 0, button, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y
        )
        await self.on_event(event)
        await asyncio.sleep(0)  # in which the pane captures the mouse

    async def drag(self, start: tuple[int, int], *ends: tuple[int, int]) -> None:
        await self.mouse(events.MouseDown, *start)
        for end in ends:
            await self.mouse(events.MouseMove, *end)
        await self.mouse(events.MouseUp, *ends[-1])


async def test_a_text_is_selected_by_dragging_over_it() -> None:
    app = Selecting()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LINKS, NOW)
        await pilot.pause()
        y = next(y for y, line in enumerate(app.screen_lines) if "See one" in line)
        x = app.screen_lines[y].index("one")
        await app.drag((x, y), (x + 5, y), (x + 10, y))
        await pilot.pause()

        assert app.selected == ["one and"]  # without the number of the link
        assert _style_of(app.view, y, "and").reverse
        assert not _style_of(app.view, y, "See").reverse
        assert app.clicked == [], "the drag began on a link"
        await app.mouse(events.MouseDown, 0, 0)
        await pilot.pause()
        assert not _style_of(app.view, y, "and").reverse


async def test_a_press_alone_selects_nothing_and_is_a_click() -> None:
    app = Selecting()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LINKS, NOW)
        await pilot.pause()
        y = next(y for y, line in enumerate(app.screen_lines) if "See one" in line)
        x = app.screen_lines[y].index("one")
        await app.mouse(events.MouseDown, x, y)
        await app.mouse(events.MouseUp, x, y)
        await pilot.pause()

        assert app.selected == []
        assert app.clicked == [app.view.links[0]]


async def test_a_double_click_selects_a_word() -> None:
    app = Selecting()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(LONG, NOW)
        await pilot.pause()
        y = next(y for y, line in enumerate(app.screen_lines) if "committee" in line)
        x = app.screen_lines[y].index("mmittee")
        for _ in range(2):
            await app.mouse(events.MouseDown, x, y)
            await app.mouse(events.MouseUp, x, y)
        await pilot.pause()

        assert app.selected == ["committee"]


async def test_dragging_past_the_edge_scrolls_and_selects_on() -> None:
    app = Selecting()
    async with app.run_test(size=(80, 12)) as pilot:
        app.view.styles.height = 10
        app.view.show(LONG, NOW)
        await pilot.pause()
        y = next(y for y, line in enumerate(app.screen_lines) if "P0." in line)
        x = app.screen_lines[y].index("P0.")
        await app.drag((x, y), (x, 9), *[(x + 3, 11)] * 6)
        await pilot.pause()

        assert app.view.scroll_offset.y == 12
        (text,) = app.selected
        assert text.startswith("P0. The committee met again on Tuesday and agreed on nothing")
        assert "\n\nP1. The committee" in text
        assert PARAGRAPH.strip() in text, "the wrapped lines are joined again"

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fake_library import NOW
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region

from qreader.model import ArticleId, Feed, FeedId, Query, Row, Scope, Status
from qreader.tui.beside_items import Item
from qreader.tui.branches import grow
from qreader.tui.row_places import HEADING, Place
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.feed_tree import FeedTree
from qreader.tui.widgets.related import RelatedList
from qreader.tui.widgets.row_list import BAR, RowList

MANY = 100_000


def row(number: int, title: str = "", feed: str = "Feed", status: Status | None = None) -> Row:
    dated = NOW - timedelta(minutes=number)
    title = title or f"Title {number}"
    return Row(ArticleId(number), FeedId(1), feed, title, dated, status or Status())


class Holder(App[None]):
    CSS = "Screen { overflow: hidden; } RowList { height: 1fr; scrollbar-size: 0 0; }"

    def __init__(self, rows: RowList) -> None:
        super().__init__()
        self.rows = rows
        self.wanted: list[list[ArticleId]] = []
        self.regions: list[Region] = []

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_article_list_rows_wanted(self, message: ArticleList.RowsWanted) -> None:
        self.wanted.append(message.ids)
        assert isinstance(self.rows, ArticleList)
        self.rows.put_rows([row(number) for number in message.ids])

    def watch_refreshes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Note which regions are drawn again; a whole widget is its whole region."""
        inner = self.rows._set_dirty

        def note(*regions: Region) -> None:
            self.regions.extend(regions or [self.rows.size.region])
            inner(*regions)

        monkeypatch.setattr(self.rows, "_set_dirty", note)

    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text for y in range(self.rows.size.height)]


def articles() -> ArticleList:
    return ArticleList(id="list")


async def test_a_hundred_thousand_rows_are_shown_without_being_made() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        began = time.process_time()
        app.rows.show([ArticleId(n) for n in range(MANY)], [], NOW)
        await pilot.pause()
        assert time.process_time() - began < 2
        assert sum(len(ids) for ids in app.wanted) < 500
        app.rows.move_to_bottom()
        await pilot.pause()
        assert app.rows.current == row(MANY - 1)
        assert f"Title {MANY - 1}" in app.lines()[-2]


async def test_a_cursor_move_draws_two_rows_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(n) for n in range(100)], map(row, range(100)), NOW)
        await pilot.pause()
        app.watch_refreshes(monkeypatch)
        app.rows.move(1)
        assert [(r.y, r.height) for r in app.regions] == [(0, 3)]


async def test_at_the_edge_the_list_moves_by_half_a_page() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(n) for n in range(100)], map(row, range(100)), NOW)
        await pilot.pause()
        app.rows.move(22)
        assert app.rows.scroll_offset.y == 0
        app.rows.move(1)
        assert app.rows.scroll_offset.y == 13
        app.rows.move(-11)
        assert app.rows.scroll_offset.y == 2


async def test_the_cursor_stays_between_the_ends() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(n) for n in range(5)], map(row, range(5)), NOW)
        await pilot.pause()
        app.rows.move(-1)
        assert app.rows.cursor == 0
        app.rows.move(99)
        assert app.rows.cursor == 4
        app.rows.move_by_page(1)
        assert app.rows.cursor == 4


async def test_an_empty_list_can_be_moved_through() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.empty = ("Nothing here.", "a adds a feed.")
        app.rows.show([], [], NOW)
        await pilot.pause()
        for move in (app.rows.move_to_top, app.rows.move_to_bottom):
            move()
        app.rows.move(3)
        app.rows.move_by_page(-1)
        assert app.rows.current_id is None
        assert [line.strip() for line in app.lines()[1:4]] == [
            "Nothing here.",
            "",
            "a adds a feed.",
        ]


async def test_new_articles_above_leave_the_cursor_where_it_is_on_the_screen() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(n) for n in range(10, 100)], map(row, range(100)), NOW)
        await pilot.pause()
        app.rows.move(40)
        here = app.rows.cursor - app.rows.scroll_offset.y
        app.rows.show(
            [ArticleId(n) for n in range(100)], [], NOW, cursor=ArticleId(50), keep_place=True
        )
        assert app.rows.current_id == 50
        assert app.rows.cursor - app.rows.scroll_offset.y == here


async def test_a_row_that_changed_is_drawn_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(n) for n in range(50)], map(row, range(50)), NOW)
        await pilot.pause()
        app.watch_refreshes(monkeypatch)
        app.rows.put_statuses(
            {ArticleId(3): Status(starred=True), ArticleId(40): Status(read=True)}
        )
        assert [(r.y, r.height) for r in app.regions] == [(4, 1)]
        assert "★" in app.lines()[4]


@pytest.mark.parametrize("width", [40, 59, 60, 80, 120])
async def test_every_line_has_the_width_of_the_list(width: int) -> None:
    app = Holder(articles())
    titles = [
        "Short",
        "A very long title " * 20,
        "新しい図書館が開館、初日に三千人が訪れる" * 3,
        "🧪👩‍👩‍👧 é́",
    ]
    async with app.run_test(size=(width, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        rows = [row(n, title, "東京ニュース" * 9) for n, title in enumerate(titles)]
        app.rows.show([r.id for r in rows], rows, NOW)
        await pilot.pause()
        assert {cell_len(line) for line in app.lines()} == {width}


async def test_a_wide_list_shows_source_and_age_in_columns() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        rows = [
            row(0, "One", "The Post"),
            row(90, "A longer one", "Courier"),
            row(2000, "Old", "X"),
        ]
        app.rows.show([r.id for r in rows], rows, NOW)
        await pilot.pause()
        one, below, two, three = app.lines()[:4]
        assert one.index("The Post") == two.index("Courier")
        assert one.rstrip().endswith(" now")
        assert {len(line.rstrip()) for line in (one, two, three)} == {79}
        assert below.strip() == BAR


async def test_a_narrow_and_high_list_takes_two_lines_for_an_article() -> None:
    app = Holder(articles())
    async with app.run_test(size=(42, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(1)], [row(1, "One", "The Post")], NOW)
        await pilot.pause()
        assert "One" in app.lines()[0]
        assert "The Post" in app.lines()[1]


async def test_a_click_selects_a_row_and_a_second_one_chooses_it() -> None:
    chosen: list[int] = []
    pointed: list[int] = []

    class Clicked(Holder):
        def on_row_list_chosen(self, message: RowList.Chosen) -> None:
            chosen.append(message.row)

        def on_row_list_pointed(self, message: RowList.Pointed) -> None:
            pointed.append(message.rows.cursor)

    app = Clicked(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        app.rows.show([ArticleId(n) for n in range(50)], map(row, range(50)), NOW)
        await pilot.pause()
        await pilot.click(app.rows, offset=(10, 7))
        assert (pointed, chosen) == ([6], [])
        assert app.rows.cursor == 6
        await pilot.click(app.rows, offset=(10, 7))
        assert (pointed, chosen) == ([6], [6])


# ---- rows of different heights


class Uneven(RowList):
    """Rows of one to three lines, two more under the cursor, and a heading above every fifth."""

    count = 60

    @property
    def row_count(self) -> int:
        return self.count

    def lines_of(self, row: int, *, under_cursor: bool) -> int:
        return row % 3 + 1 + 2 * under_cursor

    def lay_out_from(self, top: int, lines: int, cursor: int) -> list[Place]:
        places: list[Place] = []
        for place in super().lay_out_from(top, lines, cursor):
            if place.line == 0 and place.row % 5 == 0:
                places.append(Place(place.row, HEADING))
            places.append(place)
        return places[:lines]

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        return [Segment("heading" if line == HEADING else f"{row}/{line}")]

    @property
    def whole_rows(self) -> list[int]:
        """The rows of which all lines are on the screen."""
        seen = [int(place.row) for place in self.places if place.line != HEADING]
        rows = dict.fromkeys(seen)
        return [n for n in rows if seen.count(n) == self.lines_of(n, under_cursor=n == self.cursor)]


@pytest.mark.parametrize("height", [7, 8, 24])
async def test_the_cursors_row_is_whole_wherever_keys_go(height: int) -> None:
    rows = Uneven(id="list")
    app = Holder(rows)
    async with app.run_test(size=(40, height)) as pilot:
        await pilot.pause()
        rows.rows_changed(0)
        keys = [rows.down] * 60 + [rows.up] * 60
        keys += [rows.half_page_down] * 30 + [rows.half_page_up] * 30 + [rows.bottom, rows.top]
        keys += [rows.page_down] * 20 + [rows.up] * 5 + [rows.page_up] * 20
        for nth, key in enumerate(keys):
            key(None)
            assert rows.cursor in rows.whole_rows, (nth, key)
            y = app.lines().index(f"{rows.cursor}/0".ljust(40))
            assert rows.row_at(y) == rows.cursor
        assert rows.cursor == 0


async def test_a_page_begins_where_the_last_one_ended() -> None:
    rows = Uneven(id="list")
    app = Holder(rows)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows.rows_changed(0)
        for key, end in ((rows.page_down, 59), (rows.page_up, 0)):
            seen = set(rows.whole_rows)
            while rows.cursor != end:
                key(None)
                seen.update(rows.whole_rows)
            assert seen == set(range(60))


async def test_the_last_row_stands_at_the_bottom_and_the_first_at_the_top() -> None:
    rows = Uneven(id="list")
    app = Holder(rows)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows.rows_changed(0)
        rows.bottom(None)
        assert app.lines()[-1].strip() == "59/4"
        rows.top(None)
        assert [line.strip() for line in app.lines()[:2]] == ["heading", "0/0"]


async def test_a_click_on_a_heading_chooses_nothing() -> None:
    rows = Uneven(id="list")
    app = Holder(rows)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows.rows_changed(3)
        await pilot.click(rows, offset=(2, 0))
        assert rows.cursor == 3
        await pilot.click(rows, offset=(2, 1))
        assert rows.cursor == 0


async def test_rows_that_come_above_leave_a_high_cursor_on_its_line() -> None:
    rows = Uneven(id="list")
    app = Holder(rows)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows.rows_changed(0)
        rows.down(4)
        y = app.lines().index("4/0".ljust(40))
        rows.rows_changed(34, keep_place=True)
        assert abs(app.lines().index("34/0".ljust(40)) - y) <= 2


# ---- the tree


def feed(number: int, folder: str | None, unread: int = 0, error: str | None = None) -> Feed:
    return Feed(FeedId(number), f"https://example.org/{number}", f"Feed {number}", folder,
                unread=unread, error=error)  # fmt: skip


def test_the_tree_has_the_views_then_folders_then_loose_feeds() -> None:
    tree = grow([feed(1, None, 2), feed(2, "World", 3), feed(3, "World", 4)], 5, 6)
    assert [(b.label, b.number, b.depth) for b in tree] == [
        ("All", 0, 0), ("Unread", 9, 0), ("Starred", 5, 0), ("Later", 6, 0), ("", 0, 0),
        ("World", 7, 0), ("Feed 2", 3, 1), ("Feed 3", 4, 1), ("Feed 1", 2, 0),
    ]  # fmt: skip
    assert tree[5].query == Query(folder="World")
    assert tree[1].query == Query(Scope.UNREAD)


async def test_the_cursor_of_the_tree_passes_over_the_gap() -> None:
    tree = FeedTree(id="feeds")
    app = Holder(tree)
    async with app.run_test(size=(30, 24)) as pilot:
        tree.show(grow([feed(1, None)], 0, 0))
        await pilot.pause()
        tree.move(3)
        tree.move(1)
        assert tree.current is not None
        assert tree.current.label == "Feed 1"


async def test_a_tree_that_comes_late_has_its_cursor_where_it_was_pointed_at() -> None:
    tree = FeedTree(id="feeds")
    async with Holder(tree).run_test(size=(30, 24)):
        tree.point_at(Query(Scope.STARRED))
        tree.show(grow([feed(1, None)], 0, 0))
        assert tree.current is not None
        assert tree.current.label == "Starred"


async def test_a_count_that_changes_draws_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = FeedTree(id="feeds")
    app = Holder(tree)
    async with app.run_test(size=(30, 24)) as pilot:
        tree.show(grow([feed(1, "A", 1), feed(2, "B", 1)], 0, 0))
        await pilot.pause()
        app.watch_refreshes(monkeypatch)
        tree.show(grow([feed(1, "A", 1), feed(2, "B", 0)], 0, 0))
        assert [r.y for r in app.regions] == [1, 7, 8]


async def test_a_feed_that_failed_has_a_mark() -> None:
    tree = FeedTree(id="feeds")
    app = Holder(tree)
    async with app.run_test(size=(30, 24)) as pilot:
        tree.show(grow([feed(1, None, 0, "no answer")], 0, 0))
        await pilot.pause()
        assert app.lines()[5].startswith(" ! Feed 1")


async def test_a_new_feed_leaves_the_cursor_on_its_feed() -> None:
    tree = FeedTree(id="feeds")
    app = Holder(tree)
    async with app.run_test(size=(30, 24)) as pilot:
        tree.show(grow([feed(2, None)], 0, 0))
        tree.move_to_bottom()
        await pilot.pause()
        tree.show(grow([feed(1, None), feed(2, None)], 0, 0))
        assert tree.current is not None
        assert tree.current.label == "Feed 2"


# ---- the sidebar


def items() -> list[Item]:
    return [
        Item("SAME STORY", heading=True, place="2 sources · 2 articles"),
        Item("One story", article_id=ArticleId(1), place="The Post · 3h", why="adds: Imke Thal"),
        Item(
            "Another story that is told at some length and needs more than a line",
            url="https://e.org",
            place="not in your cache",
            is_own=True,
        ),
        Item("RELATED", heading=True),
        Item(
            "A third",
            article_id=ArticleId(3),
            place="The Post · 3h",
            why="both: ferry",
            read=True,
        ),
        Item("3] opens", heading=True),
    ]


async def test_the_sidebar_wraps_titles_and_sets_notes_below() -> None:
    related = RelatedList(id="related")
    app = Holder(related)
    async with app.run_test(size=(30, 24)) as pilot:
        related.show(items())
        await pilot.pause()
        lines = [line.rstrip() for line in app.lines()][:19]
        assert lines == [
            " SAME STORY        2 articles",
            "",
            " 1 ● One story",
            "     The Post · 3h",
            "     adds: Imke Thal",
            "",
            " 2   Another story that is  ↗",
            "     told at some length",
            "     and needs more than a",
            "     line",
            "     not in your cache",
            "",
            " RELATED",
            "",
            " 3   A third",
            "     The Post · 3h",
            "     both: ferry",
            "",
            " 3] opens",
        ]


async def test_source_and_reason_share_a_line_where_there_is_room() -> None:
    related = RelatedList(id="related")
    app = Holder(related)
    async with app.run_test(size=(38, 24)) as pilot:
        related.show(items())
        await pilot.pause()
        lines = [line.rstrip() for line in app.lines()]
        assert lines[0] == " SAME STORY    2 sources · 2 articles"
        assert lines[3] == "     The Post · 3h · adds: Imke Thal"


async def test_walking_goes_from_story_to_story_and_to_the_nth() -> None:
    related = RelatedList(id="related")
    app = Holder(related)
    async with app.run_test(size=(30, 24)) as pilot:
        related.show(items())
        await pilot.pause()
        visited = []
        for step in (1, 1, 1, 1, -1):
            related.walk(step)
            visited.append(related.cursor)
        assert visited == [1, 2, 4, 4, 2]
        assert related.go_to(1)
        assert related.cursor == 1
        assert not related.go_to(4)
        assert related.cursor == 1


async def test_the_cursor_of_the_sidebar_shows_only_when_it_means_something() -> None:
    related = RelatedList(id="related")
    app = Holder(related)
    async with app.run_test(size=(30, 24)) as pilot:
        related.show(items())
        await pilot.pause()
        assert BAR not in "".join(app.lines())
        related.walk(1)
        assert BAR in app.lines()[2]
        related.end_walk()
        assert BAR not in "".join(app.lines())


async def test_a_strip_has_a_line_for_each_story_and_one_heading() -> None:
    related = RelatedList(id="related")
    app = Holder(related)
    async with app.run_test(size=(80, 10)) as pilot:
        related.show(items())
        related.set_strip(True)
        await pilot.pause()
        lines = [line.rstrip() for line in app.lines()]
        assert lines[0].startswith(" SAME STORY")
        assert lines[0].endswith("2 sources · 2 articles")
        assert lines[1].startswith(" 1 ● One story")
        assert lines[1].endswith("The Post               3h")
        assert lines[2].endswith("not in your cache       ↗")
        assert lines[3].startswith(" 3   A third")
        assert related.row_at(3) == 4
        assert lines[4] == ""


async def test_an_article_of_unknown_age_is_still_drawn() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.rows, ArticleList)
        old = Row(ArticleId(1), FeedId(1), "F", "T", datetime(1970, 1, 1, tzinfo=UTC))
        app.rows.show([old.id], [old], NOW)
        await pilot.pause()
        assert "1970" in app.lines()[0]


async def test_the_terminals_cursor_stands_on_the_row() -> None:
    rows = articles()
    app = Holder(rows)
    async with app.run_test(size=(80, 20)) as pilot:
        rows.show([ArticleId(n) for n in range(1, 101)], (), NOW)
        rows.set_active(True)
        await pilot.pause()
        assert app.cursor_position == (0, 0)
        rows.move(5)
        assert app.cursor_position == (0, 5)
        rows.move_to_bottom()
        assert app.cursor_position == (0, 18)
        rows.set_active(False)
        rows.move_to_top()
        assert app.cursor_position == (0, 18)


# ---- days above articles


def dated(number: int, hours: float) -> Row:
    return replace(row(number), dated=NOW - timedelta(hours=hours))


async def shown_by_day(app: Holder, hours: Iterable[float]) -> ArticleList:
    assert isinstance(app.rows, ArticleList)
    rows = [dated(number, old) for number, old in enumerate(hours)]
    app.rows.has_days = True
    app.rows.show([one.id for one in rows], rows, NOW)
    return app.rows


async def test_a_day_stands_above_its_articles_and_is_none_itself() -> None:
    app = Holder(articles())
    async with app.run_test(size=(120, 37)) as pilot:
        rows = await shown_by_day(app, [0.1, 0.2, 30, 31, 32])
        await pilot.pause()
        assert [line[:14].strip() for line in app.lines()[:8]] == [
            "TODAY", "▌●  Title 0", "▌", "●  Title 1", "YESTERDAY",
            "●  Title 2", "●  Title 3", "●  Title 4",
        ]  # fmt: skip
        for y, cursor in [(6, 3), (5, 3), (0, 3), (1, 0)]:
            await pilot.click(rows, offset=(9, y))
            assert rows.cursor == cursor, y


@pytest.mark.parametrize(("lines", "least"), [(37, 34), (22, 20), (9, 8)])
@pytest.mark.parametrize("hours", [0.001, 1, 20, 100, 2000])
async def test_days_leave_room_for_articles(lines: int, least: int, hours: float) -> None:
    """37 lines are a screen of 120x40, 22 one of 80x24; articles are from minutes to months."""
    app = Holder(articles())
    async with app.run_test(size=(120, lines)) as pilot:
        rows = await shown_by_day(app, [hours * n for n in range(300)])
        await pilot.pause()
        for _ in range(12):
            seen = {place.row for place in rows.places if place.line == 0}
            assert len(seen) >= least
            rows.half_page_down(None)


async def test_days_that_come_late_leave_the_cursor_in_sight() -> None:
    class Late(Holder):
        def on_article_list_rows_wanted(self, message: ArticleList.RowsWanted) -> None:
            self.wanted.append(message.ids)

    app = Late(articles())
    async with app.run_test(size=(120, 37)) as pilot:
        rows = app.rows
        assert isinstance(rows, ArticleList)
        rows.has_days = True
        rows.show([ArticleId(n) for n in range(300)], [], NOW)
        await pilot.pause()
        rows.move_to(35)
        rows.put_rows(dated(n, n) for n in range(300))
        assert Place(35, 1) in rows.places
        rows.move_to_bottom()
        assert rows.places[-1] == (299, 1)


async def test_the_rest_of_a_long_title_stands_below_it_and_nowhere_else() -> None:
    long = " ".join(f"word{n}" for n in range(30))
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        rows = app.rows
        assert isinstance(rows, ArticleList)
        rows.show([ArticleId(n) for n in range(9)], [row(n, long) for n in range(9)], NOW)
        await pilot.pause()
        assert sum("word29" in line for line in app.lines()) == 1
        assert "".join(app.lines()[:4]).count("word") == 30
        rows.move(3)
        assert "word29" in app.lines()[6]


async def test_compact_rows_have_one_line_also_under_the_cursor() -> None:
    app = Holder(articles())
    async with app.run_test(size=(80, 24)) as pilot:
        rows = app.rows
        assert isinstance(rows, ArticleList)
        rows.show([ArticleId(n) for n in range(30)], map(row, range(30)), NOW)
        await pilot.pause()
        rows.set_rows_wanted("compact")
        assert [place.row for place in rows.places] == list(range(24))
        rows.set_rows_wanted("comfortable")
        assert [place.row for place in rows.places] == [n for n in range(12) for _ in range(2)]

"""ActionList: the sheet of columns, and what typed words leave of it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from conftest import Styled
from qreader.tui.actions import ACTIONS, Where
from qreader.tui.help import found_choices, key_choices
from qreader.tui.widgets.action_list import ActionList, in_columns
from qreader.tui.widgets.lookup import Choice


class Holder(Styled):
    def __init__(self, *, as_sheet: bool) -> None:
        super().__init__()
        self.rows = ActionList(
            key_choices(ACTIONS, Where.LIST),
            lambda typed: found_choices(typed, ACTIONS, Where.LIST),
            as_sheet=as_sheet,
        )

    def compose(self) -> ComposeResult:
        yield self.rows

    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text for y in range(self.rows.size.height)]


@pytest.mark.parametrize(("width", "columns"), [(36, 1), (76, 2), (120, 3), (200, 3)])
async def test_the_sheet_has_as_many_columns_as_fit(width: int, columns: int) -> None:
    app = Holder(as_sheet=True)
    async with app.run_test(size=(width, 24)):
        assert len(app.rows._columns) == columns
        assert {cell_len(line) for line in app.lines()} == {width}
        assert "In the list" in app.lines()[0]
        assert ("Stories" in app.lines()[0]) is (columns > 1)


async def test_all_actions_can_be_reached_in_the_sheet_and_run_from_it() -> None:
    app = Holder(as_sheet=True)
    async with app.run_test(size=(120, 24)) as pilot:
        app.rows.move_to_top()
        seen = set()
        for _ in range(3):
            app.rows.move_to_top()
            for _ in range(app.rows.row_count):
                seen.add(app.rows.current and app.rows.current.value)
                app.rows.move(1)
            assert app.rows.press("l")
        await pilot.pause()
        assert seen == {action.name for action in ACTIONS}


async def test_the_cursor_goes_to_the_neighbouring_column_and_stays_on_an_action() -> None:
    app = Holder(as_sheet=True)
    async with app.run_test(size=(120, 50)):
        app.rows.move_to_top()
        assert app.rows.current is not None
        assert app.rows.current.value == "open"
        app.rows.press("right")
        assert app.rows.current.value == "next_related"
        app.rows.press("left")
        assert app.rows.current.value == "open"
        app.rows.press("left")
        assert app.rows.current.value == "open"


async def test_a_resize_keeps_the_action_under_the_cursor() -> None:
    app = Holder(as_sheet=True)
    async with app.run_test(size=(120, 24)) as pilot:
        app.rows.move_to_top()
        app.rows.press("l")
        before = app.rows.current
        await pilot.resize_terminal(40, 24)
        await pilot.pause()
        assert app.rows.current is before


@pytest.mark.parametrize("width", [10, 38, 60, 84, 120])
async def test_what_words_find_fits_the_width_with_keys_at_the_edge(width: int) -> None:
    app = Holder(as_sheet=False)
    async with app.run_test(size=(width, 24)):
        app.rows.filter("mark all")
        assert {cell_len(line) for line in app.lines()} == {width}
        if width >= 38:
            assert app.lines()[0].startswith("▌ mark-all-read")
            assert app.lines()[0].rstrip().endswith(" A")
        assert ("everything in the list" in app.lines()[0]) is (width >= 84)


async def test_words_that_find_nothing_say_so() -> None:
    app = Holder(as_sheet=True)
    async with app.run_test(size=(80, 24)):
        app.rows.filter("zebra")
        assert "Nothing of that name" in app.lines()[1]
        app.rows.filter("")
        assert "In the list" in app.lines()[0]


def test_a_section_stands_below_the_shortest_column() -> None:
    sections = [(name, [Choice("x", "y")] * rows) for name, rows in (("a", 3), ("b", 1), ("c", 1))]
    columns = in_columns(sections, 2)
    assert [[one.name for one in column if one and not one.text] for column in columns] == [
        ["a"], ["b", "c"],
    ]  # fmt: skip

"""Ticks: a folder's are those of its feeds, and what is subscribed to has none."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult

from qreader.model import Subscription
from qreader.tui.widgets.tick_list import TickList

FEEDS = (
    Subscription("https://a.example", "Alpha", "News"),
    Subscription("https://b.example", "Beta\x1b[2J", "News"),
    Subscription("https://c.example", None, "News/World"),
    Subscription("https://d.example", "Delta"),
)


class Holder(App[None]):
    def __init__(self, ticks: TickList) -> None:
        super().__init__()
        self.ticks = ticks

    def compose(self) -> ComposeResult:
        yield self.ticks

    @property
    def marks(self) -> dict[str, str]:
        """The mark of each row by its name, as they are drawn."""
        lines = [self.ticks.render_line(y).text for y in range(self.ticks.row_count)]
        return {line[4:30].strip(): line[2] for line in lines}


def names(ticks: TickList) -> Sequence[str]:
    return [one.url[8] for one in ticks.ticked]


async def test_all_that_is_new_is_ticked_at_first_below_its_folder() -> None:
    ticks = TickList(FEEDS, ["https://a.example"])
    app = Holder(ticks)
    async with app.run_test(size=(80, 20)):
        assert app.marks == {
            "Delta": "●", "News": "●", "Alpha": "✓", "Beta": "●",
            "News/World": "●", "https://c.example": "●",
        }  # fmt: skip
        assert sorted(names(ticks)) == ["b", "c", "d"]


async def test_a_folder_ticks_its_feeds_and_shows_when_only_some_are() -> None:
    ticks = TickList(FEEDS, [])
    app = Holder(ticks)
    async with app.run_test(size=(80, 20)):
        ticks.move_to(2)
        assert ticks.press(" ")  # Alpha
        assert (app.marks["Alpha"], app.marks["News"]) == ("○", "◐")
        ticks.move_to(1)
        ticks.press(" ")  # News: what was left out comes in
        assert app.marks["News"] == "●"
        ticks.move_to(1)
        ticks.press("x")
        assert (app.marks["News"], sorted(names(ticks))) == ("○", ["c", "d"])


async def test_one_key_ticks_everything_and_nothing_and_others_mean_nothing() -> None:
    ticks = TickList(FEEDS, ["https://d.example"])
    app = Holder(ticks)
    async with app.run_test(size=(80, 20)):
        ticks.press("A")
        assert names(ticks) == []
        ticks.press("A")
        assert sorted(names(ticks)) == ["a", "b", "c"]
        assert not ticks.press("enter")


async def test_what_is_ticked_stays_so_while_other_rows_are_looked_for() -> None:
    ticks = TickList(FEEDS, [])
    app = Holder(ticks)
    async with app.run_test(size=(80, 20)):
        ticks.filter("delta")
        ticks.press(" ")
        ticks.filter("")
        assert app.marks["Delta"] == "○"
        assert sorted(names(ticks)) == ["a", "b", "c"]


async def test_what_is_subscribed_to_already_cannot_be_ticked() -> None:
    ticks = TickList(FEEDS, [one.url for one in FEEDS])
    app = Holder(ticks)
    async with app.run_test(size=(80, 20)):
        for row in range(ticks.row_count):
            ticks.move_to(row)
            ticks.press(" ")
        assert names(ticks) == []
        assert set(app.marks.values()) == {"✓"}

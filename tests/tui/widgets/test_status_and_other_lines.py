"""The lines around the panes: status bar, title, and the lists that few see."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widget import Widget

from qreader.model import FeedId, Pack, Refreshed, Subscription
from qreader.tui.actions import Where
from qreader.tui.heading import Heading
from qreader.tui.refreshing import Counted
from qreader.tui.widgets.lookup import Choice, ChoiceList
from qreader.tui.widgets.pane_title import Section, TitleRow
from qreader.tui.widgets.status import StatusBar
from qreader.tui.widgets.welcome import PackList

HINTS = [("enter", "open"), ("space", "read on")]
HELP = ("?", "keys")


class Holder(App[None]):
    CSS = "Screen { overflow: hidden; } StatusBar, TitleRow { height: 1; width: 1fr; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget

    def line(self, y: int = 0) -> str:
        return self.widget.render_line(y).text


async def test_the_status_bar_shows_what_keys_do_and_where_one_is() -> None:
    bar = StatusBar(id="status")
    app = Holder(bar)
    async with app.run_test(size=(60, 5)):
        bar.show_hints(HINTS, HELP)
        assert app.line() == " enter open   space read on" + "? keys ".rjust(33)
        bar.show_position("3/719")
        bar.show_pending("5")
        assert app.line() == " enter open   space read on" + "5   3/719   ? keys ".rjust(33)


async def test_a_message_has_a_place_of_its_own_and_moves_no_hint() -> None:
    bar = StatusBar(id="status")
    app = Holder(bar)
    async with app.run_test(size=(70, 5)):
        bar.show_hints(HINTS, HELP)
        bar.show_position("3/719")
        without = app.line()
        bar.say("2 marked read, u undoes")
        assert app.line() == " enter open" + "2 marked read, u undoes   3/719   ? keys ".rjust(59)
        bar.say("")
        assert app.line() == without
        bar.show_progress("refreshing 3/9")
        assert app.line().endswith("   refreshing 3/9   3/719   ? keys ")


@pytest.mark.parametrize("width", [1, 2, 7, 8, 10, 30, 60, 120])
async def test_the_status_bar_is_as_wide_as_the_screen_whatever_it_says(width: int) -> None:
    bar = StatusBar(id="status")
    app = Holder(bar)
    async with app.run_test(size=(width, 5)):
        bar.show_hints(HINTS, HELP)
        bar.show_position("42% · 6 min left")
        bar.show_pending("12g")
        for message in ["", "短い", "a very long message " * 9, "界" * 99]:
            for progress in ["", "refreshing 12/60"]:
                bar.say(message)
                bar.show_progress(progress)
                assert cell_len(app.line()) == width
                assert app.line().endswith("? keys ") == (width >= 7)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (70, " q back   space read on"),
        (54, " q back   space read on"),
        (40, " q back"),
        (34, " q back   space read on"),
        (30, " q back"),
        (20, " q back"),
        (8, ""),
    ],
)
async def test_hints_give_way_whole_then_the_position_and_the_help_never(
    width: int, line: str
) -> None:
    bar = StatusBar(id="status")
    app = Holder(bar)
    async with app.run_test(size=(width, 5)):
        bar.show_hints([("q", "back"), ("space", "read on")], HELP)
        bar.show_position("42% · 6 min left")
        right = "42% · 6 min left   ? keys " if width >= 36 else "? keys "
        assert app.line() == line + right.rjust(width - len(line))


async def test_a_long_message_is_cut_before_the_help_is() -> None:
    bar = StatusBar(id="status")
    app = Holder(bar)
    async with app.run_test(size=(40, 5)):
        bar.show_hints(HINTS, HELP)
        bar.show_position("3/719")
        bar.say("No network since 14:02; the cache is here")
        assert app.line() == "   No network since 14:02; th…   ? keys "


async def test_a_message_that_says_the_same_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bar = StatusBar(id="status")
    app = Holder(bar)
    async with app.run_test(size=(60, 5)):
        bar.say("Starred")
        drawn: list[bool] = []
        monkeypatch.setattr(bar, "refresh", lambda *_: drawn.append(True))
        bar.say("Starred")
        bar.show_hints([])
        bar.show_progress("")
        assert drawn == []
        bar.say("Starred", is_error=True)
        assert drawn == [True]


@pytest.mark.parametrize("width", [1, 5, 20, 30])
async def test_a_title_is_cut_before_its_count_is(width: int) -> None:
    titles = TitleRow([Where.LIST], id="titles")
    app = Holder(titles)
    async with app.run_test(size=(width, 5)):
        titles.lay_out([Section(Where.LIST, 0, width)], Where.LIST)
        titles.titles[Where.LIST].show(Heading("Search: a great many words", number="142"))
        assert cell_len(app.line()) == width
        if width >= 20:
            assert app.line().endswith("142 ")
            assert "…" in app.line()


async def test_the_titles_stand_over_their_panes_and_the_focused_one_is_marked() -> None:
    titles = TitleRow([Where.FEEDS, Where.LIST], id="titles")
    app = Holder(titles)
    async with app.run_test(size=(40, 5)):
        titles.titles[Where.FEEDS].show(Heading("Feeds", number="3"))
        titles.titles[Where.LIST].show(Heading("Unread", number="142"))
        sections = [Section(Where.FEEDS, 0, 15), Section(Where.LIST, 16, 24)]
        titles.lay_out(sections, Where.FEEDS)
        assert app.line() == "▌Feeds       3 │ Unread             142 "
        assert app.line(1) == "─" * 15 + "┼" + "─" * 24
        titles.lay_out(sections, Where.LIST)
        assert app.line() == " Feeds       3 │▌Unread             142 "
        titles.lay_out([Section(Where.LIST, 0, 40)], Where.LIST)
        assert app.line() == " Unread".ljust(36) + "142 ", "no mark where nothing is beside it"


async def test_packs_can_be_chosen_and_unchosen() -> None:
    packs = PackList(id="packs")
    app = Holder(packs)
    async with app.run_test(size=(60, 10)):
        packs.toggle()
        assert packs.chosen == []
        subscriptions = (
            Subscription("https://example.org/a", "A"),
            Subscription("https://b.example"),
        )
        other = Subscription("https://c.example", "C")
        packs.show([Pack("World", subscriptions), Pack("Science", (other,))])
        packs.toggle()
        packs.move(1)
        packs.toggle()
        assert packs.chosen == [*subscriptions, other]
        packs.toggle()
        assert packs.chosen == [*subscriptions]
        assert app.line().split() == ["●", "World", "2", "A,", "https://b.example"]


async def test_single_feeds_of_a_pack_can_be_chosen() -> None:
    packs = PackList(id="packs")
    app = Holder(packs)
    async with app.run_test(size=(60, 10)):
        one, other = (Subscription(f"https://{name}.example", name) for name in "ab")
        packs.show([Pack("World", (one, other))])
        packs.tick([other.url])
        assert packs.chosen == [other]
        assert app.line().split() == ["▌◐", "World", "1", "of", "2", "a,", "b"]
        packs.toggle()
        assert packs.chosen == []


async def test_all_words_typed_must_be_there_in_any_order() -> None:
    choices = [Choice("Group", ""), Choice("x", "Open the article", 1), Choice("y", "Close it", 2)]
    rows = ChoiceList(choices)
    app = Holder(rows)
    async with app.run_test(size=(60, 10)):
        rows.filter("ARTICLE op")
        assert [choice.value for choice in rows.choices] == [1]
        rows.filter("y")
        assert [choice.value for choice in rows.choices] == [2]
        rows.filter("  ")
        assert rows.choices == choices
        assert rows.current == choices[1]


def refreshed(number: int, new: int = 0, error: str | None = None) -> Refreshed:
    return Refreshed(FeedId(number), f"Feed {number}", "https://example.org", new, error=error)


@pytest.mark.parametrize(
    ("feeds", "sentence"),
    [
        ([refreshed(1)], "Nothing new in 1 feed"),
        ([refreshed(1, 2), refreshed(2, 3)], "▲ 5 new · gu shows them"),
        (
            [refreshed(1, 2), refreshed(2, 0, "no")],
            "▲ 2 new · gu shows them; Feed 2 failed · ge says why",
        ),
        (
            [refreshed(1, 0, "no"), refreshed(2, 0, "no")],
            "Nothing new; 2 feeds failed · ge lists them",
        ),
    ],
)
def test_a_refresh_ends_in_a_sentence(feeds: list[Refreshed], sentence: str) -> None:
    counted = Counted(len(feeds))
    for feed in feeds:
        counted.add(feed)
    assert counted.sentence == sentence
    assert counted.done == counted.total

"""Columns: a row says each thing in its own place, at any width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from qreader.model import ArticleId, Attention, FeedId, Row, Status
from qreader.model.rows import StorySize
from qreader.tui import columns
from qreader.tui.columns import Columns, Part
from qreader.tui.signs import IN_ASCII, IN_WORDS, SIGNS, Signs

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LONG = "The longest bridge of the valley opens, and nobody can say who is to cross it first "
ROW = Row(
    ArticleId(1), FeedId(1), "Ambel Post", "Ferry home", NOW - timedelta(hours=2),
    excerpt="The crew slept on board.", url="https://post.example/ferry",
)  # fmt: skip
SIX = StorySize(6, 8, (0, 0, 0, 1, 1, 2, 4))


def shape(width: int = 119, signs: Signs = SIGNS) -> Columns:
    return Columns.of(width, has_sources=True, signs=signs)


def text(parts: list[Part]) -> str:
    return "".join(part.text for part in parts)


def line(row: Row, columns_: Columns, *, is_selected: bool = False) -> str:
    signs = columns_.signs
    return " " + text(
        [
            *columns.head(row, signs, is_selected=is_selected),
            *columns.title(row, columns_.title, signs, is_selected=is_selected),
            *columns.facts(row, columns_, NOW, has_days=True),
        ]
    )


def below(row: Row, columns_: Columns, found: str = "") -> list[str]:
    lines = columns.below(row, columns_, found, has_sources=True)
    return ["".join(part.text for part in one) for one in lines]


def test_a_title_has_74_columns_of_120_beside_all_facts() -> None:
    assert shape().title == 74
    assert shape().curve and shape().number and shape().source


@pytest.mark.parametrize("signs", [SIGNS, IN_ASCII, IN_WORDS])
@pytest.mark.parametrize("width", [20, 39, 49, 50, 69, 70, 79, 99, 100, 119, 199])
@pytest.mark.parametrize("title", ["Short", LONG * 9, "新しい図書館が開館" * 20, "👩‍👩‍👧" * 90, ""])
def test_a_row_is_as_wide_as_its_list(width: int, title: str, signs: Signs) -> None:
    status = Status(starred=True, tags=("sea", "a-very-long-tag-of-mine" * 3))
    row = replace(ROW, title=title, feed=title, status=status, story_size=SIX)
    assert cell_len(line(row, shape(width, signs))) == width
    assert all(cell_len(one) <= width - columns.HEAD for one in below(row, shape(width, signs)))


def test_a_star_hides_neither_what_is_unread_nor_what_changed() -> None:
    starred = replace(ROW, status=Status(starred=True))
    changed = replace(ROW, status=Status(starred=True, read=True), changed=True)
    assert [line(row, shape())[:6] for row in (ROW, starred, changed)] == [
        " ●  Fe",
        " ●★ Fe",
        " ±★ Fe",
    ]
    later = replace(ROW, status=Status(read=True, later=True))
    assert line(later, shape())[:6] == "  ◷ Fe"
    assert line(later, shape(), is_selected=True)[:6] == " ■◷ Fe"
    assert line(starred, shape(signs=IN_ASCII))[:6] == " N* Fe"


def test_tags_stand_behind_a_title_and_leave_it_room() -> None:
    tagged = replace(ROW, status=Status(tags=("sea", "wind")))
    assert "Ferry home  #sea  #wind  " in line(tagged, shape())
    assert "  #sea  #wind" in line(replace(tagged, title=LONG * 3), shape())


def test_a_story_says_its_sources_and_a_large_one_its_week() -> None:
    two = replace(ROW, story_size=StorySize(2, 2, (0, 0, 0, 0, 0, 0, 2)))
    assert "▁▁▁▃▃▅█   6  Ambel Post" in line(replace(ROW, story_size=SIX), shape())
    assert "            2  Ambel Post" in line(two, shape())
    assert "  ◆2  Ambel" in line(replace(two, attention=Attention.FOLLOW), shape())
    assert "  ×2  Ambel" in line(replace(two, attention=Attention.MUTE), shape())


def test_a_narrow_list_says_below_what_it_has_no_column_for() -> None:
    row = replace(ROW, story_size=SIX)
    assert below(row, shape(39)) == ["Ambel Post · 6 sources · The crew…"]
    assert below(row, shape(69)) == ["Ambel Post · The crew slept on board."]
    assert below(row, shape(79)) == ["The crew slept on board."]


@pytest.mark.parametrize("width", [39, 79, 119])
@pytest.mark.parametrize("signs", [SIGNS, IN_WORDS])
def test_row_and_lines_below_give_the_whole_of_a_long_title(width: int, signs: Signs) -> None:
    row = replace(ROW, title=(LONG * 9)[: width * 2])
    shown = columns.title(row, shape(width, signs).title, signs, is_selected=False)[0].text
    rest = " ".join(below(row, shape(width, signs)))
    whole = f"{shown.removesuffix('…')} {rest.removeprefix('…')}".removeprefix("new: ")
    assert whole.split(" · ")[0].split() == row.title.split()


def test_below_stands_what_a_search_found_else_how_the_text_begins() -> None:
    assert below(ROW, shape(), "…on the last ferry…") == ["…on the last ferry…"]
    repeated = replace(ROW, excerpt="Ferry home. The crew slept.")
    assert below(repeated, shape()) == ["The crew slept."]
    assert below(replace(ROW, excerpt=""), shape()) == ["post.example/ferry"]


def test_what_a_search_found_changes_no_heights() -> None:
    for title in ("Ferry home", LONG * 2):
        row = replace(ROW, title=title)
        assert len(below(row, shape(), "found " * 30)) == len(below(row, shape()))


def test_for_screen_readers_states_and_curves_are_words() -> None:
    row = replace(ROW, status=Status(starred=True), story_size=SIX)
    assert line(row, shape(signs=IN_WORDS)).startswith("  new, starred: Ferry home  ")
    assert "  rising            6 sources" in line(row, shape(signs=IN_WORDS))
    read = replace(ROW, status=Status(read=True))
    assert line(read, shape(signs=IN_WORDS)).startswith("  Ferry home  ")


def test_times_are_said_as_one_says_them(set_zone: Callable[[str | None], None]) -> None:
    set_zone("Europe/Berlin")
    for hours, said in [(0, "now"), (5, "5h"), (14, "23:00"), (24 * 3, "Fri"), (24 * 40, "21 Oct")]:
        row = replace(ROW, dated=NOW - timedelta(hours=hours))
        assert line(row, shape()).endswith(f" {said}"), said
    assert line(replace(ROW, dated=datetime(2019, 3, 1, tzinfo=UTC)), shape()).endswith(" 2019")
    assert line(replace(ROW, undated=True), shape()).endswith(" –")

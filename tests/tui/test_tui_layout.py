from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import ArticleId
from qreader.tui.actions import Where
from qreader.tui.layout import (
    BESIDE,
    DIVIDER,
    MIN_COLUMNS,
    MIN_MAIN_COLUMNS,
    Layout,
    OwnWidths,
    Widths,
    arrange,
)
from qreader.tui.listing import neighbours, update_in_place, window

PANES = st.sampled_from(
    [Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED, Where.WELCOME, Where.TODAY]
)
EVERY = (Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED, Where.WELCOME, Where.TODAY)
STORIES = 9
"""The lines of a strip with eight related stories."""


def shown(layout: Layout) -> set[Where]:
    return {pane for pane in EVERY if layout.shows(pane)}


def rest(width: int, layout: Layout) -> int:
    """What the pane in front has of a screen, without the lines beside it."""
    return width - sum(one + DIVIDER for one in layout.columns.values() if one)


def ids(*numbers: int) -> list[ArticleId]:
    return [ArticleId(number) for number in numbers]


@pytest.mark.parametrize("width", [40, 80, 100, 120, 159])
@pytest.mark.parametrize("pane", [Where.LIST, Where.TODAY, Where.WELCOME])
def test_until_something_is_open_one_pane_has_the_whole_width(width: int, pane: Where) -> None:
    layout = arrange(width, 40, pane, related_lines=STORIES)
    assert shown(layout) == {pane}
    assert rest(width, layout) == width


@pytest.mark.parametrize(
    ("width", "panes"),
    [
        (80, {Where.ARTICLE, Where.RELATED}),
        (116, {Where.ARTICLE, Where.RELATED}),
        (117, {Where.ARTICLE, Where.RELATED}),
        (159, {Where.ARTICLE, Where.RELATED}),
        (160, {Where.FEEDS, Where.ARTICLE, Where.RELATED}),
        (199, {Where.FEEDS, Where.ARTICLE, Where.RELATED}),
        (200, {Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED}),
        (300, {Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED}),
    ],
)
def test_an_article_keeps_its_measure_and_more_columns_show_more_panes(
    width: int, panes: set[Where]
) -> None:
    layout = arrange(width, 40, Where.ARTICLE, related_lines=STORIES)
    assert shown(layout) == panes
    assert rest(width, layout) >= min(width, 78), "76 columns of text, and a margin"
    assert (layout.strip > 0) == (width < BESIDE)


@pytest.mark.parametrize("width", [40, 80, 116, 117, 120, 160, 200, 300])
def test_the_text_stands_where_it_stands_beside_related_stories(width: int) -> None:
    alone = arrange(width, 40, Where.ARTICLE)
    beside = arrange(width, 40, Where.ARTICLE, related_lines=STORIES)
    assert (alone.feeds, alone.list) == (beside.feeds, beside.list)
    assert rest(width, alone) - alone.spare == rest(width, beside)
    assert not beside.spare


def test_where_no_stories_are_wanted_beside_it_no_column_stays_free() -> None:
    assert not arrange(200, 40, Where.ARTICLE, sidebar=False).spare
    assert not arrange(200, 40, Where.ARTICLE, zen=True).spare
    assert not arrange(200, 40, Where.LIST).spare


def test_where_nothing_is_related_nothing_is_beside_the_text() -> None:
    layout = arrange(120, 40, Where.ARTICLE)
    assert shown(layout) == {Where.ARTICLE}
    assert arrange(160, 40, Where.ARTICLE).related == 0


@pytest.mark.parametrize("width", [100, 120, 159])
def test_the_feeds_come_beside_what_is_in_front_and_leave_again(width: int) -> None:
    for behind in (Where.LIST, Where.TODAY, Where.WELCOME):
        assert shown(arrange(width, 40, Where.FEEDS, behind=behind)) == {Where.FEEDS, behind}
        assert shown(arrange(width, 40, behind, behind=behind)) == {behind}


def test_on_a_wide_screen_the_feeds_stay() -> None:
    for pane in (Where.LIST, Where.TODAY, Where.WELCOME, Where.ARTICLE):
        assert arrange(160, 40, pane).shows(Where.FEEDS)


def test_on_the_widest_screen_list_and_article_stay_side_by_side() -> None:
    assert shown(arrange(200, 55, Where.LIST)) == {Where.FEEDS, Where.LIST}
    for pane in (Where.LIST, Where.FEEDS, Where.ARTICLE):
        layout = arrange(200, 55, pane, is_reading=True, related_lines=STORIES)
        assert shown(layout) == {Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED}


@pytest.mark.parametrize("pane", [Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED])
def test_a_narrow_screen_shows_one_pane(pane: Where) -> None:
    assert shown(arrange(80, 24, pane)) == {pane}


def test_a_narrow_screen_has_a_strip_of_related_stories_where_it_is_high_enough() -> None:
    assert arrange(80, 24, Where.ARTICLE, related_lines=3).strip == 4
    assert arrange(80, 24, Where.ARTICLE, related_lines=30).strip == 6
    assert arrange(80, 24, Where.ARTICLE).strip == 0
    assert arrange(40, 12, Where.ARTICLE, related_lines=3).strip == 0
    assert arrange(80, 24, Where.LIST, related_lines=3).strip == 0


def test_without_the_sidebar_the_article_has_its_room() -> None:
    assert arrange(120, 40, Where.ARTICLE, sidebar=False, related_lines=STORIES).alone
    assert arrange(80, 24, Where.ARTICLE, sidebar=False, related_lines=3).strip == 0


def test_zen_leaves_the_article_alone() -> None:
    for width in (80, 120, 200):
        layout = arrange(width, 60, Where.ARTICLE, zen=True, related_lines=STORIES)
        assert layout == Layout(Where.ARTICLE)


@given(
    st.tuples(st.integers(0, 400), st.integers(0, 120)),
    PANES,
    st.sampled_from([Where.LIST, Where.TODAY, Where.WELCOME]),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.integers(0, 50),
)
def test_the_pane_with_the_focus_is_always_shown_and_nothing_is_too_wide(
    size: tuple[int, int],
    pane: Where,
    behind: Where,
    choices: tuple[bool, bool, bool],
    related: int,
) -> None:
    width, height = size
    is_reading, sidebar, zen = choices
    layout = arrange(
        width,
        height,
        pane,
        behind=pane if pane in (Where.LIST, Where.TODAY, Where.WELCOME) else behind,
        is_reading=is_reading,
        sidebar=sidebar,
        zen=zen,
        related_lines=related,
    )
    assert layout.shows(pane)
    assert not (layout.strip and not layout.alone)
    assert layout.alone or rest(width, layout) >= 66


def test_what_is_new_comes_in_where_it_belongs() -> None:
    assert list(update_in_place(ids(3, 2, 1), ids(5, 3, 2, 1), keep=True)) == ids(5, 3, 2, 1)


def test_what_was_read_stays_at_its_place_until_the_list_is_left() -> None:
    assert list(update_in_place(ids(4, 3, 2, 1), ids(4, 2), keep=True)) == ids(4, 3, 2, 1)
    assert list(update_in_place(ids(4, 3, 2, 1), ids(4, 2), keep=False)) == ids(4, 2)


def test_what_is_new_comes_above_what_was_read_at_the_top() -> None:
    assert list(update_in_place(ids(3, 2, 1), ids(9, 2, 1), keep=True)) == ids(9, 3, 2, 1)


UNIQUE = st.lists(st.integers(1, 60).map(ArticleId), unique=True, max_size=40)


@given(UNIQUE, UNIQUE)
def test_an_update_keeps_everything_once(shown: list[ArticleId], fresh: list[ArticleId]) -> None:
    merged = list(update_in_place(shown, fresh, keep=True))
    assert len(merged) == len(set(merged))
    assert set(merged) == set(shown) | set(fresh)
    assert [i for i in merged if i in set(fresh)] == fresh


def test_a_window_reaches_beyond_what_is_seen() -> None:
    assert window(ids(*range(10)), 4, 5, 2) == ids(2, 3, 4, 5, 6, 7)
    assert window(ids(1, 2), 0, 1, 50) == ids(1, 2)


def test_neighbours_are_walked_in_both_directions() -> None:
    assert list(neighbours(ids(7, 8, 9), 1, 1)) == [(2, 9)]
    assert list(neighbours(ids(7, 8, 9), 1, -1)) == [(0, 7)]


# ---- the person's own widths


def test_a_pane_takes_its_columns_from_the_one_in_front() -> None:
    usual = arrange(200, 45, Where.ARTICLE, related_lines=STORIES)
    for pane in (Where.FEEDS, Where.LIST, Where.RELATED):
        own = Widths().changed(pane, 4, usual)
        wider = arrange(200, 45, Where.ARTICLE, related_lines=STORIES, widths=own)
        assert wider.columns == {**usual.columns, pane: usual.columns[pane] + 4}


@pytest.mark.parametrize(
    ("width", "changed"),
    [(120, Widths(related=-4)), (160, Widths(related=-4)), (200, Widths(list=-4))],
)
def test_a_wider_article_takes_its_columns_from_its_neighbour(width: int, changed: Widths) -> None:
    layout = arrange(width, 40, Where.ARTICLE, related_lines=STORIES)
    assert Widths().changed(Where.ARTICLE, 4, layout) == changed


def test_a_wider_list_beside_the_feeds_has_narrower_feeds() -> None:
    layout = arrange(160, 40, Where.LIST)
    assert Widths().changed(Where.LIST, 4, layout) == Widths(feeds=-4)


def test_what_is_chosen_on_one_class_of_screens_changes_no_other() -> None:
    own = OwnWidths().changed(160, Widths(feeds=6))
    assert own.on(199) == Widths(feeds=6)
    assert own.on(159) == own.on(200) == Widths()


OWN = st.builds(Widths, *[st.integers(-300, 300)] * 3)


@given(st.builds(OwnWidths, OWN, OWN, OWN))
def test_widths_are_read_as_they_are_written(widths: OwnWidths) -> None:
    assert OwnWidths.read(str(widths)) == widths


@given(st.text(max_size=12))
def test_any_other_text_leaves_the_panes_as_designed(text: str) -> None:
    widths = OwnWidths.read(text)
    assert widths == OwnWidths() or str(widths) == text


def test_widths_that_an_older_version_kept_leave_the_panes_as_designed() -> None:
    assert OwnWidths.read("0 -4 2") == OwnWidths()


@given(OWN, st.integers(100, 300), PANES)
def test_whatever_the_widths_the_article_can_be_read(
    widths: Widths, columns: int, pane: Where
) -> None:
    layout = arrange(columns, 40, pane, widths=widths, related_lines=STORIES)
    assert rest(columns, layout) >= min(MIN_MAIN_COLUMNS, columns - 3 * MIN_COLUMNS)
    assert all(one == 0 or one >= MIN_COLUMNS for one in layout.columns.values())

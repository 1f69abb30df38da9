from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import ArticleId
from qreader.tui.actions import Where
from qreader.tui.layout import MIN_ARTICLE_COLUMNS, MIN_COLUMNS, Layout, Widths, arrange
from qreader.tui.listing import neighbours, update_in_place, window

PANES = st.sampled_from([Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED, Where.WELCOME])


def ids(*numbers: int) -> list[ArticleId]:
    return [ArticleId(number) for number in numbers]


def test_a_wide_screen_shows_all_panes_side_by_side() -> None:
    layout = arrange(160, 45, Where.LIST)
    assert all(layout.shows(p) for p in (Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED))
    assert 160 - layout.feeds - layout.list - layout.related >= 50


def test_a_medium_screen_shows_list_article_and_related() -> None:
    layout = arrange(120, 40, Where.ARTICLE)
    assert not layout.shows(Where.FEEDS)
    assert layout.shows(Where.LIST)
    assert layout.shows(Where.RELATED)


def test_on_a_medium_screen_the_feeds_take_the_place_of_the_list() -> None:
    before, after = arrange(120, 40, Where.LIST), arrange(120, 40, Where.FEEDS)
    assert (after.feeds, after.list) == (before.list, 0)
    assert after.related == before.related


@pytest.mark.parametrize("pane", [Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED])
def test_a_narrow_screen_shows_one_pane(pane: Where) -> None:
    layout = arrange(80, 24, pane)
    others = {Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED} - {pane}
    assert layout.shows(pane)
    assert not any(layout.shows(other) for other in others)


def test_a_narrow_screen_has_a_strip_of_related_stories_where_it_is_high_enough() -> None:
    assert arrange(80, 24, Where.ARTICLE, related_lines=3).strip == 4
    assert arrange(80, 24, Where.ARTICLE, related_lines=30).strip == 6
    assert arrange(80, 24, Where.ARTICLE).strip == 0
    assert arrange(40, 12, Where.ARTICLE, related_lines=3).strip == 0
    assert arrange(80, 24, Where.LIST, related_lines=3).strip == 0


def test_without_the_sidebar_the_article_has_its_room() -> None:
    assert arrange(120, 40, Where.ARTICLE, sidebar=False).related == 0
    assert arrange(80, 24, Where.ARTICLE, sidebar=False, related_lines=3).strip == 0


def test_zen_leaves_the_article_alone() -> None:
    assert arrange(200, 60, Where.ARTICLE, zen=True) == Layout(article=True, alone=True)


@given(
    st.tuples(st.integers(0, 400), st.integers(0, 120)),
    PANES,
    st.booleans(),
    st.booleans(),
    st.integers(0, 50),
)
def test_the_pane_with_the_focus_is_always_shown_and_nothing_is_too_wide(
    size: tuple[int, int], pane: Where, sidebar: bool, zen: bool, related: int
) -> None:
    width, height = size
    layout = arrange(width, height, pane, sidebar=sidebar, zen=zen, related_lines=related)
    assert layout.shows(pane) or width == 0
    assert layout.feeds + layout.list + layout.related <= max(0, width)
    if layout.article and not layout.alone:
        assert width - layout.feeds - layout.list - layout.related >= 38


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


def test_a_pane_takes_its_columns_from_the_article() -> None:
    usual = arrange(160, 45, Where.LIST)
    wider = arrange(160, 45, Where.LIST, widths=Widths().changed(Where.LIST, 4))
    assert (wider.list, wider.feeds, wider.related) == (usual.list + 4, usual.feeds, usual.related)


def test_a_wider_article_has_a_narrower_list() -> None:
    assert Widths().changed(Where.ARTICLE, 4) == Widths(list=-4)
    assert Widths().changed(Where.FEEDS, 4) == Widths(feeds=4)
    assert Widths().changed(Where.RELATED, -4) == Widths(related=-4)


OWN = st.builds(Widths, *[st.integers(-300, 300)] * 3)


@given(OWN)
def test_widths_are_read_as_they_are_written(widths: Widths) -> None:
    assert Widths.read(str(widths)) == widths


@given(st.text(max_size=12))
def test_any_other_text_leaves_the_panes_as_designed(text: str) -> None:
    widths = Widths.read(text)
    assert widths == Widths() or str(widths) == text


@given(OWN, st.integers(100, 300), PANES)
def test_whatever_the_widths_the_article_can_be_read(
    widths: Widths, columns: int, pane: Where
) -> None:
    layout = arrange(columns, 40, pane, widths=widths)
    rest = columns - layout.feeds - layout.list - layout.related
    assert rest >= min(MIN_ARTICLE_COLUMNS, columns - 3 * MIN_COLUMNS)
    assert all(one == 0 or one >= MIN_COLUMNS for one in (layout.feeds, layout.list))

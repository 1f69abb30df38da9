from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.render import age
from qreader.render.cells import cut, cut_middle, cut_place, fit, fit_right, wrap
from qreader.text.safe import safe_line

LINES = st.text(max_size=80).map(safe_line)
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


def test_a_short_text_is_left_alone() -> None:
    assert cut("harbour", 7) == "harbour"


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert cut("harbour strike", 9) == "harbour…"
    assert cut("harbour strike", 10) == "harbour s…"


def test_wide_characters_are_cut_by_cells() -> None:
    assert cut("東京ニュース", 7) == "東京ニ…"
    assert cut("東京ニュース", 6) == "東京…"


def test_nothing_fits_in_no_room() -> None:
    assert cut("x", 0) == ""
    assert cut("x", -3) == ""
    assert fit("x", 0) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/a/long/way/to.md: is there", "/a/lo…o.md: is there"),
        ("Saved /a/long/way/to.md", "Saved /a/lon…y/to.md"),
        ("it is short", "it is short"),
        ("no address in these words", "no address in these…"),
        ("東京/ニュース/東京: is there", "東京/…東京: is there"),
    ],
)
def test_a_path_loses_its_middle_before_what_is_said_of_it_loses_anything(
    text: str, shown: str
) -> None:
    assert cut_place(text, 20) == shown


@given(LINES, st.integers(0, 40))
def test_a_text_with_a_place_has_no_more_than_its_cells(text: str, width: int) -> None:
    assert cell_len(cut_place(text, width)) <= max(0, width)


@given(LINES, st.integers(0, 40))
def test_a_fitted_text_has_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit_right(text, width)) == width


@given(LINES, st.integers(1, 40), st.integers(1, 5))
def test_wrapped_lines_are_few_and_narrow_enough(text: str, width: int, lines: int) -> None:
    wrapped = wrap(text, width, lines)
    assert len(wrapped) <= lines
    # one wide character does not fit in one cell; nothing can be done about that
    assert all(cell_len(line) <= max(2, width) for line in wrapped)


@given(LINES, st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(wrap(text, width, 1000)).replace(" ", "") == text.replace(" ", "")


def test_a_text_breaks_at_spaces() -> None:
    assert wrap("The harbour lay quiet", 12, 5) == ["The harbour", "lay quiet"]
    assert wrap("The harbour lay quiet", 11, 5) == ["The harbour", "lay quiet"]


def test_a_word_that_is_too_long_breaks_where_the_line_ends() -> None:
    assert wrap("Donaudampfschiff", 6, 5) == ["Donaud", "ampfsc", "hiff"]


def test_the_last_line_allowed_is_cut() -> None:
    assert wrap("one two three four", 7, 2) == ["one two", "three…"]


def test_no_text_makes_no_line() -> None:
    assert wrap("", 10, 3) == []


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=-500), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=1), "1d"),
        (timedelta(days=13), "13d"),
        (timedelta(days=14), "2w"),
        (timedelta(weeks=8), "8w"),
        (timedelta(days=64), "Jan"),
        (timedelta(days=320), "Apr"),
        (timedelta(days=400), "2025"),
    ],
)
def test_an_age_is_counted_in_the_largest_unit_that_says_something(
    ago: timedelta, shown: str
) -> None:
    assert age.age(NOW - ago, NOW) == shown


@given(
    st.datetimes(
        min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31), timezones=st.just(UTC)
    )
)
def test_any_age_fits_its_column(dated: datetime) -> None:
    assert 1 <= cell_len(age.age(dated, NOW)) <= age.WIDTH


@pytest.mark.parametrize(
    ("width", "shown"), [(30, "example.org/valley/dam"), (13, "exampl…ey/dam"), (1, "…"), (0, "")]
)
def test_a_text_may_lose_its_middle(width: int, shown: str) -> None:
    assert cut_middle("example.org/valley/dam", width) == shown

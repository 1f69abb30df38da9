"""Heading: what stands above a list at each width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from qreader.tui.heading import Heading, right_side

FULL = Heading(
    "World", "719", "stories", 2, 12, "gg", age="refreshed 14 h ago", short_age="14 h ago"
)


def right(heading: Heading, width: int) -> str:
    return "".join(right_side(heading, width)).strip()


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (120, "2 selected · ▲ 12 new (gg) · 719 stories · refreshed 14 h ago"),
        (69, "2 selected · ▲ 12 new (gg) · 719 stories · refreshed 14 h ago"),
        (68, "2 selected · ▲ 12 new (gg) · 719 stories · 14 h ago"),
        (52, "2 selected · ▲ 12 new (gg) · 719 stories"),
        (43, "2 selected · ▲ 12 new · 719 stories"),
        (42, "2 selected · ▲ 12 new · 719"),
        (20, "2 selected · ▲ 12 new · 719"),
    ],
)
def test_in_a_narrow_line_the_age_goes_first_and_the_numbers_stay(width: int, said: str) -> None:
    assert right(FULL, width) == said


def test_what_is_not_so_is_not_said() -> None:
    assert right(Heading("World"), 80) == ""
    assert right(Heading("World", "3", "articles"), 80) == "3 articles"
    assert right(Heading("World", news=1, news_key="gg"), 80) == "▲ 1 new (gg)"
    assert right(Heading("World", age="refreshed just now"), 80) == "refreshed just now"


@pytest.mark.parametrize("width", range(1, 100))
def test_beside_a_name_that_fits_nothing_is_wider_than_the_line(width: int) -> None:
    asking, rest = right_side(FULL, width)
    shortest = "".join(right_side(FULL, 0))
    assert cell_len(asking + rest) <= max(width - 1 - len("World"), cell_len(shortest))

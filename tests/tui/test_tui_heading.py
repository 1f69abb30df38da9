"""Heading: what stands above a list at each width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from qreader.tui.heading import Heading, left_side, right_side

FULL = Heading(
    "World",
    number="719",
    unit="stories",
    note="821 articles",
    order="newest first",
    order_key="gO",
    selected=2,
    news=12,
    news_key="gg",
    age="refreshed 14 h ago",
    short_age="14 h ago",
)


def right(heading: Heading, width: int) -> str:
    return "".join(right_side(heading, width)).strip()


ASKING = "2 selected · ▲ 12 new (gg) · 719 stories"


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (120, f"{ASKING} · 821 articles · newest first (gO) · refreshed 14 h ago"),
        (103, f"{ASKING} · 821 articles · refreshed 14 h ago"),
        (83, f"{ASKING} · 821 articles · 14 h ago"),
        (67, f"{ASKING} · 821 articles"),
        (61, ASKING),
        (43, "2 selected · ▲ 12 new · 719 stories"),
        (42, "2 selected · ▲ 12 new · 719"),
        (20, "2 selected · ▲ 12 new · 719"),
    ],
)
def test_in_a_narrow_line_the_least_important_goes_first(width: int, said: str) -> None:
    assert right(FULL, width) == said


def test_an_order_of_its_own_stays_longer_than_the_usual_one() -> None:
    own = FULL._replace(selected=0, news=0, is_usual=False, order="by title")
    assert right(own, 58) == "719 stories · 821 articles · by title · 14 h ago"
    assert right(own, 40) == "719 stories · by title"


def test_a_number_that_falls_says_of_how_many() -> None:
    heading = Heading("Unread", number="5 860", whole="5 866", unit="stories")
    assert right(heading, 60) == "5 860 of 5 866 stories"
    assert right(heading, 20) == "5 860"


def test_the_path_goes_from_its_beginning_before_the_name_is_cut() -> None:
    heading = Heading("Alpine Courier", ("World", "Story"), "3/719")
    assert left_side(heading, 40) == ("World › Story › ", "Alpine Courier")
    assert left_side(heading, 26) == ("Story › ", "Alpine Courier")
    assert left_side(heading, 4) == ("", "Alpine Courier")
    assert right(heading, 26) == "3/719"


def test_what_is_not_so_is_not_said() -> None:
    assert right(Heading("World"), 80) == ""
    assert right(Heading("World", number="3", unit="articles"), 80) == "3 articles"
    assert right(Heading("World", news=1, news_key="gg"), 80) == "▲ 1 new (gg)"
    assert right(Heading("World", age="refreshed just now"), 80) == "refreshed just now"


@pytest.mark.parametrize("width", range(1, 100))
def test_beside_a_name_that_fits_nothing_is_wider_than_the_line(width: int) -> None:
    asking, rest = right_side(FULL, width)
    shortest = "".join(right_side(FULL, 0))
    assert cell_len(asking + rest) <= max(width - 1 - len("World"), cell_len(shortest))

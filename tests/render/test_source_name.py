from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.render.source_name import source_name
from qreader.text.safe import safe_line


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Ambel Post", "Ambel Post"),
        ("Ambel Post | All stories", "Ambel Post"),
        ("Ambel Post - RSS", "Ambel Post"),
        ("Ambel Post RSS Feed", "Ambel Post"),
        ("Ambel Post (RSS 2.0)", "Ambel Post"),
        ("Latest news: Ambel Post", "Latest news: Ambel Post"),
        ("Ambel Post » Feed", "Ambel Post"),
        ("Home - Ambel Post", "Ambel Post"),
        ("Ambel Post Search Records Found 1000", "Ambel Post"),
        ("Ambel Post: World", "Ambel Post: World"),
        ("Ambel Post > World > Stories", "Ambel Post > World"),
        ("The Feed", "The Feed"),
        ("RSS", "RSS"),
        ("Feedback from the valley", "Feedback from the valley"),
    ],
)
def test_what_says_nothing_of_a_source_is_left_out(title: str, shown: str) -> None:
    assert source_name(title, 30) == shown


def test_feeds_of_one_paper_are_told_apart_by_their_ends() -> None:
    names = [f"The Ambel Valley Morning Post: {part}" for part in ("World", "Sport", "Valley")]
    assert [source_name(name, 16) for name in names] == [
        "Ambel Vall…World",
        "Ambel Vall…Sport",
        "Ambel Val…Valley",
    ]
    assert source_name("The Tarnholt Courier", 18) == "Tarnholt Courier"


def test_a_name_with_a_long_end_loses_it() -> None:
    assert source_name("A Donaudampfschifffahrtsgesellschaft", 12) == "A Donaudamp…"


@given(st.text(max_size=300), st.integers(1, 40))
def test_any_name_fits_and_is_not_empty(title: str, width: int) -> None:
    shown = source_name(title, width)
    assert cell_len(shown) <= width
    assert bool(shown) or not safe_line(title).strip() or cell_len(safe_line(title)[:1]) != 1

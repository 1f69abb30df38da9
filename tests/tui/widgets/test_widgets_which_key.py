"""WhichKey: what may follow a prefix, in as many columns as there is room for."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from qreader.tui.actions import Where
from qreader.tui.keys import KeyReader
from qreader.tui.widgets.which_key import Following, in_columns, in_groups

CHOICES = [(key, f"Go to {key * 12}") for key in "abcde"]


@pytest.mark.parametrize(("width", "lines"), [(30, 5), (60, 3), (200, 1)])
def test_the_columns_are_as_many_as_fit_and_read_downwards(width, lines):
    shown = in_columns(CHOICES, width, 10).plain.splitlines()

    assert len(shown) == lines
    assert [line[0] for line in shown] == list("abcde")[:lines]
    assert max(map(cell_len, shown)) <= width
    for key, said in CHOICES:
        assert f"{key}  {said}" in "\n".join(shown)


def test_a_text_too_long_for_the_screen_is_cut_not_wrapped():
    shown = in_columns(CHOICES, 12, 10).plain.splitlines()

    assert [line[:3] for line in shown] == ["a  ", "b  ", "c  ", "d  ", "e  "]
    assert {cell_len(line) for line in shown} == {12}


def test_on_a_low_screen_all_keys_are_there_and_their_texts_cut():
    shown = in_columns(CHOICES, 36, 3).plain.splitlines()

    assert len(shown) == 3
    assert [line[0] for line in shown] == ["a", "b", "c"]
    assert "d  Go to ddddddd…" in shown[0]
    assert max(map(cell_len, shown)) <= 36


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (5, 40)])
def test_no_screen_is_too_small(size):
    assert in_columns(CHOICES, size[0] - 4, size[1] - 4).plain


# ---- the keys behind a prefix


def behind_g() -> list[Following]:
    reader = KeyReader()
    reader.feed("g", Where.LIST)
    return [Following(*one) for one in reader.completions(Where.LIST)]


@pytest.mark.parametrize(("width", "height"), [(116, 30), (76, 17), (36, 7), (30, 9), (8, 40)])
def test_every_key_is_there_and_no_line_too_long(width, height):
    lines = in_groups(behind_g(), width, height).plain.splitlines()

    assert len(lines) <= height
    assert max(map(cell_len, lines)) <= width
    words = " ".join(lines).split()
    assert [one.key for one in behind_g() if one.key not in words] == []


def test_each_group_stands_behind_its_name_in_columns():
    lines = in_groups(behind_g(), 116, 30).plain.splitlines()

    assert lines[0].startswith("lists")
    starts = {line.split()[0] for line in lines if not line.startswith(" ")}
    assert {"lists", "stories", "feeds"} <= starts
    second = {line.index(line.split()[3]) for line in lines if len(line.split()) > 5}
    assert len(second) <= 2
    assert len(lines) <= 9


def test_on_a_low_screen_the_names_of_groups_give_way_to_keys():
    lines = in_groups(behind_g(), 36, 7).plain.splitlines()

    assert len(lines) <= 7
    assert lines[0].startswith("a all")

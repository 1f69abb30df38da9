"""Folders: paths within paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text import folders

paths = st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("News", "News"), (" News / World/", "News/World"), ("//", None), ("", None), ("a//b", "a/b")],
)
def test_a_path_is_kept_without_empty_names(typed: str, kept: str | None):
    assert folders.tidy(typed) == kept


def test_a_folder_whose_name_begins_like_another_is_not_inside_it():
    assert folders.is_inside("News/World", "News")
    assert folders.is_inside("News", "News")
    assert not folders.is_inside("Newspapers", "News")
    assert not folders.is_inside(None, "News")


def test_the_folders_around_a_folder_are_known_too():
    assert folders.known(["b/c/d", None, "A"]) == ["A", "b", "b/c", "b/c/d"]


@given(paths, paths, paths)
def test_what_moves_with_a_folder_keeps_its_place_in_it(outer: str, rest: str, to: str):
    inside = f"{outer}/{rest}"
    assert folders.moved(inside, outer, to) == f"{to}/{rest}"
    assert folders.moved(folders.moved(inside, outer, to), to, outer) == inside
    assert folders.moved(outer, outer, to) == to
    assert folders.moved(outer, outer, None) is None


@given(paths, paths)
def test_a_folder_with_another_name_stays_where_it_is(path: str, name: str):
    renamed = folders.renamed(path, name)
    assert folders.is_inside(renamed, folders.parent(path) or renamed)
    assert renamed.endswith(name)

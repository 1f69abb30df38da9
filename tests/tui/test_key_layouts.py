"""Keyboard layouts: letters of other scripts act as the keys at their places."""

from __future__ import annotations

import pytest

from qreader.config.settings import Config
from qreader.tui.actions import Where
from qreader.tui.key_layouts import latin
from qreader.tui.keymap import keymap
from qreader.tui.keys import KeyReader


def read(typed: str, **settings: object) -> list[tuple[str, int | None]]:
    reader = KeyReader(keymap(Config(**settings)))  # type: ignore[arg-type]
    orders = [reader.feed(key, Where.LIST) for key in typed]
    return [(order.action.name, order.count) for order in orders if order]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("о", "down"), ("л", "up"), ("ь", "read"), ("Ф", "mark_all_read"), ("пг", "go_unread"),
        ("ы", "star"), ("і", "star"), ("ъ", "next_related"), ("ξ", "down"), ("Δ", "hide"),
        ("σ", "star"), ("ח", "down"), ("עו", "go_unread"), ("ד", "star"),
    ],
)  # fmt: skip
def test_a_letter_acts_as_the_key_at_its_place(typed: str, name: str) -> None:
    assert [one for one, _ in read(typed)] == [name]


def test_counts_and_prefixes_work_with_letters_of_other_scripts() -> None:
    assert read("5о") == [("down", 5)]
    assert read("7пп") == [("top", 7)]


def test_a_letter_that_the_person_has_bound_is_itself() -> None:
    assert read("о", keys={"star": ("о",)}) == [("star", None)]


@pytest.mark.parametrize("key", ["é", "漢", "ö", "ß", ".", "enter", "ctrl+x"])
def test_other_keys_have_no_place_in_these_layouts(key: str) -> None:
    assert latin(key) is None


@pytest.mark.parametrize(
    "letters", ["йцукенгшщзхъфывапролджэячсмитьбю", "ερτυθιοπασδφγηξκλζχψωβνμ"]
)
def test_no_two_letters_of_a_layout_are_at_one_place(letters: str) -> None:
    assert len({latin(letter) for letter in letters}) == len(letters)

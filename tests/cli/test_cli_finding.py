"""Queries, saved searches and rules from a shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from gazette import Item, Run, rss
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.cli.pointing import MAX_COLUMNS, pointed

# ---- queries


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "moon tilte:base"),
        ("list", "moon", "tilte:base"),
        ("searches", "--save", "A", "moon", "tilte:base"),
        ("rules", "--add", "A", "moon tilte:base", "star"),
    ],
)
def test_a_query_that_cannot_be_read_is_pointed_at(filled: Run, arguments: tuple[str, ...]) -> None:
    result = filled(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        "qreader: there is no `tilte:`; did you mean `title:`?",
        "  moon tilte:base",
        "       ^^^^^^",
    ]


def test_a_list_takes_the_language_and_what_is_left_out_is_no_option(filled: Run) -> None:
    assert len(filled("list", "--json", "-is:read").document) == 3
    for query in (["ice", "-bakery"], ["ice -bakery"], ["title:ice"], ["ice", "--", "-bakery"]):
        assert len(filled("list", "--json", *query).document) == 2, query
        assert len(filled("search", "--json", *query).document) == 2, query
    assert filled("list", "is:read", "--json").document == []


def test_a_slip_in_an_option_is_still_one(filled: Run) -> None:
    result = filled("list", "moon", "--unred")
    assert result.code == 2
    assert "--unread" in result.err


def test_without_words_a_search_lists_the_newest_first(filled: Run) -> None:
    found = filled("search", "is:unread", "--json").document
    assert [one["id"] for one in found] == [one["id"] for one in filled("list", "--json").document]
    assert {one["score"] for one in found} == {0}


@given(st.text("ab京 (", max_size=200), st.integers(0, 199), st.integers(1, 30))
def test_carets_stand_below_the_mistake(words: str, position: int, length: int) -> None:
    position = min(position, len(words))
    shown, carets = pointed(words, position, length)

    assert cell_len(shown) <= MAX_COLUMNS + 2
    above = carets.index("^")
    at = 0
    while cell_len(shown[:at]) < above:
        at += 1
    assert cell_len(shown[:at]) == above
    assert shown[at : at + 1] in {words[position : position + 1], "…"}


# ---- saved searches


def test_a_search_is_saved_shown_and_forgotten(filled: Run) -> None:
    assert filled("searches").out == ""
    assert filled("searches", "--save", "Moon", "crater", "-bread").code == 0
    assert filled("searches", "--save", "Odd", "is:starred OR -is:unread").code == 0
    assert filled("searches", "--json").document == [
        {"name": "Moon", "query": "crater -bread", "unread": 2},
        {"name": "Odd", "query": "is:starred OR -is:unread", "unread": 0},
    ]
    assert [line.split() for line in filled("searches").out.splitlines()[:2]] == [
        ["UNREAD", "NAME", "QUERY"],
        ["2", "Moon", "crater", "-bread"],
    ]
    assert filled("searches", "--remove", "moon").code == 0
    assert [one["name"] for one in filled("searches", "--json").document] == ["Odd"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("searches", "--remove", "A"), "no saved search is called 'A'"),
        (("searches", "--save", "A"), "needs the QUERY"),
        (("searches", "moon"), "--save NAME QUERY"),
        (("searches", "--save", " ", "moon"), "a name needs something"),
        (("rules", "--remove", "A"), "no rule is called 'A'"),
        (("rules", "--apply", "A"), "no rule is called 'A'"),
        (("rules", "--add", "A", "moon"), "needs a QUERY and an ACTION"),
        (
            ("rules", "--add", "A", "moon", "delete"),
            "there are mark-read, star, later, hide, queue, tag:",
        ),
        (("rules", "--add", "A", "moon", "tag:a b"), "is no tag"),
        (("rules", "moon", "star"), "--add NAME QUERY ACTION"),
    ],
)
def test_a_mistake_says_what_to_do(filled: Run, arguments: tuple[str, ...], says: str) -> None:
    result = filled(*arguments)
    assert result.code == 2
    assert says in result.err


# ---- rules


def test_a_rule_acts_on_what_arrives_and_on_demand(filled: Run, feed_file: Path) -> None:
    assert filled("rules").out == ""
    assert filled("rules", "--add", "Moon", "title:ice", "star").code == 0
    assert filled("rules", "--add", "News", "zebra", "-moon", "tag:zoo").code == 0
    assert filled("rules", "--json").document == [
        {"name": "Moon", "query": "title:ice", "action": "star"},
        {"name": "News", "query": "zebra -moon", "action": "tag:zoo"},
    ]
    assert "tag:zoo" in filled("rules").out
    assert filled("list", "--starred", "--json").document == []
    assert filled("rules", "--apply", "moon").out == "changed 2 articles\n"
    assert filled("rules", "--apply", "moon").out == "changed 0 articles\n"

    feed_file.write_text(rss("Tarnholt Gazette", Item("z", "Zebra")), encoding="utf-8")
    assert filled("refresh").code == 0
    assert [one["title"] for one in filled("list", "tag:zoo", "--json").document] == ["Zebra"]
    assert filled("rules", "--remove", "News").code == 0
    assert len(filled("rules", "--json").document) == 1

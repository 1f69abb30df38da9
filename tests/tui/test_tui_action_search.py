"""Action search: which action typed words find first."""

from __future__ import annotations

import pytest

from qreader.tui.action_search import found, hits, synonym_hit
from qreader.tui.actions import ACTIONS, Where
from qreader.tui.help import found_choices, key_choices, palette_choices, places
from qreader.tui.synonyms import SYNONYMS


def names(typed: str, where: Where = Where.LIST, recent: tuple[str, ...] = ()) -> list[str]:
    return [action.name for action in found(typed, ACTIONS, where, recent)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("unsubscribe", {"remove", "unsubscribe"}), ("bookmark", {"star", "later"}),
        ("dark", {"theme"}), ("mark all", {"mark_all_read"}), ("mark-all", {"mark_all_read"}),
        ("history", {"go_history"}), ("podcast", {"enclosure", "download"}),
        ("delete", {"hide", "remove", "unsubscribe"}), ("sort", {"sort"}), ("quit", {"quit"}),
        ("st", {"star", "go_starred"}), ("refresh", {"refresh", "refresh_all"}),
        ("gt", {"go_topics"}), ("trending", {"go_topics"}), ("font", set()),
        ("rename", {"rename"}), ("folder", {"move"}), ("who told", {"thread"}),
    ],
)  # fmt: skip
def test_what_people_call_a_thing_finds_it_first(typed: str, first: set[str]) -> None:
    assert names(typed)[:1] == [] if not first else names(typed)[0] in first


def test_a_word_finds_by_its_beginning_before_it_finds_within_words() -> None:
    by_part = names("art")
    assert by_part.index("read_on") < by_part.index("go_packs")  # an article, a starter pack
    assert names("page").index("full_text") < names("page").index("page_down")  # motion is last


def test_actions_of_this_pane_come_before_those_of_others() -> None:
    assert names("related", Where.RELATED)[0] == "next_related"
    in_tree = names("star", Where.FEEDS)
    assert in_tree.index("go_starred") < in_tree.index("star")


def test_what_was_used_last_comes_first_among_what_fits_alike() -> None:
    assert names("refr")[0] == "refresh"
    assert names("refr", recent=("refresh_all",))[0] == "refresh_all"


def test_every_word_must_be_found() -> None:
    assert names("star zebra") == []
    assert "mark_all_read" in names("read everything")


def test_all_synonyms_are_of_actions_that_exist() -> None:
    assert set(SYNONYMS) <= {action.name for action in ACTIONS}


def test_hits_are_lit_at_the_beginnings_of_words() -> None:
    assert hits("st fi", "Next story, if it fits") == [(5, 7), (18, 20)]
    assert hits("ory", "Next story") == [(7, 10)]
    assert hits("ory story", "Next story") == [(7, 10)]
    assert hits("i", "İstanbul, it") == []


def test_a_synonym_is_shown_where_nothing_else_says_why_it_was_found() -> None:
    star = next(action for action in ACTIONS if action.name == "star")
    assert synonym_hit("book", star) == "bookmark"
    assert synonym_hit("star", star) == ""


# ---- the sections of help and palette


@pytest.mark.parametrize("where", [*Where.PANES, Where.WELCOME])
def test_the_help_begins_with_this_pane_and_ends_with_motion_and_other_panes(where: Where) -> None:
    sections = key_choices(ACTIONS, where)
    headings = [heading for heading, _ in sections]
    assert headings[-2:] == ["Move", "In other panes"]
    assert len(headings) == len(set(headings))
    assert all(one.is_here for heading, some in sections[:-1] for one in some)
    assert sorted(str(one.value) for _, some in sections for one in some) == sorted(
        action.name for action in ACTIONS
    )


def test_the_palette_begins_with_what_was_used_last_and_has_it_once() -> None:
    (heading, used), *rest = palette_choices(ACTIONS, Where.LIST, ["undo", "pin", "gone"])
    assert heading == "Used last"
    assert [one.value for one in used] == ["undo"]  # pin means nothing in the list
    assert all(one.value != "undo" for _, some in rest for one in some)


def test_an_action_of_another_pane_says_where_it_works() -> None:
    (pin,) = [one for one in found_choices("pin", ACTIONS, Where.LIST) if one.value == "pin"]
    assert not pin.is_here
    assert pin.detail.endswith("in an article")
    assert places(Where.LIST | Where.READING) == "in the list and in an article"

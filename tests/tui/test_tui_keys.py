from __future__ import annotations

from inspect import signature

import pytest
from fake_library import FakeLibrary
from hypothesis import given
from hypothesis import strategies as st

from conftest import Start
from qreader.config.settings import Config
from qreader.tui.actions import ACTIONS, GROUPS, Action, Where
from qreader.tui.keymap import keymap
from qreader.tui.keys import (
    MACROS_GROUP,
    KeyReader,
    Order,
    help_hint,
    hints,
    markdown_table,
    show_keys,
)

PANES = (Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED, Where.WELCOME)


def type_keys(
    reader: KeyReader, keys: str, where: Where = Where.LIST
) -> list[tuple[str, int | None]]:
    presses = (reader.feed(key, where) for key in keys.split(" "))
    return [(press.action.name, press.count) for press in presses if press]


def test_no_two_actions_share_a_key_in_one_pane() -> None:
    for pane in PANES:
        used = [k for action in ACTIONS for k in action.keys if pane & action.where_of(k)]
        assert len(used) == len(set(used)), pane


def test_no_key_is_also_the_start_of_a_sequence() -> None:
    prefixes = {keys.split(" ")[0] for a in ACTIONS for keys in a.keys if " " in keys}
    single = {keys for a in ACTIONS for keys in a.keys if " " not in keys}
    assert prefixes == {"g"}
    assert not prefixes & single


def test_every_action_has_a_text_and_a_name_of_its_own() -> None:
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)
    assert all(action.text for action in ACTIONS)


async def test_every_action_has_in_each_of_its_panes_a_method_that_takes_what_the_table_says(
    start: Start, library: FakeLibrary
) -> None:
    with_macro = keymap(Config(macros={"x": "star"}))
    async with start(library) as driver:
        for pane in PANES:
            driver.reader.go(pane)
            where = pane | Where.FINDING if pane is Where.ARTICLE else pane
            for action in with_macro:
                if where & action.where:
                    method, arguments = driver.reader._dispatch.method(Order(action), pane)
                    taken = [one.annotation for one in signature(method).parameters.values()]
                    assert taken == _taken_by(action), f"{action.name} in {pane}"
                    assert len(arguments) == len(taken), f"{action.name} in {pane}"


def _taken_by(action: Action) -> list[str]:
    """Return what the table says that a method is given."""
    if action.argument or action.group == MACROS_GROUP:
        return ["str"]
    return ["int | None"] if action.counts else []


def test_no_key_needs_alt_or_belongs_to_a_multiplexer_or_is_another_key_in_disguise() -> None:
    keys = {key for action in ACTIONS for keys in action.keys for key in keys.split(" ")}
    assert not keys & {"ctrl+a", "ctrl+b", "ctrl+i", "ctrl+m", "ctrl+h"}
    assert not [key for key in keys if "alt" in key]


def test_arrows_enter_esc_tab_space_slash_and_question_mark_do_the_whole_job() -> None:
    keys = {keys: action.name for action in ACTIONS for keys in action.keys}
    assert keys["down"] == "down"
    assert keys["left"] == "back"
    assert keys["enter"] == "subscribe"  # the last of its actions; "open" elsewhere
    assert keys["/"] == "search"
    assert {"escape", "tab", "space", "?"} <= set(keys)


def test_a_key_is_read_as_its_action() -> None:
    assert type_keys(KeyReader(), "j") == [("down", None)]


def test_digits_before_a_key_are_its_count() -> None:
    assert type_keys(KeyReader(), "1 0 j k") == [("down", 10), ("up", None)]
    assert type_keys(KeyReader(), "3 ]") == [("next_related", 3)]


def test_a_zero_alone_is_no_count() -> None:
    assert type_keys(KeyReader(), "0 j") == [("down", None)]


def test_a_sequence_is_read_as_one_and_takes_a_count() -> None:
    assert type_keys(KeyReader(), "g g") == [("top", None)]
    assert type_keys(KeyReader(), "7 g g") == [("top", 7)]


def test_an_unknown_key_after_a_prefix_cancels_quietly() -> None:
    assert type_keys(KeyReader(), "g x j") == [("down", None)]
    assert type_keys(KeyReader(), "5 g x j") == [("down", None)]


def test_a_key_means_in_each_pane_what_the_table_says() -> None:
    assert type_keys(KeyReader(), "space", Where.LIST) == [("read_on", None)]
    assert type_keys(KeyReader(), "space", Where.WELCOME) == [("choose_pack", None)]
    assert type_keys(KeyReader(), "s", Where.FEEDS) == []


def test_n_means_the_next_match_only_while_a_find_is_open_in_the_article() -> None:
    finding = Where.ARTICLE | Where.FINDING
    assert type_keys(KeyReader(), "n N", finding) == [
        ("next_match", None),
        ("previous_match", None),
    ]
    assert type_keys(KeyReader(), "3 n", finding) == [("next_match", 3)]
    assert type_keys(KeyReader(), "n N", Where.ARTICLE) == [("next_unread", None)]
    assert type_keys(KeyReader(), "n", Where.LIST) == [("next_unread", None)]


def test_all_other_keys_mean_the_same_while_a_find_is_open() -> None:
    for action in ACTIONS:
        for keys in action.keys:
            if action.where & Where.ARTICLE and keys not in {"n", "N"}:
                plain = type_keys(KeyReader(), keys, Where.ARTICLE)
                assert type_keys(KeyReader(), keys, Where.ARTICLE | Where.FINDING) == plain, keys


def test_slash_finds_in_the_article_and_in_the_tree_and_searches_elsewhere() -> None:
    assert type_keys(KeyReader(), "/", Where.ARTICLE) == [("find", None)]
    for pane in (Where.TODAY, Where.LIST, Where.RELATED):
        assert type_keys(KeyReader(), "/", pane) == [("search", None)]
    assert type_keys(KeyReader(), "/", Where.FEEDS) == [("go_feed", None)]


def test_the_footer_of_a_find_has_its_keys_alone() -> None:
    assert hints(ACTIONS, Where.FINDING) == [("n", "next"), ("N", "previous")]


def test_a_prefix_tells_what_may_follow() -> None:
    reader = KeyReader()
    reader.feed("g", Where.LIST)
    rest = {key: (group, word) for group, key, word in reader.completions(Where.LIST)}
    assert rest["u"] == ("Lists", "unread")
    assert rest["g"] == ("Also", "top")
    assert "x" not in rest


@given(st.lists(st.sampled_from([*"0123456789gjkxAZ?", "enter", "escape", "ctrl+x", "é", "漢"])))
def test_any_keys_can_be_typed(keys: list[str]) -> None:
    reader = KeyReader()
    for key in keys:
        press = reader.feed(key, Where.LIST)
        assert press is None or press.count is None or 0 < press.count < 10**6


def test_each_pane_hints_at_a_few_actions_and_at_the_help() -> None:
    for pane in PANES:
        words = [word for _, word in hints(ACTIONS, pane)]
        assert 3 <= len(words) <= 7, pane
    assert help_hint(ACTIONS) == ("?", "keys")


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("g g", "gg"), ("pagedown", "pgdn"), ("escape", "esc"), ("ctrl+d", "ctrl+d")],
)
def test_keys_are_shown_as_people_write_them(keys: str, shown: str) -> None:
    assert show_keys(keys) == shown


def test_the_table_for_the_readme_has_a_row_for_each_action() -> None:
    lines = markdown_table().splitlines()
    assert lines[1] == "|---|---|---|---|"
    assert len(lines) == 2 + len(ACTIONS)
    assert all(line.count("|") == 5 or "\\|" in line for line in lines)
    assert any("`gg` `home`" in line for line in lines)


def test_the_table_for_the_readme_names_each_group_once() -> None:
    groups = [line.split("|")[1].strip() for line in markdown_table().splitlines()[2:]]
    named = [group for group in groups if group]
    assert len(named) == len(set(named))


def test_every_action_is_in_a_group_and_has_a_short_name_for_it() -> None:
    assert {action.group for action in ACTIONS} == set(GROUPS)
    assert [action.name for action in ACTIONS if not 0 < len(action.word) <= 17] == []


def test_own_tables_can_be_read() -> None:
    reader = KeyReader((Action("one", "marks.star", (", x",), "One", "Test"),))
    assert type_keys(reader, ", x") == [("one", None)]

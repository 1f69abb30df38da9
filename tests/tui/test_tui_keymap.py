"""Keymap: presets, the person's own keys, macros, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from qreader.config.settings import Config
from qreader.errors import ConfigError
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.keymap import keymap
from qreader.tui.keys import KeyReader
from qreader.tui.presets import PRESETS


def named(actions: tuple[Action, ...], name: str) -> Action:
    return next(action for action in actions if action.name == name)


def keys_of(name: str, **settings: object) -> tuple[str, ...]:
    return named(keymap(Config(**settings)), name).keys  # type: ignore[arg-type]


def with_keys(keys: Mapping[str, tuple[str, ...]]) -> Config:
    return Config(keys=keys)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_free_of_clashes_and_names_actions_that_exist(preset: str) -> None:
    actions = keymap(Config(preset=preset, macros={"x": "star"}))
    assert set(PRESETS[preset]) <= {action.name for action in actions}


@pytest.mark.parametrize("preset", PRESETS)
def test_arrows_enter_esc_and_help_work_with_every_preset(preset: str) -> None:
    reader = KeyReader(keymap(Config(preset=preset)))
    pressed = {key: reader.feed(key, Where.LIST) for key in ("down", "enter", "escape", "?", "tab")}
    assert {key: order and order.action.name for key, order in pressed.items()} == {
        "down": "down", "enter": "open", "escape": "escape", "?": "help", "tab": "next_pane",
    }  # fmt: skip


def test_the_simple_preset_moves_by_no_letter() -> None:
    reader = KeyReader(keymap(Config(preset="simple")))
    assert [reader.feed(key, Where.LIST) for key in "jkhlGDA"] == [None] * 7


def test_the_newsboat_preset_has_newsboats_keys() -> None:
    assert "N" in keys_of("read", preset="newsboat")
    assert "u" in keys_of("follow", preset="newsboat")
    assert keys_of("undo", preset="newsboat") == ("U",)


def test_a_key_of_the_newsboat_preset_may_mean_two_things_in_two_panes() -> None:
    reader = KeyReader(keymap(Config(preset="newsboat")))
    orders = {(key, where): reader.feed(key, where) for key in "JKl" for where in Where.PANES}
    named = {pair: order and order.action.name for pair, order in orders.items()}
    assert named["J", Where.LIST] == "next_feed"
    assert named["J", Where.ARTICLE] == "next_article"
    assert named["K", Where.LIST] == "previous_feed"
    assert named["l", Where.FEEDS] == "toggle_read_feeds"
    assert named["l", Where.LIST] == "toggle_unread_only"


def test_own_keys_apply_in_all_panes_of_their_action_also_over_a_preset() -> None:
    keys = {"next-feed": ("J",), "next-article": ()}
    reader = KeyReader(keymap(Config(preset="newsboat", keys=keys)))
    orders = [reader.feed("J", where) for where in Where.PANES]
    assert [order and order.action.name for order in orders] == ["next_feed"] * 5


def test_h_and_l_fold_and_unfold_on_a_folder_and_go_back_and_open_elsewhere() -> None:
    reader = KeyReader(ACTIONS)
    wheres = (Where.FEEDS, Where.FEEDS | Where.FOLDED, Where.FEEDS | Where.UNFOLDED)
    assert [[reader.feed(key, one).action.name for key in "hl"] for one in wheres] == [
        ["back", "open"],
        ["back", "unfold"],
        ["fold", "open"],
    ]


def test_own_keys_take_the_place_of_the_presets() -> None:
    keys = {"star": ("*", "f5"), "hide": ()}
    assert keys_of("star", keys=keys, preset="simple") == ("*", "f5")
    assert keys_of("hide", keys=keys, preset="simple") == ()
    assert keys_of("down", keys=keys, preset="simple") == ("down",)


def test_an_action_may_be_written_with_dashes_or_underscores() -> None:
    assert keys_of("mark_all_read", keys={"mark-all-read": ("C",)}) == ("C",)
    assert keys_of("mark_all_read", keys={"mark_all_read": ("C",)}) == ("C",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("PgDn", "pagedown"), ("Esc", "escape"), ("F5", "f5"), ("ctrl+X", "ctrl+x"), ("é", "é"),
        ("ctrl+pgdn", "ctrl+pagedown"), ("shift+f5", "shift+f5"), ("g x", "g x"), ("gx", "g x"),
        ("z z", "z z"), (" ", "space"), (",", ","), ("ctrl+\\", "ctrl+\\"),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_write_them(written: str, read: str) -> None:
    free = {"zen": ("F9",), "page_down": ("F8",), "escape": ("F7",), "read_on": ("F6",)}
    assert keys_of("star", keys={**free, "star": (written,)}) == (read,)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"stra": ("s",)}, "no action 'stra'; did you mean 'star'"),
        ({"colour": ("s",)}, "no action 'colour'"),
        ({"star": ("contrl+x",)}, "'contrl\\+x' is no key: such as"),
        ({"star": ("ctrl+hello",)}, "'ctrl\\+hello' is no key"),
        ({"star": ("5",)}, "digits are counts"),
        ({"star": ("",)}, "is not one key, nor two"),
        ({"star": ("a b c",)}, "is not one key, nor two"),
        ({"star": ("b",), "later": ("b",)}, "b cannot mean both .*star.*later"),
        ({"star": ("s x",), "hide": ("s",)}, "cannot mean both"),
    ],
)
def test_what_cannot_be_is_an_error_that_names_it(
    keys: Mapping[str, tuple[str, ...]], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence) as caught:
        keymap(with_keys(keys))
    assert caught.value.key is not None


def means(keys: Mapping[str, tuple[str, ...]], typed: str, where: Where) -> str:
    reader = KeyReader(keymap(with_keys(keys)))
    orders = [reader.feed(key, where) for key in typed.split(" ")]
    return orders[-1].action.name if orders[-1] else ""


@pytest.mark.parametrize("key", ["}", "{", "L", "U", "M", "e", "g O", "g v", "b", "q", "space"])
def test_a_key_of_ones_own_wins_over_any_that_the_table_has(key: str) -> None:
    assert means({"star": (key,)}, key, Where.LIST) == "star"


def test_an_action_loses_a_key_only_where_ones_own_action_means_something() -> None:
    own = {"star": ("e",)}
    assert means(own, "e", Where.ARTICLE) == "star"
    assert means(own, "e", Where.FEEDS) == "feed"
    assert means({"search": ("n",)}, "n", Where.ARTICLE | Where.FINDING) == "next_match"


def test_an_action_keeps_its_other_keys_when_it_loses_one() -> None:
    assert means({"star": ("j",)}, "j", Where.LIST) == "star"
    assert means({"star": ("j",)}, "down", Where.LIST) == "down"
    assert means({"star": ("j",)}, "j", Where.FEEDS) == "down"
    assert keys_of("later", keys={"star": ("b",)}) == ()


def test_a_first_key_of_sequences_can_be_ones_own_too() -> None:
    assert means({"star": ("g",)}, "g", Where.LIST) == "star"
    assert means({"star": ("g",)}, "g", Where.FEEDS) == ""  # gf and all others wait for more
    assert means({"star": ("g",)}, "g a", Where.FEEDS) == "go_all"


@pytest.mark.parametrize("preset", PRESETS)
def test_ones_own_keys_are_no_error_with_any_preset(preset: str) -> None:
    for action in ACTIONS:
        keymap(Config(preset=preset, keys={"star": action.keys}))


def test_one_key_may_mean_two_things_in_two_panes() -> None:
    keymap(with_keys({"not-related": ("f5",), "choose-pack": ("f5",)}))


def test_macros_are_actions_behind_a_comma() -> None:
    actions = keymap(Config(macros={"x": "star; open", "F2": "undo"}))
    reader = KeyReader(actions)
    assert reader.feed(",", Where.LIST) is None
    assert reader.completions(Where.LIST) == [
        ("Macros", "x", "star; open"),
        ("Macros", "f2", "undo"),
    ]
    order = reader.feed("x", Where.LIST)
    assert order is not None
    assert order.action.text == "star; open"


def test_a_macro_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"macros\.x: There is no command 'strar'"):
        keymap(Config(macros={"x": "open; strar"}))


def test_without_settings_the_actions_stay_as_they_are() -> None:
    assert keymap(Config()) == ACTIONS

"""newsboat's keys and macros come along, as far as a key has one meaning here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.collect.newsboat_settings import KEY_COMMANDS, Meant
from qreader.config.settings import Config
from qreader.sources.feeds.newsboat_config import parse_config
from qreader.tui.actions import ACTIONS
from qreader.tui.keymap import keymap
from qreader.tui.newsboat_keys import meanings
from qreader.tui.newsboat_operations import OPERATIONS, key_of, keys_of
from qreader.tui.orders import read_orders
from qreader.tui.presets import PRESETS


def meant(*lines: str, config: Config = Config()) -> list[Meant]:  # noqa: B008
    return meanings(parse_config("\n".join(lines)), config)


def only(*lines: str, config: Config = Config()) -> Meant:  # noqa: B008
    return meant(*lines, config=config)[-1]


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ("j", "j"),
        ("^T", "ctrl+t"),
        ("^k", "ctrl+k"),
        ("ENTER", "enter"),
        ("ESC", "escape"),
        ("SPACE", "space"),
        ("PPAGE", "pageup"),
        ("F5", "f5"),
        ("G", "G"),
        ("^", "^"),
    ],
)
def test_keys_have_their_names_here(stated: str, key: str) -> None:
    assert key_of(stated) == key


@pytest.mark.parametrize(
    ("stated", "keys"),
    [
        ("gg", "g g"),
        ("<C-d>", "ctrl+d"),
        ("<S-r>", "R"),
        ("^Xs", "ctrl+x s"),
        ("<ENTER>", "enter"),
        ("<M-a>", "alt+a"),
        ("<C-S-x>", "ctrl+x"),
        ("<LT>", "<"),
        ("<C-UP>", "ctrl+up"),
    ],
)
def test_sequences_have_their_names_here(stated: str, keys: str) -> None:
    assert keys_of(stated) == keys


@pytest.mark.parametrize(
    "line",
    [
        "bind-key j down",
        "bind-key h quit",
        "bind-key l open articlelist",
        "bind gg everywhere home",
        "bind-key j next articlelist",
        "bind-key ESC clear-filter",
        "bind-key G end all",
    ],
)
def test_a_key_that_does_so_already_changes_nothing(line: str) -> None:
    found = only(line)
    assert (found.reason, dict(found.changes)) == ("", {})
    assert found.here


def test_a_free_key_is_added_to_those_there_are() -> None:
    assert only("bind-key ^T next-unread").changes == {"keys.next-unread": ["n", "ctrl+t"]}


def test_what_had_the_key_gives_it_away_and_that_is_said() -> None:
    found = only("bind-key d pagedown")

    assert found.changes == {"keys.done": [], "keys.page-down": ["pagedown", "ctrl+f", "d"]}
    assert (found.here, found.note) == ("d is page-down", "done is :done now")


def test_a_key_that_begins_others_keeps_doing_that() -> None:
    assert only("bind-key g home").reason == "g begins other keys; top is gg or home"
    assert only("bind-key SPACE macro-prefix").reason == "`,` begins a macro"


def test_a_key_is_not_taken_away_where_the_line_does_not_speak_of_it() -> None:
    assert "in other panes" in only("bind-key J down article").reason


@pytest.mark.parametrize(
    "line",
    [
        "bind-key x pb-delete",
        "bind-key j down podboat",
        "bind-key j fly",
        "bind-key j",
        "bind-key",
        "bind-key 1 one",
        "bind-key j down moon",
        "bind x article open;up",
        "bind x",
        "unbind-key -a",
        "bind-key `echo j` down",
        "bind-key F99 open",
        "unbind-key",
        "bind x everywhere",
    ],
)
def test_what_cannot_come_along_says_why(line: str) -> None:
    found = only(line)
    assert found.reason
    assert not found.changes


def test_keys_of_ones_own_are_left_alone() -> None:
    own = Config(keys={"done": ("d",), "next-unread": ("N",)})

    assert only("bind-key d pagedown", config=own).reason == (
        "d is done, as keys.done says; page-down is pgdn or ctrl+f"
    )
    assert "keys.next-unread is set" in only("bind-key ^T next-unread", config=own).reason
    assert "as keys.next-unread says" in only("bind-key N open", config=own).reason


def test_a_key_is_taken_away_where_it_does_here_what_it_did_there() -> None:
    assert only("unbind-key o").changes == {"keys.browser": []}
    assert only("unbind-key s").changes == {}, "it is no save here"
    assert meant("unbind-key j", "bind-key j down")[0].changes == {}


def test_a_key_that_a_preset_reads_in_some_panes_only_makes_room() -> None:
    newsboat = Config(preset="newsboat")
    found = only("bind-key L next", config=newsboat)

    assert found.changes["keys.next-article"] == ["L"], "J is the next feed in a list"
    assert only("bind-key J next-feed articlelist", config=newsboat).here == "J is next-feed"
    keys = {key.removeprefix("keys."): tuple(value) for key, value in found.changes.items()}
    keymap(newsboat._replace(keys=keys))


def test_the_last_line_about_a_key_counts() -> None:
    first, second = meant("bind-key d pagedown articlelist", "bind-key d delete-article")

    assert first.reason == "line 2 says it again, and counts"
    assert second.here == "d is hide"
    assert meant("bind-key j next articlelist", "unbind-key j")[0].reason


def test_lines_build_on_each_other_and_can_be_used_together() -> None:
    found = meant("unbind-key ENTER", "bind-key i open", "bind-key a toggle-article-read")
    changes = {key: value for one in found for key, value in one.changes.items()}

    assert changes["keys.open"] == ["l", "right", "i"]
    keys = {key.removeprefix("keys."): tuple(value) for key, value in changes.items()}
    keymap(Config(keys=keys))


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("macro , open-in-browser", "browser"),
        ("macro i bookmark; toggle-article-read;", "later; read"),
        ('macro o open-in-browser; toggle-article-read "read"', "browser-read"),
        ('macro w set browser "$BROWSER"; open-in-browser; set browser x', "browser"),
        ("macro g open ; next-unread", "open; next-unread"),
        ('macro p pipe-to "wc -l"', "pipe wc -l"),
    ],
)
def test_a_macro_comes_along(line: str, commands: str) -> None:
    found = only(line)
    key = line.split()[1]
    assert found.changes == {f"macros.{key}": commands}
    read_orders(commands, ACTIONS)


@pytest.mark.parametrize(
    "line",
    [
        'macro v set browser "mpv"; open-in-browser ; set browser x',
        "macro 3 open-in-browser",
        "macro x",
        "macro",
        "macro x fly",
        "macro x random-unread",
        'macro x pipe-to "a; b"',
        "macro k set text-width 0",
        "macro x toggle-article-read unread",
        "macro x ; ;",
    ],
)
def test_a_macro_that_cannot_come_along_says_why(line: str) -> None:
    found = only(line)
    assert found.reason
    assert not found.changes


def test_a_macro_that_sends_a_link_to_a_program_is_shown_as_lines_to_write() -> None:
    found = only('macro v set browser "setsid -f mpv"; open-in-browser ; set browser x')
    assert not found.changes
    assert found.reason == (
        '[[send]] does it: name = "mpv", command = ["setsid", "-f", "mpv", "{url}"];'
        ' and under [macros] this key = "send mpv"'
    )
    found = only('macro r set browser "curl %u | less"; open-in-browser; set browser x')
    assert "needs a shell" in found.reason


def test_a_macro_of_ones_own_is_left_alone() -> None:
    own = Config(macros={"o": "star"})
    assert (
        only("macro o open-in-browser", config=own).reason == "macros.o is set already, and stays"
    )


def test_every_operation_does_something_or_says_what_to_do() -> None:
    names = {action.name for action in ACTIONS}
    for operation in OPERATIONS:
        assert operation.instead or names & {*operation.actions}, operation.name


_LINES = st.tuples(
    st.sampled_from(sorted(KEY_COMMANDS)),
    st.sampled_from(
        [
            "j",
            "J",
            "K",
            "l",
            "L",
            "^D",
            "gg",
            "ENTER",
            "<C-x>",
            "q",
            "1",
            "d",
            "",
            '"',
            "\\",
            "g",
            "u",
        ]
    ),
    st.sampled_from(["", "everywhere", "article", "articlelist,article", "all"]),
    st.sampled_from([one.name for one in OPERATIONS] + ["set a b", "x;y", ";", "--", "`a`"]),
    st.sampled_from(["", "article", "feedlist", "all", '-- "what"', "; quit"]),
)


@given(st.sampled_from(sorted(PRESETS)), st.lists(_LINES, max_size=12))
def test_any_lines_give_keys_that_can_be_used(preset: str, lines: list[tuple[str, ...]]) -> None:
    text = "\n".join(" ".join(line) for line in lines)
    found = meanings(parse_config(text), Config(preset=preset))

    assert len(found) == len(parse_config(text))
    keys, macros = {}, {}
    for one in found:
        assert one.reason or one.here
        for key, value in one.changes.items():
            table, _, name = key.partition(".")
            if table == "keys":
                keys[name] = tuple(value)
            else:
                macros[name] = value
    then = Config(preset=preset, keys=keys, macros=macros)
    keymap(then)
    assert not any(one.changes for one in meanings(parse_config(text), then)), "once is enough"

"""The command line: what it reads, what it offers, what it completes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import UsageError
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.orders import Cycle, completed, offers, read_orders
from qreader.tui.typed_paths import path_completed, paths_like


def read(line: str) -> list[tuple[str, int | None, str]]:
    return [(o.action.name, o.count, o.text) for o in read_orders(line, ACTIONS)]


def offered(line: str, where: Where = Where.LIST) -> list[str]:
    return [offer.usage for offer in offers(line, ACTIONS, where)]


@pytest.mark.parametrize(
    ("line", "orders"),
    [
        ("star", [("star", None, "")]),
        ("mark-all-read", [("mark_all_read", None, "")]),
        ("mark_all_read", [("mark_all_read", None, "")]),
        ("3 down", [("down", 3, "")]),
        ("3down", [("down", 3, "")]),
        ("down 3", [("down", 3, "")]),
        ("42", [("bottom", 42, "")]),
        ("search moon base", [("search", None, "moon base")]),
        ("search age:<2d; star", [("search", None, "age:<2d"), ("star", None, "")]),
        ("add https://example.org/a;b", [("add", None, "https://example.org/a;b")]),
        ("star ; next-unread;", [("star", None, ""), ("next_unread", None, "")]),
        ("save ~/a b.md", [("save", None, "~/a b.md")]),
        ("  ", []),
    ],
)
def test_a_line_is_read(line: str, orders: list[tuple[str, int | None, str]]) -> None:
    assert read(line) == orders


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("strar", "There is no command 'strar'; did you mean star?"),
        ("xyzzy", "There is no command 'xyzzy'$"),
        ("star now", "star takes nothing behind its name"),
        ("!ls", "There is no command"),
        ("open; xyzzy", "There is no command 'xyzzy'"),
    ],
)
def test_what_cannot_be_read_says_why(line: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        read(line)


@given(st.text(max_size=40))
def test_any_line_is_read_or_is_an_error_and_can_be_completed(line: str) -> None:
    completed(line, offers(line, ACTIONS, Where.LIST))
    try:
        read(line)
    except UsageError:
        return


def test_what_begins_so_is_offered_first_with_what_may_follow() -> None:
    found = offered("sa")
    assert found[:2] == ["save-search NAME", "save FILE"]
    assert "go-starred" not in found[:2]
    assert "mark-all-read" in offered("all")


def test_only_what_applies_here_is_offered() -> None:
    assert "find WORDS" in offered("find", Where.ARTICLE)
    assert "find WORDS" not in offered("find", Where.LIST)


def test_behind_its_name_the_command_alone_is_offered() -> None:
    assert offered("search moon") == ["search QUERY"]
    assert offered("star; sear") == ["search QUERY", "save-search NAME"]


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("und", "undo"),
        ("sear", "search "),
        ("go-", "go-"),
        ("go-f", "go-f"),
        ("go-fe", "go-feed"),
        ("star; sear", "star; search "),
        ("search moon", "search moon"),
        ("all", "all"),
        ("tory", "go-history"),
        ("xyzzy", "xyzzy"),
    ],
)
def test_tab_adds_what_all_have_in_common(line: str, whole: str) -> None:
    assert completed(line, offers(line, ACTIONS, Where.LIST)) == whole


# ---- what may stand behind a name


def values(action: Action, text: str) -> list[str]:
    names = ["dark", "dawn", "light"] if action.name == "theme" else []
    return [name for name in names if name.startswith(text)]


def test_behind_a_name_its_values_are_offered_and_completed() -> None:
    found = offers("star; theme da", ACTIONS, Where.LIST, values)
    assert [one.usage for one in found] == ["theme NAME", "dark", "dawn"]
    assert completed("star; theme da", found) == "star; theme da"
    assert completed("theme l", offers("theme l", ACTIONS, Where.LIST, values)) == "theme light"
    assert completed("theme x", offers("theme x", ACTIONS, Where.LIST, values)) == "theme x"


# ---- paths


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("notes.md", "news.opml", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "saves").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_paths_begin_as_they_are_typed(folder: Path) -> None:
    assert paths_like("~/n") == ["~/news.opml", "~/notes.md"]
    assert paths_like("~/") == ["~/news.opml", "~/notes.md", "~/saves/"]
    assert paths_like(f"{folder}/.h") == [f"{folder}/.hidden"]
    assert paths_like("sa") == ["saves/"]
    assert paths_like("/no/such/place/x") == []
    assert paths_like("a\0/") == []


def test_a_path_is_completed_and_an_address_is_not(folder: Path) -> None:
    assert path_completed("~/s") == "~/saves/"
    assert path_completed("~/n") == "~/n"
    assert path_completed("./no") == "./notes.md"
    assert path_completed("sa") == "sa"


# ---- what an empty line and an unknown word offer


def test_an_empty_line_offers_the_commonest_commands_and_no_motion() -> None:
    found = offered("")
    assert found[:3] == ["search QUERY", "add TARGET", "go-feed NAME"]
    assert len(found) == 10
    assert "down" not in found


def test_motion_comes_after_what_else_begins_so() -> None:
    assert offered("to")[-2:] == ["top", "bottom"]


@pytest.mark.parametrize(
    ("word", "command"),
    [("bookmark", "star"), ("dark", "theme"), ("history", "go-history"), ("trending", "go-topics")],
)
def test_a_word_that_is_no_command_offers_what_people_call_so(word: str, command: str) -> None:
    assert offered(word)[0].split(" ")[0] == command
    if word != "history":
        with pytest.raises(UsageError, match=f"did you mean {command}"):
            read(word)


def test_tab_walks_through_what_has_no_longer_beginning_in_common() -> None:
    cycle, found = Cycle(), lambda line: offers(line, ACTIONS, Where.LIST)
    first = cycle.next("", found)
    second = cycle.next(first, found)
    assert (first, second) == ("search ", "add ")
    assert cycle.holds(second)
    assert cycle.origin == ""
    assert cycle.next("sear", found) == "search "
    walked = ["go-st"]
    for _ in range(3):
        walked.append(cycle.next(walked[-1], found))
    assert walked == ["go-st", "go-starred", "go-starred", "go-starred"]

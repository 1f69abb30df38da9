"""The command line: what it reads, what it offers, what it completes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import UsageError
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.orders import completed, offers, read_orders
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
        ("sta", "star"),
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

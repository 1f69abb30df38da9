"""newsboat's configuration is read as newsboat reads it, and nothing in it is ever run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import FileError
from qreader.sources.feeds.newsboat_config import (
    MAX_INCLUDED,
    is_config,
    operations,
    parse_config,
    read_config,
)
from qreader.text.safe import is_safe


def words(line: str) -> tuple[str, ...]:
    (found,) = parse_config(line)
    return (found.command, *found.words)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("text-width 80", ("text-width", "80")),
        ("\ttext-width\t80  ", ("text-width", "80")),
        ('browser "firefox %u"', ("browser", "firefox %u")),
        (r'browser "a \"b\" c\\d\te"', ("browser", 'a "b" c\\d\te')),
        (r'browser "an \x end', ("browser", "an x end")),
        ("browser fire\0fox", ("browser", "firefox")),
        ("browser firefox # mine", ("browser", "firefox")),
        ('browser "web#page" x', ("browser", "web#page", "x")),
        (r"goto \# end", ("goto", r"\#", "end")),
        ('a"b c', ('a"b', "c")),
        ('x "one""two"', ("x", "one", "two")),
    ],
)
def test_a_line_falls_into_its_words(line: str, expected: tuple[str, ...]) -> None:
    assert words(line) == expected


@pytest.mark.parametrize("text", ["", "# all\n  \n\t# nothing", "#x", "\ufeff"])
def test_comments_and_empty_lines_say_nothing(text: str) -> None:
    assert parse_config(text) == []


def test_a_line_that_ends_in_a_backslash_goes_on() -> None:
    first, second = parse_config("macro a \\\n  open ; \\\r\n  quit\nauto-reload yes\n", "config")

    assert operations(first.rest.removeprefix("a")) == [("open",), ("quit",)]
    assert (first.place, second.place) == ("config, line 1", "config, line 4")


def test_a_last_line_that_was_to_go_on_is_not_lost() -> None:
    assert [line.command for line in parse_config("auto-reload yes\\")] == ["auto-reload"]


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("color info `echo red` blue", True),
        ('browser "`which firefox`"', True),
        (r"color info \`red\` blue", False),
        ("color info ` blue", False),
    ],
)
def test_a_command_in_backticks_is_seen(line: str, runs: bool) -> None:
    assert parse_config(line)[0].has_backticks is runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("open", [("open",)]),
        ("; ;; open ; ;next; ;", [("open",), ("next",)]),
        ('set browser "mpv %u;x" ;open', [("set", "browser", "mpv %u;x"), ("open",)]),
        ('open -- "what it does"', [("open",)]),
        ('pipe-to "grep \\"a\\""', [("pipe-to", 'grep "a"')]),
        ("", []),
    ],
)
def test_a_macro_falls_into_its_operations(text: str, expected: list[tuple[str, ...]]) -> None:
    assert operations(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        "miniflux-password hunter2",
        'freshrss-password "hunter2"',
        "proxy-auth ann:hunter2",
        "miniflux-token hunter2",
        'ignore-article "https://ann:hunter2@news.example/" "unread = \\"yes\\""',
    ],
)
def test_no_password_is_shown(line: str) -> None:
    (found,) = parse_config(line)
    assert "hunter2" not in found.text
    assert line.split()[0] in found.text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"auto-reload yes\n", True),
        (b"# mine\ncolor info red blue\n", True),
        (b"https://a.example/ tag\n", False),
        (b"Dear Ann,\ncolor me surprised.\nYours, Bo\n", False),
        (b"", False),
        (b"# nothing\n", False),
        (b"SQLite format 3\0auto-reload yes", False),
        (b"<opml><body/></opml>", False),
    ],
)
def test_a_configuration_is_known_by_its_lines(data: bytes, expected: bool) -> None:
    assert is_config(data) is expected


def test_included_files_are_read_where_they_are_included(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "colours").write_text("color info red blue\ninclude inner\n")
    (tmp_path / "more" / "inner").write_text("text-width 72\n")
    (tmp_path / "config").write_text("include more/colours\ninclude gone\nauto-reload yes\n")
    lines = read_config(tmp_path / "config")

    assert [(line.place, line.problem) for line in lines] == [
        ("config, line 1", ""),
        ("colours, line 1", ""),
        ("colours, line 2", ""),
        ("inner, line 1", ""),
        ("config, line 2", "there is no such file"),
        ("config, line 3", ""),
    ]


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("include b\ninclude b\n")
    (tmp_path / "b").write_text("include a\n" * (MAX_INCLUDED + 5))

    lines = read_config(tmp_path / "a")
    assert {line.problem for line in lines} == {"", "includes itself, or too many files"}


def test_a_file_that_cannot_be_read_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_config(tmp_path / "gone")


@given(st.text(alphabet='"\\`# \n;ab-\t%$()\x1b', max_size=120))
def test_any_text_is_read_and_shown_safely(text: str) -> None:
    for line in parse_config(text):
        assert is_safe(line.text)
        operations(line.rest)


def test_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> None:
        pytest.fail("something was run")

    for module, name in ((os, "system"), (os, "popen"), (subprocess, "Popen")):
        monkeypatch.setattr(module, name, run)
    (tmp_path / "config").write_text("color info `touch x` $(touch y)\nbrowser `touch z`\n")

    assert len(read_config(tmp_path / "config")) == 2

"""Exit codes and sentences: whatever is wrong, one clear line and no traceback."""

from __future__ import annotations

import io
import os
import sqlite3
from pathlib import Path

import pytest
from gazette import Run

import qreader.cli.program
from qreader.cli import main
from qreader.cli.exits import Exit, exit_code
from qreader.errors import (
    ConfigError,
    FetchError,
    FileError,
    NotFoundError,
    ParseError,
    QueryError,
    StoreError,
    StoreVersionError,
    UsageError,
)
from qreader.store.schema import PAGE_BYTES


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FetchError("x", "https://a.example"), 1),
        (ParseError("x", "https://a.example"), 1),
        (FileError("x", "/a"), 1),
        (UsageError("x"), 2),
        (QueryError("x", "words"), 2),
        (NotFoundError("x", 1), 2),
        (ConfigError("x", Path("c.toml")), 2),
        (StoreError("x"), 3),
        (StoreVersionError("x", 9), 3),
    ],
)
def test_each_error_has_its_exit_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code  # type: ignore[arg-type]


def one_sentence(result: object) -> str:
    """Check that a run failed with one line of our own, and return it."""
    err: str = result.err  # type: ignore[attr-defined]
    assert err.startswith("qreader: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "mistake in qreader" not in err
    return err


@pytest.mark.parametrize(
    "arguments",
    [
        ("lst",),
        ("list", "--unred"),
        ("list", "--limit", "0"),
        ("show",),
        ("show", "x"),
        ("mark", "1", "--read", "--unread"),
        ("https://example.org/feed",),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    run: Run, data_dir: Path, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    one_sentence(result)
    assert not data_dir.exists()  # a mistyped command leaves nothing behind


def test_help_and_version_are_printed_and_make_no_cache(run: Run, data_dir: Path) -> None:
    assert run("--version").out.startswith("qreader ")
    assert "examples:" in run("--help").out
    assert run("list", "--help").code == 0
    assert not data_dir.exists()


def test_the_reader_without_a_terminal_is_a_sentence(run: Run, data_dir: Path) -> None:
    result = run()
    assert (result.code, result.out) == (2, "")
    assert "terminal" in one_sentence(result)
    assert not data_dir.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text_width = 'wide'", "text_width must be a whole number"),
        ("text_width = 4", "between 40 and 120"),
        ("colour = 1", "unknown key 'colour'"),
        ("= broken", "not valid TOML"),
    ],
)
def test_a_broken_configuration_says_where_and_what(
    run: Run, data_dir: Path, text: str, said: str
) -> None:
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(text, encoding="utf-8")
    result = run("list")
    assert result.code == 2
    sentence = one_sentence(result)
    assert "config.toml" in sentence
    assert said in sentence


def test_a_data_dir_that_is_a_file_cannot_be_used(run: Run, data_dir: Path) -> None:
    data_dir.write_text("mine", encoding="utf-8")
    result = run("list")
    assert result.code in (2, 3)
    one_sentence(result)
    assert data_dir.read_text(encoding="utf-8") == "mine"


def test_a_data_dir_that_cannot_be_made_cannot_be_used(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--data-dir", "/dev/null/x", "list"]) in (2, 3)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("qreader: /dev/null/x")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_data_dir_cannot_be_used(run: Run, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o500)
    result = run("list")
    assert result.code == 3
    one_sentence(result)


def test_a_cache_of_a_newer_version_is_left_alone(filled: Run, data_dir: Path) -> None:
    database = data_dir / "qreader.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = database.read_bytes()
    result = filled("list")
    assert (result.code, result.out) == (3, "")
    assert "newer" in one_sentence(result)
    assert database.read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"this is no database", b"\0" * 5000])
def test_what_is_no_database_is_left_alone(run: Run, data_dir: Path, damage: bytes) -> None:
    data_dir.mkdir()
    database = data_dir / "qreader.db"
    database.write_bytes(damage)
    result = run("list")
    if damage:  # an empty file is a database to SQLite
        assert result.code == 3
        one_sentence(result)
        assert database.read_bytes() == damage
    else:
        assert result.code == 0


def test_a_damaged_page_is_one_sentence(filled: Run, data_dir: Path) -> None:
    database = data_dir / "qreader.db"
    for beside in data_dir.glob("qreader.db-*"):
        beside.unlink()
    data = bytearray(database.read_bytes())
    data[PAGE_BYTES:] = os.urandom(len(data) - PAGE_BYTES)
    database.write_bytes(data)
    result = filled("list")
    assert result.code == 3
    one_sentence(result)


@pytest.mark.parametrize(
    "target", ["gone.xml", "empty.xml", "empty-folder", "noise.bin", "~nobody-x/y"]
)
def test_a_target_that_holds_nothing_to_read_is_one_sentence(
    run: Run, tmp_path: Path, target: str
) -> None:
    (tmp_path / "empty.xml").touch()
    (tmp_path / "empty-folder").mkdir()
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    name = target if target.startswith("~") else str(tmp_path / target)
    result = run("add", name)
    assert (result.code, result.out) == (1, "")
    assert target.split("/")[0] in one_sentence(result)


@pytest.mark.parametrize("target", ["a" * 5000, "x" * 300 + "/feed.xml", "\udcff.xml"])
def test_a_name_that_no_file_can_have_is_one_sentence(run: Run, target: str) -> None:
    result = run("add", target)
    assert result.code in (1, 2)
    one_sentence(result)


@pytest.mark.parametrize("target", ["", "   "])
def test_an_empty_target_is_wrong_usage(run: Run, target: str) -> None:
    result = run("add", target)
    assert result.code == 2
    one_sentence(result)


def test_a_hostile_target_is_named_clean(run: Run) -> None:
    result = run("add", "/no/\x1b]0;owned\x07\u202etxt.exe")
    assert result.code == 1
    assert "\x1b" not in result.err
    assert "\u202e" not in result.err


def test_a_bug_is_logged_and_said_in_one_sentence(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the \x1b[31m bug")

    monkeypatch.setattr(qreader.cli.program, "load_config", broken)
    result = run("list")
    assert (result.code, result.out) == (Exit.BUG, "")
    assert result.err.startswith(
        "qreader: this is a mistake in qreader (ZeroDivisionError: the bug)"
    )
    assert str(data_dir / "qreader.log") in result.err
    log = (data_dir / "qreader.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "in broken" in log
    assert "\x1b" not in log


def test_a_bug_that_cannot_be_logged_is_still_one_sentence(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setattr(qreader.cli.program, "load_config", lambda _: 1 // 0)
    result = run("list")
    assert result.code == Exit.BUG
    assert "could not be written" in result.err
    assert result.err.count("\n") == 1


def test_an_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(qreader.cli.program, "load_config", interrupted)
    result = run("list")
    assert (result.code, result.out, result.err) == (130, "", "")


def test_a_full_disk_under_the_output_is_one_sentence(
    filled: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = io.StringIO()
    monkeypatch.setattr("sys.stderr", errors)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr("sys.stdout", full)
        code = main(["--data-dir", str(data_dir), "list"])
    assert code == 1
    assert errors.getvalue() == "qreader: the output cannot be written: No space left on device\n"


def test_the_data_dir_of_the_environment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QREADER_DATA_DIR", str(tmp_path / "elsewhere"))
    assert main(["feeds", "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"
    assert (tmp_path / "elsewhere" / "qreader.db").exists()

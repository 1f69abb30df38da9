from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from gazette import Run


def test_the_doctor_says_what_was_chosen_for_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    findings = {one["name"]: one for one in run("doctor", "--json").document}

    assert findings["theme"] == {
        "name": "theme",
        "value": "ansi",
        "reason": "the terminal has 8 colours (TERM is linux)",
    }
    printed = run("doctor")
    assert printed.code == 0
    assert len(printed.out.splitlines()) == len(findings)
    assert "the terminal has 8 colours" in printed.out


def test_the_doctor_says_how_much_the_pictures_take(filled: Run, data_dir: Path) -> None:
    before = {one["name"] for one in filled("doctor", "--json").document}
    assert "pictures" not in before
    folder = data_dir / "pictures"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / name).write_bytes(bytes(700_000))
    findings = {one["name"]: one for one in filled("doctor", "--json").document}
    assert findings["pictures"]["value"] == "1.4 MB"
    assert findings["pictures"]["reason"] == f"2 kept in {folder}"


def test_the_doctor_and_a_refresh_say_of_an_index_that_is_half_way(
    filled: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(data_dir / "qreader.db")) as sql, sql:
        sql.execute("INSERT INTO remembered VALUES ('search-unfolded-to', '2')")
    monkeypatch.setattr("qreader.store.search.BATCH", 1)
    monkeypatch.setattr("qreader.cli.upkeep.MAX_SECONDS", 0.0)

    assert "search index  33%" in " ".join(filled("doctor").out.split("\n"))
    said = filled("refresh").err
    assert "the search index is rebuilt to fold every script: 67% done" in said
    assert filled("refresh").err == ""
    assert "search index" not in filled("doctor").out

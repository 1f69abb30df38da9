"""Check and backup, as a person meets them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from gazette import Run


def test_a_check_of_a_sound_cache_says_what_is_in_it(filled: Run) -> None:
    result = filled("check")
    assert (result.code, result.out, result.err) == (0, "sound: 1 feed, 3 articles, 0.6 MB\n", "")


def test_a_check_says_what_it_built_anew(filled: Run, data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / "qreader.db")) as sql, sql:
        sql.execute("INSERT INTO search (search) VALUES ('delete-all')")
    result = filled("check")
    assert (result.code, result.err) == (0, "")
    assert "the search index built anew; nothing was lost by it" in result.out
    assert filled("search", "moon").code == 0


def test_a_check_of_a_damaged_cache_saves_it_and_says_where_the_old_one_is(
    filled: Run, data_dir: Path
) -> None:
    with closing(sqlite3.connect(data_dir / "qreader.db")) as sql, sql:
        sql.execute("UPDATE body SET text = x'00' WHERE id = 1")
    result = filled("check")
    assert result.code == 1
    assert "qreader.damaged-1.db is the old" in result.out
    assert "saved: 1 feed, 3 articles" in result.out
    assert "lost: 1 texts of articles" in result.err
    assert filled("list").code == 0
    assert filled("check").code == 0


def test_subscriptions_survive_a_cache_of_which_nothing_can_be_read(
    filled: Run, data_dir: Path
) -> None:
    url = filled("feeds", "--json").out.split('"url": "')[1].split('"')[0]
    (data_dir / "qreader.db").write_bytes(b"\xa5" * 40_000)
    assert filled("list").code == 3
    result = filled("check")
    assert result.code == 1
    assert "lost: all articles" in result.err
    assert "saved: 1 feed, 0 articles" in result.out
    assert url in filled("feeds", "--json").out
    assert filled("refresh", "-q").code == 0
    assert filled("search", "moon").code == 0


def test_a_removed_feed_does_not_come_back_from_the_list_beside_the_cache(
    filled: Run, data_dir: Path
) -> None:
    assert filled("remove", "1").code == 0
    assert "gazette.xml" not in (data_dir / "subscriptions.opml").read_text("utf-8")


def test_a_check_without_a_cache_makes_none(run: Run, data_dir: Path) -> None:
    result = run("check")
    assert result.code == 3
    assert "there is no cache yet" in result.err
    assert not (data_dir / "qreader.db").exists()


def test_a_backup_replaces_a_file_only_where_that_is_said(filled: Run, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    result = filled("backup", str(target))
    assert (result.code, result.err) == (0, "")
    before = target.read_bytes()

    result = filled("backup", str(target))
    assert result.code == 2
    assert "is there already" in result.err
    assert target.read_bytes() == before

    assert filled("backup", str(target), "--replace").code == 0
    other = tmp_path / "other"
    other.mkdir()
    target.rename(other / "qreader.db")
    assert "3 articles" in filled("check", "--data-dir", str(other)).out


def test_a_backup_never_replaces_the_cache_itself(filled: Run, data_dir: Path) -> None:
    assert filled("backup", str(data_dir / "qreader.db"), "--replace").code == 2
    assert filled("check").code == 0

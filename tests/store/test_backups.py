"""Copies of the cache are whole, are not made of damage, and are few."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from qreader.errors import FileError, StoreDamagedError, StoreError
from qreader.model import Query
from qreader.store import Store, backups, database, schema


def test_a_backup_is_a_cache_also_while_somebody_writes(store: Store, save, tmp_path: Path):
    save(*[(f"Title {n}", f"text {n}") for n in range(50)])
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.statuses.mark([1], read=True)
            store.statuses.mark([1], read=False)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            store.back_up(tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        copy = Store(tmp_path / f"copy{number}.db")
        assert len(copy.lists.ids(Query())) == 50
        assert len(copy.lists.search("text", 60)) == 50
        copy.close()
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(
    store: Store, save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(FileError, match="No such file or directory"):
        store.back_up(tmp_path / "nowhere" / "copy.db")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backups, "_fill", full)
    with pytest.raises(StoreError, match=r"copy\.db: the disk is full"):
        store.back_up(tmp_path / "copy.db")
    assert [p.name for p in tmp_path.iterdir() if "copy" in p.name] == []


def test_no_backup_is_made_of_a_damaged_cache(store: Store, save, tmp_path: Path):
    save(*[(f"Title {n}", "text " * 900) for n in range(20)])
    store.close()
    path = tmp_path / "qreader.db"
    content = bytearray(path.read_bytes())
    content[-2 * schema.PAGE_BYTES :] = b"\xa5" * (2 * schema.PAGE_BYTES)
    path.write_bytes(content)
    reopened = Store(path)
    (tmp_path / "copy.db").write_bytes(b"an older copy")
    with pytest.raises(StoreDamagedError):
        reopened.back_up(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"an older copy"
    reopened.close()


def test_a_change_of_format_keeps_a_copy_from_before_and_few_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "qreader.db"
    for version in range(1, 6):
        monkeypatch.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:version])
        Store(path).close()
        with closing(sqlite3.connect(path)) as sql, sql:
            sql.execute("INSERT INTO feed (url, added) VALUES (?, 0)", (f"https://{version}/",))
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["qreader.db", "qreader.format-3.db", "qreader.format-4.db"]
    with closing(sqlite3.connect(tmp_path / "qreader.format-4.db")) as sql:
        assert sql.execute("PRAGMA user_version").fetchone() == (4,)
        assert sql.execute("SELECT count(*) FROM feed").fetchone() == (4,)


def test_a_damaged_cache_is_not_changed_to_another_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "qreader.db"
    monkeypatch.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:3])
    Store(path).close()
    monkeypatch.undo()
    content = bytearray(path.read_bytes())
    content[schema.PAGE_BYTES * 3 : schema.PAGE_BYTES * 4] = b"\xa5" * schema.PAGE_BYTES
    path.write_bytes(content)
    with pytest.raises(StoreDamagedError, match="qreader check"):
        Store(path)
    assert path.read_bytes() == bytes(content)
    assert [p.name for p in tmp_path.iterdir()] == ["qreader.db"]


def test_of_a_large_cache_no_copy_is_kept_before_its_format_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "qreader.db"
    monkeypatch.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:3])
    Store(path).close()
    monkeypatch.undo()
    monkeypatch.setattr(backups, "MAX_COPIED_BYTES", 1_000)
    Store(path).close()
    assert [p.name for p in tmp_path.iterdir()] == ["qreader.db"]

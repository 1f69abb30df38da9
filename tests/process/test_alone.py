"""One process at a time holds a lock, and none that is left behind holds others out."""

from __future__ import annotations

from pathlib import Path

from qreader.process.alone import alone


def test_a_second_one_is_left_out_until_the_first_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with alone(path) as lock:
        assert lock is not None
        with alone(path) as other:
            assert other is None
    with alone(path) as lock:
        assert lock is not None


def test_where_the_file_cannot_be_made_nothing_is_done(tmp_path: Path) -> None:
    with alone(tmp_path / "no such folder" / "a.lock") as lock:
        assert lock is None

"""A cache on a disk that cannot be written is read all the same, and says what it cannot do."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qreader.cli import main
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from test_nothing_is_lost import rss


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    (tmp_path / "0.xml").write_bytes(rss(0))
    folder = tmp_path / "cache"
    library = Library(find_paths(folder), Config())
    library.add(str(tmp_path / "0.xml"))
    library.close()
    return folder


@pytest.fixture
def read_only(cache: Path) -> Iterator[Path]:
    """The folder of the cache, which nobody can write, not even root: a mount, if need be."""
    if os.geteuid():
        cache.chmod(0o555)
        yield cache
        cache.chmod(0o755)
        return
    for options in (["--bind"], ["-o", "remount,ro,bind"]):
        done = subprocess.run(
            ["mount", *options, str(cache), str(cache)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("nothing can be mounted here, and root may write everywhere else")
    yield cache
    subprocess.run(["umount", str(cache)], check=True)


READING = (
    ["list"], ["list", "--json"], ["search", "story"], ["feeds"], ["show", "1"], ["related", "1"],
    ["topics"], ["searches"], ["rules"], ["export", "-"],
)  # fmt: skip
WRITING = (["mark", "1", "--read"], ["refresh"], ["remove", "1"], ["check"])


def run(folder: Path, *arguments: str) -> int:
    return main(["--data-dir", str(folder), *arguments])


def test_a_folder_that_cannot_be_written_is_read(
    read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in READING:
        assert run(read_only, *arguments) == 0, (arguments, capsys.readouterr())
    assert "Story 1 of 0" in capsys.readouterr().out
    for arguments in WRITING:
        assert run(read_only, *arguments) == 3, arguments
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "cannot be" in said


def test_a_file_that_cannot_be_written_is_read(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = cache / "qreader.db"
    if not os.geteuid():
        done = subprocess.run(
            ["mount", "--bind", str(database), str(database)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("nothing can be mounted here, and root may write everywhere else")
        subprocess.run(["mount", "-o", "remount,ro,bind", str(database)], check=True)
    else:
        database.chmod(0o444)
    try:
        for arguments in READING:
            assert run(cache, *arguments) == 0, (arguments, capsys.readouterr())
        for arguments in WRITING[:3]:
            assert run(cache, *arguments) == 3, arguments
            assert "cannot be written" in capsys.readouterr().err
    finally:
        if not os.geteuid():
            subprocess.run(["umount", str(database)], check=True)


def test_a_backup_of_what_cannot_be_written_can_be_written_elsewhere(
    read_only: Path, tmp_path: Path
) -> None:
    assert run(read_only, "backup", str(tmp_path / "copy.db")) == 0
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "copy.db").rename(other / "qreader.db")
    assert run(other, "mark", "1", "--read") == 0
    assert run(other, "check") == 0

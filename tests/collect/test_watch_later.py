"""Where mpv stopped: the folder and the name of its files, as its manual has them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from qreader.collect.watch_later import WatchLater

URL = "https://pod.example/a.mp3"


def name_of(target: str) -> str:
    return hashlib.md5(target.encode()).hexdigest().upper()


def keep(folder: Path, target: str = URL, text: str = "start=12.5\n") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name_of(target)).write_text(text)


def found(tmp_path: Path, *arguments: str, target: str = URL, **environment: str) -> int | None:
    given = {"HOME": str(tmp_path), **environment}
    return WatchLater(("/usr/bin/mpv", *arguments, target), given).position(target)


@pytest.mark.parametrize(
    "folder", [".local/state/mpv/watch_later", ".config/mpv/watch_later", ".mpv/watch_later"]
)
def test_the_folder_is_one_of_those_that_mpv_has_had(tmp_path: Path, folder: str) -> None:
    keep(tmp_path / folder)
    assert found(tmp_path) == 12


def test_the_folder_is_what_the_command_or_the_configuration_says(tmp_path: Path) -> None:
    keep(tmp_path / "kept")
    assert found(tmp_path) is None
    assert found(tmp_path, f"--watch-later-dir={tmp_path / 'kept'}") == 12
    config = tmp_path / ".config/mpv/mpv.conf"
    config.parent.mkdir(parents=True)
    config.write_text(f'volume=70\nwatch-later-directory="{tmp_path / "kept"}"\n')
    assert found(tmp_path) == 12
    assert found(tmp_path, MPV_HOME=str(tmp_path / "other")) is None


def test_a_file_is_known_by_its_path_or_its_bare_name(tmp_path: Path) -> None:
    folder = tmp_path / ".local/state/mpv/watch_later"
    keep(folder, "/pods/a.mp3")
    keep(folder, "a.mp3", "start=3\n")
    assert found(tmp_path, target="/pods/a.mp3") == 12
    assert found(tmp_path, "--ignore-path-in-watch-later-config", target="/pods/a.mp3") == 3


@pytest.mark.parametrize(
    "text", ["", "# redirect entry\n", "start=-5\n", "start=x\n", "\x00" * 50, "xstart=5\n"]
)
def test_a_file_that_says_nothing_is_no_position(tmp_path: Path, text: str) -> None:
    keep(tmp_path / ".local/state/mpv/watch_later", text=text)
    assert found(tmp_path) is None


def test_other_players_are_asked_nothing(tmp_path: Path) -> None:
    keep(tmp_path / ".local/state/mpv/watch_later")
    given = {"HOME": str(tmp_path)}
    assert WatchLater(("vlc", URL), given).position(URL) is None
    assert not WatchLater(("vlc", "--save-position-on-quit"), given).always_saves


@pytest.mark.parametrize(
    ("argument", "saves"),
    [
        ("--save-position-on-quit", True),
        ("--save-position-on-quit=yes", True),
        ("--save-position-on-quit=no", False),
        ("--no-video", False),
    ],
)
def test_a_quit_is_told_from_the_end_where_mpv_always_saves(
    tmp_path: Path, argument: str, saves: bool
) -> None:
    assert WatchLater(("mpv", argument), {"HOME": str(tmp_path)}).always_saves is saves

"""Where mpv stopped: its watch-later files (mpv's manual, "Resuming playback").

Such a file has the MD5 of the played path or address as its name, and a line `start=SECONDS`. mpv
deletes it when it plays the file again, and writes it when the person quits before the end: with
`Q`, or always with `save-position-on-quit`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 10_000
"""The most that is read of a watch-later file; mpv writes some 100."""
MAX_CONFIG_BYTES = 200_000
_START = re.compile(r"^start=\+?(\d{1,9}(?:\.\d{1,9})?)\s*$", re.MULTILINE)
_DIR = re.compile(r"^(?:--)?watch-later-dir(?:ectory)?=[\"']?([^\"'\n]{1,4000}?)[\"']?\s*$", re.M)
_SAVES = re.compile(r"^(?:--)?save-position-on-quit(?:=yes)?\s*(?:#.*)?$", re.MULTILINE)
_BARE_NAME = re.compile(
    r"^(?:--)?ignore-path-in-watch-later-config(?:=yes)?\s*(?:#.*)?$", re.MULTILINE
)


class WatchLater:
    """What mpv keeps of where it stopped, as a command and mpv's configuration say."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """command: the player's, its arguments included."""
        self._environment = environment
        self.is_mpv = bool(command) and Path(command[0]).name.split(".")[0] in {"mpv", "umpv"}
        self._settings = "\n".join([*map(_text_of, self._configurations()), *command[1:]])

    @property
    def always_saves(self) -> bool:
        """Whether every quit before the end leaves a file."""
        return self.is_mpv and bool(_SAVES.search(self._settings))

    def position(self, target: str) -> int | None:
        """Return where mpv stopped in a file or an address, in seconds; None: nothing says so."""
        if not self.is_mpv:
            return None
        for path in self._places(target):
            found = _START.search(_text_of(path, MAX_BYTES))
            if found:
                return int(float(found[1]))
        return None

    def _places(self, target: str) -> Iterator[Path]:
        is_url = "://" in target
        path = target if is_url else str(Path(target).absolute())
        if not is_url and _BARE_NAME.search(self._settings):
            path = Path(target).name
        name = hashlib.md5(path.encode("utf-8", "surrogateescape"), usedforsecurity=False)
        for folder in self._folders():
            yield folder / name.hexdigest().upper()

    def _folders(self) -> Iterator[Path]:
        stated = _DIR.findall(self._settings)
        if stated:
            with suppress(RuntimeError):  # no home folder
                yield Path(stated[-1].replace("~~home/", "~/.config/mpv/")).expanduser()
            return
        for home in (self._home("XDG_STATE_HOME", ".local/state"), *self._config_folders()):
            yield home / "watch_later"

    def _configurations(self) -> Iterator[Path]:
        if self.is_mpv:
            for folder in self._config_folders():
                yield folder / "mpv.conf"

    def _config_folders(self) -> Iterator[Path]:
        own = self._environment.get("MPV_HOME")
        if own:
            yield Path(own)
            return
        yield self._home("XDG_CONFIG_HOME", ".config")
        yield self._user / ".mpv"

    def _home(self, variable: str, usual: str) -> Path:
        return Path(self._environment.get(variable) or self._user / usual) / "mpv"

    @property
    def _user(self) -> Path:
        return Path(self._environment.get("HOME") or "/nonexistent")


def _text_of(path: Path, most: int = MAX_CONFIG_BYTES) -> str:
    """Return the text of a file; nothing where it cannot be read."""
    try:
        if not path.is_file():  # a pipe would never end
            return ""
        with path.open("rb") as file:
            return file.read(most).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""

"""Configuring: changes settings from within the reader, and notices changes of the file."""

from __future__ import annotations

import asyncio
import os
from functools import cached_property
from os.path import commonprefix
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qreader.config.settings import DEFAULT, Config, load_config
from qreader.errors import ConfigError, FileError
from qreader.tui import opening
from qreader.tui.kept_choices import chosen, forget
from qreader.tui.messages import ConfigChanged
from qreader.tui.question import Hint, Question
from qreader.tui.setting_offers import UNSHOWN, Offered, offered, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qreader.config.described import Setting
    from qreader.library import Library
    from qreader.tui.desk import Desk, Outside, Started

POLL_SECONDS: Final = 1.0
"""A change of the file is noticed at the second poll that sees it: an editor may be writing it."""
MAX_HINTS: Final = 8
LANE: Final = "configuration"

Stamp = tuple[int, int, int] | None
"""Tells versions of a file from each other; None: there is no file."""


class Configuring:
    """Writes the configuration file, and reads it again after a change. Runs on the event loop."""

    def __init__(self, desk: Desk, library: Library, outside: Outside) -> None:
        self._desk = desk
        self._library = library
        self._outside = outside
        self._watching: Started | None = None
        self._seen: Stamp = None
        """The stamp at the last poll."""
        self._read: Stamp = None
        """The stamp of the version that was read last."""
        self._is_mistaken = False
        """Whether the version that was read last cannot be used."""

    @property
    def _path(self) -> Path:
        return self._library.paths.config_file

    # ---- setting

    async def set(self, text: str) -> None:
        """Change a setting and keep it; show one without a value; without a key, list all."""
        key, _, value = text.strip().partition(" ")
        value = value.strip().removeprefix("= ").strip()
        if not key:
            await self._choose()
        elif not value:
            self._desk.say(await self._desk.call(self._described, key, lane=LANE))
        else:
            await self._write(key, value)

    async def _write(self, key: str, text: str) -> None:
        config, before = await self._desk.call(self._written, key, text, lane=LANE, writes=True)
        self._take(config, {key.partition(".")[0]})
        if key.partition(".")[0] in UNSHOWN:
            self._desk.say(f"{key} is {'taken out' if text == DEFAULT else 'set'}")
            return
        said = f"{key} is {shown(config, key) or 'not set'} now{self._faint(config, key)}"
        back = "" if before == text else f"; :set {key} {before} goes back"
        self._desk.say(f"{said}{back}")

    def _faint(self, config: Config, key: str) -> str:
        """Return what a colour that was set makes hard to read; "" for all else."""
        table, _, role = key.partition(".")
        if table != "colors" or role not in config.colors:
            return ""
        from qreader.tui import themes
        from qreader.tui.own_colors import too_faint

        theme = themes.choose(chosen(self._library, "theme", config.theme), os.environ)
        faint = too_faint(themes.looks(theme.name, config.colors), {role: config.colors[role]})
        return "".join(f"; {one}" for one in list(faint)[:1])

    def _written(self, key: str, text: str) -> tuple[Config, str]:
        """Write a setting; return the configuration, and what to type to go back."""
        from qreader.config.described import as_typed
        from qreader.config.settings import parse_toml, read_text
        from qreader.config.typed import typed_values
        from qreader.config.writing import write_settings
        from qreader.tui.usable import require_usable

        held: Any = parse_toml(read_text(self._path) or "", self._path)
        name, dot, rest = key.partition(".")
        before = held.get(name)
        if dot and before is not None:
            before = before.get(rest) if isinstance(before, dict) else None
        changes = typed_values(self._path, [(key, text)])
        config = write_settings(self._path, changes, require_usable)
        forget(self._library, name)
        return config, DEFAULT if before is None else as_typed(before)

    # ---- showing

    def _described(self, key: str) -> str:
        from qreader.config.described import as_typed, takes
        from qreader.config.settings import require_known

        name, dot, _ = key.partition(".")
        require_known(name)
        one = self._settings()[name]
        source = "config.toml" if one.source == str(self._path) else one.source
        value = shown(self._desk.config, key) if dot else as_typed(one.value)
        if dot and not value:
            return f"{key} is not set"
        range_of = takes(name)
        return f"{key} = {value} ({source}{f'; {range_of}' if range_of else ''}): {one.text}"

    def _settings(self) -> Mapping[str, Setting]:
        from qreader.config.described import settings

        return {one.key: one for one in settings(self._library.paths, self._desk.config)}

    async def _choose(self) -> None:
        """List all settings, and ask for a value of the chosen one."""
        from qreader.config.described import as_typed
        from qreader.config.typed import is_table
        from qreader.tui.widgets.lookup import Choice, Lookup

        found = await self._desk.call(self._settings, lane=LANE)
        values = {key: as_typed(one.value) for key, one in found.items()}
        choices = [
            Choice(key, f"{values[key]}  {one.text}", value=one) for key, one in found.items()
        ]
        chosen = await self._desk.choose(Lookup("Settings", choices, takes="changes it"))
        if chosen is None:
            return
        key = getattr(chosen.value, "key", "")
        if is_table(key):
            await self._ask(f"{key}.", "")
        elif isinstance(getattr(Config(), key), list):
            self._desk.say(f"{key} is a list of tables: :configure opens the file")
        else:
            await self._ask(f"{key} ", "" if key in UNSHOWN else values[key])

    async def _ask(self, begun: str, value: str) -> None:
        """Ask for the rest of a setting, and set it."""

        def completed(line: str) -> str:
            found = [one for one, _ in self.offered(begun + line) if one.startswith(begun + line)]
            return commonprefix(found).removeprefix(begun) if found else line  # noqa: RUF071

        def hints(line: str) -> list[Hint]:
            return [Hint(*one) for one in self.offered(begun + line)[:MAX_HINTS]]

        question = Question(f"set {begun}", completed=completed, hints=hints, text=value)
        line = await self._desk.ask(question)
        if line is not None and line.strip():
            await self.set(begun + line)

    # ---- completing

    def offered(self, text: str) -> list[Offered]:
        """Return how a text behind `set` may go on."""
        return offered(text, self._desk.config, self._texts)

    @cached_property
    def _texts(self) -> dict[str, str]:
        from qreader.config.described import described

        return described(Config)

    # ---- the file

    def edit(self) -> None:
        """Open the file in an editor, and read it afterwards."""
        command = opening.editor_command(os.environ)
        if command is None:
            self._desk.say(f"Set $EDITOR to edit {self._path}")
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{error.strerror}: {self._path.parent}", str(self._path)) from error
        with self._outside.suspend():
            opening.run_on_terminal([*command, str(self._path)])
        self._desk.start(self._read_anew, True, group=LANE)

    def watch(self) -> None:
        """Begin to look whether the file changes; the start has just read it."""
        self._seen = self._read = _stamp_of(self._path)
        self._watching = self._desk.start(self._watch, group="watch configuration", lasting=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Read the file where it changed before the last look, and not since."""
        stamp = await self._desk.call(_stamp_of, self._path, lane=LANE)
        is_settled, self._seen = stamp == self._seen, stamp
        if is_settled and stamp != self._read:
            self._read = stamp
            self._desk.start(self._read_anew, group=LANE)

    async def _read_anew(self, is_asked: bool = False) -> None:
        """Apply the file. Raises ConfigError where it cannot be used: the old settings stay."""
        try:
            config = await self._desk.call(_usable, self._path, lane=LANE)
        except ConfigError as error:  # a message has one line: the name says enough
            self._is_mistaken = True
            said = str(error).replace(str(self._path), self._path.name, 1)
            raise ConfigError(said, error.path, error.key) from error
        if changed := self._take(config):
            self._desk.say(f"Changed in {self._path.name}: {', '.join(changed)}")
        elif self._is_mistaken:
            self._desk.say(f"{self._path.name} is in order again")
        elif is_asked:
            self._desk.say(f"Nothing changed in {self._path}")
        self._is_mistaken = False

    def _take(self, config: Config, named: Collection[str] = ()) -> list[str]:
        """Apply a configuration; return the names of the changed settings.

        named: settings that the person set. They are applied even where they are as before: keys
        may have chosen otherwise since.
        """
        before = self._desk.config
        names = [one for one in Config._fields if getattr(config, one) != getattr(before, one)]
        if names or named:
            self._desk.post_message(ConfigChanged(config, frozenset([*names, *named])))
        return names


def _stamp_of(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _usable(path: Path) -> Config:
    from qreader.tui.usable import require_usable

    config = load_config(path)
    try:
        require_usable(config)
    except ConfigError as error:
        from qreader.config.settings import read_text
        from qreader.config.statements import line_of

        line = line_of(read_text(path) or "", error.key or "")
        where = f"{path}, line {line}" if line else f"{path}"
        raise ConfigError(f"{where}: {error}", path, error.key) from error
    return config

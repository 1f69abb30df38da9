"""Brings in what newsboat left, its configuration, too: for the command line and for the reader."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qreader.config.settings import Config, parse_config, parse_toml, read_text
from qreader.errors import FileError, QueryError, UsageError
from qreader.model import Act, CameAlong, Imported
from qreader.sources.feeds.lists import SNIFFED_BYTES, is_list
from qreader.sources.feeds.newsboat_config import is_config, read_config
from qreader.text.safe import safe_line
from qreader.text.urls import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qreader.collect.newsboat_settings import Meant
    from qreader.library import Library
    from qreader.sources.feeds.newsboat_config import Line

_PRESET: Final = "newsboat"
_FOLDERS: Final = frozenset({".newsboat", "newsboat"})
_OF_ARTICLES: Final = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm"})
"""The suffixes of texts that are read as articles, unless they are imported."""
_RULE_CHARACTERS: Final = 50
"""Of a rule's query, in its name."""


def parts(target: str) -> list[str]:
    """Return what a target stands for: newsboat's folder for its files, all else for itself.

    The articles come behind their feeds.
    """
    folder = _path(target)
    if folder is None or not folder.is_dir():
        return [target]
    urls, config, cache = folder / "urls", folder / "config", folder / "cache.db"
    is_set = is_newsboat_config(config, rather=True)
    if not (is_set or is_list(_beginning(urls))):
        return [target]
    if not cache.is_file() and folder.name == "newsboat":  # newsboat parts them by XDG
        data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
        cache = Path(data).expanduser() / "newsboat" / "cache.db"
    found = [str(path) for path in (urls, cache) if path.is_file()]
    return [*found, *([str(config)] if is_set else [])]


def bring_in(library: Library, target: str, folder: str | None = None, **named: Any) -> Imported:
    """Take in whatever a target names, as `Library.bring_in` does, and newsboat's configuration.

    That one is written into qreader's, beside what is set there, which stays as it is; its killfile
    becomes rules, its filters become saved searches. Raises QReaderError.
    """
    path = _path(target)
    if path is not None and is_newsboat_config(path, rather=bool(named.get("rather_list"))):
        return Imported((), (), settings=_come_along(library, path))
    return library.bring_in(target, folder, **named)


def is_newsboat_config(path: Path, *, rather: bool) -> bool:
    """Whether a file is newsboat's configuration, by its content.

    rather: also where its name is that of a text.
    """
    if not path.is_file() or (not rather and path.suffix.lower() in _OF_ARTICLES):
        return False
    is_at_home = path.name == "config" and path.parent.name in _FOLDERS
    return is_at_home or is_config(_beginning(path))


def _beginning(path: Path) -> bytes:
    """Return the first bytes of a file; none, where it cannot be read."""
    try:
        if path.is_file():  # to open a pipe could wait for ever
            with path.open("rb") as file:
                return file.read(SNIFFED_BYTES)
    except OSError:
        pass
    return b""


def _path(target: str) -> Path | None:
    text = target.strip()
    try:
        path = path_of(text) if text[:5].lower() == "file:" else Path(text).expanduser()
        return path.absolute() if text and path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _come_along(library: Library, path: Path) -> tuple[CameAlong, ...]:
    """Write what a configuration is here; return what became of each line."""
    from qreader.config.writing import write_settings
    from qreader.tui.keymap import keymap

    try:
        lines = read_config(path)
    except FileError as error:
        raise FileError(f"{safe_line(str(path))}: {error}", str(path)) from error
    file = library.paths.config_file
    text = read_text(file) or ""
    settings, config = _Settings(parse_toml(text, file)), parse_config(text, file)
    keys = _own_keys(settings, lines, config)
    if keys:
        config = config._replace(preset=_PRESET)
    came = [(meant, _as_setting(settings, meant)) for meant in _meanings(lines, config)]
    if settings.changes:
        write_settings(file, settings.changes, keymap)
    return (*keys, *(one or _in_the_cache(library, meant) for meant, one in came))


def _own_keys(settings: _Settings, lines: Sequence[Line], config: Config) -> tuple[CameAlong, ...]:
    """Begin with newsboat's own keys where its configuration changes some, and ours does not."""
    from qreader.collect.newsboat_settings import KEY_COMMANDS

    if not any(line.command in KEY_COMMANDS - {"macro"} for line in lines):
        return ()
    if config.preset != _PRESET and (config.keys or settings.has("preset")):
        return ()
    is_new, _ = settings.take({"preset": _PRESET})
    return (CameAlong("newsboat's own keys", "its manual", f'preset = "{_PRESET}"', "", is_new),)


def _meanings(lines: Sequence[Line], config: Config) -> Iterator[Meant]:
    """Yield what each line is here, in order."""
    from qreader.collect import newsboat_settings
    from qreader.tui import newsboat_keys
    from qreader.tui.opening import browser_command

    browser = " ".join(browser_command(os.environ) or ())
    others = iter(newsboat_settings.meanings(lines, browser))
    keyed = iter(newsboat_keys.meanings(lines, config))
    for line in lines:
        yield next(keyed if line.command in newsboat_settings.KEY_COMMANDS else others)


class _Settings:
    """What the file has set, and what is to be changed in it."""

    def __init__(self, present: Mapping[str, Any]) -> None:
        self._present = present
        self.changes: dict[str, Any] = {}

    def take(self, changes: Mapping[str, Any]) -> tuple[bool, str]:
        """Note changes, all or none; return whether there are any, and what is set otherwise."""
        wanted = {key: value for key, value in changes.items() if not self._is_so(key, value)}
        for key in wanted:
            if self._value(key) is not None:
                return False, key
        self.changes |= wanted
        return bool(wanted), ""

    def has(self, key: str) -> bool:
        """Whether a key is set."""
        return self._value(key) is not None

    def _is_so(self, key: str, value: object) -> bool:
        there = self.changes.get(key, self._value(key))
        if there is None and "." not in key:
            there = getattr(Config(), key)
        return bool(there == value)

    def _value(self, key: str) -> object:
        table, dot, name = key.partition(".")
        if not dot:
            return self._present.get(key)
        values = self._present.get(table, {})
        return values.get(name) if isinstance(values, dict) else values


def _as_setting(settings: _Settings, meant: Meant) -> CameAlong | None:
    """Note a line that is a setting, or none; None where it is one for the cache."""
    line, place = meant.line.text, meant.line.place
    if meant.hides or meant.search:
        return None
    if meant.reason:
        return CameAlong(line, place, said=meant.reason)
    is_new, otherwise = settings.take(meant.changes)
    if otherwise:
        return CameAlong(line, place, said=f"{otherwise} is set already, and stays")
    now = meant.here or ", ".join(map(_shown, meant.changes.items()))
    return CameAlong(line, place, now, meant.note, is_new)


def _shown(setting: tuple[str, object]) -> str:
    key, value = setting
    table, dot, name = key.partition(".")
    shown = f"{table}.{json.dumps(name)}" if dot else key
    return f"{shown} = {json.dumps(value, ensure_ascii=False)}"


def _in_the_cache(library: Library, meant: Meant) -> CameAlong:
    """Keep a rule or a saved search."""
    line, place = meant.line.text, meant.line.place
    try:
        if meant.search is None:
            now, is_new = _hide(library, meant.hides)
        else:
            now, is_new = _search(library, *meant.search)
    except (QueryError, UsageError) as error:
        return CameAlong(line, place, said=str(error))
    return CameAlong(line, place, now, meant.note, is_new)


def _hide(library: Library, query: str) -> tuple[str, bool]:
    """Keep a rule that hides what a query finds; return what it is, and whether it is new."""
    rules = library.rules.all()
    for rule in rules:
        if rule.act is Act.HIDE and rule.query == query:
            return f"the rule {rule.name!r} hides it", False
    name = _free(f"not {query}"[:_RULE_CHARACTERS], {rule.name.casefold() for rule in rules})
    rule = library.add_rule(name, query, str(Act.HIDE))
    return f"the rule {rule.name!r} hides it, when it arrives", True


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _search(library: Library, name: str, query: str) -> tuple[str, bool]:
    """Save a search; return what it is, and whether it is new. Raises UsageError."""
    for search in library.searches.all():
        if search.name.casefold() == name.casefold():
            if search.query != query:
                raise UsageError("there is another search of that name, which stays")
            return f"the saved search {search.name!r}: {query}", False
    library.save_search(name, query)
    return f"the saved search {name!r}: {query}", True

"""Changes the configuration file, and leaves alone what of it is not meant.

Each change is one statement that is replaced, added or taken out: comments, order and formatting of
all others stay as they are.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from qreader.config.settings import Config, parse_config, parse_toml, read_text
from qreader.config.statements import Names, Statement, statements
from qreader.errors import ConfigError, FileError
from qreader.whole_file import whole_file

_MARK = "\ufeff"
"""What editors of Windows write at the beginning."""
_NEW_LINE = Statement("\n", 0, ())
"""A statement that is new has no line yet."""


def write_settings(
    path: Path,
    changes: Mapping[str, Any],
    check: Callable[[Config], object] = lambda _: None,
) -> Config:
    """Change settings in the file, all or none of them; return the configuration as it is now.

    A key is `text_width`, or `keys.star` in a table; its value is one of TOML, and None takes the
    key out. A table as a value adds to that table, and a list of tables to that list. `check`
    objects to a configuration by an error before it is written.

    Raises ConfigError where a value does not fit, or the file is no TOML or was changed meanwhile,
    FileError where it cannot be written. The file is then as it was.
    """
    path = Path(os.path.realpath(path))  # a link stays one
    with _alone(path):
        old = read_text(path) or ""
        new = _changed(path, old, changes)
        try:
            config = parse_config(new)
        except ConfigError:
            parse_config(old, path)  # says what was wrong before, and where
            raise
        check(config)
        if new != old:
            _replace(path, old, new)
    return config


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other qreader change the file meanwhile; the folder is made. Raises FileError."""
    import fcntl

    folder = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        with suppress(OSError):  # not every network file system has locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}", str(path)) from error
    finally:
        if folder is not None:
            os.close(folder)


def _replace(path: Path, old: str, new: str) -> None:
    if path.exists() and not os.access(path, os.W_OK):
        raise FileError(f"{path}: is read-only", str(path))
    has_mark = path.exists() and path.read_bytes().startswith(_MARK.encode())
    with whole_file(path) as file:
        file.write((_MARK * has_mark + new).encode())
        if (read_text(path) or "") != old:
            raise ConfigError(f"{path}: was changed meanwhile, and is left alone; try again", path)


def _changed(path: Path, text: str, changes: Mapping[str, Any]) -> str:
    """Return the text with the changes. Raises ConfigError."""
    from tomlkit.exceptions import TOMLKitError

    wanted = parse_toml(text, path)
    try:
        found = list(statements(text))
        for names, value in _single(changes):
            if _put(wanted, names, value):
                found = _with(found, names, value)
        end = "\r\n" if "\r\n" in text else "\n"
        new = "".join(one.text if one.line else one.text.replace("\n", end) for one in found)
        is_right = tomllib.loads(new.replace("\r\n", "\n")) == wanted
    except (TOMLKitError, ValueError, RecursionError):
        is_right = False
    if not is_right:  # rather nothing than another meaning
        keys = ", ".join(changes)
        raise ConfigError(f"{path}: {keys} cannot be changed here; edit the file", path)
    return new


def _single(changes: Mapping[str, Any]) -> Iterator[tuple[Names, Any]]:
    """Yield each change of one key, as its names and its value."""
    for key, value in changes.items():
        name, dot, rest = key.partition(".")
        if isinstance(value, Mapping) and not dot:
            yield from (((name, inner), one) for inner, one in value.items())
        else:
            yield (name, rest) if dot else (name,), value


def _put(values: dict[str, Any], names: Names, value: Any) -> bool:
    """Change the values as the text is to be changed; return whether that is another value."""
    for name in names[:-1]:
        values = values.setdefault(name, {}) if value is not None else values.get(name, {})
        if not isinstance(values, dict):
            raise ConfigError(f"{name} is no table: there is no {'.'.join(names)}", key=name)
    last, value = names[-1], list(value) if isinstance(value, tuple) else value
    if value is None:
        return values.pop(last, None) is not None
    if _is_list_of_tables(value):
        values.setdefault(last, []).extend(value)
        return True
    before, values[last] = values.get(last), value
    return type(before) is not type(value) or before != value


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value)


# ---- statements


def _with(found: Sequence[Statement], names: Names, value: Any) -> list[Statement]:
    """Return the statements with one key changed."""
    if value is None:
        return _without(found, names)
    if _is_list_of_tables(value):
        return [*_ended(found), *(one for table in value for one in _listed(names, table))]
    for at, one in enumerate(found):
        if one.key and one.key == names[: len(one.key)] and not one.is_list:
            return [*found[:at], _edited(one, names, value), *found[at + 1 :]]
    return _added(found, names, value)


def _without(found: Sequence[Statement], names: Names) -> list[Statement]:
    """Leave out a key, or a table with all its keys; comments stay."""
    kept = []
    for one in found:
        path = one.key or (one.table if one.is_header else ())
        if one.key and one.key == names[: len(one.key)] and len(one.key) < len(names):
            kept.append(_edited(one, names, None))
        elif path[: len(names)] != names:
            kept.append(one)
    return kept


def _edited(one: Statement, names: Names, value: Any) -> Statement:
    """Return a statement with another value; of an inline table, one of its values."""
    import tomlkit

    document = tomlkit.parse(one.text)
    place: Any = document
    *outer, last = names[len(one.table) :]
    for name in outer:
        place = place[name]
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value
    return one._replace(text=document.as_string())


def _added(found: Sequence[Statement], names: Names, value: Any) -> list[Statement]:
    """Add a key behind the others of its table; without a table, at the end."""
    table = names[:-1]
    near = [
        at
        for at, one in enumerate(found)
        if not one.is_list
        and (one.key or one.is_header)
        and (one.table == table or (table and one.key[: len(table)] == table))
    ]
    if near:
        beside = found[near[-1]]
        indent = beside.text[: len(beside.text) - len(beside.text.lstrip(" \t"))]
        new = indent + _line(names[len(beside.table) :], value)
        at = near[-1] + 1
        return [*_ended(found[:at]), _statement(new, names, beside.table), *found[at:]]
    if not table:
        at = _before_headers(found)
        gap = [_NEW_LINE] if at < len(found) else []
        new = _line(names, value)
        return [*_ended(found[:at]), _statement(new, names, ()), *gap, *found[at:]]
    header = Statement(f"[{_key(table)}]\n", 0, table, is_header=True)
    new = _line(names[-1:], value)
    return [*_ended(found, gap=True), header, _statement(new, names, table)]


def _listed(names: Names, values: Mapping[str, Any]) -> Iterator[Statement]:
    """Yield one more table of a list."""
    yield _NEW_LINE
    yield Statement(f"[[{_key(names)}]]\n", 0, names, is_header=True, is_list=True)
    for name, value in values.items():
        yield Statement(_line((name,), value), 0, names, (*names, name), is_list=True)


def _before_headers(found: Sequence[Statement]) -> int:
    """Return where the first header is, with the comment above it; the end, if there is none."""
    at = next((at for at, one in enumerate(found) if one.is_header), len(found))
    if at == len(found):
        return at
    while at and found[at - 1].text.lstrip().startswith("#"):
        at -= 1
    return at


def _ended(found: Sequence[Statement], *, gap: bool = False) -> list[Statement]:
    """Return the statements, of which the last ends its line, with an empty one as a gap."""
    ended = list(found)
    if ended and not ended[-1].text.endswith("\n"):
        ended.append(_NEW_LINE)
    if gap and ended and ended[-1].text.strip():
        ended.append(_NEW_LINE)
    return ended


def _statement(text: str, names: Names, table: Names) -> Statement:
    return Statement(text, 0, table, names)


def _line(names: Names, value: Any) -> str:
    import tomlkit

    item = tomlkit.item(value)
    if isinstance(value, Mapping):  # a table of its own would not be one statement
        item = tomlkit.inline_table()
        item.update(value)
    return f"{_key(names)} = {item.as_string()}\n"


def _key(names: Names) -> str:
    import tomlkit

    return tomlkit.key(list(names)).as_string()

"""What a person types for a setting, as a value of the file."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from qreader.config.opening import Opening
from qreader.config.settings import DEFAULT, Config, check_setting, parse_toml, read_text
from qreader.errors import ConfigError


def typed_values(path: Path, typed: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the values that are meant, by their keys, as `write_settings` takes them.

    A text may be meant as TOML, as it stands, or as the words of a command: the first that the
    setting takes counts. Raises ConfigError where none fits.
    """
    held = parse_toml(read_text(path) or "", path)
    values = {}
    for key, text in typed:
        values[key] = None if text == DEFAULT else _value(held, key, text)
        name, dot, rest = key.partition(".")
        if dot and isinstance(held.setdefault(name, {}), dict):
            held[name][rest] = values[key]
    return values


_SWITCHES = {"yes": True, "on": True, "no": False, "off": False}
"""Words for true and false, besides TOML's own."""


def is_table(name: str) -> bool:
    """Whether a setting holds several values, each under a name."""
    return isinstance(Config._field_defaults.get(name, 0), dict | Opening | None)


def _value(held: Mapping[str, Any], key: str, text: str) -> Any:
    name, dot, rest = key.partition(".")
    if isinstance(Config._field_defaults.get(name), list):
        raise ConfigError(f"{name} is a list of tables: edit the file", key=key)
    objection: ConfigError | None = None
    for value in _readings(text):
        if is_table(name) and not dot and not isinstance(value, dict):
            continue
        before = held.get(name)
        inner = {rest: value} if dot else value
        beside = before if isinstance(before, dict) and isinstance(inner, dict) else {}
        try:
            check_setting(name, {**beside, **inner} if isinstance(inner, dict) else inner)
        except ConfigError as error:
            if error.key != key and name in Config._fields and is_table(name):
                return value  # what is wrong is another key of the table, which may come yet
            objection = objection or error
        else:
            return value
    raise objection or ConfigError(f"{name} is a table: name a key in it, {name}.KEY", key=key)


def _readings(text: str) -> Iterator[Any]:
    """Yield what a text may mean."""
    with suppress(ValueError, RecursionError):
        yield tomllib.loads(f"value = {text}")["value"]
    yield text
    if text.lower() in _SWITCHES:
        yield _SWITCHES[text.lower()]
    with suppress(ValueError):  # a quote is open
        yield shlex.split(text)

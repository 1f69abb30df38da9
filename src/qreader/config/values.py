"""Parsers of values in tables of the configuration, and what they say where one does not fit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeGuard, TypeVar

from qreader.suggestion import did_you_mean, nearest

T = TypeVar("T")


class UnfitError(Exception):
    """A value of a table is invalid: the message says what it must be, `key` which value it is."""

    def __init__(self, must: str, key: str = "") -> None:
        super().__init__(must)
        self.key = key


def is_text(value: Any) -> TypeGuard[str]:
    """Whether a value is a text without NUL, which paths and arguments cannot hold."""
    return isinstance(value, str) and "\0" not in value


def text(value: Any) -> str:
    """Parse a text. Raises UnfitError."""
    if not is_text(value):
        raise UnfitError(f"must be a text, not {value!r}")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Parse a text, or a list of texts. Raises UnfitError."""
    several = (value,) if isinstance(value, str) else value
    if not isinstance(several, list | tuple) or not all(map(is_text, several)):
        raise UnfitError(f"must be a text or a list of texts, not {value!r}")
    return tuple(several)


def command(value: Any, key: str = "") -> tuple[str, ...]:
    """Parse a program and its arguments. Raises UnfitError."""
    if not (isinstance(value, list) and value and all(map(is_text, value))):
        raise UnfitError("must be a command: a list of its words", key)
    return tuple(value)


def require_keys(table: Mapping[str, Any], known: Collection[str], what: str) -> None:
    """Raise UnfitError where a table has other keys than those known. what: `a hook`, `a page`."""
    for key in table:
        if key not in known:
            near = nearest(key, known)
            hint = did_you_mean(near and repr(near), f"there are {', '.join(known)}")
            raise UnfitError(f"is no key of {what}{hint}", f".{key}")


def table_of(read: Callable[[Any], T]) -> Callable[[Any], dict[str, T]]:
    """Return a parser of tables whose values `read` parses."""

    def read_table(table: Any) -> dict[str, T]:
        if not isinstance(table, dict):
            raise UnfitError(f"must be a table, not {table!r}")
        values: dict[str, T] = {}
        for key, value in table.items():
            try:
                values[key] = read(value)
            except UnfitError as error:
                raise UnfitError(str(error), f".{key}{error.key}") from error
        return values

    return read_table


def list_of(read: Callable[[dict[str, Any]], T]) -> Callable[[Any], list[T]]:
    """Return a parser of a list of tables, `[[name]]`, each of which `read` parses."""

    def read_list(tables: Any) -> list[T]:
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            # the message does not repeat the value: it may hold a secret
            raise UnfitError("must be written as tables, each under [[...]]")
        found = []
        for number, table in enumerate(tables, start=1):
            try:
                found.append(read(table))
            except UnfitError as error:
                raise UnfitError(str(error), f"[{number}]{error.key}") from error
        return found

    return read_list

"""The statements of a TOML text: which lines of it say what."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

Names = tuple[str, ...]
"""The names of a key, from the outermost table on."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BARE = r"[A-Za-z0-9_-]+"
_NAME = rf"""(?:{_BARE}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"\s*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=")


class Statement(NamedTuple):
    """A line of a TOML text; several, where a value takes them."""

    text: str
    """With its line end."""
    line: int
    """The number of its first line, from 1."""
    table: Names
    """The table that it stands in, or begins."""
    key: Names = ()
    """The whole path of the key that it sets; empty: a header, a comment or an empty line."""
    is_header: bool = False
    is_list: bool = False
    """Whether the table is one of a list, `[[table]]`."""


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a text, which is valid TOML. Together they are the text.

    A value is never complete before its last line, so the first lines that can be read as TOML are
    a statement.
    """
    table: Names = ()
    is_list = False
    begun, line = "", 1
    for part in _LINE.findall(text):
        begun += part
        try:
            values = tomllib.loads(begun.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError:
            continue  # the value goes on
        if is_header := begun.lstrip().startswith("["):
            is_list = begun.lstrip().startswith("[[")
            table = tuple(_names(values))
        found = _KEY.match(begun) if values and not is_header else None
        key = (*table, *_names(tomllib.loads(f"{found[1]} = 0"))) if found else ()
        yield Statement(begun, line, table, key, is_header, is_list)
        line += begun.count("\n")
        begun = ""


def line_of(text: str, key: str) -> int | None:
    """Return the number of the line that sets a key, such as `sync.url` or `hook[2].seconds`.

    Where a key is missing, the line of its table. None where neither is found.
    """
    found: dict[str, int] = {}
    counts: dict[Names, int] = {}
    place = ""
    for one in statements(text):
        if one.is_header:
            counts[one.table] = counts.get(one.table, 0) + 1
            place = ".".join(one.table) + (f"[{counts[one.table]}]" if one.is_list else "")
        if one.is_header or one.key:
            names = one.key[len(one.table) :]
            found.setdefault(".".join([place, *names] if place else names), one.line)
    begun = [one for one in found if key == one or key.startswith((f"{one}.", f"{one}["))]
    return found[max(begun, key=len)] if begun else None


def _names(values: object) -> Iterator[str]:
    """Yield the names of the only key in tables within each other."""
    while isinstance(values, dict | list) and values:
        values = values[0] if isinstance(values, list) else values
        if isinstance(values, dict) and values:
            name, values = next(iter(values.items()))
            yield name
        else:
            return

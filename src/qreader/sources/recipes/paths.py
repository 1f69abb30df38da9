"""Paths into a JSON document: `data.posts[0].title`, and texts joined to them by `&`."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_DEPTH = 40
"""The most steps of a path."""
ROOT = "."
"""The path of the whole document."""

_STEP = re.compile(r"\.?([^\s.\[\]&'\"<>#:*()/@+~,=|^$]+)|\[(\d{1,6})\]|\[(\"[^\"]*\"|'[^']*')\]")
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")

Step = str | int


class UnreadableError(ValueError):
    """An expression cannot be read; `position` counts its characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class Path(NamedTuple):
    """A way down into a document."""

    steps: tuple[Step, ...]


def parse_path(text: str) -> Path:
    """Return a path. Raises UnreadableError."""
    stated = text.strip()
    if stated == ROOT:
        return Path(())
    begin = text.index(stated) if stated else 0
    steps: list[Step] = []
    at = 0
    while at < len(stated):
        found = _STEP.match(stated, at)
        if found is None or (not at and stated[0] == ".") or len(steps) == MAX_DEPTH:
            raise UnreadableError("no path such as data.posts[0].title", begin + at)
        name, number, quoted = found.groups()
        steps.append(name if name else int(number) if number else quoted[1:-1])
        at = found.end()
        if name and at < len(stated) and stated[at] not in ".[":
            raise UnreadableError("no path such as data.posts[0].title", begin + at)
    if not steps:
        raise UnreadableError("an empty path", begin)
    return Path(tuple(steps))


def parse_joined(text: str) -> tuple[Path | str, ...]:
    """Return the paths and texts of `'https://a.example/' & slug`. Raises UnreadableError."""
    parts: list[Path | str] = []
    at = 0
    while True:
        rest = text[at:]
        blank = len(rest) - len(rest.lstrip())
        literal = _LITERAL.match(text, at + blank)
        if literal is not None:
            parts.append(literal[0][1:-1])
            at = literal.end()
        else:
            end = text.find("&", at)
            end = len(text) if end < 0 else end
            try:
                parts.append(parse_path(text[at:end]))
            except UnreadableError as error:
                raise UnreadableError(str(error), at + error.position) from error
            at = end
        following = text[at:].lstrip()
        if not following:
            return tuple(parts)
        at = len(text) - len(following)
        if following[0] != "&":
            raise UnreadableError("`&` joins a text and a path", at)
        at += 1


def value_at(document: object, path: Path) -> object:
    """Return the value at a path; None where there is none."""
    value = document
    for step in path.steps:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_of(document: object, parts: tuple[Path | str, ...]) -> str:
    """Return the texts at paths, joined; "" where one of them is missing."""
    found = [as_text(value_at(document, one)) if isinstance(one, Path) else one for one in parts]
    return "".join(found) if all(found) else ""


def as_text(value: object) -> str:
    """Return a text or a number as text; "" for any other value."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""

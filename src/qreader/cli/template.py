"""Templates: the lines of a list in the form of `--format`, such as `{age:>4} {title}`.

They are Python's format strings without access to objects: only the fields below, and only a width
in terminal cells with an alignment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.errors import UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.text.local_time import local_day
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import Row

MAX_CELLS = 1_000
MAX_VALUE_CHARACTERS = 8_000
"""The longest value of a field: an address must be whole to work."""

FIELDS = (
    *("id", "guid", "feed", "feed_url", "title", "url", "authors", "published", "arrived"),
    *("read", "starred", "later", "hidden", "changed", "tags", "own_tags", "story"),
    *(
        "other_sources",
        "copy_of",
        "story_sources",
        "story_articles",
        "story_trend",
        "age",
        "day",
        "marks",
        "excerpt",
        "score",
    ),
)
"""The fields of `list --json`, then further ones for people."""

_WIDTH = re.compile(r"(?P<align>[<>^])?(?P<cells>[0-9]{1,4})")
_ESCAPES = {r"\t": "\t", r"\n": "\n", r"\\": "\\"}
"""Escapes in a template: shells pass them unchanged."""


@dataclass(frozen=True, slots=True)
class Template:
    """The template of a line, with fields of an article."""

    parts: tuple[tuple[str, str | None, str, int], ...]
    """Text, then the field behind it with its alignment and its width; 0: as wide as its value."""

    def line(self, row: Row, now: datetime, score: float | None = None) -> str:
        """Return the line of an article; an absent value is empty."""
        values = _values(row, now, score)
        pieces = []
        for text, field, align, cells in self.parts:
            pieces.append(text)
            if field is not None:
                pieces.append(_fitted(values[field], align, cells))
        return "".join(pieces)


def read_template(text: str) -> Template:
    """Parse the value of `--format`. Raises UsageError, which names the field."""
    from string import Formatter

    try:
        parsed = [*Formatter().parse(text)]
    except ValueError as error:
        raise UsageError(f"--format: {error}; {{{{ and }}}} print braces") from None
    parts: list[tuple[str, str | None, str, int]] = []
    for literal, field, spec, conversion in parsed:
        shown = re.sub(r"\\[tn\\]", lambda found: _ESCAPES[found[0]], literal)
        if field is None:
            parts.append((shown, None, "<", 0))
            continue
        if field not in FIELDS:
            raise UsageError(_unknown(field))
        width = _WIDTH.fullmatch(spec or "0")
        if width is None or conversion or int(width["cells"]) > MAX_CELLS:
            raise UsageError(
                f"--format: {{{field}}} takes a width, such as {{{field}:20}} or {{{field}:>4}}"
            )
        parts.append((shown, field, width["align"] or "<", int(width["cells"])))
    return Template(tuple(parts))


def _unknown(field: str) -> str:
    near = nearest(field, FIELDS)
    hint = did_you_mean(near and f"{{{near}}}", f"there are {', '.join(FIELDS)}")
    return f"--format: there is no field {{{safe_line(field, 60)}}}{hint}"


def _values(row: Row, now: datetime, score: float | None) -> dict[str, str]:
    from qreader.cli.printing import marks
    from qreader.render.age import age_of

    stated = {name: _text(value) for name, value in json_output.row_object(row).items()}
    return stated | {
        "age": age_of(row, now),
        "day": "" if row.undated else local_day(row.dated),
        "marks": marks(row),
        "excerpt": row.excerpt,
        "score": "" if score is None else f"{score:.2f}",
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _fitted(value: str, align: str, cells: int) -> str:
    from qreader.render.cells import fit, fit_right

    line = safe_line(value, MAX_VALUE_CHARACTERS)
    if not cells:
        return line
    if align == "^":
        from rich.cells import cell_len

        return fit(" " * (max(0, cells - cell_len(line)) // 2) + line, cells)
    return fit_right(line, cells) if align == ">" else fit(line, cells)

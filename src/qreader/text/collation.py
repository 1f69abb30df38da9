"""Collation: the order that people expect of names: case aside, and numbers by their value."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d{1,18})")
"""Digits beyond that are no number that anybody counts with, and dear to read."""


def natural_key(name: str) -> tuple[str | int, ...]:
    """Return what names are sorted by: `Part 9` before `part 10`, `Éclair` beside `eclair`.

    Texts and numbers take turns in it, and a text comes first, so that any two can be compared.
    """
    if not name.isascii():
        from qreader.text.folding import fold  # 5 ms of patterns that few names need

        name = fold(name)
    parts: list[str | int] = [*_NUMBER.split(name.lower())]
    parts[1::2] = map(int, parts[1::2])
    return tuple(parts)

"""Keyboard layouts: the Latin key at the place of a letter of another script.

Shortcuts are places on the keyboard for the fingers. The tables have letters alone, and only those
that stand at one place in all common layouts of their language: a sign such as `.` is itself.
"""

from __future__ import annotations

from functools import cache
from typing import Final

_ROWS: Final = (
    # Russian (ЙЦУКЕН), with what Ukrainian and Belarusian put in the same places
    ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
    ("іїєўґ", "s]'o\\"),
    # Greek
    ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
    # Hebrew, which has no capitals
    ("קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."),
)


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for letters, keys in _ROWS:
        for letter, key in zip(letters, keys, strict=True):
            table[letter] = key
            if letter.upper() != letter and key.isalpha():
                table[letter.upper()] = key.upper()
    return table


def latin(key: str) -> str | None:
    """Return the Latin key at the place of a letter; None: it is none of these scripts."""
    return _table().get(key)

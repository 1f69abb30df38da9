"""Numerals: the numbers of a list, by HTML's attribute `type`: 1, a, A, i or I."""

from __future__ import annotations

DECIMAL = "1"
KINDS = frozenset({DECIMAL, "a", "A", "i", "I"})

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_ROMAN = 3999
_MAX_LETTERED = 26**4
"""The ranges of the kinds; numbers outside them are decimal, as in browsers."""


def numeral(number: int, kind: str) -> str:
    """Return a number as a list of that kind shows it, without the dot."""
    written = ""
    if kind in {"a", "A"} and 0 < number < _MAX_LETTERED:
        written = _lettered(number)
    elif kind in {"i", "I"} and 0 < number <= _MAX_ROMAN:
        written = _roman(number)
    return (written.upper() if kind.isupper() else written) or str(number)


def _lettered(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written

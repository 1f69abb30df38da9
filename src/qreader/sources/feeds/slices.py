"""Slices: the entries of a feed document, cut apart without parsing.

A feed mostly repeats what it stated before. Entries with the same characters need not be parsed
again, and the document stays well-formed without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAMES = ("item", "entry")


@dataclass(frozen=True, slots=True)
class Slices:
    """A document in parts, whose concatenation is the document."""

    head: str
    entries: tuple[str, ...]
    """Each with the white space before it, except for the first."""
    tail: str

    def only(self, entries: Sequence[str]) -> str:
        """Return the document with only these of its entries."""
        return "".join((self.head, *entries, self.tail))

    def without(self, known: Sequence[bool]) -> str:
        """Return the document without the entries whose flag is true."""
        fresh = (one for one, is_known in zip(self.entries, known, strict=True) if not is_known)
        return "".join((self.head, *fresh, self.tail))


def cut(text: str, most: int) -> Slices | None:
    """Cut a document; None without entries, with more than `most`, or where they are no plain row.

    An entry within an entry, or anything but white space between two, makes their ends uncertain.
    The cost is a search for two words.
    """
    ends = [end for name in _NAMES if (end := f"</{name}>") in text]
    if len(ends) != 1 or text.count(ends[0]) > most:
        return None
    (end,) = ends
    start = end.replace("/", "").removesuffix(">")
    first, *others, tail = text.split(end)
    opening = re.search(rf"{start}(?=[\s>])", first)
    if opening is None or first.count(start, opening.end()):
        return None
    for one in others:
        if one.count(start) != 1 or not one.lstrip().startswith(start):
            return None
    entries = (first[opening.start() :], *others)
    return Slices(first[: opening.start()], tuple(one + end for one in entries), tail)

"""Slices: the entries of a feed as its document has them, cut apart without reading them.

A feed states again and again what it stated before. Entries whose characters are the same need not
be read anew; a document without them is a well-formed one still.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAMES = ("item", "entry")


@dataclass(frozen=True, slots=True)
class Slices:
    """A document in parts; put together in their order they are it."""

    head: str
    entries: tuple[str, ...]
    """Each with the white space before it, but for the first."""
    tail: str

    def only(self, entries: Sequence[str]) -> str:
        """Return the document with these of its entries alone."""
        return "".join((self.head, *entries, self.tail))

    def without(self, known: Sequence[bool]) -> str:
        """Return the document less the entries of which that is so."""
        fresh = (one for one, is_known in zip(self.entries, known, strict=True) if not is_known)
        return "".join((self.head, *fresh, self.tail))


def cut(text: str, most: int) -> Slices | None:
    """Cut a document; None where it has no entries, more than so many, or is not plainly a row.

    What looks like an entry within an entry, or anything but white space between two, makes it
    uncertain where one ends. Costs no more than to look for two words.
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

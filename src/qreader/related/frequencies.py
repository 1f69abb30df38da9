"""Frequencies: how common each term is in the cache, in a table of fixed size.

Terms of one cell share a count, and counts drift a little where articles are deleted or processes
write at once. Smoothing makes both harmless, and nothing depends on exact counts.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable

_CELL_BITS = 20
_CELLS = 1 << _CELL_BITS
_SHIFT = 32 - _CELL_BITS
_COUNT_BITS = 16
_PRIOR_ARTICLES = 10_000
"""Articles added to the real number for rarity: in a small cache, common words would seem rare."""
_PRIOR_COUNT = 30
"""How many of those are assumed to have a word not seen yet, which limits rarity."""


class Frequencies:
    """Estimates how many articles have each term: 2 MB of counters for any number of terms."""

    def __init__(self, articles: int = 0, cells: array[int] | None = None) -> None:
        self.articles = articles
        self._cells = cells if cells is not None else array("H", bytes(2 * _CELLS))
        self._by_count = _ByCount(articles)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Frequencies:
        """Unpack the result of `to_bytes`; other bytes give empty frequencies."""
        try:
            plain = zlib.decompress(packed)
        except zlib.error:
            return cls()
        if len(plain) != 4 + 2 * _CELLS:
            return cls()
        cells = array("H", plain[4:])
        if sys.byteorder == "big":
            cells.byteswap()
        return cls(int.from_bytes(plain[:4], "little"), cells)

    def to_bytes(self) -> bytes:
        """Pack: some kB for a small cache, at most about 2 MB."""
        cells = self._cells
        if sys.byteorder == "big":
            cells = cells[:]
            cells.byteswap()
        return zlib.compress(self.articles.to_bytes(4, "little") + cells.tobytes(), 1)

    def merge(self, seen: Seen) -> None:
        """Add the articles that came, subtract those that went."""
        self.articles = max(0, self.articles + seen.articles)
        counts = {cell: max(0, self._cells[cell] + count) for cell, count in seen.cells.items()}
        halvings = max(0, max(counts.values(), default=0).bit_length() - _COUNT_BITS)
        if halvings:  # all counts are halved: shares stay, and old articles count less
            self._cells = array("H", [_halved(count, halvings) for count in self._cells])
            self.articles >>= halvings
        for cell, count in counts.items():
            self._cells[cell] = _halved(count, halvings)
        self._by_count = _ByCount(self.articles)

    def is_of_one(self, term: int) -> bool:
        """Whether at most one article has a term, so that a search for others is not needed."""
        return self._cells[term >> _SHIFT] <= 1

    def rarities(self, terms: Iterable[int]) -> list[float]:
        """Return the rarity of each term, at a fraction of the cost of single calls."""
        cells, by_count = self._cells, self._by_count
        return [by_count[cells[term >> _SHIFT]] for term in terms]

    def rarity(self, term: int) -> float:
        """Return the weight of a term: the root of its logarithmic inverse document frequency.

        A comparison of two articles multiplies it by itself, hence the root.
        """
        return self._by_count[self._cells[term >> _SHIFT]]


def _halved(count: int, times: int) -> int:
    """Return a smaller count; a count of several never becomes one."""
    return max(count >> times, min(count, 2))


class _ByCount(dict[int, float]):
    """Maps a number of articles to the rarity of a term in so many, computed at first use."""

    def __init__(self, articles: int) -> None:
        super().__init__()
        self._articles = articles

    def __missing__(self, count: int) -> float:
        share = (self._articles + _PRIOR_ARTICLES) / (count + _PRIOR_COUNT)
        self[count] = value = math.sqrt(math.log(share)) if share > 1 else 0.0
        return value


class Seen:
    """The articles that came or went since the last merge, as counts."""

    def __init__(self) -> None:
        self.articles = 0
        self.cells: Counter[int] = Counter()

    def add(self, terms: Iterable[int], *, times: int = 1) -> None:
        """Count an article's terms; `times=-1` subtracts it."""
        self.articles += times
        for term in set(terms):
            self.cells[term >> _SHIFT] += times

"""How common each term is in the cache: counts in a table of fixed size, and what they say.

Terms that share a cell share a count, and counts drift a little where articles are deleted or
processes write at once; the smoothing makes both harmless, and nothing depends on exact counts.
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
"""A young cache calls common words rare; rarity behaves as if so many more articles were there."""
_PRIOR_COUNT = 30
"""In how many of those a word not seen yet stood: what is rarer makes no difference."""


class Frequencies:
    """In how many articles each term stands, estimated: 2 MB of counters, however many terms."""

    def __init__(self, articles: int = 0, cells: array[int] | None = None) -> None:
        self.articles = articles
        self._cells = cells if cells is not None else array("H", bytes(2 * _CELLS))
        self._by_count = _ByCount(articles)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Frequencies:
        """Read what `to_bytes` wrote; anything else counts as nothing seen yet."""
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
        """Pack: some kB for a young cache, at most about 2 MB."""
        cells = self._cells
        if sys.byteorder == "big":
            cells = cells[:]
            cells.byteswap()
        return zlib.compress(self.articles.to_bytes(4, "little") + cells.tobytes(), 1)

    def merge(self, seen: Seen) -> None:
        """Count in what was seen, or taken away."""
        self.articles = max(0, self.articles + seen.articles)
        counts = {cell: max(0, self._cells[cell] + count) for cell, count in seen.cells.items()}
        halvings = max(0, max(counts.values(), default=0).bit_length() - _COUNT_BITS)
        if halvings:  # of everything: shares stay, and what is old fades a little
            self._cells = array("H", [_halved(count, halvings) for count in self._cells])
            self.articles >>= halvings
        for cell, count in counts.items():
            self._cells[cell] = _halved(count, halvings)
        self._by_count = _ByCount(self.articles)

    def is_of_one(self, term: int) -> bool:
        """Whether no more than one article has a term, so that nobody need look for another."""
        return self._cells[term >> _SHIFT] <= 1

    def rarities(self, terms: Iterable[int]) -> list[float]:
        """Return the rarity of each term, at a fraction of the cost of asking one by one."""
        cells, by_count = self._cells, self._by_count
        return [by_count[cells[term >> _SHIFT]] for term in terms]

    def rarity(self, term: int) -> float:
        """Return how much a term says: the root of its inverse document frequency's logarithm.

        The root, for a comparison of two articles multiplies it by itself.
        """
        return self._by_count[self._cells[term >> _SHIFT]]


def _halved(count: int, times: int) -> int:
    """Return a smaller count; what several articles have is never called a single one's."""
    return max(count >> times, min(count, 2))


class _ByCount(dict[int, float]):
    """The rarity of a term that stands in so many articles, computed when first asked for."""

    def __init__(self, articles: int) -> None:
        super().__init__()
        self._articles = articles

    def __missing__(self, count: int) -> float:
        share = (self._articles + _PRIOR_ARTICLES) / (count + _PRIOR_COUNT)
        self[count] = value = math.sqrt(math.log(share)) if share > 1 else 0.0
        return value


class Seen:
    """What came in or went since the frequencies were last merged."""

    def __init__(self) -> None:
        self.articles = 0
        self.cells: Counter[int] = Counter()

    def add(self, terms: Iterable[int], *, times: int = 1) -> None:
        """Count an article's terms; with `times=-1` it goes."""
        self.articles += times
        for term in set(terms):
            self.cells[term >> _SHIFT] += times

"""Fingerprints (signatures): an article's best terms in a small BLOB, and the terms to find it by.

A term is a 32-bit hash with a weight of one byte. The weight does not include rarity, which changes
as the cache grows and is looked up when articles are compared. All hashes come first, the strongest
ones at the start, then the weights.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from qreader.model import ArticleId
from qreader.related.frequencies import Frequencies

Signature = Mapping[int, float]
"""A fingerprint: weights by term hash."""

_SIGNATURE_TERMS = 96
"""The most terms, of 5 bytes each; more were not better in measurements."""
_QUERY_TERMS = 24
_CANDIDATES = 100
_WEIGHT_STEPS = 30
"""The steps of a weight of 1; a byte holds up to 8.5, more than any weight."""


def fingerprint(weights: Signature, frequencies: Frequencies) -> bytes:
    """Pack the best terms of an article: at most 480 bytes, 0 for an article without words."""
    best = strongest(weights, frequencies, _SIGNATURE_TERMS)
    steps = bytes(max(1, min(255, round(weights[term] * _WEIGHT_STEPS))) for term in best)
    return struct.pack(f"<{len(best)}I", *best) + steps


def read(packed: bytes) -> dict[int, float]:
    """Unpack a fingerprint; invalid bytes, as in a damaged row, give an empty one."""
    count, rest = divmod(len(packed), 5)
    if rest:
        return {}
    hashes = struct.unpack_from(f"<{count}I", packed)
    steps = packed[4 * count :]
    return {term: step / _WEIGHT_STEPS for term, step in zip(hashes, steps, strict=True)}


def query_terms(signature: Signature, frequencies: Frequencies) -> dict[int, float]:
    """Return the terms to find related articles by, with the worth of each."""
    best = strongest(signature, frequencies, _QUERY_TERMS)
    return {term: signature[term] * frequencies.rarity(term) ** 2 for term in best}


def best_candidates(
    hits: Iterable[tuple[float, Iterable[ArticleId]]],
    limit: int = _CANDIDATES,
    least: float = 0.0,
) -> list[ArticleId]:
    """Return the articles with the highest total worth of terms found.

    An article with less than the share `least` of the whole worth is left out.
    """
    hits = list(hits)
    needed = least * sum(value for value, _ in hits)
    often: set[ArticleId] = set()
    if needed:  # most articles are found once, and cannot reach it: they need no sum
        met = Counter(chain.from_iterable(ids for _, ids in hits))
        often = {article_id for article_id, times in met.items() if times > 1}
    worth: dict[ArticleId, float] = {}
    for value, ids in hits:
        for article_id in ids if value >= needed else often.intersection(ids):
            worth[article_id] = worth.get(article_id, 0.0) + value
    if least:
        worth = {number: value for number, value in worth.items() if value >= needed}
    return sorted(worth, key=lambda article_id: (-worth[article_id], -article_id))[:limit]


def strongest(weights: Signature, frequencies: Frequencies, limit: int) -> list[int]:
    """Return the strongest terms: heavy in the article, rare in the cache."""
    rarities = frequencies.rarities(weights)
    said = [
        (-weight * rarity, term)
        for (term, weight), rarity in zip(weights.items(), rarities, strict=True)
    ]
    return [term for _, term in sorted(said)[:limit]]

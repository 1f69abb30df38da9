"""Signatures: an article's best terms in a small BLOB, and those it is found by.

A term is a 32-bit hash (CRC-32, the same on every machine and in every run), its weight one byte,
without rarity: that is looked up when articles are compared.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from qreader.related.frequencies import Frequencies

Signature = Mapping[int, float]
"""Term hash to weight."""

SIGNATURE_TERMS = 96
"""More measured no better; 5 bytes each."""
POSTING_TERMS = 32
QUERY_TERMS = 24
_WEIGHT_STEPS = 40
"""Steps of a weight of 1; the largest weight a byte holds is 6.4, a word said 80 times."""


def hashed(term: str) -> int:
    """Return the hash a term is known by."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def sign(terms: Mapping[str, float], frequencies: Frequencies) -> bytes:
    """Pack the best terms of an article: at most `5 * SIGNATURE_TERMS` bytes."""
    weights = {hashed(term): weight for term, weight in terms.items()}
    best = _strongest(weights, frequencies, SIGNATURE_TERMS)
    steps = bytes(min(255, max(1, round(weights[term] * _WEIGHT_STEPS))) for term in best)
    return struct.pack(f"<{len(best)}I", *best) + steps


def read(packed: bytes) -> dict[int, float]:
    """Unpack a signature; bytes that are none, of a damaged row, give an empty one."""
    count, rest = divmod(len(packed), 5)
    if rest:
        return {}
    hashes = struct.unpack_from(f"<{count}I", packed)
    return {term: step / _WEIGHT_STEPS for term, step in zip(hashes, packed[4 * count :])}


def posting_terms(signature: Signature, frequencies: Frequencies) -> list[int]:
    """Return the terms under which an article is to be found."""
    return _strongest(signature, frequencies, POSTING_TERMS)


def query_terms(signature: Signature, frequencies: Frequencies) -> dict[int, float]:
    """Return the terms to look an article's relatives up by, with what a hit is worth."""
    best = _strongest(signature, frequencies, QUERY_TERMS)
    return {term: signature[term] * frequencies.rarity(term) ** 2 for term in best}


def _strongest(weights: Signature, frequencies: Frequencies, limit: int) -> list[int]:
    rarity = frequencies.rarity
    return sorted(weights, key=lambda term: (-weights[term] * rarity(term), term))[:limit]

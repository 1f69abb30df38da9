"""Copies: decides whether two texts are the same report: a wire copy, a repost, a shortened text.

The measure is shared runs of words (shingles: A. Broder, On the resemblance and containment of
documents, 1997). They must be most of the shorter text, so a sentence of boilerplate is not enough.
"""

from __future__ import annotations

from qreader.text import words

SIMILAR_ENOUGH = 0.6
"""The cosine of fingerprints below which texts are not compared."""
_SHINGLE_TOKENS = 4
_TOKENS = 1_500
"""The part of each text that is compared: edits of a copy start earlier."""
_CHARACTERS = 12 * _TOKENS
_MIN_SHINGLES = 20
"""The least number of shingles of the shorter text: one or two lines are too little evidence."""
_CONTAINED = 0.7
_LENGTH_RATIO = 0.25
"""The least length of a copy relative to the original; a shorter text is a teaser."""


def shingles(text: str) -> frozenset[int]:
    """Return hashes of all runs of four tokens of a text; they are valid in this process only."""
    tokens = words.tokens(text[:_CHARACTERS])[:_TOKENS]
    runs = zip(*(tokens[at:] for at in range(_SHINGLE_TOKENS)), strict=False)
    return frozenset(map(hash, runs))


def share_most(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts are the same report: the longer one contains most of the shorter one.

    For articles with similar fingerprints (`SIMILAR_ENOUGH`), which also compare their titles.
    """
    shorter, longer = sorted((len(one), len(other)))
    if shorter < max(_MIN_SHINGLES, _LENGTH_RATIO * longer):
        return False
    return len(one & other) >= _CONTAINED * shorter

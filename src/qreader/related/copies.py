"""Whether two texts are the same report: a wire copy, a repost, one a shortened other.

Shared runs of words decide (shingles: A. Broder, On the resemblance and containment of documents,
1997). What both share must be most of the shorter text, so a sentence of boilerplate never does.
"""

from __future__ import annotations

from qreader.text import words

SIMILAR_ENOUGH = 0.6
"""Cosine of signatures below which texts need no comparing."""
_SHINGLE_TOKENS = 4
_TOKENS = 1_500
"""Compared of each text: nobody edits a copy only after that."""
_CHARACTERS = 12 * _TOKENS
_MIN_SHINGLES = 20
"""Of the shorter text: a line or two says too little to be called anyone's copy."""
_CONTAINED = 0.7
_LENGTH_RATIO = 0.25
"""A shorter excerpt than this is a teaser, not the report."""


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all runs of four tokens in the start of a text, for this process only."""
    tokens = words.tokens(text[:_CHARACTERS])[:_TOKENS]
    return frozenset(map(hash, zip(*(tokens[at:] for at in range(_SHINGLE_TOKENS)))))


def are_copies(one: str, other: str) -> bool:
    """Tell whether two texts are the same report, but for light edits. Costs about a millisecond.

    Meant for pairs whose signatures are alike (`SIMILAR_ENOUGH`).
    """
    return share_most(shingles(one), shingles(other))


def share_most(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether the shorter of two texts stands in the longer one for the most part."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _MIN_SHINGLES or shorter < _LENGTH_RATIO * longer:
        return one == other and shorter > 0
    return len(one & other) >= _CONTAINED * shorter

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
    """Return hashes of all runs of four tokens of a text; they hold in this process only."""
    tokens = words.tokens(text[:_CHARACTERS])[:_TOKENS]
    runs = zip(*(tokens[at:] for at in range(_SHINGLE_TOKENS)), strict=False)
    return frozenset(map(hash, runs))


def share_most(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether two texts are the same report: the shorter stands in the longer, mostly.

    Meant for articles whose signatures are alike (`SIMILAR_ENOUGH`), which their titles see to.
    """
    shorter, longer = sorted((len(one), len(other)))
    if shorter < max(_MIN_SHINGLES, _LENGTH_RATIO * longer):
        return False
    return len(one & other) >= _CONTAINED * shorter

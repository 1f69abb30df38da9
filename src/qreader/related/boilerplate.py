"""Boilerplate: what a feed says in many of its entries says nothing about any of them: pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

REPEATED = 3
"""Entries that hold a sentence from which it is boilerplate."""
MIN_CHARACTERS = 20
"""A shorter sentence may be said again without being a habit."""

_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।\n]*")


def without_boilerplate(texts: Sequence[str], others: Iterable[str] = ()) -> list[str]:
    """Return the texts of entries of one feed without the sentences that many of them hold.

    `others` are entries of the feed from before.
    """
    sentences = [_SENTENCE.findall(text) for text in texts]
    counts: Counter[str] = Counter()
    for said in [*sentences, *map(_SENTENCE.findall, others)]:
        counts.update({_compared(sentence) for sentence in said})
    repeated = {
        sentence
        for sentence, count in counts.items()
        if count >= REPEATED and len(sentence) >= MIN_CHARACTERS
    }
    if not repeated:
        return list(texts)
    return [
        "".join(sentence for sentence in said if _compared(sentence) not in repeated)
        for said in sentences
    ]


def _compared(sentence: str) -> str:
    return " ".join(sentence.casefold().split())

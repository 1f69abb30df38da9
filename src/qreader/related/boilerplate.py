"""Boilerplate: removes the sentences that a feed repeats in many entries. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

REPEATED = 3
"""The number of entries with a sentence that makes it boilerplate."""
MIN_CHARACTERS = 20
"""The shortest sentence that may be boilerplate; shorter ones repeat by chance."""

_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।\n]*")


def without_boilerplate(texts: Sequence[str], others: Iterable[str] = ()) -> list[str]:
    """Return the texts of one feed's entries without the sentences that many of them have.

    others: texts of earlier entries of the feed.
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

"""Where a search found its words in a text: a line of it, for the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader.render.find import Searchable
from qreader.render.wrap import Line, Run

if TYPE_CHECKING:
    from qreader.text.query import Words

SPAN: Final = 80
"""The characters in which words count as together: what a list shows of them."""
BEFORE: Final = 40
"""The most characters before the first word; a sentence that begins there is shown from its
beginning."""
MAX_PLACES: Final = 500
"""The most places that are compared."""
_SENTENCE: Final = re.compile(r"[.!?…][\"”’»)]*\s|[。！？]")


def found_in(text: str, words: Sequence[Words], length: int) -> str:
    """Return the part of a text with the most of these words, from a sentence's beginning if near.

    "": none of them is in it.
    """
    text = " ".join(text.split())
    searchable = Searchable([Line((Run(text),))])
    places = sorted(
        (match[0].start, nth)
        for nth, word in enumerate(words)
        for match in searchable.find_words(word.text, is_prefix=word.prefix)
    )
    if not places:
        return ""
    places = places[:MAX_PLACES]
    start = max(places, key=lambda place: _worth(places, place[0]))[0]
    begin = _beginning(text, start)
    is_sentence = not begin or _SENTENCE.search(text, max(0, begin - 4), begin)
    return ("" if is_sentence else "…") + text[begin : begin + length]


def _worth(places: Sequence[tuple[int, int]], start: int) -> tuple[int, int, int]:
    """Return how many of the words follow, how near, and how early that is."""
    firsts: dict[int, int] = {}
    for at, nth in places:
        if start <= at < start + SPAN:
            firsts.setdefault(nth, at)
    return len(firsts), start - max(firsts.values()), -start


def _beginning(text: str, start: int) -> int:
    """Return where to begin so that the word at `start` is seen: at a sentence, else at a word."""
    if start <= BEFORE:
        return 0
    near = start - BEFORE
    sentences = [end.end() for end in _SENTENCE.finditer(text, near, start)]
    if sentences:
        return sentences[-1]
    space = text.find(" ", near, start)
    return space + 1 if space >= 0 else near

"""Terms: what an article is about, as weighted words, and how the article itself writes them.

The title counts most, then the first words, for news says early what it is about; then names. A
pair of neighbours that are both names, or both in the title, is a term of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from qreader.text import words

TITLE_WEIGHT = 3.0
LEAD_WEIGHT = 1.8
LEAD_WORDS = 60
TEXT_WORDS = 400
_TEXT_CHARACTERS = 10 * TEXT_WORDS
NAME_FACTOR = 1.2
PAIR_FACTOR = 0.4
"""A pair repeats what its words say already."""
STEM_LENGTH = 6
"""Long words are compared by their start, which serves languages whose endings we do not know:
measured, as good as Snowball's stemmers on English and Spanish news."""


def terms(title: str, text: str) -> dict[str, float]:
    """Return the terms of an article with their weights, before rarity counts.

    Costs about a millisecond; text beyond the first `TEXT_WORDS` words makes no difference.
    """
    text = text[:_TEXT_CHARACTERS]
    title_tokens, text_tokens = words.tokens(title), words.tokens(text)[:TEXT_WORDS]
    names = _names(title, len(title_tokens), text)
    found: dict[str, float] = {}
    named: set[str] = set()
    for weight, tokens, in_title in (
        (TITLE_WEIGHT, title_tokens, True),
        (LEAD_WEIGHT, text_tokens[:LEAD_WORDS], False),
        (1.0, text_tokens[LEAD_WORDS:], False),
    ):
        before, before_is_name = "", False
        for token in tokens:
            term = _term(token)
            if not term:
                before = ""
                continue
            found[term] = found.get(term, 0.0) + weight
            is_name = token in names
            if is_name:
                named.add(term)
            if before and (in_title or (is_name and before_is_name)):
                pair = f"{before} {term}"
                found[pair] = found.get(pair, 0.0) + weight
            before, before_is_name = term if _can_pair(term) else "", is_name
    return {
        term: (1 + math.log(weight))
        * (NAME_FACTOR if term in named else PAIR_FACTOR if " " in term else 1.0)
        for term, weight in found.items()
    }


def surfaces(title: str, text: str) -> dict[str, str]:
    """Return how an article writes each of its terms: `{"tokyo": "Tokyo", "kerry iran": …}`.

    The text comes before the title, where headlines capitalise everything.
    """
    found: dict[str, str] = {}
    for source in (text[:_TEXT_CHARACTERS], title):
        before = before_written = ""
        for written, term in _written(source):
            if term:
                found.setdefault(term, written)
                if before:
                    found.setdefault(f"{before} {term}", f"{before_written} {written}")
            before, before_written = term if _can_pair(term) else "", written
    return found


def _names(title: str, title_length: int, text: str) -> frozenset[str]:
    """Return the tokens that are names; a title is asked only where it is no Headline In Capitals."""
    names = words.names(text)
    in_title = words.names(title)
    if 2 * len(in_title) < title_length:
        names += in_title
    return frozenset(words.tokens(" ".join(names)))


@lru_cache(maxsize=50_000)
def _term(token: str) -> str:
    """Return what a token is compared as, empty where it says nothing: a stop word, an ending."""
    if token in words.STOP_WORDS or (len(token) == 1 and token.isascii()):
        return ""
    if _HIRAGANA.fullmatch(token):  # Japanese grammar: した, ている
        return ""
    if token[0] in _ARABIC_ARTICLE:
        token = _ARABIC_PREFIX.sub("", token)
    return words.stem(token)[:STEM_LENGTH]


def _can_pair(term: str) -> bool:
    """Tell whether neighbours make a term: pairs of characters overlap already."""
    return not _UNSPACED.match(term)


def _written(source: str) -> Iterator[tuple[str, str]]:
    """Yield (as written, term) for each token of a text."""
    for match in _WRITTEN.finditer(source):
        tokens = words.tokens(match[0])
        for token in tokens:
            yield (match[0] if len(tokens) == 1 else token), _term(token)


def merged(surfaces_: Iterable[str]) -> list[str]:
    """Return surfaces without repetition: a word inside another is left out, pairs of characters
    that overlap become one: 東京, 京都 -> 東京都 is not it; 地震, 震度 -> 地震度.
    """
    kept: list[str] = []
    for surface in surfaces_:
        parts = set(surface.casefold().split())
        if any(parts & set(other.casefold().split()) for other in kept):
            continue
        kept.append(surface)
    return kept


_HIRAGANA = re.compile("[\u3041-\u309f]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7ff]"
)
_ARABIC_ARTICLE = frozenset("اوبلفك")
_ARABIC_PREFIX = re.compile("^(?:[وفبك]?ال|لل)(?=\\w{3})")
_WRITTEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")

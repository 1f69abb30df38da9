"""Terms: the subject of an article as weighted words, and how the article writes them.

The title counts most, then the first words, since news states its subject early; then names. Two
neighbours that are both names, or both in the title, are a term together. Languages without spaces
are split into pairs of characters.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from functools import lru_cache

from qreader.text import words

_TITLE_WEIGHT = 3.5
_LEAD_WEIGHT = 1.8
_LEAD_WORDS = 60
_TEXT_WORDS = 400
TEXT_CHARACTERS = 10 * _TEXT_WORDS
"""The words of an article's text that its terms come from: news states its subject early."""
_TITLE_CHARACTERS = 500
_NAME_FACTOR = 1.2
_PAIR_FACTOR = 0.4
"""The weight of a pair, which repeats its words."""
_STEM_LENGTH = 6
"""The letters by which long words are compared. That works without knowledge of a language's
endings, and as well as Snowball's stemmers on English and Spanish news."""
_LONGEST_WORD = 40
_LONGEST_RUN = 6
"""The longest run of a script without spaces that is shown as one word."""


def terms(title: str, text: str) -> dict[str, float]:
    """Return the terms of an article with their weights, without rarity.

    Costs about a millisecond; text beyond the first 400 words makes no difference.
    """
    text, title = text[:TEXT_CHARACTERS], title[:_TITLE_CHARACTERS]
    title_tokens, text_tokens = words.tokens(title), words.tokens(text)[:_TEXT_WORDS]
    names = _names(title, len(title_tokens), text)
    known = {token: _term(token) for token in {*title_tokens, *text_tokens}}
    unspaced = {term for term in known.values() if _UNSPACED.match(term)}
    found: dict[str, float] = {}
    for tokens, weight, is_title in (
        (title_tokens, _TITLE_WEIGHT, True),
        (text_tokens[:_LEAD_WORDS], _LEAD_WEIGHT, False),
        (text_tokens[_LEAD_WORDS:], 1.0, False),
    ):
        before, before_pairs = "", False
        for token in tokens:
            term = known[token]
            pairs = is_title or token in names
            if term:
                found[term] = found.get(term, 0.0) + weight
                if before and pairs and before_pairs:
                    pair = f"{before} {term}"
                    found[pair] = found.get(pair, 0.0) + weight
            before, before_pairs = "" if term in unspaced else term, pairs
    named = {known[token] for token in names if token in known}
    return {
        term: (1 + math.log(weight))
        * (_NAME_FACTOR if term in named else _PAIR_FACTOR if " " in term else 1.0)
        for term, weight in found.items()
    }


def hashed_terms(title: str, text: str) -> dict[int, float]:
    """Return the terms of an article as they are stored."""
    return {hashed(term): weight for term, weight in terms(title, text).items()}


def hashed(term: str) -> int:
    """Return the 32-bit hash of a term: the same on every machine and in every run."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def surfaces(title: str, text: str) -> dict[int, str]:
    """Return an article's spellings of its terms, by hash: `Tokyo`, `John Kerry`, `新幹線`.

    Spellings in the text win, since headlines capitalise everything. Costs milliseconds.
    """
    found: dict[int, str] = {}
    for source in (text[:TEXT_CHARACTERS], title[:_TITLE_CHARACTERS]):
        before = before_written = ""
        for written, term, follows in _written(source):
            if term:
                found.setdefault(hashed(term), written)
                if before and follows:
                    found.setdefault(hashed(f"{before} {term}"), f"{before_written} {written}")
            before, before_written = "" if _UNSPACED.match(term) else term, written
    return found


def _names(title: str, title_length: int, text: str) -> frozenset[str]:
    """Return the tokens that are names; those of a Headline In Title Case are not."""
    names = words.names(text)
    in_title = words.names(title)
    if 2 * len(in_title) < title_length:
        names += in_title
    return frozenset(words.tokens(" ".join(names)))


@lru_cache(maxsize=10_000)  # articles mostly have the same words
def _term(token: str) -> str:
    """Return the comparable form of a token; "" for a stop word or a mere ending."""
    if token in words.STOP_WORDS or (len(token) == 1 and token.isascii()):
        return ""
    if _HIRAGANA.fullmatch(token):  # Japanese grammar: した, ている
        return ""
    token = token[:_LONGEST_WORD]
    if not token.isascii():
        token = _ARABIC_ARTICLE.sub("", token.translate(_ARABIC_LETTERS))
    return words.stem(token)[:_STEM_LENGTH]


def _written(source: str) -> Iterator[tuple[str, str, bool]]:
    """Yield for each token: its spelling, its term, whether only a space stands before it."""
    end = 0
    for match in _WRITTEN.finditer(source):
        written = match[0]
        tokens = words.tokens(written)
        is_whole = len(tokens) == 1 or (_UNSPACED.match(written) and len(written) <= _LONGEST_RUN)
        follows = source[end : match.start()] == " "
        for token in tokens:
            yield (written if is_whole else token), _term(token), follows
        end = match.end()


_HIRAGANA = re.compile("[\u3041-\u309f]+")
_KATAKANA = "\u30a1-\u30ff"
_IDEOGRAPHS = "\u3005\u3400-\u9fff"
_OTHER_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u309f\uac00-\ud7ff"
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Vowel signs and accents: no \\w, yet they do not end a word."""
_UNSPACED = re.compile(f"[{_IDEOGRAPHS}{_KATAKANA}{_OTHER_UNSPACED}]")
_WRITTEN = re.compile(  # Japanese words mostly end where the script changes: 青浜市|に|上陸
    f"[{_IDEOGRAPHS}]+|[{_KATAKANA}]+|[{_OTHER_UNSPACED}]+"
    f"|(?:[^\\W_{_IDEOGRAPHS}{_KATAKANA}{_OTHER_UNSPACED}]|[{_MARKS}])+"
)
_ARABIC_LETTERS = str.maketrans("\u0622\u0623\u0625\u0649\u0629", "\u0627\u0627\u0627\u064a\u0647")
"""Interchangeable spellings of alif, final ya and ta marbuta."""
_ARABIC_ARTICLE = re.compile("^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=\\w{3})")
"""A noun with "and", "so", "in", "as" or "for" before it, which Arabic writes as one word."""

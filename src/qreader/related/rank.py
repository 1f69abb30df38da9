"""Related articles, ranked, with their reasons: pure.

An article is the bag of its terms: those of the title count most, then those of the first words,
then names. Two articles belong together as far as they share terms that are rare in the cache
(cosine over tf-idf), and a little more when they are near in time, as reports of one event are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qreader.model import ArticleId
from qreader.text import words

TITLE_WEIGHT = 2.5
LEAD_WEIGHT = 2.0
LEAD_WORDS = 60
TEXT_WORDS = 250
"""News says what it is about early; more words add noise and cost."""
NAME_FACTOR = 1.3
COMMON_SHARE = 0.05
"""A term in more of the cache than this finds nothing in particular."""
PRIOR_ARTICLES = 1000
"""A young cache calls common words rare; idf behaves as if so many more articles were there."""
HALF_LIFE_DAYS = 3.0
TIME_FLOOR = 0.6
"""What is left of a score for articles far apart in time."""
THRESHOLD = 0.24
"""Below it, nothing is shown: an unrelated article is worse than none."""
MIN_SHARED = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """What ranking knows of an article."""

    id: ArticleId
    dated: datetime
    title: str
    text: str
    """The start of its plain text."""
    weights: Mapping[str, float]
    """Its terms, before rarity counts: see `weigh`."""


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that belongs beside the article."""

    id: ArticleId
    score: float
    reasons: tuple[str, ...]


def weigh(title: str, text: str) -> dict[str, float]:
    """Return the terms of an article with their weights, before rarity counts."""
    found: dict[str, float] = {}
    text = text[: TEXT_WORDS * 12]
    title_tokens = words.tokens(title)
    text_tokens = words.tokens(text)[:TEXT_WORDS]
    names = {token for name in words.names(text) for token in words.tokens(name)}
    for weight, tokens in (
        (TITLE_WEIGHT, title_tokens),
        (LEAD_WEIGHT, text_tokens[:LEAD_WORDS]),
        (1.0, text_tokens[LEAD_WORDS:]),
    ):
        for token in tokens:
            if token not in words.STOP_WORDS and (len(token) > 1 or not token.isascii()):
                found[token] = found.get(token, 0.0) + weight
    return {
        token: (1 + math.log(weight) if weight > 1 else weight)
        * (NAME_FACTOR if token in names else 1.0)
        for token, weight in found.items()
    }


def distinctive(
    weights: Mapping[str, float], frequencies: Mapping[str, int], total: int, limit: int
) -> list[str]:
    """Return the terms that find an article's relatives: heavy here, rare in the cache.

    A term that stands in this article alone can find nothing and is left out.
    """
    ceiling = max(COMMON_SHARE * total, 20)
    useful = [term for term in weights if 2 <= frequencies.get(term, 0) <= ceiling]
    useful.sort(key=lambda term: (-weights[term] * _idf(term, frequencies, total), term))
    return useful[:limit]


def rank(
    article: Profile,
    candidates: Sequence[Profile],
    frequencies: Mapping[str, int],
    total: int,
) -> list[Match]:
    """Return the candidates that belong beside the article, best first.

    `frequencies` says in how many of the `total` articles of the cache a term stands. A candidate
    with the same title in another feed is a copy, and belongs here too.
    """
    own = _vector(article, frequencies, total)
    matches = []
    for candidate in candidates:
        if candidate.id == article.id:
            continue
        other = _vector(candidate, frequencies, total)
        parts = {term: own[term] * other[term] for term in own.keys() & other.keys()}
        if len(parts) < MIN_SHARED:
            continue
        score = sum(parts.values()) * _nearness(article.dated, candidate.dated)
        if score >= THRESHOLD:
            matches.append(Match(candidate.id, min(score, 1.0), _reasons(article, parts)))
    return sorted(matches, key=lambda match: (-match.score, -match.id))


def _vector(profile: Profile, frequencies: Mapping[str, int], total: int) -> dict[str, float]:
    weighted = {
        term: weight * _idf(term, frequencies, total) for term, weight in profile.weights.items()
    }
    length = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
    return {term: value / length for term, value in weighted.items()}


def _idf(term: str, frequencies: Mapping[str, int], total: int) -> float:
    seen = frequencies.get(term, 1)
    return max(math.log((total + PRIOR_ARTICLES) / (seen + PRIOR_ARTICLES * 0.002)), 0.0)


def _nearness(one: datetime, other: datetime) -> float:
    days = abs((one - other).total_seconds()) / 86_400
    return float(TIME_FLOOR + (1 - TIME_FLOOR) * 0.5 ** (days / HALF_LIFE_DAYS))


def _reasons(article: Profile, parts: Mapping[str, float], most: int = 3) -> tuple[str, ...]:
    """Return the terms that say most, as the article itself writes them."""
    strongest = sorted(parts, key=lambda term: (-parts[term], term))[:most]
    return tuple(_surface(article, term) for term in strongest)


def _surface(article: Profile, term: str) -> str:
    """Return a term as it stands in the text, where headlines capitalise less than in the title."""
    for source in (article.text, article.title):
        for word in re.findall(r"[\w’'-]+", source):
            if words.tokens(word) == [term]:
                return str(word)
    return term

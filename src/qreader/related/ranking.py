"""Which candidates belong beside an article, and why: pure.

Likeness is the cosine of the two articles' terms, less where they are days apart. It is judged
among all candidates: those that resemble the article's nearest rise (consensus), and those with
better friends of their own, in another story, fall (competition).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qreader.model import ArticleId
from qreader.related.frequencies import Frequencies
from qreader.related.signature import Signature

CANDIDATES = 100
THRESHOLD = 0.2
"""Below it, nothing is shown: an unrelated article is worse than none."""
_HALF_LIFE_DAYS = 3.0
_FAR_APART = 0.25
"""What is left of a likeness between articles far apart in time."""
_UNDATED = 0.55
"""What is left of it where a date is missing: between near and far."""
_NEAREST = 8
_CONSENSUS = 3.0
_JUDGED = 30
"""Candidates whose own friends are looked at."""
_FRIENDS = 4
_TOLERANCE = 0.1
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Signed:
    """What ranking knows of an article."""

    id: ArticleId
    published: datetime | None
    signature: Signature


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that belongs beside the article."""

    id: ArticleId
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    likeness: float
    """The cosine of terms alone."""
    nearness: float
    """What its age left of that."""
    consensus: float
    """How like it is to the article and its nearest together."""
    competition: float
    """How much better its friends suit it."""


def best_candidates(
    hits: Iterable[tuple[float, Iterable[ArticleId]]], limit: int = CANDIDATES
) -> list[ArticleId]:
    """Return the articles that most of the query's terms found, the worth of each added up."""
    worth: dict[ArticleId, float] = {}
    for value, ids in hits:
        for article_id in ids:
            worth[article_id] = worth.get(article_id, 0.0) + value
    return sorted(worth, key=lambda article_id: (-worth[article_id], -article_id))[:limit]


def rank(
    article: Signed,
    candidates: Sequence[Signed],
    frequencies: Frequencies,
    surfaces: Mapping[int, str] | None = None,
    threshold: float = THRESHOLD,
) -> list[Match]:
    """Return the candidates that belong beside the article, best first.

    `surfaces` has the words for the reasons. Costs about 10 ms for 100 candidates.
    """
    others = [candidate for candidate in candidates if candidate.id != article.id]
    pool = _Pool(article, others, frequencies)
    consensus = pool.consensus()
    matches = []
    for at in sorted(range(len(others)), key=lambda at: (-consensus[at], at))[:_JUDGED]:
        competition = pool.competition(at, consensus)
        score = consensus[at] * math.sqrt(_TOLERANCE / (_TOLERANCE + competition))
        if score >= threshold and pool.likeness[at] > 0:
            reasons = pool.reasons(at, surfaces) if surfaces else ()
            matches.append(
                Match(
                    others[at].id,
                    score,
                    reasons,
                    pool.likeness[at],
                    pool.nearness[at],
                    consensus[at],
                    competition,
                )
            )
    return sorted(matches, key=lambda match: (-match.score, -match.id))


def vector(signature: Signature, frequencies: Frequencies) -> dict[int, float]:
    """Return a signature with rarity counted in, of length 1."""
    rarity = frequencies.rarity
    weighted = {term: weight * rarity(term) for term, weight in signature.items()}
    length = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
    return {term: value / length for term, value in weighted.items()}


def cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """Return how like two vectors are, 0 to 1."""
    return sum(value * other[term] for term, value in one.items() if term in other)


def nearness(one: datetime | None, other: datetime | None) -> float:
    """Return what the time between two articles leaves of their likeness."""
    if one is None or other is None:
        return _UNDATED
    days = abs((one - other).total_seconds()) / 86_400
    return float(_FAR_APART + (1 - _FAR_APART) * 0.5 ** (days / _HALF_LIFE_DAYS))


class _Pool:
    """The candidates of one article, compared with it and with each other."""

    def __init__(self, article: Signed, others: Sequence[Signed], frequencies: Frequencies) -> None:
        self._own = vector(article.signature, frequencies)
        self._dates = [other.published for other in others]
        self._vectors = [vector(other.signature, frequencies) for other in others]
        self.likeness = [cosine(self._own, other) for other in self._vectors]
        self.nearness = [nearness(article.published, date) for date in self._dates]
        self._scores = [a * b for a, b in zip(self.likeness, self.nearness)]
        self._postings: dict[int, list[tuple[int, float]]] = {}
        for at, other in enumerate(self._vectors):
            for term, value in other.items():
                self._postings.setdefault(term, []).append((at, value))
        self._rows: dict[int, list[float]] = {}

    def consensus(self) -> list[float]:
        """Return how like each candidate is to the article and its nearest together."""
        scores = self._scores
        nearest = sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:_NEAREST]
        weights = {at: _CONSENSUS * scores[at] ** 2 for at in nearest}
        total = 1 + sum(weights.values())
        sums = scores[:]
        for friend, weight in weights.items():
            for at, likeness in enumerate(self._row(friend)):
                sums[at] += weight * likeness
        return [value / (total - weights.get(at, 0.0)) for at, value in enumerate(sums)]

    def competition(self, at: int, consensus: Sequence[float]) -> float:
        """Return how much nearer a candidate is to its best friends than these are to the article."""
        row = self._row(at)
        friends = sorted(range(len(row)), key=lambda friend: (-row[friend], friend))[:_FRIENDS]
        return sum(max(0.0, row[friend] - consensus[friend]) for friend in friends) / _FRIENDS

    def reasons(self, at: int, surfaces: Mapping[int, str]) -> tuple[str, ...]:
        """Return the terms that say most, as the article itself writes them."""
        other = self._vectors[at]
        shared = [term for term in self._own if term in other and term in surfaces]
        shared.sort(key=lambda term: (-self._own[term] * other[term], term))
        return tuple(surfaces[term] for term in shared[:_REASONS])

    def _row(self, at: int) -> list[float]:
        """Return how like each candidate is to one of them, 0 for itself."""
        if at not in self._rows:
            row = [0.0] * len(self._vectors)
            for term, value in self._vectors[at].items():
                for other, likewise in self._postings[term]:
                    row[other] += value * likewise
            date = self._dates[at]
            for other, likeness in enumerate(row):
                row[other] = likeness and likeness * nearness(date, self._dates[other])
            row[at] = 0.0
            self._rows[at] = row
        return self._rows[at]

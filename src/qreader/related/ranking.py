"""Which candidates belong beside an article, and why: pure.

Likeness is the cosine of the two articles' terms, less where they are days apart. It is judged
among all candidates: those that resemble the article's nearest rise (consensus), and those with
better friends of their own, in another story, fall (competition).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from qreader.model import ArticleId
from qreader.related import signature
from qreader.related.frequencies import Frequencies

THRESHOLD = 0.17
"""Below it, nothing is shown: an unrelated article is worse than none."""
_HALF_LIFE_DAYS = 2.0
_FAR_APART = 0.25
"""What is left of a likeness between articles far apart in time."""
_UNDATED = 0.55
"""What is left of it where a date is missing: between near and far."""
_NEAREST = 8
_CONSENSUS = 2.0
_JUDGED = 30
"""Candidates whose own friends are looked at."""
_FRIENDS = 3
_FEW = 30
"""Up to so many candidates are compared one by one, for each result is kept: most are asked again
where articles are put into stories, none where a reader looks at one."""
_COPY = 0.6
"""Friends count as no nearer than this: copies of one report say nothing against it."""
_TOLERANCE = 0.1
_REASONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What ranking knows of an article, and its cached comparisons with others.

    The cache is by article id, so an id must mean the same article while this object lives.
    """

    id: ArticleId
    published: datetime | None
    vector: Mapping[int, float]
    """The signature with rarity counted in, of length 1."""
    _terms: frozenset[int]
    _compared: dict[ArticleId, tuple[float, float]] = field(default_factory=dict)

    def compared(self, other: Weighed) -> tuple[float, float]:
        """Return how like two articles are, 0 to 1, and what the time between leaves of that.

        Cached, since articles of one event are compared with each other many times.
        """
        known = self._compared.get(other.id)
        if known is None:
            known = self._compared[other.id] = other._compared[self.id] = (
                self._likeness(other),
                nearness(self.published, other.published),
            )
        return known

    def score(self, other: Weighed) -> float:
        """Return how like two articles are, less where they are days apart."""
        likeness, near = self.compared(other)
        return likeness * near

    def _likeness(self, other: Weighed) -> float:
        """Return the cosine of the terms: most pairs share few of them."""
        own, its = self.vector, other.vector
        return sum([own[term] * its[term] for term in self._terms & other._terms])


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of."""

    likeness: float
    """The cosine of the terms alone."""
    nearness: float
    """What the time between the two leaves of it."""
    consensus: float
    """How like the candidate is to the article and its nearest, together."""
    competition: float
    """How much nearer its friends are to it than to the article."""


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that belongs beside the article."""

    id: ArticleId
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """What both speak of, most telling first, as the article writes it."""
    parts: Parts


def rank(
    article: Weighed,
    candidates: Sequence[Weighed],
    surfaces: Mapping[int, str] | None = None,
    threshold: float = THRESHOLD,
) -> list[Match]:
    """Return the candidates that belong beside the article, best first.

    `surfaces` has the words for the reasons. Costs about 6 ms for 100 candidates.
    """
    others = [candidate for candidate in candidates if candidate.id != article.id]
    pool = _Pool(article, others)
    consensus = pool.consensus()
    matches = []
    for at in _highest(consensus, _JUDGED):
        competition = pool.competition(at, consensus)
        score = consensus[at] * math.sqrt(_TOLERANCE / (_TOLERANCE + competition))
        likeness, near = article.compared(others[at])
        if score >= threshold and likeness > 0:
            reasons = pool.reasons(at, surfaces or {})
            parts = Parts(likeness, near, consensus[at], competition)
            matches.append(Match(others[at].id, min(score, 1.0), reasons, parts))
    return sorted(matches, key=lambda match: (-match.score, -match.id))


def weigh(
    article_id: ArticleId,
    published: datetime | None,
    weights: signature.Signature,
    frequencies: Frequencies,
) -> Weighed:
    """Return what ranking knows of an article."""
    values = [
        weight * rarity
        for weight, rarity in zip(weights.values(), frequencies.rarities(weights), strict=True)
    ]
    length = math.sqrt(sum([value * value for value in values])) or 1.0
    vector = {term: value / length for term, value in zip(weights, values, strict=True)}
    return Weighed(article_id, published, vector, frozenset(vector))


def weigh_stored(
    article_id: ArticleId, published: datetime | None, terms: bytes, frequencies: Frequencies
) -> Weighed:
    """Return the same of an article's signature as it is stored."""
    return weigh(article_id, published, signature.read(terms), frequencies)


def nearness(one: datetime | None, other: datetime | None) -> float:
    """Return what the time between two articles leaves of their likeness."""
    if one is None or other is None:
        return _UNDATED
    days = abs((one - other).total_seconds()) / 86_400
    return float(_FAR_APART + (1 - _FAR_APART) * 0.5 ** (days / _HALF_LIFE_DAYS))


def _highest(values: Sequence[float], count: int) -> list[int]:
    """Return the places of the highest values, highest first."""
    return sorted(range(len(values)), key=lambda at: (-values[at], at))[:count]


def _phrases(shared: Sequence[str], surfaces: Mapping[int, str]) -> list[str]:
    """Say no word twice, and a word with its neighbour where that is shared too: John Kerry."""
    singles = {surface.casefold() for surface in shared if " " not in surface}
    pairs = [
        (surface, parts)
        for surface in surfaces.values()
        if " " in surface and (parts := set(surface.casefold().split())) <= singles
    ]
    kept: list[str] = []
    said: set[str] = set()
    for surface in shared:
        word = surface.casefold()
        phrase, parts = next(
            ((pair, both) for pair, both in pairs if word in both and not both & said),
            (surface, set(word.split())),
        )
        if not parts & said:
            kept.append(phrase)
            said |= parts
    return kept


class _Pool:
    """The candidates of one article, compared with it and with each other."""

    def __init__(self, article: Weighed, others: Sequence[Weighed]) -> None:
        self._article = article
        self._others = others
        self._scores = [article.score(other) for other in others]
        self._rows: dict[int, list[float]] = {}

    def consensus(self) -> list[float]:
        """Return how like each candidate is to the article and its nearest together."""
        scores = self._scores
        nearest = _highest(scores, _NEAREST)
        weights = {at: _CONSENSUS * scores[at] ** 2 for at in nearest}
        total = 1 + sum(weights.values())
        sums = scores[:]
        for friend, weight in weights.items():
            for at, likeness in enumerate(self._row(friend)):
                sums[at] += weight * likeness
        return [value / (total - weights.get(at, 0.0)) for at, value in enumerate(sums)]

    def competition(self, at: int, consensus: Sequence[float]) -> float:
        """Return how much nearer to a candidate its best friends are than to the article."""
        row = self._row(at)
        friends = _highest(row, _FRIENDS)
        return (
            sum(max(0.0, min(_COPY, row[friend]) - consensus[friend]) for friend in friends)
            / _FRIENDS
        )

    def reasons(self, at: int, surfaces: Mapping[int, str]) -> tuple[str, ...]:
        """Return the terms that say most, as the article itself writes them."""
        own, other = self._article.vector, self._others[at].vector
        shared = [term for term in own if term in other and term in surfaces]
        shared.sort(key=lambda term: (-own[term] * other[term], term))
        return tuple(_phrases([surfaces[term] for term in shared], surfaces))[:_REASONS]

    def _row(self, at: int) -> list[float]:
        """Return how like each candidate is to one of them, 0 for itself."""
        if at not in self._rows:
            one = self._others[at]
            if len(self._others) > _FEW:
                row = self._row_at_once(one)
            else:
                row = [one.score(other) for other in self._others]
            row[at] = 0.0
            self._rows[at] = row
        return self._rows[at]

    def _row_at_once(self, one: Weighed) -> list[float]:
        """Return how like each candidate is to one; where nothing is known yet, the faster way."""
        likeness = [0.0] * len(self._others)
        for term, value in one.vector.items():
            held = self._holders[term]
            if len(held) > 1:
                for other, its_value in held:
                    likeness[other] += value * its_value
        return [
            alike and alike * nearness(one.published, other.published)
            for alike, other in zip(likeness, self._others, strict=True)
        ]

    @cached_property
    def _holders(self) -> Mapping[int, list[tuple[int, float]]]:
        """The candidates that have each term, by their places, and its value there."""
        holders: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for at, other in enumerate(self._others):
            for term, value in other.vector.items():
                holders[term].append((at, value))
        return holders

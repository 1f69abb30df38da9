"""Ranking: which candidates are related to an article, and why. Pure.

Likeness is the cosine of the two articles' terms, reduced where they are days apart. It is then
adjusted among all candidates: candidates like the article's nearest ones rise (consensus), and
candidates with nearer neighbours in another story fall (competition).
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
"""The least score of a related article: an unrelated article is worse than none."""
_HALF_LIFE_DAYS = 2.0
_FAR_APART = 0.25
"""The factor of likeness between articles far apart in time."""
_UNDATED = 0.55
"""The factor where a date is missing: between near and far."""
_NEAREST = 8
_CONSENSUS = 2.0
_JUDGED = 30
"""How many candidates are checked for nearer neighbours."""
_FRIENDS = 3
_FEW = 30
"""Up to this many candidates are compared pair by pair, and the results are cached: grouping uses
most of them again, a single look at an article none."""
_COPY = 0.6
"""The largest nearness of a neighbour: copies of one report do not count against it."""
_TOLERANCE = 0.1
_REASONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """An article prepared for ranking, with cached comparisons.

    The cache has article ids as keys, so an id must mean the same article while this object lives.
    """

    id: ArticleId
    published: datetime | None
    vector: Mapping[int, float]
    """The fingerprint's weights times rarity, normalised to length 1."""
    _terms: frozenset[int]
    _compared: dict[ArticleId, tuple[float, float]] = field(default_factory=dict)

    def compared(self, other: Weighed) -> tuple[float, float]:
        """Return the likeness of two articles, 0 to 1, and its factor by the time between them.

        It is cached, since articles of one event are compared with each other many times.
        """
        known = self._compared.get(other.id)
        if known is None:
            known = self._compared[other.id] = other._compared[self.id] = (
                self._likeness(other),
                nearness(self.published, other.published),
            )
        return known

    def score(self, other: Weighed) -> float:
        """Return the likeness of two articles times its factor by the time between them."""
        likeness, near = self.compared(other)
        return likeness * near

    def _likeness(self, other: Weighed) -> float:
        """Return the cosine of the terms; most pairs share only few."""
        own, its = self.vector, other.vector
        return sum([own[term] * its[term] for term in self._terms & other._terms])


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a score."""

    likeness: float
    """The cosine of the terms."""
    nearness: float
    """The factor by the time between the two."""
    consensus: float
    """The likeness of the candidate to the article and its nearest ones together."""
    competition: float
    """How much nearer its neighbours are to it than to the article."""


@dataclass(frozen=True, slots=True)
class Match:
    """A related candidate."""

    id: ArticleId
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """The terms that both share, strongest first, as the article writes them."""
    parts: Parts


def rank(
    article: Weighed,
    candidates: Sequence[Weighed],
    surfaces: Mapping[int, str] | None = None,
    threshold: float = THRESHOLD,
) -> list[Match]:
    """Return the related candidates, best first.

    surfaces: the words for the reasons. Costs about 6 ms for 100 candidates.
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
    """Return an article prepared for ranking."""
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
    """Return an article prepared for ranking, from its stored fingerprint."""
    return weigh(article_id, published, signature.read(terms), frequencies)


def nearness(one: datetime | None, other: datetime | None) -> float:
    """Return the factor of likeness by the time between two articles."""
    if one is None or other is None:
        return _UNDATED
    days = abs((one - other).total_seconds()) / 86_400
    return float(_FAR_APART + (1 - _FAR_APART) * 0.5 ** (days / _HALF_LIFE_DAYS))


def _highest(values: Sequence[float], count: int) -> list[int]:
    """Return the indices of the highest values, highest first."""
    return sorted(range(len(values)), key=lambda at: (-values[at], at))[:count]


def _phrases(shared: Sequence[str], surfaces: Mapping[int, str]) -> list[str]:
    """Return each word once, and neighbouring words that are both shared as one: John Kerry."""
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
        """Return the likeness of each candidate to the article and its nearest ones together."""
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
        """Return how much nearer a candidate's neighbours are to it than to the article."""
        row = self._row(at)
        friends = _highest(row, _FRIENDS)
        return (
            sum(max(0.0, min(_COPY, row[friend]) - consensus[friend]) for friend in friends)
            / _FRIENDS
        )

    def reasons(self, at: int, surfaces: Mapping[int, str]) -> tuple[str, ...]:
        """Return the strongest shared terms, as the article writes them."""
        own, other = self._article.vector, self._others[at].vector
        shared = [term for term in own if term in other and term in surfaces]
        shared.sort(key=lambda term: (-own[term] * other[term], term))
        return tuple(_phrases([surfaces[term] for term in shared], surfaces))[:_REASONS]

    def _row(self, at: int) -> list[float]:
        """Return the likeness of each candidate to one of them, 0 for itself."""
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
        """Return the likeness of each candidate to one, all at once: faster without a cache."""
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
        """The indices of the candidates with each term, and the term's value there."""
        holders: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for at, other in enumerate(self._others):
            for term, value in other.vector.items():
                holders[term].append((at, value))
        return holders

"""Trending topics ("front of mind"): rising stories and terms. Pure.

A story rises as more sources report it, a term as more articles have it than the month before
suggests. A term of a single source does not rise.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qreader.model import ArticleId, StoryId

RECENT = timedelta(hours=24)
"""The time within which the articles of a trending topic were written."""
BASE_DAYS = 30
"""The days with which today's use of a term is compared."""
TREND_DAYS = 7
"""The days of a topic's sparkline."""
MIN_SOURCES = 2
MIN_ARTICLES = 3
"""The fewest articles of a rising term."""
MIN_BASE_DAYS = 3
"""The fewest earlier days with articles: a newer cache does not know what is usual."""
MIN_SURPRISE = 3.0
"""The least surprise of a rising term, in nats."""
SAME_TOPIC = 0.5
"""Two terms that share this part of the rarer one's articles are one topic."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An article with a term or of a story."""

    article_id: ArticleId
    source: str
    dated: datetime


@dataclass(frozen=True, slots=True)
class Rising:
    """A topic without its label yet."""

    score: float
    recent: tuple[Mention, ...]
    """Its articles of the last day, newest first."""
    trend: tuple[int, ...]
    """Articles a day; the last number is today's."""
    terms: tuple[int, ...] = ()
    """The hashes of its terms, the strongest first; empty for a story."""
    story: StoryId | None = None

    @property
    def sources(self) -> int:
        """How many sources report it now."""
        return len({mention.source for mention in self.recent})


def rising_stories(
    stories: Mapping[StoryId, Sequence[Mention]],
    now: datetime,
    followed: Container[StoryId] = (),
) -> list[Rising]:
    """Return the stories that several sources report now, most sources first.

    Followed stories come before the others, as long as any source reports them.
    """
    found = []
    for story, mentions in stories.items():
        recent = _recent(mentions, now)
        one = Rising(_weight(recent, now), recent, trend(mentions, now), (), story)
        if one.sources >= (1 if story in followed else MIN_SOURCES):
            found.append(one)
    return sorted(found, key=lambda one: (one.story not in followed, _order(one)))


def rising_terms(
    terms: Mapping[int, Sequence[Mention]], totals: Sequence[int], now: datetime
) -> list[Rising]:
    """Return the terms with more articles than usual, the most surprising first.

    terms: all mentions of each term within `BASE_DAYS`. totals: articles a day, today's last.
    Terms of the same articles are one topic.
    """
    *before, today = totals or [0]
    if sum(1 for count in before if count) < MIN_BASE_DAYS or not today:
        return []
    found = []
    for term, mentions in terms.items():
        recent = _recent(mentions, now)
        sources = len({mention.source for mention in recent})
        if sources < MIN_SOURCES or len(recent) < MIN_ARTICLES:
            continue
        surprise = _surprise(
            min(len(recent), 2 * sources), today, len(mentions) - len(recent), sum(before)
        )
        if surprise >= MIN_SURPRISE:
            found.append(Rising(surprise, recent, trend(mentions, now), (term,)))
    return _merged(sorted(found, key=_order))


def without_stories(terms: Iterable[Rising], stories: Iterable[Rising]) -> list[Rising]:
    """Return the terms without those whose articles are mostly of one of the stories."""
    told = [_ids(story) for story in stories]
    return [one for one in terms if not any(_overlap(_ids(one), ids) > SAME_TOPIC for ids in told)]


def trend(mentions: Iterable[Mention], now: datetime, days: int = TREND_DAYS) -> tuple[int, ...]:
    """Return the number of mentions on each of the last days, today's last."""
    counts = [0] * days
    for mention in mentions:
        age = int((now - mention.dated) / timedelta(days=1))
        if 0 <= age < days:
            counts[days - 1 - age] += 1
    return tuple(counts)


def _recent(mentions: Iterable[Mention], now: datetime) -> tuple[Mention, ...]:
    recent = [mention for mention in mentions if now - mention.dated <= RECENT]
    return tuple(sorted(recent, key=lambda one: (one.dated, one.article_id), reverse=True))


def _weight(mentions: Iterable[Mention], now: datetime) -> float:
    """Return the number of sources, each weighted by its age: one half after half a day."""
    latest: dict[str, datetime] = {}
    for mention in mentions:
        latest[mention.source] = max(mention.dated, latest.get(mention.source, mention.dated))
    half_lives = [(now - dated) / (RECENT / 2) for dated in latest.values()]
    return sum(math.pow(0.5, max(age, 0.0)) for age in half_lives)


def _surprise(seen: int, today: int, before: int, base: int) -> float:
    """Return the surprise of a term's number of articles today, in nats (Poisson)."""
    expected = (before + 0.5) * today / (base + today)
    return seen * math.log(seen / expected) - (seen - expected) if seen > expected else 0.0


def _merged(found: Sequence[Rising]) -> list[Rising]:
    """Join the terms of one topic, the strongest first."""
    result: list[Rising] = []
    for one in found:
        for number, other in enumerate(result):
            if _overlap(_ids(one), _ids(other)) > SAME_TOPIC:
                terms = (*other.terms, *one.terms)
                result[number] = Rising(other.score, other.recent, other.trend, terms)
                break
        else:
            result.append(one)
    return result


def _ids(one: Rising) -> set[ArticleId]:
    return {mention.article_id for mention in one.recent}


def _overlap(one: set[ArticleId], other: set[ArticleId]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)


def _order(one: Rising) -> tuple[int, float, int, tuple[int, ...]]:
    """Return the sort key: stories by sources, all by score, then newest first."""
    newest = one.recent[0].article_id if one.recent else 0
    return (-one.sources if one.story else 0, -one.score, -newest, one.terms)

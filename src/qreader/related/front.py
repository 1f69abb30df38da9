"""The front page of one cache: what several sources tell, what rises, and what one source has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from qreader.model import ArticleId, FeedId, FrontPage, Query, Scope, Topic
from qreader.related.topics import RECENT

if TYPE_CHECKING:
    from qreader.store import Store

FEW = 20
"""Fewer articles than these are no day's reading: those of a week are taken."""
WEEK = timedelta(days=7)
EVER = datetime.fromtimestamp(0, UTC)
MAX_ALONE = 100
"""The most articles of one source that are kept; a list shows all."""
MAX_RISING = 8
CATCH_UP_MINUTES = (5, 20)


def front_page(store: Store, topics: Sequence[Topic], now: datetime) -> FrontPage:
    """Return the front page, made of these topics."""
    alone = store.front.alone(now - RECENT)
    if len(alone) < FEW:
        # after a month without a network, what there is
        alone = store.front.alone(now - WEEK) or store.front.alone(EVER)
    shown = [topic for topic in topics if topic.articles]
    return FrontPage(
        now,
        store.statuses.last_number(),
        tuple(topic.story for topic in shown if topic.story is not None),
        tuple(
            (name, topic.trend[-1])
            for topic in shown
            if topic.story is None and (name := telling(topic.terms))
        )[:MAX_RISING],
        tuple(in_turns(alone)[:MAX_ALONE]),
        len(alone),
        tuple(
            (minutes, store.lists.count(Query(Scope.UNREAD, minutes=minutes)))
            for minutes in CATCH_UP_MINUTES
        ),
    )


def telling(terms: Sequence[str]) -> str:
    """Return the term that says most of a rising topic; "" where none says what it is about.

    A name of several words says most, then any pair of words, then a name. A plain word, "people"
    or "says", could be of anything. Scripts without capitals have names only.
    """
    told = [term for term in terms if " " in term or term != term.lower() or not cased(term)]
    return max(told, key=lambda term: (" " in term, term != term.lower()), default="")


def cased(term: str) -> bool:
    """Whether a term is written in a script with capitals."""
    return term.upper() != term.lower()


def in_turns(articles: Sequence[tuple[ArticleId, FeedId]]) -> list[ArticleId]:
    """Return articles with the first of each feed before the second of any.

    A feed that brings one article a day is not lost among those of one that brings fifty.
    """
    turns: dict[int, list[ArticleId]] = defaultdict(list)
    had: dict[FeedId, int] = defaultdict(int)
    for number, feed_id in articles:
        turns[had[feed_id]].append(number)
        had[feed_id] += 1
    return [number for turn in sorted(turns) for number in turns[turn]]

"""Trending topics of one cache, called "front of mind" in the product.

They are the stories that several sources report now, and rising terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from qreader.model import Attention, FeedId, Fingerprinted, Row, StoryId, Topic
from qreader.related import signature
from qreader.related.frequencies import Frequencies
from qreader.related.terms import TEXT_CHARACTERS, surfaces
from qreader.related.topics import (
    BASE_DAYS,
    MIN_ARTICLES,
    RECENT,
    Mention,
    Rising,
    rising_stories,
    rising_terms,
    without_stories,
)
from qreader.store import Store
from qreader.text.publisher import publisher

RECENT_ARTICLES = 3_000
"""The most articles of the last day that are read: more do not change the topics."""
TERMS_OF_ARTICLE = 12
"""The best terms of an article, which may rise."""
RISING_TERMS = 60
"""The most terms that are compared with the month before."""
ROWS_OF_TOPIC = 12
LABEL_TERMS = 3


def topics(store: Store, frequencies: Frequencies, now: datetime, limit: int) -> list[Topic]:
    """Return the trending topics: stories of many sources, then rising terms."""
    feeds = store.feeds.all()
    sources = {feed.id: publisher(feed.id, feed.url, feed.site_url) for feed in feeds}
    recent = store.signatures.since(now - RECENT, RECENT_ARTICLES)
    attended = store.stories.attended()
    stories = _stories_of(store, recent, sources)
    heard = {n: said for n, said in stories.items() if attended.get(n) is not Attention.MUTE}
    told = rising_stories(heard, now, attended)
    rising = rising_terms(
        _mentions(store, frequencies, recent, sources, now),
        store.signatures.articles_a_day(now, BASE_DAYS),
        now,
    )
    found = [*told, *without_stories(rising, told)][:limit]
    signals = {feed.id for feed in feeds if feed.signal_only}
    return [_named(store, one, signals) for one in found]


def _stories_of(
    store: Store, recent: Iterable[Fingerprinted], sources: Mapping[FeedId, str]
) -> dict[StoryId, list[Mention]]:
    """Return all articles of these articles' stories, by story."""
    found: dict[StoryId, list[Mention]] = {}
    for story in dict.fromkeys(one.story for one in recent if one.story is not None):
        members = store.signatures.of_articles(store.stories.members(story))
        speaks = {one.id: sources.get(one.feed_id, "") for one in members}
        found[story] = [
            # a source that copies another's text is no second source
            Mention(one.id, speaks.get(one.copy_of or one.id, speaks[one.id]), one.dated)
            for one in members
        ]
    return found


def _mentions(
    store: Store,
    frequencies: Frequencies,
    recent: Sequence[Fingerprinted],
    sources: Mapping[FeedId, str],
    now: datetime,
) -> dict[int, list[Mention]]:
    """Return the terms of several of these articles, with all their recent mentions."""
    counts: Counter[int] = Counter()
    for article in recent:
        weights = signature.read(article.terms)
        counts.update(signature.strongest(weights, frequencies, TERMS_OF_ARTICLE))
    several = [term for term, count in counts.items() if count >= MIN_ARTICLES]
    several.sort(key=lambda term: (-counts[term] * frequencies.rarity(term), term))
    since = now - timedelta(days=BASE_DAYS)
    found = store.signatures.mentions(several[:RISING_TERMS], since)
    return {
        term: [Mention(n, sources.get(feed, ""), dated) for n, feed, dated in mentions]
        for term, mentions in found.items()
    }


def _named(store: Store, rising: Rising, signals: Container[FeedId]) -> Topic:
    """Return a topic with its label, and its rows that are listed.

    A story's numbers are those that every view gives, although copies do not make it rise.
    """
    mentions = _one_of_each_first(rising.recent)[:ROWS_OF_TOPIC]
    rows = store.articles.rows([mention.article_id for mention in mentions])
    words = _words(store, rising.terms, rows) if rising.terms else ()
    label = ", ".join(words[:LABEL_TERMS]) or (rows[0].title if rows else "")
    listed = tuple(row for row in rows if row.feed_id not in signals)
    size = next((row.story_size for row in rows if row.story == rising.story), None)
    sources, trend = (size.sources, size.trend) if size else (rising.sources, rising.trend)
    return Topic(label, rising.score, sources, listed, words, trend, rising.story, size)


def _words(store: Store, wanted: Sequence[int], rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the spellings of some terms in these articles."""
    texts = store.articles.texts([row.id for row in rows], TEXT_CHARACTERS)
    written: dict[int, str] = {}
    for row in rows:
        for term, word in surfaces(row.title, texts.get(row.id, "")).items():
            written.setdefault(term, word)
    return tuple(dict.fromkeys(written[term] for term in wanted if term in written))


def _one_of_each_first(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in turns: one of each source before a second of any."""
    firsts = {mention.source: mention for mention in reversed(mentions)}
    first = [mention for mention in mentions if firsts[mention.source] is mention]
    return [*first, *(mention for mention in mentions if mention not in first)]

"""Grouping: new articles get a fingerprint, are compared with earlier ones, and join stories.

All new articles are fingerprinted first, so that the frequency of a term includes them. Then each
is placed in a story, oldest first. Each batch is a transaction: when a process ends in between, the
rest stays pending, and other processes write between two batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import islice

from qreader.model import ArticleId, FeedId, Fingerprinted, NewArticle, StoryId
from qreader.related import copies, ranking, signature, stories
from qreader.related.boilerplate import without_boilerplate
from qreader.related.frequencies import Frequencies, Seen
from qreader.related.terms import TEXT_CHARACTERS, hashed_terms
from qreader.store import Store
from qreader.store.signatures import posting_terms
from qreader.text.publisher import publisher

BATCH = 200
"""Articles fingerprinted, or placed in stories, in one transaction."""
ENTRIES_BEFORE = 12
"""Earlier entries of a feed that are read to find its boilerplate."""
HOLDERS = 100
"""The most articles read for a term: those of one story are near in time, and so by number."""
CANDIDATES = 20
TERMS = 16
SHARE = 0.15
"""The share of the worth of an article's terms that a candidate must have."""
SPAN = timedelta(days=14)
"""The longest time between articles on one event."""
LIKE_COPIES = 2
"""How many candidates' texts are compared with a new article's: the most similar ones."""
MAX_WEIGHED = 400
"""Cached at a time, some 30 kB each with their comparisons."""
MAX_SHINGLES = 100
"""Cached at a time, some 50 kB each."""


def group_new_articles(store: Store, now: datetime) -> Iterator[int]:
    """Fingerprint new articles, and place them in stories; yield the size of each batch."""
    if not store.signatures.any_ungrouped():
        return
    frequencies = Frequencies.from_bytes(store.signatures.frequencies())
    store.stories.end_attention(now=now)
    while waiting := store.signatures.missing(BATCH, TEXT_CHARACTERS):
        _fingerprint(store, waiting, frequencies)
        yield 0
    yield from _Grouping(store, frequencies).run()


def _fingerprint(store: Store, waiting: Iterable[NewArticle], frequencies: Frequencies) -> None:
    by_feed: dict[FeedId, list[NewArticle]] = {}
    for one in waiting:
        by_feed.setdefault(one.feed_id, []).append(one)
    weighed: dict[ArticleId, dict[int, float]] = {}
    seen = Seen()
    for feed_id, entries in by_feed.items():
        before = store.signatures.texts_before(feed_id, ENTRIES_BEFORE, TEXT_CHARACTERS)
        texts = without_boilerplate([one.text for one in entries], before)
        for one, text in zip(entries, texts, strict=True):
            weights = weighed[one.id] = hashed_terms(one.title, text)
            seen.add(weights)
    frequencies.merge(seen)
    fingerprinted = [
        (number, signature.fingerprint(one, frequencies)) for number, one in weighed.items()
    ]
    store.signatures.write(fingerprinted, frequencies.to_bytes())


class _Grouping:
    """Places the waiting articles in stories, with caches for what it reads."""

    def __init__(self, store: Store, frequencies: Frequencies) -> None:
        self._store = store
        self._frequencies = frequencies
        self._sources = {
            feed.id: publisher(feed.id, feed.url, feed.site_url) for feed in store.feeds.all()
        }
        self._reached = store.signatures.last_grouped() or ArticleId(0)
        """The newest article that is compared with the others."""
        self._places: dict[ArticleId, tuple[StoryId, ArticleId | None]] = {}
        """The places of this batch's articles, written together at its end."""
        self._founded = 0
        """The number of the last new story: negative, until the store assigns one."""
        self._fingerprinted: dict[ArticleId, Fingerprinted] = {}
        """A cache of candidates, which articles near in time share."""
        self._holders: dict[int, list[ArticleId]] = {}
        """A cache of the articles with each term, oldest first."""
        # it does not refer back to this object, so that it is freed with the run
        weigh = partial(ranking.weigh_stored, frequencies=frequencies)
        self._kept = lru_cache(MAX_WEIGHED)(weigh)
        self._shingles: dict[ArticleId, frozenset[int]] = {}

    def run(self) -> Iterator[int]:
        """Place all waiting articles in stories; yield the size of each batch."""
        while ungrouped := self._store.signatures.ungrouped(BATCH):
            for article in self._store.signatures.of_articles(ungrouped):
                self._group(self._as_placed(article))
                self._note_held(article)
                self._reached = max(self._reached, article.id)
            self._store.stories.group(self._places, ungrouped)
            self._places.clear()
            self._fingerprinted.clear()
            yield len(ungrouped)

    def _group(self, article: Fingerprinted) -> None:
        """Place an article in a story, if it belongs to one."""
        candidates = self._before(article)
        if candidates:
            said = self._store.judgements.of_article(article.id)
            candidates = [one for one in candidates if said.get(one.id) is not False]
        if not candidates:
            return
        original = self._original(article, candidates)
        story: StoryId | None
        beside: ArticleId | None
        if article.story is not None:  # its text changed: it stays in its story
            story, beside = article.story, None
        elif original is not None:
            story, beside = original.story, original.id
        else:
            story, beside = self._placed(article, candidates)
        if story is None and beside is not None:
            self._founded -= 1
            story = StoryId(self._founded)
            self._places[beside] = story, None
        if story is not None:
            copy_of = None if original is None else self._copied(article, original)
            self._places[article.id] = story, copy_of

    def _copied(self, article: Fingerprinted, other: Fingerprinted) -> ArticleId | None:
        """Return the article that this one copies; None: it is the original.

        The original is the one published first, even when it is stored last.
        """
        number = other.copy_of or other.id
        if number == article.id:
            return None
        known = [other] if number == other.id else self._fingerprinted_of([number])
        if not known or _came_first(known[0]) < _came_first(article):
            return number
        former = self._as_placed(known[0])
        for one, (story, copy_of) in self._places.items():
            if copy_of == former.id:
                self._places[one] = story, article.id
        if former.story is not None:
            self._places[former.id] = former.story, article.id
        return None

    def _as_placed(self, article: Fingerprinted) -> Fingerprinted:
        """Return an article with its story from this batch, if that is not stored yet."""
        if article.id not in self._places:
            return article
        story, copy_of = self._places[article.id]
        return replace(article, story=story, copy_of=copy_of)

    def _placed(
        self, article: Fingerprinted, candidates: Sequence[Fingerprinted]
    ) -> tuple[StoryId | None, ArticleId | None]:
        """Return the story that an article belongs to, or the article to found one with.

        A single source founds no story: parts of a series are as similar as reports of an event.
        """
        source = self._sources.get(article.feed_id)
        placement = stories.place(
            self._weighed(article),
            [self._weighed(one) for one in candidates],
            {one.id: one.story for one in candidates if one.story is not None},
            {one.id for one in candidates if self._sources.get(one.feed_id) != source},
        )
        beside = placement.founded_with
        if beside is not None:
            # the two articles of a new story must match each other both ways
            (other,) = (one for one in candidates if one.id == beside)
            if not self._resembles(other, article):
                beside = None
        return placement.story, beside

    def _resembles(self, one: Fingerprinted, other: Fingerprinted) -> bool:
        """Whether an article matches another also as seen from the other one."""
        worth = self._worth(one)
        held = self._held(worth, other)
        for term in posting_terms(other.terms):
            if term in held and other.id not in held[term]:
                held[term] = [*held[term], other.id]
        around = self._candidates(one, worth, held)
        matches = ranking.rank(self._weighed(one), [self._weighed(each) for each in around])
        return any(match.id == other.id for match in matches)

    def _original(
        self, article: Fingerprinted, candidates: Sequence[Fingerprinted]
    ) -> Fingerprinted | None:
        """Return the candidate that the article copies; it may be of the same feed."""
        own = self._weighed(article)
        alike = [
            (likeness, one)
            for one in candidates
            for likeness, _ in [own.compared(self._weighed(one))]
            if likeness >= copies.SIMILAR_ENOUGH
        ]
        alike.sort(key=lambda pair: (-pair[0], pair[1].id))
        for _, one in alike[:LIKE_COPIES]:
            if copies.share_most(self._shingles_of(article.id), self._shingles_of(one.id)):
                return one
        return None

    # ---- candidates

    def _before(self, article: Fingerprinted) -> list[Fingerprinted]:
        """Return the grouped articles that may report the same event."""
        worth = self._worth(article)
        if article.id <= self._reached:  # its text changed: newer articles may match it, too
            held = self._store.signatures.holders(worth, article.id, HOLDERS, up_to=self._reached)
        else:
            held = self._held(worth, article)
        return self._candidates(article, worth, held)

    def _held(self, terms: Iterable[int], article: Fingerprinted) -> dict[int, list[ArticleId]]:
        """Return the last articles before one that have each term, oldest first."""
        is_of_one = self._frequencies.is_of_one
        unknown = [term for term in terms if term not in self._holders and not is_of_one(term)]
        asked = self._store.signatures.holders(unknown, article.id, HOLDERS, up_to=article.id)
        for term, ids in asked.items():
            self._holders[term] = ids[::-1]
        return {term: self._holders.get(term, [])[-HOLDERS:] for term in terms}

    def _note_held(self, article: Fingerprinted) -> None:
        for term in posting_terms(article.terms):
            if term in self._holders:
                self._holders[term].append(article.id)

    def _worth(self, article: Fingerprinted) -> dict[int, float]:
        """Return the few terms to find candidates by: every new article costs these searches."""
        worth = signature.query_terms(signature.read(article.terms), self._frequencies)
        return dict(islice(worth.items(), TERMS))

    def _candidates(
        self,
        article: Fingerprinted,
        worth: Mapping[int, float],
        holders: Mapping[int, Sequence[ArticleId]],
    ) -> list[Fingerprinted]:
        """Return the articles with enough of the worth; most articles have none."""
        hits = [(worth[term], ids) for term, ids in holders.items()]
        found = self._fingerprinted_of(signature.best_candidates(hits, CANDIDATES, SHARE))
        return [self._as_placed(one) for one in found if _may_be_one_event(article, one)]

    # ---- caches

    def _fingerprinted_of(self, ids: Sequence[ArticleId]) -> list[Fingerprinted]:
        """Return the fingerprinted articles of these ids, oldest first."""
        unknown = [number for number in ids if number not in self._fingerprinted]
        self._fingerprinted |= {one.id: one for one in self._store.signatures.of_articles(unknown)}
        return [
            self._fingerprinted[number] for number in sorted(ids) if number in self._fingerprinted
        ]

    def _weighed(self, article: Fingerprinted) -> ranking.Weighed:
        return self._kept(article.id, article.published, article.terms)

    def _shingles_of(self, article_id: ArticleId) -> frozenset[int]:
        """Return the shingles of an article's title and text; some have only a title."""
        known = self._shingles.get(article_id)
        if known is None:
            text = self._store.articles.texts([article_id], TEXT_CHARACTERS).get(article_id, "")
            title = self._store.articles.titles([article_id]).get(article_id, "")
            if len(self._shingles) >= MAX_SHINGLES:
                self._shingles.clear()
            known = self._shingles[article_id] = copies.shingles(f"{title}\n{text}")
        return known


def _came_first(article: Fingerprinted) -> tuple[datetime, ArticleId]:
    """Return the sort key of articles with one text; the original has the least."""
    return article.published or article.dated, article.id


def _may_be_one_event(one: Fingerprinted, other: Fingerprinted) -> bool:
    """Whether two articles are near enough in time, as far as their dates are known."""
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= SPAN

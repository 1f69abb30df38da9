"""Grouping: new articles get a signature, are compared with earlier ones, and join stories.

All new articles are signed first, so that the frequency of a term includes them. Then each is put
into a story, oldest first. Each batch is a transaction: when a process ends in between, the rest
stays pending, and other processes write between two batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import islice

from qreader.model import ArticleId, FeedId, Signed, StoryId, Unsigned
from qreader.related import copies, ranking, signature, stories
from qreader.related.boilerplate import without_boilerplate
from qreader.related.frequencies import Frequencies, Seen
from qreader.related.terms import TEXT_CHARACTERS, hashed_terms
from qreader.related.trending import source_of
from qreader.store import Store
from qreader.store.signatures import posting_terms

BATCH = 200
"""Articles signed, or put into stories, in one transaction."""
ENTRIES_BEFORE = 12
"""Of a feed, to see what it says in all its entries."""
HOLDERS = 100
"""Articles looked at for a term: what belongs to one story is near in time, and so by number."""
CANDIDATES = 20
TERMS = 16
SHARE = 0.15
"""Of the worth of its terms that a candidate must hold."""
SPAN = timedelta(days=14)
"""An event further back is another one, however alike its reports are."""
LIKE_COPIES = 2
"""Articles whose texts are compared with a new one's: the most alike, for a copy is among them."""
MAX_WEIGHED = 400
"""Kept at a time, some 30 kB each with what they were compared with."""
MAX_SHINGLES = 100
"""Kept at a time, some 50 kB each."""


def group_new_articles(store: Store, now: datetime) -> Iterator[int]:
    """Sign new articles, and put them into stories; yield after each batch how many were put."""
    if not store.signatures.any_ungrouped():
        return
    frequencies = Frequencies.from_bytes(store.signatures.frequencies())
    store.stories.end_attention(now=now)
    while waiting := store.signatures.missing(BATCH, TEXT_CHARACTERS):
        _sign(store, waiting, frequencies)
        yield 0
    yield from _Grouping(store, frequencies).run()


def _sign(store: Store, waiting: Iterable[Unsigned], frequencies: Frequencies) -> None:
    by_feed: dict[FeedId, list[Unsigned]] = {}
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
    signed = [(number, signature.sign(one, frequencies)) for number, one in weighed.items()]
    store.signatures.write(signed, frequencies.to_bytes())


class _Grouping:
    """Puts the articles that wait into stories, and caches what it reads for that."""

    def __init__(self, store: Store, frequencies: Frequencies) -> None:
        self._store = store
        self._frequencies = frequencies
        self._sources = {feed.id: source_of(feed) for feed in store.feeds.all()}
        self._reached = store.signatures.last_grouped() or ArticleId(0)
        """Newer articles have not been compared with the others yet."""
        self._places: dict[ArticleId, tuple[StoryId, ArticleId | None]] = {}
        """Where the articles of this batch belong: written at once, for others may be waiting."""
        self._founded = 0
        """The number of the last story made: negative, until the store gives it one."""
        self._signed: dict[ArticleId, Signed] = {}
        """Articles that this batch was compared with; articles near in time share them."""
        self._holders: dict[int, list[ArticleId]] = {}
        """The articles that have a term, oldest first; articles near in time share terms."""
        # nothing of it points back here, so that it goes with the run
        weigh = partial(ranking.weigh_stored, frequencies=frequencies)
        self._kept = lru_cache(MAX_WEIGHED)(weigh)
        self._shingles: dict[ArticleId, frozenset[int]] = {}

    def run(self) -> Iterator[int]:
        """Put all that wait into stories; yield after each batch how many these are."""
        while ungrouped := self._store.signatures.ungrouped(BATCH):
            for article in self._store.signatures.of_articles(ungrouped):
                self._group(self._as_placed(article))
                self._note_held(article)
                self._reached = max(self._reached, article.id)
            self._store.stories.group(self._places, ungrouped)
            self._places.clear()
            self._signed.clear()
            yield len(ungrouped)

    def _group(self, article: Signed) -> None:
        """Put an article into a story, where it belongs into one."""
        candidates = self._before(article)
        if candidates:
            said = self._store.judgements.of_article(article.id)
            candidates = [one for one in candidates if said.get(one.id) is not False]
        if not candidates:
            return
        original = self._original(article, candidates)
        story: StoryId | None
        beside: ArticleId | None
        if article.story is not None:  # its words are others now: it stays where it is
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

    def _copied(self, article: Signed, other: Signed) -> ArticleId | None:
        """Return the article that this one copies; None: it is the original.

        The original is the one published first, even when it is stored last.
        """
        number = other.copy_of or other.id
        if number == article.id:
            return None
        known = [other] if number == other.id else self._signed_of([number])
        if not known or _came_first(known[0]) < _came_first(article):
            return number
        former = self._as_placed(known[0])
        for one, (story, copy_of) in self._places.items():
            if copy_of == former.id:
                self._places[one] = story, article.id
        if former.story is not None:
            self._places[former.id] = former.story, article.id
        return None

    def _as_placed(self, article: Signed) -> Signed:
        """Return an article with its story, where that is not stored yet."""
        if article.id not in self._places:
            return article
        story, copy_of = self._places[article.id]
        return replace(article, story=story, copy_of=copy_of)

    def _placed(
        self, article: Signed, candidates: Sequence[Signed]
    ) -> tuple[StoryId | None, ArticleId | None]:
        """Return the story that an article belongs to, or the article to found one with.

        One source alone founds no story: the parts of a series are as alike as reports of an event.
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
            # two alone vouch for each other, or there is no story
            (other,) = (one for one in candidates if one.id == beside)
            if not self._resembles(other, article):
                beside = None
        return placement.story, beside

    def _resembles(self, one: Signed, other: Signed) -> bool:
        """Whether an article is like another also as seen from that other one."""
        worth = self._worth(one)
        held = self._held(worth, other)
        for term in posting_terms(other.terms):
            if term in held and other.id not in held[term]:
                held[term] = [*held[term], other.id]
        around = self._candidates(one, worth, held)
        matches = ranking.rank(self._weighed(one), [self._weighed(each) for each in around])
        return any(match.id == other.id for match in matches)

    def _original(self, article: Signed, candidates: Sequence[Signed]) -> Signed | None:
        """Return the candidate whose text the article repeats; it may be of the same feed."""
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

    # ---- what may report the same event

    def _before(self, article: Signed) -> list[Signed]:
        """Return the grouped articles that may report the same event."""
        worth = self._worth(article)
        if article.id <= self._reached:  # its words are others now: newer ones may be like it too
            held = self._store.signatures.holders(worth, article.id, HOLDERS, up_to=self._reached)
        else:
            held = self._held(worth, article)
        return self._candidates(article, worth, held)

    def _held(self, terms: Iterable[int], article: Signed) -> dict[int, list[ArticleId]]:
        """Return the last articles before one that have each term, oldest first."""
        is_of_one = self._frequencies.is_of_one
        unknown = [term for term in terms if term not in self._holders and not is_of_one(term)]
        asked = self._store.signatures.holders(unknown, article.id, HOLDERS, up_to=article.id)
        for term, ids in asked.items():
            self._holders[term] = ids[::-1]
        return {term: self._holders.get(term, [])[-HOLDERS:] for term in terms}

    def _note_held(self, article: Signed) -> None:
        for term in posting_terms(article.terms):
            if term in self._holders:
                self._holders[term].append(article.id)

    def _worth(self, article: Signed) -> dict[int, float]:
        """Return the few terms that candidates are looked for by: every new article pays for it."""
        worth = signature.query_terms(signature.read(article.terms), self._frequencies)
        return dict(islice(worth.items(), TERMS))

    def _candidates(
        self,
        article: Signed,
        worth: Mapping[int, float],
        holders: Mapping[int, Sequence[ArticleId]],
    ) -> list[Signed]:
        """Return the articles that hold a good part of the worth: most articles have none."""
        hits = [(worth[term], ids) for term, ids in holders.items()]
        found = self._signed_of(signature.best_candidates(hits, CANDIDATES, SHARE))
        return [self._as_placed(one) for one in found if _may_be_one_event(article, one)]

    # ---- what has been looked up

    def _signed_of(self, ids: Sequence[ArticleId]) -> list[Signed]:
        """Return what the store knows of articles, oldest first."""
        unknown = [number for number in ids if number not in self._signed]
        self._signed |= {one.id: one for one in self._store.signatures.of_articles(unknown)}
        return [self._signed[number] for number in sorted(ids) if number in self._signed]

    def _weighed(self, article: Signed) -> ranking.Weighed:
        return self._kept(article.id, article.published, article.terms)

    def _shingles_of(self, article_id: ArticleId) -> frozenset[int]:
        """Return the shingles of what an article says, its title included: all there is of some."""
        known = self._shingles.get(article_id)
        if known is None:
            text = self._store.articles.texts([article_id], TEXT_CHARACTERS).get(article_id, "")
            title = self._store.articles.titles([article_id]).get(article_id, "")
            if len(self._shingles) >= MAX_SHINGLES:
                self._shingles.clear()
            known = self._shingles[article_id] = copies.shingles(f"{title}\n{text}")
        return known


def _came_first(article: Signed) -> tuple[datetime, ArticleId]:
    """Return the sort key of articles with one text; the original has the least."""
    return article.published or article.dated, article.id


def _may_be_one_event(one: Signed, other: Signed) -> bool:
    """Whether two articles are near enough in time, as far as their dates are known."""
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= SPAN

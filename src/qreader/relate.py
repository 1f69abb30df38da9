"""Relate: what belongs together in one cache: related articles, stories, what is front of mind.

`related` decides, `store` keeps; here they meet. What is new waits in the store until `take_in`
signs it and holds it against the others, a step behind storing, so that storing is fast and nothing
is missed where a process ends in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from qreader.model import (
    Article,
    ArticleId,
    Feed,
    FeedId,
    Related,
    Relation,
    Row,
    Signed,
    StoryId,
    Topic,
)
from qreader.related import copies, ranking, signature, stories
from qreader.related.frequencies import Frequencies, Seen
from qreader.related.terms import surfaces, terms
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
from qreader.text import html, plain, urls

TEXT_CHARACTERS = 4_000
"""Of an article's text: news says early what it is about."""
BATCH = 200
"""Articles signed in one transaction."""
HOLDERS = 400
"""Articles looked at for a term, older and newer than the article each: the nearest."""
STORY_CANDIDATES = 40
STORY_SPAN = timedelta(days=14)
"""An event further back is another one, however alike its reports are."""
LIKELY_COPIES = 0.8
"""The likeness of signatures from which texts are compared."""
EARLIER = timedelta(days=2)
"""What is so much older than an article, and related, says how it came to it."""
EXPLAINED_TERMS = 8
RECENT_ARTICLES = 3_000
"""Of the last day, for topics: more make no other topic."""
TERMS_OF_ARTICLE = 12
"""The best terms of an article that may rise."""
RISING_TERMS = 60
"""Terms that are held against the month before."""
ROWS_OF_TOPIC = 12
LABEL_TERMS = 3


class Relating:
    """Holds the articles of one cache against each other."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    # ---- what comes in

    def take_in(self) -> int:
        """Sign what is new, and put it into stories; return how many articles were new."""
        if not self._store.has_pending():
            return 0
        frequencies = self._frequencies()
        while waiting := self._store.unsigned(BATCH, TEXT_CHARACTERS):
            self._sign(waiting, frequencies)
        done = 0
        while ungrouped := self._store.ungrouped(BATCH):
            for article in self._store.signed(ungrouped):
                self._group(article, frequencies)
            done += len(ungrouped)
        return done

    def _sign(
        self, waiting: Iterable[tuple[ArticleId, str, str]], frequencies: Frequencies
    ) -> None:
        weighed = {number: terms(title, text) for number, title, text in waiting}
        seen = Seen()
        for weights in weighed.values():
            seen.add(map(signature.hashed, weights))
        frequencies.merge(seen)
        signed = []
        for number, weights in weighed.items():
            packed = signature.sign(weights, frequencies)
            best = signature.posting_terms(signature.read(packed), frequencies)
            signed.append((number, packed, best))
        self._store.sign(signed, frequencies.to_bytes())

    def _group(self, article: Signed, frequencies: Frequencies) -> None:
        """Put an article into a story, where it belongs into one."""
        candidates = [
            one
            for one in self._candidates(article, frequencies, STORY_CANDIDATES)
            if abs(one.dated - article.dated) <= STORY_SPAN
        ]
        said = self._store.judgements(article.id)
        candidates = [one for one in candidates if said.get(one.id) is not False]
        known = {one.id: one.story for one in candidates if one.story is not None}
        placement = stories.place(
            _for_ranking(article), [_for_ranking(one) for one in candidates], known, frequencies
        )
        original = self._original(article, candidates, frequencies)
        story, beside = placement.story, placement.founded_with
        if original is not None:
            story, beside = original.story, original.id
        self._store.group(
            article.id,
            story,
            [beside] if beside is not None and story is None else [],
            None if original is None else original.copy_of or original.id,
            now=self._clock(),
        )

    def _original(
        self, article: Signed, candidates: Sequence[Signed], frequencies: Frequencies
    ) -> Signed | None:
        """Return the candidate of another feed whose text the article repeats."""
        own = ranking.vector(signature.read(article.terms), frequencies)
        alike = [
            (likeness, one)
            for one in candidates
            if one.feed_id != article.feed_id
            for likeness in [
                ranking.cosine(own, ranking.vector(signature.read(one.terms), frequencies))
            ]
            if likeness >= LIKELY_COPIES
        ]
        if not alike:
            return None
        alike.sort(key=lambda pair: (-pair[0], pair[1].id))
        texts = self._store.texts([article.id, *(one.id for _, one in alike)], TEXT_CHARACTERS)
        text = texts.pop(article.id, "")
        for _, one in alike:
            if copies.are_copies(text, texts.get(one.id, "")):
                return one
        return None

    # ---- what is asked

    def related(self, article: Article, limit: int) -> list[Related]:
        """Return the articles that belong beside one: those of its story, then the best."""
        title, text = article.entry.title, plain.plain_text(html.entry_blocks(article.entry))
        frequencies = self._frequencies()
        (own,) = self._store.signed([article.id]) or [
            # it came just now, and waits to be taken in
            Signed(
                article.id,
                article.row.feed_id,
                article.row.dated,
                signature.sign(terms(title, text), frequencies),
            )
        ]
        said = self._store.judgements(article.id)
        found = self._candidates(own, frequencies, ranking.CANDIDATES)
        words = {signature.hashed(term): word for term, word in surfaces(title, text).items()}
        matches = {
            match.id: match
            for match in ranking.rank(
                _for_ranking(own), [_for_ranking(one) for one in found], frequencies, words
            )
            if said.get(match.id) is not False
        }
        story = self._store.story_members(own.story) if own.story is not None else []
        pinned = [number for number, related in said.items() if related]
        numbers = dict.fromkeys([*story, *pinned, *matches])
        numbers.pop(article.id, None)
        by_id = {one.id: one for one in found}
        result = []
        for row in self._store.rows(list(numbers)):
            match = matches.get(row.id)
            relation = _relation(article.row, row)
            parts = _parts(own, by_id.get(row.id), match, frequencies, words)
            result.append(
                Related(
                    row,
                    match.score if match else 0.0,
                    match.reasons if match else (),
                    relation,
                    row.id in pinned,
                    parts,
                )
            )
        order = list(Relation)
        result.sort(key=lambda one: (not one.pinned, order.index(one.relation), -one.score))
        return result[:limit]

    def topics(self, limit: int) -> list[Topic]:
        """Return what is front of mind: stories of many sources, then terms that rise."""
        now = self._clock()
        sources = {feed.id: _source(feed) for feed in self._store.feeds()}
        recent = self._store.signed_since(now - RECENT, RECENT_ARTICLES)
        told = rising_stories(self._stories_of(recent, sources), now)
        rising = rising_terms(
            self._mentions(recent, sources, now),
            self._store.articles_a_day(now, BASE_DAYS),
            now,
        )
        found = [*told, *without_stories(rising, told)][:limit]
        return [self._named(one) for one in found]

    def _stories_of(
        self, recent: Iterable[Signed], sources: Mapping[FeedId, str]
    ) -> dict[StoryId, list[Mention]]:
        """Return the stories of these articles, whole."""
        found: dict[StoryId, list[Mention]] = {}
        for story in dict.fromkeys(one.story for one in recent if one.story is not None):
            members = self._store.signed(self._store.story_members(story))
            found[story] = [
                Mention(one.id, sources.get(one.feed_id, ""), one.dated) for one in members
            ]
        return found

    def _mentions(
        self, recent: Sequence[Signed], sources: Mapping[FeedId, str], now: datetime
    ) -> dict[int, list[Mention]]:
        """Return the terms that several of these articles have, with all that had them lately."""
        frequencies = self._frequencies()
        counts: Counter[int] = Counter()
        for article in recent:
            weights = signature.read(article.terms)
            counts.update(signature.posting_terms(weights, frequencies)[:TERMS_OF_ARTICLE])
        several = [term for term, count in counts.items() if count >= MIN_ARTICLES]
        several.sort(key=lambda term: (-counts[term] * frequencies.rarity(term), term))
        since = now - timedelta(days=BASE_DAYS)
        found = self._store.mentions(several[:RISING_TERMS], since)
        return {
            term: [Mention(n, sources.get(feed, ""), dated) for n, feed, dated in mentions]
            for term, mentions in found.items()
        }

    def _named(self, rising: Rising) -> Topic:
        """Give a topic its words, and the rows behind it, one of each source first."""
        seen: set[str] = set()
        first = [m for m in rising.recent if m.source not in seen and not seen.add(m.source)]  # type: ignore[func-returns-value]
        mentions = [*first, *(m for m in rising.recent if m not in first)][:ROWS_OF_TOPIC]
        rows = tuple(self._store.rows([mention.article_id for mention in mentions]))
        words = self._words(rising.terms, rows) if rising.terms else ()
        label = ", ".join(words[:LABEL_TERMS]) or (rows[0].title if rows else "")
        return Topic(label, rising.score, rising.sources, rows, words, rising.trend, rising.story)

    def _words(self, wanted: Sequence[int], rows: Sequence[Row]) -> tuple[str, ...]:
        """Return how these articles write some terms."""
        texts = self._store.texts([row.id for row in rows], TEXT_CHARACTERS)
        written: dict[int, str] = {}
        for row in rows:
            for term, word in surfaces(row.title, texts.get(row.id, "")).items():
                written.setdefault(signature.hashed(term), word)
        return tuple(dict.fromkeys(written[term] for term in wanted if term in written))

    # ---- inside

    def _candidates(self, article: Signed, frequencies: Frequencies, limit: int) -> list[Signed]:
        """Return the articles that have most of its best terms, without itself."""
        worth = signature.query_terms(signature.read(article.terms), frequencies)
        holders = self._store.holders(worth, article.id, HOLDERS)
        hits = [(worth[term], ids) for term, ids in holders.items()]
        best = ranking.best_candidates(hits, limit + 1)
        return self._store.signed([number for number in best if number != article.id][:limit])

    def _frequencies(self) -> Frequencies:
        return Frequencies.from_bytes(self._store.frequencies())


def _for_ranking(article: Signed) -> ranking.Signed:
    return ranking.Signed(article.id, article.dated, signature.read(article.terms))


def _relation(article: Row, other: Row) -> Relation:
    if article.story is not None and article.story == other.story:
        return Relation.STORY
    return Relation.EARLIER if article.dated - other.dated >= EARLIER else Relation.RELATED


def _parts(
    article: Signed,
    other: Signed | None,
    match: ranking.Match | None,
    frequencies: Frequencies,
    words: Mapping[int, str],
) -> tuple[tuple[str, float], ...]:
    """Return what a score is made of."""
    if other is None or match is None:
        return ()
    own = ranking.vector(signature.read(article.terms), frequencies)
    others = ranking.vector(signature.read(other.terms), frequencies)
    shared = {term: own[term] * others[term] for term in own.keys() & others.keys()}
    best = sorted(shared, key=lambda term: (-shared[term], term))[:EXPLAINED_TERMS]
    return (
        *((words.get(term, "?"), shared[term]) for term in best),
        ("likeness", match.likeness),
        ("nearness in time", match.nearness),
        ("consensus", match.consensus),
        ("competition", match.competition),
    )


def _source(feed: Feed) -> str:
    """Return who speaks: feeds of one host are one source."""
    if feed.is_local:
        return str(feed.id)
    host = urls.host(feed.site_url or feed.url) or feed.url
    first, _, rest = host.partition(".")
    return rest if first in {"www", "feeds", "feed", "rss"} and "." in rest else host

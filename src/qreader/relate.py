"""Relate: what belongs together in one cache: related articles, stories, what is front of mind.

`related` decides, `store` keeps; here they meet. What is new waits in the store until `take_in`
signs it and holds it against the others, a step behind storing, so that storing is fast and nothing
is missed where a process ends in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
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
    Unsigned,
)
from qreader.related import copies, ranking, signature, stories
from qreader.related.boilerplate import without_boilerplate
from qreader.related.frequencies import Frequencies, Seen
from qreader.related.terms import hashed, surfaces, terms
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
HOLDERS = 300
"""Articles looked at for a term, older and newer than the article each: the nearest."""
CANDIDATES = 100
"""Articles that are ranked."""
ENTRIES_BEFORE = 12
"""Of a feed, to see what it says in all its entries."""
STORY_HOLDERS = 100
"""The same for stories: what belongs to one is near in time, and so by number."""
STORY_CANDIDATES = 40
STORY_SPAN = timedelta(days=14)
"""An event further back is another one, however alike its reports are."""
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
        self._sources: Mapping[FeedId, str] = {}
        self._unpacked: tuple[bytes, Frequencies] | None = None

    # ---- what comes in

    def take_in(self) -> int:
        """Sign what is new, and put it into stories; return how many articles were new."""
        if not self._store.has_pending():
            return 0
        frequencies = Frequencies.from_bytes(self._store.frequencies())
        self._sources = self._read_sources()
        while waiting := self._store.unsigned(BATCH, TEXT_CHARACTERS):
            self._sign(waiting, frequencies)
        done = 0
        reached = self._store.last_grouped() or ArticleId(0)
        while ungrouped := self._store.ungrouped(BATCH):
            for article in self._store.signed(ungrouped):
                self._group(article, frequencies, reached)
                reached = max(reached, article.id)
            done += len(ungrouped)
        return done

    def _sign(self, waiting: Iterable[Unsigned], frequencies: Frequencies) -> None:
        by_feed: dict[FeedId, list[Unsigned]] = {}
        for one in waiting:
            by_feed.setdefault(one.feed_id, []).append(one)
        weighed: dict[ArticleId, dict[str, float]] = {}
        for feed_id, entries in by_feed.items():
            before = self._store.texts_before(feed_id, ENTRIES_BEFORE, TEXT_CHARACTERS)
            texts = without_boilerplate([one.text for one in entries], before)
            for one, text in zip(entries, texts, strict=True):
                weighed[one.id] = terms(one.title, text)
        seen = Seen()
        for weights in weighed.values():
            seen.add(map(hashed, weights))
        frequencies.merge(seen)
        signed = []
        for number, weights in weighed.items():
            packed = signature.sign(weights, frequencies)
            best = signature.posting_terms(signature.read(packed), frequencies)
            signed.append((number, packed, best))
        self._store.sign(signed, frequencies.to_bytes())

    def _group(self, article: Signed, frequencies: Frequencies, reached: ArticleId) -> None:
        """Put an article into a story, where it belongs into one.

        It is held against those that have been grouped: what is newer than `reached` waits.
        """
        said = self._store.judgements(article.id)
        candidates = [
            one
            for one in self._candidates(
                article, frequencies, STORY_CANDIDATES, STORY_HOLDERS, up_to=reached
            )
            if _may_be_one_event(article, one) and said.get(one.id) is not False
        ]
        original = self._original(article, candidates, frequencies)
        copy_of = None if original is None else original.copy_of or original.id
        story: StoryId | None
        beside: ArticleId | None
        if article.story is not None:  # its words are others now: it stays where it is
            story, beside = article.story, None
        elif original is not None:
            story, beside = original.story, original.id
        else:
            story, beside = self._placed(article, candidates, frequencies)
        founders = [] if story is not None or beside is None else [beside]
        self._store.group(article.id, story, founders, copy_of, now=self._clock())

    def _placed(
        self, article: Signed, candidates: Sequence[Signed], frequencies: Frequencies
    ) -> tuple[StoryId | None, ArticleId | None]:
        """Return the story that an article belongs to, or the article to found one with.

        One source alone founds no story: the parts of a series are as alike as reports of an event.
        """
        source = self._sources.get(article.feed_id)
        eligible = [
            one
            for one in candidates
            if one.story is not None or self._sources.get(one.feed_id) != source
        ]
        known = {one.id: one.story for one in eligible if one.story is not None}
        placement = stories.place(
            _for_ranking(article), [_for_ranking(one) for one in eligible], known, frequencies
        )
        return placement.story, placement.founded_with

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
            if likeness >= copies.SIMILAR_ENOUGH
        ]
        if not alike:
            return None
        alike.sort(key=lambda pair: (-pair[0], pair[1].id))
        texts = self._texts([article.id, *(one.id for _, one in alike)])
        for _, one in alike:
            if copies.are_copies(texts.get(article.id, ""), texts.get(one.id, "")):
                return one
        return None

    # ---- what is asked

    def related(self, article: Article, limit: int, threshold: float) -> list[Related]:
        """Return the articles that belong beside one: those of its story, then the best.

        What scores below the threshold is left out.
        """
        title, text = article.entry.title, plain.plain_text(html.entry_blocks(article.entry))
        frequencies = self._frequencies()
        (own,) = self._store.signed([article.id]) or [
            # it came just now, and waits to be taken in
            Signed(
                article.id,
                article.row.feed_id,
                article.row.dated,
                article.row.published,
                signature.sign(terms(title, text), frequencies),
            )
        ]
        said = self._store.judgements(article.id)
        found = self._candidates(own, frequencies, CANDIDATES, HOLDERS)
        words = surfaces(title, text)
        matches = {
            match.id: match
            for match in ranking.rank(
                _for_ranking(own),
                [_for_ranking(one) for one in found],
                frequencies,
                words,
                threshold,
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
        feeds = self._store.feeds()
        sources = {feed.id: _source(feed) for feed in feeds}
        recent = self._store.signed_since(now - RECENT, RECENT_ARTICLES)
        told = rising_stories(self._stories_of(recent, sources), now)
        rising = rising_terms(
            self._mentions(recent, sources, now),
            self._store.articles_a_day(now, BASE_DAYS),
            now,
        )
        found = [*told, *without_stories(rising, told)][:limit]
        signals = {feed.id for feed in feeds if feed.signal_only}
        return [self._named(one, signals) for one in found]

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

    def _named(self, rising: Rising, signals: Container[FeedId]) -> Topic:
        """Give a topic its words, and the rows behind it that are listed."""
        mentions = _one_of_each_first(rising.recent)[:ROWS_OF_TOPIC]
        rows = self._store.rows([mention.article_id for mention in mentions])
        words = self._words(rising.terms, rows) if rising.terms else ()
        label = ", ".join(words[:LABEL_TERMS]) or (rows[0].title if rows else "")
        listed = tuple(row for row in rows if row.feed_id not in signals)
        return Topic(label, rising.score, rising.sources, listed, words, rising.trend, rising.story)

    def _words(self, wanted: Sequence[int], rows: Sequence[Row]) -> tuple[str, ...]:
        """Return how these articles write some terms."""
        texts = self._store.texts([row.id for row in rows], TEXT_CHARACTERS)
        written: dict[int, str] = {}
        for row in rows:
            for term, word in surfaces(row.title, texts.get(row.id, "")).items():
                written.setdefault(term, word)
        return tuple(dict.fromkeys(written[term] for term in wanted if term in written))

    # ---- inside

    def _candidates(
        self,
        article: Signed,
        frequencies: Frequencies,
        limit: int,
        at_most: int,
        *,
        up_to: ArticleId | None = None,
    ) -> list[Signed]:
        """Return the articles that have most of its best terms, without itself."""
        worth = signature.query_terms(signature.read(article.terms), frequencies)
        holders = self._store.holders(worth, article.id, at_most, up_to=up_to)
        hits = [(worth[term], ids) for term, ids in holders.items()]
        best = signature.best_candidates(hits, limit + 1)
        return self._store.signed([number for number in best if number != article.id][:limit])

    def _texts(self, ids: Sequence[ArticleId]) -> dict[ArticleId, str]:
        """Return what articles say, titles included: all there is of some."""
        texts = self._store.texts(ids, TEXT_CHARACTERS)
        return {row.id: f"{row.title}\n{texts.get(row.id, '')}" for row in self._store.rows(ids)}

    def _read_sources(self) -> dict[FeedId, str]:
        """Return who speaks in each feed."""
        return {feed.id: _source(feed) for feed in self._store.feeds()}

    def _frequencies(self) -> Frequencies:
        """Return how common terms are, to be read; unpacked anew only where that changed."""
        packed = self._store.frequencies()
        if self._unpacked is None or self._unpacked[0] != packed:
            self._unpacked = packed, Frequencies.from_bytes(packed)
        return self._unpacked[1]


def _may_be_one_event(one: Signed, other: Signed) -> bool:
    """Whether two articles are near enough in time, as far as their dates are known."""
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= STORY_SPAN


def _one_of_each_first(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions so that each source has its say before any has another."""
    firsts = {mention.source: mention for mention in reversed(mentions)}
    first = [mention for mention in mentions if firsts[mention.source] is mention]
    return [*first, *(mention for mention in mentions if mention not in first)]


def _for_ranking(article: Signed) -> ranking.Signed:
    return ranking.Signed(article.id, article.published, signature.read(article.terms))


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
        ("likeness", match.parts.likeness),
        ("nearness in time", match.parts.nearness),
        ("consensus", match.parts.consensus),
        ("competition", match.parts.competition),
    )


def _source(feed: Feed) -> str:
    """Return who speaks: feeds of one host are one source."""
    if feed.is_local:
        return str(feed.id)
    host = urls.host(feed.site_url or feed.url) or feed.url
    first, _, rest = host.partition(".")
    return rest if first in {"www", "feeds", "feed", "rss"} and "." in rest else host

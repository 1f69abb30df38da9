"""Relate: what belongs together in one cache: related articles, stories, what is front of mind.

`related` decides, `store` keeps; here they meet. What is new waits in the store until `take_in`
signs it and holds it against the others, a step behind storing, so that storing is fast and nothing
is missed where a process ends in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from qreader import front_of_mind
from qreader.front_of_mind import source_of
from qreader.model import (
    ArticleId,
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
from qreader.related.terms import TEXT_CHARACTERS, hashed, surfaces, terms
from qreader.store import Store

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
STORY_CANDIDATES = 20
STORY_TERMS = 16
STORY_SHARE = 0.15
"""Of the worth of its terms that a candidate must hold."""
STORY_SPAN = timedelta(days=14)
"""An event further back is another one, however alike its reports are."""
EARLIER = timedelta(days=2)
"""What is so much older than an article, and related, says how it came to it."""
STORY_ROWS = 50
"""Of a story beside one of its articles, the newest: the thread has them all."""
EXPLAINED_TERMS = 8
MAX_VECTORS = 1_000
"""Kept at a time, some 20 kB each."""


class Relating:
    """Holds the articles of one cache against each other."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._sources: Mapping[FeedId, str] = {}
        self._unpacked: tuple[bytes, Frequencies] | None = None
        self._vectors: dict[bytes, tuple[Mapping[int, float], Mapping[int, float]]] = {}
        """Signatures unpacked and weighed, while `take_in` goes through articles."""

    # ---- what comes in

    def take_in(self) -> int:
        """Sign what is new, and put it into stories; return how many articles were new."""
        if not self._store.has_pending():
            return 0
        frequencies = Frequencies.from_bytes(self._store.frequencies())
        self._sources = self._read_sources()
        self._store.end_attention(now=self._clock())
        while waiting := self._store.unsigned(BATCH, TEXT_CHARACTERS):
            self._sign(waiting, frequencies)
        self._vectors.clear()  # rarity is another now
        done = 0
        reached = self._store.last_grouped() or ArticleId(0)
        while ungrouped := self._store.ungrouped(BATCH):
            for article in self._store.signed(ungrouped):
                self._group(article, frequencies, reached)
                reached = max(reached, article.id)
            self._store.note_grouped(ungrouped)
            done += len(ungrouped)
        self._vectors.clear()
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
        candidates = self._candidates_of_story(article, frequencies, reached)
        if candidates:
            said = self._store.judgements(article.id)
            candidates = [one for one in candidates if said.get(one.id) is not False]
        if not candidates:
            return
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
        if story is not None:
            self._store.group(article.id, story, [], copy_of)
        elif beside is not None:
            self._store.group(article.id, None, [beside], copy_of)

    def _placed(
        self, article: Signed, candidates: Sequence[Signed], frequencies: Frequencies
    ) -> tuple[StoryId | None, ArticleId | None]:
        """Return the story that an article belongs to, or the article to found one with.

        One source alone founds no story: the parts of a series are as alike as reports of an event.
        """
        source = self._sources.get(article.feed_id)
        placement = stories.place(
            self._weighed(article, frequencies),
            [self._weighed(one, frequencies) for one in candidates],
            {one.id: one.story for one in candidates if one.story is not None},
            frequencies,
            {one.id for one in candidates if self._sources.get(one.feed_id) != source},
        )
        beside = placement.founded_with
        if beside is not None:
            # two alone vouch for each other, or there is no story
            (other,) = (one for one in candidates if one.id == beside)
            if not self._resembles(other, article, frequencies):
                beside = None
        return placement.story, beside

    def _resembles(self, one: Signed, other: Signed, frequencies: Frequencies) -> bool:
        """Whether an article is like another also as seen from that other one."""
        around = self._candidates_of_story(one, frequencies, other.id)
        matches = ranking.rank(
            self._weighed(one, frequencies),
            [self._weighed(each, frequencies) for each in around],
            frequencies,
        )
        return any(match.id == other.id for match in matches)

    def _original(
        self, article: Signed, candidates: Sequence[Signed], frequencies: Frequencies
    ) -> Signed | None:
        """Return the candidate whose text the article repeats, be it the same feed's."""
        own = self._weighed(article, frequencies).vector or {}
        alike = [
            (likeness, one)
            for one in candidates
            for likeness in [ranking.cosine(own, self._weighed(one, frequencies).vector or {})]
            if likeness >= copies.SIMILAR_ENOUGH
        ]
        if not alike:
            return None
        alike.sort(key=lambda pair: (-pair[0], pair[1].id))
        text = self._texts([article.id]).get(article.id, "")
        for _, one in alike:  # one by one: the first is it, mostly
            if copies.are_copies(text, self._texts([one.id]).get(one.id, "")):
                return one
        return None

    # ---- what is asked

    def related(self, article: Row, limit: int, threshold: float) -> list[Related]:
        """Return the articles that belong beside one, best first, those of its story among them.

        What scores below the threshold is left out.
        """
        title = article.title
        text = self._store.texts([article.id], TEXT_CHARACTERS).get(article.id, "")
        frequencies = self._frequencies()
        (own,) = self._store.signed([article.id]) or [
            # it came just now, and waits to be taken in
            Signed(
                article.id,
                article.feed_id,
                article.dated,
                article.published,
                signature.sign(terms(title, text), frequencies),
            )
        ]
        found = self._candidates(own, frequencies)
        words = surfaces(title, text)
        ranked = ranking.rank(
            _for_ranking(own), [_for_ranking(one) for one in found], frequencies, words, 0.0
        )
        matches = {match.id: match for match in ranked}
        said = self._store.judgements(article.id)
        story = self._store.story_members(own.story) if own.story is not None else []
        wanted = [
            *story[-STORY_ROWS:],
            *(number for number, related in said.items() if related),
            *(match.id for match in ranked if match.score >= threshold),
        ]
        unwanted = {article.id, *(number for number, related in said.items() if not related)}
        terms_of = {one.id: one.terms for one in found}
        result = []
        for row in self._store.rows([n for n in dict.fromkeys(wanted) if n not in unwanted]):
            match = matches.get(row.id)
            relation = _relation(article, row)
            if match is None:  # it has few words in common, and is here for another reason
                one = Related(row, 0.0, (), relation, row.id in said)
            else:
                parts = (
                    *_shared(own.terms, terms_of[row.id], frequencies, words),
                    *_scales(match.parts),
                )
                one = Related(row, match.score, match.reasons, relation, row.id in said, parts)
            result.append(one)
        return sorted(result, key=_best_first)[:limit]

    def topics(self, limit: int) -> list[Topic]:
        """Return what is front of mind: stories of many sources, then terms that rise."""
        return front_of_mind.topics(self._store, self._frequencies(), self._clock(), limit)

    # ---- inside

    def _candidates(self, article: Signed, frequencies: Frequencies) -> list[Signed]:
        """Return the articles that have most of its best terms."""
        worth = signature.query_terms(signature.read(article.terms), frequencies)
        holders = self._store.holders(worth, article.id, HOLDERS)
        hits = [(worth[term], ids) for term, ids in holders.items()]
        return self._store.signed(signature.best_candidates(hits, CANDIDATES))

    def _candidates_of_story(
        self, article: Signed, frequencies: Frequencies, up_to: ArticleId
    ) -> list[Signed]:
        """Return the articles that may report the same event: most articles have none.

        They are looked for by fewer terms, nearer by, and must hold a good part of their worth:
        every new article pays for this.
        """
        worth = signature.query_terms(signature.read(article.terms), frequencies)
        best = dict(islice(worth.items(), STORY_TERMS))
        holders = self._store.holders(best, article.id, STORY_HOLDERS, up_to=up_to)
        hits = [(best[term], ids) for term, ids in holders.items()]
        found = self._store.signed(signature.best_candidates(hits, STORY_CANDIDATES, STORY_SHARE))
        return [one for one in found if _may_be_one_event(article, one)]

    def _weighed(self, article: Signed, frequencies: Frequencies) -> ranking.Signed:
        """Return an article for ranking; near-by articles are each other's candidates."""
        if len(self._vectors) > MAX_VECTORS:
            self._vectors.clear()
        known = self._vectors.get(article.terms)
        if known is None:  # asked once: another thread may clear them at any moment
            read = signature.read(article.terms)
            known = self._vectors[article.terms] = read, ranking.vector(read, frequencies)
        return ranking.Signed(article.id, article.published, *known)

    def _texts(self, ids: Sequence[ArticleId]) -> dict[ArticleId, str]:
        """Return what articles say, titles included: all there is of some."""
        texts = self._store.texts(ids, TEXT_CHARACTERS)
        titles = self._store.titles(ids)
        return {number: f"{title}\n{texts.get(number, '')}" for number, title in titles.items()}

    def _read_sources(self) -> dict[FeedId, str]:
        """Return who speaks in each feed."""
        return {feed.id: source_of(feed) for feed in self._store.feeds()}

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


def _for_ranking(article: Signed) -> ranking.Signed:
    return ranking.Signed(article.id, article.published, signature.read(article.terms))


def _relation(article: Row, other: Row) -> Relation:
    if article.story is not None and article.story == other.story:
        return Relation.STORY
    return Relation.EARLIER if article.dated - other.dated >= EARLIER else Relation.RELATED


def _best_first(related: Related) -> tuple[bool, float]:
    """Sort what is pinned first, then by score; what is of the story counts as sure enough."""
    is_story = related.relation is Relation.STORY
    return (not related.pinned, -max(related.score, ranking.THRESHOLD if is_story else 0.0))


def _shared(
    one: bytes, other: bytes, frequencies: Frequencies, words: Mapping[int, str]
) -> list[tuple[str, float]]:
    """Return the terms that two articles share, with what each adds to their likeness."""
    weights = ranking.vector(signature.read(one), frequencies)
    others = ranking.vector(signature.read(other), frequencies)
    shared = {term: weights[term] * others[term] for term in weights.keys() & others.keys()}
    best = sorted(shared, key=lambda term: (-shared[term], term))
    written = [(words[term], shared[term]) for term in best if term in words]
    return written[:EXPLAINED_TERMS]


def _scales(parts: ranking.Parts) -> list[tuple[str, float]]:
    """Return what else a score is made of."""
    return [
        ("likeness", parts.likeness),
        ("nearness in time", parts.nearness),
        ("consensus", parts.consensus),
        ("competition", parts.competition),
    ]

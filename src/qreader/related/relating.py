"""Relating: related articles, stories and trending topics of one cache.

The pure modules of this package decide, and the store keeps the results. New articles wait in the
store until `grouping` compares them with the others. That keeps storing fast, and a process that
ends in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from qreader.model import ArticleId, Fingerprinted, Related, Relation, Row, Topic
from qreader.related import ranking, signature, trending
from qreader.related.frequencies import Frequencies
from qreader.related.terms import TEXT_CHARACTERS, hashed_terms, surfaces
from qreader.store import Store
from qreader.text import words

HOLDERS = 300
"""The most articles read for a term: the nearest older ones and as many newer ones."""
CANDIDATES = 100
"""The most articles that are ranked."""
EARLIER = timedelta(days=2)
"""A related article that is older by this counts as background of the event."""
STORY_ROWS = 50
"""The most articles of its own story beside an article, newest first; the story's list has all."""
EXPLAINED_TERMS = 8
TELL_MORE = 6
"""Of so many articles of its story is said whom they name and the article does not."""
START_CHARACTERS = 1_500
"""The start of a text, in which it names who matters."""
NAMES_ADDED = 2
_DATES = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
January February March April May June July August September October November December
"""
DATES = frozenset(_DATES.split())
"""Names that add nothing: English writes them with a capital."""


class Relating:
    """Compares the articles of one cache."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._unpacked: tuple[bytes, Frequencies] | None = None

    def related(self, article: Row, limit: int, threshold: float) -> list[Related]:
        """Return the related articles of one, those of its story included, best first.

        Articles that score below the threshold are left out.
        """
        title = article.title
        text = self._store.articles.texts([article.id], TEXT_CHARACTERS).get(article.id, "")
        frequencies = self._frequencies()
        (own,) = self._store.signatures.of_articles([article.id]) or [
            # it has just arrived, and waits to be grouped
            Fingerprinted(
                article.id,
                article.feed_id,
                article.dated,
                article.published,
                signature.fingerprint(hashed_terms(title, text), frequencies),
            )
        ]
        found = self._candidates(own, frequencies)
        written = surfaces(title, text)
        weighed = _weighed(own, frequencies)
        others = {one.id: _weighed(one, frequencies) for one in found}
        ranked = ranking.rank(weighed, list(others.values()), written, 0.0)
        matches = {match.id: match for match in ranked}
        said = self._store.judgements.of_article(article.id)
        story = self._store.stories.members(own.story) if own.story is not None else []
        wanted = [
            *story[-STORY_ROWS:],
            *(number for number, related in said.items() if related),
            *(match.id for match in ranked if match.score >= threshold),
        ]
        unwanted = {article.id, *(number for number, related in said.items() if not related)}
        result = []
        for row in self._store.articles.rows(
            [n for n in dict.fromkeys(wanted) if n not in unwanted]
        ):
            match = matches.get(row.id)
            relation = _relation(article, row)
            if match is None:  # it shares few words, and is here for its story or a judgement
                one = Related(row, 0.0, (), relation, row.id in said)
            else:
                parts = (
                    *_shared(weighed.vector, others[row.id].vector, written),
                    *_scales(match.parts),
                )
                one = Related(row, match.score, match.reasons, relation, row.id in said, parts)
            result.append(one)
        best = sorted(result, key=_best_first)[:limit]
        added = self._added([one.row for one in best], others, written)
        return [replace(one, adds=added.get(one.row.id, ())) for one in best]

    def topics(self, limit: int) -> list[Topic]:
        """Return the trending topics: stories of many sources, then rising terms."""
        return trending.topics(self._store, self._frequencies(), self._clock(), limit)

    # ---- inside

    def _added(
        self,
        rows: Sequence[Row],
        weighed: Mapping[ArticleId, ranking.Weighed],
        known: Container[int],
    ) -> dict[ArticleId, tuple[str, ...]]:
        """Return the names in the articles of a story that are not among the known terms."""
        told = [row for row in rows if row.story is not None and row.id in weighed][:TELL_MORE]
        texts = self._store.articles.texts([row.id for row in told], START_CHARACTERS)
        return {
            row.id: _new_names(weighed[row.id].vector, texts.get(row.id, ""), row, known)
            for row in told
        }

    def _candidates(self, article: Fingerprinted, frequencies: Frequencies) -> list[Fingerprinted]:
        """Return the articles that share most of its best terms."""
        worth = signature.query_terms(signature.read(article.terms), frequencies)
        holders = self._store.signatures.holders(worth, article.id, HOLDERS)
        hits = [(worth[term], ids) for term, ids in holders.items()]
        return self._store.signatures.of_articles(signature.best_candidates(hits, CANDIDATES))

    def _frequencies(self) -> Frequencies:
        """Return the frequencies of terms, read-only; unpacked again only after a change."""
        packed = self._store.signatures.frequencies()
        if self._unpacked is None or self._unpacked[0] != packed:
            self._unpacked = packed, Frequencies.from_bytes(packed)
        return self._unpacked[1]


def _weighed(article: Fingerprinted, frequencies: Frequencies) -> ranking.Weighed:
    return ranking.weigh_stored(article.id, article.published, article.terms, frequencies)


def _relation(article: Row, other: Row) -> Relation:
    if article.story is not None and article.story == other.story:
        return Relation.STORY
    return Relation.EARLIER if article.dated - other.dated >= EARLIER else Relation.RELATED


def _new_names(
    vector: Mapping[int, float], text: str, row: Row, known: Container[int]
) -> tuple[str, ...]:
    """Return the strongest names of a text that are not known: `Imke Thal`, rather than `Thal`.

    What is in its title, or names its source, is seen already.
    """
    names = {name for name in words.names(text) if len(name) > 2 and name not in DATES}
    written = surfaces("", text)
    seen = f"{row.title} {row.feed}".casefold()
    new = [
        written[term]
        for term in sorted(vector, key=lambda term: (-vector[term], term))
        if term in written
        and term not in known
        and names.issuperset(written[term].split())
        and written[term].casefold() not in seen
    ]
    whole = {part: name for name in reversed(new) if " " in name for part in name.split()}
    return tuple(dict.fromkeys(whole.get(name, name) for name in new))[:NAMES_ADDED]


def _best_first(related: Related) -> tuple[bool, float]:
    """Sort by pinned, then by score; articles of the story count as certain enough."""
    is_story = related.relation is Relation.STORY
    return (not related.pinned, -max(related.score, ranking.THRESHOLD if is_story else 0.0))


def _shared(
    one: Mapping[int, float], other: Mapping[int, float], words: Mapping[int, str]
) -> list[tuple[str, float]]:
    """Return the terms that two articles share, with the share of each in their likeness."""
    shared = {term: one[term] * other[term] for term in one.keys() & other.keys()}
    best = sorted(shared, key=lambda term: (-shared[term], term))
    written = [(words[term], shared[term]) for term in best if term in words]
    return written[:EXPLAINED_TERMS]


def _scales(parts: ranking.Parts) -> list[tuple[str, float]]:
    """Return the factors of a score."""
    return [
        ("likeness", parts.likeness),
        ("nearness in time", parts.nearness),
        ("consensus", parts.consensus),
        ("competition", parts.competition),
    ]

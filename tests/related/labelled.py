"""A small labelled set of our own writing: events in three languages, each told by some outlets."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qreader.model import ArticleId
from qreader.related.frequencies import Frequencies, Seen
from qreader.related.ranking import Weighed, weigh
from qreader.related.signature import best_candidates, fingerprint, query_terms, read
from qreader.related.terms import hashed, terms
from qreader.store.signatures import posting_terms


@dataclass(frozen=True)
class Told:
    """One article, and the event it tells of: `solo-…` where nobody else tells of it."""

    id: ArticleId
    story: str
    source: str
    published: datetime
    title: str
    text: str


def articles() -> list[Told]:
    rows = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    told = sorted(rows, key=lambda row: row["published"])
    return [
        Told(
            ArticleId(number),
            row["story"],
            row["source"],
            datetime.fromisoformat(row["published"]),
            row["title"],
            row["text"],
        )
        for number, row in enumerate(told, 1)
    ]


def counted(*texts: tuple[str, str]) -> Frequencies:
    """Return the frequencies of these articles."""
    seen, frequencies = Seen(), Frequencies()
    for title, text in texts:
        seen.add(map(hashed, terms(title, text)))
    frequencies.merge(seen)
    return frequencies


def hashes(weights: Mapping[str, float]) -> dict[int, float]:
    """Return terms as a signature knows them."""
    return {hashed(term): weight for term, weight in weights.items()}


class Index:
    """Articles as the store keeps them, in dictionaries."""

    def __init__(self, told: list[Told]) -> None:
        self.frequencies = counted(*((one.title, one.text) for one in told))
        self.signed: dict[ArticleId, Weighed] = {}
        self._queries: dict[ArticleId, dict[int, float]] = {}
        self.postings: dict[int, list[ArticleId]] = defaultdict(list)
        for one in told:
            packed = fingerprint(hashes(terms(one.title, one.text)), self.frequencies)
            self.signed[one.id] = weigh(one.id, one.published, read(packed), self.frequencies)
            self._queries[one.id] = query_terms(read(packed), self.frequencies)
            for term in posting_terms(packed):
                self.postings[term].append(one.id)

    def candidates(self, article: Weighed) -> list[Weighed]:
        wanted = self._queries[article.id]
        found = best_candidates((worth, self.postings[term]) for term, worth in wanted.items())
        return [self.signed[one] for one in found if one != article.id]

"""How right related articles and stories are on a labelled set, through a real cache.

An article is related to those of its story and to no others. An orphan tells what nobody else
tells: whatever is shown beside it is wrong.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import (
    ArticleId,
    Digest,
    Entry,
    Feed,
    Incoming,
    ParsedFeed,
    Related,
    Subscription,
    Validators,
)
from qreader.related.grouping import group_new_articles
from qreader.store import Store
from stored import save_items

DEPTH = 10
"""Of a ranking, as far as it is looked at."""
ALL = 100
"""More than is ever ranked."""
ARRIVING = 50
"""Articles that arrive between two times that the new ones are taken in."""
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One article of a set."""

    id: str
    story: str
    source: str
    published: datetime | None
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found on one set: parts of 1; None where the set has nothing to measure it on."""

    articles: int
    stories: int
    """Of two articles at least."""
    orphans: int
    mean_average_precision: float | None
    """At 10, without a threshold."""
    first_right: float | None
    """The first article is related, without a threshold."""
    first_shown_right: float | None
    """The first that is shown is related; of articles beside which something is shown."""
    covered: float | None
    """Articles that are no orphans with a related one among those shown."""
    left_empty: float | None
    """Orphans beside which nothing is shown."""
    b_cubed: float
    """F1 of the stories."""
    pairs: float
    """F1 of the pairs that share a story."""


def read_set(path: Path) -> list[Told]:
    """Read a labelled set, one JSON object a line or a list of them, in order of publication.

    An article has a title and a text, a label (or a story), and maybe an id, a source, a date and
    whether it is an orphan. Without a source it is a source of its own.
    """
    text = path.read_text("utf-8")
    rows = (
        json.loads(text)
        if text.lstrip().startswith("[")
        else [json.loads(line) for line in text.splitlines() if line.strip()]
    )
    told = []
    for number, row in enumerate(sorted(rows, key=lambda row: row.get("published") or "")):
        key = str(row.get("id") or number)
        label = row.get("label") or row.get("story")
        if label is None or "title" not in row:
            raise SystemExit(f"{path}: not a set of articles with labels")
        told.append(
            Told(
                key,
                f"orphan {key}" if row.get("orphan") else str(label),
                row.get("source") or f"of {key}",
                _date(row.get("published") or ""),
                row["title"] or (row.get("text") or "")[:80],
                row.get("text") or "",
            )
        )
    return told


def measure(told: Sequence[Told], folder: Path) -> Quality:
    """Put a set into a cache made in a folder, article by article, and ask for each."""
    paths = find_paths(folder)
    with closing(Store(paths.database)) as store:
        ids = _store(told, store)
        stories = {row.id: row.story for row in store.articles.rows(list(ids))}
    gold = {number: one.story for number, one in ids.items()}
    ranked, shown = {}, {}
    with closing(Library(paths, Config())) as library:
        for number in ids:
            ranked[number] = sorted(library.related(number, ALL, 0.0), key=_best_first)[:DEPTH]
            shown[number] = library.related(number, DEPTH)
    # an article without a story is one of its own
    told_together = {number: stories[number] or -number for number in ids}
    return Quality(
        len(gold), *_sizes(gold), *_ranking(gold, ranked), *_shown(gold, shown),
        *grouping(told_together, gold),
    )  # fmt: skip


def grouping(found: Mapping[ArticleId, int], gold: Mapping[ArticleId, str]) -> tuple[float, float]:
    """Return how well groups agree with the true ones: F1 of B-cubed, and of pairs."""
    of_found, of_gold = _members(found), _members(gold)
    precision = recall = 0.0
    right = both_found = both_gold = 0
    for one in gold:
        together, truly = of_found[found[one]], of_gold[gold[one]]
        common = len(together & truly)
        precision += common / len(together)
        recall += common / len(truly)
        right += common - 1
        both_found += len(together) - 1
        both_gold += len(truly) - 1
    pairs = _harmonic(right / both_found if both_found else 0.0, right / (both_gold or 1))
    return _harmonic(precision / len(gold), recall / len(gold)), pairs


def average_precision(hits: Sequence[bool], wanted: int) -> float:
    """Return the mean of the precisions at each hit of a ranking, of those that there could be."""
    found = 0
    total = 0.0
    for rank, hit in enumerate(hits, 1):
        found += hit
        total += found / rank if hit else 0.0
    return total / min(DEPTH, wanted)


def _store(told: Sequence[Told], store: Store) -> dict[ArticleId, Told]:
    feeds: dict[str, Feed] = {}
    ids = {}
    for number, one in enumerate(told, 1):
        if one.source not in feeds:
            # the host says who speaks
            subscription = Subscription(f"https://s{len(feeds)}.example/feed")
            feeds[one.source], _ = store.subscriptions.add(subscription, now=NOW)
        feed, key = feeds[one.source], one.id.encode()
        entry = Entry(
            one.title,
            guid=one.id,
            published=one.published,
            body_html=f"<p>{escape(one.text)}</p>",
        )
        item = (Incoming(key, key, entry, None, one.published), Digest(one.text, "", 1))
        parsed = ParsedFeed(one.source)
        save_items(store, feed.id, parsed, [item], Validators(), now=NOW, next_check=NOW)
        ids[store.statuses.known(feed.id, [key])[key].id] = one
        if number % ARRIVING == 0:
            _group(store)
    _group(store)
    return ids


def _group(store: Store) -> None:
    """Compare the articles that wait with the others."""
    for _ in group_new_articles(store, NOW):
        pass


Answers = Mapping[ArticleId, Sequence[Related]]


def _sizes(gold: Mapping[ArticleId, str]) -> tuple[int, int]:
    """Return how many stories and how many orphans there are."""
    sizes = [len(members) for members in _members(gold).values()]
    return sum(size > 1 for size in sizes), sizes.count(1)


def _ranking(gold: Mapping[ArticleId, str], ranked: Answers) -> tuple[float | None, float | None]:
    precisions, firsts = [], []
    for number, wanted in _wanted(gold).items():
        if wanted:
            hits = [one.row.id in wanted for one in ranked[number]]
            precisions.append(average_precision(hits, len(wanted)))
            firsts.append(hits[:1] == [True])
    return _mean(precisions), _mean(firsts)


def _shown(
    gold: Mapping[ArticleId, str], shown: Answers
) -> tuple[float | None, float | None, float | None]:
    firsts, covered, empty = [], [], []
    for number, wanted in _wanted(gold).items():
        hits = [one.row.id in wanted for one in shown[number]]
        if not wanted:
            empty.append(not hits)
            continue
        covered.append(any(hits))
        if hits:
            firsts.append(hits[0])
    return _mean(firsts), _mean(covered), _mean(empty)


def _wanted(gold: Mapping[ArticleId, str]) -> dict[ArticleId, set[ArticleId]]:
    members = _members(gold)
    return {number: members[story] - {number} for number, story in gold.items()}


def _members(groups: Mapping[ArticleId, int | str]) -> dict[int | str, set[ArticleId]]:
    members: defaultdict[int | str, set[ArticleId]] = defaultdict(set)
    for number, group in groups.items():
        members[group].add(number)
    return members


def _best_first(related: Related) -> float:
    return -related.score


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _date(written: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(written)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)

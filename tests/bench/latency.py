"""What relating costs in a simulated cache: to ask, to index, on disk."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import simulated
from qreader.config.settings import Config, find_paths
from qreader.library import Library

ASKED = 100
"""Articles that are opened."""
ENTRIES = 400
"""Of the feed that is added, at most as many as there are articles."""


@dataclass(frozen=True, slots=True)
class Times:
    """What one thing took, in milliseconds."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What relating costs at one size of the cache."""

    articles: int
    related: Times
    """The related articles of one article."""
    topics: Times
    parsing: float
    """To read and store an article, in milliseconds."""
    signing: float
    """To find an article's terms, sign it, and make it known under them."""
    grouping: float
    """To hold an article against the others, and put it into a story."""
    signature_bytes: float
    """On disk, an article."""
    posting_bytes: float


class _AtOneTime(Library):
    """A library whose present is that of the simulated cache."""

    def now(self) -> datetime:
        """Return the time that the newest article was written."""
        return simulated.NOW


def measure(folder: Path, articles: int, rounds: int, seed: int) -> Costs:
    """Measure in the cache of a folder, which is made where there is none."""
    if not (folder / "qreader.db").exists():
        simulated.build(folder, articles, simulated.Writer(seed))
    count, *sizes = _on_disk(folder)
    ids = simulated.asked_for(folder, ASKED, seed)
    with closing(_AtOneTime(find_paths(folder), Config())) as library:
        library.related(ids[0])  # opens and imports what the first one needs
        related = [_milliseconds(library.related, n) for _ in range(rounds) for n in ids]
        topics = [_milliseconds(library.topics) for _ in range(rounds)]
    with tempfile.TemporaryDirectory() as other:  # so that a cache that is kept stays as it was
        shutil.copy(folder / "qreader.db", other)
        costs = _indexing(Path(other), min(ENTRIES, count), seed)
    return Costs(count, _times(related), _times(topics), *costs, *sizes)


def _indexing(folder: Path, count: int, seed: int) -> tuple[float, float, float]:
    """Return what an article of a feed that is added costs: parsing, signing, grouping."""
    first, feed = folder / "first.xml", folder / "feed.xml"
    simulated.write_feed(first, folder, 1, seed)
    simulated.write_feed(feed, folder, count, seed)
    with closing(_AtOneTime(find_paths(folder), Config())) as library:
        library.add(str(first))  # starts the process that parses
        sum(library.group_new_articles())
        parsing = _milliseconds(library.add, str(feed))
        began = perf_counter()
        signed = 0.0
        for done in library.group_new_articles():
            if not done:  # a batch has its signatures, none is in a story yet
                signed = perf_counter()
        grouping = (perf_counter() - signed) * 1000
        signing = (signed - began) * 1000
    return parsing / count, signing / count, grouping / count


def _on_disk(folder: Path) -> tuple[int, float, float]:
    """Return how many articles there are, and what each takes: signature, postings, in bytes."""
    with closing(sqlite3.connect(folder / "qreader.db")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM signature").fetchone()
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    signature, posting = (
        sum(size for name, size in sizes.items() if name.startswith(table))
        for table in ("signature", "posting")
    )
    return count, signature / count, posting / count


def _milliseconds(call: Callable[..., object], *given: object) -> float:
    start = perf_counter()
    call(*given)
    return (perf_counter() - start) * 1000


def _times(values: Sequence[float]) -> Times:
    ordered = sorted(values)
    return Times(median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))])

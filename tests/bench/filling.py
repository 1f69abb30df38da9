"""What it costs to fill a cache and to keep it fresh, for readers that take turns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.corpus import without_newest
from bench.readers import Cost, Reader, newsboat, qreader
from bench.serving import Serving

NEW = 3
"""Entries that come into each feed."""
THREADS = (1, 4, 8)
"""Of newsboat's; its best counts."""
AS_IT_IS = "newsboat as it is"
"""With the cache that it leaves: its statistics are those of an empty one."""

FILL = "first fill"
UNCHANGED = "nothing changed (304)"
NEWS = f"{NEW} new in each feed"
WHOLE = "unchanged, no validators"

Costs = dict[str, dict[str, list[Cost]]]
"""By case and reader."""
Sizes = dict[str, float]
"""Bytes an article, by reader."""


def readers_in(folder: Path, addresses: Sequence[str]) -> Iterator[Reader]:
    """Yield qreader, then newsboat with each number of threads, where it is installed."""
    yield qreader(folder / "qreader", addresses)
    for threads in THREADS:
        reader = newsboat(folder / f"newsboat-{threads}", addresses, threads)
        if reader is not None:
            yield reader


def measure(
    readers: Sequence[Reader], feeds: Mapping[str, bytes], served: Serving, rounds: int
) -> tuple[Costs, Sizes]:
    """Fill the caches, and refresh each in every case so many times."""
    before = {name: without_newest(body, NEW) for name, body in feeds.items()}
    served.serve(before)
    costs: Costs = defaultdict(lambda: defaultdict(list))
    sizes = {}
    for reader in readers:
        reader.start_anew()
        costs[FILL][reader.name].append(reader.refresh())
        sizes[reader.name] = reader.bytes_an_article()
    _as_it_is(readers, costs)
    for _ in range(rounds + 1):
        for reader in readers:
            costs[UNCHANGED][reader.name].append(reader.refresh())
    for taken in costs[UNCHANGED].values():
        del taken[0]  # newsboat keeps a feed's ETag only from its second answer on
    served.serve(feeds)
    for _ in range(rounds):
        for reader in readers:
            costs[NEWS][reader.name].append(_with_news(reader, NEW * len(feeds)))
    served.serve(before, validators=False)
    for _ in range(rounds):
        for reader in readers:
            costs[WHOLE][reader.name].append(reader.refresh())
    return costs, sizes


def best(costs: Mapping[str, Sequence[Cost]], figure: str) -> float | None:
    """Return the lowest median of a figure among newsboat's numbers of threads."""
    found = [
        median(getattr(cost, figure) for cost in taken)
        for name, taken in costs.items()
        if name not in {"qreader", AS_IT_IS}
    ]
    return min(found, default=None)


def _as_it_is(readers: Sequence[Reader], costs: Costs) -> None:
    """Refresh newsboat's caches as they are, one of them for the figure, then analyze them all."""
    for reader in readers:
        if reader.name == "newsboat, 4 threads":
            reader.refresh()
            costs[UNCHANGED][AS_IT_IS] += [reader.refresh()] * 2
        if reader.name != "qreader":
            reader.analyze()


def _with_news(reader: Reader, expected: int) -> Cost:
    """Refresh, see to it that what is new has come, and put the cache back."""
    before = reader.articles()
    with reader.put_back():
        cost = reader.refresh()
        came = reader.articles() - before
        if came != expected:
            raise SystemExit(f"{reader.name}: took {came} of {expected} new articles")
    return cost

"""What a cache costs, side by side with newsboat: to fill, to refresh, on disk, to ask.

    python -m tests.bench.cache [--corpus DIR] [--feeds N]

Without a corpus the feeds are written: of words that mean nothing, so that nothing is related. The
readers take turns, on a loopback server in this process. Of newsboat the best of 1, 4 and 8 threads
counts, with its cache analyzed; "as it is" is the cache that it leaves. Times change with the
machine: look at the ratios.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))  # wherever it is started from

from bench import filling
from bench.corpus import ITEMS, read_corpus, written
from bench.serving import serving

FIGURES = {"s": "wall_seconds", "s of CPU": "cpu_seconds", "MiB at most": "peak_mib"}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of both readers; None where one has no such thing."""

    label: str
    qreader: float
    newsboat: float | None = None
    as_it_is: float | None = None
    """newsboat's, with its cache as it leaves it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="cache", description=__doc__)
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="has the feeds in feeds/*.xml")
    parser.add_argument("--feeds", type=int, metavar="N", help="as many of them; 20 are written")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    if options.corpus is not None:
        feeds = read_corpus(options.corpus, options.feeds)
    else:
        feeds = written((options.feeds or 20) * ITEMS)
    with tempfile.TemporaryDirectory() as folder, serving() as served:
        costs, sizes = filling.measure(Path(folder), feeds, served, options.rounds)
    print(f"{len(feeds)} feeds, {sum(map(len, feeds.values())) / 1e6:.1f} MB, medians of")
    print(f"{options.rounds} rounds (a fill is one)")
    show([*lines_of(costs, sizes)])


def lines_of(costs: filling.Costs, sizes: filling.Sizes) -> Iterator[Line]:
    """Yield what filling and refreshing took."""
    for case, taken in costs.items():
        for unit, figure in FIGURES.items():
            yield Line(
                f"{case}, {unit}",
                median(getattr(cost, figure) for cost in taken["qreader"]),
                filling.best(taken, figure),
                *(getattr(cost, figure) for cost in taken.get(filling.AS_IT_IS, [])[:1]),
            )
    others = [size for name, size in sizes.items() if name != "qreader"]
    yield Line("on disk, bytes an article", sizes["qreader"], min(others, default=None))


def show(lines: Sequence[Line]) -> None:
    """Print figures beside each other."""
    print(f"{'':40}{'qreader':>10}{'newsboat':>10}{'ratio':>8}{'as it is':>10}")
    for line in lines:
        ratio = line.qreader / line.newsboat if line.newsboat else None
        cells = f"{_cell(line.qreader, 10)}{_cell(line.newsboat, 10)}{_cell(ratio, 8)}"
        print(f"{line.label:40}{cells}{_cell(line.as_it_is, 10)}".rstrip())


def _cell(value: float | None, width: int) -> str:
    return " " * width if value is None else f"{value:{width}.{0 if value >= 100 else 2}f}"


if __name__ == "__main__":
    main()

"""What a cache costs, beside newsboat: to fill, to refresh, on disk, to search, to use for long.

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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))  # wherever it is started from

from bench import asking, filling, screens, session
from bench.corpus import ITEMS, read_corpus, written
from bench.readers import Reader
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
    parser.add_argument("--keys", type=int, default=1_000, help="of the session (10,000: minutes)")
    options = parser.parse_args(arguments)
    if options.corpus is not None:
        feeds = read_corpus(options.corpus, options.feeds)
    else:
        feeds = written((options.feeds or 20) * ITEMS)
    print(f"{len(feeds)} feeds, {sum(map(len, feeds.values())) / 1e6:.1f} MB, medians of")
    print(f"{options.rounds} rounds (a fill, a session are one)")
    with tempfile.TemporaryDirectory() as folder, serving() as served:
        addresses = [served.url(name) for name in feeds]
        readers = list(filling.readers_in(Path(folder), addresses))
        costs, sizes = filling.measure(readers, feeds, served, options.rounds)
        head()
        show(lines_of(costs, sizes))
        show(lines_on_screen(readers))
        data = readers[0].cache.parent
        show(Line(f"{what}, ms", ms) for what, ms in asking.measure(data, options.rounds).items())
        looks = (options.keys // 10, options.keys // 2, options.keys)
        show(Line(what, value) for what, value in session.measure(data, served, looks).items())


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


def lines_on_screen(readers: Sequence[Reader]) -> Iterator[Line]:
    """Yield what each reader took in a terminal."""
    cache = readers[0].cache
    words = asking.word_in(cache, asking.COMMON), asking.word_in(cache, asking.RARE)
    # of newsboat's caches the first: they are all alike
    figures = [screens.measure(screens.screen_of(one, *words)) for one in readers[:2]]
    for label, value in figures[0].items():
        yield Line(label, value, *(others[label] for others in figures[1:] if label in others))


def head() -> None:
    """Print what stands above the figures."""
    print(f"{'':40}{'qreader':>10}{'newsboat':>10}{'ratio':>8}{'as it is':>10}")


def show(lines: Iterable[Line]) -> None:
    """Print figures beside each other."""
    for line in lines:
        ratio = line.qreader / line.newsboat if line.newsboat else None
        cells = f"{_cell(line.qreader, 10)}{_cell(line.newsboat, 10)}{_cell(ratio, 8)}"
        print(f"{line.label:40}{cells}{_cell(line.as_it_is, 10)}".rstrip(), flush=True)


def _cell(value: float | None, width: int) -> str:
    return " " * width if value is None else f"{value:{width}.{0 if value >= 100 else 2}f}"


if __name__ == "__main__":
    main()

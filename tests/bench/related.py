#!/usr/bin/env python3
"""Print how right related stories are, and what they cost: `python -m tests.bench.related`.

Quality is measured on the project's own labelled set, and on any that is given with --set (JSON, an
article a line: id, title, text, published, source, label, orphan). What it costs is measured in a
simulated cache; figures in milliseconds depend on the machine, all others only on the seed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # wherever it is started from

from bench import latency, quality, simulated
from bench.latency import Costs
from bench.quality import Quality

QUALITY = "{:<24} {:>8} {:>7} {:>7}   {:>6} {:>6}   {:>6} {:>7} {:>6}   {:>6} {:>6}"
COST = "{:<44} {:>8} {:>8}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print each figure as soon as it is known."""
    options = _options(arguments)
    print(QUALITY.format("", "", "", "", "ranked", "", "shown", "", "", "stories", ""))
    print(
        QUALITY.format(
            *("set", "articles", "stories", "orphans"),
            *("MAP@10", "P@1", "P@1", "covered", "empty", "B3 F1", "pairs"),
        )
    )
    for path in [simulated.LABELLED, *options.set]:
        told = quality.read_set(path)
        with tempfile.TemporaryDirectory() as folder:
            print(_quality_line(path.stem, quality.measure(told, Path(folder))), flush=True)
    print()
    with tempfile.TemporaryDirectory() as folder:
        kept = options.keep or Path(folder)
        costs = latency.measure(kept, options.articles, options.rounds, options.seed)
    print(COST.format(f"{costs.articles:,} simulated articles", "median", "p95"))
    for line in _cost_lines(costs):
        print(line)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000, help="in the simulated cache")
    parser.add_argument(
        "--set", type=Path, nargs="+", action="extend", default=[], help="labelled sets, JSONL"
    )
    parser.add_argument("--rounds", type=int, default=1, help="times that each thing is asked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder of the simulated cache, to be used again")
    return parser.parse_args(arguments)


def _quality_line(name: str, found: Quality) -> str:
    parts = (
        *(found.mean_average_precision, found.first_right),
        *(found.first_shown_right, found.covered, found.left_empty),
        *(found.b_cubed, found.pairs),
    )
    written = ["-" if part is None else f"{part:.3f}" for part in parts]
    return QUALITY.format(name[:24], found.articles, found.stories, found.orphans, *written)


def _cost_lines(costs: Costs) -> Iterator[str]:
    yield COST.format(
        "related, ms", *(f"{ms:.1f}" for ms in (costs.related.median, costs.related.p95))
    )
    yield COST.format(
        "topics, ms", *(f"{ms:.1f}" for ms in (costs.topics.median, costs.topics.p95))
    )
    indexing = costs.signing + costs.grouping
    for name, value in (
        ("an article: parsing and storing, ms", f"{costs.parsing:.2f}"),
        ("an article: terms and signature, ms", f"{costs.signing:.2f}"),
        ("an article: stories, ms", f"{costs.grouping:.2f}"),
        ("relating to parsing and storing", f"{indexing / costs.parsing:.2f}"),
        ("an article on disk: signature, bytes", f"{costs.signature_bytes:.0f}"),
        ("an article on disk: posting, bytes", f"{costs.posting_bytes:.0f}"),
    ):
        yield COST.format(name, value, "")


if __name__ == "__main__":
    main()

"""What grows with the cache: each figure in simulated caches of 1,000 articles to a million.

    python -m tests.bench.growth [--sizes 1000,10000,100000] [--keep DIR]

The caches are built first, where the kept ones do not have them; a million articles take a quarter
of an hour.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))  # wherever it is started from

from bench import asking, simulated
from bench.pseudo_terminal import Running

SIZES = (1_000, 10_000, 100_000)
MOVES = 30


def main(arguments: Sequence[str] | None = None) -> None:
    """Build what is missing, measure, and print a table."""
    parser = argparse.ArgumentParser(prog="growth", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="has a cache in a folder a size")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folders = {size: (options.keep or Path(name)) / str(size) for size in sizes}
        for size, folder in folders.items():
            if not (folder / "qreader.db").exists():
                simulated.build(folder, size, simulated.Writer(1))
        figures = [_measured(folder, options.rounds) for folder in folders.values()]
    print(f"{'articles':32}" + "".join(f"{size:>12,}" for size in sizes))
    for label in figures[0]:
        print(f"{label:32}" + "".join(f"{of_size[label]:12.2f}" for of_size in figures))


def _measured(folder: Path, rounds: int) -> Mapping[str, float]:
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds + 1):
        _on_screen(folder, taken)
    for values in taken.values():
        del values[0]  # it reads the file from the disk
    asked = {f"{label}, ms": ms for label, ms in asking.measure(folder, rounds).items()}
    return {label: median(values) for label, values in taken.items()} | asked


def _on_screen(folder: Path, taken: Mapping[str, list[float]]) -> None:
    running = Running([sys.executable, "-m", "qreader", "--data-dir", str(folder)])
    try:
        taken["start, ms"].append(running.until("Unread"))
        running.settle()
        taken["ready, MiB PSS"].append(running.proportional_mib())
        taken["move, ms"].append(median(running.press(b"j")[0] for _ in range(MOVES)))
        taken["quit, ms"].append(running.end(b"Q"))
    finally:
        running.kill()


if __name__ == "__main__":
    main()

"""How many lines of newsboat configurations come along, how many are named, and that none is lost.

`python -m tests.bench.newsboat_config FILE`: each line of the file is a count and a line of some
configurations, and is read as a configuration of its own.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from qreader.collect import newsboat_settings
from qreader.collect.newsboat_settings import Meant
from qreader.config.settings import Config
from qreader.sources.feeds.newsboat_config import parse_config
from qreader.tui import newsboat_keys

NEWSBOAT = Config(preset="newsboat")
"""What an import begins with, where nothing else is chosen."""


def meant(line: str) -> list[Meant]:
    """Return what a line is here."""
    lines = parse_config(line)
    return newsboat_settings.meanings(lines) + newsboat_keys.meanings(lines, NEWSBOAT)


def kind(found: list[Meant]) -> str:
    """Return what became of a line."""
    if len(found) != 1 or not found[0].line.text:
        return "lost"
    (one,) = found
    if one.reason:
        return "left out, named"
    narrowed = ", narrowed and named" if one.note else ""
    is_new = one.changes or one.hides or one.search
    return f"{'comes along' if is_new else 'is so already'}{narrowed}"


def main() -> None:
    """Print the figures."""
    different: Counter[str] = Counter()
    all_lines: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for stated in Path(sys.argv[1]).read_text("utf-8").split("\n"):
        parted = re.fullmatch(r"\s*(\d+) (.*)", stated)
        if parted is None:
            continue
        found = meant(parted[2])
        different[kind(found)] += 1
        all_lines[kind(found)] += int(parted[1])
        for one in found:
            if one.reason:
                reasons[f"{one.line.command}: {one.reason}"] += int(parted[1])
    total, everywhere = sum(different.values()), sum(all_lines.values())
    print(f"{total} different lines, {everywhere} with their counts")
    for name in sorted(different):
        share = all_lines[name] / everywhere
        print(f"  {name:36}{different[name]:6}{all_lines[name]:6}{share:7.0%}")
    print(f"  {'lost without a word':36}{different['lost']:6}{all_lines['lost']:6}")
    for reason, count in reasons.most_common(25):
        print(f"{count:6}  {reason}")


if __name__ == "__main__":
    main()

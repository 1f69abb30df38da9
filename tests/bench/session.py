"""A long session in a terminal: whether its memory grows with keys, searches and refreshes."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from bench.asking import COMMON, RARE, word_in
from bench.corpus import ITEMS, written
from bench.pseudo_terminal import COMPLETE_SECONDS, Running
from bench.serving import Serving
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Subscription

FEEDS = 20
"""That are asked at a refresh, and have an entry more each time."""
LOOKS = (1_000, 5_000, 10_000)
"""Keys after which the memory is looked at."""
REFRESH_EVERY = 500
"""Keys."""
SEARCH_EVERY = 100
_KEYS = {
    # how often each comes; none leaves the reader, none asks a program or the person
    b"j": 30, b"k": 15, b"\x04": 4, b"\x15": 4, b"G": 1, b"gg": 1, b"\r": 10, b"h": 6, b"J": 6,
    b"K": 4, b"n": 4, b"p": 2, b" ": 8, b"m": 3, b"s": 2, b"b": 2, b"u": 3, b"\t": 2, b"]": 2,
    b"[": 1, b"T": 1, b"\x0f": 1, b"gt": 1, b"ga": 1, b"gu": 1, b"gf": 1, b"gh": 1, b"go": 1,
}  # fmt: skip


def measure(folder: Path, served: Serving, looks: Sequence[int] = LOOKS) -> dict[str, float]:
    """Use a copy of a folder's cache for as many keys as the last look says; MiB at each."""
    with tempfile.TemporaryDirectory() as name:
        other = Path(name)
        shutil.copy(folder / "qreader.db", other)
        # a bench asks no other server than its own
        find_paths(other).config_file.write_text('images = "never"\n')
        database = find_paths(other).database
        words = [word_in(database, share) for share in (COMMON, RARE, COMMON / 10)]
        _subscribe(other, served)
        running = Running([sys.executable, "-m", "qreader", "--data-dir", str(other)])
        try:
            return dict(_used(running, served, words, looks))
        finally:
            running.kill()


def _used(
    running: Running, served: Serving, words: Sequence[str], looks: Sequence[int]
) -> Iterator[tuple[str, float]]:
    running.until("Unread")
    running.settle()
    yield "ready, MiB PSS", running.proportional_mib()
    draw, pressed = Random(1), 0
    for number in range(1, looks[-1] + 1):
        if number % REFRESH_EVERY == 0:
            _serve(served, number // REFRESH_EVERY)
            keys = b"R"
        elif number % SEARCH_EVERY == 0:
            keys = b"/" + draw.choice(words).encode() + b"\r"
        elif number % SEARCH_EVERY == SEARCH_EVERY // 2:
            keys = b"\x1b"
        else:
            (keys,) = draw.choices(list(_KEYS), list(_KEYS.values()))
        running.type(keys)
        pressed += len(keys)
        if number in looks:
            running.settle(COMPLETE_SECONDS)  # a refresh may be under way
            yield f"after {number:,} keys, MiB PSS", running.proportional_mib()
    yield "processes that it has started, MiB PSS", running.helpers_mib()
    yield "quit, ms", running.end(b"Q")


def _subscribe(folder: Path, served: Serving) -> None:
    """Have a refresh ask the server alone."""
    _serve(served, 0)
    with closing(sqlite3.connect(folder / "qreader.db")) as connection:
        connection.execute("UPDATE feed SET gone = 1")
        connection.commit()
    with closing(Library(find_paths(folder), Config())) as library:
        library.subscribe(Subscription(served.url(name)) for name in _feeds(0))


def _serve(served: Serving, more: int) -> None:
    served.serve(_feeds(more))


def _feeds(more: int) -> dict[str, bytes]:
    """Return feeds of few entries, and of one more for each time that they were asked."""
    feeds = written(FEEDS * ITEMS)
    return {
        name: b"</item>".join(body.split(b"</item>")[: 3 + more]) + b"</item></channel></rss>"
        for name, body in feeds.items()
    }

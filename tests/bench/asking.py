"""What it costs to ask a cache, and to mark all of it, without a terminal: milliseconds."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import simulated
from qreader.config.settings import Config, Paths, find_paths
from qreader.library import Library
from qreader.model import ArticleId, Query, Scope

PAGE = 200
"""As many as a list reads at first."""
FOUND = 1_000
"""As many as a search shows."""
ROWS = 60
"""As many as a screen may show."""
COMMON, RARE = 0.5, 0.001
"""In how many of the articles the words are that are searched for."""
OPENED = 20


class LibraryAt(Library):
    """A library whose present is when the newest article of its cache was written."""

    def __init__(self, paths: Paths) -> None:
        with closing(sqlite3.connect(paths.database)) as connection:
            (newest,) = connection.execute("SELECT max(dated) FROM status").fetchone()
        self._now = datetime.fromtimestamp(newest or 0, UTC)
        super().__init__(paths, Config())

    def now(self) -> datetime:
        return self._now


def measure(folder: Path, rounds: int) -> dict[str, float]:
    """Ask the cache of a folder, of which a copy is used."""
    with tempfile.TemporaryDirectory() as other:
        shutil.copy(folder / "qreader.db", other)
        paths = find_paths(Path(other))
        common, rare = word_in(paths.database, COMMON), word_in(paths.database, RARE)
        opened = iter(simulated.asked_for(Path(other), OPENED, 1) * (rounds + 1))
        with closing(LibraryAt(paths)) as library:
            asked = {
                "open the cache, a first page": lambda: _opened(paths),
                "a page from the middle": _middle(library),
                "feeds with their counts": library.feeds.all,
                "search, a common word": lambda: _found(library, common),
                "search, a rare word": lambda: _found(library, rare),
                "open an article": lambda: library.articles.one(ArticleId(next(opened))),
                "related": lambda: library.related(ArticleId(next(opened))),
                "topics": library.topics,
            }
            figures = {label: _median(call, rounds) for label, call in asked.items()}
            return figures | _marked(library, rounds)


def word_in(database: Path, share: float) -> str:
    """Return the word that comes nearest to being in so many of the articles."""
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM article").fetchone()
        connection.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab (main, search, row)")
        (word,) = connection.execute(
            "SELECT term FROM word WHERE length(term) > 3 ORDER BY abs(doc - ?), term LIMIT 1",
            (max(1, count * share),),
        ).fetchone()
    return str(word)


def _opened(paths: Paths) -> None:
    with closing(LibraryAt(paths)) as library:
        library.articles.rows(library.lists.ids(Query(), limit=PAGE)[:ROWS])


def _middle(library: Library) -> Callable[[], object]:
    every = library.lists.ids(Query())
    return lambda: library.lists.ids(Query(), after=every[len(every) // 2], limit=PAGE)


def _found(library: Library, word: str) -> None:
    query = Query(words=word)
    found = library.lists.ids(query, limit=FOUND)
    if len(found) == FOUND:
        library.lists.count(query)
    library.articles.rows(found[:ROWS])


def _marked(library: Library, rounds: int) -> dict[str, float]:
    every = library.lists.ids(Query(Scope.ALL))
    library.mark(every, read=False)
    marked, undone = [], []
    for _ in range(rounds):
        with _taking(marked):
            library.mark(every, read=True, label=str)
        with _taking(undone):
            library.undo()
    return {"mark all read": median(marked), "undo that": median(undone)}


def _median(call: Callable[[], object], rounds: int) -> float:
    call()  # imports what it needs
    taken: list[float] = []
    for _ in range(rounds):
        with _taking(taken):
            call()
    return median(taken)


@contextmanager
def _taking(taken: list[float]) -> Iterator[None]:
    began = perf_counter()
    yield
    taken.append((perf_counter() - began) * 1000)

"""The readers that are compared: how each is run without a screen, and what a run costs."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_LAUNCHER = """
import os, sys, time
quiet = os.open(os.devnull, os.O_WRONLY)
began = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1)])
_, status, used = os.wait4(pid, 0)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""What a process has needed at most counts from the one that started it, so that one is small."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    wall_seconds: float
    cpu_seconds: float
    """Of the process and those that it started, in the system as well."""
    peak_mib: float
    """Of the largest of these processes."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader with a cache of its own that knows the feeds."""

    name: str
    cache: Path
    """Its SQLite file."""
    subscribe: Sequence[str]
    """Makes a cache that knows the feeds; empty: a reload does."""
    reload: Sequence[str]
    read: Sequence[str]
    """Opens it in a terminal."""
    counting: str
    """SQL that counts its articles."""

    def start_anew(self) -> None:
        """Leave nothing in the cache but the feeds."""
        for path in _files(self.cache):
            path.unlink()
        if self.subscribe:
            run(self.subscribe)

    def refresh(self) -> Cost:
        """Fetch all feeds."""
        return run(self.reload)

    def articles(self) -> int:
        """Return how many articles the cache has."""
        with closing(sqlite3.connect(self.cache)) as connection:
            (count,) = connection.execute(self.counting).fetchone()
        return int(count)

    def bytes_an_article(self) -> float:
        """Return what an article takes on disk, with all that is kept beside the cache of it."""
        return sum(path.stat().st_size for path in _files(self.cache)) / self.articles()

    def analyze(self) -> None:
        """Tell SQLite what the cache holds: what newsboat leaves out."""
        with closing(sqlite3.connect(self.cache)) as connection:
            connection.execute("ANALYZE")

    @contextmanager
    def put_back(self) -> Iterator[None]:
        """Have the cache afterwards as it was before."""
        kept = [(path, path.with_name(f"kept-{path.name}")) for path in _files(self.cache)]
        for path, copy in kept:
            shutil.copy2(path, copy)
        try:
            yield
        finally:
            for path in _files(self.cache):
                path.unlink()
            for path, copy in kept:
                copy.rename(path)


def qreader(folder: Path, addresses: Iterable[str]) -> Reader:
    """Return qreader with a data folder below this one."""
    listed = _listed(folder, addresses)
    program = [sys.executable, "-m", "qreader", "--data-dir", str(folder / "data")]
    return Reader(
        "qreader",
        folder / "data" / "qreader.db",
        [*program, "import", str(listed)],
        [*program, "refresh"],
        program,
        "SELECT count(*) FROM article",
    )


def newsboat(folder: Path, addresses: Iterable[str], threads: int) -> Reader | None:
    """Return newsboat with a cache in this folder, None where it is not installed."""
    program = shutil.which("newsboat")
    if program is None:
        return None
    listed = _listed(folder, addresses)
    (folder / "config").write_text(f"reload-threads {threads}\n")
    cache = folder / "cache.db"
    files = [f"--config-file={folder / 'config'}", f"--url-file={listed}", f"--cache-file={cache}"]
    return Reader(
        f"newsboat, {threads} threads",
        cache,
        [],
        [program, *files, "-x", "reload"],
        [program, *files],
        "SELECT count(*) FROM rss_item",
    )


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end. Raises CalledProcessError."""
    launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(launched, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    wall, cpu, peak_kib = map(float, done.stdout.split())
    return Cost(wall, cpu, peak_kib / 1024)


def _listed(folder: Path, addresses: Iterable[str]) -> Path:
    folder.mkdir()
    path = folder / "urls"
    path.write_text("".join(f"{address}\n" for address in addresses))
    return path


def _files(cache: Path) -> list[Path]:
    """Return the files of a cache: SQLite's log and what it shares are part of it."""
    return sorted(cache.parent.glob(f"{cache.name}*")) if cache.parent.exists() else []

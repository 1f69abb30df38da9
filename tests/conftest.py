"""What every test may need."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from qreader import factory
from qreader.process.sandbox import Sandbox
from qreader.store import database, schema

pytest_plugins = ["loopback", "refresh_world"]

# what is compiled is kept, whatever the environment says: else each worker rewrites all assertions
# anew, and each program that a test starts compiles all that it imports
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

MEMORY = Path("/dev/shm")
ROOM_BYTES = 2**30


def _holds_tests(folder: Path) -> bool:
    """Whether a folder has room for the caches of all workers, and scripts in it may be run."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    no_scripts = os.statvfs(folder).f_flag & os.ST_NOEXEC
    return not no_scripts and shutil.disk_usage(folder).free > ROOM_BYTES


if _holds_tests(MEMORY):  # a fifth of the time of tests with a cache is the disk's
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """Start half as many workers again as there are cores: many a test waits for a program."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return cores + cores // 2


NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""The frozen present of the tests."""

settings.register_profile(
    # two shared cores: a slow example is no failure, and CI draws the same examples each time
    "qreader",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("qreader")


class KeptSandbox(Sandbox):
    """Outlives the libraries that close it: starting one takes longer than most tests."""

    def close(self) -> None:
        """Leave the process to the next library."""

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="session", autouse=True)
def _one_parser() -> Iterator[Sandbox]:
    """Let all libraries of this process have one parser; tests of programs start their own."""
    kept = KeptSandbox()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory, "Sandbox", lambda: kept)
        yield kept
    kept.end()


@pytest.fixture
def sandbox(_one_parser: Sandbox) -> Sandbox:
    """Return the parser of this process, which no test ends."""
    return _one_parser


@pytest.fixture(scope="session", autouse=True)
def _one_schema() -> Iterator[None]:
    """Let each new cache be a copy of one: to make its tables takes longer than most tests."""
    migrate = database.migrate
    empty = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(empty)

    def copy_or_migrate(connection: sqlite3.Connection) -> None:
        is_new = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
        if is_new and database.MIGRATIONS is schema.MIGRATIONS:
            empty.backup(connection)
            database._switch_to_wal(connection)
        else:
            migrate(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrate", copy_or_migrate)
        yield
    empty.close()


@pytest.fixture(autouse=True)
def _no_real_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep every test away from the person's own files and from proxies."""
    # a numbered folder would be looked for among those of all tests before
    home = tempfile.mkdtemp(prefix="home-", dir=tmp_path_factory.getbasetemp())
    monkeypatch.setenv("HOME", home)
    for name in list(os.environ):
        if name.startswith(("XDG_", "QREADER_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("COLUMNS", "LINES"):  # xdist's workers have them, and they hide a terminal's size
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str | None], None]]:
    """Set the person's time zone; None: none is named."""

    def set_to(name: str | None) -> None:
        if name is None:
            monkeypatch.delenv("TZ", raising=False)
        else:
            monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def _utc(set_zone: Callable[[str | None], None]) -> None:
    """Keep what is drawn the same in all zones of the world."""
    set_zone("UTC")


@pytest.fixture
def signals_as_usual() -> Iterator[None]:
    """Let programs that a test starts hear signals, as they do not in the jobs of some shells."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def data() -> Path:
    """The folder of the fixtures."""
    return Path(__file__).parent / "data"

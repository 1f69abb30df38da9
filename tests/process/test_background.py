"""What fetches and stores, done by a process of its own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopback import Asked, Loopback, Reply
from qreader.config.settings import Config, find_paths
from qreader.errors import BackgroundError, FileError, NotFoundError, StoreVersionError
from qreader.library import Library
from qreader.model import FeedId, Query, Subscription
from qreader.process import background

HEAVY = (
    "httpx2",
    "ssl",
    "feedparser",
    "trafilatura",
    "qreader.related.relating",
    "qreader.collect.refresh",
)


def written(path: Path, *titles: str) -> Path:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    path.write_text(f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library(find_paths(tmp_path / "cache"), Config(), use_workers=True)) as opened:
        yield opened


def test_what_a_background_process_brings_is_in_the_cache(library: Library, tmp_path: Path):
    feed = written(tmp_path / "post.xml", "One")
    (added,) = library.add(str(feed))
    written(feed, "One", "Two", "Three")
    (refreshed,) = library.refresh()

    assert (added.feed, added.new, refreshed.new) == ("Post", 1, 2)
    assert library.lists.count(Query()) == 3


def test_nothing_that_fetches_is_imported_where_background_processes_are_started(tmp_path: Path):
    feed = written(tmp_path / "post.xml", "One")
    program = (
        "import sys; from pathlib import Path; from qreader.library import Library;"
        "from qreader.config.settings import Config, find_paths;"
        "library = Library(find_paths(Path(sys.argv[1])), Config(), use_workers=True);"
        "library.add(sys.argv[2]); print(len(list(library.refresh())));"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", program, str(tmp_path / "cache"), str(feed)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)

    assert done.stdout.splitlines() == ["1", "[]"]


def test_errors_come_back_whole(library: Library):
    with pytest.raises(FileError, match="no such file") as caught:
        library.add("/nowhere/post.xml")
    assert caught.value.url == "/nowhere/post.xml"
    with pytest.raises(NotFoundError) as missing:
        library.refresh([FeedId(7)])
    assert missing.value.number == 7


def test_a_cache_that_a_newer_qreader_has_changed_is_said(library: Library):
    with closing(sqlite3.connect(library.paths.database)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreVersionError, match="newer qreader") as caught:
        library.refresh()
    assert caught.value.found == 999


def test_a_mistake_in_a_background_process_is_logged_and_told(library: Library):
    with pytest.raises(BackgroundError, match=r"a mistake in qreader \(.*; the details are in "):
        library.add(None)  # type: ignore[arg-type]
    assert "Traceback" in library.paths.log_file.read_text()


@pytest.fixture
def asked(library: Library, loopback: Loopback) -> threading.Event:
    """Subscribe to a feed that comes and to one that never does; set when that is asked for."""
    asked = threading.Event()

    def hang(_: Asked) -> Reply:
        asked.set()
        return loopback.hold()

    good = b"<rss version='2.0'><channel><title>Good</title><item><title>One</title></item>"
    addresses = (
        loopback.serve("/good", good + b"</channel></rss>"),
        loopback.serve("/hangs", hang),
    )
    library.subscribe(map(Subscription, addresses))
    return asked


def test_a_process_that_is_killed_is_said_and_loses_nothing(library: Library, asked):
    refreshed = library.refresh()
    assert next(refreshed).new == 1
    assert asked.wait(20)
    (process,) = library._background._under_way
    process.kill()
    with pytest.raises(BackgroundError, match="refresh: its process broke down"):
        next(refreshed)

    assert library.lists.count(Query()) == 1
    library.remove_feed(library.feeds.all()[-1].id)
    assert [(one.new, one.error) for one in library.refresh()] == [(0, None)]


def test_closing_the_iterator_ends_the_process(library: Library, asked):
    refreshed = library.refresh()
    next(refreshed)
    (process,) = library._background._under_way
    refreshed.close()  # type: ignore[attr-defined]

    assert process.returncode is not None
    assert not library._background._under_way


def test_closing_the_library_ends_what_is_under_way(library: Library, asked):
    said: list[str] = []

    def refresh() -> None:
        try:
            list(library.refresh())
        except BackgroundError as error:
            said.append(str(error))

    thread = threading.Thread(target=refresh)
    thread.start()
    assert asked.wait(20)
    library.close()
    thread.join(20)

    assert said, "the process ended"
    with pytest.raises(BackgroundError):
        list(library.refresh())


PARENT = """
import sys
from pathlib import Path
from qreader.config.settings import Config, find_paths
from qreader.process import background
from qreader.library import Library
library = Library(find_paths(Path(sys.argv[1])), Config(), use_workers=True)
refreshed = library.refresh()
next(refreshed)
(process,) = library._background._under_way
print(process.pid, flush=True)
next(refreshed)
"""


def test_a_process_ends_with_a_parent_that_is_killed(library: Library, asked):
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc to look at")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", PARENT, str(library.paths.data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        sent = int(parent.stdout.readline())
        assert asked.wait(20)
        parent.kill()
    state = Path(f"/proc/{sent}/stat")
    until = time.monotonic() + 20
    while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until, "it goes on without its parent"
        threading.Event().wait(0.01)


# ---- what is compared with the rest behind all else


def test_a_refresh_lists_what_came_and_leaves_comparing_to_the_upkeep(tmp_path: Path) -> None:
    paths = find_paths(tmp_path / "cache")
    feed = written(tmp_path / "post.xml", "One")
    with closing(Library(paths, Config(), use_workers=True)) as library:
        library.add(str(feed))
        written(feed, "One", "Two", "Three")
        assert [done.new for done in library.refresh()] == [2]
        assert library.lists.count(Query()) == 3
        assert library.signatures.count_ungrouped() == 3
        assert sum(library.group_new_articles()) == 3
        assert library.signatures.count_ungrouped() == 0


def test_the_process_of_the_upkeep_gives_way_and_no_other(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = library.paths.data_dir / "niceness"
    program = f"import os; os.nice = lambda by: open({str(said)!r}, 'w').write(str(by))"
    program += f"; {background._PROGRAM}"
    monkeypatch.setattr(background, "_PROGRAM", program)
    list(library.refresh())
    assert not said.exists()
    list(library.group_new_articles())
    assert said.read_text() == str(background.NICENESS)


KILLED = """
import os, signal, sys
from pathlib import Path
from qreader.related import grouping
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Subscription
grouping.BATCH = 2
library = Library(find_paths(Path(sys.argv[1])), Config())
library.subscribe([Subscription(sys.argv[2])])
list(library.refresh())
for done in library.group_new_articles():
    if done:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_not_compared_when_a_process_was_killed_is_compared_next_time(
    tmp_path: Path,
) -> None:
    paths = find_paths(tmp_path / "cache")
    feed = written(tmp_path / "post.xml", *(f"Title {n}" for n in range(9)))
    command = [sys.executable, "-c", KILLED, str(paths.data_dir), feed.as_uri()]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    with closing(Library(paths, Config())) as library:
        assert (library.lists.count(Query()), library.signatures.count_ungrouped()) == (9, 7)
        assert sum(library.group_new_articles()) == 7
        assert library.signatures.count_ungrouped() == 0

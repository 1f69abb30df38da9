"""Whatever happens to the program, the disk or the file: what was stored stays, whole and once."""

from __future__ import annotations

import gc
import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopback import Asked, Loopback
from qreader.cli import main
from qreader.config.settings import Config, Paths, find_paths
from qreader.errors import StoreError
from qreader.library import Library
from qreader.model import FeedSetting, Query, Refreshed, Scope, Subscription
from qreader.store import Store, database, schema

FEEDS = 6
ARTICLES = 4


def rss(feed: int, articles: int = ARTICLES) -> bytes:
    """Return a feed whose words nobody else has, long enough to need pages of the file."""
    noise = random.Random(feed)
    items = "".join(
        f"<item><title>Story {n} of {feed}</title><guid>{n}</guid><description>"
        + " ".join(f"{noise.getrandbits(40):x}" for _ in range(150))
        + "</description></item>"
        for n in range(articles)
    )
    head = f"<rss version='2.0'><channel><title>Feed {feed}</title>"
    return f"{head}{items}</channel></rss>".encode()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "cache")


@pytest.fixture
def served(loopback: Loopback, paths: Paths, now) -> Iterator[list[str]]:
    """Feeds with tags on a server, subscribed to and never yet fetched."""
    addresses = [loopback.serve(f"/{n}", rss(n), etag=f'"{n}"') for n in range(FEEDS)]
    store = Store(paths.database)
    store.subscriptions.add_all([Subscription(address) for address in addresses], now=now)
    store.close()
    return addresses


def start(paths: Paths, *arguments: str, before: str = "") -> subprocess.Popen[bytes]:
    """Start the program; `before` is run in its process first."""
    code = f"{before}\nimport sys; sys.argv[0] = 'qreader'; from qreader.__main__ import run; run()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "--data-dir", str(paths.data_dir), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def refresh(paths: Paths) -> list[Refreshed]:
    library = Library(paths, Config())
    try:
        return list(library.refresh())
    finally:
        library.close()


def assert_sound(paths: Paths) -> None:
    """The file is whole, its tables agree, and no tag is known without what it stands for."""
    sql = sqlite3.connect(paths.database)
    assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
    sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    for etag, kept, unread, counted, whole in sql.execute(
        """
        SELECT etag, articles, unread, count(status.id), count(body.id)
        FROM feed LEFT JOIN status ON feed_id = feed.id LEFT JOIN body ON body.id = status.id
        GROUP BY feed.id
        """
    ):
        assert kept == unread == counted == whole
        assert counted == (0 if etag is None else ARTICLES)
    sql.close()


def assert_complete(paths: Paths) -> None:
    """Every article of every feed is there, once, and found."""
    library = Library(paths, Config())
    rows = library.articles.rows(library.lists.ids(Query()))
    twice = [key for key, count in Counter((r.feed_url, r.guid) for r in rows).items() if count > 1]
    assert twice == []
    assert len(rows) == FEEDS * ARTICLES
    for feed in range(FEEDS):
        word = rss(feed).decode().partition("<description>")[2].split()[0]
        assert len(library.lists.ids(Query(words=word))) == 1
    library.close()


# ---- kill -9

KILLED = """
import os, signal
import qreader.collect.refresh
from qreader.store.articles import Articles
from qreader.store.editing import Editing
from qreader.store.feeds import Feeds
from qreader.store.removed import Removed
from qreader.store.saving import Saving
from qreader.store.undoable import UndoableActions
def dying(function, after):
    left = [{times}]
    def instead(*arguments, **options):
        left[0] -= 1
        if not left[0] and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **options)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return instead
{place} = dying({place}, {after})
"""


@pytest.mark.parametrize(
    ("place", "times", "after"),
    [
        ("Articles.insert", ARTICLES + 2, True),  # in the middle of the second feed
        ("Feeds.note_success", 3, False),  # the articles are written, their tag is not
        ("Feeds.note_success", 3, True),  # all is written, nothing is committed
        ("Saving.apply", 3, True),  # committed, and nobody was told
        ("qreader.collect.refresh.decide", 2, True),  # read and compared, not stored
    ],
)
def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    paths: Paths, served: list[str], place: str, times: int, after: bool
) -> None:
    before = KILLED.format(place=place, times=times, after=after)
    child = start(paths, "refresh", "--json", before=before)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (-signal.SIGKILL, b"")
    assert_sound(paths)
    store = Store(paths.database)
    said = {json.loads(line)["feed"] for line in out.splitlines()}
    assert said <= {name for f in store.feeds.all() if f.articles for name in (f.title, f.url)}
    store.close()

    assert not [done for done in refresh(paths) if done.error]
    assert_sound(paths)
    assert_complete(paths)


def state_of(paths: Paths) -> tuple[object, ...]:
    """Return all that a person sees of feeds and articles; the file has to be whole."""
    sql = sqlite3.connect(paths.database)
    assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
    sql.close()
    library = Library(paths, Config())
    feeds = [
        (feed.id, feed.url, feed.title, feed.folder, feed.articles) for feed in library.feeds.all()
    ]
    state = feeds, library.lists.ids(Query()), [one.id for one in library.removed.all()]
    library.close()
    return state


CHANGES = {
    "remove": ["remove", "1", "2", "3"],
    "move": ["set", "1", "2", "3", "--folder", "Papers"],
    "undo of a removal": ["undo"],
    "undo of an addition": ["undo"],
    "undo of a move": ["undo"],
}


def prepare(library: Library, change: str) -> None:
    """Do in the reader what is to be undone."""
    ids = [feed.id for feed in library.feeds.all()][:3]
    if change == "undo of a removal":
        library.remove_feeds(ids, label=lambda _: "Removed")
    elif change == "undo of a move":
        library.edit_feeds({one: {FeedSetting.FOLDER: "Papers"} for one in ids}, "Moved")
    elif change == "undo of an addition":
        added = [f"https://{n}.example/feed" for n in range(3)]
        library.subscribe([Subscription(one) for one in added], "Added")


@pytest.mark.parametrize(
    ("change", "place", "times"),
    [
        ("remove", "Removed.remove", 2),  # two of three feeds
        ("move", "Editing._write", 1),
        ("undo of a removal", "UndoableActions.pop", 1),  # it is forgotten, not yet taken back
        ("undo of a removal", "Removed.bring_back", 2),
        ("undo of an addition", "Removed.remove", 2),
        ("undo of a move", "Editing._write", 1),
    ],
)
def test_a_kill_in_the_midst_of_a_change_of_feeds_leaves_all_or_nothing(
    paths: Paths, served: list[str], change: str, place: str, times: int
) -> None:
    refresh(paths)
    library = Library(paths, Config())
    prepare(library, change)
    library.close()
    before = state_of(paths)
    dying = KILLED.format(place=place, times=times, after=True)
    child = start(paths, *CHANGES[change], before=dying)
    assert child.communicate(timeout=30) == (b"", b"")
    assert child.returncode == -signal.SIGKILL
    assert state_of(paths) == before

    again = start(paths, *CHANGES[change])
    _, err = again.communicate(timeout=30)
    assert (again.returncode, err) == (0, b"")
    assert state_of(paths) != before


KILLED_IN_SQLITE = """
import itertools, os, signal
import qreader.store.database as database
connect, ticks = database.Database._connect, itertools.count()
def connecting(self):
    connection = connect(self)
    tick = lambda: next(ticks) == {moment} and os.kill(os.getpid(), signal.SIGKILL)
    connection.set_progress_handler(tick, 10)
    return connection
database.Database._connect = connecting
"""


@pytest.mark.parametrize("moment", [150, 300, 500])
def test_a_kill_in_the_midst_of_a_statement_loses_nothing(
    paths: Paths, served: list[str], moment: int
) -> None:
    child = start(paths, "refresh", before=KILLED_IN_SQLITE.format(moment=moment))
    child.communicate(timeout=30)
    assert child.returncode == -signal.SIGKILL
    assert_sound(paths)

    assert not [done for done in refresh(paths) if done.error]
    assert_complete(paths)


def test_a_kill_while_the_cache_is_made_leaves_one_that_works(paths: Paths) -> None:
    half = len(schema.MIGRATIONS[0]) // 2
    before = f"""
import os, signal, sqlite3
import qreader.store.schema as schema, qreader.store.database as database
first = list(schema.MIGRATIONS[0])
first.insert({half}, "SELECT kill()")
database.MIGRATIONS = (tuple(first), *schema.MIGRATIONS[1:])
connect = sqlite3.connect
def connecting(*arguments, **options):
    connection = connect(*arguments, **options)
    connection.create_function("kill", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    return connection
sqlite3.connect = connecting
"""
    child = start(paths, "feeds", before=before)
    assert child.communicate(timeout=30) == (b"", b"")
    assert child.returncode == -signal.SIGKILL
    assert paths.database.exists()

    store = Store(paths.database)
    assert store.feeds.all() == []
    store.close()
    assert_sound(paths)


# ---- no room

NO_ROOM = {
    "the disk is full": """
import qreader.store.database as database
connect = database.Database._connect
def connecting(self):
    connection = connect(self)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {max(pages, 60) + 4}")
    return connection
database.Database._connect = connecting
""",
    "the disk reports an error": """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
""",
}


@pytest.mark.parametrize("words", NO_ROOM)
def test_a_disk_without_room_is_said_so_and_all_comes_once_there_is_room(
    paths: Paths, served: list[str], words: str
) -> None:
    child = start(paths, "refresh", before=NO_ROOM[words])
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (3, b"")
    assert err.count(b"\n") == 1
    assert words in err.decode()
    assert str(paths.database) in err.decode()
    assert_sound(paths)
    store = Store(paths.database)
    assert 0 < len(store.lists.ids(Query())) < FEEDS * ARTICLES, "there was room for some"
    store.close()

    assert not [done for done in refresh(paths) if done.error]
    assert_sound(paths)
    assert_complete(paths)


NO_ROOM_FOR_MORE = {
    "the disk is full": NO_ROOM["the disk is full"].replace("max(pages, 60) + 4", "pages"),
    "the disk reports an error": NO_ROOM["the disk reports an error"].replace("300_000", "40_000"),
}


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("the disk is full", ["import", "LIST"]),
        ("the disk reports an error", ["remove", *"123456"]),
    ],
)
def test_a_change_of_feeds_without_room_is_said_so_and_changes_nothing(
    paths: Paths, served: list[str], tmp_path: Path, words: str, change: list[str]
) -> None:
    refresh(paths)
    file = tmp_path / "list.opml"
    outlines = "".join(f'<outline xmlUrl="https://{n}.example/feed"/>' for n in range(2_000))
    file.write_text(f"<opml><body>{outlines}</body></opml>")
    before = state_of(paths)
    arguments = [str(file) if one == "LIST" else one for one in change]
    child = start(paths, *arguments, before=NO_ROOM_FOR_MORE[words])
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (3, b"")
    assert err.count(b"\n") == 1
    assert words in err.decode()
    assert state_of(paths) == before

    again = start(paths, *arguments)
    assert again.communicate(timeout=30)[1] == b""
    assert state_of(paths) != before


# ---- others at the cache


def test_two_programs_that_refresh_at_once_store_everything_once(
    paths: Paths, served: list[str], loopback: Loopback
) -> None:
    both = threading.Barrier(2)

    def answer(_: Asked) -> bytes:
        both.wait(30)
        return rss(0)

    loopback.serve("/0", answer, etag='"0"')
    children = [start(paths, "refresh", "--json") for _ in range(2)]
    said = [child.communicate(timeout=30) for child in children]
    outcomes = [json.loads(line) for out, _ in said for line in out.splitlines()]

    assert [child.returncode for child in children] == [0, 0], said
    assert sum(outcome["new"] for outcome in outcomes) == FEEDS * ARTICLES
    assert_sound(paths)
    assert_complete(paths)


@pytest.fixture
def lock(paths: Paths, served: list[str]) -> Iterator[sqlite3.Connection]:
    """Somebody else who writes, for as long as the test wants."""
    connection = sqlite3.connect(paths.database, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_a_refresh_waits_for_another_that_writes(
    paths: Paths, lock: sqlite3.Connection, loopback: Loopback
) -> None:
    # let go a moment after all was fetched: by then the first feed waits to be stored
    loopback.serve("/5", lambda _: threading.Timer(0.3, lock.execute, ["COMMIT"]).start() or rss(5))
    library = Library(paths, Config())
    ids = [feed.id for feed in library.feeds.all()]
    assert not [done for done in library.refresh(ids) if done.error]
    library.close()
    assert_complete(paths)


def test_a_refresh_of_all_waits_to_begin_for_another_that_writes(
    paths: Paths, lock: sqlite3.Connection
) -> None:
    threading.Timer(0.3, lock.execute, ["COMMIT"]).start()
    assert not [done for done in refresh(paths) if done.error]
    assert_complete(paths)


def test_a_lock_that_is_never_let_go_is_said_so_and_costs_nothing(
    paths: Paths, lock: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with pytest.raises(StoreError, match="another program holds it locked"):
        refresh(paths)
    lock.execute("ROLLBACK")

    assert not [done for done in refresh(paths) if done.error]
    assert_complete(paths)


def test_reading_waits_for_nobody(paths: Paths, lock: sqlite3.Connection) -> None:
    lock.execute("DELETE FROM feed")
    began = time.monotonic()
    library = Library(paths, Config())
    assert len(library.feeds.all()) == FEEDS
    assert library.lists.ids(Query(words="story")) == []
    library.close()

    assert time.monotonic() - began < database.BUSY_SECONDS


# ---- damage


@pytest.fixture
def filled(paths: Paths, tmp_path: Path) -> bytes:
    """Fill a cache; return its file, whole."""
    for feed in range(3):
        (tmp_path / f"{feed}.xml").write_bytes(rss(feed))
    library = Library(paths, Config())
    for feed in range(3):
        library.add(str(tmp_path / f"{feed}.xml"))
    library.close()
    return paths.database.read_bytes()


READING = (
    ["list"], ["list", "--json"], ["search", "story"], ["feeds"], ["show", "1"], ["show", "12"],
    ["related", "1", "7"],
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_whichever_page_is_damaged_is_one_sentence_and_left_as_it_is(
    paths: Paths, filled: bytes, capsys: pytest.CaptureFixture[str], part: int
) -> None:
    for place in range(part * schema.PAGE_BYTES, len(filled), 4 * schema.PAGE_BYTES):
        garbage = random.Random(place).randbytes(schema.PAGE_BYTES)
        damaged = filled[:place] + garbage + filled[place + schema.PAGE_BYTES :]
        paths.database.write_bytes(damaged)
        for arguments in READING:
            code = main(["--data-dir", str(paths.data_dir), *arguments])
            said = capsys.readouterr().err
            assert code in {0, 3}, (place // schema.PAGE_BYTES, arguments, said)
            assert said.count("\n") == (code == 3)
        assert paths.database.read_bytes() == damaged


def test_a_schema_that_is_no_text_is_a_damaged_cache(
    paths: Paths, filled: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    name = b"sqlite_autoindex_feed_1"  # SQLite's message cites the name of an index without a table
    damaged = filled.replace(name, name[:-1] + b"\xa8", 1)
    for arguments in READING:
        paths.database.write_bytes(damaged)
        assert main(["--data-dir", str(paths.data_dir), *arguments]) == 3
        assert "qreader check" in capsys.readouterr().err
    gc.collect()
    assert main(["--data-dir", str(paths.data_dir), "check"]) in {0, 1}
    assert main(["--data-dir", str(paths.data_dir), "list"]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_single_flipped_bit_is_no_mistake_of_ours(
    paths: Paths, filled: bytes, capsys: pytest.CaptureFixture[str], part: int
) -> None:
    noise = random.Random(part)
    for _ in range(8):
        place, bit = noise.randrange(len(filled)), noise.randrange(8)
        flipped = filled[:place] + bytes([filled[place] ^ 1 << bit]) + filled[place + 1 :]
        for arguments in (*READING, ["topics"], ["mark", "2", "--star"], ["check"], ["list"]):
            if arguments != ["list"]:
                paths.database.write_bytes(flipped)
            if arguments == ["check"]:
                gc.collect()  # what failed holds its connection until then, in this process
            code = main(["--data-dir", str(paths.data_dir), *arguments])
            said = capsys.readouterr().err
            where = (place, bit, arguments, said)
            assert code in {0, 3} | ({1} if arguments == ["check"] else set()), where
        assert code == 0, where


def test_a_value_that_nobody_wrote_is_damage_wherever_it_is_read(
    paths: Paths, filled: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    for statement in (
        "UPDATE status SET arrived = 1 << 61, dated = 1 << 61 WHERE id = 1",
        "UPDATE article SET authors = '[\"a' WHERE id = 1",
        "UPDATE feed SET checked = -(1 << 60)",
        "UPDATE feed SET full_text = 'alwayt'",
    ):
        paths.database.write_bytes(filled)
        sql = sqlite3.connect(paths.database, isolation_level=None)
        sql.execute(statement)
        sql.close()
        assert main(["--data-dir", str(paths.data_dir), "feeds"]) in {0, 3}
        assert main(["--data-dir", str(paths.data_dir), "list"]) in {0, 3}
        capsys.readouterr()
        gc.collect()  # what failed holds its connection until then, in this process
        assert main(["--data-dir", str(paths.data_dir), "check"]) == 1, statement
        assert main(["--data-dir", str(paths.data_dir), "feeds", "--json"]) == 0
        assert main(["--data-dir", str(paths.data_dir), "show", "1"]) == 0
        capsys.readouterr()


def test_a_damaged_text_costs_no_other_article(
    paths: Paths, filled: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = sqlite3.connect(paths.database)
    (html,) = sql.execute("SELECT html FROM body WHERE id = 1").fetchone()
    half = len(html) // 2
    broken = html[:half] + bytes([html[half] ^ 1]) + html[half + 1 :]
    sql.execute("UPDATE body SET html = ? WHERE id = 1", (broken,))
    sql.execute("UPDATE article SET excerpt = CAST(x'c3' AS TEXT) WHERE id = 2")
    sql.commit()
    sql.close()
    for number in (1, 2):
        assert main(["--data-dir", str(paths.data_dir), "show", str(number)]) == 3
        assert "is damaged" in capsys.readouterr().err
    assert main(["--data-dir", str(paths.data_dir), "show", "3"]) == 0
    assert main(["--data-dir", str(paths.data_dir), "search", "of"]) == 3


def test_a_file_cut_short_is_one_sentence_and_left_as_it_is(
    paths: Paths, filled: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    for size in (2, 99, schema.PAGE_BYTES, len(filled) // 2, len(filled) - schema.PAGE_BYTES):
        paths.database.write_bytes(filled[:size])
        assert main(["--data-dir", str(paths.data_dir), "list"]) == 3, size
        assert capsys.readouterr().err.count("\n") == 1
        assert paths.database.read_bytes() == filled[:size]


# ---- earlier formats


def test_a_cache_of_each_earlier_format_is_taken_over_with_all_it_holds(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in range(1, len(schema.MIGRATIONS)):
        folder = find_paths(paths.data_dir / str(version))
        monkeypatch.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:version])
        Store(folder.database).close()
        sql = sqlite3.connect(folder.database)
        sql.executescript(
            """
            INSERT INTO feed (id, url, folder, added, etag) VALUES (1, 'https://a/', 'F', 1, 'tag');
            INSERT INTO status (id, feed_id, identity, arrived, dated, starred)
                VALUES (7, 1, x'01', 5, 5, 1), (8, 1, x'02', 5, NULL, 0);
            """
        )
        sql.close()
        monkeypatch.undo()

        store = Store(folder.database)
        (feed,) = store.feeds.all()
        assert (feed.url, feed.folder, feed.validators.etag) == ("https://a/", "F", "tag")
        assert (feed.articles, feed.unread) == (1, 1)
        assert store.lists.ids(Query(Scope.STARRED)) == [7]
        assert store.statuses.known(feed.id, [b"\2"])[b"\2"].id == 8
        store.close()


def test_a_change_of_format_that_fails_leaves_the_old_one(
    paths: Paths, filled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*schema.MIGRATIONS, ("DELETE FROM feed", "ALTER TABLE nowhere ADD COLUMN x"))
    monkeypatch.setattr(database, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError):
        Store(paths.database)
    monkeypatch.undo()

    store = Store(paths.database)
    assert len(store.feeds.all()) == 3
    assert len(store.lists.ids(Query())) == 3 * ARTICLES
    store.close()

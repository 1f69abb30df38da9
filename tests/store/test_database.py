from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from qreader.errors import StoreError, StoreVersionError
from qreader.model import Query
from qreader.store import Store
from qreader.store.database import Block, Database
from qreader.store.schema import APPLICATION_ID, MIGRATIONS, PAGE_BYTES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "qreader.db"


def pragma(path: Path, name: str) -> int:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]
    finally:
        connection.close()


def test_a_new_cache_is_made_with_its_folders(path: Path):
    Database(path).close()

    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == len(MIGRATIONS)
    assert pragma(path, "journal_mode") == "wal"


def test_opening_twice_migrates_once(path: Path):
    Database(path).close()
    before = path.read_bytes()
    Database(path).close()

    assert path.read_bytes() == before


def test_a_newer_cache_is_refused_and_left_as_it_is(path: Path):
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreVersionError, match="newer qreader") as caught:
        Database(path)

    assert caught.value.found == 99
    assert path.read_bytes() == before


def test_somebody_elses_database_is_refused_and_left_as_it_is(tmp_path: Path):
    path = tmp_path / "places.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE moz_places (id INTEGER)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="not a cache of qreader"):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"plain text, no database at all " * 40, b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes):
    path = tmp_path / "qreader.db"
    path.write_bytes(content)

    with pytest.raises(StoreError) as caught:
        Database(path)

    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_damaged_pages_are_reported_in_words(path: Path):
    database = Database(path)
    with database.transaction() as connection:
        connection.executemany(
            "INSERT INTO feed (url, added) VALUES (?, 0)", [(f"https://x/{n}",) for n in range(999)]
        )
    database.close()
    content = bytearray(path.read_bytes())
    content[PAGE_BYTES * 3 :] = b"\xa5" * (len(content) - PAGE_BYTES * 3)
    path.write_bytes(content)

    with pytest.raises(StoreError, match=r"damaged|not a cache"):
        store = Store(path)
        try:
            store.feeds.all()
            store.lists.ids(Query())
        finally:
            store.close()


def test_a_folder_that_cannot_be_made_is_reported_in_words(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match="cannot be made"):
        Database(tmp_path / "file" / "qreader.db")


def test_a_transaction_that_fails_leaves_nothing(path: Path):
    database = Database(path)
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        connection.execute("INSERT INTO feed (url, added) VALUES ('https://x/', 0)")
        raise ZeroDivisionError

    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM feed").fetchone() == (0,)
    database.close()


def test_a_bug_in_a_statement_is_not_dressed_up_as_a_store_error(path: Path):
    database = Database(path)
    with pytest.raises(sqlite3.OperationalError), database.reading() as connection:
        connection.execute("SELEKT 1")
    database.close()


def test_a_full_disk_is_said_so(path: Path):
    database = Database(path)
    with pytest.raises(StoreError, match="disk is full"), database.transaction() as connection:
        # SQLite reports its own page limit as it reports a full disk
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        connection.executemany(
            "INSERT INTO feed (url, added) VALUES (?, 0)",
            [("x" * 900 + str(n),) for n in range(99)],
        )
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM feed").fetchone() == (0,)
    database.close()


def test_version_changes_with_a_commit_of_anybody(path: Path):
    one, other = Database(path), Database(path)
    start = one.version()
    assert one.version() == start

    with other.transaction() as connection:
        connection.execute("INSERT INTO feed (url, added) VALUES ('https://x/', 0)")
    second = one.version()
    assert second != start

    with one.transaction() as connection:
        connection.execute("INSERT INTO feed (url, added) VALUES ('https://y/', 0)")
    assert one.version() != second
    one.close()
    other.close()


ADD_FEED = "INSERT INTO feed (url, added) VALUES (:url, 0)"


def add_feed(database: Database, url: str) -> None:
    with database.transaction() as connection:
        connection.execute(ADD_FEED, {"url": url})


@pytest.fixture
def two(path: Path) -> Iterator[tuple[Database, Database]]:
    one, other = Database(path), Database(path)
    yield one, other
    one.close()
    other.close()


def test_version_stays_with_what_is_committed_without_reload(two: tuple[Database, Database]):
    one, other = two
    before, before_other = one.version(), other.version()
    with one.without_reload():
        add_feed(one, "https://x/")
        add_feed(one, "https://y/")

    assert one.version() == before
    assert other.version() != before_other
    add_feed(one, "https://z/")
    assert one.version() != before


def test_version_changes_with_what_another_commits_before_a_change_without_reload(
    two: tuple[Database, Database],
):
    one, other = two
    before = one.version()
    add_feed(other, "https://x/")
    with one.without_reload():
        add_feed(one, "https://y/")

    assert one.version() != before


def test_version_changes_with_what_another_commits_while_a_change_waits_for_its_lock(
    two: tuple[Database, Database],
):
    one, other = two
    before = one.version()
    waits = threading.Event()

    def change() -> None:
        with one.without_reload():
            waits.set()
            add_feed(one, "https://y/")

    waiting = threading.Thread(target=change)
    with other.transaction() as connection:
        connection.execute(ADD_FEED, {"url": "https://x/"})
        waiting.start()
        waits.wait()
    waiting.join()

    assert one.version() != before


def test_version_changes_with_what_another_commits_right_behind_a_change_without_reload(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
):
    one, other = two

    class Overtaken(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            done = super().execute(statement, *values)
            if statement == "COMMIT":
                add_feed(other, "https://x/")
            return done

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", partial(connect, factory=Overtaken))
    before = one.version()
    with one.without_reload(), one.transaction() as connection:
        monkeypatch.undo()  # the connection of this transaction alone is overtaken
        connection.execute(ADD_FEED, {"url": "https://y/"})

    assert one.version() != before


def test_what_another_thread_commits_meanwhile_changes_the_version(
    two: tuple[Database, Database],
):
    one, _ = two
    before = one.version()
    with one.without_reload():
        thread = threading.Thread(target=add_feed, args=(one, "https://x/"))
        thread.start()
        thread.join()

    assert one.version() != before


def test_a_change_without_reload_that_fails_is_taken_back_and_changes_no_version(
    two: tuple[Database, Database],
):
    one, _ = two
    add_feed(one, "https://x/")
    before = one.version()
    with pytest.raises(sqlite3.IntegrityError), one.without_reload():
        add_feed(one, "https://x/")

    with one.reading() as connection:
        assert connection.execute("SELECT count(*) FROM feed").fetchone() == (1,)
    assert one.version() == before


# ---- a block within another


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(path)
    yield opened
    opened.close()


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute("SELECT count(*) FROM feed").fetchone()[0]


def test_a_transaction_within_another_is_part_of_it(database: Database):
    with pytest.raises(ZeroDivisionError), database.transaction():
        add_feed(database, "https://x/")
        raise ZeroDivisionError

    assert count(database) == 0
    with database.transaction():
        add_feed(database, "https://x/")
        add_feed(database, "https://y/")
    assert count(database) == 2


def test_what_reads_within_a_transaction_sees_what_it_wrote(database: Database):
    with database.transaction() as connection:
        add_feed(database, "https://x/")
        assert count(database) == 1
        with database.snapshot() as seen:
            assert seen is connection


def test_what_fails_within_a_transaction_is_taken_back_with_all_of_it(database: Database):
    add_feed(database, "https://x/")
    with pytest.raises(sqlite3.IntegrityError), database.transaction():
        add_feed(database, "https://y/")
        add_feed(database, "https://x/")

    assert count(database) == 1


def test_who_catches_what_fails_within_a_transaction_stores_the_rest(database: Database):
    add_feed(database, "https://x/")
    with database.transaction():
        add_feed(database, "https://y/")
        with pytest.raises(sqlite3.IntegrityError):
            add_feed(database, "https://x/")
        add_feed(database, "https://z/")

    assert count(database) == 3


def test_what_reads_within_a_snapshot_sees_its_moment(two: tuple[Database, Database]):
    one, other = two
    with one.snapshot():
        assert count(one) == 0
        add_feed(other, "https://x/")
        assert count(one) == 0
    assert count(one) == 1


def test_a_snapshot_within_mere_reading_still_sees_one_moment(two: tuple[Database, Database]):
    one, other = two
    with one.reading(), one.snapshot():
        assert count(one) == 0
        add_feed(other, "https://x/")
        assert count(one) == 0


def test_a_transaction_within_a_snapshot_is_one_of_its_own(database: Database):
    with database.snapshot():
        assert count(database) == 0
        add_feed(database, "https://x/")
        assert count(database) == 0
    assert count(database) == 1


def test_a_transaction_is_joined_by_its_own_thread_alone(database: Database):
    counts: list[int] = []
    with database.transaction():
        add_feed(database, "https://x/")
        thread = threading.Thread(target=lambda: counts.append(count(database)))
        thread.start()
        thread.join()

    assert counts == [0]


def test_a_transaction_of_one_cache_is_not_joined_by_another_cache(tmp_path: Path):
    one, other = Database(tmp_path / "one.db"), Database(tmp_path / "other.db")
    with pytest.raises(ZeroDivisionError), one.transaction():
        add_feed(other, "https://x/")
        raise ZeroDivisionError

    assert (count(one), count(other)) == (0, 1)
    one.close()
    other.close()


def test_after_a_block_that_failed_the_next_one_is_its_own(database: Database):
    for block in (database.reading, database.snapshot, database.transaction):
        with pytest.raises(ZeroDivisionError), block():
            raise ZeroDivisionError
    add_feed(database, "https://x/")
    assert count(database) == 1


def test_version_stays_with_a_joined_transaction_without_reload(database: Database):
    before = database.version()
    with database.without_reload(), database.transaction():
        add_feed(database, "https://x/")
        add_feed(database, "https://y/")

    assert database.version() == before


def test_a_block_on_a_bare_connection_is_what_any_block_of_it_is(path: Path):
    Database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        block = Block(connection)
        for joined in (block.reading(), block.snapshot(), block.transaction()):
            with joined as found:
                assert found is connection


def test_many_threads_share_one_database(path: Path):
    database = Database(path)

    def add(start: int) -> None:
        for number in range(start, start + 20):
            with database.transaction() as connection:
                connection.execute("INSERT INTO feed (url, added) VALUES (?, 0)", (str(number),))

    threads = [threading.Thread(target=add, args=(start,)) for start in range(0, 160, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM feed").fetchone() == (160,)
    database.close()


def test_a_closed_database_says_so(path: Path):
    database = Database(path)
    database.close()
    database.close()

    with pytest.raises(StoreError, match="closed"), database.reading():
        pass


WRITER = """
import sys
from pathlib import Path
from qreader.store.database import Database
database = Database(Path(sys.argv[1]))
for number in range(60):
    with database.transaction() as connection:
        url = f"{sys.argv[2]}{number}"
        connection.execute("INSERT INTO feed (url, added) VALUES (?, 0)", (url,))
database.close()
"""


def test_two_processes_may_make_and_write_one_cache_at_once(path: Path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stderr=subprocess.PIPE)
        for name in ("a", "b", "c")
    ]
    for writer in writers:
        _, complaint = writer.communicate(timeout=60)
        assert writer.returncode == 0, complaint.decode()

    store = Store(path)
    assert len(store.feeds.all()) == 180
    store.close()

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qreader import upkeep
from qreader.errors import StoreError
from qreader.model import Digest, Entry, Incoming, ParsedFeed, Query, Subscription, Validators
from qreader.store import Store, database, schema, search
from stored import save_items

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
COUNT = 40


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that a qreader before left, with as many articles."""
    path = tmp_path / "qreader.db"
    Store(path).close()
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("INSERT INTO remembered VALUES ('search-unfolded-to', '9999')")
    with closing(Store(path)) as store:
        feed, _ = store.subscriptions.add(Subscription("https://example.org/feed"), now=NOW)
        items = []
        for number in range(COUNT):
            entry = Entry(f"Αθήνα {number}", str(number))
            incoming = Incoming(str(number).encode(), b"", entry, None, NOW)
            # words of its own, so that the index must grow
            words = " ".join(f"λέξη{number}x{place}" for place in range(200))
            items.append((incoming, Digest(f"Ёлка {words}", "", 1)))
        save_items(store, feed.id, ParsedFeed("x"), items, Validators(), now=NOW, next_check=NOW)
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute(f"UPDATE remembered SET value = '{COUNT}' WHERE name = 'search-unfolded-to'")
    return path


def test_upkeep_tells_how_far_it_is_and_comes_to_its_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "BATCH", 10)
    with closing(Store(path)) as store:
        assert upkeep.is_due(store, NOW)
        parts = list(upkeep.keep_up(store, NOW, pause=lambda _: None))

        assert parts == [0.25, 0.5, 0.75, 1.0]
        assert not upkeep.is_due(store, NOW)
        assert len(store.lists.ids(Query(words="αθηνα елка"))) == COUNT


def test_upkeep_lets_go_of_what_was_removed_long_ago(path: Path):
    with closing(Store(path)) as store:
        store.removed.remove(store.feeds.all()[0].id, now=NOW)
        assert list(upkeep.keep_up(store, NOW, pause=lambda _: None)) == [1.0]
        assert len(store.removed.all()) == 1
        later = NOW + timedelta(days=31)
        assert upkeep.is_due(store, later)
        assert list(upkeep.keep_up(store, later, pause=lambda _: None)) == [1.0]
        assert store.removed.all() == []


@pytest.mark.parametrize("hidden", [False, True])
def test_nothing_is_due_where_all_that_is_left_of_a_feed_was_kept(path: Path, hidden: bool):
    later = NOW + timedelta(days=31)
    with closing(Store(path)) as store:
        list(upkeep.keep_up(store, NOW, pause=lambda _: None))
        number = store.lists.ids(Query())[0]
        store.statuses.tag([number], ["mine"], [])
        store.statuses.mark([number], hidden=hidden)
        store.removed.remove(store.feeds.all()[0].id, now=NOW)
        list(upkeep.keep_up(store, later, pause=lambda _: None))

        assert [row.id for row in store.articles.rows([number])] == [number]
        assert not upkeep.is_due(store, later)


_KILLED = """
import os, signal, sys
from pathlib import Path
from qreader.store import Store, search
search.BATCH = 5
store = Store(Path(sys.argv[1]))
store.search_index.fold_some()
put_in, seen = search._put_in, []
def die(*given, **named):
    seen.append(put_in(*given, **named))
    if len(seen) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
search._put_in = die
while store.search_index.fold_some():
    pass
"""


def test_a_process_that_is_killed_half_way_loses_nothing_and_another_goes_on(path: Path):
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False)

    assert done.returncode == -signal.SIGKILL
    with closing(Store(path)) as store:
        assert store.search_index.unfolded_to() == COUNT - 5
        assert len(store.lists.ids(Query(words="Αθήνα"))) == COUNT
        *_, last = upkeep.keep_up(store, NOW, pause=lambda _: None)
        assert last == 1.0
        assert len(store.lists.ids(Query(words="αθηνα"))) == COUNT
    _is_in_step(path)


def test_a_full_disk_half_way_loses_nothing_and_it_goes_on_once_there_is_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "BATCH", 5)
    with closing(Store(path)) as store:
        store.search_index.fold_some()
        with store._database.reading() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full"):
            list(upkeep.keep_up(store, NOW, pause=lambda _: None))
        left = store.search_index.unfolded_to()
        assert left > 0
        assert len(store.lists.ids(Query(words="Αθήνα"))) == COUNT
    with closing(Store(path)) as store:  # max_page_count is the connection's
        assert store.search_index.unfolded_to() == left
        *_, last = upkeep.keep_up(store, NOW, pause=lambda _: None)
        assert last == 1.0
        assert len(store.lists.ids(Query(words="αθηνα"))) == COUNT
    _is_in_step(path)


def _is_in_step(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        for word in ("αθήνα", "ёлка"):  # nothing of the old folding is left behind
            found = sql.execute("SELECT count(*) FROM search WHERE search MATCH ?", (word,))
            assert found.fetchone() == (0,), word


def test_a_cache_of_a_qreader_before_is_read_at_once_and_says_that_its_index_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "old.db"
    monkeypatch.setattr(
        database, "MIGRATIONS", schema.MIGRATIONS[: schema.MIGRATIONS.index(schema._TRUTH)]
    )
    Store(path).close()
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.executescript(
            """
            INSERT INTO feed (id, url, added) VALUES (1, 'https://a/', 1);
            INSERT INTO status (id, feed_id, identity, arrived, dated) VALUES (7, 1, x'01', 1, 1);
            INSERT INTO article (id, title, excerpt, minutes, source_hash, text_hash)
                VALUES (7, 'Αθήνα', '', 1, x'00', x'00');
            INSERT INTO search (rowid, title, text) VALUES (7, 'Αθήνα', '');
            """
        )
    monkeypatch.undo()
    with closing(Store(path)) as store:
        assert [row.title for row in store.articles.rows(store.lists.ids(Query()))] == ["Αθήνα"]
        assert store.search_index.unfolded_to() == 7
        assert store.lists.ids(Query(words="ΑΘΉΝΑ")) == [7]

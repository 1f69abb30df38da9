"""A check mends what follows from the rest, and saves from damage what can be read."""

from __future__ import annotations

import random
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from qreader.errors import StoreError, StoreVersionError
from qreader.model import ArticleId, Feed, Query, Scope
from qreader.store import Store, database
from qreader.store.checking import check, is_damaged
from qreader.store.salvage import LOST_TITLE
from qreader.store.schema import PAGE_BYTES

PAGE = PAGE_BYTES
ARTICLES = 40


def words(number: int) -> str:
    """Return a text that packs badly, so that articles need pages of their own."""
    noise = random.Random(number)
    return f"word{number} " + " ".join(f"{noise.getrandbits(40):x}" for _ in range(120))


@pytest.fixture
def path(store: Store, save, feed: Feed, other_feed: Feed, tmp_path: Path) -> Path:
    """A cache of two feeds, with marks, a tag and a judgement, that nobody has open."""
    for one in (feed, other_feed):
        ids = save(*[(f"Title {n}", words(n + one.id * 100)) for n in range(ARTICLES)], into=one)
        store.statuses.mark(ids[:5], starred=True)
        store.statuses.mark(ids[5:9], read=True)
    store.statuses.tag([1, 2], ["mine"], [])
    store.searches.save("Moon", "title:moon")
    store.close()
    return tmp_path / "qreader.db"


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        for statement in statements:
            sql.execute(statement)


def signature(*terms: int) -> bytes:
    """Return a signature of these terms, as `related.signature` packs it."""
    return struct.pack(f"<{len(terms)}I", *terms) + bytes(len(terms))


def test_a_whole_cache_is_left_as_it_is(path: Path, now):
    before = path.read_bytes()
    checked = check(path, now)

    assert (checked.feeds, checked.articles) == (2, 2 * ARTICLES)
    assert (checked.mended, checked.lost, checked.kept_as) == ((), (), None)
    assert path.read_bytes() == before
    assert not is_damaged(path)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO search (search) VALUES ('delete-all')", "search index"),
        ("INSERT INTO search (rowid, title, text) VALUES (999, 'no', 'article')", "search index"),
        ("UPDATE search_data SET block = x'00000000' WHERE id > 10", "search index"),
        ("UPDATE posting_data SET block = x'00' WHERE id > 10", "related articles"),
        ("UPDATE feed SET unread = 7, articles = 1", "counts"),
        ("UPDATE article SET title_sort = 'zzz' WHERE id = 4", "sorted by"),
        ("INSERT INTO story (size) VALUES (9)", "sorted by"),
        ("DELETE FROM status WHERE id = 3", "belonged to nothing"),
        ("DELETE FROM body WHERE id = 3", "without a text"),
    ],
)
def test_what_follows_from_the_rest_is_built_anew(path: Path, now, statement: str, said: str):
    store = Store(path)
    for number in store.lists.ids(Query()):
        store.signatures.write([(number, signature(number))], b"")
    store.close()
    execute(path, "INSERT INTO posting (posting) VALUES ('optimize')", statement)

    checked = check(path, now)

    assert said in " ".join(checked.mended)
    assert (checked.lost, checked.kept_as) == ((), None)
    assert check(path, now).mended == ()
    store = Store(path)
    assert len(store.lists.search("word101", 5)) == 1
    assert sum(feed.articles for feed in store.feeds.all()) == len(store.lists.ids(Query()))
    assert store.lists.search("article", 5) == []
    store.close()


def pages_of(path: Path, name: str) -> set[int]:
    """Return where in the file the pages of a table begin."""
    with closing(sqlite3.connect(path)) as sql:
        try:
            rows = sql.execute("SELECT pageno FROM dbstat WHERE name = ?", (name,)).fetchall()
        except sqlite3.OperationalError:
            pytest.skip("this SQLite cannot tell what a page is of")
    return {(number - 1) * PAGE for (number,) in rows}


@pytest.mark.slow
def test_a_page_that_is_damaged_costs_what_was_on_it_and_no_more(path: Path, now, tmp_path: Path):
    content = path.read_bytes()
    # without the list of its tables, nothing in a file can be told apart
    vital = pages_of(path, "sqlite_schema")
    with closing(sqlite3.connect(path)) as sql:
        roots = sql.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'article'")
        first = {(number - 1) * PAGE for (number,) in roots}
    for place in sorted({*range(0, len(content), 2 * PAGE)} - vital):
        garbage = random.Random(place).randbytes(PAGE)
        damaged = content[:place] + garbage + content[place + PAGE :]
        path.write_bytes(damaged)

        checked = check(path, now)

        where = (place // PAGE, checked)
        assert checked.feeds == 2 or "feeds" in " ".join(checked.lost), where
        assert checked.kept_as is None or Path(checked.kept_as).read_bytes() == damaged
        store = Store(path)
        assert len(store.lists.ids(Query())) > 0.6 * 2 * ARTICLES, where
        titles = [row.title for row in store.articles.rows(store.lists.ids(Query()))]
        lost = titles.count(LOST_TITLE)
        # without the first page of a table all of it is out of reach; a refresh fills it
        assert lost <= 20 or place in first, where
        assert not lost or checked.lost, where
        assert all(store.articles.one(number).entry.title for number in store.lists.ids(Query()))
        store.close()
        assert check(path, now).kept_as is None, where
        for kept in tmp_path.glob("*.damaged-*"):
            kept.unlink()


@pytest.mark.parametrize("size", [16, 100])
@pytest.mark.parametrize("page", [4096, PAGE])
def test_a_destroyed_header_costs_nothing(path: Path, now, size: int, page: int):
    execute(path, "PRAGMA journal_mode = DELETE", f"PRAGMA page_size = {page}", "VACUUM")
    content = path.read_bytes()
    assert int.from_bytes(content[16:18], "big") == page
    # what SQLite counts in its header is lost as well where all of it is
    path.write_bytes(b"\xff" * size + content[size:])

    checked = check(path, now)

    assert checked.kept_as is not None
    assert (checked.feeds, checked.articles) == (2, 2 * ARTICLES)
    store = Store(path)
    assert len(store.lists.ids(Query(Scope.STARRED))) == 10
    assert store.statuses.tags() == [("mine", 2)]
    assert [search.name for search in store.searches.all(1000)] == ["Moon"]
    assert len(store.lists.search("word101", 5)) == 1
    store.close()


def test_an_article_whose_text_is_lost_keeps_its_marks_and_comes_back(path: Path, save, now):
    with closing(sqlite3.connect(path)) as sql, sql:
        (text,) = sql.execute("SELECT text FROM body WHERE id = 1").fetchone()
        flipped = text[:40] + bytes([text[40] ^ 1]) + text[41:]
        sql.execute("UPDATE body SET text = ?, html = ? WHERE id = 1", (flipped, flipped))
        sql.execute("UPDATE feed SET etag = 'tag'")
        sql.execute("UPDATE article SET authors = '[\"a' WHERE id = 2")
        sql.execute("UPDATE status SET arrived = 1 << 60 WHERE id = 3")
    assert is_damaged(path)

    checked = check(path, now)
    assert checked.lost == ("1 marks and dates of articles", "1 articles", "1 texts of articles")

    store = Store(path)
    assert store.articles.one(1).row.status.starred
    assert store.articles.one(1).entry.body_html is None
    assert all(feed.validators.etag is None for feed in store.feeds.all())
    feed = store.feeds.all()[0]
    (known,) = store.statuses.known(feed.id, [b"Title 0"]).values()
    assert known.source_hash not in (b"", words(100).encode())
    store.close()


def test_what_can_be_undone_is_saved_from_a_damaged_cache(path: Path, now):
    with closing(Store(path)) as store:
        store.statuses.mark([ArticleId(20)], read=True, label=lambda _: "Read")
        store.statuses.mark([ArticleId(20)], starred=True, label=lambda _: "Starred")
    execute(path, "UPDATE undoable_action SET change = x'00' WHERE label = 'Starred'")

    assert check(path, now).lost == ("1 actions that can be undone",)

    with closing(Store(path)) as store:
        lost, kept = store.undoing.undo(), store.undoing.undo()
        assert lost is not None
        assert (lost.action.label, lost.taken_back) == ("Starred", 0)
        assert kept is not None
        assert (kept.action.label, kept.taken_back) == ("Read", 1)
        (row,) = store.articles.rows([ArticleId(20)])
        assert (row.status.read, row.status.starred) == (False, True)


def test_a_cache_that_is_damaged_and_open_elsewhere_is_left_as_it_is(path: Path, now, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    execute(path, "UPDATE body SET text = x'00' WHERE id = 1")
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT count(*) FROM feed").fetchone()
        before = path.read_bytes()
        with pytest.raises(StoreError, match="another program has it open"):
            check(path, now)
        assert path.read_bytes() == before
    assert check(path, now).kept_as is not None


def test_each_damaged_file_is_kept(path: Path, now):
    kept = []
    for _ in range(2):
        execute(path, "UPDATE body SET text = x'00' WHERE id = 1")
        kept.append(check(path, now).kept_as)
    assert len({Path(name or "").read_bytes() for name in kept}) == 2


def test_a_disk_without_room_leaves_the_damaged_file(path: Path, now, monkeypatch):
    execute(path, "UPDATE body SET text = x'00' WHERE id = 1")
    before = path.read_bytes()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", no_room)
    with pytest.raises(StoreError, match="No space left"):
        check(path, now)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if "qreader" in one.name] == ["qreader.db"]


def test_a_newer_cache_and_somebody_elses_file_are_left_as_they_are(path: Path, now):
    execute(path, "PRAGMA user_version = 99")
    with pytest.raises(StoreVersionError):
        check(path, now)
    other = path.with_name("other.db")
    execute(other, "CREATE TABLE mine (id INTEGER)")
    before = other.read_bytes()
    with pytest.raises(StoreError, match="not a cache of qreader"):
        check(other, now)
    assert other.read_bytes() == before
    with pytest.raises(StoreError, match="no cache yet"):
        check(path.with_name("none.db"), now)


def test_a_removed_feed_leaves_nothing_to_be_found_under(forget, store: Store, save, sql, now):
    ids = save(("One", "a"), ("Two", "b"))
    store.signatures.write([(number, signature(7, 8)) for number in ids], b"")
    assert list(store.signatures.holders([7], 99, 5)[7]) == [2, 1]
    save(("One", "other words"))
    store.signatures.write([(1, signature(9))], b"")
    assert list(store.signatures.holders([7], 99, 5)[7]) == [2], (
        "new words, no longer under the old ones"
    )

    # a qreader before kept what an article stands under, which were other terms
    sql.execute(
        "INSERT INTO posting (posting, rowid, terms) VALUES ('delete', 2, '00000007 00000008')"
    )
    sql.execute("INSERT INTO posting (rowid, terms) VALUES (2, '00000005')")
    sql.execute("UPDATE signature SET posted = '00000005' WHERE id = 2")
    forget(store.feeds.all()[0].id)

    assert store.signatures.holders([5, 7, 8, 9], 99, 5) == {5: [], 7: [], 8: [], 9: []}
    assert (
        sql.execute("SELECT count(*) FROM posting WHERE posting MATCH '00000007'").fetchone()[0]
        == 0
    )

"""Whether a cache is whole, and what is done where it is not.

What follows from the rest (search index, counts) is built anew in place. Where anything else is
wrong, all that can be read goes into a new file, and the damaged one is kept beside it.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from qreader.errors import StoreError, StoreVersionError
from qreader.model import Checked
from qreader.store import database
from qreader.store.base import utc_now
from qreader.store.contents import read_text, schema_names, tables, unsound_rows
from qreader.store.database import UNREADABLE, Block, Database, in_words, migrate
from qreader.store.salvage import ALL, fill_gaps, salvage
from qreader.store.schema import APPLICATION_ID, MIGRATIONS, PAGE_BYTES
from qreader.store.search import SearchIndex
from qreader.store.signatures import Signatures
from qreader.store.times import to_seconds
from qreader.store.title_sort import provide_title_sort

_NAMES = {
    "feed": "feeds", "status": "marks and dates of articles", "article": "articles",
    "body": "texts of articles", "revision": "earlier texts", "link": "links of pages",
    "story": "stories", "story_article": "stories of articles", "judgement": "your judgements",
    "tag": "your tags", "search_saved": "saved searches", "rule": "rules",
    "queue": "your queue", "undoable_action": "actions that can be undone",
}  # fmt: skip
"""Tables of which a person wants to know that something is lost; the others are made anew."""


_OLD_PAGE_BYTES = 4096
_PAGE_KINDS = (b"\x02", b"\x05", b"\x0a", b"\x0d")
"""The first byte of a page: those of tables and indexes, inner ones and leaves."""
_OTHER_REASONS = ("locked", "full", "readonly", "unable to open")
"""What SQLite says of a file that cannot be used now, damaged or not."""
_MAP_OF_PAGES = b"\x01\0\0\0\0"
"""The start of the second page where the file can be cut in steps: the third is a table's first."""


def check(path: Path, now: datetime) -> Checked:
    """Look at every row of a cache; mend what can be mended. Reads all of it.

    Raises StoreError where it is somebody else's file, a newer qreader's, in use, or where there is
    no room.
    """
    if not path.exists():
        raise StoreError(f"{path}: there is no cache yet")
    with in_words(path):
        if _is_whole(path):
            Database(path).close()  # an older format is brought up to date
            with closing(_connected(path)) as connection:
                mended = [*_fold_index(connection), *_mend(connection)]
                return Checked(*_counted(connection), mended=tuple(mended))
        return _saved(path, now)


def is_damaged(path: Path) -> bool:
    """Whether a cache holds what nobody wrote: asked where something failed for no other reason."""
    try:
        with in_words(path):
            return path.exists() and not _is_whole(path)
    except StoreError:
        return False


def _is_whole(path: Path) -> bool:
    """Whether pages, indexes and values are what was written. Raises StoreError: it is not ours."""
    with closing(_connected(path)) as connection:
        try:
            application, version = _refuse_foreign(connection, path)
            if application != APPLICATION_ID and _names_in(connection):
                return False
            if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                return False
            if version == len(MIGRATIONS) and schema_names() - _names_in(connection):
                return False
            return version < len(MIGRATIONS) or next(unsound_rows(connection), None) is None
        except sqlite3.OperationalError as error:
            if any(reason in str(error) for reason in _OTHER_REASONS):
                raise
            return False
        except UNREADABLE:
            return False


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Return what a file says that it is. Raises StoreError where that is not for us to change."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    names = _names_in(connection)
    if names and application != APPLICATION_ID and not {"feed", "status", "article"} <= names:
        raise StoreError(f"{path}: is not a cache of qreader; it was left as it is")
    if version > len(MIGRATIONS):
        raise StoreVersionError(f"{path}: was written by a newer qreader; update qreader", version)
    return application, version


def _names_in(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=database.BUSY_SECONDS)
    connection.text_factory = read_text
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _counted(connection: sqlite3.Connection) -> tuple[int, int]:
    row: tuple[int, int] = connection.execute(
        """
        SELECT (SELECT count(*) FROM feed WHERE removed IS NULL),
               (SELECT count(*) FROM article WHERE id NOT IN (SELECT id FROM set_aside))
        """
    ).fetchone()
    return row


# ---- what follows from the rest


def _fold_index(connection: sqlite3.Connection) -> Iterator[str]:
    """Bring the search index to its end where its folding was left half way."""
    index = SearchIndex(Block(connection), utc_now)
    left = index.unfolded_to()
    if not left:
        return
    while left:
        connection.execute("BEGIN IMMEDIATE")
        try:
            left = index.fold_some()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    yield "the search index brought to fold every script"


def _mend(connection: sqlite3.Connection) -> list[str]:
    """Build anew what is out of step with the tables; return what that was, in words."""
    mended = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            mended.append(f"{_remove_orphans(connection)} rows that belonged to nothing removed")
        if missing := fill_gaps(connection):
            mended.append(f"{missing} articles without a text wait for their feeds")
        if not _is_in_step(connection):
            SearchIndex(Block(connection), utc_now).index_anew()
            mended.append("the search index built anew")
        if not _is_sound(connection, "posting"):
            Signatures(Block(connection), utc_now).post_anew()
            mended.append("the index of related articles built anew")
        if _count_anew(connection):
            mended.append("the counts of feeds put right")
        if _order_anew(connection):
            mended.append("what lists are sorted by put right")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return mended


def _remove_orphans(connection: sqlite3.Connection) -> int:
    removed = 0
    for table in tables():
        keys = connection.execute("SELECT * FROM pragma_foreign_key_list(?)", (table.name,))
        for _, _, parent, column, other, *_ in keys.fetchall():
            removed += connection.execute(
                f"DELETE FROM {table.name} WHERE {column} NOT IN (SELECT {other} FROM {parent})"
            ).rowcount
    return removed


def _is_in_step(connection: sqlite3.Connection) -> bool:
    """Whether the search index is sound and has all articles, and no others."""
    if not _is_sound(connection, "search"):
        return False
    differing = """
        SELECT 1 FROM (SELECT id FROM search_docsize EXCEPT SELECT id FROM article) UNION ALL
        SELECT 1 FROM (SELECT id FROM article EXCEPT SELECT id FROM search_docsize) LIMIT 1
    """
    return connection.execute(differing).fetchone() is None


def _is_sound(connection: sqlite3.Connection, index: str) -> bool:
    try:
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    except UNREADABLE:
        return False
    return True


def _count_anew(connection: sqlite3.Connection) -> int:
    """Count each feed's articles; return how many feeds had other counts."""
    return connection.execute(
        """
        UPDATE feed SET articles = counted.articles, unread = counted.unread
        FROM (SELECT feed.id, count(dated) AS articles,
                     count(dated) FILTER (WHERE read = 0) AS unread
              FROM feed LEFT JOIN status ON feed_id = feed.id GROUP BY feed.id) AS counted
        WHERE counted.id = feed.id
        AND (feed.articles, feed.unread) <> (counted.articles, counted.unread)
        """
    ).rowcount


def _order_anew(connection: sqlite3.Connection) -> int:
    """Compute the sizes of stories and the keys of titles; return how many rows had others."""
    provide_title_sort(connection)
    sizes = connection.execute(
        """
        UPDATE story SET size = counted.size
        FROM (SELECT story.id, count(dated) AS size FROM story
              LEFT JOIN story_article ON story_id = story.id
              LEFT JOIN status ON status.id = article_id GROUP BY story.id) AS counted
        WHERE counted.id = story.id AND story.size <> counted.size
        """
    ).rowcount
    titles = connection.execute(
        """
        UPDATE article SET title_sort = title_sort_of(title)
        WHERE title_sort <> title_sort_of(title)
        """
    ).rowcount
    return sizes + titles


# ---- what is damaged


def _saved(path: Path, now: datetime) -> Checked:
    """Put a new cache in a damaged one's place, with all that can be read of that.

    Up to the last step the damaged one stays where it is.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".qreader-") as folder:
            new = Path(folder) / path.name
            with closing(_connected(path)) as held, _alone(held, path):
                kept = _copied_aside(path)
                readable = Path(folder) / kept.name
                _copy(kept, readable)
                _restore_header(readable)
                with closing(_connected(readable)) as damaged:
                    # of a schema that is damaged, what can be read: SQLite refuses all of it else
                    damaged.execute("PRAGMA writable_schema = ON")
                    lost, counts = _copied_anew(damaged, new, now)
            for end in ("-wal", "-shm"):  # of the damaged one: the new one must not read it
                path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
            new.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: is damaged and cannot be saved: {error.strerror}") from error
    said = [
        f"{'all' if number == ALL else number} {_NAMES[name]}"
        for name, number in lost.items()
        if name in _NAMES
    ]
    return Checked(*counts, lost=tuple(said), kept_as=str(kept))


@contextmanager
def _alone(damaged: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Keep others out: what they stored from now on would be lost with the damaged file."""
    damaged.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        damaged.execute("BEGIN EXCLUSIVE")
    except UNREADABLE as error:
        if "locked" in str(error):
            raise StoreError(
                f"{path}: is damaged, and another program has it open; close that first"
            ) from error
    yield
    with suppress(*UNREADABLE):
        damaged.execute("ROLLBACK")


def _copied_aside(path: Path) -> Path:
    """Copy a damaged file, with the log that belongs to it, under a name that is free."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    _copy(path, aside)
    return aside


def _copy(path: Path, target: Path) -> None:
    for end in ("", "-wal"):
        source = path.with_name(f"{path.name}{end}")
        if source.exists():
            shutil.copy2(source, target.with_name(f"{target.name}{end}"))


def _restore_header(path: Path) -> None:
    """Write what the first bytes of every cache are: without them nothing behind can be read.

    https://www.sqlite.org/fileformat.html section 1.3; what says how far the file is used is left
    empty, so that all of it is.
    """
    size = _page_bytes(path)
    pages = path.stat().st_size // size
    with path.open("r+b") as file:
        file.write(b"SQLite format 3\0" + struct.pack(">H6B", size, 2, 2, 0, 64, 32, 32))
        file.write(struct.pack(">12I", 1, pages, 0, 0, 1, 4, 0, 0, 1, 0, 0, APPLICATION_ID))
        file.write(bytes(20) + struct.pack(">2I", 1, 3_040_000))


def _page_bytes(path: Path) -> int:
    """Return how large the pages of a file are: in older caches, of SQLite's own size.

    Where the second page begins stands what kind of page it is; in the midst of the first is none.
    """
    with path.open("rb") as file:
        file.seek(_OLD_PAGE_BYTES)
        start = file.read(len(_MAP_OF_PAGES))
        is_second = start[:1] in _PAGE_KINDS or start == _MAP_OF_PAGES
        return _OLD_PAGE_BYTES if is_second else PAGE_BYTES


def _copied_anew(
    damaged: sqlite3.Connection, new: Path, now: datetime
) -> tuple[Counter[str], tuple[int, int]]:
    with closing(_connected(new)) as connection:
        migrate(connection)
        connection.execute("PRAGMA foreign_keys = OFF")  # what belongs to nothing goes at the end
        connection.execute("BEGIN IMMEDIATE")
        lost = salvage(damaged, connection, to_seconds(now))
        connection.execute("COMMIT")
        connection.execute("PRAGMA foreign_keys = ON")
        _mend(connection)
        return lost, _counted(connection)

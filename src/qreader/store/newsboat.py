"""Reads newsboat's cache.db: articles and their marks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from qreader.errors import FileError, ParseError
from qreader.text.safe import safe_line

MAGIC = b"SQLite format 3\0"
MAX_CHARACTERS = 2_000_000
"""The longest text of an article; a longer one is cut."""
_COLUMNS = {
    "guid": "''",
    "title": "''",
    "author": "''",
    "url": "''",
    "pubDate": "0",
    "content": "''",
    "unread": "1",
    "flags": "''",
    "base": "''",
    "enclosure_url": "''",
    "enclosure_type": "''",
}
"""The columns of an article, each with its default for old versions of newsboat without it."""


@dataclass(frozen=True, slots=True)
class NewsboatItem:
    """An article as newsboat stored it; its texts are not cleaned."""

    guid: str
    title: str
    author: str
    url: str
    published: int
    """Unix seconds."""
    content: str
    unread: bool
    flags: str
    base: str
    enclosure_url: str
    enclosure_type: str


class NewsboatCache:
    """An open cache.db."""

    def __init__(self, path: Path) -> None:
        """Open it for reading. Raises FileError, ParseError."""
        self._path = path
        if not path.is_file():
            raise FileError(f"{safe_line(str(path))}: no such file", str(path))
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        try:
            self._connection = sqlite3.connect(address, uri=True)
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        try:
            self._connection.text_factory = lambda data: data.decode("utf-8", "replace")
            self._rows("PRAGMA trusted_schema = OFF")
            known = {str(row[1]) for row in self._rows("PRAGMA table_info(rss_item)")}
        except ParseError:
            self.close()
            raise
        if not {"guid", "feedurl", "unread"} <= known:
            self.close()
            raise ParseError(f"{safe_line(str(path))}: is no cache.db of newsboat", str(path))
        self._columns = [
            name if name in known else f"{stand_in} AS {name}"
            for name, stand_in in _COLUMNS.items()
        ]
        self._kept = "AND deleted = 0" if "deleted" in known else ""

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def feeds(self) -> list[tuple[str, str]]:
        """Return address and title of all feeds with articles."""
        rows = self._rows(
            """
            SELECT feedurl, coalesce(title, '')
            FROM (SELECT DISTINCT feedurl FROM rss_item)
            LEFT JOIN rss_feed ON rssurl = feedurl ORDER BY feedurl
            """
        )
        return [(str(url), str(title)) for url, title in rows]

    def items(self, feed_url: str, at_once: int) -> Iterator[tuple[NewsboatItem, ...]]:
        """Yield the articles of a feed, oldest first, `at_once` at a time."""
        columns = ", ".join(self._columns)
        try:
            cursor = self._connection.execute(
                f"SELECT {columns} FROM rss_item WHERE feedurl = :url {self._kept} ORDER BY rowid",
                {"url": feed_url},
            )
            with closing(cursor):
                while rows := cursor.fetchmany(at_once):
                    yield tuple(map(_item, rows))
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        try:
            return self._connection.execute(sql).fetchall()
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: sqlite3.Error) -> ParseError:
        return ParseError(f"{safe_line(str(self._path))}: {error}", str(self._path))


def _item(row: tuple[object, ...]) -> NewsboatItem:
    guid, title, author, url, published, content, unread, flags, base, enclosure, kind = row
    texts = (guid, title, author, url, content, flags, base, enclosure, kind)
    strings = [text[:MAX_CHARACTERS] if isinstance(text, str) else "" for text in texts]
    return NewsboatItem(
        guid=strings[0],
        title=strings[1],
        author=strings[2],
        url=strings[3],
        published=published if isinstance(published, int) else 0,
        content=strings[4],
        unread=bool(unread),
        flags=strings[5],
        base=strings[6],
        enclosure_url=strings[7],
        enclosure_type=strings[8],
    )

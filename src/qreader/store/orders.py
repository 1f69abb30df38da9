"""Orders: lists in another order than newest first, a page at a time, each from an index.

Where few articles match, an index of all would be read in vain: these are sorted instead.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from qreader.model import Order
from qreader.store.base import Table
from qreader.text.collation import natural_key

if TYPE_CHECKING:
    from qreader.model import ArticleId

FEW = 5_000
"""The most articles that are sorted for each page; sorting so many takes some 10 ms."""
BY_DATE = (Order.NEWEST, Order.OLDEST)
"""Orders that the indexes of short lists have, too."""
HEADS = 200
"""Articles whose stories are looked up at a time, with all that these hold."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The articles of a list, by conditions on `status` and `article`."""

    conditions: str
    """Each starts with AND."""
    values: Mapping[str, object]
    by_story: bool = False
    """Of each story, only the newest article that the conditions choose."""


class Orders(Table):
    """Lists in the order that a person chose."""

    def ids(
        self,
        chosen: Chosen,
        order: Order,
        *,
        after: ArticleId | None = None,
        limit: int | None = None,
    ) -> list[ArticleId]:
        """Return a page of a list; `after` is the last id of the page before.

        A page of many articles costs the same anywhere in the list; of few, all are sorted.
        """
        with self._database.reading() as connection:
            walk = _Walk(connection, chosen)
            return list(islice(walk.page(order, after), limit))


class _Walk:
    """Walks through one list on one connection."""

    def __init__(self, connection: sqlite3.Connection, chosen: Chosen) -> None:
        self._connection = connection
        self._chosen = chosen
        self._heads: dict[int, int] = {}
        """By story, the article that stands for it."""

    def page(self, order: Order, after: ArticleId | None) -> Iterator[ArticleId]:
        is_sorted = order not in BY_DATE and self._are_few()
        found = self._sorted(order, after) if is_sorted else self._from_index(order, after)
        return self._newest_of_stories(found) if self._chosen.by_story else found

    def _are_few(self) -> bool:
        statement = (
            "SELECT count(*) FROM (SELECT 1 FROM status WHERE dated IS NOT NULL"
            f"{self._chosen.conditions} LIMIT {FEW + 1})"
        )
        (count,) = self._connection.execute(statement, self._chosen.values).fetchone()
        return int(count) <= FEW

    def _rows(self, statement: str, **values: object) -> Iterator[ArticleId]:
        rows = self._connection.execute(statement, {**self._chosen.values, **values})
        return (row[0] for row in rows)

    def _sorted(self, order: Order, after: ArticleId | None) -> Iterator[ArticleId]:
        found: Iterator[ArticleId]
        if order is Order.FEED:  # by titles as Python folds them
            ranks = {feed: rank for rank, feed in enumerate(self._feeds())}
            rows = self._connection.execute(
                f"SELECT id, feed_id FROM status WHERE {self._with(after)}"
                " ORDER BY dated DESC, id DESC",
                {**self._chosen.values, "after": after},
            ).fetchall()
            rows.sort(key=lambda row: ranks[row[1]])
            found = (row[0] for row in rows)
        else:
            found = self._rows(
                f"""
                SELECT status.id FROM status {_JOINED.get(order, "")}
                WHERE {self._with(after)} ORDER BY {_KEYS[order]}
                """,
                after=after,
            )
        if after is not None:
            for number in found:
                if number == after:
                    break
        yield from found

    def _with(self, after: ArticleId | None) -> str:
        """Return the condition of the list, and of the article whose place is looked for.

        The list may have lost it since: it was read, and these are unread ones.
        """
        chosen = f"dated IS NOT NULL{self._chosen.conditions}"
        if after is None:
            return chosen
        return f"status.id IN (SELECT id FROM status WHERE {chosen} UNION ALL SELECT :after)"

    def _from_index(self, order: Order, after: ArticleId | None) -> Iterator[ArticleId]:
        if order is Order.FEED:
            return self._by_feed(after)
        if order is Order.STORY:
            return self._by_story(after)
        parts = ("",) if after is None else _BEHIND[order]
        return chain.from_iterable(
            self._rows(
                f"SELECT status.id FROM {_SOURCES[order]} WHERE dated IS NOT NULL"
                f"{self._chosen.conditions}{part} ORDER BY {_KEYS[order]}",
                after=after,
            )
            for part in parts
        )

    def _by_feed(self, after: ArticleId | None) -> Iterator[ArticleId]:
        """Yield the articles of each feed, newest first; the feeds come by their titles."""
        feeds, behind = self._feeds(), ""
        if after is not None:
            of_last = self._connection.execute(
                "SELECT feed_id FROM status WHERE id = :after", {"after": after}
            ).fetchone()
            feeds = feeds[feeds.index(of_last[0]) :] if of_last is not None else []
            behind = _BEHIND_BY_DATE
        for feed_id in feeds:
            yield from self._rows(
                "SELECT id FROM status WHERE dated IS NOT NULL AND feed_id = :of_feed"
                f"{self._chosen.conditions}{behind} ORDER BY dated DESC, id DESC",
                of_feed=feed_id,
                after=after,
            )
            behind = ""

    def _feeds(self) -> list[int]:
        """Return all feeds by their titles, as the tree sorts them."""
        rows = self._connection.execute("SELECT id, coalesce(own_title, title, url) FROM feed")
        return [n for _, n in sorted((natural_key(title), number) for number, title in rows)]

    def _by_story(self, after: ArticleId | None) -> Iterator[ArticleId]:
        """Yield the articles of each story, the largest first, then what is in none."""
        start, behind = None, ""
        if after is not None:
            behind = _BEHIND_BY_DATE
            start = self._connection.execute(
                """
                SELECT size, story.id FROM story_article JOIN story ON story.id = story_id
                WHERE article_id = :after AND size > 1
                """,
                {"after": after},
            ).fetchone()
        if after is None or start is not None:
            stories = self._connection.execute(
                f"SELECT id FROM story WHERE size > 1{_FROM_STORY if start else ''}"
                " ORDER BY size DESC, id DESC",
                {"size": start and start[0], "story": start and start[1]},
            )
            for (story,) in stories:
                yield from self._rows(
                    "SELECT status.id FROM story_article JOIN status ON status.id = article_id"
                    f" WHERE story_id = :of_story AND dated IS NOT NULL{self._chosen.conditions}"
                    f"{behind} ORDER BY dated DESC, status.id DESC",
                    of_story=story,
                    after=after,
                )
                behind = ""
        yield from self._rows(
            f"""
            SELECT id FROM status WHERE dated IS NOT NULL{self._chosen.conditions}{behind}
            AND NOT EXISTS (SELECT 1 FROM story_article JOIN story ON story.id = story_id
                            WHERE article_id = status.id AND size > 1)
            ORDER BY dated DESC, id DESC
            """,
            after=after,
        )

    def _newest_of_stories(self, found: Iterable[ArticleId]) -> Iterator[ArticleId]:
        rest = iter(found)
        while some := [*islice(rest, HEADS)]:
            rows = self._connection.execute(
                "SELECT article_id, story_id FROM story_article"
                " WHERE article_id IN (SELECT value FROM json_each(:ids))",
                {"ids": json.dumps(some)},
            )
            stories = dict(rows.fetchall())
            self._look_up_heads(set(stories.values()).difference(self._heads))
            yield from (n for n in some if n not in stories or self._heads[stories[n]] == n)

    def _look_up_heads(self, stories: Iterable[int]) -> None:
        """Find the newest article of each of these stories that the list holds."""
        # CROSS: from the stories, not along the dates of all articles
        rows = self._connection.execute(
            "SELECT dated, status.id, story_id FROM story_article"
            " CROSS JOIN status ON status.id = article_id"
            " WHERE story_id IN (SELECT value FROM json_each(:stories))"
            f" AND dated IS NOT NULL{self._chosen.conditions}",
            {**self._chosen.values, "stories": json.dumps([*stories])},
        )
        self._heads.update((story, number) for _, number, story in sorted(rows))  # the last stays


_KEYS = {
    Order.NEWEST: "dated DESC, status.id DESC",
    Order.OLDEST: "dated, status.id",
    Order.ARRIVED: "status.id DESC",
    Order.LENGTH: "minutes DESC, article.id DESC",
    Order.TITLE: "title_sort, article.id",
    Order.STORY: "story.id IS NULL, size DESC, story.id DESC, dated DESC, status.id DESC",
}
_SOURCES = {
    Order.NEWEST: "status",
    # CROSS: in this order, whatever SQLite thinks of the conditions
    Order.OLDEST: "status",
    Order.ARRIVED: "status NOT INDEXED",
    Order.LENGTH: """article INDEXED BY article_minutes
        CROSS JOIN status ON status.id = article.id""",
    Order.TITLE: """article INDEXED BY article_title_sort
        CROSS JOIN status ON status.id = article.id""",
}
_JOINED = {
    Order.LENGTH: "JOIN article ON article.id = status.id",
    Order.TITLE: "JOIN article ON article.id = status.id",
    Order.STORY: """
        LEFT JOIN story_article ON article_id = status.id AND EXISTS (
            SELECT 1 FROM story WHERE story.id = story_id AND size > 1)
        LEFT JOIN story ON story.id = story_id
    """,
}
"""What is sorted by, besides the columns of `status`."""
_DATE_OF = "(SELECT coalesce(dated, arrived) FROM status AS last WHERE last.id = :after)"
_BEHIND_BY_DATE = f" AND (dated, status.id) < ({_DATE_OF}, :after)"
_MINUTES_OF = "(SELECT minutes FROM article AS last WHERE last.id = :after)"
_TITLE_OF = "(SELECT title_sort FROM article AS last WHERE last.id = :after)"
_BEHIND = {
    Order.NEWEST: (_BEHIND_BY_DATE,),
    Order.OLDEST: (f" AND (dated, status.id) > ({_DATE_OF}, :after)",),
    Order.ARRIVED: (" AND status.id < :after",),
    # in two parts: of thousands that are as long, SQLite finds the place only in an equation
    Order.LENGTH: (
        f" AND minutes = {_MINUTES_OF} AND article.id < :after",
        f" AND minutes < {_MINUTES_OF}",
    ),
    Order.TITLE: (
        f" AND title_sort = {_TITLE_OF} AND article.id > :after",
        f" AND title_sort > {_TITLE_OF}",
    ),
}
"""What lies behind the last article of the page before, one part after the other."""
_FROM_STORY = " AND (size, id) <= (:size, :story)"

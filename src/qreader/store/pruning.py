"""Pruning: the text of old articles goes, and the space it took with it.

An article's line in the ledger (`status`) stays without a date: it is in no list, and what its feed
states again does not come back as new. What the person marked in any way stays whole.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from qreader.store.base import Blocks, Clock, Table
from qreader.store.packed import unpack
from qreader.store.search import SearchIndex
from qreader.store.signatures import Signatures
from qreader.store.space import Space
from qreader.store.statuses import QUEUED, TAGGED
from qreader.store.times import to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, FeedId, Limits

PER_ARTICLE = 1_300
"""Bytes that an article takes besides its body and the index of its words, on real feeds."""

_BYTES = f"""
    (2 * (length(text) + coalesce(length(html), 0) + coalesce(length(summary), 0)) + {PER_ARTICLE})
"""

_STAYS = f"""
    (starred = 1 OR later = 1 OR (read = 0 AND :keep_unread)
     OR {TAGGED} OR {QUEUED}
     OR EXISTS (SELECT 1 FROM judgement WHERE one = status.id AND related = 1)
     OR EXISTS (SELECT 1 FROM judgement WHERE other = status.id AND related = 1))
"""
"""What stays, over `status`: marked by the person, pinned beside another article, or unread."""

_THERE = "(dated IS NOT NULL OR hidden_dated IS NOT NULL)"
"""What has not been pruned yet, and is of no removed feed."""


class Pruning(Table):
    """Lets go of articles, and gives the space back to the disk."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._search_index = SearchIndex(database, clock)
        self._signatures = Signatures(database, clock)
        self._space = Space(database, clock)

    # ---- what may go

    def has_limits(self, limits: Limits) -> bool:
        """Whether anything is ever over a limit, of the configuration or of a feed."""
        if limits.days or limits.articles or limits.megabytes:
            return True
        with self._database.reading() as connection:
            statement = "SELECT 1 FROM feed WHERE keep_days > 0 OR keep_articles > 0 LIMIT 1"
            return connection.execute(statement).fetchone() is not None

    def over(self, limits: Limits, *, now: datetime) -> Over:
        """Return what is over a limit, oldest first: what may go, and how much of it stays.

        Reads all of the ledger: some 0.2 s for 100,000 articles.
        """
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"""
                WITH known AS (
                    SELECT status.id, feed_id, coalesce(dated, hidden_dated) AS dated,
                        max(arrived, coalesce(at, 0)) AS used, {_STAYS} AS stays
                    FROM status LEFT JOIN visit ON visit.id = status.id WHERE {_THERE}
                ), ranked AS (
                    SELECT *, row_number() OVER (
                        PARTITION BY feed_id ORDER BY dated DESC, id DESC
                    ) AS place FROM known
                )
                SELECT ranked.id, stays FROM ranked JOIN feed ON feed.id = feed_id
                WHERE (coalesce(keep_days, :days) > 0
                       AND used < :now - 86400 * coalesce(keep_days, :days))
                   OR (coalesce(keep_articles, :articles) > 0
                       AND place > coalesce(keep_articles, :articles))
                ORDER BY ranked.dated, ranked.id
                """,
                {
                    "days": limits.days,
                    "articles": limits.articles,
                    "now": to_seconds(now),
                    "keep_unread": limits.unread,
                },
            ).fetchall()
            may_go = [number for number, stays in rows if not stays]
            over = Over(may_go, len(rows) - len(may_go), self.bytes_of(may_go))
            return self._over_size(limits, over) if limits.megabytes else over

    def _over_size(self, limits: Limits, over: Over) -> Over:
        """Add the oldest articles, until the rest is as small as it should be."""
        with self._database.reading() as connection:
            too_much = self._space.used() - over.bytes - limits.megabytes * 1_000_000
            if too_much <= 0:
                return over
            chosen, known = list(over.ids), set(over.ids)
            total = 0
            rows = connection.execute(
                f"""
                SELECT status.id, {_BYTES} FROM status JOIN body USING (id)
                WHERE {_THERE} AND NOT {_STAYS} ORDER BY coalesce(dated, hidden_dated), status.id
                """,
                {"keep_unread": limits.unread},
            )
            for number, size in rows:
                if total >= too_much:
                    break
                if number not in known:
                    chosen.append(number)
                    total += size
            rows.close()
            kept = over.kept
            if total < too_much:  # all that may go is not enough
                (kept,) = connection.execute(
                    f"SELECT count(*) FROM status WHERE {_THERE} AND {_STAYS}",
                    {"keep_unread": limits.unread},
                ).fetchone()
            return Over(chosen, kept, over.bytes + total)

    def among(self, ids: Sequence[ArticleId], limits: Limits) -> Over:
        """Return which of these articles may go, and how many of them stay."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"""
                SELECT status.id, {_STAYS} FROM json_each(:ids)
                JOIN status ON status.id = value WHERE {_THERE} ORDER BY dated, status.id
                """,
                {"ids": json.dumps([*ids]), "keep_unread": limits.unread},
            ).fetchall()
            may_go = [number for number, stays in rows if not stays]
            return Over(may_go, len(rows) - len(may_go), self.bytes_of(may_go))

    def bytes_of(self, ids: Sequence[ArticleId]) -> int:
        """Return what these articles take in the cache, estimated."""
        with self._database.reading() as connection:
            (size,) = connection.execute(
                f"SELECT coalesce(sum({_BYTES}), 0) FROM body"
                " WHERE id IN (SELECT value FROM json_each(:ids))",
                {"ids": json.dumps([*ids])},
            ).fetchone()
            return int(size)

    # ---- letting go

    def let_go(self, ids: Sequence[ArticleId], limits: Limits) -> int:
        """Let go of articles in one transaction; return how many went.

        Which may go is looked at anew: the person may have marked one since. Some 100 at a time
        keep others that write waiting for less than a tenth of a second.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                f"""
                SELECT status.id, title, text, terms, posted FROM status
                JOIN article ON article.id = status.id JOIN body ON body.id = status.id
                LEFT JOIN signature ON signature.id = status.id
                WHERE status.id IN (SELECT value FROM json_each(:ids))
                  AND {_THERE} AND NOT {_STAYS}
                """,
                {"ids": json.dumps([*ids]), "keep_unread": limits.unread},
            ).fetchall()
            for number, title, text, terms, posted in rows:
                self._search_index.unindex(number, title, unpack(text))
                self._signatures.unpost(number, terms, posted)
            gone = [(row[0],) for row in rows]
            connection.executemany("DELETE FROM story_article WHERE article_id = ?", gone)
            connection.executemany("DELETE FROM article WHERE id = ?", gone)
            connection.executemany(
                "UPDATE status SET dated = NULL, hidden_dated = NULL, changed = 0 WHERE id = ?",
                gone,
            )
            return len(gone)

    def forget_empty_stories(self) -> None:
        """Forget stories whose articles are all gone, unless the person follows or mutes them."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                DELETE FROM story WHERE attention IS NULL
                AND NOT EXISTS (SELECT 1 FROM story_article WHERE story_id = story.id)
                """
            )

    def sizes_of_feeds(self) -> dict[FeedId, int]:
        """Return what the articles of each feed take, estimated; some 0.5 s for 100,000."""
        with self._database.reading() as connection:
            return dict(
                connection.execute(
                    f"""
                    SELECT feed_id, sum({_BYTES}) FROM status JOIN body USING (id)
                    GROUP BY feed_id
                    """
                ).fetchall()
            )


class Over(NamedTuple):
    """What is over a limit."""

    ids: Sequence[ArticleId]
    """Articles that may go, the oldest first."""
    kept: int
    """How many more stay."""
    bytes: int
    """What the former take, estimated."""

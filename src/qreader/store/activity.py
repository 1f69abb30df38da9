"""What feeds bring, and how much of it is opened: read from indexes and the reading history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from qreader import model
from qreader.model.rows import OF_ANY_AGE
from qreader.store.base import Table
from qreader.store.times import from_seconds, to_seconds
from qreader.text.local_time import local, midnight

if TYPE_CHECKING:
    from qreader.model import Feed, FeedActivity, FeedId, FeedWeeks, Statistics

WEEK_SECONDS = 7 * 86_400
PER_WEEK_OVER = timedelta(weeks=12)
"""How far back the articles of a week are counted: long enough for a feed that brings few."""

_NEWEST = """
    coalesce(
        -- the first articles of a feed without dates stand so long before their arrival
        (SELECT iif(abs(arrived - :any_age - dated) < 86400, arrived, dated) FROM status
         WHERE feed_id = feed.id AND dated IS NOT NULL ORDER BY dated DESC LIMIT 1),
        (SELECT max(arrived) FROM status WHERE feed_id = feed.id)  -- all are hidden or pruned
    )
"""


class Activity(Table):
    """What feeds bring, and how much of it is opened."""

    def newest(self) -> dict[FeedId, datetime]:
        """Return the date of each feed's newest article; feeds that never had one are left out.

        Takes one look into an index for each feed.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT id, {_NEWEST} FROM feed WHERE removed IS NULL",
                {"any_age": int(OF_ANY_AGE.total_seconds())},
            )
            return {number: from_seconds(newest) for number, newest in rows if newest is not None}

    def of_feeds(self) -> dict[FeedId, FeedActivity]:
        """Return what each feed did lately. Reads the dates of twelve weeks from an index."""
        seconds = to_seconds(self._clock())
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT id, added, {_NEWEST},
                    (SELECT count(*) FROM status WHERE feed_id = feed.id AND dated > :since),
                    (SELECT min(dated) FROM status WHERE feed_id = feed.id),
                    coalesce(opened, 0)
                FROM feed LEFT JOIN (
                    SELECT feed_id, count(*) AS opened FROM visit JOIN status USING (id)
                    GROUP BY feed_id
                ) ON feed_id = feed.id
                WHERE removed IS NULL
                """,
                {
                    "any_age": int(OF_ANY_AGE.total_seconds()),
                    "since": seconds - int(PER_WEEK_OVER.total_seconds()),
                },
            )
            return {
                number: model.FeedActivity(
                    from_seconds(added),
                    from_seconds(newest),
                    _per_week(count, oldest, seconds),
                    opened,
                )
                for number, added, newest, count, oldest, opened in rows
            }

    def weeks_of(self, feed_id: FeedId, weeks: int = 12) -> FeedWeeks:
        """Return what a feed brought in each of the last weeks. Reads their dates from an index."""
        now = to_seconds(self._clock())
        since = now - weeks * WEEK_SECONDS
        with self._database.reading() as connection:
            dates = connection.execute(
                """
                SELECT dated, EXISTS (SELECT 1 FROM visit WHERE visit.id = status.id)
                FROM status WHERE feed_id = :feed AND dated > :since AND dated <= :now
                """,
                {"feed": feed_id, "since": since, "now": now},
            ).fetchall()
            (starred,) = connection.execute(
                "SELECT count(*) FROM status WHERE starred = 1 AND +feed_id = :feed",
                {"feed": feed_id},
            ).fetchone()
        brought = [0] * weeks
        for dated, _ in dates:
            brought[weeks - 1 - (now - dated) // WEEK_SECONDS] += 1
        return model.FeedWeeks(tuple(brought), sum(opened for _, opened in dates), starred)

    def statistics(self, feeds: Iterable[Feed], days: int = 28) -> Statistics:
        """Return what was read on each of the last days, and which feeds are not needed."""
        return model.Statistics.of(feeds, self.of_feeds(), self.read_by_day(days), self._clock())

    def read_by_day(self, days: int = 7) -> tuple[int, ...]:
        """Return how many articles were opened last on each day of the person, today the last.

        Reads the visits of these days from an index.
        """
        today = local(self._clock()).date()
        since = midnight(today - timedelta(days=days - 1))
        with self._database.reading() as connection:
            visits = connection.execute(
                "SELECT at FROM visit WHERE at >= ?", [to_seconds(since)]
            ).fetchall()
        counts = [0] * days
        for (at,) in visits:
            ago = (today - local(from_seconds(at)).date()).days
            if 0 <= ago < days:  # a clock may have been set back
                counts[days - 1 - ago] += 1
        return tuple(counts)


def _per_week(count: int, oldest: int | None, now: int) -> float:
    """Return how many articles a week has: over twelve, or as many as are known of the feed."""
    known = now - oldest if oldest is not None else 0
    most = int(PER_WEEK_OVER.total_seconds())
    return round(count * WEEK_SECONDS / max(WEEK_SECONDS, min(known, most)), 1)

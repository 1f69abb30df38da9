"""Front: what is front of mind: kept until it is found anew, and read for the first screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qreader.model import ArticleId, FrontArticle, FrontPage, FrontStory, Query
from qreader.store.articles import Articles
from qreader.store.base import Blocks, Clock, Table
from qreader.store.remembered import Remembered
from qreader.store.story_sizes import StorySizes
from qreader.store.timelines import Timelines
from qreader.store.times import from_seconds, to_seconds
from qreader.text.publisher import publisher

if TYPE_CHECKING:
    from qreader.model import FeedId, StoryId

KEPT_AS: Final = "front-page"
"""The name under which it is remembered, as JSON."""
MAX_ALONE: Final = 3_000
"""The most unread articles that are looked at, the newest ones."""


class _Told(NamedTuple):
    """An article of a story."""

    id: ArticleId
    feed: str
    publisher: str
    read: bool
    text: ArticleId
    """The article whose text it has: itself, or the one it copies."""


class Front(Table):
    """The front page."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._articles = Articles(database, clock)
        self._remembered = Remembered(database, clock)
        self._story_sizes = StorySizes(database, clock)
        self._timelines = Timelines(database, clock)

    # ---- kept

    def kept(self) -> FrontPage | None:
        """Return the front page that was found last; None: there is none yet."""
        text = self._remembered.read(KEPT_AS)
        try:
            return None if text is None else _page_of(json.loads(text))
        except (ValueError, TypeError, KeyError, OverflowError):  # another version wrote it
            return None

    def keep(self, page: FrontPage) -> None:
        """Keep a front page in place of the last one."""
        values = page._asdict() | {"made": to_seconds(page.made)}
        self._remembered.write(KEPT_AS, json.dumps(values, ensure_ascii=False))

    # ---- read fresh

    def stories(self, ids: Sequence[StoryId]) -> list[FrontStory]:
        """Return these stories in this order; what no list shows of them is left out."""
        with self._database.reading() as connection:
            told: dict[StoryId, list[_Told]] = {}
            until: dict[StoryId, int] = {}
            for story, ends, number, read, copy_of, *feed in connection.execute(
                _MEMBERS, {"stories": json.dumps([*ids])}
            ):
                title, feed_id, url, site_url = feed
                source = publisher(feed_id, url, site_url)
                one = _Told(number, title, source, bool(read), copy_of or number)
                told.setdefault(story, []).append(one)
                if ends is not None:
                    until[story] = ends
            newest = {story: articles[0].id for story, articles in told.items()}
            others = {story: _other_of(articles) for story, articles in told.items()}
            wanted = [*newest.values(), *filter(None, others.values())]
            rows = {row.id: row for row in self._articles.rows(wanted)}
        return [
            FrontStory(
                rows[newest[story]],
                _sources_of(told[story]),
                tuple(one.id for one in told[story]),
                frozenset(one.id for one in told[story] if one.read),
                rows.get(others[story] or ArticleId(0)),
                _same_text(told[story]),
                from_seconds(until.get(story)),
            )
            for story in ids
            if story in told and newest[story] in rows
        ]

    def articles(self, ids: Sequence[ArticleId]) -> list[FrontArticle]:
        """Return these articles in this order; those that no list shows are left out."""
        with self._database.reading():
            minutes = self._articles.minutes(ids)
            return [
                FrontArticle(row, minutes.get(row.id, 1))
                for row in self._articles.rows(ids)
                if not row.status.hidden
            ]

    # ---- found

    def alone(self, since: datetime) -> list[tuple[ArticleId, FeedId]]:
        """Return the unread articles since a moment that one source alone has, newest first.

        Of a story that a source tells itself in several articles, only the newest is there.
        """
        with self._database.reading() as connection:
            listed = self._timelines.conditions(Query())
            rows = connection.execute(
                f"""
                SELECT id, feed_id, story_id FROM status LEFT JOIN story_article ON article_id = id
                WHERE read = 0 AND dated > :since{listed} ORDER BY dated DESC, id DESC LIMIT :most
                """,
                {"since": to_seconds(since), "most": MAX_ALONE},
            ).fetchall()
            sizes = self._story_sizes.of({row[2] for row in rows} - {None})
        found: dict[object, tuple[ArticleId, FeedId]] = {}
        for number, feed_id, story in rows:
            size = sizes.get(story)
            if size is None or size.sources == 1:
                found.setdefault(("story", story) if size else number, (number, feed_id))
        return list(found.values())


_MEMBERS = """
    SELECT story_id, CASE WHEN attention = 'follow' THEN until END, status.id, read, copy_of,
        coalesce(feed.own_title, feed.title, feed.url), feed_id, feed.url, feed.site_url
    FROM json_each(:stories) CROSS JOIN story_article ON story_id = value
    CROSS JOIN story ON story.id = story_id
    CROSS JOIN status ON status.id = article_id CROSS JOIN feed ON feed.id = feed_id
    WHERE dated IS NOT NULL ORDER BY dated DESC, status.id DESC
"""


def _sources_of(told: Iterable[_Told]) -> tuple[str, ...]:
    """Return a title for each source, that of its newest article."""
    feeds: dict[str, str] = {}
    for one in told:
        feeds.setdefault(one.publisher, one.feed)
    return tuple(feeds.values())


def _other_of(told: Sequence[_Told]) -> ArticleId | None:
    """Return the article that is named beside the newest one: see `FrontStory.other`."""
    newest = told[0]
    if newest.read:
        return next((one.id for one in told if not one.read), None)
    others = (one for one in told if one.publisher != newest.publisher and one.text != newest.text)
    return next((one.id for one in others), None)


def _same_text(told: Iterable[_Told]) -> tuple[str, str] | None:
    """Return the titles of two feeds of different sources that have the same text."""
    first: dict[ArticleId, _Told] = {}
    for one in told:
        other = first.setdefault(one.text, one)
        if other.publisher != one.publisher:
            return other.feed, one.feed
    return None


def _page_of(values: dict[str, Any]) -> FrontPage:
    """Return a kept page. Raises ValueError, TypeError, KeyError, OverflowError if it is none."""
    return FrontPage(
        from_seconds(int(values["made"])),
        int(values["newest"]),
        tuple(map(int, values["stories"])),  # type: ignore[arg-type]
        tuple((str(term), int(count)) for term, count in values["rising"]),
        tuple(map(int, values["alone"])),  # type: ignore[arg-type]
        int(values["alone_total"]),
        tuple((int(minutes), int(count)) for minutes, count in values["catch_up"]),
    )

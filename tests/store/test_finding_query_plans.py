"""The shape of what is asked of SQLite: indexes are used, and lists load no body."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from qreader.model import ArticleId, FeedId, Order, Query, Scope, StoryId
from qreader.store import Store, orders
from qreader.store.articles import Articles
from qreader.store.base import Blocks, Clock, utc_now
from qreader.store.database import Block
from qreader.store.feeds import Feeds
from qreader.store.finding import Finding
from qreader.store.searches import Searches
from qreader.store.signatures import Signatures
from qreader.store.statuses import Statuses
from qreader.store.stories import Stories
from qreader.store.timelines import Timelines

Asking = Callable[[Blocks, Clock], object]

LISTS = {
    "all": Query(),
    "unread": Query(Scope.UNREAD),
    "starred": Query(Scope.STARRED),
    "later": Query(Scope.LATER),
    "history": Query(Scope.HISTORY),
    "hidden": Query(Scope.HIDDEN),
    "a feed": Query(feed_id=FeedId(1)),
    "unread of a feed": Query(Scope.UNREAD, feed_id=FeedId(1)),
    "a folder": Query(folder="News"),
    "unread of a folder": Query(Scope.UNREAD, folder="News"),
    "a tag": Query(tag="mine"),
    "a story": Query(story=StoryId(1)),
    "by story": Query(by_story=True),
    "unread by story": Query(Scope.UNREAD, by_story=True),
}
WORDS = (
    "ferry",
    "fer*",
    "title:ferry",
    "ferry is:unread",
    "ferry OR lamp",
    "is:starred",
    "age:<2d",
)


def of_list(query: Query) -> dict[str, Asking]:
    return {
        "list": lambda *cache: Timelines(*cache).ids(query, limit=9),
        "next page": lambda *cache: Timelines(*cache).ids(query, after=ArticleId(2), limit=9),
        "count": lambda *cache: Timelines(*cache).count(query),
    }


def of_words(words: str) -> dict[str, Asking]:
    return {
        "search": lambda *cache: Finding(*cache).find(Query(words=words), 9),
        "count": lambda *cache: Finding(*cache).count(Query(words=words)),
    }


ASKED: dict[str, Asking] = {
    **{f"{what}: {name}": call for name in LISTS for what, call in of_list(LISTS[name]).items()},
    **{f"{what}: {words}": call for words in WORDS for what, call in of_words(words).items()},
    "rows": lambda *cache: Articles(*cache).rows([ArticleId(1), ArticleId(2)]),
    "what rows stand for": lambda *cache: Stories(*cache).other_articles(Query(), [ArticleId(1)]),
    "copies": lambda *cache: Stories(*cache).copies([ArticleId(1)]),
    "statuses": lambda *cache: Statuses(*cache).of_articles([ArticleId(1)]),
    "feeds": lambda *cache: Feeds(*cache).all(),
    "saved searches": lambda *cache: Searches(*cache).all(1_000),
}
SMALL = ("feed", "search_saved", "json_each", "CONSTANT", "main.search_config", "(subquery-1)")
"""What may be read whole: it does not grow with the cache, or ends at a limit."""


@pytest.fixture
def watched(store: Store, save, sql: sqlite3.Connection) -> sqlite3.Connection:
    """A connection to a small cache, which knows what the store's know."""
    numbers = save(*((f"Ferry {n}", "lamp") for n in range(5)))
    store.statuses.tag(numbers[:2], ["mine"], [])
    store.searches.save("mine", "ferry")
    return sql


def plan_of(connection: sqlite3.Connection, call: Callable[[], object]) -> list[str]:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    call()
    connection.set_trace_callback(None)
    selects = [text for text in dict.fromkeys(asked) if text.lstrip().startswith("SELECT")]
    assert selects
    return [row[3] for text in selects for row in connection.execute(f"EXPLAIN QUERY PLAN {text}")]


def scans(plan: Sequence[str]) -> list[str]:
    """Return the steps that read a table whole, or an index of which they know no start."""
    return [
        step
        for step in plan
        if step.startswith("SCAN ")
        and step.split()[1] not in SMALL
        and "VIRTUAL TABLE INDEX" not in step  # FTS5 looks words up in its own
    ]


@pytest.mark.parametrize("name", ASKED)
def test_no_list_no_search_and_no_count_reads_a_table_whole(
    watched: sqlite3.Connection, now: datetime, name: str
) -> None:
    plan = plan_of(watched, lambda: ASKED[name](Block(watched), lambda: now))
    # a list that is read whole up to a limit goes along its index
    allowed = "USING COVERING INDEX visit_at", "USING INDEX status_hidden"
    assert [step for step in scans(plan) if not any(index in step for index in allowed)] == []


@pytest.mark.parametrize("analyzed", [False, True])
@pytest.mark.parametrize(
    "name", ["all", "unread", "starred", "later", "history", "hidden", "by story"]
)
def test_a_list_comes_sorted_from_its_index(
    watched: sqlite3.Connection, name: str, analyzed: bool
) -> None:
    if analyzed:  # of a cache this small, SQLite then thinks that any way is as good
        watched.execute("ANALYZE")
    plan = plan_of(watched, lambda: Timelines(Block(watched), utc_now).ids(LISTS[name], limit=9))
    assert not [step for step in plan if "TEMP B-TREE" in step]


@pytest.mark.parametrize("after", [None, ArticleId(3)], ids=["first page", "a page behind"])
@pytest.mark.parametrize("name", ["all", "unread", "by story"])
@pytest.mark.parametrize("order", Order)
def test_a_page_of_many_articles_comes_in_any_order_from_an_index(
    watched: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    order: Order,
    name: str,
    after: ArticleId | None,
) -> None:
    monkeypatch.setattr(orders, "FEW", 2)  # as if these were thousands
    query = replace(LISTS[name], order=order)
    timelines = Timelines(Block(watched), utc_now)
    plan = plan_of(watched, lambda: timelines.ids(query, after=after, limit=1))
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


@pytest.mark.parametrize("name", ASKED)
def test_a_list_loads_no_body(watched: sqlite3.Connection, now: datetime, name: str) -> None:
    read: set[str] = set()

    def look(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table:
            read.add(table)
        return sqlite3.SQLITE_OK

    watched.set_authorizer(look)
    try:
        ASKED[name](Block(watched), lambda: now)
    finally:
        watched.set_authorizer(None)
    assert read
    assert not read & {"body", "signature", "revision"}


def test_an_article_does_load_its_body(watched: sqlite3.Connection) -> None:
    read: set[str | None] = set()
    watched.set_authorizer(lambda _action, table, *_: read.add(table) or sqlite3.SQLITE_OK)
    Articles(Block(watched), utc_now).one(ArticleId(1))
    watched.set_authorizer(None)
    assert "body" in read


def test_a_term_is_followed_no_further_back_than_is_asked(
    watched: sqlite3.Connection, now: datetime
) -> None:
    plan = plan_of(watched, lambda: Signatures(Block(watched), utc_now).mentions([1], now))
    assert [step for step in plan if "INDEX status_dated (dated>?)" in step]
    (posting,) = (step for step in plan if "posting VIRTUAL TABLE" in step)
    assert posting.endswith(">")  # from a number on, as FTS5 has it

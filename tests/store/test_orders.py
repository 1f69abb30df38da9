"""Orders: pages put together are the whole list, sorted; whatever else the list asks for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from qreader.errors import QueryError
from qreader.model import (
    ArticleId,
    Digest,
    Entry,
    Incoming,
    Order,
    ParsedFeed,
    Query,
    Row,
    Scope,
    Subscription,
    Validators,
)
from qreader.store import Store, orders
from qreader.store.title_sort import title_sort
from stored import save_items

TITLES = (
    "Ärger im Tal",
    "apples",
    "«Zebra» crosses",
    "zoo",
    "東京",
    "Ünder",
    "42 ways",
    "Élan",
    "",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of three feeds with stories, marks, and many articles of the same title or date."""
    from datetime import UTC, datetime

    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    chance = random.Random(5)
    path = tmp_path_factory.mktemp("orders") / "qreader.db"
    store = Store(path, lambda: now)
    ids: list[ArticleId] = []
    for name in ("Zeitung", "årsblad", "Post"):
        subscription = Subscription(f"https://{name}.example/feed", folder="News" * (name < "a"))
        feed, _ = store.subscriptions.add(subscription, now=now)
        items = []
        for number in range(40):
            entry = Entry(chance.choice(TITLES), f"{name}{number}")
            dated = now - timedelta(hours=chance.randrange(20))
            incoming = Incoming(entry.guid.encode() if entry.guid else b"", b"", entry, None, dated)
            digest = Digest("ferry " * chance.randrange(3), "", chance.randrange(1, 4))
            items.append((incoming, digest))
        save_items(store, feed.id, ParsedFeed(name), items, Validators(), now=now, next_check=now)
        known = store.statuses.known(feed.id, [item.identity for item, _ in items])
        ids += [one.id for one in known.values()]
    told = chance.sample(ids, 60)
    for nth, story in enumerate((told[:20], told[20:30], told[30:32], told[32:33], told[33:60])):
        store.stories.group(dict.fromkeys(story, (-1 - nth, None)), story)
    store.statuses.mark(chance.sample(ids, 50), read=True)
    store.statuses.mark(chance.sample(ids, 9), starred=True)
    store.statuses.tag(chance.sample(ids, 20), ["mine"], [])
    store.close()
    return path


@pytest.fixture(params=[0, 5_000], ids=["from an index", "sorted"])
def orderly(cache: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(orders, "FEW", request.param)
    store = Store(cache)
    request.addfinalizer(store.close)
    return store


def keyed(store: Store, order: Order):
    sizes: dict[int, int] = {}
    stories = {row.id: row.story for row in store.articles.rows(store.lists.ids(Query()))}
    for story in stories.values():
        if story is not None:
            sizes[story] = sizes.get(story, 0) + 1
    minutes = {number: store.articles.one(number).minutes for number in stories}

    def key(row: Row) -> tuple[object, ...]:
        dated = row.dated.timestamp()
        size = sizes.get(row.story or 0, 0)
        story = (0, -size, -(row.story or 0)) if size > 1 else (1, 0, 0)
        return {
            Order.NEWEST: (-dated, -row.id),
            Order.OLDEST: (dated, row.id),
            Order.FEED: (title_sort(row.feed), -dated, -row.id),
            Order.TITLE: (title_sort(row.title), row.id),
            Order.LENGTH: (-minutes[row.id], -row.id),
            Order.STORY: (*story, -dated, -row.id),
            Order.ARRIVED: (-row.id,),
        }[order]

    return key


LISTS = (
    Query(),
    Query(Scope.UNREAD),
    Query(Scope.STARRED),
    Query(folder="News"),
    Query(tag="mine"),
    Query(feed_id=2),  # type: ignore[arg-type]
    Query(by_story=True),
    Query(Scope.UNREAD, by_story=True),
)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("query", LISTS, ids=str)
def test_pages_put_together_are_the_list_in_its_order(
    orderly: Store, query: Query, order: Order
) -> None:
    usual = orderly.lists.ids(query)
    rows = orderly.articles.rows(usual)
    wanted = [row.id for row in sorted(rows, key=keyed(orderly, order))]
    query = replace(query, order=order)
    pages: list[ArticleId] = []
    while page := orderly.lists.ids(query, after=pages[-1] if pages else None, limit=7):
        pages += page
    assert pages == wanted == [*orderly.lists.all_ids(query)]
    assert orderly.lists.count(query) == len(wanted)


@pytest.mark.parametrize("order", Order)
def test_a_search_comes_in_the_order_that_it_states(orderly: Store, order: Order) -> None:
    found = orderly.lists.ids(Query(words="ferry"))
    rows = sorted(orderly.articles.rows(found), key=keyed(orderly, order))
    assert found
    assert orderly.lists.ids(Query(words=f"ferry sort:{order}")) == [row.id for row in rows]
    assert orderly.lists.ids(Query(words=f"sort:newest ferry sort:{order}")) == [
        row.id for row in rows
    ]
    everything = orderly.lists.ids(Query(order=order))
    assert orderly.lists.ids(Query(words=f"sort:{order}")) == everything
    assert orderly.lists.count(Query(words=f"sort:{order}")) == len(everything)


def test_feeds_come_as_the_tree_has_them(store: Store, save, now) -> None:
    wanted = []
    for title in ("Part 10", "part 9"):
        subscription = Subscription(f"https://{title[-1]}.example/feed", title=title)
        feed, _ = store.subscriptions.add(subscription, now=now)
        wanted += save((title, "ferry"), into=feed)
    assert store.lists.ids(Query(order=Order.FEED)) == [*reversed(wanted)]


def test_a_title_that_changes_goes_to_its_new_place(store: Store, save) -> None:
    one, two = save(Entry("Apples", "1"), Entry("Bread", "2"))
    save(Entry("Cheese", "1", body_html="<p>new</p>"))
    assert store.lists.ids(Query(order=Order.TITLE)) == [two, one]


def test_the_size_of_a_story_follows_what_joins_and_leaves(store: Store, save, sql, feed) -> None:
    ids = save(*((f"Title {n}", "ferry") for n in range(5)))
    store.stories.group(dict.fromkeys(ids[:2], (-1, None)), ids[:2])
    store.stories.group(dict.fromkeys(ids[2:], (-1, None)), ids[2:])
    assert store.lists.ids(Query(order=Order.STORY)) == [*reversed(ids[2:]), *reversed(ids[:2])]
    store.judgements.judge(ids[0], ids[1], False)
    sizes = dict(sql.execute("SELECT id, size FROM story").fetchall())
    counted = "SELECT story_id, count(*) FROM story_article GROUP BY story_id"
    assert {k: v for k, v in sizes.items() if v} == dict(sql.execute(counted).fetchall())


def test_the_largest_story_is_the_one_that_lists_show_as_the_largest(
    store: Store, save, sql
) -> None:
    """What is hidden, or of a removed feed, counts for the order as little as for the number."""
    ids = save(*((f"Title {n}", "ferry") for n in range(5)))
    large, small = ids[:3], ids[3:]
    store.stories.group(dict.fromkeys(large, (-1, None)), large)
    store.stories.group(dict.fromkeys(small, (-1, None)), small)
    shown = Query(order=Order.STORY)
    assert store.lists.ids(shown) == [*reversed(large), *reversed(small)]
    store.statuses.mark(large[:2], hidden=True)
    assert store.lists.ids(shown) == [*reversed(small), large[2]]
    store.statuses.mark(large[:2], hidden=False)
    assert store.lists.ids(shown) == [*reversed(large), *reversed(small)]
    sql.execute("DELETE FROM status WHERE id = ?", (large[0],))
    sql.execute("UPDATE status SET dated = NULL WHERE id = ?", (large[1],))
    sql.execute("DELETE FROM article WHERE id = ?", (large[1],))
    sizes = sql.execute("SELECT size FROM story ORDER BY id").fetchall()
    assert sizes == [(1,), (2,)]


def test_an_unknown_order_is_said_with_those_there_are(store: Store) -> None:
    with pytest.raises(QueryError, match="newest, oldest, feed, title, length, story, arrived"):
        store.lists.ids(Query(words="moon sort:colour"))
    with pytest.raises(QueryError, match="before or behind the whole"):
        store.lists.ids(Query(words="sort:oldest OR moon"))
    with pytest.raises(QueryError, match="leaves nothing out"):
        store.lists.ids(Query(words="moon -sort:oldest"))


def test_what_a_title_begins_with_besides_letters_is_passed_over() -> None:
    ordered = sorted(["«Zebra»", "Émile", "emil", "“Apples”", "…", "東京"], key=title_sort)
    assert ordered == ["…", "“Apples”", "emil", "Émile", "«Zebra»", "東京"]
    assert all(one <= other for one, other in pairwise(map(title_sort, ordered)))

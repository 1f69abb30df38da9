"""Finding: what a query says is what it finds, ranked, counted, and safely asked."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.errors import QueryError
from qreader.model import (
    ArticleId,
    Digest,
    Enclosure,
    Entry,
    Feed,
    FeedSetting,
    Incoming,
    Link,
    LinkBlock,
    LinkKind,
    ParsedFeed,
    Query,
    Scope,
    StoryId,
    Subscription,
    Validators,
)
from qreader.store import Store, finding
from qreader.store.conditions import Conditions
from qreader.store.database import Block
from qreader.text.query import MAX_DEPTH, read_query
from stored import save_items

Save = Callable[..., list[ArticleId]]


@pytest.fixture
def store(tmp_path: Path, now: datetime) -> Iterator[Store]:
    """A store whose ages are counted from `now`."""
    opened = Store(tmp_path / "qreader.db", lambda: now)
    yield opened
    opened.close()


@pytest.fixture
def seven(store: Store, save: Save, other_feed: Feed) -> list[ArticleId]:
    """Seven articles, each with something of its own; the first is the oldest."""
    link = LinkBlock("Read next", LinkKind.RELATED, (Link("Elsewhere", "https://example.org/e"),))
    numbers = save(
        Entry("Moon base opens", "0", body_html="<p>crew lands</p>", authors=("Ada Smith",)),
        Entry("Moon tides", "1", body_html="<p>a base of facts</p>", tags=("Space", "Sea")),
        Entry("Crew of a ferry", "2", body_html="<p>the moon rose</p>", language="de-AT"),
        Entry("Bread", "3", body_html="<p>flour</p>", own_related=(link,)),
        Entry("Radio", "4", enclosures=(Enclosure("https://example.org/a.mp3"),), language="de"),
    )
    numbers += save(
        Entry("東京の月", "5", body_html="<p>東京都で月が</p>", authors=('Jo "J" Öz',)),
        Entry("Zürich trams", "6", body_html="<p>base fare</p>", language="den"),
        into=other_feed,
    )
    store.statuses.mark([numbers[0], numbers[2]], read=True)
    store.statuses.mark([numbers[1]], starred=True)
    store.statuses.mark([numbers[3]], later=True)
    store.statuses.tag([numbers[4]], ["On-Air"], [])
    return numbers


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("moon", {0, 1, 2}),
        ("moon base", {0, 1}),
        ("base -moon", {6}),
        ('"moon base"', {0}),
        ("moon -title:crew", {0, 1}),
        ("moon OR bread", {0, 1, 2, 3}),
        ("(moon OR bread) -(base OR crew)", {3}),
        ("title:moon", {0, 1}),
        ("title:moon*", {0, 1}),
        ('title:"moon tides"', {1}),
        ("title:base", {0}),
        ("title:moon base", {0, 1}),
        ("月", {5}),
        ("東京 -猫", {5}),
        ("title:東京", {5}),
        ("title:都で", set()),
        ("is:read", {0, 2}),
        ("-is:read", {1, 3, 4, 5, 6}),
        ("is:unread moon", {1}),
        ("is:unread -base", {3, 4, 5}),
        ("is:starred OR is:later", {1, 3}),
        ("is:starred OR bread", {1, 3}),
        ("(is:starred OR bread) -flour", {1}),
        ("-(is:read OR base)", {3, 4, 5}),
        ("(is:read base) OR (bread -is:starred)", {0, 3}),
        ("feed:example -feed:other", {0, 1, 2, 3, 4, 5, 6} - {5, 6}),
        ("feed:OTHER.example", {5, 6}),
        ("feed:nowhere", set()),
        ("folder:news", {5, 6}),
        ("folder:New", set()),
        ("folder:new*", {5, 6}),
        ("tag:space", {1}),
        ("tag:spa", set()),
        ("tag:spa*", {1}),
        ("tag:sea", {1}),
        ("tag:on-air", {4}),
        ("tag:ON*", {4}),
        ("-tag:space moon", {0, 2}),
        ("author:smith", {0}),
        ("author:ÖZ", {5}),
        ("author:oz", {5}),
        ('author:"ada smith"', {0}),
        ("lang:de", {2, 4}),
        ("lang:de*", {2, 4, 6}),
        ("lang:DE-at", {2}),
        ("has:links", {3}),
        ("has:enclosure", {4}),
        ("-has:enclosure is:unread", {1, 3, 5, 6}),
        ("has:full", set()),
        ("has:changes", set()),
        ("is:changed", set()),
        ("is:copy", set()),
        ("story:1", set()),
        ("age:<3h", {3, 4, 5, 6}),
        ("age:>3h", {0, 1}),
        ("age:<9999y", {0, 1, 2, 3, 4, 5, 6}),
        ("after:0001-01-01", {0, 1, 2, 3, 4, 5, 6}),
        ("before:1990", set()),
        ("-before:1990 moon", {0, 1, 2}),
    ],
)
def test_a_query_finds_what_it_says(
    store: Store, seven: list[ArticleId], query: str, found: set[int]
) -> None:
    numbers = store.lists.ids(Query(words=query))

    assert {seven.index(number) for number in numbers} == found
    assert len(numbers) == len(found) == store.lists.count(Query(words=query))


def test_days_begin_at_midnight_in_utc(store: Store, save: Save, now: datetime) -> None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    entries = [Entry("At midnight", "1"), Entry("Just before", "2")]
    items = [
        (Incoming(bytes([n]), b"", entry, None, midnight - timedelta(seconds=n)), Digest("", "", 1))
        for n, entry in enumerate(entries)
    ]
    feed, _ = store.subscriptions.add(Subscription("https://example.net/"), now=now)
    save_items(store, feed.id, ParsedFeed("x"), items, Validators(), now=now, next_check=now)
    day = midnight.date().isoformat()

    assert [
        row.title for row in store.articles.rows(store.lists.ids(Query(words=f"after:{day}")))
    ] == ["At midnight"]
    assert [
        row.title for row in store.articles.rows(store.lists.ids(Query(words=f"before:{day}")))
    ] == ["Just before"]


def test_what_comes_to_an_article_later_is_found(
    store: Store, seven: list[ArticleId], save: Save, now: datetime
) -> None:
    save(Entry("Moon base opens", "0", body_html="<p>crew lands late</p>"))
    store.stories.group({seven[0]: (StoryId(-1), None), seven[1]: (StoryId(-1), None)}, [])
    story = store.articles.rows([seven[0]])[0].story
    assert story is not None
    store.stories.group({seven[2]: (story, seven[0])}, [])
    page = Entry("Bread", body_html="<p>flour and water</p>")
    store.articles.take_page(seven[3], page, Digest("flour and water", "", 1), now=now)

    def found(words: str) -> list[ArticleId]:
        return store.lists.ids(Query(words=words))

    assert found("is:changed") == found("has:changes") == [seven[0]]
    assert found("is:copy") == [seven[2]]
    assert found(f"story:{story}") == [seven[2], seven[1], seven[0]]
    assert found(f"story:{story} crew") == [seven[2], seven[0]]
    assert found("has:full") == [seven[3]]
    store.statuses.mark([seven[3]], hidden=True)
    assert found("has:full") == found("bread") == found("-is:read bread") == []


def test_what_only_signals_is_found_in_its_own_feed_alone(
    store: Store, seven: list[ArticleId], other_feed: Feed
) -> None:
    store.editing.change({other_feed.id: {FeedSetting.SIGNAL_ONLY: 1}})

    assert store.lists.ids(Query(words="trams")) == store.lists.ids(Query(words="feed:other")) == []
    assert store.lists.search("trams", 10) == []
    assert store.lists.count(Query(words="lang:den")) == 0
    assert store.lists.ids(Query(words="trams", feed_id=other_feed.id)) == [seven[6]]


# ---- order


def test_with_words_the_best_comes_first_else_the_newest(
    store: Store, seven: list[ArticleId]
) -> None:
    assert store.lists.ids(Query(words="title:moon OR crew"))[-1] != seven[0]
    assert store.lists.ids(Query(words="is:unread"))[:2] == [seven[6], seven[4]]
    assert store.lists.ids(Query(words="-is:read"), limit=1) == [seven[6]]
    found = store.lists.search("moon", 10)
    assert [number for number, _ in found][-1] == seven[2], "it has the word in its text alone"
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def _of_age(store: Store, now: datetime, *said: tuple[str, str, int]) -> list[ArticleId]:
    """Store articles given as title, text and age in days."""
    feed, _ = store.subscriptions.add(Subscription("https://example.net/"), now=now)
    items = [
        (
            Incoming(str(n).encode(), b"", Entry(title), None, now - timedelta(days=days)),
            Digest(text, "", 1),
        )
        for n, (title, text, days) in enumerate(said)
    ]
    save_items(store, feed.id, ParsedFeed("x"), items, Validators(), now=now, next_check=now)
    return [store.statuses.known(feed.id, [item.identity])[item.identity].id for item, _ in items]


def test_of_two_that_match_alike_the_newer_leads_but_a_better_one_stays_ahead(
    store: Store, now: datetime
) -> None:
    new, old, better = _of_age(
        store, now,
        ("A", "the harbour at noon", 0), ("B", "the harbour at noon", 400),
        ("The harbour", "harbour", 400),
    )  # fmt: skip

    assert store.lists.ids(Query(words="harbour")) == [better, new, old]


def test_the_first_letters_of_a_word_rank_nothing(store: Store, now: datetime) -> None:
    numbers = _of_age(store, now, ("Harbour", "", 9), ("A", "harbour", 5), ("B", "boat", 1))

    assert store.lists.search("ha*", 9) == [(numbers[1], 0.0), (numbers[0], 0.0)]
    assert [number for number, _ in store.lists.search("har*", 9)] == numbers[:2]


def test_of_a_common_word_old_articles_that_have_it_in_their_title_are_ranked_too(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MAX_RESULTS", 3)
    numbers = _of_age(
        store, now, ("Harbour", "harbour", 900), *((f"{n}", "harbour", n) for n in range(9, 0, -1))
    )

    assert store.lists.ids(Query(words="harbour")) == [numbers[0], numbers[9], numbers[8]]
    assert store.lists.count(Query(words="harbour")) == 3
    assert store.lists.ids(Query(words="is:unread")) == store.lists.ids(Query())[:3]
    assert store.lists.count(Query(words="is:unread")) == 3


def test_a_count_that_would_take_long_is_given_up(store: Store, now: datetime) -> None:
    _of_age(store, now, *((f"Moon {n}", "moon", n) for n in range(3000)))
    store.searches.save("All", "moon")
    store.searches.save("Some", "moon title:17")

    assert [one.unread for one in store.searches.all(10_000_000)] == [3000, 1]
    assert [one.unread for one in store.searches.all(1_000)] == [None, 1]
    assert store.lists.count(Query(words="moon")) == 3000, "the connection counts on as before"


# ---- whatever is asked

_TYPED = st.lists(
    st.sampled_from(
        ["moon", "base", "title:moon", '"a base"', "crew*", "月", "is:unread", "is:starred",
         "tag:space", "author:%", "feed:_", "feed:'", "lang:de", "has:links", "age:>1h", "OR",
         "-", "(", ")", "-(", "folder:n*", "story:1", "after:2026", "NEAR", "a\"b", "{x}", "^a"]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_TYPED, st.sampled_from(Scope))
def test_any_query_that_reads_is_answered_and_counted_alike(parts: list[str], scope: Scope) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "qreader.db")
        try:
            query = Query(scope, words=" ".join(parts) or "x")
            try:
                ids = store.lists.ids(query)
            except QueryError:
                with pytest.raises(QueryError):
                    store.lists.count(query)
                return
            assert store.lists.count(query) == len(ids)
        finally:
            store.close()


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"a{n}" for n in range(200)),
        "(a OR b " * MAX_DEPTH + ")" * MAX_DEPTH,
        "a -(b OR c " * MAX_DEPTH + ")" * MAX_DEPTH,
        "a (b OR c d -e -(f OR title:g " * (MAX_DEPTH // 2) + "))" * (MAX_DEPTH // 2),
        " OR ".join(f"is:unread tag:{n}" for n in range(99)),
        " ".join(f"-a{n}" for n in range(199)) + " is:unread",
    ],
)
def test_the_longest_and_deepest_queries_are_answered(store: Store, text: str) -> None:
    assert store.lists.ids(Query(words=text)) == []


def test_nothing_that_was_typed_stands_in_a_statement(block: Block, now: datetime) -> None:
    tree = read_query("tag:zzz author:zzz feed:zzz lang:zzz folder:zzz -zzz (zzz OR is:read)")
    condition = Conditions(block, lambda: now).of(tree)

    assert "zzz" not in condition.sql
    assert condition.sql.count("?") == 0
    assert all(f":{name}" in condition.sql for name in condition.values)


def test_marks_are_looked_up_in_their_indexes(
    store: Store, sql: sqlite3.Connection, block: Block, now: datetime
) -> None:
    for query, index in [
        ("is:unread", "status_unread"),
        ("is:starred", "status_starred"),
        ("is:later", "status_later"),
        ("is:changed", "status_changed"),
        ("story:3", "story_article_story"),
        ("age:<2d", "status_dated"),
    ]:
        condition = Conditions(block, lambda: now).of(read_query(query))
        plan = sql.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM status WHERE dated IS NOT NULL"
            f"{condition.sql} ORDER BY dated DESC, id DESC LIMIT 9",
            condition.values,
        ).fetchall()
        assert any(index in line[3] for line in plan), (query, plan)


def test_a_feed_renamed_by_the_person_is_found_by_that_name(store: Store, now: datetime) -> None:
    subscription = replace(Subscription("https://example.net/x"), title="Mein Blatt")
    feed, _ = store.subscriptions.add(subscription, now=now)
    item = Incoming(b"1", b"", Entry("A"), None, now)
    save_items(store, feed.id, ParsedFeed("Theirs"), [(item, Digest("", "", 1))], Validators(),
               now=now, next_check=now)  # fmt: skip

    assert store.lists.count(Query(words='feed:"mein blatt"')) == 1
    assert store.lists.count(Query(words="feed:theirs")) == 0

"""Where articles are left, and which article an address is of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from qreader.model import ArticleId, Entry, Feed, Place
from qreader.store import Store

Save = Callable[..., list[ArticleId]]


def test_an_article_is_left_where_it_is_read_on(store: Store, save: Save) -> None:
    one, two = save(("One", "Text"), ("Two", "Text"))
    assert store.articles.one(one).place is None
    store.places.keep(one, Place(7, 0.25))
    assert store.articles.one(one).place == Place(7, 0.25)
    assert store.articles.one(two).place is None
    store.places.keep(one, Place(8, 0.0))
    assert store.articles.one(one).place == Place(8, 0.0)


def test_an_article_left_at_its_top_leaves_nothing_behind(
    store: Store, save: Save, sql: sqlite3.Connection
) -> None:
    (one,) = save(("One", "Text"))
    store.places.keep(one, Place(7, 0.25))
    store.places.keep(one, None)
    assert store.articles.one(one).place is None
    assert sql.execute("SELECT count(*) FROM place").fetchone() == (0,)


def test_the_place_in_an_article_that_is_gone_is_kept_by_nobody(
    forget, store: Store, save: Save, feed: Feed, sql: sqlite3.Connection
) -> None:
    (one,) = save(("One", "Text"))
    store.places.keep(one, Place(7, 0.25))
    forget(feed.id)
    store.places.keep(one, Place(1, 0.5))
    store.places.keep(ArticleId(999), Place(1, 0.5))
    assert sql.execute("SELECT count(*) FROM place").fetchone() == (0,)


def test_an_address_finds_its_newest_article_however_it_is_decorated(
    store: Store, save: Save
) -> None:
    _, two, _ = save(
        Entry("Live", "1", "https://example.org/live"),
        Entry("Live, later", "2", "https://www.example.org/live?utm_source=feed"),
        Entry("Other", "3", "https://example.org/other"),
    )
    assert store.links.article_at("http://example.org/live#comments") == two
    assert store.links.article_at("https://example.org/nothing") is None
    assert store.links.article_at("") is None

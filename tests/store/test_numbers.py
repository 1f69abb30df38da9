from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from qreader.model import Subscription
from qreader.store import Store, schema
from qreader.store.database import Database


def test_the_number_of_an_article_that_is_gone_is_not_given_again(forget, store, feed, save, now):
    first, second = save(("One", "a"), ("Two", "b"))
    forget(feed.id)
    other, _ = store.subscriptions.add(Subscription("https://other.example/feed"), now=now)

    (third,) = save(("Three", "c"), into=other)

    assert third > second > first


def test_the_number_of_a_feed_that_is_gone_is_not_given_again(forget, store, feed, now):
    forget(feed.id)

    other, _ = store.subscriptions.add(Subscription("https://other.example/feed"), now=now)

    assert other.id > feed.id


def test_what_arrives_after_a_removal_is_told_of(forget, store, feed, other_feed, save):
    save(("One", "a"))
    store.news.expect()
    save(*[(f"Beta {n}", "b") for n in range(5)], into=other_feed)
    store.news.claim()
    forget(other_feed.id)

    new = save(("Two", "c"), ("Three", "d"))

    assert store.news.claim() == new


def test_a_cache_of_before_gives_no_number_that_a_hook_was_told_of(
    tmp_path: Path, monkeypatch, now
):
    path = tmp_path / "qreader.db"
    before = schema.MIGRATIONS[: schema.MIGRATIONS.index(schema._TRUTH)]
    monkeypatch.setattr("qreader.store.database.MIGRATIONS", before)
    Database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO remembered (name, value) VALUES ('told-to', '40')")
        connection.commit()
    monkeypatch.undo()

    with closing(Store(path)) as store:
        feed, _ = store.subscriptions.add(Subscription("https://example.org/feed"), now=now)
        assert store.statuses.last_number() == 40
    assert feed.id == 1

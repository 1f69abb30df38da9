"""Texts that articles had before, and which of them was read."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qreader.model import ArticleId, Digest, Entry, Revision
from qreader.store import Store
from qreader.store.revisions import MAX_NEWEST
from qreader.store.schema import _REVISIONS, APPLICATION_ID, MIGRATIONS


def since(store: Store, number: ArticleId) -> str:
    """The text that today's is compared with."""
    found = store.revisions.versions(number)
    assert found is not None
    return found.text


def test_an_article_that_never_changed_has_no_revision(store: Store, save):
    (number,) = save(("Bridge", "opens in May"))
    assert store.revisions.of_article(number) == []
    assert store.revisions.versions(number) is None


def test_revisions_are_listed_newest_first_with_what_was_read(store: Store, save, now: datetime):
    (number,) = save(("Bridge", "opens in May"))
    save(("Bridge", "opens in June"))
    store.statuses.mark([number], read=True)
    save(("Bridge", "opens in July"))

    assert store.revisions.of_article(number) == [
        Revision(now, "Bridge", was_read=True),
        Revision(now, "Bridge"),
    ]


def test_todays_text_is_compared_with_the_one_that_was_read_last(store: Store, save):
    (number,) = save(("Bridge", "first"))
    store.statuses.mark([number], read=True)
    save(("Bridge", "second"))
    save(("Bridge", "third"))

    found = store.revisions.versions(number)
    assert found is not None
    assert (found.text, found.text_now, found.title_now) == ("first", "third", "Bridge")
    assert found.since.was_read


def test_reading_the_changed_text_keeps_what_was_new_in_it(store: Store, save):
    (number,) = save(("Bridge", "first"))
    store.statuses.mark([number], read=True)
    save(("Bridge", "second"))
    store.statuses.mark([number], read=True)
    assert since(store, number) == "first"

    save(("Bridge", "third"))
    assert since(store, number) == "second"


def test_of_an_article_that_was_never_read_the_text_before_counts(store: Store, save):
    (number,) = save(("Bridge", "first"))
    save(("Bridge", "second"))
    save(("Bridge", "third"))

    assert since(store, number) == "second"
    found = store.revisions.versions(number)
    assert found is not None
    assert not found.since.was_read


def test_a_text_that_says_again_what_was_read_has_not_changed(store: Store, save):
    (number,) = save(("Bridge", "first"))
    store.statuses.mark([number], read=True)
    save(("Bridge", "second"))
    assert store.articles.rows([number])[0].changed
    save(("Bridge", "first"))
    assert not store.articles.rows([number])[0].changed

    save(("Bridge", "third"))
    assert store.articles.rows([number])[0].changed
    assert since(store, number) == "first"


def test_the_time_of_the_last_change_is_told(store: Store, feed, save, now: datetime, sql):
    (number,) = save(("Bridge", "first"))
    store.statuses.mark([number], read=True)
    save(("Bridge", "second"))
    sql.execute("UPDATE revision SET replaced = replaced - 3600")
    save(("Bridge", "third"))

    found = store.revisions.versions(number)
    assert found is not None
    assert found.changed == now
    assert found.since.replaced == now - timedelta(hours=1)


def test_of_many_revisions_the_first_the_newest_and_the_one_read_are_kept(store: Store, save, sql):
    (number,) = save(("Bridge", "text 0"))
    for n in range(1, 4):
        save(("Bridge", f"text {n}"))
    store.statuses.mark([number], read=True)
    for n in range(4, 100):
        save(("Bridge", f"text {n}"))

    assert len(store.revisions.of_article(number)) == MAX_NEWEST + 2
    assert since(store, number) == "text 3"
    store.statuses.mark([number], read=True)
    save(("Bridge", "text 100"))
    assert since(store, number) == "text 99"
    # the one that was read before that is of no use any more
    assert len(store.revisions.of_article(number)) <= MAX_NEWEST + 2
    ids = [i for (i,) in sql.execute("SELECT id FROM revision WHERE article_id = ?", [number])]
    assert min(ids) == 1


def test_revisions_of_other_articles_are_left_alone(store: Store, save):
    one, other = save(("One", "text"), ("Other", "text"))
    save(("One", "text"), ("Other", "changed"))
    for n in range(30):
        save(("One", f"text {n}"))
    assert len(store.revisions.of_article(other)) == 1
    assert since(store, other) == "text"
    assert len(store.revisions.of_article(one)) == MAX_NEWEST + 1


def page_text(store: Store, number: ArticleId, text: str, now: datetime) -> None:
    entry = replace(store.articles.one(number).entry, body_html=f"<p>{text}</p>")
    store.articles.take_page(number, entry, Digest(text, text, 1), now=now)


def test_what_the_page_says_more_is_no_change_of_the_article(store: Store, save, now: datetime):
    (number,) = save(Entry("Bridge", "Bridge", url="https://example.org/1", body_html="<p>a</p>"))
    store.statuses.mark([number], read=True)
    save(Entry("Bridge", "Bridge", url="https://example.org/1", body_html="<p>b</p>"))
    assert since(store, number) == "a"

    page_text(store, number, "all of the page", now)
    assert store.revisions.versions(number) is None, (
        "the feed's texts are no earlier texts of the page"
    )
    page_text(store, number, "all of the page, and more", now + timedelta(hours=1))
    assert since(store, number) == "all of the page"


def test_an_unknown_article_has_no_revisions(store: Store):
    assert store.revisions.of_article(ArticleId(5)) == []
    assert store.revisions.versions(ArticleId(5)) is None


def test_removing_a_feed_removes_its_revisions(forget, store: Store, feed, save, sql):
    save(("Bridge", "first"))
    save(("Bridge", "second"))
    forget(feed.id)
    assert sql.execute("SELECT count(*) FROM revision").fetchone() == (0,)


def test_revisions_of_an_older_cache_are_taken_over(tmp_path: Path, now: datetime):
    before = MIGRATIONS[: MIGRATIONS.index(_REVISIONS)]
    path = tmp_path / "qreader.db"
    connection = sqlite3.connect(path)
    for statement in (statement for version in before for statement in version):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(before)}")
    connection.execute("INSERT INTO feed (id, url, added) VALUES (1, 'https://a.example/', 0)")
    for number in (1, 2):
        connection.execute(
            "INSERT INTO status (id, feed_id, identity, arrived, dated, read)"
            " VALUES (?, 1, ?, 0, 0, 1)",
            [number, bytes([number])],
        )
        connection.execute(
            "INSERT INTO article (id, title, excerpt, minutes, source_hash, text_hash)"
            " VALUES (?, 'T', '', 1, x'', x'')",
            [number],
        )
        connection.execute("INSERT INTO revision VALUES (NULL, ?, 100, 'T', NULL, x'')", [number])
    connection.execute("INSERT INTO page (id, wanted, fetched) VALUES (2, 0, 100)")
    connection.commit()
    connection.close()

    store = Store(path)
    assert [len(store.revisions.of_article(ArticleId(n))) for n in (1, 2)] == [1, 1]
    store.close()
    connection = sqlite3.connect(path)
    taken = connection.execute("SELECT was_read, of_page FROM revision ORDER BY id").fetchall()
    connection.close()
    assert taken == [(0, 0), (0, 1)]


@pytest.mark.parametrize("text", ["", "東京 x", "a" * 100_000])
def test_any_text_comes_back_from_a_revision(store: Store, save, text: str):
    (number,) = save(("T", text))
    save(("T", "other"))
    assert since(store, number) == text

"""What programs answered to articles: kept beside them, no part of them, gone with them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from conftest import Clock, Save
from qreader.model import Answer, ArticleId, Digest, Limits, Query
from qreader.store import Store
from qreader.store.checking import check


def _answer(now: datetime, name: str = "summary", text: str = "zebra") -> Answer:
    return Answer(name, now, f"<p>{text}</p>", text)


def test_an_answer_is_kept_with_its_article(store: Store, save: Save, now: datetime) -> None:
    first, second = save(("One", "text"), ("Two", "text"))
    store.answers.keep(first, _answer(now))
    assert store.articles.one(first).answers == (_answer(now),)
    assert store.articles.one(second).answers == ()


def test_a_program_has_one_answer_and_the_newest_comes_first(
    store: Store, save: Save, now: datetime
) -> None:
    (number,) = save(("One", "text"))
    store.answers.keep(number, _answer(now, text="old"))
    store.answers.keep(number, _answer(now + timedelta(minutes=1), "translation"))
    store.answers.keep(number, _answer(now + timedelta(minutes=2), text="new"))
    found = store.answers.of_article(number)
    assert [(one.name, one.text) for one in found] == [("summary", "new"), ("translation", "zebra")]


def test_an_answer_is_never_searched_and_changes_no_text(
    store: Store, save: Save, now: datetime
) -> None:
    (number,) = save(("One", "text"))
    before = store.articles.one(number).entry
    store.answers.keep(number, _answer(now))
    assert store.lists.ids(Query(words="zebra")) == []
    assert store.articles.one(number).entry == before


def test_answers_go_with_the_text_of_a_pruned_article(
    store: Store, save: Save, now: datetime, sql: sqlite3.Connection
) -> None:
    (number,) = save(("One", "text"))
    store.answers.keep(number, _answer(now))
    store.answers.want([number], "translation")
    store.pruning.let_go([number], Limits(unread=False))
    assert sql.execute("SELECT count(*) FROM answer").fetchone() == (0,)
    assert sql.execute("SELECT count(*) FROM asked").fetchone() == (0,)


def test_nothing_is_kept_for_an_article_that_is_gone(store: Store, now: datetime) -> None:
    store.answers.keep(ArticleId(99), _answer(now))
    store.answers.want([ArticleId(99)], "summary")
    assert store.answers.of_article(ArticleId(99)) == ()
    assert store.answers.wanted(["summary"]) == []


def test_an_answer_to_an_earlier_text_says_so(
    store: Store, save: Save, now: datetime, clock: Clock
) -> None:
    (number,) = save(("One", "text"))
    store.answers.keep(number, _answer(now - timedelta(hours=1)))
    assert not store.answers.of_article(number)[0].is_outdated
    store.revisions.keep(number, now)
    assert store.answers.of_article(number)[0].is_outdated


def test_an_answer_to_what_the_feed_said_is_outdated_by_the_full_text(
    store: Store, save: Save, now: datetime
) -> None:
    (number,) = save(("One", "text"))
    store.answers.keep(number, _answer(now - timedelta(hours=1)))
    page = replace(store.articles.one(number).entry, body_html="<p>All of the text.</p>")
    assert store.articles.take_page(number, page, Digest("All of the text.", "All", 1), now=now)
    assert store.answers.of_article(number)[0].is_outdated
    store.answers.keep(number, _answer(now + timedelta(minutes=1)))
    assert not store.answers.of_article(number)[0].is_outdated


def test_an_article_is_asked_for_once_whatever_becomes_of_it(
    store: Store, save: Save, now: datetime
) -> None:
    first, second, third = save(("One", "a"), ("Two", "b"), ("Three", "c"))
    store.answers.keep(third, _answer(now))
    for _ in range(2):
        store.answers.want([first, second, third], "summary")
    assert store.answers.wanted(["summary"]) == [(second, "summary"), (first, "summary")]
    assert store.answers.wanted(["other"]) == store.answers.wanted([]) == []

    store.answers.note_failed(second, "summary", "ended with 1")
    store.answers.keep(first, _answer(now))
    store.answers.want([first, second], "summary")
    assert store.answers.wanted(["summary"]) == []
    assert store.answers.failures() == [("summary", 1, "ended with 1")]

    store.answers.keep(second, _answer(now))  # the person asked again
    assert store.answers.failures() == []


def test_a_cache_with_answers_is_sound(
    store: Store, save: Save, now: datetime, tmp_path: Path
) -> None:
    (number,) = save(("One", "text"))
    store.answers.keep(number, _answer(now, text="long words " * 500))
    store.answers.want([number], "other")
    store.answers.note_failed(number, "other", "no")
    store.close()
    assert check(tmp_path / "qreader.db", now).mended == ()

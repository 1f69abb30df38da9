"""Saved searches, and rules for what arrives."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qreader.errors import QueryError, UsageError
from qreader.model import Act, ArticleId, Entry, Query, Rule, Scope, Search, Status
from qreader.store import Store

Save = Callable[..., list[ArticleId]]
STEPS = 1_000_000

# ---- saved searches


def test_searches_stay_in_the_order_they_were_saved_in(store: Store, save: Save) -> None:
    one, *_ = save(("Moon", "base"), ("Moon", "tides"), ("Bread", "flour"))
    store.statuses.mark([one], read=True)
    store.searches.save("Space", "moon OR mars")
    store.searches.save("Food", "bread")
    store.searches.save("SPACE", "moon")

    assert store.searches.all(STEPS) == [Search("SPACE", "moon", 0), Search("Food", "bread", 1)]
    store.searches.remove("space")
    with pytest.raises(UsageError, match="no saved search is called 'space'"):
        store.searches.remove("space")
    assert store.searches.all(STEPS) == [Search("Food", "bread", 1)]


def test_what_cannot_be_read_is_not_saved(store: Store) -> None:
    with pytest.raises(QueryError):
        store.searches.save("A", "tilte:x")
    with pytest.raises(QueryError):
        store.rules.add(Rule("A", "(x", Act.STAR))
    assert store.searches.all(STEPS) == store.rules.all() == []


def test_a_search_of_a_newer_qreader_is_kept_and_has_no_count(
    store: Store, sql: sqlite3.Connection
) -> None:
    sql.execute("INSERT INTO search_saved VALUES ('New', 'mood:happy', 1)")
    assert store.searches.all(STEPS) == [Search("New", "mood:happy", None)]


# ---- rules


def test_a_rule_does_what_it_says_with_what_arrives_and_with_nothing_else(
    store: Store, save: Save
) -> None:
    (before,) = save(Entry("Moon", "0"))
    for act, tag in ((Act.STAR, None), (Act.LATER, None), (Act.MARK_READ, None), (Act.TAG, "sky")):
        store.rules.add(Rule(act.value, "moon -base", act, tag))
    moon, bread, base = save(Entry("Moon", "1"), Entry("Bread", "2"), Entry("Moon base", "3"))

    statuses = {row.id: row.status for row in store.articles.rows([before, moon, bread, base])}
    assert statuses == {
        before: Status(), moon: Status(True, True, True, tags=("sky",)),
        bread: Status(), base: Status(),
    }  # fmt: skip
    assert store.feeds.one(store.articles.rows([moon])[0].feed_id).unread == 3


def test_a_rule_may_hide_what_arrives(store: Store, save: Save) -> None:
    store.rules.add(Rule("No sport", "title:football OR feed:sport", Act.HIDE))
    football, bread = save(("Football", ""), ("Bread", ""))

    assert store.lists.ids(Query()) == [bread]
    assert store.lists.ids(Query(Scope.HIDDEN)) == [football]


def test_rules_are_applied_in_their_order(store: Store, save: Save) -> None:
    store.rules.add(Rule("One", "moon", Act.STAR))
    store.rules.add(Rule("Two", "is:starred", Act.LATER))
    store.rules.add(Rule("Three", "is:later", Act.MARK_READ))
    store.rules.add(Rule("one", "bread", Act.STAR))

    assert [rule.name for rule in store.rules.all()] == ["one", "Two", "Three"]
    moon, bread = save(("Moon", ""), ("Bread", ""))
    assert [row.status for row in store.articles.rows([moon, bread])] == [
        Status(),
        Status(True, True, True),
    ]


def test_what_a_feed_states_again_is_left_alone(store: Store, save: Save) -> None:
    store.rules.add(Rule("Moon", "moon", Act.STAR))
    (number,) = save(Entry("Moon", "0", body_html="<p>one</p>"))
    store.statuses.mark([number], starred=False)
    save(Entry("Moon", "0", body_html="<p>two</p>"))

    assert not store.articles.rows([number])[0].status.starred


def test_a_rule_is_applied_to_what_is_stored_and_tells_what_was_before(
    store: Store, save: Save
) -> None:
    one, two, _ = save(("Moon", ""), ("A moon", ""), ("Bread", ""))
    store.statuses.mark([one], starred=True)
    rule = Rule("Moon", "moon", Act.STAR)
    store.rules.add(rule)

    before = store.rules.apply(rule.name)
    assert before == {two: Status()}
    assert store.lists.count(Query(Scope.STARRED)) == 2
    store.rules.remove("moon")
    with pytest.raises(UsageError, match="no rule is called 'moon'"):
        store.rules.remove("moon")


def test_ages_in_rules_are_counted_from_the_arrival(
    store: Store, save: Save, now: datetime
) -> None:
    store.rules.add(Rule("Old", "age:>2h", Act.MARK_READ))
    numbers = save(*((f"{n}", "") for n in range(5)))

    assert [row.status.read for row in store.articles.rows(numbers)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert now - store.articles.rows(numbers)[2].dated == timedelta(hours=3)


def test_a_rule_that_cannot_be_read_loses_no_article(
    store: Store, save: Save, sql: sqlite3.Connection
) -> None:
    sql.execute("INSERT INTO rule VALUES ('New', 'mood:happy', 'star', NULL, 1)")
    store.rules.add(Rule("Moon", "moon", Act.STAR))
    (number,) = save(("Moon", ""))

    assert store.articles.rows([number])[0].status.starred
    with pytest.raises(QueryError):
        store.rules.apply(store.rules.all()[0].name)


def test_rules_and_articles_are_stored_together_or_not_at_all(
    store: Store, save: Save, sql: sqlite3.Connection
) -> None:
    store.rules.add(Rule("Moon", "moon", Act.STAR))
    sql.execute(
        "CREATE TRIGGER refuse BEFORE UPDATE OF starred ON status WHEN NEW.starred = 1"
        " BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with pytest.raises(sqlite3.DatabaseError):
        save(("Moon", ""))
    assert store.lists.ids(Query()) == []

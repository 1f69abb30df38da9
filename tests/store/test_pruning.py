"""Pruning: what may go and what stays, that nothing comes back, and that the space does."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta

import pytest

from qreader.model import Act, Entry, Limits, Query, Rule, Scope
from qreader.store import Store

DAY = timedelta(days=1)
TEN_DAYS = Limits(days=10)


@pytest.fixture
def read(store: Store, save):
    """Six read articles of the same age, oldest first."""
    ids = save(*((f"Title {n}", f"ferry number {n}") for n in range(6)))
    store.statuses.mark(ids, read=True)
    return ids


def test_an_article_goes_that_came_and_was_opened_last_long_ago(store: Store, read, clock, now):
    clock.time = now + 5 * DAY
    store.statuses.visit(read[2])
    assert store.pruning.over(TEN_DAYS, now=now + 10 * DAY).ids == []
    over = store.pruning.over(TEN_DAYS, now=now + 11 * DAY)
    assert (over.ids, over.kept) == ([n for n in read if n != read[2]], 0)
    assert store.pruning.over(TEN_DAYS, now=now + 16 * DAY).ids == read


def test_what_the_person_marked_stays_however_old_it_is(store: Store, read, save, now):
    starred, later, tagged, pinned, beside, plain = read
    store.statuses.mark([starred], starred=True)
    store.statuses.mark([later], later=True)
    store.statuses.tag([tagged], ["sea"], [])
    store.judgements.judge(pinned, beside, True)
    over = store.pruning.over(TEN_DAYS, now=now + 99 * DAY)
    assert (over.ids, over.kept) == ([plain], 5)
    assert store.pruning.among(read, Limits()).ids == [plain]


def test_a_tag_that_a_rule_gave_keeps_nothing(store: Store, save, feed, now):
    store.rules.add(Rule("ferries", "ferry", Act.TAG, "sea"))
    by_rule, by_hand = save(("One", "ferry"), ("Two", "ferry"))
    store.statuses.mark([by_rule, by_hand], read=True)
    store.statuses.tag([by_hand], ["mine"], [])
    assert store.lists.count(Query(tag="sea")) == 2
    assert store.pruning.over(TEN_DAYS, now=now + 99 * DAY).ids == [by_rule]
    assert store.removed.remove(feed.id, now=now).kept == 1
    assert store.lists.ids(Query()) == [by_hand]
    store.removed.bring_back(feed.id)
    assert store.lists.count(Query(tag="sea")) == 2


def test_unread_articles_stay_unless_they_may_go(store: Store, save, now):
    ids = save(("Unread", "ferry"), ("Also", "ferry"))
    assert store.pruning.over(TEN_DAYS, now=now + 99 * DAY).ids == []
    assert store.pruning.over(Limits(10, unread=False), now=now + 99 * DAY).ids == ids


def test_of_each_feed_the_newest_are_kept(store: Store, read, save, other_feed, now):
    others = save(("A", "ferry"), ("B", "ferry"), into=other_feed)
    store.statuses.mark(others, read=True)
    assert store.pruning.over(Limits(articles=4), now=now).ids == read[:2]
    assert len(store.pruning.over(Limits(articles=1), now=now).ids) == 6


def test_a_feed_has_limits_of_its_own(store: Store, read, feed, now):
    store.feeds.set_keep(feed.id, days=None, articles=5)
    assert store.pruning.has_limits(Limits())
    assert store.pruning.over(Limits(), now=now).ids == read[:1]
    store.feeds.set_keep(feed.id, days=0, articles=0)  # all of it, whatever others are kept
    assert store.pruning.over(Limits(days=1, articles=1), now=now + 9 * DAY).ids == []
    store.feeds.set_keep(feed.id, days=None, articles=None)
    assert not store.pruning.has_limits(Limits())
    assert store.feeds.one(feed.id).keep_days is None


def test_the_oldest_go_until_the_cache_is_small_enough(store: Store, save, sql, now):
    chance = random.Random(7)
    words = [f"w{number}" for number in range(300)]
    ids = save(*((f"Title {n}", " ".join(chance.choices(words, k=30_000))) for n in range(12)))
    store.statuses.mark(ids, read=True)
    assert store.pruning.over(Limits(megabytes=100), now=now).ids == []
    over = store.pruning.over(Limits(megabytes=3), now=now)
    assert list(over.ids) == ids[: len(over.ids)]
    assert 0 < len(over.ids) < len(ids)


def test_what_is_let_go_is_nowhere_but_in_the_ledger(store: Store, read, save, feed, now):
    store.statuses.visit(read[0])
    store.statuses.mark([read[1]], hidden=True)
    assert store.pruning.let_go(read, Limits()) == 6
    for query in (Query(), Query(Scope.HISTORY), Query(Scope.HIDDEN), Query(words="ferry")):
        assert store.lists.ids(query) == []
        assert store.lists.count(query) == 0
    assert store.articles.rows(read) == []
    assert store.feeds.one(feed.id).articles == 0
    assert len(store.statuses.known(feed.id, [f"Title {n}".encode() for n in range(6)])) == 6


def test_what_its_feed_states_again_does_not_come_back(store: Store, read, save):
    store.pruning.let_go(read, Limits())
    again = save(*((f"Title {n}", f"ferry number {n}, and more") for n in range(6)))
    assert again == read
    assert store.lists.ids(Query()) == []


def test_what_was_starred_meanwhile_is_not_let_go(store: Store, read):
    store.statuses.mark(read[:2], starred=True)
    assert store.pruning.let_go(read, Limits()) == 4
    assert store.lists.ids(Query()) == [read[1], read[0]]


def test_of_a_removed_feed_nothing_is_pruned_so_that_it_can_come_back_whole(
    store: Store, read, feed, now
):
    store.removed.remove(feed.id, now=now)
    assert store.pruning.over(TEN_DAYS, now=now + 99 * DAY).ids == []
    assert store.pruning.let_go(read, Limits()) == 0
    store.removed.bring_back(feed.id)
    assert len(store.lists.ids(Query())) == 6


def test_a_mark_of_what_was_let_go_since_is_undone_without_it(store: Store, read):
    store.statuses.mark(read, read=False, label=str)
    store.statuses.mark(read, read=True)
    store.pruning.let_go(read[:3], Limits())
    assert store.undoing.undo() is not None
    assert store.lists.ids(Query()) == list(reversed(read[3:]))


def test_stories_that_are_left_empty_are_forgotten(store: Store, read, sql: sqlite3.Connection):
    store.stories.group(dict.fromkeys(read[:2], (-1, None)), read[:2])
    store.stories.group(dict.fromkeys(read[2:4], (-2, None)), read[2:4])
    store.pruning.let_go(read[:2], Limits())
    store.pruning.forget_empty_stories()
    assert sql.execute("SELECT count(*) FROM story").fetchone() == (1,)


@pytest.mark.parametrize("in_steps", [True, False])
def test_the_space_is_given_back_to_the_disk(
    store: Store, save, sql: sqlite3.Connection, tmp_path, in_steps: bool
):
    ids = save(*((f"Title {n}", " ".join(f"w{n}x{k}" for k in range(1_000))) for n in range(60)))
    store.statuses.mark(ids, read=True)
    if not in_steps:  # as a qreader before made it
        sql.execute("PRAGMA auto_vacuum = 0")
        sql.execute("VACUUM")
    before = store.space.in_file()
    store.pruning.let_go(ids, Limits())
    assert store.space.in_file() >= before
    list(store.space.give_back(by_hand=True))
    assert store.space.in_file() < before / 3
    assert (tmp_path / "qreader.db").stat().st_size == store.space.in_file()
    assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sql.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_what_a_feed_takes_is_told(store: Store, save, feed, other_feed):
    save(("A", "ferry " * 50))
    save(("B", "ferry"), Entry("C", "C"), into=other_feed)
    sizes = store.pruning.sizes_of_feeds()
    assert set(sizes) == {feed.id, other_feed.id}
    assert sizes[other_feed.id] > sizes[feed.id] > 0

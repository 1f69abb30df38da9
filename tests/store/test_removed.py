from __future__ import annotations

from datetime import timedelta

import pytest

from qreader.errors import NotFoundError
from qreader.model import Entry, Link, LinkBlock, LinkKind, Query, Scope, Subscription
from qreader.store import Store

DAY = timedelta(days=1)


@pytest.fixture
def three(store: Store, save, feed, now):
    """A starred article, one with a tag, one that nobody marked: the last hidden one beside."""
    starred, tagged, plain, hidden = save(
        ("Starred", "ferry"), ("Tagged", "ferry"), ("Plain", "ferry"), ("Hidden", "ferry")
    )
    store.statuses.mark([starred], starred=True)
    store.statuses.tag([tagged], ["sea"], [])
    store.statuses.mark([plain], read=True)
    store.statuses.mark([hidden], hidden=True)
    store.statuses.visit(plain)
    return starred, tagged, plain, hidden


def everything(store: Store) -> dict[str, object]:
    """What a person sees of a cache."""
    numbers = [*store.lists.ids(Query()), *store.lists.ids(Query(Scope.HIDDEN))]
    return {
        "feeds": store.feeds.all(),
        "rows": store.articles.rows(numbers),
        "found": store.lists.ids(Query(words="ferry")),
        "tags": store.statuses.tags(),
        "history": store.lists.ids(Query(Scope.HISTORY)),
        "wanted": store.pages.wanted(),
    }


def test_a_removed_feed_is_nowhere_but_for_what_was_kept(store: Store, feed, three, now):
    starred, tagged, plain, hidden = three

    removed = store.removed.remove(feed.id, now=now)

    assert (removed.articles, removed.kept) == (2, 2)
    assert store.feeds.all() == []
    assert store.lists.ids(Query(Scope.STARRED)) == [starred]
    assert store.lists.ids(Query(tag="sea")) == [tagged]
    assert store.lists.ids(Query()) == [tagged, starred]
    assert set(store.lists.ids(Query(words="ferry"))) == {starred, tagged}
    assert store.lists.ids(Query(Scope.HIDDEN)) == store.lists.ids(Query(Scope.HISTORY)) == []
    assert store.lists.count(Query(Scope.HISTORY)) == 0
    assert store.articles.rows([plain, hidden]) == []
    assert store.articles.one(starred).row.feed == "Example"
    with pytest.raises(NotFoundError):
        store.articles.one(plain)
    with pytest.raises(NotFoundError):
        store.feeds.one(feed.id)


def test_nothing_is_kept_where_nothing_is_to_be(store: Store, feed, three, now):
    assert store.removed.remove(feed.id, now=now, keep=False).kept == 0
    assert store.lists.ids(Query()) == []
    assert store.statuses.tags() == []


@pytest.mark.parametrize("keep", [True, False])
def test_a_feed_comes_back_as_it_was(store: Store, feed, three, now, keep):
    store.pages.want(three)
    before = everything(store)

    store.removed.remove(feed.id, now=now, keep=keep)
    assert everything(store) != before
    store.removed.bring_back(feed.id)

    assert everything(store) == before
    assert store.removed.all() == []


def test_its_address_brings_a_feed_back_under_the_name_and_in_the_folder_named_now(
    store: Store, feed, three, now
):
    store.removed.remove(feed.id, now=now)

    again, is_new = store.subscriptions.add(Subscription(feed.url, "Mine", "News"), now=now)

    assert is_new
    assert (again.id, again.title, again.folder, again.articles) == (feed.id, "Mine", "News", 3)


def test_what_was_kept_of_a_removed_feed_is_found_by_its_name_and_in_no_folder(
    store: Store, other_feed, save, now
):
    (number,) = save(("Starred", "ferry"), into=other_feed)
    store.statuses.mark([number], starred=True)
    store.removed.remove(other_feed.id, now=now)

    assert store.lists.ids(Query(words="feed:other")) == [number]
    assert (
        store.lists.ids(Query(words="folder:news")) == store.lists.ids(Query(folder="News")) == []
    )


def test_nothing_leads_to_an_article_of_a_removed_feed(store: Store, feed, other_feed, save, now):
    url = "https://example.org/ferry"
    save(Entry("Ferry strike ends at last", "1", url))
    link = LinkBlock("More", LinkKind.RELATED, (Link("Ferry strike ends at last", url),))
    (other,) = save(Entry("Other", "2", own_related=(link,)), into=other_feed)
    store.removed.remove(feed.id, now=now)

    assert store.links.article_at(url) is None
    assert store.articles.one(other).entry.own_related[0].items[0].article_id is None


def test_a_refresh_under_way_brings_a_removed_feed_nothing(store: Store, feed, save, now):
    store.removed.remove(feed.id, now=now)

    with pytest.raises(KeyError):
        save(("New", "ferry"))
    assert store.lists.ids(Query()) == []


def test_after_a_month_all_but_what_was_kept_is_let_go(store: Store, feed, three, sql, now):
    store.removed.remove(feed.id, now=now)

    assert store.removed.let_go(100, now=now + 29 * DAY) == 0
    assert [store.removed.let_go(1, now=now + 31 * DAY) for _ in range(3)] == [1, 1, 0]

    assert sql.execute("SELECT count(*) FROM article").fetchone() == (2,)
    sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    assert len(store.lists.ids(Query(words="ferry"))) == 2
    back = store.removed.bring_back(feed.id)
    assert (back.articles, back.validators.etag) == (2, None)


def test_a_feed_of_which_nothing_is_kept_goes_after_a_month(store: Store, feed, three, sql, now):
    store.removed.remove(feed.id, now=now, keep=False)
    store.removed.let_go(100, now=now + 31 * DAY)

    assert store.removed.all() == []
    assert sql.execute("SELECT count(*) FROM status").fetchone() == (0,)
    with pytest.raises(NotFoundError):
        store.removed.bring_back(feed.id)


def test_unread_articles_that_were_kept_are_counted(store: Store, feed, other_feed, save, now):
    kept, _ = save(("Starred", "ferry"), ("Plain", "ferry"))
    save(("Other", "ferry"), into=other_feed)
    store.statuses.mark([kept], starred=True)
    store.removed.remove(feed.id, now=now)

    unread = sum(one.unread for one in store.feeds.all()) + store.removed.kept_unread()
    assert unread == store.lists.count(Query(Scope.UNREAD)) == 2

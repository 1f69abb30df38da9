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
    store.mark([starred], starred=True)
    store.tag([tagged], ["sea"], [])
    store.mark([plain], read=True)
    store.mark([hidden], hidden=True)
    store.visit(plain, now=now)
    return starred, tagged, plain, hidden


def everything(store: Store) -> dict[str, object]:
    """What a person sees of a cache."""
    numbers = [*store.ids(Query()), *store.ids(Query(Scope.HIDDEN))]
    return {
        "feeds": store.feeds(),
        "rows": store.rows(numbers),
        "found": store.ids(Query(words="ferry")),
        "tags": store.tags(),
        "history": store.ids(Query(Scope.HISTORY)),
        "wanted": store.wanted_pages(),
    }


def test_a_removed_feed_is_nowhere_but_for_what_was_kept(store: Store, feed, three, now):
    starred, tagged, plain, hidden = three

    removed = store.remove_feed(feed.id, now=now)

    assert (removed.articles, removed.kept) == (2, 2)
    assert store.feeds() == []
    assert store.ids(Query(Scope.STARRED)) == [starred]
    assert store.ids(Query(tag="sea")) == [tagged]
    assert store.ids(Query()) == [tagged, starred]
    assert set(store.ids(Query(words="ferry"))) == {starred, tagged}
    assert store.ids(Query(Scope.HIDDEN)) == store.ids(Query(Scope.HISTORY)) == []
    assert store.count(Query(Scope.HISTORY)) == 0
    assert store.rows([plain, hidden]) == []
    assert store.article(starred).row.feed == "Example"
    with pytest.raises(NotFoundError):
        store.article(plain)
    with pytest.raises(NotFoundError):
        store.feed(feed.id)


def test_nothing_is_kept_where_nothing_is_to_be(store: Store, feed, three, now):
    assert store.remove_feed(feed.id, now=now, keep=False).kept == 0
    assert store.ids(Query()) == []
    assert store.tags() == []


@pytest.mark.parametrize("keep", [True, False])
def test_a_feed_comes_back_as_it_was(store: Store, feed, three, now, keep):
    store.want_pages(three)
    before = everything(store)

    store.remove_feed(feed.id, now=now, keep=keep)
    assert everything(store) != before
    store.bring_back(feed.id)

    assert everything(store) == before
    assert store.removed_feeds() == []


def test_its_address_brings_a_feed_back_under_the_name_and_in_the_folder_named_now(
    store: Store, feed, three, now
):
    store.remove_feed(feed.id, now=now)

    again, is_new = store.subscribe(Subscription(feed.url, "Mine", "News"), now=now)

    assert is_new
    assert (again.id, again.title, again.folder, again.articles) == (feed.id, "Mine", "News", 3)


def test_what_was_kept_of_a_removed_feed_is_found_by_its_name_and_in_no_folder(
    store: Store, other_feed, save, now
):
    (number,) = save(("Starred", "ferry"), into=other_feed)
    store.mark([number], starred=True)
    store.remove_feed(other_feed.id, now=now)

    assert store.ids(Query(words="feed:other")) == [number]
    assert store.ids(Query(words="folder:news")) == store.ids(Query(folder="News")) == []


def test_nothing_leads_to_an_article_of_a_removed_feed(store: Store, feed, other_feed, save, now):
    url = "https://example.org/ferry"
    save(Entry("Ferry strike ends at last", "1", url))
    link = LinkBlock("More", LinkKind.RELATED, (Link("Ferry strike ends at last", url),))
    (other,) = save(Entry("Other", "2", own_related=(link,)), into=other_feed)
    store.remove_feed(feed.id, now=now)

    assert store.article_at(url) is None
    assert store.article(other).entry.own_related[0].items[0].article_id is None


def test_a_refresh_under_way_brings_a_removed_feed_nothing(store: Store, feed, save, now):
    store.remove_feed(feed.id, now=now)

    with pytest.raises(KeyError):
        save(("New", "ferry"))
    assert store.ids(Query()) == []


def test_after_a_month_all_but_what_was_kept_is_let_go(store: Store, feed, three, sql, now):
    store.remove_feed(feed.id, now=now)

    assert store.let_go(100, now=now + 29 * DAY) == 0
    assert [store.let_go(1, now=now + 31 * DAY) for _ in range(3)] == [1, 1, 0]

    assert sql.execute("SELECT count(*) FROM article").fetchone() == (2,)
    sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    assert len(store.ids(Query(words="ferry"))) == 2
    back = store.bring_back(feed.id)
    assert (back.articles, back.validators.etag) == (2, None)


def test_a_feed_of_which_nothing_is_kept_goes_after_a_month(store: Store, feed, three, sql, now):
    store.remove_feed(feed.id, now=now, keep=False)
    store.let_go(100, now=now + 31 * DAY)

    assert store.removed_feeds() == []
    assert sql.execute("SELECT count(*) FROM status").fetchone() == (0,)
    with pytest.raises(NotFoundError):
        store.bring_back(feed.id)


def test_unread_articles_that_were_kept_are_counted(store: Store, feed, other_feed, save, now):
    kept, _ = save(("Starred", "ferry"), ("Plain", "ferry"))
    save(("Other", "ferry"), into=other_feed)
    store.mark([kept], starred=True)
    store.remove_feed(feed.id, now=now)

    unread = sum(one.unread for one in store.feeds()) + store.kept_unread()
    assert unread == store.count(Query(Scope.UNREAD)) == 2

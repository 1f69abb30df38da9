from __future__ import annotations

from datetime import timedelta

import pytest

from qreader.errors import NotFoundError
from qreader.model import Feed, Query, Subscription, Validators
from qreader.store import Store


def test_a_subscription_becomes_a_feed_once(store: Store, now):
    subscription = Subscription("https://example.org/feed", "My name", "News")
    first, is_new = store.subscriptions.add(subscription, now=now)
    again, is_new_again = store.subscriptions.add(subscription, now=now)

    assert (is_new, is_new_again) == (True, False)
    assert first == again
    assert (first.title, first.folder) == ("My name", "News")


def test_the_persons_own_title_wins_over_the_feeds(store: Store, now, save):
    named, _ = store.subscriptions.add(Subscription("https://a.example/", "Mine"), now=now)
    save(("A", ""), into=named)

    assert store.feeds.one(named.id).title == "Mine"


def test_a_feed_without_any_title_shows_its_address(feed: Feed):
    assert feed.title == "https://example.org/feed"


def test_feeds_come_by_folder_and_title_and_those_without_folder_last(store: Store, now):
    for url, title, folder in [
        ("https://1/", "zebra", "b"),
        ("https://2/", "Apple", "b"),
        ("https://3/", "loose", None),
        ("https://4/", "x", "A"),
    ]:
        store.subscriptions.add(Subscription(url, title, folder), now=now)

    assert [feed.title for feed in store.feeds.all()] == ["x", "Apple", "zebra", "loose"]


def test_a_failure_is_kept_with_the_feed_until_it_succeeds(store: Store, feed: Feed, save, now):
    save(("A", ""), etag='"1"')
    later = now + timedelta(hours=2)
    store.feeds.note_failure(feed.id, "timed out", now=now, next_check=later)
    store.feeds.note_failure(feed.id, "404 Not Found", now=now, next_check=later)

    failed = store.feeds.one(feed.id)
    assert (failed.error, failed.failures, failed.next_check) == ("404 Not Found", 2, later)
    assert (failed.articles, failed.validators.etag) == (1, '"1"')

    store.feeds.note_unchanged(feed.id, Validators(etag='"1"'), now=now, next_check=later)
    assert (store.feeds.one(feed.id).error, store.feeds.one(feed.id).failures) == (None, 0)


def test_removing_a_feed_forgets_its_articles_and_their_words(
    forget, store: Store, feed, other_feed, save
):
    save(("Harbour", "ships"))
    (kept,) = save(("Harbour", "boats"), into=other_feed)

    forget(feed.id)

    assert [f.id for f in store.feeds.all()] == [other_feed.id]
    assert store.lists.ids(Query(words="harbour")) == [kept]
    assert store.lists.ids(Query(words="ships")) == []
    assert store.lists.ids(Query(words="boats")) == [kept]


def test_an_unknown_feed_is_not_found(store: Store, now):
    with pytest.raises(NotFoundError):
        store.feeds.one(77)
    with pytest.raises(NotFoundError):
        store.removed.remove(77, now=now)

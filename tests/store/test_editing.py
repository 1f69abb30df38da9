"""Edits of feeds are stored whole, and taken back where they still are as they were left."""

from __future__ import annotations

import pytest

from qreader.errors import NotFoundError
from qreader.model import (
    ActionKind,
    Feed,
    FeedId,
    FeedSetting,
    Recipe,
    RecipeKind,
    Subscription,
    Validators,
)
from qreader.store import Store

TITLE, FOLDER = FeedSetting.TITLE, FeedSetting.FOLDER
LABEL = "What was done"


def undone(store: Store) -> tuple[ActionKind, int, int]:
    found = store.undoing.undo()
    assert found is not None
    return found.action.kind, found.taken_back, found.left


def test_feeds_are_edited_in_one_step_and_back_in_one(store: Store, feed: Feed, other_feed: Feed):
    before = store.feeds.all()
    changes = {feed.id: {TITLE: "Mine"}, other_feed.id: {FOLDER: "News/World"}}
    assert store.editing.change(changes, LABEL) == [feed.id, other_feed.id]
    assert store.feeds.one(feed.id).title == "Mine"
    assert store.feeds.one(other_feed.id).folder == "News/World"
    assert undone(store) == (ActionKind.EDITS, 2, 0)
    assert store.feeds.all() == before


def test_an_edit_to_what_is_there_already_is_none(store: Store, feed: Feed):
    assert store.editing.change({feed.id: {TITLE: None, FOLDER: feed.folder}}, LABEL) == []
    assert store.undoing.undo() is None


def test_where_one_feed_is_unknown_no_feed_is_edited(store: Store, feed: Feed):
    with pytest.raises(NotFoundError, match="4711"):
        store.editing.change({feed.id: {TITLE: "Mine"}, FeedId(4711): {TITLE: "Mine"}}, LABEL)
    assert store.feeds.one(feed.id) == feed


def test_what_was_edited_again_since_stays_so_and_the_rest_goes_back(
    store: Store, feed: Feed, other_feed: Feed
):
    store.editing.change({one.id: {FOLDER: "Papers"} for one in (feed, other_feed)}, LABEL)
    store.editing.change({feed.id: {FOLDER: "Elsewhere", TITLE: "Mine"}})
    assert undone(store) == (ActionKind.EDITS, 1, 1)
    assert store.feeds.one(feed.id).folder == "Elsewhere"
    assert store.feeds.one(other_feed.id).folder == other_feed.folder


def test_of_a_feed_that_was_removed_since_no_edit_is_taken_back(store: Store, feed: Feed, now):
    store.editing.change({feed.id: {TITLE: "Mine"}}, LABEL)
    store.removed.remove(feed.id, now=now)
    assert undone(store) == (ActionKind.EDITS, 0, 1)
    assert store.removed.bring_back(feed.id).title == "Mine"


# ---- addresses


def test_at_another_address_a_feed_is_read_as_if_it_never_was(store: Store, feed: Feed, now):
    store.feeds.note_failure(feed.id, "404", now=now, next_check=now, gone=True)
    store.editing.change_address(feed.id, "https://new.example/feed", LABEL)
    found = store.feeds.one(feed.id)
    assert (found.url, found.typed_url, found.error, found.gone, found.next_check) == (
        "https://new.example/feed", None, None, False, None,
    )  # fmt: skip
    store.feeds.describe(feed.id, "Elsewhere", "https://new.example/")
    assert undone(store) == (ActionKind.EDITS, 1, 0)
    back = store.feeds.one(feed.id)
    assert (back.url, back.title, back.site_url) == (feed.url, feed.title, feed.site_url)


def test_another_recipe_reads_a_page_anew_and_is_taken_back_whole(store: Store, feed: Feed, now):
    by_hand = Recipe(".story", kind=RecipeKind.CSS)
    store.editing.change_address(feed.id, feed.url, LABEL, recipe=by_hand.stored())
    assert store.feeds.one(feed.id).recipe == by_hand
    store.feeds.note_success(feed.id, Validators(etag="1"), now=now, next_check=now)
    assert store.feeds.one(feed.id).found == now
    store.editing.change_address(feed.id, feed.url, LABEL, recipe=Recipe("auto").stored())
    assert store.feeds.one(feed.id).validators == Validators()
    assert undone(store) == (ActionKind.EDITS, 1, 0)
    assert store.feeds.one(feed.id).recipe == by_hand
    assert undone(store) == (ActionKind.EDITS, 1, 0)
    assert store.feeds.one(feed.id).recipe is None


def test_an_address_that_another_feed_has_by_now_is_not_taken_back(store: Store, feed: Feed, now):
    store.editing.change_address(feed.id, "https://new.example/feed", LABEL)
    store.subscriptions.add(Subscription(feed.url), now=now)
    assert undone(store) == (ActionKind.EDITS, 0, 1)
    assert store.feeds.one(feed.id).url == "https://new.example/feed"


# ---- what was added


def test_what_was_added_goes_again_in_one_step_and_what_was_there_stays(
    store: Store, feed: Feed, now
):
    urls = ["https://a.example/feed", feed.url, "https://b.example/feed"]
    subscriptions = [Subscription(url) for url in urls]
    new = [one.id for one, is_new in store.subscriptions.add_all(subscriptions, now=now) if is_new]
    store.undoable.feeds_added(new, LABEL)
    assert len(store.feeds.all()) == 3
    assert undone(store) == (ActionKind.ADDED, 2, 0)
    assert store.feeds.all() == [feed]
    assert len(store.removed.all()) == 2


def test_where_nothing_new_was_added_there_is_nothing_to_undo(store: Store, feed: Feed, now):
    store.subscriptions.add(Subscription(feed.url), now=now, label=LABEL)
    store.undoable.feeds_added([], LABEL)
    assert store.undoing.undo() is None


def test_what_was_starred_of_an_added_feed_stays_when_the_adding_is_undone(
    store: Store, save, feed: Feed, now
):
    (number,) = save(("A", "a"))
    store.removed.remove(feed.id, now=now)
    store.subscriptions.add(Subscription(feed.url), now=now, label=LABEL)
    store.statuses.mark([number], starred=True)
    assert undone(store) == (ActionKind.ADDED, 1, 0)
    assert [one.kept for one in store.removed.all()] == [1]


def test_several_removed_feeds_come_back_in_one_step(
    store: Store, feed: Feed, other_feed: Feed, now
):
    before = store.feeds.all()
    ids = [feed.id, other_feed.id]
    store.removed.remove_all(ids, now=now, label=lambda kept: f"Removed, {kept} kept")
    assert store.feeds.all() == []
    store.removed.bring_back(feed.id)
    assert undone(store) == (ActionKind.FEEDS, 1, 1)
    assert store.feeds.all() == before

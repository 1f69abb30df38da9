"""What the person did is taken back, at another start too, where it is as they left it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qreader.errors import StoreError
from qreader.model import (
    ActionKind,
    ArticleId,
    Attention,
    Digest,
    Entry,
    Feed,
    Incoming,
    ParsedFeed,
    Query,
    Scope,
    Status,
    StoryId,
    Subscription,
    Undone,
    Validators,
)
from qreader.store import Store, database, undoable
from qreader.store.statuses import Statuses
from stored import save_items


def read(count: int) -> str:
    return f"{count} marked read"


def starred(_: int) -> str:
    return "Starred"


def said(undone: Undone | None) -> str:
    assert undone is not None
    return undone.action.label


@pytest.fixture
def ids(save) -> list[ArticleId]:
    return save(("A", "a"), ("B", "b"), ("C", "c"))


@pytest.fixture
def story(store: Store, ids: list[ArticleId]) -> StoryId:
    store.stories.group({ids[0]: (StoryId(-1), None), ids[1]: (StoryId(-1), None)}, [])
    found = store.articles.rows(ids)[0].story
    assert found is not None
    return found


@pytest.fixture
def other(store: Store, tmp_path: Path) -> Iterator[Store]:
    """Another reader of the same cache."""
    with closing(Store(tmp_path / "qreader.db")) as opened:
        yield opened


def actions(sql: sqlite3.Connection) -> list[tuple[str, int]]:
    return sql.execute("SELECT label, length(change) FROM undoable_action ORDER BY id").fetchall()


def test_where_nothing_was_done_there_is_nothing_to_undo(store: Store):
    assert store.undoing.undo() is None


def test_the_last_actions_are_taken_back_one_after_the_other(store: Store, ids: list[ArticleId]):
    store.statuses.mark(ids[:1], starred=True, label=starred)
    store.statuses.mark(ids, read=True, label=read)

    last = store.undoing.undo()
    assert last is not None
    assert (last.action.kind, last.action.label) == (ActionKind.STATUSES, "3 marked read")
    assert (last.taken_back, last.left) == (3, 0)
    assert last.statuses == {ids[0]: Status(starred=True), ids[1]: Status(), ids[2]: Status()}
    assert store.lists.ids(Query(Scope.UNREAD)) == ids[::-1]
    assert said(store.undoing.undo()) == "Starred"
    assert store.lists.ids(Query(Scope.STARRED)) == []
    assert store.undoing.undo() is None


def test_what_is_done_is_taken_back_at_another_start(
    store: Store, ids: list[ArticleId], tmp_path: Path, now: datetime
):
    store.statuses.mark(ids, read=True, label=read)
    store.close()

    with closing(Store(tmp_path / "qreader.db")) as again:
        undone = again.undoing.undo()
        assert undone is not None
        assert undone.action.done == now
        assert again.lists.ids(Query(Scope.UNREAD)) == ids[::-1]


def test_what_has_no_label_or_an_empty_one_or_changes_nothing_is_not_undoable(
    store: Store, ids: list[ArticleId]
):
    store.statuses.mark(ids[:1], read=True)
    store.statuses.mark(ids[1:], read=True, label=lambda _: "")
    store.statuses.mark(ids, read=True, label=read)
    store.statuses.tag(ids, [], ["sea"], label=read)

    assert store.undoing.undo() is None


@pytest.mark.parametrize("flag", ["read", "starred", "later", "hidden"])
@pytest.mark.parametrize("value", [True, False])
def test_each_mark_is_taken_back_of_those_articles_alone_that_it_changed(
    store: Store, ids: list[ArticleId], flag: str, value: bool
):
    store.statuses.mark(ids[:1], **{flag: value})
    store.statuses.mark(ids[1:], **{flag: not value})
    before = store.articles.rows(ids)
    store.statuses.mark(ids, **{flag: value}, label=read)

    undone = store.undoing.undo()

    assert undone is not None
    assert undone.taken_back == 2
    assert store.articles.rows(ids) == before


def test_tags_that_were_given_go_and_those_that_were_taken_come_back(
    store: Store, ids: list[ArticleId]
):
    one, two, three = ids
    store.statuses.tag([one], ["sea"], [])
    store.statuses.tag([two], ["old"], [])
    store.statuses.tag([three], ["sea", "old"], [])
    before = store.articles.rows(ids)
    store.statuses.tag(ids, ["sea"], ["old"], label=lambda n: f"{n} tagged")
    assert [row.status.tags for row in store.articles.rows(ids)] == [("sea",)] * 3

    undone = store.undoing.undo()

    assert undone is not None
    assert (undone.action.label, undone.taken_back, undone.left) == ("2 tagged", 2, 0)
    assert undone.statuses == {row.id: row.status for row in before[1:]}
    assert store.articles.rows(ids) == before


def test_what_is_no_longer_as_it_was_left_stays(store: Store, ids: list[ArticleId], forget):
    gone, unread, same = ids
    store.statuses.mark(ids, read=True, label=read)
    store.statuses.mark([unread], read=False)  # on the telephone
    with closing(sqlite3.connect(store._database.path)) as sql:
        sql.execute("DELETE FROM status WHERE id = ?", (gone,))
        sql.commit()

    undone = store.undoing.undo()

    assert undone is not None
    assert (undone.taken_back, undone.left) == (1, 2)
    assert undone.statuses == {same: Status()}


def test_what_something_else_changed_of_an_article_since_stays(store: Store, ids: list[ArticleId]):
    store.statuses.mark(ids, read=True, label=read)
    store.statuses.mark(ids[:1], starred=True)
    store.statuses.tag(ids[1:2], ["sea"], [])

    store.undoing.undo()

    statuses = [row.status for row in store.articles.rows(ids)]
    assert statuses == [Status(starred=True), Status(tags=("sea",)), Status()]


def test_an_action_of_which_nothing_is_left_is_named_and_forgotten(
    store: Store, ids: list[ArticleId]
):
    store.statuses.mark(ids, read=True, label=read)
    store.statuses.mark(ids, read=False)

    undone = store.undoing.undo()

    assert undone is not None
    assert (undone.taken_back, undone.left, undone.statuses) == (0, 3, {})
    assert store.undoing.undo() is None


def test_a_removed_feed_comes_back_unless_it_is_back_already(
    store: Store, ids: list[ArticleId], feed: Feed, now: datetime
):
    store.statuses.mark(ids[:1], starred=True)
    for is_back in (False, True):
        store.removed.remove(feed.id, now=now, label=lambda kept: f"Removed, {kept} kept")
        if is_back:
            store.removed.bring_back(feed.id)

        undone = store.undoing.undo()

        assert undone is not None
        assert (undone.action.kind, undone.action.label) == (ActionKind.FEED, "Removed, 1 kept")
        assert undone.taken_back == (not is_back)
        assert store.lists.ids(Query()) == ids[::-1]


def test_what_was_wanted_of_a_story_is_wanted_as_long_again(
    store: Store, story: StoryId, sql: sqlite3.Connection, now: datetime
):
    until = datetime.now(now.tzinfo) + timedelta(days=3)
    store.stories.follow_or_mute(story, Attention.FOLLOW, until, "Followed")
    store.stories.follow_or_mute(story, Attention.MUTE, until + timedelta(days=9), "Muted")

    undone = store.undoing.undo()

    assert undone is not None
    assert (undone.action.kind, undone.taken_back) == (ActionKind.STORY, 1)
    assert store.stories.attended() == {story: Attention.FOLLOW}
    assert sql.execute("SELECT until FROM story").fetchone() == (int(until.timestamp()),)
    assert said(store.undoing.undo()) == "Followed"
    assert store.stories.attended() == {}


def test_what_would_be_over_by_now_is_not_wanted_again(store: Store, story: StoryId, now: datetime):
    store.stories.follow_or_mute(story, Attention.FOLLOW, now - timedelta(days=1))
    store.stories.follow_or_mute(story, None, None, "Neither followed nor muted")

    store.undoing.undo()

    assert store.stories.attended() == {}


def test_a_story_of_which_something_else_is_wanted_by_now_stays(store: Store, story: StoryId):
    store.stories.follow_or_mute(story, Attention.FOLLOW, None, "Followed")
    store.stories.follow_or_mute(story, Attention.MUTE, None)

    undone = store.undoing.undo()

    assert undone is not None
    assert (undone.taken_back, undone.left) == (0, 1)
    assert store.stories.attended() == {story: Attention.MUTE}


@pytest.mark.parametrize("related", [True, False])
def test_what_was_said_of_two_articles_is_taken_back_and_they_share_their_story_again(
    store: Store, story: StoryId, ids: list[ArticleId], now: datetime, related: bool
):
    one, two, _ = ids
    store.judgements.judge(one, two, related, label="Said")
    assert store.articles.rows([two])[0].story == (story if related else None)

    undone = store.undoing.undo()

    assert undone is not None
    assert (undone.action.kind, undone.taken_back) == (ActionKind.PAIR, 1)
    assert store.judgements.of_article(one) == {}
    assert store.articles.rows([two])[0].story == story


def test_what_is_said_of_two_articles_by_now_stays(
    store: Store, ids: list[ArticleId], now: datetime
):
    one, two, _ = ids
    store.judgements.judge(one, two, True, label="Pinned")
    store.judgements.judge(one, two, False)

    undone = store.undoing.undo()

    assert undone is not None
    assert undone.taken_back == 0
    assert store.judgements.of_article(one) == {two: False}


# ---- any actions, one after the other

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["read", "starred", "later", "hidden", "tag", "remove", "attend", "judge"]),
        st.sets(st.integers(0, 5), min_size=1),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(ACTIONS)
@example([("remove", {0}, False), ("hidden", {0, 4}, True)])
def test_when_all_is_taken_back_the_cache_is_what_it_was(
    actions: list[tuple[str, set[int], bool]],
):
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "db")) as store:
        feeds = [
            store.subscriptions.add(Subscription(f"https://{n}/"), now=now)[0].id for n in (0, 1)
        ]
        for place in range(6):
            item = Incoming(bytes([place]), b"x", Entry(f"{place}"), None, now)
            stored = [(item, Digest("", "", 1))]
            save_items(
                store,
                feeds[place % 2],
                ParsedFeed("x"),
                stored,
                Validators(),
                now=now,
                next_check=now,
            )
        ids = [ArticleId(n) for n in range(1, 7)]
        store.stories.group({ids[0]: (StoryId(-1), None), ids[1]: (StoryId(-1), None)}, [])
        store.statuses.tag(ids[:2], ["sea"], [])
        store.statuses.mark(ids[1:3], starred=True)
        before = everything(store, ids)

        for act, places, value in actions:
            some = [ids[place] for place in places]
            if act in {"read", "starred", "later", "hidden"}:
                store.statuses.mark(some, **{act: value}, label=str)
            elif act == "tag":
                store.statuses.tag(
                    some, ["sea"] if value else ["old"], ["old"] if value else ["sea"], str
                )
            elif act == "attend":
                wanted = Attention.FOLLOW if value else None
                store.stories.follow_or_mute(StoryId(1), wanted, now + timedelta(days=9), "Story")
            elif act == "judge":
                store.judgements.judge(ids[0], some[0], value, label="Pair")
            elif feeds[value] in {feed.id for feed in store.feeds.all()}:
                store.removed.remove(feeds[value], now=now, label=str)
        while (undone := store.undoing.undo()) is not None:
            assert undone.left == 0

        assert everything(store, ids) == before


def everything(store: Store, ids: list[ArticleId]) -> dict[str, object]:
    """What a person sees of a cache."""
    return {
        "feeds": store.feeds.all(),
        "rows": store.articles.rows(ids),
        "lists": {scope: store.lists.ids(Query(scope)) for scope in Scope},
        "tags": store.statuses.tags(),
        "stories": store.stories.attended(),
        "pairs": store.judgements.of_article(ids[0]),
    }


# ---- what is kept


def test_the_last_hundred_actions_are_kept(
    store: Store, ids: list[ArticleId], sql: sqlite3.Connection
):
    for number in range(105):
        store.statuses.mark(
            ids[:1], read=number % 2 == 0, label=lambda _, number=number: f"{number}"
        )

    assert [label for label, _ in actions(sql)] == [f"{number}" for number in range(5, 105)]


def test_actions_are_kept_up_to_a_size_and_the_newest_whatever_its_size(
    store: Store, ids: list[ArticleId], sql: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
):
    store.statuses.mark(ids, read=True, label=read)
    ((_, size),) = actions(sql)
    monkeypatch.setattr(undoable, "MAX_BYTES", 3 * (size + 9))
    for value in (False, True, False):
        store.statuses.mark(ids, read=value, label=read)
    assert len(actions(sql)) == 3
    monkeypatch.setattr(undoable, "MAX_BYTES", 1)
    store.statuses.mark(ids, starred=True, label=starred)

    assert [label for label, _ in actions(sql)] == ["Starred"]


def test_all_of_a_large_cache_marked_read_is_one_small_row(
    store: Store, ids: list[ArticleId], sql: sqlite3.Connection
):
    sql.execute(
        """
        WITH RECURSIVE number (n) AS (
            SELECT 10 UNION ALL SELECT n + 1 + n % 5 FROM number LIMIT 20000
        )
        INSERT INTO status (id, feed_id, identity, arrived, dated)
        SELECT n, 1, CAST(n AS BLOB), n, n FROM number
        """
    )
    every = store.lists.all_ids(Query(Scope.UNREAD))
    assert len(every) == 20_003
    store.statuses.mark(every, read=True, label=read)

    ((_, size),) = actions(sql)
    assert size < 20_003
    undone = store.undoing.undo()
    assert undone is not None
    assert undone.taken_back == 20_003
    assert store.lists.count(Query(Scope.UNREAD)) == 20_003


# ---- where something fails


def test_an_undo_that_fails_can_be_tried_again(
    store: Store, other: Store, ids: list[ArticleId], monkeypatch: pytest.MonkeyPatch
):
    store.statuses.mark(ids, read=True, label=read)
    with monkeypatch.context() as patched:
        patched.setattr(database, "BUSY_SECONDS", 0.01)
        impatient = Store(store._database.path)
        with other._database.transaction(), pytest.raises(StoreError, match="locked"):
            impatient.undoing.undo()
    impatient.close()

    assert store.lists.ids(Query(Scope.UNREAD)) == []
    assert said(store.undoing.undo()) == "3 marked read"
    assert store.lists.ids(Query(Scope.UNREAD)) == ids[::-1]


def test_an_action_is_kept_with_its_change_or_neither_is(
    store: Store, ids: list[ArticleId], feed: Feed, now: datetime
):
    def fails(_: int) -> str:
        raise KeyError

    with pytest.raises(KeyError):
        store.statuses.mark(ids, read=True, label=fails)
    with pytest.raises(KeyError):
        store.statuses.tag(ids, ["sea"], [], label=fails)
    with pytest.raises(KeyError):
        store.removed.remove(feed.id, now=now, label=fails)

    assert store.undoing.undo() is None
    assert store.articles.rows(ids)[0].status == Status()
    assert store.lists.ids(Query(Scope.UNREAD)) == ids[::-1]


def test_an_action_is_forgotten_with_its_being_taken_back_or_neither_happens(
    store: Store, ids: list[ArticleId], monkeypatch: pytest.MonkeyPatch
):
    store.statuses.mark(ids, read=True, label=read)
    with monkeypatch.context() as patched:
        patched.setattr(Statuses, "change", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.undoing.undo()

    assert said(store.undoing.undo()) == "3 marked read"
    assert store.lists.ids(Query(Scope.UNREAD)) == ids[::-1]


def test_an_action_whose_change_was_lost_with_a_damaged_cache_takes_nothing_back(
    store: Store, ids: list[ArticleId], sql: sqlite3.Connection
):
    store.statuses.mark(ids, read=True, label=read)
    sql.execute("UPDATE undoable_action SET change = ?", (undoable.pack(""),))

    undone = store.undoing.undo()

    assert undone is not None
    assert undone.taken_back == 0


# ---- two readers


def test_either_of_two_readers_takes_back_what_was_done_last_in_any(
    store: Store, other: Store, ids: list[ArticleId]
):
    store.statuses.mark(ids, read=True, label=read)
    other.statuses.mark(ids[:1], starred=True, label=starred)

    assert said(store.undoing.undo()) == "Starred"
    assert said(other.undoing.undo()) == "3 marked read"
    assert store.undoing.undo() is None

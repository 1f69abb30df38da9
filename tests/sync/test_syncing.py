"""Sync end to end: a real cache, a real fetcher, and a server that is strict about the protocol."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from greader_server import PASSWORD, READ, USER, Asked, Reader, running_reader
from loopback import Loopback, Reply
from qreader.config.settings import Config, find_paths
from qreader.config.tables import SyncServer
from qreader.errors import (
    BulkRemovalError,
    ConfigError,
    FetchError,
    ParseError,
    SourceError,
    UsageError,
)
from qreader.library import Library
from qreader.model import ArticleId, FeedSetting, Query, Scope, Subscription
from refresh_world import rss

CONTENTS = "/reader/api/0/stream/items/contents"
EDIT_TAG = "/reader/api/0/edit-tag"
PASSWORD_COMMAND = ("echo", PASSWORD)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with running_reader() as made:
        yield made
    assert made.refused == []


Open = Callable[..., Library]


@pytest.fixture
def open_library(tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open a cache that is synced, by default the one machine's."""
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    made = []

    def call(name: str = "laptop", **changes: str | tuple[str, ...]) -> Library:
        server = SyncServer(reader.url, USER, PASSWORD_COMMAND)
        config = Config(sync=replace(server, **changes), fetch_seconds=10)
        made.append(Library(find_paths(tmp_path / name), config))
        return made[-1]

    yield call
    for one in made:
        one.close()


@pytest.fixture
def library(open_library: Open) -> Library:
    return open_library()


def titles(library: Library, scope: Scope = Scope.ALL) -> set[str]:
    return {row.title for row in library.articles.rows(library.lists.ids(Query(scope)))}


def listed(library: Library) -> list[str]:
    return sorted(row.title for row in library.articles.rows(library.lists.ids(Query())))


def number(library: Library, title: str) -> ArticleId:
    (found,) = [r.id for r in library.articles.rows(library.lists.ids(Query())) if r.title == title]
    return found


def folders(library: Library) -> dict[str, str | None]:
    return {feed.url: feed.folder for feed in library.feeds.all()}


# ---- the first sync, and the next


def test_the_first_sync_brings_feeds_folders_articles_and_marks(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed", "Moon Post", "News/Space")
    reader.publish(stream, "Base opens", body="<p>The base & its <b>lamp</b>.</p>")
    reader.publish(stream, "Old tale", read=True)
    reader.publish(stream, "Kept tale", read=True, starred=True)

    synced = library.sync()

    (feed,) = library.feeds.all()
    assert (feed.title, feed.folder, feed.synced) == ("Moon Post", "News/Space", True)
    assert (feed.articles, feed.unread, feed.error) == (3, 1, None)
    assert titles(library, Scope.STARRED) == {"Kept tale"}
    assert (sum(synced.new.values()), synced.feeds_added, synced.sent) == (3, 1, 0)
    entry = library.articles.one(number(library, "Base opens")).entry
    assert entry.body_html == "<p>The base & its <b>lamp</b>.</p>"
    assert (entry.url, entry.authors) == ("https://news.example/Base-opens", ("Ada Byron",))
    assert (entry.tags, entry.enclosures[0].size_bytes) == (("science",), 7)


def test_the_next_sync_fetches_what_is_new_alone(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    for title in ("One", "Two", "Three"):
        reader.publish(stream, title)
    library.sync()
    before = reader.count(CONTENTS)
    assert sum(library.sync().new.values()) == 0
    assert reader.count(CONTENTS) == before
    reader.publish(stream, "Four")
    assert sum(library.sync().new.values()) == 1

    assert listed(library) == ["Four", "One", "Three", "Two"]
    assert reader.asked[-1].path != EDIT_TAG


def test_numbers_that_a_page_repeats_are_one_article(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    reader.twice = True
    for title in ("One", "Two", "Three", "Four", "Five"):
        reader.publish(stream, title)
    library.sync()
    library.sync()

    assert listed(library) == ["Five", "Four", "One", "Three", "Two"]


def test_articles_of_one_address_stay_two_if_the_server_has_two(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    one, other = reader.publish(stream, "One"), reader.publish(stream, "Other")
    reader.articles[other].url = reader.articles[one].url
    library.sync()

    assert listed(library) == ["One", "Other"]


# ---- marks, both ways


def test_what_is_marked_here_is_marked_there(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    reader.publish(stream, "Seen")
    reader.publish(stream, "Loved", read=True)
    library.sync()
    library.mark([number(library, "Seen")], read=True)
    library.mark([number(library, "Loved")], read=False, starred=True)
    synced = library.sync()

    assert (reader.named("Seen").read, synced.sent) == (True, 2)
    assert (reader.named("Loved").read, reader.named("Loved").starred) == (False, True)
    assert library.sync().sent == 0


def test_what_is_marked_there_is_marked_here(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    reader.publish(stream, "Seen")
    reader.publish(stream, "Left", starred=True)
    library.sync()
    reader.named("Seen").read = True
    reader.named("Left").starred = False
    synced = library.sync()

    assert (synced.taken, synced.sent) == (2, 0)
    assert titles(library, Scope.UNREAD) == {"Left"}
    assert titles(library, Scope.STARRED) == set()


def test_marks_of_both_sides_on_one_article_are_both_taken(reader: Reader, library: Library):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale", starred=True)
    library.sync()
    library.mark([number(library, "Tale")], read=True)
    reader.named("Tale").starred = False
    library.sync()

    (row,) = library.articles.rows(library.lists.ids(Query()))
    assert (row.status.read, row.status.starred) == (True, False)
    assert (reader.named("Tale").read, reader.named("Tale").starred) == (True, False)


def test_the_last_of_several_marks_made_offline_counts(reader: Reader, library: Library):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    library.sync()
    tale = [number(library, "Tale")]
    for starred in (True, False, True):
        library.mark(tale, starred=starred)
    library.mark(tale, read=True, label=str)
    library.undo()
    library.sync()

    assert (reader.named("Tale").read, reader.named("Tale").starred) == (False, True)
    assert reader.count(EDIT_TAG) == 1


def test_what_was_marked_and_unmarked_here_gives_way_to_a_change_there(
    reader: Reader, library: Library
):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    library.sync()
    library.mark([number(library, "Tale")], read=True, label=str)
    library.undo()
    reader.named("Tale").read = True
    library.sync()

    assert titles(library, Scope.UNREAD) == set()
    assert reader.named("Tale").read


def test_a_mark_made_while_a_sync_runs_is_sent_by_the_next(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    for title in ("One", "Two"):
        reader.publish(stream, title)
    library.sync()
    library.mark([number(library, "One")], read=True)

    def meanwhile(asked: Asked) -> None:
        if asked.path == EDIT_TAG and reader.count(EDIT_TAG) == 1:
            library.mark([number(library, "One")], read=False)
            library.mark([number(library, "Two")], read=True)

    reader.fail = meanwhile
    library.sync()
    assert (reader.named("One").read, reader.named("Two").read) == (True, False)
    library.sync()

    assert (reader.named("One").read, reader.named("Two").read) == (False, True)
    assert titles(library, Scope.UNREAD) == {"One"}


def test_two_machines_see_what_the_other_did(reader: Reader, open_library: Open):
    stream = reader.follow("https://moon.example/feed")
    for title in ("One", "Two", "Three"):
        reader.publish(stream, title)
    laptop, desk = open_library(), open_library("desk")
    laptop.sync()
    desk.sync()
    laptop.mark([number(laptop, "One")], read=True)
    desk.mark([number(desk, "Two")], read=True, starred=True)
    for library in (laptop, desk, laptop):
        library.sync()

    for library in (laptop, desk):
        assert titles(library, Scope.UNREAD) == {"Three"}
        assert titles(library, Scope.STARRED) == {"Two"}


def test_rules_act_on_what_a_sync_brings_and_the_server_hears_of_it(
    reader: Reader, library: Library
):
    reader.publish(reader.follow("https://moon.example/feed"), "Sponsored lamp")
    library.add_rule("Ads", "title:sponsored", "mark-read")
    library.sync()

    assert titles(library, Scope.UNREAD) == set()
    assert reader.named("Sponsored lamp").read


def test_what_the_server_has_purged_stays_as_it_is(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    gone = reader.publish(stream, "Gone", starred=True)
    reader.publish(stream, "Here")
    library.sync()
    del reader.articles[gone]
    library.mark([number(library, "Gone")], read=True)
    synced = library.sync()

    assert (synced.taken, synced.sent) == (0, 0)
    assert titles(library, Scope.STARRED) == {"Gone"}
    assert listed(library) == ["Gone", "Here"]


# ---- feeds, both ways


def test_a_feed_added_there_comes_and_one_unsubscribed_there_goes(reader: Reader, library: Library):
    reader.follow("https://moon.example/feed")
    gone = reader.follow("https://sun.example/feed")
    reader.publish(gone, "Ray")
    library.sync()
    del reader.feeds[gone]
    reader.articles.clear()
    reader.follow("https://star.example/feed", folder="Sky")
    synced = library.sync(accept=True)

    assert (synced.feeds_added, synced.feeds_removed) == (1, 1)
    assert folders(library) == {
        "https://moon.example/feed": None,
        "https://star.example/feed": "Sky",
    }
    assert listed(library) == []
    assert library.sync().unsubscribed == 0


@pytest.mark.parametrize("how", ["starred", "later", "tag"])
def test_of_an_unsubscribed_feed_what_was_kept_stays_and_it_is_not_sent_back(
    reader: Reader, library: Library, how: str
):
    reader.follow("https://moon.example/feed")
    gone = reader.follow("https://sun.example/feed")
    reader.publish(gone, "Ray")
    library.sync()
    ray = [number(library, "Ray")]
    library.tag(ray, ["light"]) if how == "tag" else library.mark(ray, **{how: True})
    library.sync()
    del reader.feeds[gone]
    reader.articles.clear()
    library.sync(accept=True)
    library.sync()

    assert listed(library) == ["Ray"]
    assert [feed.url for feed in library.feeds.all()] == ["https://moon.example/feed"]
    assert [one.url for one in reader.feeds.values()] == ["https://moon.example/feed"]


def test_a_server_that_forgot_everything_takes_no_feed_with_it(reader: Reader, library: Library):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    library.sync()
    reader.feeds.clear()
    reader.articles.clear()
    with pytest.raises(BulkRemovalError, match=r"no longer has 1 of your 1 feeds \(Post\)"):
        library.sync()

    assert listed(library) == ["Tale"]


def test_a_feed_added_here_is_added_there_with_its_articles_and_marks(
    reader: Reader, library: Library, loopback: Loopback
):
    address = loopback.serve("/feed", rss("One", "Two"))
    library.add(address, "Near")
    library.mark([number(library, "One")], read=True)
    synced = library.sync()
    ((stream, followed),) = reader.feeds.items()
    assert (synced.subscribed, followed.url, followed.folder) == (1, address, "Near")
    for title in ("One", "Two", "Three"):  # the server fetched it, too
        reader.publish(stream, title, body="Words.")
        reader.named(title).url = loopback.url(f"/{title}")
    library.sync()

    assert listed(library) == ["One", "Three", "Two"]
    assert reader.named("One").read
    assert titles(library, Scope.UNREAD) == {"Two", "Three"}
    assert loopback.count("/feed") == 1


def test_adding_what_the_server_has_brings_no_article_twice(
    reader: Reader, library: Library, loopback: Loopback
):
    address = loopback.serve("/feed", rss("One"))
    reader.publish(reader.follow(address), "Other words of one")
    library.sync()
    (added,) = library.add(address)

    assert (added.already, added.new) == (True, 0)
    assert listed(library) == ["Other words of one"]


def test_a_feed_that_both_have_is_one_feed(reader: Reader, library: Library, loopback: Loopback):
    address = loopback.serve("/feed", rss("One"))
    library.add(address)
    reader.follow(address, folder="Theirs")
    library.sync()

    assert folders(library) == {address: "Theirs"}
    assert reader.count("/reader/api/0/subscription/quickadd") == 0


def test_a_feed_that_is_refused_is_still_fetched_here_and_not_offered_again(
    reader: Reader, library: Library, loopback: Loopback
):
    address = loopback.serve("/feed", rss("One"))
    library.add(address)
    reader.refuses.add(address)
    assert address in library.sync().failures[0]
    assert library.sync().failures == ()
    loopback.serve("/feed", rss("One", "Two"))
    done = {one.url: one for one in library.refresh()}

    assert done[address].new == 1
    assert reader.count("/reader/api/0/subscription/quickadd") == 1


def test_files_and_pages_stay_here(reader: Reader, library: Library, tmp_path: Path):
    file = tmp_path / "note.md"
    file.write_text("# A note\n\nWords of it.\n")
    library.add(str(file))
    library.sync()

    assert reader.feeds == {}
    assert listed(library) == ["A note"]


def test_a_feed_removed_here_is_unsubscribed_from_there(reader: Reader, library: Library):
    reader.follow("https://moon.example/feed")
    reader.publish(reader.follow("https://sun.example/feed"), "Ray")
    library.sync()
    (sun,) = [feed for feed in library.feeds.all() if "sun" in feed.url]
    library.remove_feed(sun.id)
    synced = library.sync()

    assert (synced.unsubscribed, synced.feeds_added) == (1, 0)
    assert [one.url for one in reader.feeds.values()] == ["https://moon.example/feed"]
    assert [feed.url for feed in library.feeds.all()] == ["https://moon.example/feed"]


def test_a_removal_that_is_taken_back_before_a_sync_is_none(reader: Reader, library: Library):
    reader.publish(reader.follow("https://sun.example/feed"), "Ray")
    library.sync()
    (sun,) = library.feeds.all()
    library.remove_feed(sun.id)
    library.bring_back(sun.id)
    synced = library.sync()

    assert (synced.unsubscribed, synced.subscribed, synced.feeds_added) == (0, 0, 0)
    assert [one.url for one in reader.feeds.values()] == ["https://sun.example/feed"]
    assert listed(library) == ["Ray"]


def test_a_feed_brought_back_after_a_sync_is_subscribed_to_there_again(
    reader: Reader, library: Library
):
    reader.publish(reader.follow("https://sun.example/feed"), "Ray")
    library.sync()
    (sun,) = library.feeds.all()
    library.remove_feed(sun.id)
    library.sync()
    assert reader.feeds == {}
    assert listed(library) == []
    library.bring_back(sun.id)
    synced = library.sync()

    assert (synced.subscribed, synced.feeds_added) == (1, 0)
    assert [one.url for one in reader.feeds.values()] == ["https://sun.example/feed"]
    assert listed(library) == ["Ray"]


def test_a_feed_subscribed_to_there_again_comes_back_here(reader: Reader, library: Library):
    reader.follow("https://moon.example/feed")
    stream = reader.follow("https://sun.example/feed")
    reader.publish(stream, "Ray")
    library.sync()
    there, articles = reader.feeds.pop(stream), reader.articles
    reader.articles = {}
    library.sync(accept=True)
    assert [feed.url for feed in library.feeds.all()] == ["https://moon.example/feed"]
    reader.feeds[stream], reader.articles = there, articles
    library.sync()

    assert sorted(feed.url for feed in library.feeds.all())[1:] == ["https://sun.example/feed"]
    assert listed(library) == ["Ray"]


def test_a_feed_moved_there_moves_here(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed", folder="Old")
    library.sync()
    reader.feeds[stream].folder = "New"
    library.sync()

    assert folders(library) == {"https://moon.example/feed": "New"}


# ---- what goes wrong


def test_a_login_that_expires_is_made_again(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    for title in ("One", "Two", "Three", "Four"):
        reader.publish(stream, title)
    reader.auth_uses = 3
    library.sync()
    library.mark([number(library, "One")], read=True)
    library.sync()

    assert len(listed(library)) == 4
    assert reader.named("One").read


def _seed(reader: Reader, library: Library) -> None:
    """Leave something of every kind to be done."""
    stream = reader.follow("https://moon.example/feed", folder="Sky")
    gone = reader.follow("https://sun.example/feed")
    for title in ("One", "Two", "Three"):
        reader.publish(stream, title)
    reader.publish(gone, "Ray")
    library.sync()
    library.mark([number(library, "One")], read=True)
    library.mark([number(library, "Two")], starred=True)
    (sun,) = [feed for feed in library.feeds.all() if "sun" in feed.url]
    library.remove_feed(sun.id)
    reader.named("Three").read = True
    reader.publish(stream, "Four", starred=True)
    reader.publish(reader.follow("https://star.example/feed"), "Five")
    reader.asked.clear()


@pytest.mark.slow
@pytest.mark.parametrize("lost", [False, True], ids=["not done", "done, answer lost"])
def test_a_sync_cut_off_at_any_request_loses_and_doubles_nothing(
    reader: Reader, open_library: Open, lost: bool
):
    _seed(reader, library := open_library())
    place = 0
    while True:
        place += 1
        requests = 0

        def cut(_: Asked, stop: int = place) -> int | None:
            nonlocal requests
            requests += 1
            return 500 if requests >= stop else None

        reader.fail, reader.after = (reader.fail, cut) if lost else (cut, reader.after)
        try:
            finished = library.sync().failures == ()
        except SourceError:
            finished = False
        library.close()
        library = open_library()  # as after a kill: nothing is left but the file
        if finished and requests < place:
            break
    reader.fail = reader.after = lambda _asked: None
    library.sync()
    synced = library.sync()

    assert place > 3
    assert (sum(synced.new.values()), synced.taken, synced.sent) == (0, 0, 0)
    assert listed(library) == ["Five", "Four", "One", "Three", "Two"]
    assert titles(library, Scope.UNREAD) == {"Two", "Four", "Five"}
    assert titles(library, Scope.STARRED) == {"Two", "Four"}
    assert {feed.url for feed in library.feeds.all()} == {one.url for one in reader.feeds.values()}
    for kept in reader.articles.values():
        assert kept.read == (kept.title not in titles(library, Scope.UNREAD))
        assert kept.starred == (kept.title in titles(library, Scope.STARRED))


def test_articles_that_the_server_cannot_send_do_not_hold_up_marks(
    reader: Reader, library: Library
):
    stream = reader.follow("https://moon.example/feed")
    reader.publish(stream, "Tale")
    library.sync()
    library.mark([number(library, "Tale")], read=True)
    reader.publish(stream, "Broken")
    reader.fail = lambda asked: 500 if asked.path == CONTENTS else None
    synced = library.sync()

    assert "500" in synced.failures[0]
    assert reader.named("Tale").read


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("stream/items/ids", "[]"),
        ("stream/items/ids", '{"error": "database is locked"}'),
        ("stream/items/ids", '{"itemRefs": [{"id": "12"}, {}]}'),
        ("stream/items/ids", '{"itemRefs": [{"id": "12"'),
        ("subscription/list", "[]"),
        ("subscription/list", "<html>Log in</html>"),
        ("token", "\x1b[31m"),
    ],
)
def test_an_answer_that_makes_no_sense_changes_nothing(
    reader: Reader, library: Library, path: str, body: str
):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    library.sync()
    reader.named("Tale").read = True
    reader.instead[f"/reader/api/0/{path}"] = body
    with pytest.raises(ParseError, match=r"127\.0\.0\.1"):
        library.sync()

    assert titles(library, Scope.UNREAD) == {"Tale"}


def test_a_wrong_password_is_said_so(reader: Reader, open_library: Open):
    library = open_library(password_command=(sys.executable, "-c", "print('wrong')"))
    with pytest.raises(FetchError, match="refuses this name and password"):
        library.sync()

    assert reader.refused.pop() == "POST /accounts/ClientLogin: wrong name or password"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("qreader-no-such-program",), "cannot be run"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "failed with 3"),
        ((sys.executable, "-c", "pass"), "secret is empty"),
    ],
)
def test_a_command_that_tells_no_password_is_said_so(
    open_library: Open, reader: Reader, command: tuple[str, ...], words: str
):
    with pytest.raises(FetchError, match=words):
        open_library(password_command=command).sync()

    assert reader.asked == []


def test_a_password_never_travels_openly(open_library: Open):
    with pytest.raises(ConfigError, match="must be https"):
        open_library(url="http://rss.example.org/api").sync()


def test_no_answer_sends_what_is_secret_to_another_address(
    open_library: Open, loopback: Loopback, reader: Reader
):
    loopback.serve("/steal", b"{}")
    reader.follow("https://moon.example/feed")
    library = open_library()
    client = library._client
    client._auth = "x"
    client._url = loopback.url("")
    loopback.serve(
        "/reader/api/0/subscription/list", Reply(302, headers={"Location": loopback.url("/steal")})
    )
    with pytest.raises(FetchError, match="redirects elsewhere"):
        client.subscriptions()

    assert loopback.count("/steal") == 0


def test_the_password_is_kept_in_no_file(reader: Reader, library: Library, tmp_path: Path):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    library.sync()

    files = [path for path in (tmp_path / "laptop").rglob("*") if path.is_file()]
    assert files
    for path in files:
        held = path.read_bytes()
        assert PASSWORD.encode() not in held
        assert b"GoogleLogin" not in held


def test_another_account_is_another_beginning(reader: Reader, open_library: Open):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    first = open_library()
    first.sync()
    first.mark([number(first, "Tale")], read=True)
    first.close()
    reader.articles = {number + 50: kept for number, kept in reader.articles.items()}
    second = open_library(url=reader.url + "/")
    second.sync()

    assert listed(second) == ["Tale"]
    assert reader.named("Tale").read


# ---- within a refresh


def test_a_refresh_syncs_and_fetches_only_what_the_server_does_not_have(
    reader: Reader, library: Library, loopback: Loopback
):
    theirs = loopback.serve("/theirs", rss("Never asked"))
    own = loopback.serve("/own", rss("Own"))
    reader.refuses.add(own)
    reader.publish(reader.follow(theirs), "Tale")
    library.add(own)
    done = list(library.refresh())
    again = list(library.refresh())

    assert {(one.feed, one.new, one.error is None) for one in done} >= {("Post", 1, True)}
    assert listed(library) == ["Own", "Tale"]
    assert loopback.count("/theirs") == 0
    assert {one.error for one in again} == {None}
    assert loopback.count("/own") == 3


def test_a_refresh_goes_on_where_the_server_is_down(
    reader: Reader, library: Library, loopback: Loopback
):
    own = loopback.serve("/own", rss("Own"))
    library.add(own)
    loopback.serve("/own", rss("Own", "Newer"))
    reader.fail = lambda _asked: 503
    done = {one.feed: one for one in library.refresh()}

    assert "503" in (done["sync"].error or "")
    assert listed(library) == ["Newer", "Own"]


def test_a_refresh_of_what_is_due_syncs_no_sooner_than_feeds_are_asked(
    reader: Reader, library: Library
):
    reader.follow("https://moon.example/feed")
    library.sync()
    before = len(reader.asked)
    assert list(library.refresh(only_due=True)) == []
    assert len(reader.asked) == before
    (feed,) = library.feeds.all()
    assert [one.error for one in library.refresh([feed.id])] == [None]

    assert len(reader.asked) > before


def test_pages_are_wanted_of_what_is_unread_alone(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    reader.publish(stream, "Read long ago", read=True)
    reader.publish(stream, "Fresh")
    for kept in reader.articles.values():
        kept.body = "<p>A summary.</p>"
    library.sync()

    assert {one.title for one in library.wanted()} == {"Fresh"}


def test_without_a_server_a_sync_says_what_to_do(tmp_path: Path):
    library = Library(find_paths(tmp_path), Config())
    try:
        with pytest.raises(UsageError, match=r"\[sync\]"):
            library.sync()
    finally:
        library.close()


def test_only_what_differs_is_told(reader: Reader, library: Library):
    reader.publish(reader.follow("https://moon.example/feed"), "Tale")
    library.sync()
    library.mark([number(library, "Tale")], read=True)
    reader.named("Tale").read = True
    synced = library.sync()

    assert (synced.sent, synced.taken, reader.count(EDIT_TAG)) == (0, 0, 0)
    assert READ not in str([asked.form for asked in reader.asked])


# ---- a server that is not what it was, or answers what it should not


def reinstalled(reader: Reader, order: list[str]) -> None:
    """Set the server up again: it names feeds and counts articles from the start, all unread."""
    feeds, articles = reader.feeds, list(reader.articles.values())
    reader.feeds, reader.articles, reader._streams = {}, {}, 0
    for url in order:
        (old,) = [stream for stream, one in feeds.items() if one.url == url]
        new = reader.follow(url, feeds[old].title)
        for kept in articles:
            if kept.stream == old:
                reader._numbers += 1
                reader.articles[reader._numbers] = replace(kept, stream=new, read=False)


def two_feeds(reader: Reader) -> tuple[str, str]:
    moon = reader.follow("https://moon.example/feed", "Moon")
    sun = reader.follow("https://sun.example/feed", "Sun")
    for stream, name in ((moon, "Crater"), (sun, "Ray")):
        for count in range(3):
            reader.publish(stream, f"{name} {count}")
    return moon, sun


def by_feed(library: Library) -> dict[str, list[str]]:
    return {
        feed.title: sorted(
            row.title
            for row in library.articles.rows(library.lists.ids(Query(Scope.ALL, feed_id=feed.id)))
        )
        for feed in library.feeds.all()
    }


CRATERS = ["Crater 0", "Crater 1", "Crater 2"]
RAYS = ["Ray 0", "Ray 1", "Ray 2"]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_an_answer_that_fails_passes_no_article_over(reader: Reader, library: Library, status: int):
    two_feeds(reader)
    reader.fail = lambda asked: status if asked.path == CONTENTS else None
    assert str(status) in library.sync().failures[0]
    reader.fail = lambda _asked: None
    library.sync()

    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}


def test_a_page_in_place_of_articles_passes_none_over(reader: Reader, library: Library):
    two_feeds(reader)
    reader.instead[CONTENTS] = "<html>log in</html>"
    assert "no JSON" in library.sync().failures[0]
    reader.instead.clear()
    library.sync()

    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}


def test_an_article_that_an_answer_leaves_out_is_asked_for_again(
    reader: Reader, library: Library, monkeypatch: pytest.MonkeyPatch
):
    ahead = timedelta(0)
    now = Library.now
    monkeypatch.setattr(Library, "now", lambda self: now(self) + ahead)
    stream = reader.follow("https://moon.example/feed")
    reader.publish(stream, "Tale")
    late = reader.publish(stream, "Late")
    reader.unsent.add(late)
    library.sync()
    assert (listed(library), library.sync_state().lost) == (["Tale"], 0)
    reader.unsent.clear()
    library.sync()
    assert listed(library) == ["Late", "Tale"]

    lost = reader.publish(stream, "Lost")
    reader.unsent.add(lost)
    library.sync()
    ahead = timedelta(days=8)
    before = reader.count(CONTENTS)
    library.sync()
    assert (library.sync_state().lost, reader.count(CONTENTS)) == (1, before)


def test_a_server_set_up_again_with_its_feeds_in_another_order_mixes_nothing(
    reader: Reader, library: Library
):
    two_feeds(reader)
    library.sync()
    library.mark([number(library, "Ray 1")], read=True, starred=True)
    library.sync()
    reinstalled(reader, ["https://sun.example/feed", "https://moon.example/feed"])
    synced = library.sync()
    library.sync()

    assert (synced.feeds_added, synced.feeds_removed, sum(synced.new.values())) == (0, 0, 0)
    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}
    assert titles(library, Scope.STARRED) == {"Ray 1"}
    assert (reader.named("Ray 1").read, reader.named("Ray 1").starred) == (True, True)
    (moon,) = [feed for feed in library.feeds.all() if feed.title == "Moon"]
    library.remove_feed(moon.id)
    library.sync()
    assert [one.url for one in reader.feeds.values()] == ["https://sun.example/feed"]


def test_a_server_that_gives_its_small_numbers_again_mixes_no_marks(
    reader: Reader, library: Library
):
    reader._numbers = 0
    two_feeds(reader)
    library.sync()
    library.mark([number(library, "Crater 0")], read=True, starred=True)
    library.sync()
    reader._numbers = 0
    # the feeds keep their names; their articles come in another order, and some are gone
    articles = [one for one in reversed(reader.articles.values()) if one.title != "Ray 2"]
    reader.articles = {at: replace(one, read=False) for at, one in enumerate(articles, 1)}
    library.sync()
    library.sync()

    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}
    assert titles(library, Scope.STARRED) == {"Crater 0"}
    assert [one.title for one in reader.articles.values() if one.read] == ["Crater 0"]


def test_articles_under_new_numbers_are_the_same(reader: Reader, library: Library):
    two_feeds(reader)
    library.sync()
    library.mark([number(library, "Ray 1")], read=True)
    library.sync()
    reader.articles = {
        number + 100: replace(kept, read=False) for number, kept in reader.articles.items()
    }
    library.sync()

    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}
    assert reader.named("Ray 1").read


def test_a_feed_subscribed_to_again_between_two_syncs_stays_as_it_is(
    reader: Reader, library: Library
):
    _, sun = two_feeds(reader)
    library.sync()
    ids = {row.id for row in library.articles.rows(library.lists.ids(Query()))}
    (feed,) = [feed for feed in library.feeds.all() if feed.title == "Sun"]
    del reader.feeds[sun]
    reader.articles = {n: one for n, one in reader.articles.items() if one.stream != sun}
    again = reader.follow("https://sun.example/feed", "Sun")
    reader.publish(again, "Ray 2")
    synced = library.sync()

    assert (synced.feeds_added, synced.feeds_removed, sum(synced.new.values())) == (0, 0, 0)
    assert {row.id for row in library.articles.rows(library.lists.ids(Query()))} == ids
    assert feed.id in {one.id for one in library.feeds.all()}


def test_removed_and_added_again_here_is_not_unsubscribed_from_there(
    reader: Reader, library: Library
):
    two_feeds(reader)
    library.sync()
    (sun,) = [feed for feed in library.feeds.all() if feed.title == "Sun"]
    library.remove_feed(sun.id)
    library.subscribe([Subscription("https://sun.example/feed")])
    synced = library.sync()

    assert (synced.unsubscribed, synced.subscribed) == (0, 0)
    assert by_feed(library)["Sun"] == RAYS


def test_feeds_that_a_server_lost_are_removed_only_when_the_person_says_so(
    reader: Reader, library: Library
):
    _, sun = two_feeds(reader)
    library.sync()
    del reader.feeds[sun]
    reader.articles = {n: one for n, one in reader.articles.items() if one.stream != sun}
    with pytest.raises(BulkRemovalError, match="1 of your 2 feeds"):
        library.sync()
    (failed,) = [one for one in library.refresh() if one.error]
    assert "--accept" in (failed.error or "")
    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}
    assert library.sync(accept=True).feeds_removed == 1
    assert by_feed(library) == {"Moon": CRATERS}
    assert library.sync().failures == ()


def test_a_feed_that_the_server_only_archived_stays(reader: Reader, library: Library):
    _, sun = two_feeds(reader)
    library.sync()
    del reader.feeds[sun]  # its articles are there still, by its name alone
    synced = library.sync()

    assert synced.feeds_removed == 0
    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}


def test_a_server_that_lost_a_hundred_feeds_is_not_asked_after_each(
    reader: Reader, library: Library
):
    for count in range(100):
        reader.follow(f"https://n{count}.example/feed")
    library.sync()
    reader.feeds.clear()
    before = len(reader.asked)
    with pytest.raises(BulkRemovalError, match="100 of your 100 feeds"):
        library.sync()

    assert len(reader.asked) - before < 30
    assert library.sync_state().removes == 100
    assert len(library.feeds.all()) == 100


def test_a_mark_counts_as_sent_when_the_server_says_so(reader: Reader, library: Library):
    two_feeds(reader)
    library.sync()
    library.mark([number(library, "Ray 1")], starred=True)
    reader.instead[EDIT_TAG] = "<html>log in</html>"
    with pytest.raises(ParseError, match="did not confirm"):
        library.sync()
    reader.instead.clear()
    library.sync()

    assert reader.named("Ray 1").starred
    assert titles(library, Scope.STARRED) == {"Ray 1"}


@pytest.mark.parametrize("answer", ["<html>log in</html>", "", "Error", "OK, but no"])
def test_a_removal_counts_as_told_when_the_server_says_so(
    reader: Reader, library: Library, answer: str
):
    two_feeds(reader)
    library.sync()
    library.remove_feed(next(feed.id for feed in library.feeds.all() if feed.title == "Sun"))
    reader.instead["/reader/api/0/subscription/edit"] = answer
    with pytest.raises(ParseError, match="did not confirm"):
        library.sync()
    reader.instead.clear()
    library.sync()

    assert [feed.title for feed in library.feeds.all()] == ["Moon"]
    assert [one.title for one in reader.feeds.values()] == ["Moon"]


def test_what_arrives_between_the_lists_comes_in_unread(reader: Reader, library: Library):
    stream = reader.follow("https://moon.example/feed")
    reader.publish(stream, "Tale", read=True)
    lists = []

    def publish_meanwhile(asked: Asked) -> None:
        if asked.path.endswith("stream/items/ids"):
            reader.publish(stream, f"Fresh {len(lists)}")
            lists.append(asked)

    reader.after = publish_meanwhile
    library.sync()
    reader.after = lambda _asked: None
    library.sync()

    rows = library.articles.rows(library.lists.ids(Query()))
    assert {row.title for row in rows if row.status.read} == {"Tale"}
    assert not [one.title for one in reader.articles.values() if one.read and one.title != "Tale"]


def test_a_text_that_turned_unread_there_is_fetched_again(
    reader: Reader, library: Library, loopback: Loopback
):
    address = loopback.serve("/feed", rss("Own"))
    library.add(address)
    library.sync()
    ((stream, _),) = reader.feeds.items()
    reader.publish(stream, "Own", read=True)
    reader.named("Own").url = loopback.url("/Own")
    reader.publish(stream, "Tale", body="<p>Old words.</p>", read=True)
    library.sync()
    for title in ("Own", "Tale"):
        reader.named(title).body, reader.named(title).read = f"<p>New words of {title}.</p>", False
    library.sync()

    assert listed(library) == ["Own", "Tale"]
    for title in ("Own", "Tale"):
        entry = library.articles.one(number(library, title)).entry
        assert "New words" in (entry.body_html or entry.summary_html or "")


# ---- folders and titles, both ways


def test_a_feed_renamed_or_moved_on_either_side_is_so_on_both(reader: Reader, library: Library):
    moon, sun = two_feeds(reader)
    library.sync()
    ids = {feed.title: feed.id for feed in library.feeds.all()}
    library.edit_feeds(
        {ids["Moon"]: {FeedSetting.TITLE: "My Moon", FeedSetting.FOLDER: "Sky/Night"}}
    )
    reader.feeds[sun].title, reader.feeds[sun].folder = "Their Sun", "Day"
    library.sync()
    library.sync()

    here = {feed.title: feed.folder for feed in library.feeds.all()}
    there = {one.title: one.folder for one in reader.feeds.values()}
    assert here == there == {"My Moon": "Sky/Night", "Their Sun": "Day"}
    reader.feeds[moon].title = "Web Moon"
    library.sync()
    assert {feed.title for feed in library.feeds.all()} == {"Web Moon", "Their Sun"}
    library.edit_feeds({ids["Sun"]: {FeedSetting.FOLDER: None}})
    library.sync()
    assert reader.feeds[sun].folder is None


def test_a_title_of_the_persons_is_sent_with_a_new_subscription(reader: Reader, library: Library):
    library.subscribe([Subscription("https://moon.example/feed", "My Moon", "Sky")])
    library.sync()

    ((_, followed),) = reader.feeds.items()
    assert (followed.title, followed.folder) == ("My Moon", "Sky")
    followed.title = "Web Moon"
    library.sync()
    assert [feed.title for feed in library.feeds.all()] == ["Web Moon"]


@pytest.mark.parametrize("default", ["Uncategorized", "All", "Sans catégorie"])
def test_what_is_in_no_folder_stays_in_none(reader: Reader, library: Library, default: str):
    reader.default_folder = default
    library.subscribe([Subscription("https://moon.example/feed")])
    for _ in range(3):
        library.sync()
    assert folders(library) == {"https://moon.example/feed": None}
    (feed,) = library.feeds.all()
    library.edit_feeds({feed.id: {FeedSetting.FOLDER: "Sky"}})
    library.sync()
    assert [one.folder for one in reader.feeds.values()] == ["Sky"]
    library.edit_feeds({feed.id: {FeedSetting.FOLDER: None}})
    for _ in range(3):
        library.sync()

    assert [one.folder for one in reader.feeds.values()] == [default]
    assert folders(library) == {"https://moon.example/feed": None}


def test_full_width_signs_that_freshrss_writes_are_read_back(
    reader: Reader, library: Library, loopback: Loopback
):
    address = loopback.serve("/feed", rss("Q&amp;amp;A &amp;lt;at&amp;gt; noon"))
    library.add(address)
    library.sync()
    ((stream, followed),) = reader.feeds.items()
    followed.title = "R＆D， ＜live＞"
    there = reader.publish(stream, "Q＆A ＜at＞ noon")
    reader.articles[there].url, reader.articles[there].body = "", "Words."
    chinese = reader.follow("https://china.example/feed", "新闻，时事")
    reader.publish(chinese, "什么？")
    library.sync()
    library.sync()

    assert listed(library) == ["Q&A <at> noon", "什么？"]
    assert {feed.title for feed in library.feeds.all()} == {"R&D, <live>", "新闻，时事"}


# ---- what failed is seen


def test_why_a_sync_failed_is_kept_until_one_succeeds(reader: Reader, library: Library):
    two_feeds(reader)
    reader.fail = lambda _asked: 503
    with pytest.raises(FetchError):
        library.sync()
    assert "503" in (library.sync_state().error or "")
    reader.fail = lambda asked: 500 if asked.path == CONTENTS else None
    library.sync()
    assert "500" in (library.sync_state().error or "")
    reader.fail = lambda _asked: None
    library.sync()

    assert library.sync_state().error is None


def test_a_server_that_wants_to_be_left_alone_is_not_asked_when_due(
    reader: Reader, library: Library
):
    two_feeds(reader)
    reader.fail = lambda _asked: 503
    reader.headers["Retry-After"] = "3600"
    list(library.refresh(only_due=True))
    before = len(reader.asked)
    list(library.refresh(only_due=True))
    assert len(reader.asked) == before
    reader.fail = lambda _asked: None
    library.sync()  # the person asks

    assert by_feed(library) == {"Moon": CRATERS, "Sun": RAYS}


def test_the_servers_reason_for_a_refusal_is_shown(reader: Reader, library: Library):
    reader.refuses.add("https://moon.example/feed")
    library.subscribe([Subscription("https://moon.example/feed")])

    assert "moon.example/feed: is no feed" in library.sync().failures[0]


# ---- labels


def tags_of(library: Library) -> dict[str, tuple[str, ...]]:
    rows = library.articles.rows(library.lists.ids(Query()))
    return {row.title: row.status.tags for row in rows if row.status.tags}


def test_tags_and_labels_are_the_same_where_the_person_wants_that(
    reader: Reader, open_library: Open
):
    two_feeds(reader)
    library = open_library(labels=True)
    reader.named("Ray 0").labels = {"moon", "not a tag"}
    library.sync()
    assert tags_of(library) == {"Ray 0": ("moon",)}
    library.tag([number(library, "Ray 1")], ["sun"])
    library.tag([number(library, "Ray 0")], [], ["moon"])
    reader.named("Crater 0").labels = {"rock"}
    library.sync()
    assert tags_of(library) == {"Ray 1": ("sun",), "Crater 0": ("rock",)}
    assert reader.named("Ray 0").labels == {"not a tag"}
    assert reader.named("Ray 1").labels == {"sun"}
    reader.named("Ray 1").labels.clear()
    library.sync()
    assert tags_of(library) == {"Crater 0": ("rock",)}


def test_tags_stay_here_by_default(reader: Reader, library: Library):
    two_feeds(reader)
    library.sync()
    library.tag([number(library, "Ray 1")], ["sun"])
    library.sync()

    assert reader.named("Ray 1").labels == set()
    assert reader.count("/reader/api/0/tag/list") == 0

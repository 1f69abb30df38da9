"""Browse: what the list shows is read a page at a time; what was asked for last is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fake_library import FakeLibrary, Put
from small_desk import Held, SmallDesk

from qreader.errors import StoreError
from qreader.model import ArticleId, FeedId, Query, Row, Scope, Status
from qreader.tui.actions import Where
from qreader.tui.browse import Browse, News
from qreader.tui.desk import Here
from qreader.tui.messages import ListMarkedRead, Marked, OpenArticle, ReadOnBelow, ViewChanged
from qreader.tui.views import FIRST_PAGE, ViewPage, first_page
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.pane_title import PaneTitle

ALL, STARRED = Query(), Query(Scope.STARRED)


class Still(ArticleList):
    """A list on no screen: it is not scrolled."""

    def scroll_to(self, *_: object, **__: object) -> None:
        pass


class Shown:
    """What is on the screen: the list and its title."""

    def __init__(self) -> None:
        self.articles = Still(id="list")
        self.title = PaneTitle()

    @property
    def ids(self) -> list[ArticleId]:
        return list(self.articles.ids)


@pytest.fixture
async def shown() -> Shown:
    return Shown()


@pytest.fixture
def browse(desk: SmallDesk, library: FakeLibrary, shown: Shown) -> Browse:
    return Browse(desk, library, shown.articles, shown.title, by_story=False)  # type: ignore[arg-type]


@pytest.fixture
def rest(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Make lists longer than a first page, and hold back what reads the rest of them."""
    for number in range(FIRST_PAGE):
        library.put(FeedId(1), f"Old {number}", timedelta(days=2, seconds=number))
    held, ids = Held(), library.lists.ids

    def slow(query: Query, *, after: ArticleId | None = None, **more: Any) -> list[ArticleId]:
        if after is not None:
            held()
        return ids(query, after=after, **more)

    monkeypatch.setattr(library.lists, "ids", slow)
    return held


async def test_a_long_view_is_shown_once_its_start_is_read_and_the_rest_follows(
    desk: SmallDesk,
    library: FakeLibrary,
    browse: Browse,
    shown: Shown,
    rest: Held,
) -> None:
    await browse.show(ALL, "All")
    await rest.begun()
    assert len(shown.ids) == FIRST_PAGE
    assert (shown.title.heading.name, shown.title.heading.number) == (
        "All",
        str(len(library.lists.all_ids(ALL))),
    )
    assert [message.query for message in desk.messages(ViewChanged)] == [ALL]
    rest.let_go()
    await desk.settle()
    assert shown.ids == list(library.lists.all_ids(ALL))


async def test_a_list_of_stars_holds_the_one_that_is_still_being_given(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    held = Held()

    def star() -> None:
        held()
        library.mark([ArticleId(3)], starred=True)

    async def mark() -> None:
        await desk.call(star, lane="marks")

    desk.start(mark, group="marks")
    await held.begun()
    showing = await desk.begin(browse.show(STARRED, "Starred"))
    await desk.call(len, (), lane="list")  # so a list that did not wait would be read by now
    held.let_go()
    await showing
    assert 3 in shown.ids


async def test_of_two_views_the_one_that_was_asked_for_last_is_shown(
    desk: SmallDesk,
    library: FakeLibrary,
    browse: Browse,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, ids = Held(), library.lists.ids

    def slow(query: Query, **more: Any) -> list[ArticleId]:
        if query.words:
            held()
        return ids(query, **more)

    monkeypatch.setattr(library.lists, "ids", slow)
    first = await desk.begin(browse.look_into(Query(words="ferry"), "Search: ferry"))
    await held.begun()
    second = await desk.begin(browse.show(STARRED, "Starred"))
    held.let_go()
    await asyncio.gather(first, second)
    await desk.settle()
    assert browse.view.query == STARRED
    assert [message.query for message in desk.messages(ViewChanged)] == [STARRED]


async def test_a_view_that_is_given_up_while_it_is_read_never_comes(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browse.show(ALL, "All")
    held, ids = Held(), library.lists.ids
    monkeypatch.setattr(library.lists, "ids", lambda query, **more: held() or ids(query, **more))
    showing = await desk.begin(browse.show(STARRED, "Starred"))
    await held.begun()
    showing.cancel()
    held.let_go()
    await desk.settle()
    assert browse.view.query == ALL


async def test_a_view_that_cannot_be_read_leaves_the_one_before_and_all_of_it(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown, rest: Held
) -> None:
    def fail(_: Sequence[ArticleId]) -> list[Row]:
        raise StoreError("the disk reports an error")

    await browse.show(ALL, "All")
    await rest.begun()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library.articles, "rows", fail)
        showing = await desk.begin(browse.show(STARRED, "Starred"))
        rest.let_go()
        await showing
    await desk.settle()
    assert "the disk reports an error" in desk.errors
    assert browse.view.query == ALL
    assert shown.ids == list(library.lists.all_ids(ALL))


async def test_esc_out_of_a_search_leads_to_all_of_a_list_that_was_left_half_read(
    desk: SmallDesk,
    library: FakeLibrary,
    browse: Browse,
    shown: Shown,
    rest: Held,
) -> None:
    await browse.show(ALL, "All")
    await rest.begun()
    searching = await desk.begin(browse.look_into(Query(words="ferry"), "Search: ferry"))
    rest.let_go()
    await searching
    assert shown.ids == [1]
    assert browse.end_look()
    assert not browse.end_look()
    await desk.settle()
    every = list(library.lists.all_ids(ALL))
    assert shown.ids == every
    assert shown.title.heading.number == str(len(every))


async def test_what_a_search_found_as_esc_ended_it_does_not_come_after_all(
    desk: SmallDesk, browse: Browse, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browse.show(ALL, "All")
    await desk.settle()
    before = shown.ids
    found: asyncio.Future[ViewPage] = asyncio.get_running_loop().create_future()

    call = desk.call

    async def slow_call(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await (found if function is first_page else call(function, *arguments, **named))

    monkeypatch.setattr(desk, "call", slow_call)
    searching = await desk.begin(browse.look_into(Query(words="ferry"), "Search: ferry"))
    found.set_result(ViewPage([ArticleId(1)], [], 1))  # the list hears of it in the next turn
    searching.cancel()
    browse.end_look()
    await desk.settle()
    assert browse.view.query == ALL
    assert shown.ids == before


async def test_an_update_that_fails_is_told_of_and_the_next_one_shows_what_came(
    desk: SmallDesk,
    library: FakeLibrary,
    browse: Browse,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Query) -> Sequence[ArticleId]:
        raise StoreError("the disk reports an error")

    await browse.show(ALL, "All")
    new = library.put(FeedId(1), "New", timedelta(0))
    with monkeypatch.context() as patch:
        patch.setattr(library.lists, "all_ids", fail)
        browse.update()
        await desk.settle()
    assert desk.errors == ["the disk reports an error"]
    browse.update(News.SHOW)
    await desk.settle()
    assert shown.ids[0] == new


async def test_updates_asked_for_while_one_is_under_way_are_one(
    desk: SmallDesk,
    library: FakeLibrary,
    browse: Browse,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await browse.show(ALL, "All")
    held, all_ids, reads = Held(), library.lists.all_ids, []

    def slow(query: Query) -> Sequence[ArticleId]:
        found = all_ids(query)
        reads.append(query)
        held()
        return found

    monkeypatch.setattr(library.lists, "all_ids", slow)
    browse.update()
    await held.begun()
    new = library.put(FeedId(1), "New", timedelta(0))
    for _ in range(5):
        browse.update(News.SHOW)
    held.let_go()
    await desk.settle()
    assert len(reads) == 2
    assert shown.ids[0] == new


async def test_a_mark_made_while_rows_are_read_stands_in_them(
    desk: SmallDesk,
    library: FakeLibrary,
    browse: Browse,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, rows = Held(), library.articles.rows

    def slow(ids: Sequence[ArticleId]) -> list[Row]:
        found = rows(ids)
        held()
        return found

    monkeypatch.setattr(library.articles, "rows", slow)
    showing = await desk.begin(browse.show(ALL, "All"))
    await held.begun()
    browse.put_marks(Marked({ArticleId(3): Status(starred=True)}))
    held.let_go()
    await showing
    row = shown.articles.row_of(ArticleId(3))
    assert row is not None
    assert row.status.starred


async def test_what_is_hidden_leaves_the_list_and_comes_back_to_its_place(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    await desk.settle()
    before = shown.ids
    hidden = before[2]
    library.mark([hidden], hidden=True)
    browse.put_marks(Marked({hidden: Status(hidden=True)}))
    assert shown.ids == [one for one in before if one != hidden]
    library.mark([hidden], hidden=False)
    browse.put_marks(Marked({hidden: Status()}))
    await desk.settle()
    assert shown.ids == before


async def test_all_of_a_list_is_marked_read_once_all_of_it_has_been_read(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, rest: Held
) -> None:
    await browse.show(ALL, "All")
    await rest.begun()
    marking = await desk.begin(browse.mark_all_read())
    assert desk.messages(ListMarkedRead) == []
    rest.let_go()
    await marking
    (message,) = desk.messages(ListMarkedRead)
    assert list(message.ids) == list(library.lists.all_ids(ALL))


# ---- only what is unread


def _begun(desk: SmallDesk, library: FakeLibrary, shown: Shown, **more: Any) -> Browse:
    browse = Browse(desk, library, shown.articles, shown.title, by_story=False, **more)  # type: ignore[arg-type]
    browse.recall()
    return browse


@pytest.mark.parametrize(
    ("query", "some"),
    [
        (Query(), True),
        (Query(feed_id=FeedId(1)), True),
        (Query(folder="World"), True),
        (Query(tag="sea"), True),
        (Query(words="is:read OR is:unread"), True),
        (Query(Scope.STARRED), False),
        (Query(Scope.HISTORY), False),
    ],
)
async def test_every_list_can_leave_out_what_is_read_but_not_what_was_kept_by_hand(
    desk: SmallDesk, library: FakeLibrary, shown: Shown, query: Query, some: bool
) -> None:
    for read in (False, True):
        status = Status(read=read, starred=True, tags=("sea",))
        library.statuses.visit(library.put(FeedId(1), f"Sea {read}", status=status))
    browse, title = _begun(desk, library, shown), "A list"
    await browse.show(query, title)
    everything = shown.ids
    await browse.toggle_unread_only()
    unread = [row.id for row in library.articles.rows(everything) if not row.status.read]
    assert unread != everything
    assert shown.ids == (unread if some else everything)
    assert shown.title.heading.name == (f"{title} · unread" if some else title)
    assert browse.here.query == query  # of a filter, of a refresh
    await browse.toggle_unread_only()
    assert (shown.ids, shown.title.heading.name) == (everything, title)


async def test_what_is_read_in_a_list_of_unread_stays_until_the_list_is_left(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    browse = _begun(desk, library, shown, only_unread=True)
    await browse.show(Query(feed_id=FeedId(1)), "Harbour")
    ids = shown.ids
    assert ids
    before = library.mark(ids[:1], read=True)
    browse.put_marks(Marked({ids[0]: replace(before[ids[0]], read=True)}))
    browse.update_now()
    await desk.settle()
    assert shown.ids == ids
    await browse.show(Query(feed_id=FeedId(1)), "Harbour")
    assert shown.ids == ids[1:]


async def test_lists_of_unread_are_kept_until_the_configuration_says_something_else(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    await _begun(desk, library, shown).toggle_unread_only()
    await desk.settle()
    titles = []
    for configured in (False, True, False):
        browse = _begun(desk, library, shown, only_unread=configured)
        if configured:
            await browse.toggle_unread_only()
            await desk.settle()
        await browse.show(Query(), "All")
        titles.append(shown.title.heading.name)
    assert titles == ["All · unread", "All", "All"]


async def test_settings_that_change_meanwhile_apply_at_once(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    browse = _begun(desk, library, shown)
    await browse.show(Query(feed_id=FeedId(5)), "A list")
    await browse.configure(only_unread=True, reads_on=True)
    assert shown.title.heading.name == "A list · unread"
    shown.articles.move_to(len(shown.ids) - 1)
    await browse.next_unread()
    assert desk.messages(ReadOnBelow)
    await browse.toggle_unread_only()
    await browse.configure(only_unread=True, reads_on=True)
    assert shown.title.heading.name == "A list"


async def test_a_search_stays_when_read_articles_are_left_out_and_so_does_the_list_below(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    library.put(FeedId(1), "A ferry that is read", status=Status(read=True))
    browse = _begun(desk, library, shown)
    await browse.show(Query(), "All")
    everything = shown.ids
    await browse.look_into(Query(words="ferry"), "Search: ferry")
    found = shown.ids
    await browse.toggle_unread_only()
    assert shown.title.heading.name == "Search: ferry · unread"
    assert 0 < len(shown.ids) < len(found)
    assert browse.end_look()
    await desk.settle()
    assert shown.title.heading.name == "All · unread"
    assert set(shown.ids) == set(library.lists.ids(Query(Scope.UNREAD))) < set(everything)


async def test_the_cursor_stays_or_goes_to_the_next_unread_one(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    browse = _begun(desk, library, shown)
    await browse.show(Query(), "All")
    rows = library.articles.rows(shown.ids)
    read = next(n for n, row in enumerate(rows) if row.status.read)
    following = next(row.id for row in rows[read:] if not row.status.read)
    shown.articles.move_to(read)
    await browse.toggle_unread_only()
    assert shown.articles.current_id == following
    await browse.toggle_unread_only()
    assert shown.articles.current_id == following


async def test_where_all_is_read_the_key_that_shows_it_is_said(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    library.mark(library.lists.ids(Query()), read=True)
    browse = _begun(desk, library, shown, only_unread=True, key=lambda _: "U")
    await browse.show(Query(), "All")
    assert list(shown.articles.empty) == ["Nothing unread here.", "U shows what is read, too."]


# ---- from feed to feed


async def test_at_the_end_of_a_feed_or_a_folder_the_next_feed_is_asked_for(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    browse = _begun(desk, library, shown, reads_on=True)
    asked = []
    queries = (
        Query(feed_id=FeedId(5)),
        Query(folder="World"),
        Query(),
        Query(words="ferry"),
        Query(folder="World", words="ferry"),
    )
    for query in queries:
        await browse.show(query, "A list")
        shown.articles.move_to(len(shown.ids) - 1)
        await browse.next_unread()
        asked.append(len(desk.messages(ReadOnBelow)))
    assert asked == [1, 2, 2, 2, 2]
    await browse.show(Query(feed_id=FeedId(5)), "A list")
    await browse.previous_unread()
    assert len(desk.messages(ReadOnBelow)) == 2


async def test_reading_ends_at_the_end_of_a_feed_for_who_wants_that(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    browse = _begun(desk, library, shown)
    await browse.show(Query(feed_id=FeedId(5)), "A list")
    shown.articles.move_to(len(shown.ids) - 1)
    await browse.next_unread()
    assert not desk.messages(ReadOnBelow)
    assert desk.said == ["Nothing unread below; gu shows all that is unread"]


async def test_going_on_in_a_feed_begins_with_its_first_unread_article(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    feed = library.put_feed("A feed read from its end")
    ids = library.put_all(feed, [Put(f"Part {n}", timedelta(hours=n)) for n in range(300)])
    library.mark(ids[:250], read=True)
    browse = _begun(desk, library, shown)
    await browse.go_on_in(Query(feed_id=feed), "Parts", False)
    assert shown.articles.current_id == ids[250]
    assert not desk.messages(OpenArticle)
    desk.here = Here(Where.ARTICLE)
    await browse.go_on_in(Query(feed_id=feed), "Parts", True)
    assert [one.article_id for one in desk.messages(OpenArticle)] == [ids[250]]


# ---- what came


async def test_what_came_is_told_of_and_what_is_shown_stays(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    before, number = shown.ids, shown.title.heading.number
    shown.articles.cursor = 2
    library.put(FeedId(1), "Newest", timedelta(0))
    library.put(FeedId(1), "Of last week", timedelta(days=7))
    browse.update()
    await desk.settle()
    assert shown.ids == before
    assert shown.articles.cursor == 2
    assert (shown.title.heading.news, shown.title.heading.number) == (2, number)


async def test_a_key_to_the_top_shows_what_came_with_the_cursor_on_the_first(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    shown.articles.cursor = 2
    new = library.put(FeedId(1), "Newest", timedelta(0))
    old = library.put(FeedId(1), "Of last week", timedelta(days=7))
    browse.update()
    await desk.settle()
    await browse.show_news()
    assert shown.ids == list(library.lists.all_ids(ALL))
    assert {new, old} <= set(shown.ids)
    assert shown.articles.current_id == new == shown.ids[0]
    assert shown.title.heading.news == 0
    assert shown.title.heading.number == str(len(shown.ids))


async def test_what_a_key_brings_back_is_shown_while_news_wait(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    hidden = ArticleId(3)
    library.mark([hidden], hidden=True)
    await browse.show(ALL, "All")
    library.put(FeedId(1), "New", timedelta(0))
    browse.update()
    await desk.settle()
    library.mark([hidden], hidden=False)
    browse.put_marks(Marked({hidden: Status()}))
    await desk.settle()
    assert hidden in shown.ids
    assert shown.title.heading.news == 1


async def test_what_is_gone_leaves_the_list_while_news_wait(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    gone = shown.ids[1]
    library.put(FeedId(1), "New", timedelta(0))
    library.mark([gone], hidden=True)
    browse.update()
    await desk.settle()
    assert gone not in shown.ids
    assert shown.title.heading.news == 1


async def test_in_an_empty_list_what_came_appears(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    library.mark(library.lists.all_ids(ALL), hidden=True)
    await browse.show(ALL, "All")
    new = library.put(FeedId(1), "New", timedelta(0))
    browse.update()
    await desk.settle()
    assert shown.ids == [new]
    assert shown.title.heading.news == 0


async def test_what_comes_behind_all_that_is_shown_moves_nothing_and_appears(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    before = shown.ids
    old = library.put(FeedId(1), "Of the last century", timedelta(days=30_000))
    browse.update()
    await desk.settle()
    assert shown.ids == [*before, old]


async def test_who_asked_for_news_at_the_top_sees_them_come_above_the_cursor(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    first = shown.ids[0]
    new = library.put(FeedId(1), "New", timedelta(0))
    browse.update(News.SHOW_AT_TOP)
    await desk.settle()
    assert shown.ids[:2] == [new, first]
    assert shown.articles.current_id == first


@pytest.mark.parametrize("busy", ["cursor", "selection"])
async def test_who_has_gone_on_meanwhile_is_told_of_them(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown, busy: str
) -> None:
    await browse.show(ALL, "All")
    before = shown.ids
    if busy == "cursor":
        shown.articles.cursor = 1
    else:
        shown.articles.select(frozenset(before[:1]))
    library.put(FeedId(1), "New", timedelta(0))
    browse.update(News.SHOW_AT_TOP)
    await desk.settle()
    assert shown.ids == before
    assert shown.title.heading.news == 1


async def test_marking_all_read_leaves_out_what_came(
    desk: SmallDesk, library: FakeLibrary, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    new = library.put(FeedId(1), "New", timedelta(0))
    browse.update()
    await desk.settle()
    await browse.mark_all_read()
    (message,) = desk.messages(ListMarkedRead)
    assert list(message.ids) == shown.ids
    assert message.newest == new - 1


async def test_a_story_keeps_its_row_while_what_came_of_it_waits(
    desk: SmallDesk, library: FakeLibrary, shown: Shown
) -> None:
    browse = Browse(desk, library, shown.articles, shown.title, by_story=True)
    await browse.show(ALL, "All")
    before = shown.ids
    new = library.put(FeedId(1), "The newest of the story", timedelta(0))
    library.tell(before[0], new)
    browse.update()
    await desk.settle()
    assert shown.ids == before
    assert shown.title.heading.news == 1
    await browse.show_news()
    assert shown.ids == list(library.lists.all_ids(browse.view.query))


# ---- selecting


async def test_a_selection_is_counted_above_the_list_until_it_ends(
    desk: SmallDesk, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    browse.selection.select()
    browse.selection.select()
    assert shown.title.heading.selected == 2
    assert browse.selection.end()
    assert shown.title.heading.selected == 0
    assert not browse.selection.end()
    browse.selection.select_again()
    assert list(shown.articles.selected) == shown.ids[:2]
    assert shown.title.heading.selected == 2


async def test_of_what_was_selected_before_the_list_has_its_own_alone(
    desk: SmallDesk, browse: Browse, shown: Shown
) -> None:
    await browse.show(ALL, "All")
    browse.selection.select()
    browse.selection.end()
    await browse.show(STARRED, "Starred")
    browse.selection.select_again()
    assert desk.said[-1] == "Nothing in this list was selected before"
    assert shown.articles.selected == frozenset()

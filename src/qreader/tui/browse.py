"""Browse: the article list: reads views page by page, and updates them in place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.model import ArticleId, Order, Query, Scope, packed
from qreader.tui.actions import Where
from qreader.tui.catching_up import NAME as CATCH_UP
from qreader.tui.catching_up import ending
from qreader.tui.desk import Here, finished, no_row
from qreader.tui.kept_choices import chosen_bool, keep
from qreader.tui.list_orders import ListOrders
from qreader.tui.list_title import ListTitle, Named
from qreader.tui.listing import held, holds, neighbours
from qreader.tui.messages import (
    GoTo,
    LeaveAsked,
    ListMarkedRead,
    LookEnded,
    OpenArticle,
    OpenNextUnread,
    ReadOnBelow,
    ShowView,
    ViewChanged,
)
from qreader.tui.recent_marks import RecentMarks
from qreader.tui.selection import Selection
from qreader.tui.views import (
    FIRST_PAGE,
    UNCOUNTED,
    View,
    ViewPage,
    empty_lines,
    first_page,
    first_unread,
    found_text,
    fresh_page,
    grouped,
    is_by_date,
    title_of,
    without_read,
    words_of,
)

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Row, Status
    from qreader.tui.desk import Desk, Started
    from qreader.tui.messages import Marked
    from qreader.tui.widgets.article_list import ArticleList
    from qreader.tui.widgets.pane_title import PaneTitle

CHUNK: Final = 5_000
"""Ids read in one call after the first page: some ten milliseconds a call."""
MARKED: Final = (Scope.UNREAD, Scope.STARRED, Scope.LATER, Scope.HIDDEN)
"""Scopes that marks add to or remove from: rows stay, and the title's number changes."""
REST_FACTOR: Final = 10
"""The rest after an update in place, as a multiple of the time it took."""
FOUND_DELAY_SECONDS: Final = 0.15
"""How long the cursor rests on a result before its text is read: keys that move it do not wait."""
CATCH_UP_MINUTES: Final = 20
ONLY_UNREAD: Final = "only_unread"
"""A setting that a key changes, too."""


class News(IntEnum):
    """What an update does with articles that came; of several the most is done."""

    TELL = 0
    """The title says how many; what is shown stays where it is."""
    SHOW_AT_TOP = 1
    """Show them above the cursor where that is at the top of the list."""
    SHOW = 2
    """Show them; the cursor stays where it is on the screen."""
    GO_THERE = 3
    """Show them with the cursor on the first."""


class Browse:
    """The only writer of the list and its title. Runs on the event loop; threads read the cache."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        articles: ArticleList,
        title: PaneTitle,
        *,
        by_story: bool,
        only_unread: bool = False,
        reads_on: bool = False,
        key: Callable[[str], str] = lambda name: f":{name}",
        orders: ListOrders | None = None,
        failed: Callable[[Query], Sequence[str]] = lambda _: (),
    ) -> None:
        """Create it; `only_unread` is as configured, `key` returns the key of an action.

        failed: returns which feeds of a view failed, and why. reads_on: whether reading goes on in
        the next feed at the end of one.
        """
        self._desk = desk
        self._library = library
        self._list = articles
        self._by_story = by_story
        """Whether lists of several feeds show one row for each story."""
        self._only_unread = self._configured = only_unread
        """Whether lists leave out read articles."""
        self._reads_on = reads_on
        self._key = key
        self._failed = failed
        self._orders = orders or ListOrders(library, Order.NEWEST)
        self.view = self._view(Query(Scope.UNREAD), title_of(Query(Scope.UNREAD)))
        self._under: View | None = None
        """The view below a search or a story."""
        self._marks = RecentMarks()
        self._loading: Started | None = None
        """The worker that reads a new view."""
        self._updating: Started | None = None
        """The worker that reads the rest of the list and updates it."""
        self._is_whole = asyncio.Event()
        """Set while the list holds all of its view, or all that could be read."""
        self._is_behind = False
        """Whether an update was requested while none could run."""
        self._rest_until = 0.0
        self._updates = 0
        self._news = News.TELL
        """What the next update does with them."""
        self.title = ListTitle(title, articles, key("top"), key("sort"))
        self.selection = Selection(desk, articles, self.title.update)

    @property
    def here(self) -> Here:
        """What a key in the list acts on."""
        articles, row = self._list, self._list.current
        selected = articles.selected
        here = Here(Where.LIST, self.view.base, self.view.title)
        if articles.current_id is not None:
            here = here._replace(article_id=articles.current_id, targets=(articles.current_id,))
        if row is not None:
            here = here._replace(
                title=row.title, url=row.url, feed_id=row.feed_id, tags=row.status.tags
            )
        if selected:
            targets = [number for number in articles.ids if number in selected]
            here = here._replace(targets=targets, tags=())
        return here

    # ---- views

    def recall(self) -> None:
        """Read the kept choices."""
        self._only_unread = chosen_bool(self._library, ONLY_UNREAD, self._configured)

    def _view(self, query: Query, title: str, *, cursor: ArticleId | None = None) -> View:
        """Return a view for a query, by the person's choices."""
        asked = without_read(query) if self._only_unread else query
        asked = replace(grouped(asked, self._by_story), order=self._orders.asked(query))
        return View(asked, title, query, cursor=cursor)

    def _look(self, query: Query, title: str, *, cursor: ArticleId | None = None) -> View:
        """Return a view above another one, likewise."""
        asked = without_read(query) if self._only_unread else query
        asked = replace(asked, order=self._orders.asked(query))
        return View(asked, title, query, cursor=cursor, looks_into=True)

    def show_first(self, words: str | None = None, title: str = "") -> ViewPage:
        """Show a search, or unread articles, else all, synchronously; return the first page."""
        if words is not None:
            view = self._view(Query(words=words), title)
            page = first_page(self._library, view.query, counted=False)
            self._take_first_page(view, None, page)
            return page
        for scope in (Scope.UNREAD, Scope.ALL):
            view = self._view(Query(scope), title_of(Query(scope)))
            page = first_page(self._library, view.query, counted=False)
            if page.ids:
                break
        self._take_first_page(view, None, page)
        return page

    async def show(self, query: Query, title: str, *, cursor: ArticleId | None = None) -> None:
        """Replace the view by another."""
        await self._load(self._view(query, title, cursor=cursor), None)

    async def look_into(self, query: Query, title: str, cursor: ArticleId | None = None) -> None:
        """Show a search or a story above the present view."""
        under = self._under or replace(self.view, cursor=self._list.current_id)
        await self._load(self._look(query, title, cursor=cursor), under)

    async def go_on_in(self, query: Query, title: str, is_reading: bool) -> None:
        """Show a view from its first unread article on; while reading, open that."""
        await self.show(query, title)
        articles = self._list
        if self.view.base != query or not articles.ids:
            return
        row = articles.row_of(articles.ids[0])
        if row is None or row.status.read:
            articles.move_to(await self._find_unread(1) or 0)
        if is_reading:
            self.open(None)

    async def show_again(self) -> None:
        """Show the view in another order; the cursor stays on its article, or at the top."""
        view, cursor = self.view, self._staying()
        if view.looks_into:
            await self._load(self._look(view.base, view.title, cursor=cursor), self._under)
        else:
            await self._load(self._view(view.base, view.title, cursor=cursor), None)

    def _staying(self) -> ArticleId | None:
        """Return the article that keeps the cursor: of unread ones, the next unread one."""
        articles = self._list
        if not articles.cursor:
            return None  # who is at the top wants to see what comes first
        if self.view.query.scope is not Scope.UNREAD:
            return articles.current_id
        rows = map(articles.row_of, articles.ids[articles.cursor :])
        return next((row.id for row in rows if row is not None and not row.status.read), None)

    async def _load(self, view: View, under: View | None) -> None:
        loading = self._loading = self._desk.start(
            self._read_view, view, under, group="view", exclusive=True
        )
        await finished(loading)

    async def _read_view(self, view: View, under: View | None) -> None:
        if self._updating is not None:
            self._updating.cancel()
        self._is_behind = False
        count = self._marks.count
        try:  # after pending writes: a star just given is in the list of stars
            page = await self._desk.call(
                first_page, self._library, view.query, view.cursor, lane="list", behind="marks"
            )
        except BaseException:
            self.update()  # the list that stays may not be complete
            raise
        rows = self._marks.applied(page.rows, count)
        self._take_first_page(view, under, page._replace(rows=rows))

    def _take_first_page(self, view: View, under: View | None, page: ViewPage) -> None:
        """Show the first page of a view, and start reading the rest."""
        self.view, self._under = view, under
        view.newest, view.news = page.newest, page.news
        self._prepare(view)
        self._list.show(page.ids, page.rows, self._library.now(), cursor=view.cursor)
        view.ids = self._list.ids
        view.found, view.minutes = packed(page.ids), page.minutes
        self._show_total(view, page.total)
        if view.query.by_story and page.total != UNCOUNTED:
            self._count(view)
        self._desk.post_message(ViewChanged(view.query, view.ids))
        self.want_found()
        self._is_whole.clear()
        self._updating = self._desk.start(
            self._read_on, view, page.total, group="list", exclusive=True
        )

    async def _read_on(self, view: View, total: int) -> None:
        """Read the rest of a view, then run the updates requested meanwhile."""
        try:
            if not view.query.words and len(view.ids) == FIRST_PAGE:
                await self._read_rest(view, total)
        except QReaderError as error:
            self._desk.say(str(error), is_error=True)
        self._is_whole.set()
        await self._keep_up()

    async def _read_rest(self, view: View, total: int) -> None:
        """Count the view, if it is not counted, and read the rest of it."""
        if total == UNCOUNTED:
            self._count(view)
        after = view.ids[-1]
        while True:
            ids = await self._desk.call(self._read_ids, view.query, after, lane="list")
            self._list.extend(ids)
            if len(ids) < CHUNK:
                break
            after = ids[-1]

    def _read_ids(self, query: Query, after: ArticleId) -> list[ArticleId]:
        return self._library.lists.ids(query, after=after, limit=CHUNK)

    def _prepare(self, view: View) -> None:
        """Set the list's options for a view."""
        articles = self._list
        articles.show_source = view.query.feed_id is None
        articles.is_timeline = view.query.story is not None
        articles.has_days = is_by_date(view.query)
        articles.words = words_of(view.query)
        articles.empty = self._failed(view.base) or empty_lines(view.base)
        if not view.looks_into and view.query.words:
            articles.empty = articles.empty[:1]
        if view.leaves_out:
            key = self._key("toggle_unread_only")
            articles.empty = ("Nothing unread here.", f"{key} shows what is read, too.")

    # ---- the title

    def name_view(self, title: str) -> None:
        """Show the view under another name: its feed was renamed."""
        self.view.title = title
        self.title.show_name(self._named(self.view))

    def _named(self, view: View) -> Named:
        name = " · ".join(filter(None, (view.title, "unread" * view.leaves_out)))
        return Named(name, *self._orders.in_title(view.base))

    def _count(self, view: View) -> None:
        self._desk.start(self._show_count, view, group="count", exclusive=True)

    async def _show_count(self, view: View) -> None:
        total, articles = await self._desk.call(self._read_count, view.query, lane="count")
        if self.view is view:
            total = max(0, total - view.news)
            self._show_total(view, total)
            if view.query.by_story:
                self.title.show_articles(max(total, articles - view.news), total)

    def _read_count(self, query: Query) -> tuple[int, int]:
        """Return how many rows a view has, and how many articles they stand for."""
        count = self._library.lists.count
        total = count(query)
        return total, count(replace(query, by_story=False)) if query.by_story else total

    def _recount(self, *, is_other: bool) -> None:
        """Update the title's number: marks change it, also where the rows stay.

        is_other: the rows changed; they may not be complete, so they are not counted.
        """
        view = self.view
        is_long = is_other and not view.query.words
        counts = is_long or view.query.scope in MARKED or view.query.tag
        if counts and not view.is_settled:
            self._count(view)

    def _show_total(self, view: View, total: int) -> None:
        self.title.show_total(view, self._named(view), total)

    # ---- going back

    def end_look(self) -> bool:
        """Go back to the view below the search or the story; return whether there was one."""
        if self._loading is not None:
            self._loading.cancel()  # it may be about to show its result
        view, self._under = self._under, None
        if view is None:
            return False
        self._desk.post_message(LookEnded())
        if view.query != self._view(view.base, view.title).query:  # that was chosen since
            again = self._view(view.base, view.title, cursor=view.cursor)
            self._loading = self._desk.start(
                self._read_view, again, None, group="view", exclusive=True
            )
            return True
        self.view = view
        self._prepare(view)
        self._list.show(view.ids, (), self._library.now(), cursor=view.cursor)
        self._show_total(view, len(view.ids))
        self._desk.post_message(ViewChanged(view.query, view.ids))
        self._is_whole.clear()  # it may have been left before it was complete
        self.update_now()
        return True

    # ---- changes

    def put_marks(self, marked: Marked) -> None:
        """Show what the person marked."""
        mark = self._marks.add(marked.statuses, marked.seen)
        changed = ((row, mark.on(row)) for row in self._list.rows_here)
        self._list.put_rows(new for row, new in changed if new is not row)
        if self.view.query.minutes is not None:
            self._show_total(self.view, len(self._list.ids))
        if marked.statuses:
            self._statuses_changed(marked.statuses)

    def _statuses_changed(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Remove hidden articles from the list; put shown ones back."""
        hidden = {i for i, status in statuses.items() if status.hidden}
        articles, view = self._list, self.view
        is_other = view.query.scope is not Scope.HIDDEN and bool(held(hidden, articles.ids))
        if is_other:
            below = [i for i in articles.ids[articles.cursor :] if i not in hidden]
            left = [i for i in articles.ids if i not in hidden]
            cursor = below[0] if below else next(reversed(left), None)
            self._show_ids(left, cursor)
            if view.query.words or view.is_settled:
                self._show_total(view, len(left))  # such a view is always complete
            if self._updating is not None and not self._updating.is_over:
                self.update_now()  # a running read may still contain them
        elif len(hidden) < len(statuses) and not holds(articles.ids, statuses.keys()):
            if view.is_settled:
                again = set(statuses).difference(hidden).union(articles.ids)
                self._show_ids([i for i in view.found if i in again], articles.current_id)
                self._show_total(view, len(articles.ids))
            self.update_now()
        self._recount(is_other=is_other)

    def _show_ids(self, ids: Sequence[ArticleId], cursor: ArticleId | None) -> None:
        """Show other articles of the same view, in its order."""
        now = self._library.now()
        self._list.show(ids, self._list.rows_here, now, cursor=cursor, keep_place=True)
        self.view.ids = self._list.ids

    def update_now(self, news: News = News.TELL) -> None:
        """Update the list without a rest: a key asked for it."""
        self._news = max(news, self._news)
        self._rest_until = 0.0
        self._is_behind = True
        self._updating = self._desk.start(self._keep_up, group="list", exclusive=True)

    async def show_news(self) -> None:
        """Go to the first of the articles that came: a key went to the top of the list."""
        self.update_now(News.GO_THERE)
        if self._updating is not None:
            await self._updating

    def update(self, news: News = News.TELL) -> None:
        """Update the list in place, soon; the cursor stays on its article."""
        self._news = max(news, self._news)
        self._is_behind = True
        if self._updating is None or self._updating.is_over:
            self._updating = self._desk.start(self._keep_up, group="list", exclusive=True)

    async def _keep_up(self) -> None:
        """Update as long as updates are requested, with rests between them."""
        if self._loading is not None:
            await self._loading  # its result is as new as an update
        while self._is_behind:
            await asyncio.sleep(max(0.0, self._rest_until - monotonic()))
            self._is_behind = False
            try:
                await self._update()
            except QReaderError as error:
                self._desk.say(str(error), is_error=True)
                self._is_whole.set()

    async def _update(self) -> None:
        wanted, self._news = self._news, News.TELL
        try:
            await self._update_with(wanted)
        except BaseException:
            self._news = max(wanted, self._news)  # the next one does that
            raise

    async def _update_with(self, news: News) -> None:
        view, articles = self.view, self._list
        if news is News.SHOW_AT_TOP and not self.is_at_top:
            news = News.TELL
        if not self._is_whole.is_set():  # what came cannot be told from the rest of the list
            news = max(news, News.SHOW)
        count, began = self._marks.count, monotonic()
        page = await self._desk.call(
            partial(fresh_page, with_news=news > News.TELL),
            self._library,
            view,
            articles.ids,
            None if news is News.GO_THERE else articles.current_id,
            len(articles.visible_rows()),
            lane="list",
        )
        self._rest_until = monotonic() + REST_FACTOR * (monotonic() - began)
        self._updates += 1
        view.news = page.news
        if not page.news:
            view.newest = page.newest
        rows = self._marks.applied(page.rows, count)
        if page.ids == articles.ids and page.ids:
            articles.put_all_rows(rows)
        else:
            self._show_others(page.ids, rows, news)
            view.ids = articles.ids
        self._is_whole.set()
        self._show_total(view, page.total)
        if view.query.by_story:
            self._count(view)

    def _show_others(self, ids: Sequence[ArticleId], rows: list[Row], news: News) -> None:
        """Show other articles of the same view, with the cursor where it was or on the news."""
        articles, was_at_top = self._list, self.is_at_top
        keep = articles.current_id if ids and news is not News.GO_THERE else None
        keeps_place = bool(self.view.ids) and news is not News.GO_THERE
        if news is News.SHOW_AT_TOP and was_at_top:
            keeps_place = False  # they come above the cursor, in sight
        articles.forget_rows()
        articles.show(ids, rows, self._library.now(), cursor=keep, keep_place=keeps_place)

    @property
    def is_at_top(self) -> bool:
        """Whether nothing is above the cursor, and nobody minds what comes there."""
        articles = self._list
        return not articles.cursor and not articles.scroll_offset.y and not articles.selected

    def bring_rows(self, ids: Sequence[ArticleId]) -> None:
        """Read the rows that the list requests."""
        self._desk.start(self._bring_rows, ids, group="rows")

    async def _bring_rows(self, ids: Sequence[ArticleId]) -> None:
        while True:
            count, updates = self._marks.count, self._updates
            try:
                rows = await self._desk.call(self._library.articles.rows, ids, lane="rows")
            except QReaderError:
                self._list.rows_missed(ids)
                raise
            if updates == self._updates:  # else an update has read newer ones
                break
        self._list.put_rows(self._marks.applied(rows, count))

    def want_found(self) -> None:
        """Look up where the search found its words in the cursor's article, if that stays there."""
        if self._list.wants_found:
            self._desk.start(self._bring_found, group="found", exclusive=True)

    async def _bring_found(self) -> None:
        await asyncio.sleep(FOUND_DELAY_SECONDS)
        articles, words = self._list, self._list.words
        article_id = articles.current_id
        if article_id is not None and words:
            text = await self._desk.call(found_text, self._library, article_id, words, lane="found")
            if articles.words is words:
                articles.put_found(article_id, text)

    # ---- actions: views

    def show_all(self) -> None:
        """Show all articles."""
        self._show_scope(Scope.ALL)

    def show_unread(self) -> None:
        """Show unread articles."""
        self._show_scope(Scope.UNREAD)

    def show_starred(self) -> None:
        """Show starred articles."""
        self._show_scope(Scope.STARRED)

    def show_later(self) -> None:
        """Show articles kept for later."""
        self._show_scope(Scope.LATER)

    def show_history(self) -> None:
        """Show articles opened lately."""
        self._show_scope(Scope.HISTORY)

    def show_hidden(self) -> None:
        """Show hidden articles."""
        self._show_scope(Scope.HIDDEN)

    def _show_scope(self, scope: Scope) -> None:
        query = Query(scope)
        self._desk.post_message(ShowView(query, title_of(query)))

    def catch_up(self, count: int | None) -> None:
        """Show one article of each of the largest stories, up to a reading time in minutes."""
        minutes = max(1, count or CATCH_UP_MINUTES)
        query = Query(Scope.UNREAD, minutes=minutes)
        self._desk.post_message(ShowView(query, CATCH_UP))

    async def toggle_stories(self) -> None:
        """Show one row for each story, or every article."""
        self._desk.say("Every article" if self._by_story else "One row for each story")
        await self.show_stories(not self._by_story)

    async def show_stories(self, by_story: bool) -> None:
        """Show the view that way."""
        if by_story == self._by_story:
            return
        self._by_story = by_story
        view = self._under or self.view
        await self.show(view.base, view.title, cursor=self._list.current_id)

    async def toggle_unread_only(self) -> None:
        """Show or leave out read articles in all lists, from now on."""
        is_chosen = not self._only_unread
        key = self._key("toggle_unread_only")
        said = f"Only what is unread, in every list: {key} shows all"
        self._desk.say(said if is_chosen else "What is read is shown, too")
        self._desk.start(self._keep_only_unread, is_chosen, group="choices")
        await self._show_unread_only(is_chosen)

    async def configure(self, *, only_unread: bool, reads_on: bool) -> None:
        """Apply settings that may have changed."""
        self._reads_on, self._configured = reads_on, only_unread
        is_chosen = await self._desk.call(
            chosen_bool, self._library, ONLY_UNREAD, only_unread, lane="choices"
        )
        if is_chosen != self._only_unread:
            await self._show_unread_only(is_chosen)

    async def _show_unread_only(self, is_chosen: bool) -> None:
        self._only_unread = is_chosen
        view, cursor = self.view, self._first_unread_below()
        if view.looks_into:
            await self._load(self._look(view.base, view.title, cursor=cursor), self._under)
        else:
            await self._load(self._view(view.base, view.title, cursor=cursor), None)

    def _first_unread_below(self) -> ArticleId | None:
        """Return the cursor's article, or the next one that stays when read ones are left out."""
        articles = self._list
        if not self._only_unread:
            return articles.current_id
        rows = map(articles.row_of, articles.ids[articles.cursor :])
        return next((row.id for row in rows if row is not None and not row.status.read), None)

    async def _keep_only_unread(self, is_chosen: bool) -> None:
        await self._desk.call(self._write_only_unread, is_chosen, lane="choices", writes=True)

    def _write_only_unread(self, is_chosen: bool) -> None:
        with self._library.without_reload():  # it is on the screen already
            keep(self._library, ONLY_UNREAD, is_chosen, self._configured)

    # ---- actions: the list

    def open(self, nth: int | None) -> None:
        """Open the article under the cursor, or that of the n-th row."""
        if nth and not self._list.go_to(nth):
            self._desk.say(no_row(nth))
        elif self._list.current_id is not None:
            self._desk.post_message(OpenArticle(self._list.current_id))

    def read_on(self) -> None:
        """Open the article under the cursor; an empty list goes on to the next unread one."""
        if self._list.ids:
            self.open(None)
        else:
            self._desk.post_message(OpenNextUnread())

    def back(self) -> None:
        """Leave a search or a story; from another list, go to the feeds."""
        if not self.end_look():
            self._desk.post_message(GoTo(Where.FEEDS))

    def leave(self) -> None:
        """Leave a search or a story, else the list, for what lies under it: `q`."""
        if not self.end_look():
            self._desk.post_message(LeaveAsked())

    def escape(self) -> None:
        """End a selection, else a search."""
        if self.selection.end():
            self._desk.say("Nothing selected")
        else:
            self.end_look()

    def select(self) -> None:
        """Select or deselect the article under the cursor, and move on."""
        self.selection.select()

    def select_to_here(self) -> None:
        """Select the articles from the last selected one to the cursor."""
        self.selection.select_to_here()

    async def mark_all_read(self) -> None:
        """Mark the list, and the stories of its rows, read, once the list is complete.

        For a long list that takes a while, so the visible rows show the mark at once.
        """
        articles = self._list
        seen = [articles.row_of(articles.ids[position]) for position in articles.visible_rows()]
        unread = {row.id: row.status for row in seen if row is not None and not row.status.read}
        articles.put_statuses({i: replace(status, read=True) for i, status in unread.items()})
        view, is_meant = self.view, False
        try:
            await self._is_whole.wait()
            is_meant = view is self.view  # else the person has left it meanwhile
        finally:
            if not is_meant:
                self.put_statuses(unread)
        if is_meant:
            self._desk.post_message(
                ListMarkedRead(
                    view.query, view.title, tuple(articles.ids), unread, newest=view.newest
                )
            )

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Show these statuses again, after a failed write."""
        self._list.put_statuses(statuses)

    # ---- actions: next and previous

    async def next_unread(self) -> None:
        """Go to the next unread article; while reading, open it."""
        await self._move_to_unread(1)

    async def previous_unread(self) -> None:
        """Go to the previous unread article; while reading, open it."""
        await self._move_to_unread(-1)

    async def _move_to_unread(self, step: int) -> None:
        position = await self._find_unread(step)
        base = self.view.base
        is_of_feeds = not base.words and (base.feed_id is not None or base.folder is not None)
        if position is not None:
            self._arrive(position)
        elif step > 0 and self._reads_on and is_of_feeds:
            self._desk.post_message(ReadOnBelow())
        elif base.minutes is not None and self._is_all_read:
            unread = Query(Scope.UNREAD)
            others = await self._desk.call(self._library.lists.count, unread, lane="count")
            self._desk.say(ending(others))
        else:
            where = "below" if step > 0 else "above"
            shows = f"{self._key('top')} in the list shows {self.view.news} new"
            shows = shows if self.view.news else "gu shows all that is unread"
            self._desk.say(f"Nothing unread {where}; {shows}")

    @property
    def _is_all_read(self) -> bool:
        """Whether all of the list is known to be read."""
        rows = map(self._list.row_of, self._list.ids)
        return all(row is not None and row.status.read for row in rows)

    async def _find_unread(self, step: int) -> int | None:
        """Return the next unread row below (1) or above (-1), once the list is complete."""
        was_whole = self._is_whole.is_set()
        position = await self._find_unread_here(step)
        if position is None and step > 0 and not was_whole:
            await self._is_whole.wait()
            position = await self._find_unread_here(step)
        return position

    async def _find_unread_here(self, step: int) -> int | None:
        articles = self._list
        for position, article_id in neighbours(articles.ids, articles.cursor, step):
            row = articles.row_of(article_id)
            if row is None:
                unknown = articles.ids[position:] if step > 0 else articles.ids[position::-1]
                found = await self._desk.call(first_unread, self._library, unknown, lane="unread")
                return articles.ids.index(found) if found in articles.ids else None
            if not row.status.read:
                return position
        return None

    def next_article(self, count: int | None) -> None:
        """Go to the next article, read or not; while reading, open it."""
        self._move_to_neighbour(count or 1)

    def previous_article(self, count: int | None) -> None:
        """Go to the previous article, read or not; while reading, open it."""
        self._move_to_neighbour(-(count or 1))

    def _move_to_neighbour(self, step: int) -> None:
        articles = self._list
        target = max(0, min(articles.cursor + step, articles.row_count - 1))
        if target == articles.cursor:
            self._desk.say("This is the last article" if step > 0 else "This is the first article")
        elif articles.row_count:
            self._arrive(target)

    def _arrive(self, position: int) -> None:
        self._list.move_to(position)
        if self._desk.here.is_reading:
            self.open(None)

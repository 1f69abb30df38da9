"""Today: the first screen: what is front of mind, in the order in which it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from qreader.errors import StoreError
from qreader.model import Query, Scope
from qreader.render.age import DAYS, day
from qreader.text.local_time import local
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.catching_up import ending
from qreader.tui.desk import Here, no_row
from qreader.tui.heading import Heading
from qreader.tui.last_time import LastTime
from qreader.tui.list_title import grouped
from qreader.tui.messages import GoTo, LeaveAsked, ListMarkedRead, OpenArticle, RunAction, ShowView
from qreader.tui.today_rows import Content, Part, TodayRow, reading_order
from qreader.tui.widgets.today_list import Keys

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import ArticleId, FrontPage
    from qreader.tui.desk import Desk
    from qreader.tui.messages import Marked
    from qreader.tui.widgets.pane_title import PaneTitle
    from qreader.tui.widgets.today_list import TodayList

TITLE: Final = "Today"
LANE: Final = "today"
LEFT: Final = "left"
"""The name under which the library keeps when the reader was left last."""
FIRST_STORIES: Final = 8
FIRST_ARTICLES: Final = 40
"""As many as a first screen shows; the others are read behind it."""
WEEK_DAYS: Final = 7
FRESH_FOR: Final = timedelta(minutes=10)
"""A front page is found anew after this time, and whenever articles came."""
DELAY_SECONDS: Final = 1.0
"""After the start: first comes what a person sees."""
REST_FACTOR: Final = 10
"""The rest after finding a front page, as a multiple of the time it took."""
NOTHING_YET: Final = "Nothing is front of mind yet: that takes several sources on one story"


class Today:
    """The only writer of its list and its title. Runs on the event loop; threads read the cache."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        rows: TodayList,
        title: PaneTitle,
        *,
        in_front: Callable[[], bool],
        key: Callable[[str], str] = lambda name: f":{name}",
    ) -> None:
        """in_front: whether it lies under the article; key: returns the key of an action."""
        self._desk = desk
        self._library = library
        self._list = rows
        self._title = title
        self._in_front = in_front
        self._key = key
        self._marks = 0
        """How often marks were shown: what was read before one is read again."""
        self._next: Content | None = None
        """What was found since, and waits until the person asks for it: a page is being read."""
        self._is_running = self._is_behind = False
        self._has_other_stories = False
        """Whether stories changed since it was found: no article need have come."""
        self._is_wanted = False
        """Whether it has been shown, or is to be shown at the next start."""
        self._heading = Heading(TITLE)
        self._last_time: LastTime | None = None
        """When the reader was left last; None: it is not known yet, or never was."""
        self._list.keys = Keys(key("go_topics"), key("catch_up"), key("read_on"))
        self._list.empty = (
            "Nothing is front of mind, and nothing is unread.",
            f"{key('add')} adds a feed; {key('go_packs')} shows packs of feeds.",
        )

    @property
    def here(self) -> Here:
        """What a key acts on: the article that the row under the cursor names."""
        here, row = Here(Where.TODAY, label=TITLE), self._list.current
        if row is None:
            at = self._list.here
            is_rising = at is not None and at.part is Part.RISING
            return here._replace(modes=Where.RISING if is_rising else Where.NOWHERE)
        return here._replace(
            article_id=row.id,
            targets=(row.id,),
            title=row.title,
            url=row.url,
            feed_id=row.feed_id,
            tags=row.status.tags,
        )

    # ---- showing it

    def show_first(self) -> bool:
        """Show what the last time has kept, synchronously; return whether there is anything."""
        self._is_wanted = True
        page = self._library.front.kept()
        if page is None or not page.stories:
            return False
        self._show(self._read(page, FIRST_STORIES, FIRST_ARTICLES))
        return True

    def begin(self, is_awaited: Callable[[], bool]) -> None:
        """Read the rest of it, and find it anew, behind the start.

        is_awaited: whether the person has done nothing yet, so that what is found first is shown.
        """
        self._is_wanted = True
        self._desk.start(self._begin, is_awaited, group=LANE, lasting=True)

    async def _begin(self, is_awaited: Callable[[], bool]) -> None:
        if self._list.content is not None:
            await self._read_again()
        await asyncio.sleep(DELAY_SECONDS)
        if self._list.content is None:
            await self._find()
            self._say_first(is_awaited())
        self.update()

    def _say_first(self, is_awaited: bool) -> None:
        """Go to what was found first, or say that it is nothing."""
        content = self._list.content
        if not is_awaited or content is None:
            return
        if content.page.stories:
            self._desk.post_message(GoTo(Where.TODAY))
        else:
            self._desk.say(NOTHING_YET)

    async def go(self) -> None:
        """Go to Today; there, show what came, else all of it, or less again."""
        is_there = self._desk.here.pane is Where.TODAY
        if self._next is not None:
            self._take(self._next)
        elif is_there and self._list.content is not None:
            self._list.show(
                self._list.content, self._library.now(), is_whole=not self._list.is_whole
            )
            return
        self._is_wanted = True
        self._desk.post_message(GoTo(Where.TODAY))
        if self._list.content is None:
            self._show_name()
            await self._find()
        else:
            await self._read_again()
            self.update()

    def _read(self, page: FrontPage, stories: int | None, articles: int | None) -> Content:
        front = self._library.front
        return Content(
            page,
            front.stories(page.stories[:stories]),
            front.articles(page.alone[:articles]),
            self._library.activity.read_by_day(WEEK_DAYS) if stories is None else (),
        )

    def _show(self, content: Content) -> None:
        self._next = None
        self._list.show(content, self._library.now())
        self._show_name()

    def _take(self, content: Content) -> None:
        """Show another page from its top."""
        self._list.cursor = 0
        self._show(content)
        self._list.move_to_top()

    async def _read_again(self) -> None:
        """Read all of the shown page again: marks and stories may have changed."""
        while (shown := self._list.content) is not None:
            marks = self._marks
            fresh = await self._desk.call(self._read, shown.page, None, None, lane=LANE)
            if marks == self._marks:
                break
        content = self._list.content
        if content is not None and content.page is fresh.page:
            self._put(content, fresh)
        self._show_name()

    def _put(self, shown: Content, fresh: Content) -> None:
        """Show fresh values of the same page."""
        if shown.fits(fresh):
            self._list.put(fresh)
        else:
            self._list.show(fresh, self._library.now(), is_whole=self._list.is_whole)

    # ---- keeping it up to date

    def regroup(self) -> None:
        """Find it anew: articles were put together, or parted."""
        self._has_other_stories = True
        self.update()

    def update(self) -> None:
        """Find it anew in a while where articles came or it is old; read its marks anew."""
        if not self._is_wanted:
            return
        self._is_behind = True
        if not self._is_running:
            self._is_running = True
            self._desk.start(self._keep_up, group=LANE, lasting=True)

    async def _keep_up(self) -> None:
        try:
            while self._is_behind:
                self._is_behind = False
                began = monotonic()
                await self._find()
                await asyncio.sleep(REST_FACTOR * (monotonic() - began))
        finally:
            self._is_running = False

    async def _find(self) -> None:
        """Find the front page where that may have changed, and show it or tell of it."""
        content = await self._desk.call(self._found, lane=LANE)
        self._last_time = await self._desk.call(self._read_last_time, lane=LANE)
        shown = self._list.content
        if shown is None or self._is_untouched:
            self._take(content)
        elif shown.page.is_like(content.page):
            self._put(shown, content)
        else:
            self._next = content
            self._show_name()

    def _found(self) -> Content:
        """Return the front page, found anew unless the kept one is fresh."""
        page = self._library.front.kept()
        is_fresh = (
            page is not None
            and page.newest == self._library.statuses.last_number()
            and self._library.now() - page.made < FRESH_FOR
            and not self._has_other_stories
        )
        if page is None or not is_fresh:
            self._has_other_stories = False
            page = self._library.find_front_page()
        return self._read(page, None, None)

    @property
    def _is_untouched(self) -> bool:
        """Whether nobody minds other rows: it is not in sight, or only looked at from its top."""
        if not self._in_front():
            return True
        return self._list.is_at_top and not self._desk.here.is_reading

    def _read_last_time(self) -> LastTime | None:
        """Return what came since the reader was left last, from a thread."""
        if self._last_time is None:
            self._last_time = LastTime.read(self._library.remembered.read(LEFT) or "")
        if self._last_time is not None:
            came = self._library.statuses.count_after(self._last_time.newest)
            self._last_time = self._last_time._replace(came=came)
        return self._last_time

    def close(self) -> None:
        """Store when the reader is left, synchronously."""
        with suppress(StoreError):  # a full disk must not prevent the exit
            newest = self._library.statuses.last_number()
            self._library.remembered.write(LEFT, str(LastTime(newest, self._library.now())))

    def put_marks(self, marked: Marked) -> None:
        """Show what the person marked."""
        self._marks += 1
        content = self._list.content
        if self._next is not None:
            self._next = self._next.marked(marked.statuses)
        if content is None or not marked.statuses:
            return
        self._list.put(content.marked(marked.statuses))
        # what was hidden is no longer there, and what is shown again may not be there yet
        self._desk.start(self._read_again, group="today marks", exclusive=True)

    def show_age(self, age: str, short_age: str) -> None:
        """Show how old all articles are."""
        self._heading = self._heading._replace(age=age, short_age=short_age)
        self._show_name()

    def _show_name(self) -> None:
        now = local(self._library.now())
        name = f"{TITLE} · {DAYS[now.weekday()]} {day(now)}"
        news = 0
        if self._next is not None and self._list.content is not None:
            before = self._list.content.page
            stories = set(self._next.page.stories).difference(before.stories)
            news = len(stories) + sum(i > before.newest for i in self._next.page.alone)
        last = self._last_time
        came = grouped(last.came) if last is not None and last.came else ""
        self._title.show(
            self._heading._replace(
                name=name,
                number=came,
                unit=f"new since {last.when(self._library.now())}" if last and came else "",
                news=news,
                news_key=self._key("go_topics"),
            )
        )

    # ---- actions

    def open(self, nth: int | None) -> None:
        """Open what the cursor, or the n-th row, is on: of a story its newest unread article."""
        if nth and not self._list.go_to(nth):
            self._desk.say(no_row(nth))
            return
        here, content = self._list.here, self._list.content
        if here is None or content is None:
            return
        if here.part is Part.RISING:
            self._search_term(content.page)
        elif here.part is Part.CATCH_UP:
            self._desk.post_message(RunAction("catch_up"))
        elif here.part is Part.STORY:
            self._desk.post_message(OpenArticle(content.stories[here.number].next_unread))
        else:
            self._desk.post_message(OpenArticle(content.articles[here.number].row.id))

    def _search_term(self, page: FrontPage) -> None:
        term, _ = page.rising[self._list.term]
        title = f"Search: {safe_line(term)}"
        self._desk.post_message(ShowView(Query(words=term), title, looks_into=True))

    def next_term(self) -> None:
        """Choose the next one of the rising terms; the last, search for it."""
        if not self._list.step_term(1):
            self.open(None)

    def previous_term(self) -> None:
        """Choose the one before; from the first, go back."""
        if not self._list.step_term(-1):
            self.back()

    async def read_on(self) -> None:
        """Open the article under the cursor where it is unread, else the next unread one: space."""
        here, content = self._list.here, self._list.content
        if here is not None and content is not None and content.is_unread(here):
            self.open(None)
        else:
            await self._move_to_unread(1, opens=True)

    def back(self) -> None:
        """Go to the feeds."""
        self._desk.post_message(GoTo(Where.FEEDS))

    def leave(self) -> None:
        """Quit at the second request: nothing lies under it."""
        self._desk.post_message(LeaveAsked())

    def escape(self) -> None:
        """Show less again."""
        if self._list.content is not None and self._list.is_whole:
            self._list.show(self._list.content, self._library.now())

    async def next_unread(self) -> None:
        """Go to the next unread story or article; while reading, open it."""
        await self._move_to_unread(1)

    async def previous_unread(self) -> None:
        """Go to the previous unread story or article; while reading, open it."""
        await self._move_to_unread(-1)

    def next_article(self, count: int | None) -> None:
        """Go to the next story or article; while reading, open it."""
        self._step(count or 1)

    def previous_article(self, count: int | None) -> None:
        """Go to the previous story or article; while reading, open it."""
        self._step(-(count or 1))

    def mark_all_read(self) -> None:
        """Mark all articles of the shown stories read, and the shown articles."""
        content = self._list.content
        if content is None:
            return
        ids: list[ArticleId] = []
        for row in self._list.rows:
            if row.part is Part.STORY:
                ids += content.stories[row.number].unread
            elif row.part is Part.ARTICLE and content.is_unread(row):
                ids.append(content.articles[row.number].row.id)
        self._desk.post_message(ListMarkedRead(Query(Scope.UNREAD), TITLE, ids, {}))

    def _order(self) -> tuple[list[TodayRow], int]:
        """Return the rows in the order of reading, and the place of the cursor among them."""
        content = self._list.content
        if content is None:
            return [], 0
        order = reading_order(content, self._list.rows)
        here = self._list.here
        if here in order:
            return order, order.index(here)
        # it is between two of them
        at = sum(row in order for row in self._list.rows[: self._list.cursor])
        return order, at - 1

    async def _move_to_unread(self, step: int, *, opens: bool = False) -> None:
        order, at = self._order()
        content = self._list.content
        at += step
        while content is not None and 0 <= at < len(order) and not content.is_unread(order[at]):
            at += step
        if 0 <= at < len(order):
            self._arrive(order[at], opens=opens)
        else:
            is_end = content is None or not any(map(content.is_unread, order))
            await self._say_end("below" if step > 0 else "above", is_end=is_end)

    async def _say_end(self, where: str, *, is_end: bool) -> None:
        if self._next is not None:
            self._desk.say(f"Nothing unread {where}; {self._key('go_topics')} shows what came")
        elif is_end:
            unread = Query(Scope.UNREAD)
            others = await self._desk.call(self._library.lists.count, unread, lane="count")
            self._desk.say(ending(others))
        else:
            shows = self._key("go_unread")
            self._desk.say(f"Nothing unread {where}; {shows} shows all that is unread")

    def _step(self, step: int) -> None:
        order, at = self._order()
        target = max(0, min(at + step, len(order) - 1))
        if target == at or not order:
            self._desk.say("This is the last article" if step > 0 else "This is the first article")
        else:
            self._arrive(order[target])

    def _arrive(self, row: TodayRow, *, opens: bool = False) -> None:
        self._list.move_to_row(row)
        if opens or self._desk.here.is_reading:
            self.open(None)

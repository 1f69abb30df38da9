"""Browse: which articles the list shows: loaded a page at a time, updated in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from qreader.errors import QReaderError, QueryError
from qreader.model import ArticleId, Query, Scope, packed
from qreader.text.safe import safe_line
from qreader.tui.highlights import words_of
from qreader.tui.listing import held, holds, neighbours, update_in_place, window

if TYPE_CHECKING:
    from qreader.model import Row, Status
    from qreader.tui.reader import Reader

FIRST_PAGE = 200
"""Articles whose ids are read before anything is shown."""
FIRST_ROWS = 64
"""Of these, the rows: as many as a screen has at first sight."""
UNCOUNTED = -1
"""The title then has no number."""
CHUNK = 5_000
"""Articles whose ids are read at a time after that: some ten milliseconds each."""
MAX_FOUND = 10_000
"""Of a search, which the cache ends there: nobody reads further down."""
EVERYTHING = Query()
BY_STORY = (Scope.ALL, Scope.UNREAD)
"""What was starred, kept, opened or hidden was so by itself."""
MARKED = (Scope.UNREAD, Scope.STARRED, Scope.LATER, Scope.HIDDEN)
"""What a mark gives to and takes from: rows stay, and the title's number follows."""
STORY_ROWS = 2_000
"""Rows on top of a list whose stories stay where they are as articles of theirs are read."""
REST_FACTOR = 10
"""Between two updates in place lies so many times what the last one took."""


@dataclass(slots=True)
class View:
    """What the list shows."""

    query: Query
    title: str
    ids: Sequence[ArticleId] = ()
    cursor: ArticleId | None = None
    """Where it was left."""
    found: Sequence[ArticleId] = ()
    """What it held at first: the place of what is hidden, and shown again."""


class Page(NamedTuple):
    """What a thread brings back for the list."""

    ids: Sequence[ArticleId]
    rows: list[Row]
    total: int


class Browse:
    """Loads views into the list. Runs on the event loop; reads the library through `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.view = View(Query(Scope.UNREAD), title_of(Query(Scope.UNREAD)))
        self.by_story = reader.config.group_stories
        """Whether lists of several feeds show one row for each story."""
        self._under: View | None = None
        """The view that a search, or a story, stands on."""
        self._updating = False
        self._loading = False
        """Whether another view is on its way."""
        self._rest_until = 0.0
        self._is_behind = False
        """Whether an update was asked for while there could be none."""
        self._updates = 0

    # ---- views

    def show(self, query: Query, title: str, *, cursor: ArticleId | None = None) -> None:
        """Leave the view for another."""
        self._under = None
        self._load(View(self.grouped(query), title, cursor=cursor))

    def grouped(self, query: Query) -> Query:
        """Return a query as this list asks it: by story or not; a feed is shown as it is."""
        is_whole = query.feed_id is None and not query.words and query.minutes is None
        by_story = self.by_story and is_whole and query.scope in BY_STORY
        return replace(query, by_story=by_story)

    def toggle_stories(self) -> None:
        """Show one row for each story, or every article."""
        self.by_story = not self.by_story
        view = self._under or self.view
        self.show(view.query, view.title, cursor=self._reader.articles.current_id)
        self._reader.say("One row for each story" if self.by_story else "Every article")

    def first_page(self, query: Query, *, counted: bool = True) -> Page:
        """Read the start of a view: for a thread, or before the event loop starts.

        To count a long list takes long, and the first screen need not wait for it.
        """
        library = self._reader.library
        ids = library.ids(query, limit=MAX_FOUND if query.words else FIRST_PAGE)
        total = len(ids)
        if total == FIRST_PAGE and not query.words:
            total = library.count(query) if counted else UNCOUNTED
        return Page(ids, library.rows(ids[:FIRST_ROWS]), total)

    def take_first_page(self, view: View, page: Page) -> None:
        """Show the start of a view, and go on to read the rest."""
        self._loading = False
        self.view = view
        articles = self._reader.articles
        self._prepare(view)
        articles.show(page.ids, page.rows, self._reader.library.now(), cursor=view.cursor)
        view.ids = articles.ids
        view.found = packed(page.ids)
        self._show_title(view, page.total)
        self._reader.highlights.lines_changed()
        self._catch_up()
        if not view.query.words and len(page.ids) == FIRST_PAGE:
            # threads of our own would take their time from the frame that shows the first rows
            self._reader.call_after_refresh(self._go_on, view, view.ids, page.total)

    def _go_on(self, view: View, ids: Sequence[ArticleId], total: int) -> None:
        """Count the view, if that was not done, and read the rest of it."""
        if self.view is not view or view.ids is not ids or self._updating or self._loading:
            return  # something else is shown by now, or read as a whole
        if total == UNCOUNTED:
            library = self._reader.library
            self._reader.work.latest(
                "count", lambda: library.count(view.query), lambda total: self._counted(view, total)
            )
        self._load_more(ids[-1])

    def _counted(self, view: View, total: int) -> None:
        if self.view is view:
            self._show_title(view, total)

    def _show_title(self, view: View, total: int) -> None:
        """Name the view, and say how much there is of it, or that some of it is left out."""
        is_cut = bool(view.query.words) and total >= MAX_FOUND
        unit = "stories" if view.query.by_story else "articles"
        self._reader.show_title(view.title, total, unit, and_more=is_cut)

    def _recount(self, *, is_other: bool) -> None:
        """Say how much there is of the view now: marks take from it, also where its rows stay.

        is_other: its rows are others. Not all of them may be read yet, so they are not counted.
        """
        view, library = self.view, self._reader.library
        is_long = is_other and not view.query.words
        counts = is_long or view.query.scope in MARKED or view.query.tag
        if counts and not self._is_settled(view.query):
            self._reader.work.latest(
                "count", lambda: library.count(view.query), lambda total: self._counted(view, total)
            )

    def _prepare(self, view: View) -> None:
        """Tell the list what kind of view it shows."""
        articles = self._reader.articles
        articles.show_source = view.query.feed_id is None
        articles.is_timeline = view.query.story is not None
        articles.words = words_of(view.query)
        articles.empty = empty_lines(view.query)
        if not self.is_looking_into and view.query.words:
            articles.empty = articles.empty[:1]
        if not articles.words:
            self._reader.highlights.end()

    def _load(self, view: View) -> None:
        self._updating = self._is_behind = False
        self._loading = True
        marks, at = self._reader.marks, self._reader.marks.shown

        def taken(page: Page) -> None:
            self.take_first_page(view, page._replace(rows=marks.brought_up(page.rows, at)))

        def failed(error: QReaderError) -> None:
            self._loading = False
            self._reader.say(str(error), is_error=True)
            self._catch_up()

        def read() -> Page:
            self._reader.work.wait_for("marks")  # a star that was just given is in this list
            return self.first_page(view.query)

        self._reader.work.latest("list", read, taken, failed)
        self._reader.hold.until("list")

    def _load_more(self, after: ArticleId) -> None:
        query = self.view.query
        library = self._reader.library

        def take(ids: list[ArticleId]) -> None:
            self._reader.articles.extend(ids)
            if len(ids) == CHUNK:
                self._load_more(ids[-1])

        self._reader.work.latest("list", lambda: library.ids(query, after=after, limit=CHUNK), take)

    # ---- looking into

    def look_into(self, query: Query, title: str, *, cursor: ArticleId | None = None) -> None:
        """Show a search, or a story; the view that was shown waits below."""
        if self._under is None:
            self._under = replace(self.view, cursor=self._reader.articles.current_id)
        self._load(View(query, title, cursor=cursor))

    def search(
        self, words: str, within: Query = EVERYTHING, title: str = "Search"
    ) -> QueryError | None:
        """Look into what is found for a query, within another; return what cannot be read of it."""
        words = words.strip()
        if not words:
            self.end_look()
            return None
        from qreader.text.query import read_query  # 10 ms of patterns that no start needs

        try:
            read_query(words)
        except QueryError as error:
            return error
        shown = safe_line(words, 60)
        if within.words:
            words = f"({within.words}) ({words})"
        query = replace(within, words=words, by_story=False)
        self.look_into(query, f"{title}: {shown}")
        return None

    def end_look(self) -> bool:
        """Go back to the view before the search or the story; return whether there was one."""
        view, self._under = self._under, None
        if view is None:
            return False
        self._loading = False
        self._reader.work.cancel("list")
        self.view = view
        articles = self._reader.articles
        self._prepare(view)
        articles.show(view.ids, (), self._reader.library.now(), cursor=view.cursor)
        self._show_title(view, len(view.ids))
        self.update_now()  # it may have been left before all of it was read
        return True

    @property
    def is_looking_into(self) -> bool:
        """Whether the list shows a search or a story, and another view waits below."""
        return self._under is not None

    # ---- changes

    def statuses_changed(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Take what was hidden out of the list; bring back what is shown again."""
        hidden = {i for i, status in statuses.items() if status.hidden}
        articles = self._reader.articles
        is_other = self.view.query.scope is not Scope.HIDDEN and bool(held(hidden, articles.ids))
        if is_other:
            below = [i for i in articles.ids[articles.cursor :] if i not in hidden]
            left = [i for i in articles.ids if i not in hidden]
            cursor = below[0] if below else next(reversed(left), None)
            rows, now = articles.rows_here, self._reader.library.now()
            articles.show(left, rows, now, cursor=cursor, keep_place=True)
            self.view.ids = articles.ids
            if self.view.query.words or self._is_settled(self.view.query):
                self._show_title(self.view, len(left))  # which is read as a whole
        elif len(hidden) < len(statuses) and not holds(articles.ids, statuses.keys()):
            if self._is_settled(self.view.query):
                self._bring_back(set(statuses).difference(hidden))
            self.update_now()
        self._recount(is_other=is_other)

    def _bring_back(self, again: set[ArticleId]) -> None:
        """Show again what was found and then hidden, in its place."""
        view, articles = self.view, self._reader.articles
        here = again.union(articles.ids)
        ids = [one for one in view.found if one in here]
        now, cursor = self._reader.library.now(), articles.current_id
        articles.show(ids, articles.rows_here, now, cursor=cursor, keep_place=True)
        view.ids = articles.ids
        self._show_title(view, len(ids))

    def update_now(self) -> None:
        """Bring the list up to date although that was done a moment ago: a key asked for it."""
        self._updating = False
        self._rest_until = 0.0
        self.update()

    def update(self) -> None:
        """Bring the list up to date in place, soon: the cursor stays on its article."""
        # an update of the view that is being left would overtake the one that is asked for
        if self._updating or self._loading:
            self._is_behind = True
        elif (rest := self._rest_until - monotonic()) > 0:
            if not self._is_behind:
                self._is_behind = True
                self._reader.set_timer(rest, self._catch_up)
        else:
            self._update()

    def _catch_up(self) -> None:
        """Do the update that was asked for meanwhile."""
        if self._is_behind:
            self._is_behind = False
            self.update()

    def _update(self) -> None:
        self._updating, self._is_behind = True, False
        view, articles = self.view, self._reader.articles
        shown = articles.ids
        cursor, seen = articles.current_id, articles.visible_rows()
        marks, at = self._reader.marks, self._reader.marks.shown
        began = monotonic()

        def take(page: Page) -> None:
            self._updating = False
            self._rest_until = monotonic() + REST_FACTOR * (monotonic() - began)
            self._updates += 1
            rows = marks.brought_up(page.rows, at)
            if page.ids == articles.ids and page.ids:
                articles.put_all_rows(rows)
            else:
                keep = articles.current_id if page.ids else None
                now = self._reader.library.now()
                articles.forget_rows()
                articles.show(page.ids, rows, now, cursor=keep, keep_place=bool(shown))
                view.ids = articles.ids
            self._show_title(view, page.total)
            self._catch_up()

        def failed(error: QReaderError) -> None:
            self._updating = False
            self._reader.say(str(error), is_error=True)
            self._catch_up()

        self._reader.work.latest(
            "list", lambda: self._fresh(view.query, shown, cursor, seen), take, failed
        )

    def _fresh(
        self, query: Query, shown: Sequence[ArticleId], cursor: ArticleId | None, seen: range
    ) -> Page:
        """Read a whole view again, and the rows around the cursor: in a thread."""
        library = self._reader.library
        ids, total = self._fresh_ids(query, shown)
        at = ids.index(cursor) if cursor in ids else 0
        rows = library.rows(window(ids, at, at, max(60, len(seen) + 20)))
        return Page(ids, rows, total)

    def _fresh_ids(
        self, query: Query, shown: Sequence[ArticleId]
    ) -> tuple[Sequence[ArticleId], int]:
        """Return what a view shows now, and how much it holds without the rows that only stay."""
        if self._is_settled(query):
            return shown, len(shown)
        library = self._reader.library
        ids = library.all_ids(query)
        total = len(ids)
        if query.by_story and query.scope is not Scope.ALL:
            # the row of a story stands for it until the view is left, also once it is read;
            # what came since then is news all the same
            newest = max(shown, default=ArticleId(0))
            kept = set(shown[:STORY_ROWS]).difference(ids)
            stand_for = set(library.beneath(query, list(kept)))
            ids = packed(number for number in ids if number not in stand_for or number > newest)

        def lost(gone: Sequence[ArticleId]) -> Collection[ArticleId]:
            """Return which are hidden, or in the cache no more; of very many it matters to none."""
            if len(gone) > MAX_FOUND:
                return ()
            hidden = query.scope is Scope.HIDDEN
            listed = (row.id for row in library.rows(gone) if hidden or not row.status.hidden)
            return set(gone).difference(listed)

        return update_in_place(shown, ids, keep=query.scope is not Scope.ALL, lost=lost), total

    def _is_settled(self, query: Query) -> bool:
        """Whether a view stays as it is: what was looked for, or fits in some minutes."""
        return (self.is_looking_into and bool(query.words)) or query.minutes is not None

    def fetch_rows(self, ids: list[ArticleId]) -> None:
        """Bring the rows that the list asks for."""
        marks, at, updates = self._reader.marks, self._reader.marks.shown, self._updates

        def taken(rows: list[Row]) -> None:
            if updates != self._updates:  # they may be of before what the update brought
                self.fetch_rows(ids)
            else:
                self._reader.articles.put_rows(marks.brought_up(rows, at))

        self._reader.work.in_order("rows", lambda: self._reader.library.rows(ids), taken)

    # ---- the next one

    def move_to_unread(self, step: int, *, open_it: bool) -> None:
        """Move to the next unread article (1) or the one before (-1)."""
        articles = self._reader.articles
        ids = articles.ids
        unknown: Sequence[ArticleId] = ()
        for position, article_id in neighbours(ids, articles.cursor, step):
            row = articles.row_of(article_id)
            if row is None:
                unknown = ids[position:] if step > 0 else ids[position::-1]
                break
            if not row.status.read:
                self._arrive(position, open_it)
                return
        if not unknown:
            self._say_nothing_unread(step)
            return

        def found(article_id: ArticleId | None) -> None:
            if article_id is None or article_id not in articles.ids:
                self._say_nothing_unread(step)
            else:
                self._arrive(articles.ids.index(article_id), open_it)

        self._reader.work.latest("unread", lambda: self._first_unread(unknown), found)
        self._reader.hold.until("unread")

    def move_to_neighbour(self, step: int, *, open_it: bool) -> None:
        """Move down or up by so many articles."""
        articles = self._reader.articles
        target = max(0, min(articles.cursor + step, articles.row_count - 1))
        if target == articles.cursor:
            self._reader.say(
                "This is the last article" if step > 0 else "This is the first article"
            )
        elif articles.row_count:
            self._arrive(target, open_it)

    def _first_unread(self, ids: Sequence[ArticleId]) -> ArticleId | None:
        for start in range(0, len(ids), 500):
            for row in self._reader.library.rows(ids[start : start + 500]):
                if not row.status.read:
                    return row.id
        return None

    def _arrive(self, position: int, open_it: bool) -> None:
        self._reader.articles.move_to(position)
        if open_it:
            self._reader.open_current()

    def _say_nothing_unread(self, step: int) -> None:
        where = "below" if step > 0 else "above"
        self._reader.say(f"Nothing unread {where}; gu shows all that is unread")


def title_of(query: Query) -> str:
    """Return the name of a view of everything."""
    return {
        Scope.ALL: "All",
        Scope.UNREAD: "Unread",
        Scope.STARRED: "Starred",
        Scope.LATER: "Later",
        Scope.HISTORY: "Read lately",
        Scope.HIDDEN: "Hidden",
    }[query.scope]


def empty_lines(query: Query) -> Sequence[str]:
    """Return what to say, and then what to do, where a view is empty."""
    if query.words:
        return (f"Nothing found for {safe_line(query.words, 60)!r}.", "esc ends the search.")
    if query.minutes is not None:
        return ("Nothing to catch up with.", "R refreshes all feeds.")
    if query.scope is Scope.UNREAD:
        return ("Nothing unread. Well done.", "R refreshes all feeds.", "ga shows all articles.")
    if query.scope is Scope.STARRED:
        return ("No stars yet.", "s gives an article one.")
    if query.scope is Scope.LATER:
        return ("Nothing kept for later.", "b keeps an article.")
    if query.scope is Scope.HISTORY:
        return ("Nothing opened yet.", "enter opens an article.")
    if query.scope is Scope.HIDDEN:
        return ("Nothing is hidden.", "D hides an article.")
    if query.tag is not None:
        return ("No article has this tag.", "t gives an article tags.")
    if query.feed_id is not None or query.folder is not None:
        return ("Nothing here yet.", "r refreshes the feed.")
    return ("Nothing here yet.", "a adds a feed.", "gp shows packs of feeds to start with.")

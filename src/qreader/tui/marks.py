"""Marks: what the person does to the cache with keys, and undoing it, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from qreader.model import Scope
from qreader.text.safe import safe_line
from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.errors import QReaderError
    from qreader.model import ArticleId, FeedId, Query, Row, Status
    from qreader.tui.reader import Reader

MAX_PLACE_CHARACTERS = 40
"""Of the name of what was marked, so that what undoes it stays on the line."""
MAX_SHOWN = 500
"""Deeds that rows may have to be brought up with: no read takes as many keys."""

_SAID = {
    ("read", True): "read",
    ("read", False): "unread",
    ("starred", True): "starred",
    ("starred", False): "no longer starred",
    ("later", True): "kept for later",
    ("later", False): "no longer kept for later",
    ("hidden", True): "hidden",
    ("hidden", False): "shown again",
}


class Deed(NamedTuple):
    """What a key did."""

    said: str = ""
    """What to say of it."""
    now: Mapping[ArticleId, Status] = {}
    """The statuses that it changed."""
    relations: bool = False
    """Whether it changed what belongs together."""
    feeds: bool = False
    """Whether it changed which feeds there are."""
    seen: Sequence[ArticleId] = ()
    """Articles of which nothing is changed any more: what did has been read."""


class Marks:
    """Does deeds in one lane, so the order of keys is the order of writes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._started = reader.library.now().replace(microsecond=0)  # as an action's time is kept
        self.shown = 0
        """How many deeds the list has been told of."""
        self._last: deque[Deed] = deque(maxlen=MAX_SHOWN)
        """The last of them."""

    def do(
        self, call: Callable[[], Deed], failed: Callable[[QReaderError], None] | None = None
    ) -> None:
        """Run what changes the cache, in the lane, and show what it did."""

        def run() -> Deed:
            with self._reader.library.without_reload():  # what a key did is shown at once
                return call()

        self._reader.work.in_order("marks", run, self._show, failed)

    def undo(self) -> None:
        """Take back what was done last, be it before this start or in another reader."""
        self.do(self._undo)

    def _undo(self) -> Deed:
        from qreader.model import ActionKind  # no start needs them
        from qreader.render.undone import undone_line

        library = self._reader.library
        undone = library.undo()
        if undone is None:
            return Deed("Nothing to undo")
        action = undone.action
        said = undone_line(undone, library.now() if action.done < self._started else None)
        relations = action.kind in {ActionKind.STORY, ActionKind.PAIR}
        return Deed(said, undone.statuses, relations, feeds=action.kind is ActionKind.FEED)

    def brought_up(self, rows: Iterable[Row], shown: int) -> list[Row]:
        """Return rows, asked for when so many deeds had been shown, with what came of those since.

        They may have been read before a mark was written, and come after it was shown.
        """
        rows = list(rows)
        count = self.shown - shown
        for deed in list(self._last)[-count:] if count else ():
            rows = [told(row, deed) for row in rows]
        return rows

    # ---- statuses

    def toggle(self, ids: Sequence[ArticleId], mark: str) -> None:
        """Turn a mark on, or off where all of these articles have it."""

        def call() -> Deed:
            rows = self._reader.library.rows(ids)
            if not rows:
                return Deed()
            value = not all(getattr(row.status, mark) for row in rows)
            return self._mark(ids, mark, value, lambda n: _told(n, _SAID[mark, value]))

        self.do(call)

    def set_read(self, ids: Sequence[ArticleId]) -> None:
        """Mark articles read: they are done with."""
        self.do(lambda: self._mark(ids, "read", True, lambda n: _told(n, "read")))

    def tag(self, ids: Sequence[ArticleId], add: Sequence[str], remove: Sequence[str]) -> None:
        """Give articles tags, and take others away."""

        def call() -> Deed:
            tags = [f"#{name}" for name in add] + [f"no #{name}" for name in remove]
            said = f"Tagged {', '.join(tags)}"
            before = self._reader.library.tag(ids, add, remove, label=lambda _: said)
            rows = self._reader.library.rows(list(before))
            now = {row.id: row.status for row in rows}
            return Deed(said, now)

        self.do(call)

    def visited(self, article_id: ArticleId) -> None:
        """Note that an article is opened."""
        self.do(lambda: self._visit(article_id))

    def _visit(self, article_id: ArticleId) -> Deed:
        self._reader.library.visit(article_id)
        return Deed()

    def mark_list_read(self, ids: Sequence[ArticleId]) -> None:
        """Mark the list read, and what its rows stand for; undo is one key away.

        Of a long list that takes a while: the rows that are seen show at once that they are read.
        """
        view = self._reader.browse.view
        query = view.query
        # from the article it may be out of sight
        place = "" if self._reader.pane is Where.LIST else _named(view.title)
        unread = self._show_read()

        def call() -> Deed:
            library = self._reader.library
            every = [*ids, *library.beneath(query, ids)] if query.by_story else ids
            return self._mark_all_read(every, place)

        def failed(error: QReaderError) -> None:
            self._reader.articles.put_statuses(unread)
            self._reader.say(str(error), is_error=True)

        self.do(call, failed)

    def mark_view_read(self, query: Query, title: str) -> None:
        """Mark all that a view holds read, be it shown or not; undo is one key away."""
        if query.scope is Scope.ALL and not query.words:  # of what is long, few are unread
            query = replace(query, scope=Scope.UNREAD)
        library, place = self._reader.library, _named(title)
        self.do(lambda: self._mark_all_read(library.all_ids(query), place))

    def _mark_all_read(self, ids: Sequence[ArticleId], place: str) -> Deed:
        deed = self._mark(ids, "read", True, lambda n: f"{n} marked read{place}{UNDOES}")
        return deed if deed.now else Deed(f"All of it{place} is read already")

    def remove_feed(self, feed_id: FeedId, title: str) -> None:
        """Unsubscribe from a feed; what is marked of it stays."""
        library = self._reader.library

        def call() -> Deed:
            removed = library.remove_feed(feed_id, label=label)
            return Deed(f"{label(removed.kept)}{UNDOES}", feeds=True)

        def label(count: int) -> str:
            kept = f", {count} kept for what you marked" if count else ""
            return f"Removed {safe_line(title, MAX_PLACE_CHARACTERS)}{kept}"

        self.do(call)

    def _show_read(self) -> Mapping[ArticleId, Status]:
        """Show the rows that are seen as read; return the statuses that they had."""
        articles = self._reader.articles
        seen = [articles.row_of(articles.ids[position]) for position in articles.visible_rows()]
        unread = {row.id: row.status for row in seen if row is not None and not row.status.read}
        articles.put_statuses({i: replace(status, read=True) for i, status in unread.items()})
        return unread

    def mark_opened(self, article_id: ArticleId) -> None:
        """Mark an article read because it is being read: of that alone there is nothing to say."""

        def call() -> Deed:
            return self._mark([article_id], "read", True, said)

        def said(count: int) -> str:
            return _copies(count - 1) if count > 1 else ""

        self.do(call)

    def _mark(
        self, ids: Sequence[ArticleId], mark: str, value: bool, said: Callable[[int], str]
    ) -> Deed:
        """Mark, in the lane; `said` is asked how many articles changed.

        Where it says nothing, the mark cannot be undone.
        """
        change: dict[str, Any] = {mark: value}
        before = self._reader.library.mark(
            ids, **change, label=lambda count: said(count).removesuffix(UNDOES)
        )
        now: dict[ArticleId, Status] = {}
        # it may be the whole cache: those that are alike stand together, and share one object
        for status, alike in groupby(before.items(), key=itemgetter(1)):
            now |= dict.fromkeys((i for i, _ in alike), replace(status, **change))
        return Deed(said(len(before)), now, seen=ids if mark == "read" and value else ())

    def _show(self, deed: Deed) -> None:
        if deed.said:
            self._reader.say(deed.said)
        if deed.now or deed.seen:
            self.shown += 1
            self._last.append(deed)
            articles = self._reader.articles
            changed = ((row, told(row, deed)) for row in articles.rows_here)
            articles.put_rows(new for row, new in changed if new is not row)
        if deed.now:
            self._reader.reading.put_statuses(deed.now)
            self._reader.news.reload_feeds()
            self._reader.browse.statuses_changed(deed.now)
        if deed.feeds:
            self._reader.news.reload_feeds()
            self._reader.browse.update_now()
        if deed.relations:
            self._reader.reading.look_again()
            self._reader.browse.update_now()


def _named(title: str) -> str:
    return f" in {safe_line(title, MAX_PLACE_CHARACTERS)}"


def told(row: Row, deed: Deed) -> Row:
    """Return a row as a deed leaves it."""
    status = deed.now.get(row.id)
    if status is not None and status != row.status:
        row = replace(row, status=status)
    return replace(row, changed=False) if row.changed and row.id in deed.seen else row


UNDOES = ", u undoes"
"""Behind what is said of a wide deed."""


def _copies(count: int) -> str:
    noun = "copy" if count == 1 else "copies"
    return f"{count} {noun} of it marked read{UNDOES}"


def _told(count: int, what: str) -> str:
    """Return what to say of a mark: of one article nothing but the mark."""
    return what.capitalize() if count <= 1 else f"{count} {what}{UNDOES}"

"""Reading: the article on the screen, what belongs beside it, and the way that led to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from qreader.errors import QReaderError, StoreError
from qreader.tui.actions import Where
from qreader.tui.widgets.paint import Paint
from qreader.tui.widgets.related import Item, collect, from_topics, own_ids

if TYPE_CHECKING:
    from qreader.model import Article, ArticleId, Place, Related, Row, Status, Topic
    from qreader.tui.reader import Reader

TRAIL_LENGTH = 200
"""Places to go back along."""
TOPICS_REST = timedelta(minutes=5)
"""What is front of mind changes slower than articles are opened."""
LAYER = "target"
"""Of the article's paints: the place that a link led to."""


class Stop(NamedTuple):
    """Where the reading went on to somewhere else."""

    article_id: ArticleId
    place: Place | None


class Reading:
    """Opens articles. Runs on the event loop; reads the library through `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.article: Article | None = None
        self._related: Sequence[Related] | None = None
        self._own: Sequence[Row] = ()
        """Articles of the cache that the article's page names."""
        self._topics: Sequence[Topic] = ()
        self._topics_until: datetime | None = None
        self._trail: list[Stop] = []

    # ---- opening

    def open(self, article_id: ArticleId, *, back_to: Stop | None = None) -> None:
        """Show an article, and look for what is related to it; going back, where it was read."""
        if self._is_open(article_id):
            self._reader.changes.end()
            self._reader.go(Where.ARTICLE)
            return
        self._reader.work.latest(
            "article",
            lambda: self._reader.library.article(article_id),
            lambda article: self._show(article, back_to),
        )
        self._reader.hold.until("article")

    def show(self, article: Article) -> None:
        """Show an article as it was just read from the cache."""
        if not self._is_open(article.id):
            self._show(article, None)
        elif self.article is not None and self.article.entry != article.entry:
            self._take_anew(article)

    def _show(self, article: Article, back_to: Stop | None) -> None:
        if back_to is None:
            self._remember()
        reader = self._reader
        self._keep_place()
        self.article = article
        self._related, self._own = None, ()
        place = article.place if back_to is None else back_to.place
        reader.article_view.show(article, reader.library.now(), place)
        self._show_items()
        reader.go(Where.ARTICLE)
        if back_to is None and place is not None:
            reader.say("Where you left it; gg goes to the top")
        reader.lead_picture.show(article)
        self._look_for_related(article.id)
        is_news = article.row.changed or not article.row.status.read
        reader.marks.visited(article.id)
        if reader.config.mark_read == "open" and is_news:
            reader.marks.mark_opened(article.id)

    def end_seen(self) -> None:
        """Mark the article read where it is to be so once its end has been seen."""
        counts = self._reader.config.mark_read == "end"
        if counts and self.article is not None and not self.article.row.status.read:
            self._reader.marks.mark_opened(self.article.id)

    def _keep_place(self) -> None:
        """Keep where the article is left, to be read on there another day."""
        if self.article is None:
            return
        article_id, left_at = self.article.id, self._left_at
        if left_at != self.article.place:
            library = self._reader.library

            def keep() -> None:
                with library.without_reload():  # no row shows it
                    library.keep_place(article_id, left_at)

            self._reader.work.in_order("places", keep, lambda _: None)

    def close(self) -> None:
        """Keep where the article is left when the reader is: at once, nobody waits any more."""
        if self.article is not None and self._left_at != self.article.place:
            with suppress(StoreError):  # a full disk is no reason not to leave
                self._reader.library.keep_place(self.article.id, self._left_at)

    @property
    def _left_at(self) -> Place | None:
        """Where to read on; None at the end, for what was read is read again from its top."""
        view = self._reader.article_view
        is_read = view.at_end and view.lines and view.changes is None
        return None if is_read else view.article_place

    def reload(self, article_id: ArticleId) -> None:
        """Show an article anew if it is the open one: its text is another now."""
        if self._is_open(article_id):
            # in a lane of its own: it does not keep another one from being opened
            self._reader.work.latest(
                "reload", lambda: self._reader.library.article(article_id), self._take_anew
            )

    def _take_anew(self, article: Article) -> None:
        if self._is_open(article.id):
            self.article = article
            self._reader.article_view.show(article, self._reader.library.now())
            self._show_items()
            self._look_for_related(article.id)

    def _look_for_related(self, article_id: ArticleId) -> None:
        marks, at = self._reader.marks, self._reader.marks.shown
        named = list(own_ids(self.article))

        def found(beside: tuple[Sequence[Related], Sequence[Row]]) -> None:
            if self._is_open(article_id):
                related, own = beside
                rows = marks.brought_up([one.row for one in related], at)
                self._related = [
                    replace(one, row=row) for one, row in zip(related, rows, strict=True)
                ]
                self._own = marks.brought_up(own, at)
                self._show_items()
                self._look_for_topics()

        def failed(error: QReaderError) -> None:
            self._reader.say(str(error), is_error=True)
            found(([], []))

        library = self._reader.library
        self._reader.work.latest(
            "related",
            lambda: (library.related(article_id), library.rows(named) if named else ()),
            found,
            failed,
        )

    def _look_for_topics(self) -> None:
        """See now and then what is front of mind, for the lines that are left."""
        library = self._reader.library
        now = library.now()
        if self._topics_until is not None and now < self._topics_until:
            return
        self._topics_until = now + TOPICS_REST

        def found(topics: Sequence[Topic]) -> None:
            self._topics = topics
            self._show_items()

        self._reader.work.latest("topics beside", library.topics, found)

    def _show_items(self) -> None:
        now = self._reader.library.now()
        read = {row.id for row in self._own if row.status.read}
        items = collect(self.article, self._related, now, read)
        note = "" if self._related is None else "Nothing related in the cache yet."
        story = self.article.row.story if self.article else None
        others = [one for one in self._topics if one.story is None or one.story != story]
        spare = [] if self._related is None else from_topics(others)
        self._reader.related.show(items, note, spare)
        self._reader.panes.lay_out()

    def look_again(self) -> None:
        """Look anew for what is related: the person said what belongs together."""
        if self.article is not None:
            self._look_for_related(self.article.id)
            self._reader.hold.until("related")

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Note what the person did with the article, and with those beside it."""
        self._own = [_marked(row, statuses) for row in self._own]
        self._related = self._related and [
            replace(one, row=_marked(one.row, statuses)) for one in self._related
        ]
        self._topics = [
            replace(one, articles=tuple(_marked(row, statuses) for row in one.articles))
            for one in self._topics
        ]
        self._reader.related.put_statuses(statuses)
        if self.article is not None and self.article.id in statuses:
            before, status = self.article.row.status, statuses[self.article.id]
            self.article = replace(self.article, row=replace(self.article.row, status=status))
            if status.tags != before.tags:  # they stand under the title
                self._reader.article_view.show(self.article, self._reader.library.now())

    def update(self) -> None:
        """Learn what another process did with the article, and with those beside it."""
        ids = [
            item.article_id for item in self._reader.related.items if item.article_id is not None
        ]
        ids += [self.article.id] if self.article is not None else []
        if not ids:
            return
        marks, at = self._reader.marks, self._reader.marks.shown
        self._reader.work.latest(
            "beside",
            lambda: self._reader.library.rows(ids),
            lambda rows: self.put_statuses({r.id: r.status for r in marks.brought_up(rows, at)}),
        )

    # ---- going on

    def read_on(self) -> None:
        """Scroll the article by a page; at its end, open the next unread one."""
        view = self._reader.article_view
        if self.article is None or view.at_end:
            self._reader.browse.move_to_unread(1, open_it=True)
        else:
            view.page_down()

    def back_along_trail(self) -> None:
        """Go back to where a link, or another article, was opened from."""
        if not self._trail:
            self._reader.say("This is where you started reading")
            return
        stop = self._trail.pop()
        if self._is_open(stop.article_id):
            self._reader.changes.end()
            self._reader.go(Where.ARTICLE)
            self._reader.article_view.go_to_place(stop.place)
            self._reader.article_view.paint(LAYER, {})
        else:
            self.open(stop.article_id, back_to=stop)

    def _remember(self) -> None:
        if self.article is not None:
            stop = Stop(self.article.id, self._reader.article_view.article_place)
            self._trail = [*self._trail[1 - TRAIL_LENGTH :], stop]

    def follow(self, url: str) -> None:
        """Follow a link of the text: within it, to an article of the cache, else in the browser."""
        if url.startswith("#"):
            self._jump(url[1:])
            return

        def found(cached: ArticleId | None) -> None:
            if cached is not None and not self._is_open(cached):
                self.open(cached)
            else:
                self._reader.sharing.open_url(url)

        self._reader.work.latest("link", lambda: self._reader.library.article_at(url), found)
        self._reader.hold.until("link")

    def _is_open(self, article_id: ArticleId) -> bool:
        return self.article is not None and self.article.id == article_id

    def _jump(self, name: str) -> None:
        """Go to a place of the same text; ctrl+o, or the note's own link, leads back."""
        from qreader.render.find import anchored

        view = self._reader.article_view
        found = anchored(view.lines, name)
        if found is None:
            self._reader.say("That place is not in this text")
            return
        self._remember()
        view.show_line(found.line)
        view.paint(LAYER, {found.line: [Paint(found.start, found.end, "found")]})

    def with_related(self, then: Callable[[], object]) -> None:
        """Do what may need the related stories of the open article, once they were looked for."""
        reader = self._reader
        is_reading = reader.pane in Where.READING and self._related is None
        if is_reading and reader.work.is_under_way("related"):
            reader.hold.again(then, "related")
        else:
            then()

    def walk(self, step: int, nth: int | None) -> None:
        """Move the sidebar's cursor without leaving the article."""
        related = self._reader.related
        if not related.choices:
            self._reader.say("Nothing related to walk through")
            return
        if not self._reader.panes.layout.shows(Where.RELATED):
            self._reader.go(Where.RELATED)
        related.walk(step, nth)

    def open_item(self, item: Item) -> None:
        """Open a related story: the cached article at once, an address in the browser."""
        self._reader.related.end_walk()
        if item.article_id is not None:
            self.open(item.article_id)
        elif item.url:
            self._reader.sharing.open_url(item.url)
        else:
            self._reader.say("The page gave no address for this story")


def _marked(row: Row, statuses: Mapping[ArticleId, Status]) -> Row:
    status = statuses.get(row.id)
    return row if status is None else replace(row, status=status)

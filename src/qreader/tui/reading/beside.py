"""Beside: the sidebar: the page's own links and related articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.model import Query
from qreader.tui.actions import Where
from qreader.tui.beside_items import collect, own_ids
from qreader.tui.desk import Here
from qreader.tui.messages import GoTo, LayOut, OpenAddress, OpenArticle, StoryKnown, WalkedBeside
from qreader.tui.recent_marks import RecentMarks

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Article, ArticleId, Related, Row, Status
    from qreader.tui.desk import Desk, Started
    from qreader.tui.messages import Marked
    from qreader.tui.widgets.related import RelatedList

NO_ARTICLE: Final = "Open an article first: its stories are beside it"
NOTHING: Final = "Nothing related in the cache yet."
WAITING: Final = "Nothing related so far: new articles are still being compared."


class Beside:
    """The only writer of the sidebar. Runs on the event loop; threads read the cache."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        related: RelatedList,
        key: Callable[[str], str] | None = None,
    ) -> None:
        """key: returns the key of an action, for the legend; None: there is none."""
        self._desk = desk
        self._library = library
        self._list = related
        self._key = key
        self._article: Article | None = None
        self._related: Sequence[Related] | None = None
        """The related articles; None: they are still being computed."""
        self._own: Sequence[Row] = ()
        """The articles of the cache that the article's page links to."""
        self._marks = RecentMarks()
        self._looking: Started | None = None
        self._is_waiting = False

    @property
    def here(self) -> Here:
        """What a key on a related story acts on; without one, the article."""
        item, article = self._list.current, self._article
        if item is None:
            here = Here(Where.RELATED)
            if article is not None:
                row = article.row
                here = here._replace(article_id=row.id, title=row.title, url=article.entry.url)
        else:
            is_found = item.article_id is not None and not item.is_own
            here = Here(
                Where.RELATED,
                article_id=item.article_id,
                title=item.title,
                url=item.url,
                open_id=article.id if is_found and article is not None else None,
            )
        return here._replace(
            targets=() if here.article_id is None else (here.article_id,),
            feed_id=article.row.feed_id if article is not None else None,
        )

    @property
    def is_walking(self) -> bool:
        """Whether `]` has moved its cursor from the article."""
        return self._list.walking

    # ---- computing

    def show(self, article: Article) -> None:
        """Compute the sidebar of an article just opened."""
        if self._article is None or self._article.id != article.id:
            self._related, self._own = None, ()
        self._article = article
        self._show_items()
        self._looking = self._desk.start(self._look, article.id, group="related", exclusive=True)

    async def look_again(self) -> None:
        """Compute it again, and wait for that: the person changed relations."""
        if self._article is not None:
            self._looking = self._desk.start(
                self._look, self._article.id, group="related", exclusive=True
            )
            await self._looking

    async def known(self) -> None:
        """Wait until the open article's related ones are known."""
        if self._related is None and self._looking is not None:
            await self._looking

    async def _look(self, article_id: ArticleId) -> None:
        await self._desk.drawn()  # a thread that computes would slow the article's frame
        count = self._marks.count
        story: Sequence[Row] = ()
        try:
            related, own, story, self._is_waiting = await self._desk.call(
                self._read, article_id, list(own_ids(self._article)), lane="related"
            )
        except QReaderError as error:
            self._desk.say(str(error), is_error=True)
            related, own, self._is_waiting = [], [], False
        rows = self._marks.applied([one.row for one in related], count)
        self._related = [replace(one, row=row) for one, row in zip(related, rows, strict=True)]
        self._own = self._marks.applied(own, count)
        self._show_items()
        self._desk.post_message(StoryKnown(article_id, self._marks.applied(story, count)))

    def _read(
        self, article_id: ArticleId, named: Sequence[ArticleId]
    ) -> tuple[Sequence[Related], Sequence[Row], Sequence[Row], bool]:
        """Return the related articles, those that the page names, and those of its story."""
        related = self._library.related(article_id)
        rows = self._library.articles.rows([article_id, *named])
        story = next((row.story for row in rows if row.id == article_id), None)
        told = self._library.lists.ids(Query(story=story)) if story is not None else ()
        is_waiting = not related and self._library.signatures.count_ungrouped() > 0
        own = [row for row in rows if row.id in named]
        return related, own, self._library.articles.rows(told), is_waiting

    def _show_items(self) -> None:
        read = {row.id for row in self._own if row.status.read}
        items = collect(self._article, self._related, self._library.now(), read, self._key)
        self._list.show(items, "" if self._related is None else self._nothing)
        self._desk.post_message(LayOut())

    @property
    def _nothing(self) -> str:
        """What is said where nothing is related."""
        return WAITING if self._is_waiting else NOTHING

    # ---- changes

    def put_marks(self, marked: Marked) -> None:
        """Show the person's marks in the sidebar."""
        self._marks.add(marked.statuses, marked.seen)
        self.put_statuses(marked.statuses)

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Show statuses in the sidebar."""
        self._own = [_marked(row, statuses) for row in self._own]
        self._related = self._related and [
            replace(one, row=_marked(one.row, statuses)) for one in self._related
        ]
        self._list.put_statuses(statuses)

    async def statuses_of(self, more: Sequence[ArticleId]) -> Mapping[ArticleId, Status]:
        """Read the statuses of the sidebar's articles, and of some more, from the cache."""
        ids = [item.article_id for item in self._list.items if item.article_id is not None]
        count = self._marks.count
        rows = await self._desk.call(self._library.articles.rows, [*ids, *more], lane="beside")
        return {row.id: row.status for row in self._marks.applied(rows, count)}

    # ---- actions

    async def next_related(self, count: int | None) -> None:
        """Light the next related story, while the article keeps the focus; open the n-th."""
        if count is None:
            await self._walk(1)
        elif await self._is_there():
            self.open(count)

    async def previous_related(self, count: int | None) -> None:
        """Light the previous related story, while the article keeps the focus."""
        await self._walk(-(count or 1))

    async def _walk(self, step: int) -> None:
        if await self._is_there():
            self._list.walk(step)
            self._desk.post_message(WalkedBeside())

    async def _is_there(self) -> bool:
        """Whether something is beside the article that is on the screen; else say that."""
        if self._article is None or not (self._desk.here.is_reading or self._list.display):
            self._desk.say(NO_ARTICLE)
            return False
        await self.known()
        if not self._list.choices:
            self._desk.say(self._nothing)
        return bool(self._list.choices)

    def end_walk(self) -> None:
        """Hide the cursor: keys go only to the article again."""
        if self._list.walking:
            self._list.end_walk()

    def move_on(self) -> None:
        """Move to the next story."""
        self._list.move(1)

    def open(self, nth: int | None) -> None:
        """Open the story here, or the n-th: a cached article at once, an address in the browser."""
        if nth and not self._list.go_to(nth):
            count = len(self._list.choices)
            said = "is one story" if count == 1 else f"are {count} stories"
            self._desk.say(f"There {said} beside it")
            return
        item = self._list.current
        if item is None:
            return
        self.end_walk()
        if item.article_id is not None:
            self._desk.post_message(OpenArticle(item.article_id))
        elif item.url:
            self._desk.post_message(OpenAddress(item.url))
        else:
            self._desk.say("The page gave no address for this story")

    def back(self) -> None:
        """Go back to the article."""
        self.end_walk()
        self._desk.post_message(GoTo(Where.ARTICLE))

    def leave(self) -> None:
        """Go back to the article: `q`."""
        self.back()

    def escape(self) -> None:
        """Go back to the article, or hide the cursor."""
        self.back()

    async def go(self) -> None:
        """Focus the related stories, once they are known, or say that there are none."""
        if self._article is None:
            self._desk.say(NO_ARTICLE)
            return
        await self.known()
        if self._list.choices:
            self._desk.post_message(GoTo(Where.RELATED))
        else:
            self._desk.say(self._nothing)


def _marked(row: Row, statuses: Mapping[ArticleId, Status]) -> Row:
    status = statuses.get(row.id)
    return row if status is None else replace(row, status=status)

"""Reading: the open article, and the history of opened ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.errors import StoreError
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import Here, finished
from qreader.tui.messages import (
    ArticleRead,
    ArticleShown,
    GoTo,
    GoUnder,
    OpenAddress,
    OpenNextUnread,
)
from qreader.tui.reading.answers import Answers
from qreader.tui.reading.changes import RevisionDiff
from qreader.tui.reading.find import Find
from qreader.tui.reading.highlights import Highlights
from qreader.tui.reading.hints import Hints
from qreader.tui.reading.passage import Passage
from qreader.tui.widgets.paint import Paint

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Article, ArticleId, Place, Query, Row, Status
    from qreader.tui.desk import Desk
    from qreader.tui.reading.code_colours import CodeColours
    from qreader.tui.reading.pictures import Pictures
    from qreader.tui.widgets.article_view import ArticleView

TRAIL_LENGTH: Final = 200
"""The most entries of the history."""
STORY: Final = "story"
"""Its section below the article."""
LAYER: Final = "target"
"""Its layer of the article's paints: the target of a followed link."""


class HistoryEntry(NamedTuple):
    """An article that was left for another, with its reading position."""

    article_id: ArticleId
    place: Place | None


class Reading:
    """The only writer of the article's pane. Runs on the event loop; threads read the cache."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        make_view: Callable[[], ArticleView],
        make_pictures: Callable[[ArticleView], Pictures],
        key: Callable[[str], str],
    ) -> None:
        """key: returns the key of an action."""
        self._desk = desk
        self._library = library
        self._make_view = make_view
        self._make_pictures = make_pictures
        self._key = key
        self._view: ArticleView | None = None
        self._pictures: Pictures | None = None
        self._colours: CodeColours | None = None
        self.article: Article | None = None
        self._trail: list[HistoryEntry] = []
        self.find = Find(desk, self)
        self.hints = Hints(desk, self)
        self.passage = Passage(desk, self, self.find)
        self.changes = RevisionDiff(desk, library, self)
        self.answers = Answers(desk, library, self, key)
        self._highlights = Highlights(self)

    @property
    def view(self) -> ArticleView:
        """The widget, created at first use: its import takes 20 ms, which no start waits for."""
        if self._view is None:
            self._view = self._make_view()
        return self._view

    @property
    def has_view(self) -> bool:
        """Whether there is one yet."""
        return self._view is not None

    @property
    def here(self) -> Here:
        """What a key in the article acts on."""
        if self.article is None:
            return Here(Where.ARTICLE)
        row, entry = self.article.row, self.article.entry
        picture = self._pictures.large.figure if self._pictures is not None else None
        here = Here(
            Where.ARTICLE,
            article_id=row.id,
            targets=(row.id,),
            tags=row.status.tags,
            title=row.title,
            url=entry.url,
            feed_id=row.feed_id,
            links=self.view.links,
        )
        if picture is None or picture.url is None:
            return here
        title = safe_line(picture.alt or picture.title) or here.title
        return here._replace(url=picture.url, title=title, is_picture=True)

    @property
    def modes(self) -> Where:
        """The special states of the pane: a find is open, lines are selected."""
        finding = Where.FINDING if self.find.is_open else Where.NOWHERE
        return finding | (Where.SELECTING if self.passage.is_open else Where.NOWHERE)

    # ---- opening

    async def open_article(self, article_id: ArticleId) -> None:
        """Show an article at its reading position."""
        await self._open(article_id, None)

    async def _open(self, article_id: ArticleId, back_to: HistoryEntry | None) -> None:
        if self.is_open(article_id):
            self.changes.end()
            self.answers.end()
            self._desk.post_message(GoTo(Where.ARTICLE))
        else:
            # a later request cancels an earlier one, so that only its article is shown
            await finished(
                self._desk.start(self._read, article_id, back_to, group="article", exclusive=True)
            )

    async def _read(self, article_id: ArticleId, back_to: HistoryEntry | None) -> None:
        article = await self._desk.call(self._library.articles.one, article_id, lane="article")
        self._show(article, back_to)

    def show(self, article: Article) -> None:
        """Show an article just read from the cache."""
        if not self.is_open(article.id):
            self._show(article, None)
        elif self.article is not None and self.article.entry != article.entry:
            self._take_anew(article)

    def _show(self, article: Article, back_to: HistoryEntry | None) -> None:
        if back_to is None:
            self._remember()
        self._keep_place()
        self.article = article
        place = article.place if back_to is None else back_to.place
        self._prepare_pictures()
        self.view.show(article, self._library.now(), place)
        self.answers.article_opened()
        self._desk.post_message(ArticleShown(article))
        if back_to is None and place is not None:
            self._desk.say("Where you left it; gg goes to the top")
        self._show_colours()
        if self._desk.config.mark_read == "open" and (
            article.row.changed or not article.row.status.read
        ):
            self._desk.post_message(ArticleRead(article.id))

    def show_story(self, article_id: ArticleId, rows: Sequence[Row]) -> None:
        """Show the story of the open article below its text; of one article, there is none."""
        if not self.is_open(article_id):
            return
        size = next((row.story_size for row in rows if row.id == article_id), None)
        if size is None:
            self.view.show_below(STORY, None)
            return
        from qreader.render.story_so_far import story_so_far

        now = self._library.now()
        self.view.show_below(STORY, story_so_far(rows, article_id, size, now, self._key))

    def _prepare_pictures(self) -> None:
        if self._pictures is None:
            self._pictures = self.view.pictures = self._make_pictures(self.view)

    def _show_colours(self) -> None:
        if self._colours is None:
            from qreader.tui.reading.code_colours import CodeColours  # not for a start

            self._colours = CodeColours(self._desk, self.view)
        self._colours.show()

    def is_open(self, article_id: ArticleId) -> bool:
        """Whether an article is the open one."""
        return self.article is not None and self.article.id == article_id

    def end_seen(self) -> None:
        """Mark the article read where `mark_read` is `end`."""
        counts = self._desk.config.mark_read == "end"
        if counts and self.article is not None and not self.article.row.status.read:
            self._desk.post_message(ArticleRead(self.article.id))

    # ---- the reading position

    def _keep_place(self) -> None:
        """Store the reading position of the article."""
        if self.article is not None and self._left_at != self.article.place:
            self._desk.start(self._keep, self.article.id, self._left_at, group="places")

    async def _keep(self, article_id: ArticleId, place: Place | None) -> None:
        await self._desk.call(self._write_place, article_id, place, lane="places", writes=True)

    def _write_place(self, article_id: ArticleId, place: Place | None) -> None:
        with self._library.without_reload():  # rows do not show it
            self._library.places.keep(article_id, place)

    def close(self) -> None:
        """Store the reading position at the exit, synchronously."""
        if self.article is not None and self._left_at != self.article.place:
            with suppress(StoreError):  # a full disk must not prevent the exit
                self._library.places.keep(self.article.id, self._left_at)

    def close_processes(self) -> None:
        """End the processes that draw pictures and look at code, if there are any."""
        for one in (self._pictures, self._colours):
            if one is not None:
                one.close()

    @property
    def _left_at(self) -> Place | None:
        """The reading position to store; None at the end: the next reading starts at the top."""
        view = self.view
        is_read = view.at_end and view.lines and view.shows_article
        return None if is_read else view.article_place

    # ---- changes

    def reload(self) -> None:
        """Show the article again: its text has changed."""
        if self.article is not None:
            self._desk.start(self._reload, self.article.id, group="reload", exclusive=True)

    async def _reload(self, article_id: ArticleId) -> None:
        # in a lane of its own, so that another article can be opened meanwhile
        article = await self._desk.call(self._library.articles.one, article_id, lane="reload")
        self._take_anew(article)

    def _take_anew(self, article: Article) -> None:
        if self.is_open(article.id):
            self.article = article
            self.view.show(article, self._library.now())
            self.answers.show_foot()
            self._show_colours()
            self._desk.post_message(ArticleShown(article, again=True))

    def take_answers(self, article: Article) -> None:
        """Note which answers to the open article are kept now."""
        if self.article is not None and self.is_open(article.id):
            self.article = self.view.article = replace(self.article, answers=article.answers)
            self.answers.show_foot()

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Note a changed status of the article."""
        if self.article is None or self.article.id not in statuses:
            return
        before, status = self.article.row.status, statuses[self.article.id]
        self.article = replace(self.article, row=replace(self.article.row, status=status))
        if status.tags != before.tags:  # the facts show them
            self.view.show(self.article, self._library.now())

    def search_changed(self, query: Query, ids: Sequence[ArticleId]) -> None:
        """Highlight the words of a search in the articles that it found."""
        self._highlights.take(query, ids)

    def lines_changed(self) -> None:
        """Update highlights, matches and link letters for the new lines."""
        self._highlights.lines_changed()
        self.find.lines_changed()
        self.passage.lines_changed()
        self.hints.end()
        if self._pictures is not None:
            self._pictures.laid_out()

    # ---- links

    async def follow(self, url: str) -> None:
        """Follow a link: within the text, to an article of the cache, or in the browser."""
        if url.startswith("#"):
            self._jump(url[1:])
            return
        cached = await self._desk.call(self._library.links.article_at, url, lane="link")
        if cached is not None and not self.is_open(cached):
            await self.open_article(cached)
        else:
            self._desk.post_message(OpenAddress(url))

    def _jump(self, name: str) -> None:
        """Scroll to a target in the same text; ctrl+o, or the footnote's own link, goes back."""
        from qreader.render.find import anchored

        found = anchored(self.view.lines, name)
        if found is None:
            self._desk.say("That place is not in this text")
            return
        self._remember()
        self.view.show_line(found.line)
        self.view.paint(LAYER, {found.line: [Paint(found.start, found.end, "found")]})

    def _remember(self) -> None:
        if self.article is not None:
            entry = HistoryEntry(self.article.id, self.view.article_place)
            self._trail = [*self._trail[1 - TRAIL_LENGTH :], entry]

    # ---- actions

    async def back_along_trail(self) -> None:
        """Go back to the previous entry of the history."""
        if not self._trail:
            self._desk.say("This is where you started reading")
            return
        entry = self._trail.pop()
        if self.is_open(entry.article_id):
            self.changes.end()
            self.answers.end()
            self._desk.post_message(GoTo(Where.ARTICLE))
            self.view.go_to_place(entry.place)
            self.view.paint(LAYER, {})
        else:
            await self._open(entry.article_id, entry)

    def open(self, _: int | None) -> None:
        """Say what can be opened: an article is no row, and enter moves to no other pane."""
        self._desk.say(
            f"{self._key('next_related')} goes to a related story, "
            f"{self._key('follow')} to a link, {self._key('browser')} to the browser"
        )

    def read_on(self) -> None:
        """Scroll by a page; at the end, open the next unread article."""
        if self._desk.here.pane is not Where.ARTICLE:
            self._desk.post_message(GoTo(Where.ARTICLE))
        if self.view.large is not None and self.view.at_end:
            self.back()
        elif self.article is None or self.view.at_end:
            self._desk.post_message(OpenNextUnread())
        else:
            self.view.page_down()

    def back(self) -> None:
        """Go back from what is shown over the article to it, or from the article to the list."""
        if self.changes.is_open:
            self.changes.end()
        elif self.answers.is_open:
            self.answers.end()
        elif self._pictures is not None and self._pictures.large.is_open:
            self._pictures.large.end()
        else:
            self._desk.post_message(GoUnder())

    def leave(self) -> None:
        """Go back: `q`."""
        self.back()

    def escape(self) -> None:
        """End a selection of lines, then a find, then a program that is asked, or go back."""
        if self.passage.is_open:
            self.passage.end()
        elif self.find.is_open:
            self.find.end()
            self._desk.say("")
        elif not self.answers.stop():
            self.back()

    def show_picture(self, count: int | None) -> None:
        """Show the next picture, or the n-th, in all of the pane."""
        if self._pictures is not None:
            self._pictures.large.show_next(count)

    def picture_clicked(self, url: str) -> None:
        """Show a picture in all of the pane, or the article again."""
        if self._pictures is not None:
            self._pictures.large.toggle(url)

    def show_letters(self) -> None:
        """Show letters on the visible links; typing them follows a link."""
        if self.article is not None:
            self.hints.show()

    def pick_link(self, name: str, then: Callable[[str, str], None]) -> None:
        """Show letters on the visible links; `then` is called with the one that is typed."""
        if self.article is not None:
            self.hints.show(f"the link for {name}", then)

    async def find_words(self, words: str) -> None:
        """Find words in the article; "": ask for them."""
        if self.article is not None:
            await self.find.begin(words)
            self._reach_match()

    def next_match(self, count: int | None) -> None:
        """Go to the next match of a find."""
        self.find.step(count or 1)
        self._reach_match()

    def previous_match(self, count: int | None) -> None:
        """Go to the previous match of a find."""
        self.find.step(-(count or 1))
        self._reach_match()

    def _reach_match(self) -> None:
        """Have a selection of lines go up to the match."""
        if self.find.line is not None:
            self.passage.reach(self.find.line)

    async def show_changes(self) -> None:
        """Show the changes of the article here, or go back to the article."""
        await self.changes.toggle()

    async def show_answer(self, name: str) -> None:
        """Show what is kept of a program's answers; "": the next, behind the last the article."""
        await self.answers.show_next(name)

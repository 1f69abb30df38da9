"""Reader: the screen of qreader with its widgets and concerns; it implements their desk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget

from qreader.config.settings import Config
from qreader.errors import QReaderError
from qreader.model import Order as ListOrder
from qreader.model import Query
from qreader.text.safe import safe_line
from qreader.tui import themes
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.branches import FeedOrder
from qreader.tui.browse import Browse
from qreader.tui.desk import UNDOES, Here, feed_rows
from qreader.tui.dispatch import Dispatch
from qreader.tui.feeds import Feeds, failed_lines
from qreader.tui.hold import Hold, Typed
from qreader.tui.keys import (
    MACRO_PREFIX,
    KeyReader,
    Order,
    as_latin,
    help_hint,
    hints,
    key_for,
    key_of,
    named_hints,
)
from qreader.tui.list_orders import ListOrders
from qreader.tui.list_title import grouped
from qreader.tui.message_log import MessageLog
from qreader.tui.outline import Outline
from qreader.tui.panes import PANES, Panes, Places
from qreader.tui.place_titles import PlaceTitles
from qreader.tui.reading.beside import Beside
from qreader.tui.reading.hints import LETTERS
from qreader.tui.reading.reading import Reading
from qreader.tui.refreshing import Refreshing
from qreader.tui.routes import Routes
from qreader.tui.teaching import Teaching
from qreader.tui.terminal import inside
from qreader.tui.terminal.frame_timer import FrameTimer
from qreader.tui.terminal.window_title import WindowTitle
from qreader.tui.today import Today
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.boxes import HBox, VBox
from qreader.tui.widgets.divider import Divider
from qreader.tui.widgets.feed_tree import FeedTree
from qreader.tui.widgets.pane_title import TitleRow
from qreader.tui.widgets.related import RelatedList
from qreader.tui.widgets.status import StatusBar
from qreader.tui.widgets.today_list import TodayList
from qreader.tui.workers import Work, Workers

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.adding import Adding
    from qreader.tui.answering import Answering
    from qreader.tui.attached import Attached
    from qreader.tui.command_line import CommandLine
    from qreader.tui.configuring import Configuring
    from qreader.tui.controls import Controls
    from qreader.tui.desk import Outside, Started
    from qreader.tui.editing import Editing
    from qreader.tui.episodes import Episodes
    from qreader.tui.marks import Marks
    from qreader.tui.pages import Pages
    from qreader.tui.question import Question
    from qreader.tui.queueing import Queueing
    from qreader.tui.reading.pictures import Pictures
    from qreader.tui.searching import Searching
    from qreader.tui.sending import Sending
    from qreader.tui.sharing import Sharing
    from qreader.tui.sorting import Sorting
    from qreader.tui.statistics import Statistics
    from qreader.tui.stories import Stories
    from qreader.tui.sync_server import SyncServer
    from qreader.tui.theming import Theming
    from qreader.tui.upkeep import Upkeep
    from qreader.tui.widgets.article_view import ArticleView
    from qreader.tui.widgets.lookup import Chosen, Lookup
    from qreader.tui.widgets.prompt import Prompt
    from qreader.tui.widgets.welcome import PackList, Welcome

T = TypeVar("T")

WHICH_KEY_SECONDS: Final = 0.4
"""The pause after a prefix until a box shows the keys that may follow."""
QUEUE_SECONDS: Final = 5.0
"""After the start, when the downloads of the queue go on: first comes what a person sees."""
MAX_USED: Final = 5
"""The actions of the palette that it shows again at its top."""
URGENT_ACTIONS: Final = frozenset({"escape", "cancel", "quit"})
WALKING: Final = frozenset({"open", "escape"})
"""The actions that mean the related stories while `]` moves through them from the article."""
WALKING_HINTS: Final = {
    "open": "open the story",
    "next_related": "next",
    "not_related": "not related",
    "pin": "always",
    "escape": "back",
}
"""The footer meanwhile."""
KEY_SETTINGS: Final = frozenset({"keys", "macros", "preset"})
LOOKS: Final = frozenset(
    {"theme", "colors", "glyphs", "mouse", "synchronized_output", "whole_frames"}
)
"""Settings that change how everything is drawn."""
ROOMS: Final = {
    Where.FEEDS: "feeds",
    Where.LIST: "browse",
    Where.ARTICLE: "reading",
    Where.RELATED: "beside",
    Where.WELCOME: "adding",
    Where.TODAY: "today",
}
"""The concern of each pane, by name."""


class Reader(Routes):
    """Panes side by side, or one at a time. It implements `Desk` for all concerns."""

    AUTO_FOCUS = ""
    BLANK = True  # the panes fill it
    # Textual's own attribute redraws the whole screen whenever the focus moves
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(
        self,
        library: Library,
        config: Config,
        outside: Outside,
        actions: Sequence[Action] = ACTIONS,
    ) -> None:
        """actions: with the person's keys."""
        super().__init__(id="reader")
        self.library = library
        self.config = config
        self.actions = actions
        self._outside = outside
        self._workers = Workers(self, failed=self._fail, ended=self._ended)
        self.prompt: Prompt | None = None
        """The open prompt."""
        self.starts_with = config.on_start
        """What it opens with."""
        self.message_log = MessageLog()
        self.is_shown = False
        """Whether the list is on the screen: an earlier exception ends the start."""
        self._keys = KeyReader(actions)
        self._which_key_number = 0
        self._progress: dict[str, str] = {}
        """The progress texts, by owner."""
        self._make_widgets()
        self._make_concerns()

    def _make_widgets(self) -> None:
        self.feed_tree = FeedTree(id="feeds")
        self.titles = TitleRow(PANES, id="titles")
        self.list_title = self.titles.titles[Where.LIST]
        self.articles = ArticleList(id="list")
        self.articles.rows_wanted = self.config.list_rows
        self.articles.signs = self._outside.signs
        self.today_title = self.titles.titles[Where.TODAY]
        self.today_list = TodayList(id="today")
        self.today_list.signs = self._outside.signs
        self.article_pane = VBox(id="article-pane")
        self.related = RelatedList(id="related")
        self.related.signs = self._outside.signs
        self.dividers = {one: Divider(one) for one in (Where.FEEDS, Where.LIST, Where.RELATED)}
        self.panes_box = HBox(
            self.feed_tree,
            self.dividers[Where.FEEDS],
            self.articles,
            self.dividers[Where.LIST],
            self.today_list,
            self.article_pane,
            self.dividers[Where.RELATED],
            self.related,
            id="panes",
        )
        self.place_titles = PlaceTitles(self.titles.titles, self.articles, self.related)
        self.status = StatusBar(id="status")

    def _make_concerns(self) -> None:
        library, config = self.library, self.config

        self.hold = Hold(
            self,
            read=self._read_typed,
            has_messages=lambda: self.has_messages,
            is_blocked=self._is_blocked,
            is_asking=lambda: self.prompt is not None or self.app.screen is not self,
            interrupted=self._stop_macro,
            urgent=_urgent_keys(self.actions),
        )
        self._list_orders = ListOrders(library, ListOrder(config.sort))
        self.browse = Browse(
            self,
            library,
            self.articles,
            self.list_title,
            by_story=config.group_stories,
            only_unread=config.only_unread,
            reads_on=config.read_on == "feed",
            key=self._shown_key,
            orders=self._list_orders,
            failed=lambda query: failed_lines(self.outline.known_feeds, query, self._shown_key),
        )
        self.selection = self.browse.selection
        self.reading = Reading(
            self, library, self._make_article_view, self._make_pictures, self._shown_key
        )
        self.passage = self.reading.passage
        self.beside = Beside(self, library, self.related, self._shown_key)
        self.outline = Outline(
            self,
            library,
            self.feed_tree,
            shows_read=config.show_read_feeds,
            order=config.feed_order,
            key=self._shown_key,
        )
        self.feeds = Feeds(self, library, self.outline)
        self.refreshing = Refreshing(
            self,
            library,
            self._outside,
            refresh_minutes=config.refresh_minutes,
            shows_news=lambda: self.pane is Where.LIST and self.browse.is_at_top,
        )
        self.today = Today(
            self,
            library,
            self.today_list,
            self.today_title,
            in_front=lambda: self.panes.front is Where.TODAY,
            key=self._shown_key,
        )
        self._teaching = Teaching(self, library, self._shown_key)
        self.window_title = WindowTitle(
            self._outside.show_title, self.set_timer, is_wanted=config.window_title
        )
        self.panes = Panes(
            self,
            library,
            self,
            Places(
                self.panes_box,
                self.feed_tree,
                self.articles,
                self.today_list,
                self.article_pane,
                self.related,
                self.dividers,
                self.titles,
            ),
            rows={
                Where.FEEDS: self.feed_tree,
                Where.LIST: self.articles,
                Where.TODAY: self.today_list,
                Where.RELATED: self.related,
            },
            related_known=self.beside.known,
            sidebar=config.sidebar,
        )

    def _shown_key(self, name: str) -> str:
        """Return the key of an action, the person's own as the configuration has it now."""
        return key_for(self.actions, name)

    def compose(self) -> ComposeResult:
        """Yield the titles, the panes, and a line at the bottom."""
        yield self.titles
        yield self.panes_box
        yield self.status

    # ---- created at first use

    @cached_property
    def adding(self) -> Adding:
        """What adds feeds."""
        from qreader.tui.adding import Adding

        def folders() -> Sequence[str]:
            return self.editing.folders

        return Adding(self, self.library, self._packs, folders=folders, key=self._shown_key)

    @cached_property
    def configuring(self) -> Configuring:
        """What reads the configuration again, and changes settings."""
        from qreader.tui.configuring import Configuring

        return Configuring(self, self.library, self._outside)

    @cached_property
    def controls(self) -> Controls:
        """What acts on the whole screen, or the program."""
        from qreader.tui.controls import Controls
        from qreader.tui.recent import Recent

        used = Recent(self, self.library, "used_actions", MAX_USED)
        return Controls(self, self, self.actions, used, self.message_log)

    @cached_property
    def marks(self) -> Marks:
        """What marks articles, and undoes that."""
        from qreader.tui.marks import Marks

        return Marks(self, self.library, lambda: self.feeds.tags)

    @cached_property
    def pages(self) -> Pages:
        """What fetches the pages of articles."""
        from qreader.tui.pages import Pages

        return Pages(self, self.library)

    @cached_property
    def searching(self) -> Searching:
        """What searches, and keeps searches."""
        from qreader.tui.searching import Searching

        return Searching(
            self,
            self.library,
            look_into=self.look_into,
            end_look=self.end_look,
            move=self.articles.move,
        )

    @cached_property
    def sorting(self) -> Sorting:
        """What changes the order of lists."""
        from qreader.tui.sorting import Sorting

        return Sorting(
            self,
            self._list_orders,
            shown=lambda: (self.browse.view.base, self.browse.view.title),
            show_again=self.browse.show_again,
        )

    @cached_property
    def stories(self) -> Stories:
        """What follows, mutes and shows stories."""
        from qreader.tui.stories import Stories

        return Stories(self, self.library)

    @cached_property
    def sync_server(self) -> SyncServer:
        """What syncs with a server."""
        from qreader.tui.sync_server import SyncServer

        return SyncServer(self, self.library)

    @cached_property
    def theming(self) -> Theming:
        """What changes the theme."""
        from qreader.tui.theming import Theming

        return Theming(self, self.library, self._outside)

    @cached_property
    def upkeep(self) -> Upkeep:
        """What works in the background for the cache."""
        from qreader.tui.upkeep import Upkeep

        return Upkeep(self, self.library)

    @cached_property
    def sharing(self) -> Sharing:
        """The concern for browser, clipboard, files and programs."""
        from qreader.tui.sharing import Sharing

        return Sharing(self, self.library, self._outside)

    @cached_property
    def sending(self) -> Sending:
        """What sends articles and links to programs."""
        from qreader.tui.sending import Sending

        return Sending(self, self.library, self._outside)

    @cached_property
    def attached(self) -> Attached:
        """The concern for enclosures."""
        from qreader.tui.attached import Attached

        return Attached(self, self.library)

    @cached_property
    def answering(self) -> Answering:
        """What has programs answer to new articles."""
        from qreader.tui.answering import Answering

        return Answering(self, self.library)

    @cached_property
    def episodes(self) -> Episodes:
        """The concern for what there is to read of episodes."""
        from qreader.tui.episodes import Episodes

        return Episodes(self, self.library, show=self.reading.show_answer)

    @cached_property
    def queueing(self) -> Queueing:
        """The concern for the queue of enclosures."""
        from qreader.tui.queueing import Queueing

        return Queueing(self, self.library, undo=self.marks.undo)

    @cached_property
    def statistics(self) -> Statistics:
        """What shows the statistics of reading."""
        from qreader.tui.statistics import Statistics

        return Statistics(self, self.library)

    @cached_property
    def editing(self) -> Editing:
        """What changes feeds and folders."""
        from qreader.tui.editing import Editing

        return Editing(self, self.library, lambda: self.outline.feeds)

    @cached_property
    def command_line(self) -> CommandLine:
        """The concern for commands after `:` and macros."""
        from qreader.tui.command_line import MAX_LINES_KEPT, CommandLine
        from qreader.tui.recent import Recent
        from qreader.tui.typed_paths import paths_like

        def starting(names: Callable[[], Sequence[str]]) -> Callable[[str], Sequence[str]]:
            return lambda text: [n for n in names() if n.casefold().startswith(text.casefold())]

        return CommandLine(
            self,
            self.actions,
            self._do_to_the_end,
            {
                "add": paths_like,
                "save": paths_like,
                "feed_order": starting(lambda: [*FeedOrder]),
                "set": self.configuring.offered,
                "sort": starting(lambda: [*ListOrder]),
                "theme": starting(themes.names),
                "go_feed": starting(lambda: self.feeds.labels),
                "move": starting(lambda: self.editing.folders),
                "send": starting(lambda: self.sending.names),
                "send_link": starting(lambda: self.sending.names),
                "tag": starting(lambda: self.feeds.tags),
            },
            Recent(self, self.library, "typed_commands", MAX_LINES_KEPT),
        )

    @cached_property
    def article_view(self) -> ArticleView:
        """The widget of the article."""
        return self.reading.view

    def _make_article_view(self) -> ArticleView:
        from qreader.tui.widgets.article_view import ArticleView

        view = ArticleView(
            text_width=self.config.text_width,
            date_format=self.config.date_format,
            key=self._shown_key,
            id="article",
        )
        view.can_focus = False  # only the screen reads keys
        self.article_pane.mount(view)
        return view

    def _make_pictures(self, view: ArticleView) -> Pictures:
        from qreader.tui.reading.picture_maker import PictureMaker
        from qreader.tui.reading.pictures import Pictures

        outside = self._outside
        maker = PictureMaker(self, self.library, outside, view, environ=os.environ)
        return Pictures(self, view, maker)

    @cached_property
    def welcome(self) -> Welcome:
        """The widget of the first start."""
        from qreader.tui.widgets.welcome import Welcome

        welcome = Welcome(id="welcome")
        self.article_pane.mount(welcome)
        self.panes.rows[Where.WELCOME] = welcome.packs
        return welcome

    def _packs(self) -> PackList:
        return self.welcome.packs

    # ---- life cycle

    def make_frame_clock(self, draw: Callable[[], None]) -> FrameTimer:
        """Return the timer of frames."""
        return FrameTimer(self, draw)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Skip Textual's second application of styles when the reader is first shown."""
        event.refresh_styles = self.stack_updates > 0

    def on_mount(self) -> None:
        """Show the first page at once; read everything else in the background."""
        self.panes.recall()
        self.browse.recall()
        self._list_orders.recall()
        self.call_after_refresh(self._get_ready)
        is_empty = not self._show_first()
        if is_empty and not self.outline.feeds:  # the first start
            self.adding.add_sampler()
            self.run_named("go_packs")
        elif self.config.refresh_on_start:
            self.refresh_feeds(None, only_due=True)
        self.refreshing.watch()

    def _show_first(self) -> bool:
        """Show what `on_start` says, synchronously; return whether there is anything."""
        wanted = self.starts_with
        is_today = wanted == "today" and self.today.show_first()
        if is_today:
            self.go(Where.TODAY)
            self.call_after_refresh(self.browse.show_first)
            return True
        words = None
        if wanted not in {"today", "list", "feeds"}:
            words = self.library.searches.query_of(wanted)
        page = self.browse.show_first(words, wanted)
        self.outline.point_at(self.browse.view.base)
        self.go(Where.FEEDS if wanted == "feeds" else Where.LIST)
        return bool(page.ids) or words is not None

    def _get_ready(self) -> None:
        """Create the article's widget, and read the tree, after the list is shown."""
        if self.article_pane.is_attached:  # else the reader has been closed
            self.start(self._prepare_article_view, group="article view")
            self.start(self.refreshing.freshness.read, group="freshness")
            self.outline.reload()
            self.upkeep.start()
            self.set_timer(QUEUE_SECONDS, self._go_on_with_queue)
            self.configuring.watch()
            if self.starts_with == "today":
                self.today.begin(lambda: self.key_number == 0 and self.pane is Where.LIST)

    def _go_on_with_queue(self) -> None:
        self.queueing.begin()

    async def _prepare_article_view(self) -> None:
        await self.call(_import_article_view, lane="article view")
        if self.article_pane.is_attached:
            self.reading.view.refresh()

    def shown(self) -> None:
        """Process keys from now on: the list is on the screen."""
        self.is_shown = True
        self.hold.open()

    def on_resize(self) -> None:
        """Lay out the panes for the new size."""
        self.panes.lay_out()

    def keep(self) -> None:
        """Store what is not yet stored, after pending writes, which may be older."""
        self.reading.answers.stop()
        if "answering" in vars(self):
            self.answering.stop()
        self._workers.close()
        self.reading.close()
        self.today.close()

    def close(self) -> None:
        """Store what is not yet stored; abandon the threads."""
        self.keep()
        self.reading.close_processes()

    # ---- the desk

    @property
    def pane(self) -> Where:
        """The focused pane."""
        return self.panes.pane

    @property
    def here(self) -> Here:
        """What a key acts on now."""
        view = self.browse.view
        here = self._here_in(self.pane)
        if here.pane not in Where.FEEDS | Where.TODAY or not here.label:
            here = here._replace(query=view.base, label=view.title)
        if self.pane is not Where.FEEDS:
            is_one = self.pane in Where.READING | Where.TODAY
            feed_id = here.feed_id if is_one else view.base.feed_id
            meant = Query(feed_id=feed_id or here.feed_id)
            here = here._replace(feed_rows=feed_rows([meant]))
        lit = self.beside.here if self.is_walking else None
        return here._replace(pane=self.pane, shown=view.base, modes=self._modes, lit=lit)

    def _here_in(self, pane: Where) -> Here:
        if pane is Where.FEEDS:
            return self.feeds.here
        if pane is Where.WELCOME:
            return Here(pane)
        if pane in Where.READING and self.reading.article is not None:
            return self.beside.here if pane is Where.RELATED else self.reading.here
        return self.today.here if self.panes.front is Where.TODAY else self.browse.here

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Show a message until the next key."""
        finding = self.reading.find.summary if self.pane is Where.ARTICLE else ""
        undoes = f", {key_for(self.actions, 'undo')} undoes"  # its key may be the person's own
        text = text.replace(UNDOES, undoes)
        if text:
            self.message_log.add(text, self.library.now(), is_error=is_error)
        self.status.say(text or finding, is_error=is_error)

    def complain(self, message: str) -> None:
        """Show an error, also while a prompt is in the place of the status line."""
        self.say(message, is_error=True)
        if self.prompt is not None:
            self.prompt.show_note(message)

    def look_for_damage(self) -> None:
        """Check whether the cache is damaged, which may fail in any place, and report it."""
        self.start(self._look_for_damage, group="damage", exclusive=True)

    async def _look_for_damage(self) -> None:
        damage = await self.call(self.library.damage, lane="")
        if damage is not None:
            self.complain(str(damage))

    def progress(self, owner: str, text: str | None) -> None:
        """Show an owner's progress; of several owners, the one that began last."""
        if text is None and owner not in self._progress:
            return
        if text is None:
            del self._progress[owner]
        else:
            self._progress[owner] = text
        self.status.show_progress(next(reversed(self._progress.values()), ""))

    async def ask(self, question: Question) -> str | None:
        """Ask for a line at the bottom, in place of an open prompt."""
        # Textual's Input costs some 20 ms, and few starts ask a question
        from qreader.tui.widgets.prompt import Prompt

        if self.prompt is not None:
            self.prompt.give_up()
        prompt = self.prompt = Prompt(question)
        self.status.display = False
        self.mount(prompt)
        try:
            return await self._workers.answered(prompt.answer)
        finally:
            prompt.remove()
            if self.prompt is prompt:
                self.prompt = None
                self.status.display = True
                self.panes.point()

    async def choose(self, box: Lookup) -> Chosen | None:
        """Return the choice made in a box; None: it was closed."""
        self.app.push_screen(box)
        try:
            return await self._workers.answered(box.answer)
        finally:
            box.close()

    @property
    def is_busy(self) -> bool:
        """Whether a worker or a call runs that keys started, and that ends soon by itself."""
        return self.hold.is_keeping or self._workers.is_busy

    async def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        lane: str,
        behind: str = "",
        writes: bool = False,
    ) -> T:
        """Run a function in a daemon thread."""
        return await self._workers.calls.call(
            function, *arguments, lane=lane, behind=behind, writes=writes
        )

    def _fail(self, error: Exception) -> None:
        if isinstance(error, QReaderError):
            self.complain(str(error))
        else:
            self._outside.fail(error)

    def _ended(self, work: Work, failed: bool) -> None:
        self.hold.ended(work, failed)

    def report(self, heard: Callable[[T], object], value: T) -> None:
        """Call a function on the event loop, after the messages queued there."""
        self.call_later(heard, value)

    async def drawn(self) -> None:
        """Wait until the screen shows what has changed."""
        drawn = asyncio.Event()
        self.call_after_refresh(drawn.set)
        await drawn.wait()

    def take_config(self, config: Config, changed: Collection[str]) -> None:
        """Apply settings, some of which changed."""
        self.config = config
        self.library.configure(config)
        if KEY_SETTINGS.intersection(changed):
            from qreader.tui.keymap import keymap

            self.actions = self.controls.actions = self.command_line.actions = keymap(config)
            self._keys = KeyReader(self.actions)
            self.hold.urgent = _urgent_keys(self.actions)
            self._show_which_key()
            self.show_hints()
        if LOOKS.intersection(changed):
            self._outside.configure(config)
            self.today_list.signs = self._outside.signs
            self.articles.set_signs(self._outside.signs)
            self.related.set_signs(self._outside.signs)
            self.controls.draw_anew()

    # ---- panes

    def go(self, pane: Where) -> None:
        """Focus a pane, and make it visible."""
        if pane is not self.pane:
            self.beside.end_walk()
            self.passage.end()
            if pane is Where.FEEDS:
                self.outline.enter()
        if pane is Where.WELCOME:
            _ = self.welcome
        self.panes.focus(pane)
        self.show_hints()
        if self.reading.find.is_open:  # its count is only for the article
            self.say("")

    def show_hints(self) -> None:
        """Show the key hints of the pane in the footer."""
        where = self.where
        if self.is_walking:
            shown = named_hints(self.actions, WALKING_HINTS)
        else:
            modes = (Where.SELECTING, Where.FINDING)
            shown = hints(self.actions, next((one for one in modes if one in where), where))
        self.status.show_hints(shown, help_hint(self.actions))
        self.show_position()

    def show_position(self) -> None:
        """Show in the footer which row the cursor is on, or how far the text is read."""
        rows = self.panes.rows.get(self.pane)
        if rows is not None:
            at, count = rows.place
            self.status.show_position(f"{grouped(at)}/{grouped(count)}" if count else "")
        elif self.pane is Where.ARTICLE and self.reading.has_view:
            self.status.show_position(self.reading.view.progress)

    @property
    def is_walking(self) -> bool:
        """Whether `]` has lit a related story, while the article has the focus."""
        return self.pane is Where.ARTICLE and self.beside.is_walking

    @property
    def where(self) -> Where:
        """The pane whose keys apply, with its special states."""
        return self.pane | self._modes

    @property
    def _modes(self) -> Where:
        if self.pane is Where.FEEDS:
            return self.outline.here.modes
        if self.pane is Where.TODAY:
            return self.today.here.modes
        return self.reading.modes if self.pane is Where.ARTICLE else Where.NOWHERE

    # ---- keys

    async def typed(self, typed: Typed) -> None:
        """Process a key or a paste as soon as its target is there."""
        await self.hold.take(typed)

    async def _read_typed(self, typed: Typed) -> None:
        if self.prompt is not None and self.is_current:
            self.prompt.take_keys()  # a click may have moved the focus
        if isinstance(typed, events.Paste):  # made one clean line
            typed.text = safe_line(typed.text.strip().partition("\n")[0])
        await inside.read_key(self.app, typed)

    def _is_blocked(self) -> bool:
        """Whether the focused part is not there yet, or is closing."""
        screen = self.app.screen
        if screen is not self:
            return not screen.is_mounted or getattr(screen, "is_over", False)
        if self.prompt is not None:
            return not self.prompt.takes_keys
        if self.pane is Where.FEEDS:
            return not self.outline.is_grown and self.outline.is_growing
        return self.pane is Where.ARTICLE and not self.article_view.is_laid_out

    def on_key(self, event: events.Key) -> None:
        """Run the order of a key."""
        if self.prompt is not None:
            return  # the box or prompt handles the key
        key = key_of(event)
        event.stop()
        event.prevent_default()
        self.key_number += 1
        if self.reading.has_view:
            self.reading.view.selection.clear()
        if self.reading.hints.is_open:
            self.say("")
            self._press_letter(as_latin(key))
            return
        is_first = not self._keys.prefix
        order = self._keys.feed(key, self.where)
        self._show_which_key()
        self.status.show_pending(self._keys.pending)
        self.say("")
        if order is not None:
            where = self.where
            self.obey(order)
            self._teaching.note(order, where)
        elif self._keys.elsewhere is not None:
            self._say_elsewhere(self._keys.typed, self._keys.elsewhere)
        elif is_first and not self._keys.prefix and not self._keys.count:
            shows = key_for(self.actions, "help")
            if key == MACRO_PREFIX:
                self.status.say(
                    "There are no macros yet: :set macros.x star; open makes one for , x"
                )
            else:
                self.status.say(f"{key} means nothing here; {shows} shows what keys do")

    def _press_letter(self, key: str) -> None:
        """Handle a key while letters stand on the links; that of a command sends one."""
        hints = self.reading.hints
        sends = key in {key_for(self.actions, "send"), key_for(self.actions, "command")}
        if sends and key not in LETTERS:
            hints.end()
            self.hold_for(self.sending.send_link, "", may_ask=True)
            return
        then = hints.then
        picked = hints.press(key)
        if picked is None:
            return
        if then is None:
            self.hold_for(self.reading.follow, picked.url)
        else:
            then(picked.url, picked.text)

    def _say_elsewhere(self, key: str, action: Action) -> None:
        """Say in which panes a key applies, and where its action does here, how."""
        if action.where & self.where:
            self.status.say(f"{key} means nothing here; :{action.command} does")
        else:
            self._say_where(f"{key}: ", action)

    def _say_where(self, key: str, action: Action) -> None:
        from qreader.tui.help import places  # no start needs it

        self.status.say(f"{key}{action.command} works {places(action.where)}, not here")

    def _show_which_key(self) -> None:
        """After a prefix and a pause, show the keys that may follow."""
        self._which_key_number += 1
        number = self._which_key_number
        for box in self.query("WhichKey"):
            box.remove()
        if not self._keys.prefix:
            return

        def show() -> None:
            if number == self._which_key_number and self._keys.prefix:
                from qreader.tui.widgets.which_key import Following, WhichKey

                following = self._keys.completions(self.pane)
                self.mount(WhichKey([Following(*one) for one in following]))

        self.set_timer(WHICH_KEY_SECONDS, show)

    # ---- orders

    @cached_property
    def _dispatch(self) -> Dispatch:
        return Dispatch(
            partial(getattr, self),
            ROOMS,
            focus=self._moved_by_keys,
            front=lambda: self.panes.front,
            begin=self.hold_for,
            settled=self._settled,
            awaited=lambda: self.hold.awaited,
        )

    def _moved_by_keys(self) -> object:
        """Return what keys of motion move: rows, the end of selected lines, or the text."""
        rows = self.panes.rows.get(self.pane)
        return rows or (self.passage if self.passage.is_open else self.article_view)

    def obey(self, order: Order) -> None:
        """Run an order; keys wait for the end of a coroutine."""
        self.command_line.stop()
        if self._means_something(order):
            self._dispatch.do(order, self._pane_of(order))

    async def _do_to_the_end(self, order: Order) -> bool:
        """Run an order of a macro with all its workers; return whether it means anything here."""
        could = self._means_something(order)
        if could:
            await self._dispatch.do_to_the_end(order, self._pane_of(order))
        return could

    def _means_something(self, order: Order) -> bool:
        if order.action.where & self.where:
            return True
        self._say_where("", order.action)
        return False

    def _pane_of(self, order: Order) -> Where:
        """Return the pane of an order: the related stories while `]` moves through them."""
        is_lit = self.is_walking and order.action.name in WALKING
        return Where.RELATED if is_lit else self.pane

    async def _settled(self, but_for: Sequence[Started]) -> None:
        """Wait until no message is queued and no worker runs that keys wait for."""
        while True:
            routed = asyncio.Event()
            self.call_later(routed.set)
            await routed.wait()
            awaited = [one for one in self.hold.awaited if one not in but_for]
            if not awaited and not self.has_messages:
                return
            for started in awaited:
                await started

    def _stop_macro(self) -> None:
        self.command_line.stop()


def _urgent_keys(actions: Sequence[Action]) -> frozenset[str]:
    return frozenset({"ctrl+q"}.union(*(a.keys for a in actions if a.name in URGENT_ACTIONS)))


def _import_article_view() -> None:
    """Import what the first article needs in a thread: 25 ms, in which keys are handled."""
    import qreader.text.summary
    import qreader.tui.reading.code_colours
    import qreader.tui.reading.picture_maker
    import qreader.tui.reading.pictures
    import qreader.tui.widgets.article_view  # noqa: F401

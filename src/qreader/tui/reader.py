"""Reader: the one screen of qreader. It holds the widgets, reads keys and passes on what comes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget

from qreader.config import Config
from qreader.model import Query, Scope
from qreader.text.safe import safe_line
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.browse import Browse, View, title_of
from qreader.tui.changes import WhatChanged
from qreader.tui.find import Find
from qreader.tui.highlights import Highlights
from qreader.tui.hints import Hints
from qreader.tui.hold import Hold
from qreader.tui.keys import MACROS_GROUP, KeyReader, Order, hints, key_of, show_keys
from qreader.tui.marks import Marks
from qreader.tui.news import News
from qreader.tui.pages import Pages
from qreader.tui.panes import PANES, Panes
from qreader.tui.reading import Reading
from qreader.tui.selection import Selection
from qreader.tui.terminal.frame_timer import FrameTimer
from qreader.tui.terminal.inside import HookedScreen
from qreader.tui.threads import Threads
from qreader.tui.upkeep import Upkeep
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.boxes import Across, Down
from qreader.tui.widgets.feed_tree import FeedTree
from qreader.tui.widgets.pane_title import PaneTitle
from qreader.tui.widgets.related import RelatedList
from qreader.tui.widgets.row_list import RowList
from qreader.tui.widgets.status import StatusBar
from qreader.tui.work import Finished, Heard, Work

if TYPE_CHECKING:
    from qreader.errors import QReaderError
    from qreader.library import Library
    from qreader.model import ArticleId
    from qreader.tui.attached import Attached
    from qreader.tui.commands import Commands
    from qreader.tui.lead_picture import LeadPicture
    from qreader.tui.orders import Orders
    from qreader.tui.question import Question
    from qreader.tui.seeking import Seeking
    from qreader.tui.sharing import Sharing
    from qreader.tui.welcome import Welcome
    from qreader.tui.widgets.article_view import ArticleView
    from qreader.tui.widgets.prompt import Prompt

WHICH_KEY_SECONDS: Final = 0.4
"""Whoever knows the sequence has typed it by then; whoever does not is shown what may follow."""


class Reader(HookedScreen[None]):
    """Panes side by side, or one at a time; `pane` is the one with the focus."""

    AUTO_FOCUS = ""
    BLANK = True  # the panes fill it
    # Textual's own draws the whole screen again whenever the focus moves
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(
        self, library: Library, config: Config, actions: Sequence[Action] = ACTIONS
    ) -> None:
        super().__init__(id="reader")
        self.library = library
        self.config = config
        self.actions = actions
        """What can be done, with the keys that the person chose."""
        self.pane = Where.LIST
        self.work = Work(self, lambda error: self.say(str(error), is_error=True))
        self.panes = Panes(self)
        self.browse = Browse(self)
        self.reading = Reading(self)
        self.changes = WhatChanged(self)
        self.find = Find(self)
        self.highlights = Highlights(self)
        self.hints = Hints(self)
        self.marks = Marks(self)
        self.news = News(self)
        self.pages = Pages(self)
        self.threads = Threads(self)
        self.selection = Selection(self)
        self.hold = Hold(self)
        self.upkeep = Upkeep(self)
        self._keys = KeyReader(actions)
        self.prompt: Prompt | None = None
        """What asks for a line now."""
        self.is_shown = False
        """Whether the list is on the screen: what is raised before ends the start."""
        self.key_number = 0
        """Of the last key that was read."""
        self._which_key_number = 0
        self.feed_tree = FeedTree(id="feeds")
        self.list_title = PaneTitle(id="list-title")
        self.articles = ArticleList(id="list")
        self.list_pane = Down(self.list_title, self.articles, id="list-pane")
        self.articles.rows_wanted = config.list_rows
        self.article_pane = Down(id="article-pane")
        self.related = RelatedList(id="related")
        self.panes_box = Across(
            self.feed_tree, self.list_pane, self.article_pane, self.related, id="panes"
        )
        self.status = StatusBar(id="status")

    def make_frame_clock(self, draw: Callable[[], None]) -> FrameTimer:
        """Return what has frames drawn: as soon as may be."""
        return FrameTimer(self, draw)

    def compose(self) -> ComposeResult:
        """Panes, and a line at the bottom."""
        yield self.panes_box
        yield self.status

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep the styles that the widgets have just been given, when the reader is first shown."""
        event.refresh_styles = self.stack_updates > 0

    def on_mount(self) -> None:
        """Show the first page at once; all else comes in the background."""
        self.panes.recall()
        for scope in (Scope.UNREAD, Scope.ALL):
            query = self.browse.grouped(Query(scope))
            page = self.browse.first_page(query, counted=False)
            if page.ids:
                break
        self.call_after_refresh(self._get_ready)
        self.browse.take_first_page(View(query, title_of(query)), page)
        self.feed_tree.point_at(Query(query.scope))
        self.go(Where.LIST)
        if not page.ids and not self.news.feeds:  # a first start
            self.news.add_sampler()
            self.run("go_packs")
        elif self.config.refresh_on_start:
            self.news.refresh(only_due=True)
        self.news.watch()
        self.upkeep.start()

    def _get_ready(self) -> None:
        """Make what runs keys and draws articles; read the tree: the list waits for none of it."""
        if self.article_pane.is_attached:  # else the reader has been left already
            _ = self.commands
            self.work.latest("article view", _import_article_view, self._make_article_view)
            self.news.reload_feeds()

    def _make_article_view(self, _: object) -> None:
        if self.article_pane.is_attached:
            self.article_view.refresh()

    # ---- what is made when it is first needed

    @cached_property
    def article_view(self) -> ArticleView:
        """The article."""
        from qreader.tui.widgets.article_view import ArticleView

        view = ArticleView(text_width=self.config.text_width, id="article")
        view.can_focus = False  # keys are read by the screen alone
        view.display = not self.panes.welcome_open
        self.article_pane.mount(view)
        return view

    @cached_property
    def lead_picture(self) -> LeadPicture:
        """What fetches and draws pictures, made when the first article is opened."""
        from qreader.tui.lead_picture import LeadPicture

        return LeadPicture(self, os.environ)

    def close_pictures(self) -> None:
        """End what draws pictures, if any was drawn."""
        if "lead_picture" in self.__dict__:
            self.lead_picture.close()

    @cached_property
    def welcome(self) -> Welcome:
        """What greets the newcomer: few starts do."""
        from qreader.tui.welcome import Welcome

        welcome = Welcome(id="welcome")
        self.article_pane.mount(welcome)
        return welcome

    def show_in_article_pane(self, *, welcome: bool) -> None:
        """Show the welcome, or the article, once there is one of them."""
        if "article_view" in self.__dict__:
            self.article_view.display = not welcome
        if welcome or "welcome" in self.__dict__:
            self.welcome.display = welcome

    @cached_property
    def commands(self) -> Commands:
        """What the actions do."""
        from qreader.tui.commands import Commands

        return Commands(self)

    @cached_property
    def orders(self) -> Orders:
        """The command line and the macros."""
        from qreader.tui.orders import Orders

        return Orders(self)

    @cached_property
    def seeking(self) -> Seeking:
        """What asks for queries and names."""
        from qreader.tui.seeking import Seeking

        return Seeking(self)

    @cached_property
    def sharing(self) -> Sharing:
        """The ways out: browser, clipboard, files, programs."""
        from qreader.tui.sharing import Sharing

        return Sharing(self)

    @cached_property
    def attached(self) -> Attached:
        """What opens and downloads enclosures."""
        from qreader.tui.attached import Attached

        return Attached(self)

    # ---- panes and saying

    def go(self, pane: Where) -> None:
        """Give a pane the focus, and bring it on the screen."""
        self.pane = pane
        self.panes.focus(pane)
        self.show_keys()
        if self.find.is_open:  # its count belongs to the article
            self.say("")

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.panes.lay_out()

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a message until the next key."""
        self.status.say(message or self.find.summary, is_error=is_error)

    def complain(self, message: str) -> None:
        """Say what went wrong, also where a prompt stands in the place of the status line."""
        self.say(message, is_error=True)
        if self.prompt is not None:
            self.prompt.show_note(message)

    def look_for_damage(self) -> None:
        """Say so where it is the cache that is damaged: what reads that fails anywhere."""

        def looked(damage: QReaderError | None) -> None:
            if damage is not None:
                self.complain(str(damage))

        self.work.apart("damage", lambda _: self.library.damage(), looked)

    def show_keys(self) -> None:
        """Show in the footer what keys do here and now."""
        where = self.where
        self.status.show_hints(
            hints(self.actions, Where.FINDING if Where.FINDING in where else where)
        )

    @property
    def where(self) -> Where:
        """Whose keys are read: those of the pane, and of a find that is open in it."""
        finding = self.find.is_open and self.pane is Where.ARTICLE
        return self.pane | Where.FINDING if finding else self.pane

    def show_title(
        self, title: str, count: int, unit: str = "articles", *, and_more: bool = False
    ) -> None:
        """Name the list, and say how much it holds, or that it holds so much of what there is."""
        # rows that were read stay until the view is left: then there is something to say of none
        is_said = count > 0 or (count == 0 and self.articles.row_count > 0)
        number = f"{count:,}".replace(",", "\u202f") if is_said else ""
        one = {"articles": "article", "stories": "story"}
        self.list_title.show(
            title, f"{number}+" if and_more else number, one[unit] if count == 1 else unit
        )

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Read a key against the table, and run what it asks for."""
        if self.prompt is not None:
            return  # it has the keys
        key = key_of(event)
        event.stop()
        event.prevent_default()
        self.key_number += 1
        if self.hints.is_open:
            self.say("")
            self.hints.press(key)
            return
        is_first = not self._keys.prefix
        order = self._keys.feed(key, self.where)
        self._show_which_key()
        if order is not None:
            self.say("")
            self._obey(order)
        elif self._keys.elsewhere is not None:
            self._obey(Order(self._keys.elsewhere))  # which says that it is for another pane
        elif is_first and not self._keys.prefix and not self._keys.count:
            self.say(f"{safe_line(key)} means nothing here; ? shows what keys do")

    def run(self, name: str) -> None:
        """Run an action by its name."""
        self._obey(Order(next(action for action in self.actions if action.name == name)))

    def stop_orders(self) -> None:
        """Forget what is still to be done of a command line or a macro."""
        if "orders" in self.__dict__:
            self.orders.stop()

    def _obey(self, order: Order) -> None:
        self.stop_orders()
        if order.action.group == MACROS_GROUP:
            self.orders.run_line(order.action.text)
        else:
            self.commands.run(order)

    def _show_which_key(self) -> None:
        """After a prefix and a pause, show what may follow."""
        self._which_key_number += 1
        number = self._which_key_number
        for box in self.query("WhichKey"):
            box.remove()
        if not self._keys.prefix:
            return

        def show() -> None:
            if number == self._which_key_number and self._keys.prefix:
                from qreader.tui.widgets.which_key import WhichKey

                self.mount(WhichKey(self._keys.completions(self.pane)))

        self.set_timer(WHICH_KEY_SECONDS, show)

    def key_for(self, name: str) -> str:
        """Return the key of an action as people write it; where it has none, its command."""
        action = next(action for action in self.actions if action.name == name)
        return show_keys(action.keys[0]) if action.keys else f":{action.command}"

    # ---- messages of widgets

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Fetch rows ahead; say why a feed failed."""
        if message.rows is self.articles:
            self.articles.want_rows()
        elif message.rows is self.feed_tree and self.pane is Where.FEEDS:
            branch = self.feed_tree.current
            error = branch.feed.error if branch and branch.feed else None
            self.say(error or "", is_error=bool(error))

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open what is clicked."""
        for pane in PANES:
            if self.panes.rows_of(pane) is message.rows:
                self.go(pane)
                self.run("choose_pack" if pane is Where.WELCOME else "open")

    def on_status_bar_hint_clicked(self, message: StatusBar.HintClicked) -> None:
        """Do what the footer says."""
        hinted = (a for a in self.actions if a.hint == message.word and a.hinted & self.where)
        action = next(hinted, None)
        if action is not None:
            self._obey(Order(action))

    def on_article_list_rows_wanted(self, message: ArticleList.RowsWanted) -> None:
        """Bring rows to the list."""
        self.browse.fetch_rows(message.ids)

    def on_article_view_link_clicked(self, message: ArticleView.LinkClicked) -> None:
        """Follow a link of the article."""
        self.reading.follow(message.url)

    def on_article_view_laid_out(self) -> None:
        """Find again what is looked for, and where links stand."""
        self.highlights.lines_changed()
        self.find.lines_changed()
        self.hints.end()

    def on_article_view_end_seen(self) -> None:
        """Note that the article has been read to its end."""
        self.reading.end_seen()

    def on_finished(self, message: Finished) -> None:
        """Hand a result to whoever asked for it, and then the keys that waited for it."""
        try:
            self.work.deliver(message)
        finally:
            self.hold.came(message.job.lane, failed=message.error is not None)

    def on_heard(self, message: Heard) -> None:
        """Hand a report to whoever listens."""
        self.work.deliver(message)

    def on_click(self, event: events.Click) -> None:
        """Go to the article when it is clicked; lists say themselves what of them is."""
        if self.reading.article is not None and event.widget is self.article_view:
            self.go(Where.ARTICLE)

    # ---- the prompt

    def ask(self, question: Question) -> None:
        """Ask for a line at the bottom, in the place of what was asked before."""
        # textual's Input costs a start some 20 ms, and few starts ask anything
        from qreader.tui.widgets.prompt import Prompt

        if self.prompt is not None:
            self.prompt.remove()
        self.prompt = Prompt(question)
        self.status.display = False
        self.mount(self.prompt)

    def on_prompt_ended(self, message: Prompt.Ended) -> None:
        """Show the status line again."""
        message.prompt.remove()
        if message.prompt is self.prompt:
            self.prompt = None
            self.status.display = True

    # ---- what several commands need

    def open_current(self) -> None:
        """Open the article under the list's cursor."""
        article_id = self.articles.current_id
        if article_id is not None:
            self.reading.open(article_id)

    @property
    def shows_what_is_meant(self) -> bool:
        """Whether the tree, or the article, that has the focus is there for keys to act on."""
        if self.pane is Where.FEEDS:
            return bool(self.feed_tree.branches) or not self.work.is_under_way("feeds")
        return self.pane is not Where.ARTICLE or self.article_view.is_laid_out

    @property
    def target(self) -> ArticleId | None:
        """The article that a mark or a copy means in this pane."""
        if self.pane in Where.FEEDS | Where.WELCOME:
            return None
        if self.pane is Where.RELATED and self.related.current is not None:
            return self.related.current.article_id
        if self.pane in Where.READING and self.reading.article is not None:
            return self.reading.article.id
        return self.articles.current_id

    @property
    def target_link(self) -> tuple[str, str | None]:
        """The title and the address that opening and copying mean in this pane."""
        if self.pane is Where.RELATED and self.related.current is not None:
            return self.related.current.title, self.related.current.url
        if self.pane in Where.READING and self.reading.article is not None:
            return self.reading.article.row.title, self.reading.article.entry.url
        if self.pane is Where.FEEDS:
            feed = self.feed_tree.current.feed if self.feed_tree.current else None
            return (feed.title, feed.url) if feed is not None else ("", None)
        row = self.articles.current
        return (row.title, row.url) if row is not None else ("", None)


def _import_article_view() -> None:
    """Read what draws articles: 20 ms, in which keys are answered."""
    import qreader.tui.widgets.article_view  # noqa: F401

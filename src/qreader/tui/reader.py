"""Reader: the one screen of qreader. It lays out the panes, reads keys and runs their actions."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from qreader.config import Config
from qreader.model import ArticleId, Query, Scope
from qreader.text.urls import may_open
from qreader.tui.browse import Browse, View, title_of
from qreader.tui.changes import WhatChanged
from qreader.tui.commands import Commands
from qreader.tui.find import Find
from qreader.tui.highlights import Highlights
from qreader.tui.hints import Hints
from qreader.tui.keys import KeyReader, Where, hints
from qreader.tui.layout import Layout, arrange
from qreader.tui.marks import Marks
from qreader.tui.news import News
from qreader.tui.pages import Pages
from qreader.tui.reading import Reading
from qreader.tui.selection import Selection
from qreader.tui.threads import Threads
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.feed_tree import FeedTree
from qreader.tui.widgets.pane_title import PaneTitle
from qreader.tui.widgets.related import RelatedList
from qreader.tui.widgets.row_list import RowList
from qreader.tui.widgets.status import StatusBar
from qreader.tui.work import Finished, Heard, Work

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.welcome import Welcome
    from qreader.tui.widgets.article_view import ArticleView
    from qreader.tui.widgets.prompt import Prompt

PANES: Final = (Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED, Where.WELCOME)
LOW_LINES: Final = 18
"""A lower screen has no lines to spare for explanations."""
WHICH_KEY_SECONDS: Final = 0.4
"""Whoever knows the sequence has typed it by then; whoever does not is shown what may follow."""


class Reader(Screen[None]):
    """Panes side by side, or one at a time; `pane` is the one with the focus."""

    AUTO_FOCUS = ""
    # Textual's own draws the whole screen again whenever the focus moves
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, library: Library, config: Config) -> None:
        super().__init__(id="reader")
        self.library = library
        self.config = config
        self.pane = Where.LIST
        self.sidebar_wanted = config.sidebar
        self.zen = False
        self.layout_now = Layout()
        self.welcome_open = False
        self.list_from_feeds = False
        """Whether the list was entered from the tree, so that q leads back there."""
        self.work = Work(self, lambda error: self.say(str(error), is_error=True))
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
        self._keys = KeyReader()
        self._commands = Commands(self)
        self._prompt: Prompt | None = None
        self._which_key_number = 0
        self.feed_tree = FeedTree(id="feeds")
        self.list_title = PaneTitle(id="list-title")
        self.articles = ArticleList(id="list")
        self.article_pane = Vertical(id="article-pane")
        self.related = RelatedList(id="related")
        self.status = StatusBar(id="status")

    def compose(self) -> ComposeResult:
        """Panes, and a line at the bottom."""
        with Horizontal(id="panes"):
            yield self.feed_tree
            with Vertical(id="list-pane"):
                yield self.list_title
                yield self.articles
            yield self.article_pane
            yield self.related
        yield self.status

    def on_mount(self) -> None:
        """Show the first page at once; all else comes in the background."""
        is_first_start = self.library.is_empty()
        self.news.take_feeds(self.news.read_feeds())
        has_unread = any(feed.unread for feed in self.news.feeds)
        query = self.browse.grouped(Query(Scope.UNREAD if has_unread else Scope.ALL))
        view = View(query, title_of(query))
        self.browse.take_first_page(view, self.browse.first_page(query))
        self.feed_tree.point_at(Query(query.scope))
        self.go(Where.LIST)
        if is_first_start:
            self.news.add_sampler()
            self._commands.go_packs()
        elif self.config.refresh_on_start and self.news.feeds:
            self.news.refresh(only_due=True)
        self.news.watch()
        self.call_after_refresh(self._get_ready_to_read)

    def _get_ready_to_read(self) -> None:
        """Make what draws articles: 15 ms of imports that the list need not wait for."""
        if self.article_pane.is_attached:  # else the reader has been left already
            self.article_view.refresh()

    @cached_property
    def article_view(self) -> ArticleView:
        """The article, made when it is first needed."""
        from qreader.tui.widgets.article_view import ArticleView

        view = ArticleView(text_width=self.config.text_width, id="article")
        view.can_focus = False  # keys are read by the screen alone
        view.display = not self.welcome_open
        self.article_pane.mount(view)
        return view

    @cached_property
    def welcome(self) -> Welcome:
        """What greets the newcomer, made when it is first needed: few starts do."""
        from qreader.tui.welcome import Welcome

        welcome = Welcome(id="welcome")
        self.article_pane.mount(welcome)
        return welcome

    # ---- layout

    def go(self, pane: Where) -> None:
        """Give a pane the focus, and bring it on the screen."""
        if pane is not Where.ARTICLE:
            self.zen = False
        if pane is Where.RELATED:
            self.sidebar_wanted = True
        if pane is Where.WELCOME:
            self.welcome_open = True
        elif pane in Where.READING:
            self.welcome_open = False
        self.pane = pane
        self.relayout()
        for one in PANES:
            rows = self.rows_of(one)
            if rows is not None:
                rows.set_active(one is pane)
        self._show_keys()
        if self.find.is_open:  # its count belongs to the article
            self.say("")

    def relayout(self) -> None:
        """Show the panes that fit; change only what differs."""
        layout = arrange(
            self.app.size.width,
            self.app.size.height,
            self.pane,
            sidebar=self.sidebar_wanted and not self.welcome_open,
            zen=self.zen,
            related_lines=self.related.strip_lines,
        )
        if self.pane is Where.LIST and self.welcome_open and layout.alone:
            self.welcome_open = False
        self.layout_now = layout
        self.set_class(layout.alone, "-alone")
        self.set_class(self.app.size.height < LOW_LINES, "-low")
        _set_columns(self.feed_tree, layout.feeds)
        _set_columns(self.query_one("#list-pane"), layout.list)
        _set_columns(self.related, 0 if layout.strip else layout.related)
        self.article_pane.display = layout.article
        if "article_view" in self.__dict__:
            self.article_view.display = not self.welcome_open
        if "welcome" in self.__dict__ or self.welcome_open:
            self.welcome.display = self.welcome_open
        self.query_one("#panes").set_class(bool(layout.strip), "-stacked")
        if layout.strip:
            self.related.display = True
            self.related.styles.width = "1fr"
            self.related.styles.height = layout.strip
        else:
            self.related.styles.height = "1fr"
        self.related.set_strip(bool(layout.strip))

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.relayout()

    def rows_of(self, pane: Where) -> RowList | None:
        """Return the list of a pane; None of the article, which has none."""
        if pane is Where.WELCOME:
            return self.welcome.packs if "welcome" in self.__dict__ else None
        return {
            Where.FEEDS: self.feed_tree,
            Where.LIST: self.articles,
            Where.RELATED: self.related,
        }.get(pane)

    @property
    def panes_here(self) -> list[Where]:
        """The panes that tab walks through."""
        panes = [Where.FEEDS, Where.LIST]
        if self.welcome_open:
            return [*panes, Where.WELCOME]
        if self.reading.article is not None:
            panes.append(Where.ARTICLE)
            if self.related.choices and (self.sidebar_wanted or self.layout_now.alone):
                panes.append(Where.RELATED)
        return panes

    # ---- saying

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a message until the next key."""
        self.status.say(message or self.find.summary, is_error=is_error)

    def _show_keys(self) -> None:
        """Show in the footer what keys do here and now."""
        where = self._where
        self.status.show_hints(hints(Where.FINDING if Where.FINDING in where else where))

    @property
    def _where(self) -> Where:
        """Whose keys are read: those of the pane, and of a find that is open in it."""
        finding = self.find.is_open and self.pane is Where.ARTICLE
        return self.pane | Where.FINDING if finding else self.pane

    def show_title(self, title: str, count: int) -> None:
        """Name the list."""
        self.list_title.show(title, f"{count:,}".replace(",", "\u202f") if count else "")

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Read a key against the table, and run what it asks for."""
        if self._prompt is not None:
            self._prompt.type_ahead(event)
            return
        character = event.character
        is_printable = character is not None and character.isprintable() and character != " "
        key = character if is_printable and character is not None else event.key
        event.stop()
        event.prevent_default()
        if self.hints.is_open:
            self.say("")
            self.hints.press(key)
            return
        press = self._keys.feed(key, self._where)
        self._show_which_key()
        if press is not None:
            self.say("")
            self._commands.run(press.action.name, press.count)

    def run_action_named(self, name: str) -> None:
        """Run an action chosen from the palette or the help."""
        self._commands.run(name, None)

    def _show_which_key(self) -> None:
        """After a prefix and a pause, show what may follow."""
        self._which_key_number += 1
        number = self._which_key_number
        for box in self.query("#which-key"):
            box.remove()
        if not self._keys.prefix:
            return

        def show() -> None:
            if number == self._which_key_number and self._keys.prefix:
                from qreader.tui.widgets.which_key import WhichKey

                self.mount(WhichKey(self._keys.completions(self.pane)))

        self.set_timer(WHICH_KEY_SECONDS, show)

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
            if self.rows_of(pane) is message.rows:
                self.go(pane)
                self._commands.run("toggle_pack" if pane is Where.WELCOME else "open", None)

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

    def on_finished(self, message: Finished) -> None:
        """Hand a result to whoever asked for it."""
        self.work.deliver(message)

    def on_heard(self, message: Heard) -> None:
        """Hand a report to whoever listens."""
        self.work.deliver(message)

    def on_click(self, event: events.Click) -> None:
        """Go to the article when it is clicked; lists say themselves what of them is."""
        if self.reading.article is not None and event.widget is self.article_view:
            self.go(Where.ARTICLE)

    # ---- the prompt

    def ask(self, purpose: str, label: str, *, pause_seconds: float | None = None) -> None:
        """Ask for a line at the bottom; what is typed is heard after a pause."""
        if self._prompt is None:
            # textual's Input costs a start some 20 ms, and few starts ask anything
            from qreader.tui.widgets.prompt import PAUSE_SECONDS, Prompt

            pause = PAUSE_SECONDS if pause_seconds is None else pause_seconds
            self._prompt = Prompt(purpose, label, pause_seconds=pause)
            self.status.display = False
            self.mount(self._prompt)

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        """Search while it is typed."""
        if message.prompt.purpose == "find":
            wrong = self.browse.search(message.text)
            message.prompt.show_note(str(wrong) if wrong else "")
        elif message.prompt.purpose == "find-here":
            self.find.look_for(message.text)
            message.prompt.show_note(self.find.count)

    def on_prompt_settled(self, message: Prompt.Settled) -> None:
        """Keep what was found, or add what was named."""
        wrong = self.browse.search(message.text) if message.prompt.purpose == "find" else None
        if wrong is not None:  # to be put right where it was typed
            message.prompt.show_note(str(wrong))
            message.prompt.point_at(wrong.position or 0)
            return
        self._end_prompt()
        if message.prompt.purpose == "add":
            self.news.add(message.text)
            self.go(self.pane)
        elif message.prompt.purpose == "find-here":
            self.find.settle(message.text)
            self._show_keys()
        elif message.prompt.purpose == "tags":
            self.selection.take_tags(message.text)
            self.go(self.pane)
        else:
            self.go(Where.LIST)

    def on_prompt_given_up(self, message: Prompt.GivenUp) -> None:
        """Go back to what was shown before."""
        self._end_prompt()
        if message.prompt.purpose == "find":
            self.browse.end_look()
        elif message.prompt.purpose == "find-here":
            self.find.give_up()
        self.go(self.pane)

    def on_prompt_stepped(self, message: Prompt.Stepped) -> None:
        """Move through what is found so far."""
        if self._prompt is not None and self._prompt.purpose == "find-here":
            self.find.step(message.step)
            self._prompt.show_note(self.find.count)
        else:
            self.articles.move(message.step)

    def end_find(self) -> None:
        """End the find in the article."""
        self.find.end()
        self.say("")
        self._show_keys()

    def _end_prompt(self) -> None:
        if self._prompt is not None:
            self._prompt.remove()
            self._prompt = None
            self.status.display = True

    # ---- what several commands need

    def open_current(self) -> None:
        """Open the article under the list's cursor."""
        article_id = self.articles.current_id
        if article_id is not None:
            self.reading.open(article_id)

    @property
    def target(self) -> ArticleId | None:
        """The article that a mark or a copy means in this pane."""
        if self.pane is Where.RELATED and self.related.current is not None:
            return self.related.current.article_id
        if self.pane in Where.READING and self.reading.article is not None:
            return self.reading.article.id
        return self.articles.current_id

    @property
    def target_url(self) -> str | None:
        """The address that opening and copying mean in this pane."""
        if self.pane is Where.RELATED and self.related.current is not None:
            return self.related.current.url
        if self.pane in Where.READING and self.reading.article is not None:
            return self.reading.article.entry.url
        row = self.articles.current
        return row.url if row is not None else None

    def open_url(self, url: str | None) -> None:
        """Open an address in the browser; where there is none, copy and show it."""
        from qreader.tui import opening

        if url is None or not may_open(url):
            self.say("There is no address to open")
            return
        command = opening.browser_command(os.environ)
        if command is None:
            self.app.copy_to_clipboard(url)
            self.say(f"No browser here; copied {url}")
        elif opening.needs_terminal(command):
            with self.app.suspend():
                opening.run_on_terminal(command, url)
        else:
            self.work.apart(
                "browser",
                lambda _: opening.run_apart(command, url),
                lambda code: (
                    self.say(f"{command[0]} failed ({code}); y copies the address")
                    if code
                    else None
                ),
            )
            self.say(f"Opened {url}")


def _set_columns(widget: Widget, columns: int) -> None:
    widget.display = bool(columns)
    if columns:
        widget.styles.width = columns

"""Routes: passes messages to concerns, which know each other only by messages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events

from qreader.model import Query
from qreader.tui import messages
from qreader.tui.actions import Where
from qreader.tui.browse import News
from qreader.tui.desk import feed_rows
from qreader.tui.keys import Order, key_for
from qreader.tui.terminal import inside
from qreader.tui.today import TITLE
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.divider import Divider
from qreader.tui.widgets.row_list import RowList
from qreader.tui.widgets.status import StatusBar

if TYPE_CHECKING:
    from qreader.config.settings import Config
    from qreader.model import FeedId, Row
    from qreader.tui.actions import Action
    from qreader.tui.answering import Answering
    from qreader.tui.browse import Browse
    from qreader.tui.editing import Editing
    from qreader.tui.feeds import Feeds
    from qreader.tui.hold import Hold
    from qreader.tui.marks import Marks
    from qreader.tui.outline import Outline
    from qreader.tui.pages import Pages
    from qreader.tui.panes import Panes
    from qreader.tui.place_titles import PlaceTitles
    from qreader.tui.queueing import Queueing
    from qreader.tui.reading.beside import Beside
    from qreader.tui.reading.reading import Reading
    from qreader.tui.refreshing import Refreshing
    from qreader.tui.sending import Sending
    from qreader.tui.sharing import Sharing
    from qreader.tui.sorting import Sorting
    from qreader.tui.sync_server import SyncServer
    from qreader.tui.terminal.window_title import WindowTitle
    from qreader.tui.today import Today
    from qreader.tui.upkeep import Upkeep
    from qreader.tui.widgets.article_view import ArticleView
    from qreader.tui.widgets.feed_tree import FeedTree
    from qreader.tui.widgets.pane_title import TitleRow
    from qreader.tui.workers import Work, Workers


class Routes(inside.HookedScreen[None]):
    """The screen, with the handlers of all messages."""

    actions: Sequence[Action]
    articles: ArticleList
    feed_tree: FeedTree
    _workers: Workers
    hold: Hold
    panes: Panes
    titles: TitleRow
    place_titles: PlaceTitles
    window_title: WindowTitle
    browse: Browse
    reading: Reading
    beside: Beside
    outline: Outline
    feeds: Feeds
    refreshing: Refreshing
    today: Today
    key_number = 0
    """The number of the last key."""
    is_error_said = False
    """Whether the error of the feed under the cursor was said last."""
    left_at_key = -1
    """The number of the key after which a second request quits."""
    _look_begun_in = Where.LIST
    """What a search or a story in the list goes back to: the list or Today."""

    # ---- used by the routes

    @property
    def marks(self) -> Marks:
        """What marks articles, created at first use like those that follow."""
        raise NotImplementedError

    @property
    def pages(self) -> Pages:
        """What fetches pages."""
        raise NotImplementedError

    @property
    def answering(self) -> Answering:
        """What has programs answer to new articles."""
        raise NotImplementedError

    @property
    def queueing(self) -> Queueing:
        """What plays and downloads what is on the queue."""
        raise NotImplementedError

    @property
    def sorting(self) -> Sorting:
        """What changes the order of lists."""
        raise NotImplementedError

    @property
    def sync_server(self) -> SyncServer:
        """What syncs with a server."""
        raise NotImplementedError

    @property
    def upkeep(self) -> Upkeep:
        """What works in the background for the cache."""
        raise NotImplementedError

    @property
    def sharing(self) -> Sharing:
        """What uses browser, clipboard, files and programs."""
        raise NotImplementedError

    @property
    def sending(self) -> Sending:
        """What sends articles and links to programs."""
        raise NotImplementedError

    @property
    def editing(self) -> Editing:
        """What changes feeds."""
        raise NotImplementedError

    @property
    def where(self) -> Where:
        """The pane whose keys apply."""
        raise NotImplementedError

    def take_config(self, config: Config, changed: Collection[str]) -> None:
        """Apply settings to the library, the keys and the terminal."""
        raise NotImplementedError

    def start(
        self,
        function: Callable[..., Coroutine[Any, Any, None]],
        *arguments: Any,
        group: str,
        exclusive: bool = False,
        lasting: bool = False,
    ) -> Work:
        """Run a coroutine as a worker; report its exception."""
        return self._workers.start(
            function, *arguments, group=group, exclusive=exclusive, lasting=lasting
        )

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Show a message until the next key."""
        raise NotImplementedError

    def go(self, pane: Where) -> None:
        """Give a pane the focus."""
        raise NotImplementedError

    def obey(self, order: Order) -> None:
        """Run an order."""
        raise NotImplementedError

    def show_hints(self) -> None:
        """Show the key hints of the pane in the footer."""
        raise NotImplementedError

    def show_position(self) -> None:
        """Show where the cursor or the text is."""
        raise NotImplementedError

    def hold_for(
        self,
        function: Callable[..., Coroutine[Any, Any, None]],
        *arguments: Any,
        may_ask: bool = False,
    ) -> None:
        """Start a worker, and let keys wait for its end."""
        self.hold.until(self.start(function, *arguments, group="orders"), may_ask=may_ask)

    def run_named(self, name: str) -> None:
        """Run an action by its name."""
        self.obey(Order(next(action for action in self.actions if action.name == name)))

    @property
    def _front(self) -> Browse | Today:
        """The concern of what lies under the article."""
        return self.today if self.panes.front is Where.TODAY else self.browse

    async def look_into(self, query: Query, title: str) -> None:
        """Show a search or a story above what is shown."""
        self._begin_look()
        await self.browse.look_into(query, title)

    def _begin_look(self) -> None:
        """Have the list in sight, and note where to go back."""
        if self.panes.front is Where.TODAY:
            self._look_begun_in = Where.TODAY
            self.go(Where.LIST)

    def end_look(self) -> bool:
        """Leave it, for where it was begun; return whether there was one."""
        was_looking = self.browse.end_look()
        self.on_look_ended()
        return was_looking

    # ---- messages of widgets

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Show where the cursor is, and the error of the feed under it."""
        self.show_position()
        if message.rows is self.articles:
            self.articles.want_rows()
            self.browse.want_found()
        elif message.rows is self.feed_tree and self.panes.pane is Where.FEEDS:
            error = self.outline.error
            if error or self.is_error_said:  # another message stays
                self.say(error or "", is_error=bool(error))
            self.is_error_said = bool(error)

    def on_row_list_changed(self, message: RowList.Changed) -> None:
        """Show of how many rows the cursor is on one."""
        if message.rows is self.panes.rows.get(self.panes.pane):
            self.show_position()

    def on_article_view_moved(self) -> None:
        """Show how far the text is read."""
        self.show_position()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the clicked row."""
        for pane, rows in self.panes.rows.items():
            if rows is message.rows:
                self.go(pane)
                self.run_named("choose_pack" if pane is Where.WELCOME else "open")

    def on_row_list_pointed(self, message: RowList.Pointed) -> None:
        """Focus the list of the clicked row."""
        for pane, rows in self.panes.rows.items():
            if rows is message.rows:
                self.go(pane)

    def on_status_bar_hint_clicked(self, message: StatusBar.HintClicked) -> None:
        """Run the clicked hint."""
        hinted = (a for a in self.actions if a.hint == message.word and a.hinted & self.where)
        action = next(hinted, None)
        if action is not None:
            self.obey(Order(action))

    def on_article_list_news_wanted(self) -> None:
        """Show what came above the list: keys wait for it."""
        self.hold_for(self.browse.show_news)

    def on_title_row_news_wanted(self, message: TitleRow.NewsWanted) -> None:
        """Show what came above the list, as a key to its top does, or to Today."""
        is_today = message.pane is Where.TODAY
        self.hold_for(self.today.go if is_today else self.browse.show_news)

    def on_article_list_rows_wanted(self, message: ArticleList.RowsWanted) -> None:
        """Read rows for the list."""
        self.browse.bring_rows(message.ids)

    def on_article_view_link_clicked(self, message: ArticleView.LinkClicked) -> None:
        """Follow a link of the article."""
        self.hold_for(self.reading.follow, message.url)

    def on_article_view_picture_clicked(self, message: ArticleView.PictureClicked) -> None:
        """Show a picture large, or the article again."""
        self.reading.picture_clicked(message.url)

    def on_article_view_selected(self, message: ArticleView.Selected) -> None:
        """Copy a selected text; there is one selection at a time."""
        self.reading.passage.end()
        self.sharing.copy_text(message.text)

    def on_article_view_laid_out(self) -> None:
        """Update matches and link letters for the new lines."""
        self.reading.lines_changed()

    def on_article_view_end_seen(self) -> None:
        """Note that the article's end was seen."""
        self.reading.end_seen()

    def on_click(self, event: events.Click) -> None:
        """Focus the clicked article; lists post messages of their own."""
        if self.reading.article is not None and event.widget is self.reading.view:
            self.go(Where.ARTICLE)

    def on_divider_dragged(self, message: Divider.Dragged) -> None:
        """Move the divider between two panes."""
        self.panes.drag(message.pane, message.column, is_over=message.is_over)

    # ---- messages of concerns: news

    def on_config_changed(self, message: messages.ConfigChanged) -> None:
        """Apply settings that changed; what is read at each use needs nothing more."""
        config, changed = message.config, message.changed
        self.take_config(config, changed)
        if "group_stories" in changed:
            self.hold_for(self.browse.show_stories, config.group_stories)
        if changed & {"only_unread", "read_on"}:
            reads_on = config.read_on == "feed"
            self.hold_for(
                partial(self.browse.configure, only_unread=config.only_unread, reads_on=reads_on)
            )
        if "sort" in changed:
            self.hold_for(self.sorting.configure, config.sort)
        if changed & {"show_read_feeds", "feed_order"}:
            shows_read, order = config.show_read_feeds, config.feed_order
            self.hold_for(partial(self.outline.configure, shows_read=shows_read, order=order))
        if "refresh_minutes" in changed:
            self.refreshing.freshness.configure(config.refresh_minutes)
        if "window_title" in changed:
            self.window_title.configure(config.window_title)
        if "sidebar" in changed:
            self.panes.want_sidebar(config.sidebar)
        if "list_rows" in changed:
            self.articles.set_rows_wanted(config.list_rows)
        if "text_width" in changed and self.reading.has_view:
            self.reading.view.set_text_width(config.text_width)
        if "date_format" in changed and self.reading.has_view:
            self.reading.view.set_date_format(config.date_format)

    def on_marked(self, message: messages.Marked) -> None:
        """Show marks in all panes."""
        self.browse.put_marks(message)
        self.today.put_marks(message)
        self.reading.put_statuses(message.statuses)
        self.beside.put_marks(message)
        if message.statuses:
            self.outline.reload()

    def on_selection_used(self) -> None:
        """End the selection."""
        if self.panes.pane is Where.FEEDS:
            self.outline.select(())
        else:
            self.browse.selection.end()

    def on_relations_changed(self) -> None:
        """Compute the related stories again; keys wait for it."""
        self.hold_for(self.beside.look_again)
        self.browse.update_now()
        self.today.update()

    def on_feeds_changed(self, message: messages.FeedsChanged) -> None:
        """Update the tree, and the list where articles came or went."""
        before, now = message.moved or (None, None)
        if before and now and before.folder and now.folder:
            self.outline.follow_folder(before.folder, now.folder)
        # the next key is about the tree as it is then
        self.hold.until(self.outline.reload(goes_to=now))
        if before and now and before.folder == self.browse.view.base.folder:
            self.post_message(messages.ShowView(now, now.folder or "", goes_there=False))
        if message.with_articles:
            self.browse.update_now(News.SHOW)
            self.today.update()
        self.upkeep.begin()

    def on_feeds_read(self) -> None:
        """Update the list's title; ask the last sync's question, unless another one is open."""
        self.place_titles.show_feeds(len(self.outline.feeds))
        self.window_title.show_unread(self.outline.unread)
        title = self.outline.title_of(self.browse.view.query)
        if title is not None:
            self.browse.name_view(title)
        if not self.hold.is_asking:
            self.sync_server.take(self.outline.sync)

    def on_articles_came(self, message: messages.ArticlesCame) -> None:
        """Update all panes."""
        if message.at_once:
            self.browse.update_now()
        self._show_what_came(are_awaited=message.are_awaited)

    def _show_what_came(self, *, are_awaited: bool = False) -> None:
        self.outline.reload()
        self.today.update()
        self.browse.update(News.SHOW_AT_TOP if are_awaited else News.TELL)
        self.start(self._update_statuses, group="statuses", exclusive=True)

    async def _update_statuses(self) -> None:
        """Read the statuses of the open article and of those beside it again."""
        article = self.reading.article
        statuses = await self.beside.statuses_of([article.row.id] if article is not None else [])
        self.beside.put_statuses(statuses)
        self.reading.put_statuses(statuses)

    def on_pages_came(self, message: messages.PagesCame) -> None:
        """Show the full text of the open article, or why it did not come; update the list."""
        article = self.reading.article
        if article is not None and article.row.id in message.ids:
            self.reading.reload()
        if message.in_list:
            self._show_what_came()
        self.upkeep.begin()

    def on_refresh_ended(self, message: messages.RefreshEnded) -> None:
        """Show new articles; fetch the want list."""
        self.sync_server.refreshed(was_asked=message.was_asked)
        self._show_what_came(are_awaited=message.was_asked)
        if not message.failed:
            self.pages.fetch_wanted()
            self.queueing.begin()
        self.upkeep.begin()
        self.answering.begin()

    def on_refresh_due(self, message: messages.RefreshDue) -> None:
        """Fetch what is due, but not while the person answers something."""
        if not self.hold.is_asking and self.outline.feeds:
            self.refreshing.refresh_what_is_due(message.unless_within)

    def on_age_changed(self, message: messages.AgeChanged) -> None:
        """Show above the list how old all of it is."""
        self.browse.title.show_age(message.age, message.short_age)
        self.today.show_age(message.age, message.short_age)

    def on_stories_came(self) -> None:
        """Compute the open article's related stories again; the list updates by itself."""
        self.start(self.beside.look_again, group="beside again", exclusive=True)
        self.today.regroup()

    def on_ask_program(self, message: messages.AskProgram) -> None:
        """Show what a program answers to an article."""
        self.start(
            self.reading.answers.ask, message.sender, message.article_id, group="answer",
            lasting=True,
        )  # fmt: skip

    def on_article_shown(self, message: messages.ArticleShown) -> None:
        """Show an article, and compute its related stories."""
        self.panes.has_article = True
        self._title_article(message.article.row)
        self.beside.show(message.article)
        if not message.again:
            self.go(Where.ARTICLE)
            self.marks.opened(message.article.row.id)

    def _title_article(self, row: Row) -> None:
        """Say in the title where an open article is from."""
        view, is_today = self.browse.view, self.panes.front is Where.TODAY
        under = TITLE if is_today else view.title
        is_its_feed = not is_today and view.base.feed_id == row.feed_id
        self.place_titles.show_article(row, () if is_its_feed else (under,))

    def on_article_read(self, message: messages.ArticleRead) -> None:
        """Mark an article read."""
        self.marks.read_here(message.article_id)

    def on_articles_read(self, message: messages.ArticlesRead) -> None:
        """Mark articles read."""
        self.marks.opened_apart(message.ids)

    def on_pick_link(self, message: messages.PickLink) -> None:
        """Show letters on the links; the chosen one is sent to a program."""
        self.reading.pick_link(message.name, partial(self.sending.send_link_to, message.name))

    def on_view_changed(self, message: messages.ViewChanged) -> None:
        """Highlight the words of a search in the article."""
        self.reading.search_changed(message.query, message.ids)

    def on_find_changed(self) -> None:
        """Update the key hints for a find."""
        self.show_hints()

    def on_passage_changed(self) -> None:
        """Update the key hints for selected lines."""
        self.show_hints()

    def on_walked_beside(self) -> None:
        """Make the related stories visible; only their cursor is lit, and enter opens there."""
        if not self.panes.layout.shows(Where.RELATED):
            self.go(Where.RELATED)
        elif self.panes.pane not in Where.READING:
            self.panes.focus(Where.ARTICLE)
        self.show_hints()

    def on_story_known(self, message: messages.StoryKnown) -> None:
        """Show the story so far below the article."""
        self.reading.show_story(message.article_id, message.rows)

    def on_lay_out(self) -> None:
        """Lay out the panes again; what `]` had lit may be gone."""
        self.place_titles.show_related()
        self.panes.lay_out()
        self.show_hints()

    # ---- messages of concerns: requests

    def on_list_marked_read(self, message: messages.ListMarkedRead) -> None:
        """Mark the list read."""
        self.start(self.marks.list_read, message, group="marks")

    def on_view_marked_read(self, message: messages.ViewMarkedRead) -> None:
        """Mark views read."""
        self.start(self.marks.views_read, message.queries, message.title, group="marks")

    def on_open_article(self, message: messages.OpenArticle) -> None:
        """Open an article; keys wait for it."""
        self.hold_for(self.reading.open_article, message.article_id)

    def on_open_next_unread(self) -> None:
        """Open the next unread article; keys wait for it."""
        self.hold_for(self._front.next_unread)

    def on_play_queued(self, message: messages.PlayQueued) -> None:
        """Play something, and note where that stopped."""
        self.start(self.queueing.play, message.key, group="opened")

    def on_open_address(self, message: messages.OpenAddress) -> None:
        """Open an address in the browser."""
        self.sharing.open_address(message.url)

    def on_show_view(self, message: messages.ShowView) -> None:
        """Show a view in the list; keys wait for it."""
        if message.looks_into:
            self._begin_look()
        else:
            self._look_begun_in = Where.LIST
        if message.goes_there:
            self.go(Where.LIST)
        if message.looks_into:
            self.hold_for(self.browse.look_into, message.query, message.title, message.cursor)
        else:
            self.outline.point_at(message.query)
            self.hold_for(self.browse.show, message.query, message.title)

    def on_read_on_below(self) -> None:
        """Go to the next feed; keys wait for it."""
        self.hold_for(self.feeds.read_on_below)

    def on_go_on_in(self, message: messages.GoOnIn) -> None:
        """Show a view from its first unread article on; keys wait for it."""
        self._look_begun_in = Where.LIST
        if not message.is_reading:
            self.go(Where.LIST)
        self.outline.point_at(message.query)
        self.hold_for(self.browse.go_on_in, message.query, message.title, message.is_reading)
        self.say(message.said)

    def on_feed_tree_fold_clicked(self, message: FeedTree.FoldClicked) -> None:
        """Fold or unfold the folder whose mark was clicked."""
        self.go(Where.FEEDS)
        self.outline.turn_folder(message.folder)

    def on_move_on(self) -> None:
        """Move to the next story of the pane."""
        if self.panes.pane is Where.RELATED:
            self.beside.move_on()
        else:
            self._front.next_article(1)

    def on_go_to(self, message: messages.GoTo) -> None:
        """Give a pane the focus."""
        self.go(message.pane)

    def on_go_under(self) -> None:
        """Focus what lies under the article."""
        self.go(self.panes.front)

    def on_look_ended(self) -> None:
        """Go back to where the search or the story was begun."""
        begun_in, self._look_begun_in = self._look_begun_in, Where.LIST
        if begun_in is Where.TODAY:
            self.go(Where.TODAY)

    def on_close_welcome(self) -> None:
        """Close the welcome."""
        self.panes.close_welcome()
        self.go(self.panes.front)

    def on_row_list_dropped(self, message: RowList.Dropped) -> None:
        """Move a feed or a folder to where it was dropped in the tree."""
        if message.rows is self.feed_tree:
            on = feed_rows([self.outline.rows[message.on].query or Query()])
            if on:
                self.hold_for(self.editing.drop, self.outline.dragged(message.row), on[0])

    def on_mend_feed(self, message: messages.MendFeed) -> None:
        """Change or remove a feed that failed; keys wait for it."""
        self.hold_for(
            partial(self.editing.mend, message.feed, removes=message.removes), may_ask=True
        )

    def on_refresh_feeds(self, message: messages.RefreshFeeds) -> None:
        """Refresh feeds."""
        self.refresh_feeds(message.feed_ids)

    def refresh_feeds(self, feed_ids: Sequence[FeedId] | None, *, only_due: bool = False) -> None:
        """Refresh feeds; None: all of them."""
        total = len(self.outline.feeds) if feed_ids is None else len(feed_ids)
        self.refreshing.refresh(feed_ids, total, only_due=only_due)

    def on_run_action(self, message: messages.RunAction) -> None:
        """Run the chosen action."""
        self.run_named(message.name)

    def on_leave_asked(self) -> None:
        """Go from the list to Today, where that lies under it; else quit at the second request."""
        if self.panes.pane is not self.panes.bottom:
            self.go(self.panes.bottom)
        elif self.left_at_key == self.key_number - 1:
            self.app.exit(0)
        else:
            self.left_at_key = self.key_number
            self.say(f"{key_for(self.actions, 'leave')} again leaves qreader")

"""Commands: what the actions of the key table do. Each method has its action's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qreader.model import ArticleId, Feed, FeedId, Pack, Query, Scope
from qreader.text.safe import safe_line
from qreader.text.urls import MAX_URL_CHARACTERS
from qreader.tui.browse import title_of
from qreader.tui.keys import Where
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class Commands:
    """Runs actions by name. A count is None where none was typed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def run(self, name: str, count: int | None) -> None:
        """Run an action of the table."""
        action: Callable[[int | None], None] = getattr(self, name)
        action(count)

    # ---- moving

    @property
    def _rows(self) -> RowList | None:
        """The list with the focus; None in the article, which scrolls instead."""
        return self._reader.rows_of(self._reader.pane)

    def down(self, count: int | None) -> None:
        """Move down by rows, or scroll by lines."""
        self._move(count or 1)

    def up(self, count: int | None) -> None:
        """Move up by rows, or scroll by lines."""
        self._move(-(count or 1))

    def _move(self, rows: int) -> None:
        if self._rows is not None:
            self._rows.move(rows)
        else:
            self._reader.article_view.scroll_lines(rows)

    def page_down(self, count: int | None) -> None:
        """Move by pages."""
        self._page(count or 1)

    def page_up(self, count: int | None) -> None:
        """Move by pages, up."""
        self._page(-(count or 1))

    def half_page_down(self, count: int | None) -> None:
        """Move by half pages."""
        self._page((count or 1) / 2)

    def half_page_up(self, count: int | None) -> None:
        """Move by half pages, up."""
        self._page(-(count or 1) / 2)

    def _page(self, pages: float) -> None:
        if self._rows is not None:
            self._rows.move_by_page(pages)
        else:
            self._reader.article_view.scroll_pages(pages)

    def top(self, count: int | None) -> None:
        """Go to the first row, or to the n-th."""
        if self._rows is None:
            self._reader.article_view.scroll_top()
        elif count:
            self._rows.move_to(count - 1)
        else:
            self._rows.move_to_top()

    def bottom(self, count: int | None) -> None:
        """Go to the last row, or to the n-th."""
        if count:
            self.top(count)
        elif self._rows is not None:
            self._rows.move_to_bottom()
        else:
            self._reader.article_view.scroll_bottom()

    # ---- going deeper and back

    def open(self, _: int | None = None) -> None:
        """Open what the cursor is on; from the article go to what is related."""
        reader = self._reader
        if reader.pane is Where.FEEDS:
            branch = reader.feed_tree.current
            if branch is not None and branch.query is not None:
                reader.browse.show(branch.query, branch.label)
                reader.list_from_feeds = True
                reader.go(Where.LIST)
        elif reader.pane is Where.LIST:
            reader.open_current()
        elif reader.pane is Where.RELATED or reader.related.walking:
            if reader.related.current is not None:
                reader.reading.open_item(reader.related.current)
        elif reader.related.choices:
            reader.go(Where.RELATED)

    def back(self, _: int | None = None) -> None:
        """Go one pane back."""
        reader = self._reader
        reader.related.end_walk()
        if reader.pane is Where.RELATED:
            reader.go(Where.ARTICLE)
        elif reader.pane is Where.ARTICLE and reader.changes.is_open:
            reader.changes.end()
        elif reader.pane is Where.ARTICLE:
            reader.go(Where.LIST)
        elif reader.pane is Where.LIST and not reader.browse.end_look():
            self.go_feeds()

    def leave(self, _: int | None = None) -> None:
        """Go back; quit where there is nothing to go back to."""
        reader = self._reader
        if reader.pane is Where.WELCOME:
            self.escape()
        elif reader.pane in Where.READING or reader.browse.is_looking_into:
            self.back()
        elif reader.pane is Where.LIST and reader.list_from_feeds:
            reader.list_from_feeds = False
            self.go_feeds()
        else:
            self.quit()

    def escape(self, _: int | None = None) -> None:
        """End what can be ended; never quit."""
        reader = self._reader
        if reader.pane is Where.WELCOME:
            reader.welcome_open = False
            reader.go(Where.LIST)
        elif reader.related.walking and reader.pane is Where.ARTICLE:
            reader.related.end_walk()
        elif reader.find.is_open and reader.pane is Where.ARTICLE:
            reader.end_find()
        elif reader.pane in Where.READING:
            self.back()
        elif reader.pane is Where.LIST:
            if not reader.selection.clear():
                reader.browse.end_look()
        elif reader.pane is Where.FEEDS:
            reader.go(Where.LIST)

    def next_pane(self, _: int | None = None) -> None:
        """Give the next pane the focus."""
        self._turn(1)

    def previous_pane(self, _: int | None = None) -> None:
        """Give the pane before the focus."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        panes = self._reader.panes_here
        at = panes.index(self._reader.pane) if self._reader.pane in panes else 0
        self._reader.go(panes[(at + step) % len(panes)])

    # ---- reading

    def read_on(self, _: int | None = None) -> None:
        """Scroll, then the next unread article."""
        reader = self._reader
        if reader.pane is Where.FEEDS or (reader.pane is Where.LIST and reader.articles.ids):
            self.open()
        else:
            reader.go(Where.ARTICLE)
            reader.reading.read_on()

    def next_match(self, count: int | None) -> None:
        """Go to the next match of a find."""
        self._reader.find.step(count or 1)

    def previous_match(self, count: int | None) -> None:
        """Go to the match before."""
        self._reader.find.step(-(count or 1))

    def next_unread(self, _: int | None = None) -> None:
        """Go to the next unread article."""
        self._to_unread(1)

    def previous_unread(self, _: int | None = None) -> None:
        """Go to the unread article before."""
        self._to_unread(-1)

    def _to_unread(self, step: int) -> None:
        reader = self._reader
        reader.browse.move_to_unread(step, open_it=reader.pane in Where.READING)

    def next_article(self, count: int | None) -> None:
        """Go to the next article, read or not."""
        self._to_neighbour(count or 1)

    def previous_article(self, count: int | None) -> None:
        """Go to the article before, read or not."""
        self._to_neighbour(-(count or 1))

    def _to_neighbour(self, step: int) -> None:
        reader = self._reader
        reader.browse.move_to_neighbour(step, open_it=reader.pane in Where.READING)

    def next_related(self, count: int | None) -> None:
        """Walk on through what is related, or to the n-th."""
        self._reader.reading.walk(1, count)

    def previous_related(self, count: int | None) -> None:
        """Walk back through what is related."""
        self._reader.reading.walk(-(count or 1), None)

    def thread(self, _: int | None = None) -> None:
        """Show the story as a timeline."""
        self._reader.threads.show()

    def trail_back(self, _: int | None = None) -> None:
        """Open the article read before."""
        self._reader.reading.back_along_trail()

    def browser(self, count: int | None) -> None:
        """Open the article's address, or that of its n-th link."""
        reader = self._reader
        if count is None:
            reader.open_url(reader.target_url)
            return
        links = reader.article_view.links
        if reader.pane in Where.READING and 1 <= count <= len(links):
            reader.open_url(links[count - 1])
        else:
            reader.say(f"There is no link {count} here")

    def follow(self, _: int | None = None) -> None:
        """Put letters on the links of the article."""
        if self._reader.reading.article is not None:
            self._reader.hints.show()

    def changes(self, _: int | None = None) -> None:
        """Show what changed in the article, or the article again."""
        self._reader.changes.toggle()

    def copy(self, _: int | None = None) -> None:
        """Copy the address, and show it: not every terminal lets itself be asked."""
        url = self._reader.target_url
        if url is None:
            self._reader.say("There is no address to copy")
        else:
            url = safe_line(url, MAX_URL_CHARACTERS)
            self._reader.app.copy_to_clipboard(url)
            self._reader.say(f"Copied {url}")

    # ---- marking

    def toggle_read(self, _: int | None = None) -> None:
        """Read or unread."""
        self._toggle("read")

    def toggle_star(self, _: int | None = None) -> None:
        """Star or no star."""
        self._toggle("starred")

    def toggle_later(self, _: int | None = None) -> None:
        """Later or not."""
        self._toggle("later")

    def _toggle(self, mark: str) -> None:
        targets = self._targets
        if targets:
            self._reader.marks.toggle(targets, mark)

    @property
    def _targets(self) -> list[ArticleId]:
        """The articles that a mark means: those selected, else the one here; says so of none."""
        targets = self._reader.selection.targets
        if not targets:
            self._reader.say("There is no article here to mark")
        return targets

    def done(self, _: int | None = None) -> None:
        """Mark read, and go on."""
        targets = self._targets
        if targets:
            self._reader.marks.set_read(targets)
            self._to_neighbour(1)

    def hide(self, _: int | None = None) -> None:
        """Hide, or show again."""
        self._toggle("hidden")

    def tag(self, _: int | None = None) -> None:
        """Ask for tags."""
        targets = self._targets
        if targets:
            self._reader.selection.ask_for_tags(targets)

    def select(self, _: int | None = None) -> None:
        """Select the article of the cursor, or no longer, and go on."""
        self._reader.selection.toggle()

    def select_to_here(self, _: int | None = None) -> None:
        """Select all between the last selected one and the cursor."""
        self._reader.selection.extend()

    def mark_all_read(self, _: int | None = None) -> None:
        """Mark everything in the list read."""
        self._reader.marks.mark_all_read(tuple(self._reader.articles.ids))

    def attend(self, _: int | None = None) -> None:
        """Follow, mute, or neither."""
        self._reader.threads.attend()

    def not_related(self, _: int | None = None) -> None:
        """Part two articles."""
        self._reader.threads.judge(related=False)

    def pin(self, _: int | None = None) -> None:
        """Join two articles."""
        self._reader.threads.judge(related=True)

    def undo(self, _: int | None = None) -> None:
        """Take the last marking back."""
        self._reader.marks.undo()

    # ---- going

    def go_all(self, _: int | None = None) -> None:
        """Show all articles."""
        self._go_view(Scope.ALL)

    def go_unread(self, _: int | None = None) -> None:
        """Show what is unread."""
        self._go_view(Scope.UNREAD)

    def go_starred(self, _: int | None = None) -> None:
        """Show what has a star."""
        self._go_view(Scope.STARRED)

    def go_later(self, _: int | None = None) -> None:
        """Show what is kept for later."""
        self._go_view(Scope.LATER)

    def _go_view(self, scope: Scope) -> None:
        query = Query(scope)
        self._reader.browse.show(query, title_of(query))
        self._reader.feed_tree.point_at(query)
        self._reader.list_from_feeds = False
        self._reader.go(Where.LIST)

    def go_history(self, _: int | None = None) -> None:
        """Show what was opened lately."""
        self._go_view(Scope.HISTORY)

    def go_hidden(self, _: int | None = None) -> None:
        """Show what is hidden."""
        self._go_view(Scope.HIDDEN)

    def go_feeds(self, _: int | None = None) -> None:
        """Go to the feeds."""
        self._reader.go(Where.FEEDS)

    def go_related(self, _: int | None = None) -> None:
        """Go to what is related."""
        if self._reader.reading.article is None:
            self._reader.say("Open an article first")
        else:
            self._reader.go(Where.RELATED)

    def go_topics(self, _: int | None = None) -> None:
        """Show what is front of mind."""
        self._reader.threads.show_topics()

    def toggle_stories(self, _: int | None = None) -> None:
        """Show stories or articles."""
        self._reader.browse.toggle_stories()

    def go_failed(self, _: int | None = None) -> None:
        """Show which feeds failed, and why."""
        from qreader.tui.help import Choice, Lookup

        failed = self._reader.news.failed
        if not failed:
            self._reader.say("No feed failed")
            return
        choices = [Choice(feed.title, feed.error or "", feed) for feed in failed]

        def chosen(feed: object) -> None:
            if isinstance(feed, Feed):
                self._reader.browse.show(Query(feed_id=feed.id), feed.title)
                self._reader.go(Where.LIST)

        self._reader.app.push_screen(Lookup("Feeds that failed", choices), chosen)

    def go_wanted(self, _: int | None = None) -> None:
        """Show which pages the next refresh fetches."""
        self._reader.pages.show_wanted()

    def full_text(self, _: int | None = None) -> None:
        """Fetch the page: the whole text, where the feed has a part of it."""
        self._reader.pages.full_text_here()

    def go_packs(self, _: int | None = None) -> None:
        """Offer the starter packs."""

        def show(packs: list[Pack]) -> None:
            self._reader.welcome.packs.show(packs)

        self._reader.work.latest("packs", self._reader.library.packs, show)
        self._reader.go(Where.WELCOME)

    def find_here(self, _: int | None = None) -> None:
        """Ask what to find in the article."""
        if self._reader.reading.article is not None:
            self._reader.find.ask()

    def find(self, _: int | None = None) -> None:
        """Ask what to search for."""
        self._reader.ask("find", "/")

    # ---- feeds

    def add(self, _: int | None = None) -> None:
        """Ask what to add."""
        self._reader.ask("add", "Add: ")

    def refresh(self, _: int | None = None) -> None:
        """Refresh the feed that the cursor, the list or the article belongs to."""
        feed_ids = self._feeds_here()
        if feed_ids:
            self._reader.news.refresh(feed_ids)
        else:
            self._reader.say("No feed here to refresh; R refreshes all")

    def _feeds_here(self) -> list[FeedId]:
        reader = self._reader
        query = reader.browse.view.query
        if reader.pane is Where.FEEDS and reader.feed_tree.current is not None:
            query = reader.feed_tree.current.query or query
        if query.feed_id is not None:
            return [query.feed_id]
        if query.folder is not None:
            return [feed.id for feed in reader.news.feeds if feed.folder == query.folder]
        if reader.pane in Where.READING and reader.reading.article is not None:
            return [reader.reading.article.row.feed_id]
        row = reader.articles.current
        return [row.feed_id] if row is not None and reader.pane is Where.LIST else []

    def refresh_all(self, _: int | None = None) -> None:
        """Refresh all feeds."""
        self._reader.news.refresh()

    def toggle_pack(self, _: int | None = None) -> None:
        """Choose a pack, or not."""
        self._reader.welcome.packs.toggle()

    def subscribe(self, _: int | None = None) -> None:
        """Subscribe to the chosen packs."""
        packs = self._reader.welcome.packs.chosen
        if not packs:
            self._reader.say("space chooses a pack")
            return
        self._reader.welcome_open = False
        self._reader.go(Where.LIST)
        self._reader.news.subscribe(packs)

    # ---- screen

    def sidebar(self, _: int | None = None) -> None:
        """Show or hide what is related."""
        reader = self._reader
        reader.sidebar_wanted = not reader.sidebar_wanted
        reader.go(Where.ARTICLE if reader.pane is Where.RELATED else reader.pane)

    def zen(self, _: int | None = None) -> None:
        """Show only the article, or all again."""
        reader = self._reader
        if reader.reading.article is None:
            reader.say("Open an article first")
            return
        reader.zen = not reader.zen
        reader.go(Where.ARTICLE)

    def help(self, _: int | None = None) -> None:
        """Show the keys."""
        self._look_up(typing=False)

    def palette(self, _: int | None = None) -> None:
        """Find an action by typing."""
        self._look_up(typing=True)

    def _look_up(self, *, typing: bool) -> None:
        from qreader.tui.help import Lookup, key_choices

        def chosen(name: object) -> None:
            if isinstance(name, str):
                self.run(name, None)

        lookup = Lookup("Keys", key_choices(self._reader.pane), typing=typing)
        self._reader.app.push_screen(lookup, chosen)

    def redraw(self, _: int | None = None) -> None:
        """Draw everything again."""
        self._reader.app.refresh()
        self._reader.refresh(layout=True)

    def suspend(self, _: int | None = None) -> None:
        """Give the terminal back to the shell for a while."""
        self._reader.app.action_suspend_process()

    def quit(self, _: int | None = None) -> None:
        """Leave."""
        self._reader.app.exit(0)

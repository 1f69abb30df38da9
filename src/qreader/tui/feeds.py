"""Feeds: what keys in the tree do: open, mark, refresh, and go from feed to feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from qreader import model
from qreader.model import Query
from qreader.render.cells import plural
from qreader.text import folders
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import feed_rows, no_row
from qreader.tui.messages import (
    GoOnIn,
    GoUnder,
    MendFeed,
    RefreshFeeds,
    ShowView,
    ViewMarkedRead,
)
from qreader.tui.outline import NOTHING_FOUND
from qreader.tui.question import Hint, Objection, Question

if TYPE_CHECKING:
    from datetime import datetime

    from qreader.library import Library
    from qreader.model import Feed, FeedActivity, FeedId, SyncState
    from qreader.tui.branches import Branch
    from qreader.tui.desk import Desk, Here
    from qreader.tui.outline import Outline
    from qreader.tui.widgets.lookup import Choice

MAX_HINTS: Final = 8
MAX_NAME_CHARACTERS: Final = 40
SILENT_FOR: Final = timedelta(days=90)
"""The time after which a feed without a new article is worth a look."""
MOST_SILENT: Final = 10
"""The most silent feeds shown below those that failed."""


class Feeds:
    """Runs the actions of the tree. Runs on the event loop; threads read the cache."""

    def __init__(self, desk: Desk, library: Library, outline: Outline) -> None:
        self._desk = desk
        self._library = library
        self._outline = outline
        self._select_from: Query | None = None

    @property
    def here(self) -> Here:
        """What a key in the tree acts on."""
        return self._outline.here

    def open(self, nth: int | None) -> None:
        """Show the view under the cursor, or that of the n-th row."""
        if nth and not self._outline.go_to(nth):
            self._desk.say(no_row(nth))
            return
        here = self.here
        if here.label:
            self._desk.post_message(ShowView(here.query, here.label))

    def read_on(self) -> None:
        """Show the view under the cursor: space."""
        self.open(None)

    def back(self) -> None:
        """Go to the folder of the row under the cursor; else say that nothing is further back."""
        if not self._outline.go_to_parent():
            self._desk.say("Nothing lies behind the feeds")

    def leave(self) -> None:
        """Close the feeds, or leave them where they stay: `q`."""
        self._desk.post_message(GoUnder())

    def escape(self) -> None:
        """End a selection, else go to the list."""
        if self._outline.selected:
            self._select(())
        else:
            self._desk.post_message(GoUnder())

    def select(self) -> None:
        """Select or deselect the feed or folder under the cursor, and move on."""
        rows = feed_rows([self.here.query]) if self.here.label else ()
        if not rows:
            self._desk.say("Only feeds and folders can be selected here")
            return
        self._select_from = rows[0]
        self._select(self._outline.selected.symmetric_difference(rows))
        self._outline.move_on()

    def select_to_here(self) -> None:
        """Select all feeds and folders from the last selected row to the cursor."""
        queries = [branch.query for branch in self._outline.rows]
        here = self._outline.row
        start = queries.index(self._select_from) if self._select_from in queries else here
        first, last = sorted((start, here))
        found = feed_rows(one for one in queries[first : last + 1] if one is not None)
        self._select(self._outline.selected.union(found))

    def _select(self, rows: Iterable[Query]) -> None:
        self._outline.select(rows)
        count = len(self._outline.selected)
        self._desk.say(f"{count} selected, esc ends that" if count else "Nothing selected")

    def next_unread(self) -> None:
        """Go to the next branch with unread articles."""
        self._to_unread(1)

    def previous_unread(self) -> None:
        """Go to the previous branch with unread articles."""
        self._to_unread(-1)

    def _to_unread(self, step: int) -> None:
        if not self._outline.go_to_unread(step):
            self._desk.say(f"Nothing unread {'below' if step > 0 else 'above'}")

    async def next_feed(self) -> None:
        """Go to the next feed with unread articles."""
        await self._walk(1)

    async def previous_feed(self) -> None:
        """Go to the previous feed with unread articles."""
        await self._walk(-1)

    async def _walk(self, step: int) -> None:
        found = await self._outline.beside(step)
        if found is None:
            self._desk.say(f"No feed {'below' if step > 0 else 'above'} has anything unread")
        elif self._desk.here.pane is Where.FEEDS:
            self._outline.go_to_row(found)
        else:
            self._go_into(found, f"{found.label}: {found.number} unread")

    async def read_on_below(self) -> None:
        """Go from the end of a feed, or a folder, to the next one with unread articles."""
        found = await self._outline.beside(1)
        if found is None:
            self._desk.say("Nothing unread below, nor in a feed after this one")
        else:
            self._go_into(found, f"On to {found.label}: {found.number} unread")

    def _go_into(self, branch: Branch, said: str) -> None:
        """Show a feed or a folder from its first unread article on, and say so."""
        query = branch.query or Query()
        is_reading = self._desk.here.is_reading
        self._desk.post_message(GoOnIn(query, branch.label, said, is_reading=is_reading))

    def mark_all_read(self) -> None:
        """Mark all articles of the branch under the cursor read, or of the selected ones."""
        here, selected = self.here, self._outline.selected
        if selected:
            title = f"{len(selected)} selected"
            self._desk.post_message(ViewMarkedRead([*selected], title))
            self._outline.select(())
        elif here.label:
            self._desk.post_message(ViewMarkedRead([here.query], here.label))

    def refresh(self) -> None:
        """Refresh the feed of the cursor, the list or the article."""
        feed_ids = self._feed_ids(self._desk.here)
        if feed_ids:
            self._desk.post_message(RefreshFeeds(feed_ids))
        else:
            self._desk.say("No feed here to refresh; R refreshes all")

    def _feed_ids(self, here: Here) -> list[FeedId]:
        query = here.query if here.pane is Where.FEEDS and here.label else here.shown
        is_selected = here.pane is Where.FEEDS and here.feed_rows
        rows = here.feed_rows if is_selected else feed_rows([query])
        if rows:
            return [feed.id for feed in self._outline.feeds if _is_meant(feed, rows)]
        return [here.feed_id] if here.feed_id is not None else []

    def refresh_all(self) -> None:
        """Refresh all feeds."""
        self._desk.post_message(RefreshFeeds(None))

    async def go_to(self, name: str) -> None:
        """Show the branch of a name; "": ask for the name, in the tree by a filter of its rows."""
        if not name and self._desk.here.pane is Where.FEEDS:
            await self._filter()
            return
        if not name:
            question = Question("Go to: ", hints=self._hints, completed=self._completed)
            name = (await self._desk.ask(question) or "").strip()
        if not name:
            return
        found = self.named(name)
        if found and found[0].query is not None:
            self._desk.post_message(ShowView(found[0].query, found[0].label))
        else:
            said = safe_line(name, MAX_NAME_CHARACTERS)
            self._desk.say(f"Nothing among the feeds is called {said}")

    async def _filter(self) -> None:
        """Show the rows of a name as it is typed; enter opens one, esc shows all again."""
        outline, before = self._outline, self.here.query

        def typed(text: str) -> str:
            return "" if outline.filter(text) else NOTHING_FOUND

        def checked(text: str) -> Objection | None:
            return None if outline.filter(text) else Objection(NOTHING_FOUND, len(text))

        def stepped(step: int) -> str:
            outline.move(step)
            return ""

        answer = None
        try:
            answer = await self._desk.ask(
                Question(
                    "Feed: ",
                    typed=typed,
                    checked=lambda text: None if self.here.label else checked(text),
                    stepped=stepped,
                    placeholder="a part of its name",
                    pause_seconds=0,
                )
            )
        finally:
            chosen = self.here
            outline.end_filter(before if answer is None else chosen.query)
        if answer and chosen.label:
            self._desk.post_message(ShowView(chosen.query, chosen.label))

    def _hints(self, text: str) -> Sequence[Hint]:
        found = self.named(text)[:MAX_HINTS] if text else []
        return [Hint(one.label, str(one.number or "")) for one in found]

    def _completed(self, text: str) -> str:
        found = self.named(text)
        return found[0].label if found else text

    def named(self, name: str) -> list[Branch]:
        """Return the branches with this text in their labels, those that begin with it first."""
        wanted = name.strip().casefold()
        labelled = [(one.label.casefold(), one) for one in self._outline.branches]
        found = [(label, one) for label, one in labelled if wanted in label and one.query]
        found.sort(
            key=lambda pair: (
                wanted not in {pair[0], pair[1].text.casefold()},  # World is News/World, too
                not pair[0].startswith(wanted),
            )
        )
        return [one for _, one in found]

    @property
    def labels(self) -> list[str]:
        """The labels of all branches."""
        return [one.label for one in self._outline.branches if one.query]

    @property
    def tags(self) -> list[str]:
        """The person's tags."""
        return self._outline.tags

    async def show_failed(self) -> None:
        """Show the failed feeds with their errors."""
        from qreader.tui.widgets.lookup import Choice, Lookup

        feeds = self._outline.feeds
        failed = [feed for feed in feeds if feed.error is not None]
        choices = [
            Choice(feed.title, feed.error or "", feed, detail=failure_of(feed)) for feed in failed
        ]
        if self._outline.sync is not None and self._outline.sync.error is not None:
            choices.insert(0, _server_choice(self._outline.sync))
        missed = [feed for feed in feeds if feed.page_trouble and feed.error is None]
        choices += [Choice(feed.title, feed.page_trouble or "", feed) for feed in missed]
        activity = await self._desk.call(self._library.activity.of_feeds, lane="feed activity")
        silent = _silent(feeds, activity, self._library.now())
        if silent:
            choices += [Choice("", "")] if choices else []
            choices += [Choice(silent_heading(len(silent)), ""), *silent[:MOST_SILENT]]
        if not choices:
            self._desk.say("No feed failed, and none is silent")
            return
        title = "Feeds that failed" if failed or missed or not silent else "Feeds that fell silent"
        keys = {"e": "edits the address", "U": "unsubscribes", "r": "tries it again", "R": "all"}
        box = Lookup(title, choices, keys=keys, takes="shows its articles", kind="-compact")
        box.list.styles.height = len(choices)
        chosen = await self._desk.choose(box)
        if chosen is None:
            return
        feed = chosen.value
        if chosen.key in {"e", "U"}:
            if isinstance(feed, model.Feed):
                query = Query(feed_id=feed.id)
                self._desk.post_message(MendFeed(query, removes=chosen.key == "U"))
            return
        if chosen.key == "R":
            every = failed or [one.value for one in silent if isinstance(one.value, model.Feed)]
            self._desk.post_message(RefreshFeeds([one.id for one in every]))
        elif chosen.key == "r":
            ids = [feed.id] if isinstance(feed, model.Feed) else None
            self._desk.post_message(RefreshFeeds(ids))
        elif isinstance(feed, model.Feed):
            self._desk.post_message(ShowView(Query(feed_id=feed.id), safe_line(feed.title)))


def failure_of(feed: Feed) -> str:
    """Return why a feed failed, its address, and how often it failed."""
    often = f" · {feed.failures} failures in a row" if feed.failures > 1 else ""
    return f"{safe_line(feed.error or '')} · {safe_line(feed.url)}{often}"


def failed_lines(feeds: Iterable[Feed], query: Query, key: Callable[[str], str]) -> list[str]:
    """Return what an empty list of a feed or a folder says of those in it that failed."""
    rows = feed_rows([query]) if not query.words else ()
    failed = [feed for feed in feeds if feed.error is not None and _is_meant(feed, rows)]
    if not failed:
        return []
    said = [f"{safe_line(one.title, 40)}: {safe_line(one.error or '')}" for one in failed[:5]]
    return [
        f"{plural(len(failed), 'feed')} here failed.",
        *said,
        f"{key('go_failed')} edits the address, unsubscribes, or tries again.",
    ]


def _is_meant(feed: Feed, rows: Iterable[Query]) -> bool:
    """Whether a feed is one of these rows, or in a folder of them."""
    return any(
        row.feed_id == feed.id
        or (row.folder is not None and folders.is_inside(feed.folder, row.folder))
        for row in rows
    )


def silent_heading(count: int) -> str:
    """Return the heading of the silent feeds, which says how many there are if some are not shown.

    The longest silent come first: once unsubscribed, they make room for others.
    """
    shown = f": {MOST_SILENT} of {count}" if count > MOST_SILENT else ""
    return f"Nothing new for three months{shown}"


def _silent(
    feeds: Sequence[Feed], activity: Mapping[FeedId, FeedActivity], now: datetime
) -> list[Choice]:
    """Return the feeds that brought nothing for long and did not fail, the longest first."""
    from qreader.render.age import ago
    from qreader.tui.widgets.lookup import Choice

    since = now - SILENT_FOR
    quiet = [
        (feed, does)
        for feed in feeds
        if not (feed.is_local or feed.is_page or feed.error is not None)
        and (does := activity.get(feed.id)) is not None
        and does.is_silent_since(since)
    ]
    quiet.sort(key=lambda pair: pair[1].newest or pair[1].added)
    return [
        Choice(
            feed.title,
            (f"newest {ago(does.newest, now)}" if does.newest else "never brought anything")
            + f", {does.opened} of {feed.articles} opened",
            feed,
        )
        for feed, does in quiet
    ]


def _server_choice(state: SyncState) -> Choice:
    from qreader.tui.widgets.lookup import Choice

    return Choice(f"sync with {state.server}", state.error or "", state)

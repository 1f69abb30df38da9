"""Feeds: the tree of views and feeds, and its actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader import model
from qreader.model import Query, Scope
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.messages import (
    FeedsRead,
    GoTo,
    LeaveAsked,
    RefreshFeeds,
    ShowView,
    ViewMarkedRead,
)
from qreader.tui.question import Hint, Question
from qreader.tui.widgets.feed_tree import Branch, grow, is_inside

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Feed, FeedId, SyncState
    from qreader.tui.desk import Desk, Started
    from qreader.tui.widgets.feed_tree import FeedTree
    from qreader.tui.widgets.lookup import Choice

MAX_HINTS: Final = 8
MAX_NAME_CHARACTERS: Final = 40


class Grown(NamedTuple):
    """The feeds, the tree made of them, and the state of the sync."""

    feeds: list[Feed]
    branches: list[Branch]
    sync: SyncState | None


class Feeds:
    """The only writer of the tree. Runs on the event loop; threads read the cache."""

    def __init__(self, desk: Desk, library: Library, tree: FeedTree) -> None:
        self._desk = desk
        self._library = library
        self._tree = tree
        self._feeds: Sequence[Feed] | None = None
        self._reading: Started | None = None
        self.sync: SyncState | None = None
        """The state of the sync with the person's server."""

    @property
    def here(self) -> Here:
        """What a key in the tree acts on."""
        branch = self._tree.current
        if branch is None or branch.query is None:
            return Here(Where.FEEDS)
        here = Here(Where.FEEDS, branch.query, branch.label)
        if branch.feed is None:
            return here
        feed = branch.feed
        return here._replace(
            title=feed.title, url=feed.url, feed_id=feed.id, site_url=feed.site_url
        )

    @property
    def is_grown(self) -> bool:
        """Whether there is a tree yet."""
        return bool(self._tree.branches)

    @property
    def error(self) -> str | None:
        """The error of the feed under the cursor."""
        branch = self._tree.current
        return branch.feed.error if branch is not None and branch.feed is not None else None

    # ---- the tree

    @property
    def feeds(self) -> Sequence[Feed]:
        """All feeds; they are read here only for a key that is pressed before the tree is read."""
        if self._feeds is None:
            self._feeds = self._library.feeds.all()
        return self._feeds

    @property
    def is_growing(self) -> bool:
        """Whether the tree is being read."""
        return self._reading is not None and not self._reading.is_over

    def reload(self) -> None:
        """Update the tree."""
        self._reading = self._desk.start(self._reload, group="feeds", exclusive=True)

    async def _reload(self) -> None:
        grown = await self._desk.call(self._read, lane="feeds")
        self._feeds, self.sync = grown.feeds, grown.sync
        self._tree.show(grown.branches)
        self._desk.post_message(FeedsRead())

    def _read(self) -> Grown:
        """Read the feeds and make the tree, in a thread: there may be thousands of feeds."""
        library = self._library
        feeds = library.feeds.all()
        branches = grow(
            feeds,
            library.lists.count(Query(Scope.STARRED)),
            library.lists.count(Query(Scope.LATER)),
            library.searches.all(),
            library.statuses.tags(),
            kept_unread=library.removed.kept_unread(),
        )
        return Grown(feeds, branches, library.sync_state())

    def point_at(self, query: Query) -> None:
        """Put the cursor on a view's branch, now or as soon as there is one."""
        self._tree.point_at(query)

    # ---- actions

    def open(self) -> None:
        """Show the view under the cursor."""
        here = self.here
        if here.label:
            self._desk.post_message(ShowView(here.query, here.label))

    def read_on(self) -> None:
        """Show the view under the cursor: space."""
        self.open()

    def back(self) -> None:
        """Say that there is nothing further back."""
        self._desk.say("Nothing lies behind the feeds")

    def leave(self) -> None:
        """Quit after a second request."""
        self._desk.post_message(LeaveAsked())

    def escape(self) -> None:
        """Go to the list."""
        self._desk.post_message(GoTo(Where.LIST))

    def next_unread(self) -> None:
        """Go to the next branch with unread articles."""
        self._to_unread(1)

    def previous_unread(self) -> None:
        """Go to the previous branch with unread articles."""
        self._to_unread(-1)

    def _to_unread(self, step: int) -> None:
        row = self._tree.find_unread(step)
        if row is None:
            self._desk.say(f"Nothing unread {'below' if step > 0 else 'above'}")
        else:
            self._tree.move_to(row)

    def mark_all_read(self) -> None:
        """Mark all articles of the branch under the cursor read."""
        here = self.here
        if here.label:
            self._desk.post_message(ViewMarkedRead(here.query, here.label))

    def refresh(self) -> None:
        """Refresh the feed of the cursor, the list or the article."""
        feed_ids = self._feed_ids(self._desk.here)
        if feed_ids:
            self._desk.post_message(RefreshFeeds(feed_ids))
        else:
            self._desk.say("No feed here to refresh; R refreshes all")

    def _feed_ids(self, here: Here) -> list[FeedId]:
        query = here.query if here.pane is Where.FEEDS and here.label else here.shown
        if query.feed_id is not None:
            return [query.feed_id]
        if query.folder is not None:
            return [feed.id for feed in self.feeds if is_inside(feed, query.folder)]
        return [here.feed_id] if here.feed_id is not None else []

    def refresh_all(self) -> None:
        """Refresh all feeds."""
        self._desk.post_message(RefreshFeeds(None))

    async def go_to(self, name: str) -> None:
        """Show the branch of a name; "": ask for the name."""
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

    def _hints(self, text: str) -> Sequence[Hint]:
        found = self.named(text)[:MAX_HINTS] if text else []
        return [Hint(one.label, str(one.number or "")) for one in found]

    def _completed(self, text: str) -> str:
        found = self.named(text)
        return found[0].label if found else text

    def named(self, name: str) -> list[Branch]:
        """Return the branches with this text in their labels, those that begin with it first."""
        wanted = name.strip().casefold()
        labelled = [(one.label.casefold(), one) for one in self._tree.branches]
        found = [(label, one) for label, one in labelled if wanted in label and one.query]
        found.sort(key=lambda pair: (pair[0] != wanted, not pair[0].startswith(wanted)))
        return [one for _, one in found]

    @property
    def labels(self) -> list[str]:
        """The labels of all branches."""
        return [one.label for one in self._tree.branches if one.query]

    @property
    def tags(self) -> list[str]:
        """The person's tags."""
        return self._tree.tags

    async def show_failed(self) -> None:
        """Show the failed feeds with their errors."""
        from qreader.tui.widgets.lookup import Choice, Lookup

        failed = [feed for feed in self.feeds if feed.error is not None]
        choices = [Choice(feed.title, feed.error or "", feed) for feed in failed]
        if self.sync is not None and self.sync.error is not None:
            choices.insert(0, _server_choice(self.sync))
        if not choices:
            self._desk.say("No feed failed")
            return
        chosen = await self._desk.choose(
            Lookup("Feeds that failed", choices, keys={"r": "tries it again", "R": "all"})
        )
        if chosen is None:
            return
        feed = chosen.value
        if chosen.key == "R":
            self._desk.post_message(RefreshFeeds([one.id for one in failed]))
        elif chosen.key == "r":
            ids = [feed.id] if isinstance(feed, model.Feed) else None
            self._desk.post_message(RefreshFeeds(ids))
        elif isinstance(feed, model.Feed):
            self._desk.post_message(ShowView(Query(feed_id=feed.id), safe_line(feed.title)))


def _server_choice(state: SyncState) -> Choice:
    from qreader.tui.widgets.lookup import Choice

    return Choice(f"sync with {state.server}", state.error or "", state)
